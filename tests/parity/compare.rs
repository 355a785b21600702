//! The differences between a record and the call of our client.

use std::collections::{BTreeMap, BTreeSet};

use authing_wxapp::Error;
use serde_json::{Value, json};

use crate::{
    calls::{self, urls},
    design, difference, drive, graphql, hosts, keys, model,
    record::{Record, is_falsy},
    replay::Sent,
    support::pairs,
};

/// Where two calls differ. A number is the index of a request among those that arrived.
#[derive(Debug, Clone, PartialEq)]
pub enum At {
    /// Recorded and not sent by us.
    Missing(usize),
    /// Sent by us and not recorded.
    Extra(usize),
    Origin(usize),
    Method(usize),
    Path(usize),
    Query(usize),
    Header(usize, String),
    /// The GraphQL document: its operation, root field, arguments or fields.
    Document(usize, &'static str),
    Body(usize, String),
    /// One call returned a value, the other failed or never ended.
    Outcome,
    /// The two errors are of different kinds.
    Thrown,
    Code,
    Message,
    Data,
    Value(String),
    Stored(String),
    OnError,
    /// JavaScript changed the object with the options, or an argument.
    OptionsChanged,
    ArgumentsChanged,
}

/// One difference.
pub type Difference = difference::Difference<At>;

type Differences = difference::Differences<At>;

/// All differences between our call and the recorded one.
pub fn differences(record: &Record, observed: &drive::Observation) -> Vec<Difference> {
    let mut found = Differences::new();
    requests(record, observed, &mut found);
    outcome(record, observed, &mut found);
    store(record, observed, &mut found);
    if let Some(calls) = record.get("onErrorCalls").as_array() {
        found.equal(At::OnError, calls.clone(), observed.on_error.clone());
    }
    let changed = &record.get("optionsObjectMutated");
    if !changed.is_null() {
        found.note(At::OptionsChanged, (*changed).clone(), Value::Null);
    }
    if !record.get("argsAfter").is_null() {
        found.equal(At::ArgumentsChanged, record.get("argsAfter").clone(), record.get("args").clone());
    }
    found.0
}

fn requests(record: &Record, observed: &drive::Observation, found: &mut Differences) {
    let delivered: Vec<&Value> = record.delivered().collect();
    let what = |method: &str, path: &str| json!(format!("{method} {path}"));
    let text = |request: &Value, name: &str| request[name].as_str().unwrap_or_default().to_owned();
    // Our server receives a request even if its connection breaks.
    let sent = observed.sent.iter().zip(0..).filter(|(_, at)| {
        record.requests().get(*at + observed.skipped).is_none_or(|request: &Value| request["notDelivered"].is_null())
    });
    let sent: Vec<&Sent> = sent.map(|(sent, _)| sent).collect();
    for (at, skipped) in delivered.iter().take(observed.skipped).enumerate() {
        found.note(At::Missing(at), what(&text(skipped, "method"), &text(skipped, "path")), Value::Null);
    }
    let delivered = delivered.get(observed.skipped..).unwrap_or_default();
    for at in 0..delivered.len().max(sent.len()) {
        match (delivered.get(at), sent.get(at)) {
            (Some(recorded), Some(sent)) => request(at, recorded, sent, &observed.options, found),
            (Some(recorded), None) => {
                found.note(At::Missing(at), what(&text(recorded, "method"), &text(recorded, "path")), Value::Null);
            }
            (None, Some(sent)) => found.note(At::Extra(at), Value::Null, what(&sent.method, &sent.path)),
            (None, None) => {}
        }
    }
}

fn request(at: usize, recorded: &Value, sent: &Sent, options: &Value, found: &mut Differences) {
    // The directory service has a separate host.
    let host = match recorded["path"].as_str() {
        Some("/api/v2/ad/verify-user") => hosts::directory_host_of(options).unwrap_or_default(),
        _ => hosts::host_of(options),
    };
    found.equal(At::Origin(at), recorded["origin"].clone(), hosts::base(&host));
    found.equal(At::Method(at), recorded["method"].clone(), sent.method.as_str());
    found.equal(At::Path(at), recorded["path"].clone(), sent.path.as_str());
    found.equal(At::Query(at), by_name(&recorded["query"]), by_name(&json!(sent.query)));
    headers(at, recorded, sent, options, found);
    match recorded["body"]["kind"].as_str() {
        _ if recorded["graphql"].is_object() => document(at, &recorded["graphql"], sent, found),
        Some("json") => {
            found.tree(|path| At::Body(at, path), &nulls_out(&recorded["body"]["json"]), &nulls_out(&sent.json()))
        }
        Some("form") => {
            found.tree(|path| At::Body(at, path), &form(&recorded["body"]["pairs"]), &form(&json!(pairs(&sent.body))))
        }
        Some("multipart") => found.tree(|path| At::Body(at, path), &recorded["body"]["parts"], &sent.parts()),
        _ if sent.body.is_empty() => {}
        _ => found.note(At::Body(at, String::new()), Value::Null, String::from_utf8_lossy(&sent.body).into_owned()),
    }
}

/// The pairs of a form by their names.
fn form(pairs: &Value) -> Value {
    let named = |pair: &Value| Some((pair[0].as_str()?.to_owned(), pair[1].clone()));
    pairs.as_array().into_iter().flatten().filter_map(named).collect()
}

/// The pairs of a query by their names, because their order is irrelevant unless a name is repeated.
fn by_name(query: &Value) -> Value {
    let mut pairs = query.as_array().cloned().unwrap_or_default();
    pairs.sort_by_key(|pair| pair[0].to_string());
    pairs.into()
}

fn headers(at: usize, recorded: &Value, sent: &Sent, options: &Value, found: &mut Differences) {
    let by_platform = recorded["headersOfThePlatform"].to_string().contains("content-type");
    let no_body = recorded["body"]["kind"] == "none";
    let media_type = |value: &str| value.split(';').next().unwrap_or_default().trim().to_owned();
    let normal = |name: &str, value: &str| match name {
        // The boundary is random, and the charset of JSON is always UTF-8.
        "content-type" => media_type(value),
        _ => value.to_owned(),
    };
    let written = recorded["headers"].as_object().into_iter().flatten();
    let recorded: BTreeMap<&str, String> = written
        .filter(|(name, _)| !(*name == "content-type" && by_platform && no_body))
        .map(|(name, value)| (name.as_str(), normal(name, value.as_str().unwrap_or_default())))
        .collect();
    let ours: BTreeMap<&str, String> =
        sent.headers.iter().map(|(name, value)| (name.as_str(), normal(name, value))).collect();
    let version = design::version_header(options);
    for name in recorded.keys().chain(ours.keys()).collect::<BTreeSet<_>>() {
        let (recorded, ours) = (recorded.get(name), ours.get(name));
        // D47: the version names the SDK, so ours differs. `is_our_version` checks it.
        if *name == version && recorded.is_some() && ours.is_some_and(|text| design::is_our_version(text)) {
            continue;
        }
        found.equal(At::Header(at, (*name).to_owned()), json!(recorded), json!(ours));
    }
}

fn document(at: usize, recorded: &Value, sent: &Sent, found: &mut Differences) {
    let body = sent.json();
    let Some(ours) = body["query"].as_str().and_then(graphql::parse) else {
        return found.note(At::Document(at, "no GraphQL"), Value::Null, body);
    };
    found.equal(At::Document(at, "operation"), recorded["operationType"].clone(), ours.kind);
    found.equal(At::Document(at, "root field"), recorded["rootField"].clone(), ours.root);
    for (name, variable) in recorded["argumentMapping"].as_object().into_iter().flatten() {
        found.equal(At::Document(at, "arguments"), variable.clone(), json!(ours.arguments.get(name)));
    }
    let selected = recorded["selectedFields"].as_array().into_iter().flatten().filter_map(Value::as_str);
    // Our documents never select the password hash.
    let missing: Vec<&str> = selected.filter(|field| *field != "password" && !ours.fields.contains(*field)).collect();
    found.equal(At::Document(at, "fields"), json!(missing), json!([]));

    // In an update null clears a member; elsewhere it is the same as an absent member.
    let normal = |variables: &Value| {
        if recorded["rootField"] == "updateUser" { outer_nulls_out(variables) } else { nulls_out(variables) }
    };
    let (recorded, ours) = (&recorded["variables"], decrypted(&body["variables"]));
    found.tree(|path| At::Body(at, path), &by_key(normal(recorded)), &by_key(normal(&ours)));
}

/// Variables with their key-value lists sorted by key, because the order is irrelevant.
fn by_key(mut variables: Value) -> Value {
    for list in variables.as_object_mut().into_iter().flat_map(|map| map.values_mut()).filter_map(Value::as_array_mut) {
        list.sort_by_key(|entry| entry["key"].to_string());
    }
    variables
}

/// The paths of passwords in the variables of a call.
pub const PASSWORDS: [&str; 4] = ["/input/password", "/password", "/newPassword", "/oldPassword"];

/// Our variables with encrypted passwords replaced by the marks that records use.
fn decrypted(variables: &Value) -> Value {
    let mut variables = variables.clone();
    for place in PASSWORDS {
        let Some(password) = variables.pointer_mut(place) else { continue };
        let text = password.as_str().unwrap_or_default();
        if let Some(plain) = keys::decrypt(text) {
            *password = json!({ "$rsa": String::from_utf8_lossy(&plain) });
        } else if let Some(plain) = keys::decrypt_sm2(text) {
            let order = "C1C3C2, hex, C1 without leading 04";
            *password = json!({ "$sm2": String::from_utf8_lossy(&plain), "$prefix": "sm2:", "$order": order });
        }
    }
    variables
}

fn nulls_out(value: &Value) -> Value {
    model::without_nulls(value)
}

fn outer_nulls_out(value: &Value) -> Value {
    let members = value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    members.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The comparable part of a JavaScript failure.
enum Thrown {
    /// The failure of the server: code, message, data.
    Server,
    /// The message of the SDK that nobody is logged in.
    NotLoggedIn,
    /// A reply that the SDK could not read.
    Unreadable,
    /// Any other shape.
    Other,
}

impl Thrown {
    fn of(thrown: &Value) -> Self {
        match (thrown["kind"].as_str(), thrown["message"].as_str()) {
            (Some("plain object"), _) if thrown["code"].is_number() => Self::Server,
            (_, Some("请先登录！" | "不合法的 accessToken")) | (Some("InvalidTokenError"), _) => {
                Self::NotLoggedIn
            }
            (Some("TypeError" | "SyntaxError"), _) => Self::Unreadable,
            _ => Self::Other,
        }
    }
}

fn outcome(record: &Record, observed: &drive::Observation, found: &mut Differences) {
    match (record.thrown(), &observed.outcome) {
        (None, Ok(value)) if record.returned() => {
            let (recorded, ours) = results(record, value);
            found.tree(At::Value, &recorded, &ours);
        }
        (Some(thrown), Err(error)) => errors(thrown, error, found),
        (Some(thrown), Ok(value)) => found.note(At::Outcome, json!({ "thrown": thrown }), json!({ "result": value })),
        (None, Err(error)) if record.returned() => {
            found.note(At::Outcome, json!({ "result": record.get("result") }), json!({ "thrown": error.to_string() }));
        }
        (None, ours) => found.note(At::Outcome, "never settled", format!("{ours:?}")),
    }
}

/// The recorded result and ours, reduced to the members of the contract.
fn results(record: &Record, ours: &Value) -> (Value, Value) {
    let recorded = record.get("result");
    let missing_key = record.method.starts_with("tokenProvider.") && is_falsy(recorded);
    match model::result_type(record) {
        _ if calls::browser::LOGINS.contains(&record.method.as_str()) => {
            (calls::browser::recorded(record), nulls_out(ours))
        }
        _ if record.method.ends_with(".startPolling") => (calls::qrcode::reported_states(record), ours.clone()),
        _ if record.method.starts_with("build") => (urls::address(recorded), urls::address(&ours["url"])),
        _ if missing_key => (Value::Null, ours.clone()),
        Some(schema) => (model::modelled(recorded, schema), nulls_out(ours)),
        None => (recorded.clone(), ours.clone()),
    }
}

fn errors(thrown: &Value, error: &Error, found: &mut Differences) {
    let same_kind = match Thrown::of(thrown) {
        Thrown::Server => {
            found.equal(At::Code, thrown["code"].clone(), error.code().get());
            found.equal(At::Message, thrown["message"].clone(), error.message());
            found.equal(At::Data, thrown["data"].clone(), json!(error.data()));
            return;
        }
        Thrown::NotLoggedIn => error.is_not_logged_in(),
        Thrown::Unreadable => error.is_decode(),
        Thrown::Other => false,
    };
    if !same_kind {
        found.note(At::Thrown, thrown.clone(), error.to_string());
    }
}

fn store(record: &Record, observed: &drive::Observation, found: &mut Differences) {
    let after = record.get("after");
    let present = |value: &Value| if is_falsy(value) { Value::Null } else { value.clone() };
    found.equal(At::Stored("token".into()), present(&after["token"]), observed.after["token"].clone());
    let (recorded, ours) = (model::user(&after["user"]), nulls_out(&observed.after["user"]));
    found.tree(|path| At::Stored(format!("user{}{path}", if path.is_empty() { "" } else { "." })), &recorded, &ours);
}

/// Notes where two trees differ. A value with a mark such as `$rsa` is one leaf.
pub fn tree(path: String, recorded: &Value, ours: &Value, found: &mut Vec<(String, Value, Value)>) {
    let below = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
    let marked = |value: &Value| value.as_object().is_some_and(|map| map.keys().any(|key| key.starts_with('$')));
    match (recorded, ours) {
        (Value::Object(left), Value::Object(right)) if !marked(recorded) && !marked(ours) => {
            for key in left.keys().chain(right.keys()).collect::<BTreeSet<_>>() {
                tree(below(key), &recorded[key], &ours[key], found);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                tree(below(&index.to_string()), left, right, found);
            }
        }
        (Value::String(left), Value::String(right))
            if same_json(left, right) || calls::browser::is_random(left, right) => {}
        _ if recorded == ours => {}
        _ => found.push((path, recorded.clone(), ours.clone())),
    }
}

/// Whether two texts are the same JSON list or object. The order of members and of key-value entries is irrelevant.
fn same_json(left: &str, right: &str) -> bool {
    let parse = |text: &str| {
        let mut value: Value = serde_json::from_str(text).ok()?;
        if let Some(list) = value.as_array_mut() {
            list.sort_by_key(|entry| entry["key"].to_string());
        }
        (value.is_array() || value.is_object()).then_some(value)
    };
    parse(left).is_some_and(|left| Some(left) == parse(right))
}
