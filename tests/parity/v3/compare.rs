//! The differences between a record and the call of our client.

use std::collections::{BTreeMap, BTreeSet};

use authing_wxapp::Error;
use serde_json::{Value, json};

use super::{
    drive::{self, Observation},
    outcome::{Failure, Recorded},
    record::Record,
    results,
    serve::Exchange,
    session::{MEMBERS, recorded as recorded_state},
};
use crate::{design::is_our_version, difference, hosts, keys, model::without_nulls, support::pairs};

/// Where two calls differ. The first text of a request is its path.
#[derive(Debug, Clone, PartialEq)]
pub enum At {
    /// Recorded and not sent by us.
    Missing(String),
    /// Sent by us and not recorded.
    Extra(String),
    Origin(String),
    Method(String),
    Query(String, String),
    Header(String, String),
    Body(String, String),
    /// One call returned a value, and the other failed.
    Outcome,
    /// The two failures are of different kinds.
    Failure,
    Code,
    Message,
    Data,
    RequestId,
    Value(String),
    Stored(String),
    /// JavaScript changed an argument.
    ArgumentsChanged,
}

/// One difference.
pub type Difference = difference::Difference<At>;

type Differences = difference::Differences<At>;

/// All differences between our call and the recorded one.
pub fn differences(record: &Record, observed: &Observation) -> Vec<Difference> {
    let mut found = Differences::new();
    for (recorded, ours) in matched(record, observed) {
        let name = |request: &Value| request["path"].as_str().unwrap_or_default().to_owned();
        match (recorded, ours) {
            (Some(recorded), Some(ours)) => request(&name(recorded), recorded, ours, record, &mut found),
            (Some(recorded), None) => found.equal(At::Missing(name(recorded)), recorded["method"].clone(), Value::Null),
            (None, Some(ours)) => found.equal(At::Extra(ours.sent.path.clone()), Value::Null, &*ours.sent.method),
            (None, None) => {}
        }
    }
    if let Some(ours) = &observed.outcome {
        outcome(record, ours, &mut found);
    }
    if !record.get("after").is_null() {
        store(&recorded_state(&record.get("after")["loginState"]), &observed.after, &mut found);
    }
    if !record.get("argsAfter").is_null() {
        found.equal(At::ArgumentsChanged, record.get("argsAfter").clone(), record.get("args").clone());
    }
    found.0
}

/// The recorded requests beside ours: one after the other, those of one path together.
pub fn matched<'a>(record: &'a Record, observed: &'a Observation) -> Vec<(Option<&'a Value>, Option<&'a Exchange>)> {
    let arrived = |exchange: &&Exchange| exchange.reply["hangUp"] != "connection refused";
    let mut ours: Vec<&Exchange> = observed.exchanges.iter().filter(arrived).collect();
    let delivered = record.requests().iter().filter(|request| request["notDelivered"].is_null());
    let mut matched: Vec<_> = delivered
        .map(|recorded| {
            let same = ours.iter().position(|exchange| recorded["path"] == *exchange.sent.path);
            (Some(recorded), same.map(|at| ours.remove(at)))
        })
        .collect();
    matched.extend(ours.into_iter().map(|exchange| (None, Some(exchange))));
    matched
}

fn request(path: &str, recorded: &Value, ours: &Exchange, record: &Record, found: &mut Differences) {
    let (sent, path) = (&ours.sent, path.to_owned());
    let host = drive::host(record);
    let base = hosts::base(&host);
    // A name in another script has a form in ASCII, which clients ask for.
    let in_ascii = reqwest::Url::parse(base).is_ok_and(|url| recorded["origin"] == url.as_str().trim_end_matches('/'));
    if !in_ascii {
        found.equal(At::Origin(path.clone()), recorded["origin"].clone(), base);
    }
    found.equal(At::Method(path.clone()), recorded["method"].clone(), &*sent.method);
    found.tree(|name| At::Query(path.clone(), name), &named(&recorded["query"]), &named(&json!(sent.query)));
    headers(&path, recorded, ours, found);
    let at = |place: String| At::Body(path.clone(), place);
    match recorded["body"]["kind"].as_str() {
        Some("json") => {
            found.tree(at, &without_nulls(&recorded["body"]["json"]), &sealed(&without_nulls(&sent.json())))
        }
        Some("form") => found.tree(at, &named(&recorded["body"]["pairs"]), &named(&json!(pairs(&sent.body)))),
        Some("multipart") => found.tree(at, &recorded["body"]["parts"], &parts(&sent.parts())),
        _ => found.equal(
            at(String::new()),
            Value::Null,
            Some(String::from_utf8_lossy(&sent.body)).filter(|text| !text.is_empty()),
        ),
    }
}

/// The pairs of a form or a query by their names.
fn named(pairs: &Value) -> Value {
    let named = |pair: &Value| Some((pair[0].as_str()?.to_owned(), pair[1].clone()));
    pairs.as_array().into_iter().flatten().filter_map(named).collect()
}

/// The members of the parts that records have.
fn parts(parts: &Value) -> Value {
    let part = |part: &Value| json!({ "name": part["name"], "fileName": part["fileName"] });
    parts.as_array().into_iter().flatten().map(part).collect()
}

/// The members of bodies that may be encrypted.
pub const PASSWORDS: [&str; 5] =
    ["/passwordPayload/password", "/newPassword", "/oldPassword", "/adPayload/password", "/ldapPayload/password"];

/// Our body with encrypted passwords replaced by what the recorded encryption makes of them: `sealed(password|key)`.
pub fn sealed(body: &Value) -> Value {
    let mut body = body.clone();
    for place in PASSWORDS {
        let Some(password) = body.pointer_mut(place) else { continue };
        if let Some((plain, key)) = decrypted(password.as_str().unwrap_or_default()) {
            *password = json!(format!("sealed({plain}|{key})"));
        }
    }
    body
}

/// The password in our ciphertext, and the key that encrypted it.
pub fn decrypted(ciphertext: &str) -> Option<(String, &'static str)> {
    let rsa = || Some((keys::decrypt(ciphertext)?, keys::public_pem()));
    let sm2 = || Some((keys::decrypt_sm2(ciphertext)?, keys::sm2_public_hex()));
    let (plain, key) = rsa().or_else(sm2)?;
    Some((String::from_utf8(plain).ok()?, key))
}

fn headers(path: &str, recorded: &Value, ours: &Exchange, found: &mut Differences) {
    let by_platform = recorded["headersOfThePlatform"].to_string().contains("content-type");
    let no_body = recorded["body"]["kind"] == "none";
    // The boundary is random, the charset of JSON is always UTF-8, and spaces around a value are none of it.
    let normal = |name: &str, value: &str| match name {
        "content-type" => value.split(';').next().unwrap_or_default().trim().to_owned(),
        _ => value.trim().to_owned(),
    };
    let written = recorded["headers"].as_object().into_iter().flatten();
    let recorded: BTreeMap<&str, String> = written
        .filter(|(name, _)| !(*name == "content-type" && by_platform && no_body))
        .map(|(name, value)| (name.as_str(), normal(name, value.as_str().unwrap_or_default())))
        .collect();
    let sent: BTreeMap<&str, String> =
        ours.sent.headers.iter().map(|(name, value)| (name.as_str(), normal(name, value))).collect();
    for name in recorded.keys().chain(sent.keys()).collect::<BTreeSet<_>>() {
        let (recorded, sent) = (recorded.get(name), sent.get(name));
        // The version names the SDK, so ours differs.
        if *name == VERSION && recorded.is_some() && sent.is_some_and(|text| is_our_version(text)) {
            continue;
        }
        found.equal(At::Header(path.to_owned(), (*name).to_owned()), json!(recorded), json!(sent));
    }
}

pub const VERSION: &str = "x-authing-sdk-version";

fn outcome(record: &Record, ours: &Result<Value, Error>, found: &mut Differences) {
    match (Recorded::of(record), ours) {
        (Recorded::Value(recorded), Ok(ours)) => {
            let (recorded, ours) = results::comparable(record, &recorded, ours);
            found.tree(At::Value, &recorded, &ours);
        }
        (Recorded::Failure(failure), Err(error)) => failures(&failure, error, found),
        (Recorded::Value(value), Err(error)) => found.equal(At::Outcome, value, error.to_string()),
        (Recorded::Failure(failure), Ok(value)) => found.equal(At::Outcome, format!("{failure:?}"), value.clone()),
    }
}

fn failures(failure: &Failure, error: &Error, found: &mut Differences) {
    let same_kind = match failure {
        Failure::Server(body) => {
            let code = |name: &str| number(&body[name]);
            found.equal(At::Code, json!(code("apiCode").or(code("code")).or(code("statusCode"))), error.code().get());
            if !body["message"].as_str().is_some_and(|message| is_shown_as(message, error.message())) {
                found.equal(At::Message, body["message"].clone(), error.message());
            }
            found.equal(At::Data, body["data"].clone(), json!(error.data()));
            found.equal(At::RequestId, body["requestId"].clone(), json!(error.request_id()));
            return;
        }
        Failure::OAuth(body) => {
            found.equal(At::Code, body["error"].clone(), json!(error.oauth_error()));
            found.equal(At::Message, body["error_description"].clone(), error.message());
            return;
        }
        Failure::NotSignedIn => error.is_not_logged_in() || error.is_token_expired(),
        Failure::Unreachable => error.is_connect(),
        Failure::TimedOut => error.is_timeout(),
        Failure::Other(_) => false,
    };
    if !same_kind {
        found.equal(At::Failure, format!("{failure:?}"), error.to_string());
    }
}

/// Whether our client shows this message of a server: in one line, cut where it is long, and without secrets.
pub fn is_shown_as(message: &str, ours: &str) -> bool {
    let one_line = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    let message: String = message.chars().map(one_line).collect();
    let mut rest = &*message;
    let cut = ours.strip_suffix('…');
    for piece in cut.unwrap_or(ours).split("[redacted]") {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    cut.is_some() || ours.contains("[redacted]") || message == ours
}

/// The milliseconds that a call may take.
pub const TIME_OF_A_CALL: i64 = 60_000;

/// A number, or a text that is one.
pub fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn store(recorded: &Value, ours: &Value, found: &mut Differences) {
    for name in MEMBERS {
        let same_time = || {
            // On a busy machine time passes between the record and the reply to our client.
            let (recorded, ours) = (recorded[name].as_i64()?, ours[name].as_i64()?);
            ((recorded - ours).abs() < TIME_OF_A_CALL).then_some(())
        };
        if same_time().is_none() {
            found.equal(At::Stored(name.to_owned()), recorded[name].clone(), ours[name].clone());
        }
    }
}
