//! What our client must do in every call, whatever was recorded. Rules only name the differences from the recorded SDKs;
//! these checks make sure that what our client does instead is right.

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{
    case::{Case, Check, ensure},
    compare::{VERSION, is_shown_as},
    drive::REQUEST_FROM,
    expected::{self, Refusal, Verdict, refuses_the_token, verdict, with_tokens},
    methods::{Kind, REVOCATION, SYSTEM, TOKEN, UPDATE_PASSWORD, UPLOAD},
    results,
    serve::Exchange,
};
use crate::{design::is_our_version, record::user_id};

/// Everything that is wrong with our call.
pub fn complaints(case: &Case) -> Vec<String> {
    let checks: [fn(&Case) -> Check; 5] = [sequence, headers, outcome, session, reported_once];
    checks.into_iter().filter_map(|check| check(case).err()).collect()
}

/// Our requests are those that the call needs, in this order, and none is repeated without a reason.
fn sequence(case: &Case) -> Check {
    let (sent, expected) = (case.sent(), steps(case));
    ensure(sent == expected, &format!("our requests are {sent:?}, and should be {expected:?}"))
}

/// The requests that the call needs, as the replies to the earlier ones decide.
fn steps<'a>(case: &'a Case) -> Vec<&'a str> {
    let mut steps = Steps { case, taken: Vec::new() };
    if case.is_refused_here() || case.verdict == Some(Verdict::Unreachable) && case.observed.exchanges.is_empty() {
        return steps.taken;
    }
    match case.kind() {
        Kind::Store | Kind::Platform => {}
        // A password that cannot be encrypted is refused when the key is known.
        _ if case.refuses_an_argument() => _ = steps.fetches_the_key(),
        Kind::SignIn | Kind::Open | Kind::Refresh | Kind::Application => {
            if steps.fetches_the_key() {
                steps.take(case.method.path);
            }
        }
        Kind::Logout => steps.log_out(),
        Kind::User => steps.act_for_the_user(),
    }
    steps.taken
}

struct Steps<'a> {
    case: &'a Case<'a>,
    taken: Vec<&'a str>,
}

impl<'a> Steps<'a> {
    /// Takes a step; `Some` if its reply is a success.
    fn take(&mut self, path: &'a str) -> Option<Verdict> {
        let exchange = self.case.observed.exchanges.get(self.taken.len());
        self.taken.push(path);
        exchange.map(|exchange| verdict(path, &exchange.reply))
    }

    /// Whether the call can go on after it has fetched the key for the password, if it needs one.
    fn fetches_the_key(&mut self) -> bool {
        let first = self.case.observed.exchanges.get(self.taken.len()).map(|exchange| &*exchange.sent.path);
        match first.filter(|path| is_of_the_key(path) && self.case.method.path != *path) {
            Some(path) => {
                let usable = !self.case.error().is_some_and(|error| error.is_decode()) || self.case.calls().count() > 0;
                encrypts(self.case) && matches!(self.take(path), Some(Verdict::Success(_))) && usable
            }
            None => true,
        }
    }

    fn act_for_the_user(&mut self) {
        if !self.fetches_the_key() {
            return;
        }
        let mut renewable = self.case.holds("refresh_token");
        if self.case.is_expired() && renewable {
            renewable = false;
            // Tokens that cannot be stored end the call.
            let full = self.case.record.get("platform")["storageFails"] == true;
            if !matches!(self.take(TOKEN), Some(Verdict::Success(_))) || full {
                return;
            }
        }
        // The endpoint for pictures takes no access token.
        if self.case.is(&["updateAvatar"]) && !matches!(self.take(UPLOAD), Some(Verdict::Success(_))) {
            return;
        }
        let path = self.case.method.path;
        let answer = self.take(path);
        if renewable
            && answer.as_ref().is_some_and(refuses_the_token)
            && matches!(self.take(TOKEN), Some(Verdict::Success(_)))
        {
            self.take(path);
        }
    }

    /// Each token that can be used without the others is revoked.
    fn log_out(&mut self) {
        for token in ["refresh_token", "access_token"] {
            // The time limit is one of the whole call.
            if self.case.holds(token) && matches!(self.take(REVOCATION), Some(Verdict::TimedOut)) {
                return;
            }
        }
    }
}

pub fn is_of_the_key(path: &str) -> bool {
    path == SYSTEM || path.ends_with("/.well-known")
}

/// Whether our client encrypts a password in this call: where the call asks for it, and always where the call is about the
/// password.
pub fn encrypts(case: &Case) -> bool {
    if case.method.path == UPDATE_PASSWORD || case.record.arg()["verifyMethod"] == "PASSWORD" {
        return true;
    }
    let arg = case.record.arg();
    let places = ["/options/passwordEncryptType", "/passwordPayload/passwordEncryptType"];
    places.iter().filter_map(|place| arg.pointer(place)?.as_str()).any(|kind| kind != "none" && !kind.is_empty())
}

/// Every request has exactly the headers of the options, our version, and the right credential.
fn headers(case: &Case) -> Check {
    for (index, exchange) in case.observed.exchanges.iter().enumerate() {
        let expected = expected_headers(case, index, exchange);
        let mut headers = exchange.sent.headers.clone();
        headers.remove("content-type");
        let ours = headers.remove(VERSION).is_some_and(|text| is_our_version(&text));
        let what = format!(
            "the headers of {} are {headers:?}, and should be {expected:?} and our version",
            exchange.sent.path
        );
        ensure(ours && headers == expected, &what)?;
    }
    Ok(())
}

fn expected_headers(case: &Case, index: usize, exchange: &Exchange) -> BTreeMap<String, String> {
    let option = |name: &str| case.record.option(name).as_str().filter(|text| !text.is_empty());
    let from = if case.taro() { REQUEST_FROM } else { "wxapp" };
    let all = [
        ("x-authing-app-id", option("appId").map(str::to_owned)),
        ("x-authing-userpool-id", option("userPoolId").map(str::to_owned)),
        ("x-authing-request-from", Some(from.to_owned())),
        ("authorization", authorization(case, index, exchange)),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// The credential of a request: the access token of the user as it is, or the secret of the application.
fn authorization(case: &Case, index: usize, exchange: &Exchange) -> Option<String> {
    let path = &*exchange.sent.path;
    match path {
        // A server reads a header without the spaces around its value.
        "/oidc/me" => return Some(format!("Bearer {}", case.record.arg().as_str()?).trim().to_owned()),
        TOKEN | REVOCATION | "/oidc/token/introspection" | "/api/v3/signin" | "/api/v3/signin-by-mobile" => {
            return authenticates_by_header(case, path).then(|| basic(case));
        }
        // The endpoint for pictures is one of v2, which takes no access token.
        UPLOAD => return None,
        path if is_of_the_key(path) => return None,
        _ if case.kind() != Kind::User => return None,
        _ => {}
    }
    // A token that was renewed in this call is in use from then on.
    let renewed = case.observed.exchanges[..index].iter().filter(|exchange| exchange.sent.path == TOKEN);
    let mut tokens = renewed.filter_map(|exchange| match verdict(TOKEN, &exchange.reply) {
        Verdict::Success(tokens) => tokens["access_token"].as_str().map(str::to_owned),
        _ => None,
    });
    // A server reads a header without the spaces around its value.
    tokens.next_back().or_else(|| Some(case.before()["access_token"].as_str()?.trim().to_owned()))
}

fn basic(case: &Case) -> String {
    let option = |name: &str| case.record.option(name).as_str().unwrap_or_default();
    format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", option("appId"), option("appSecret"))))
}

/// Whether the application authenticates with a header at this endpoint.
fn authenticates_by_header(case: &Case, path: &str) -> bool {
    let option = match path {
        REVOCATION => "revocationEndPointAuthMethod",
        "/oidc/token/introspection" => "introspectionEndPointAuthMethod",
        _ => "tokenEndPointAuthMethod",
    };
    let secret = case.record.option("appSecret").as_str().is_some_and(|secret| !secret.is_empty());
    secret && *case.record.option(option) == "client_secret_basic"
}

/// Our outcome is what the last reply says.
fn outcome(case: &Case) -> Check {
    let Some(ours) = &case.observed.outcome else { return Ok(()) };
    match (&case.verdict, ours) {
        _ if case.record.get("platform")["storageFails"] == true => Ok(()),
        (None, Ok(_)) => ensure(
            matches!(case.kind(), Kind::Store) || case.kind() == Kind::Logout,
            "our call returned without a reply",
        ),
        (None, Err(error)) => ensure(
            case.is_refused_here() || case.kind() == Kind::Store,
            &format!("nothing was sent, because of {error}"),
        ),
        (Some(Verdict::Success(payload)), Ok(value)) => {
            ensure(results::is_of(case.record, payload, value), "our value is not that of the reply")
        }
        // A key that cannot be used ends the call before the password is sent.
        (Some(Verdict::Success(_)), Err(error)) => {
            let only_the_key = case.observed.exchanges.last().is_some_and(|last| is_of_the_key(&last.sent.path));
            ensure(only_the_key, &format!("the reply is a success, and our call failed: {error}"))
        }
        (Some(verdict), Ok(_)) => Err(format!("the reply is {verdict:?}, and our call returned a value")),
        (Some(Verdict::Refused(refusal)), Err(_)) => is_refusal(case, refusal),
        (Some(Verdict::Unreadable), Err(error)) => ensure(
            error.is_decode() && error.code().get() == -3,
            &format!("our error is not an unreadable reply: {error}"),
        ),
        (Some(Verdict::Unreachable), Err(error)) => ensure(
            error.is_connect() && error.code().get() == -2,
            &format!("our error is not a lost connection: {error}"),
        ),
        (Some(Verdict::TimedOut), Err(error)) => {
            ensure(error.is_timeout() && error.code().get() == -1, &format!("our error is not a timeout: {error}"))
        }
    }
}

fn is_refusal(case: &Case, refusal: &Refusal) -> Check {
    let Some(error) = case.error() else { return Err("our call did not fail".into()) };
    let same = |what: &str, theirs: Value, ours: Value| {
        ensure(theirs == ours, &format!("the {what} is {theirs}, but ours is {ours}"))
    };
    ensure(error.is_api(), &format!("our error is not one of the server: {error}"))?;
    same("code", json!(refusal.code), json!(error.code().get()))?;
    if let Some(message) = &refusal.message {
        ensure(
            is_shown_as(message, error.message()),
            &format!("the message is {message:?}, but ours is {:?}", error.message()),
        )?;
    }
    ensure(!error.message().is_empty(), "our error has no message")?;
    same("HTTP status", json!(refusal.http_status), json!(error.http_status()))?;
    same("name of the error", json!(refusal.oauth_error), json!(error.oauth_error()))?;
    same("id of the request", json!(refusal.request_id), json!(error.request_id()))?;
    same("data", refusal.data.clone(), json!(error.data()))
}

/// Our store has what the replies gave, and nothing else.
fn session(case: &Case) -> Check {
    if case.record.get("platform")["storageFails"] == true {
        // A session can be removed from a full store.
        let ends = case.kind() == Kind::Logout || case.is(&["deleteAccount", "clearLoginState"]);
        let unchanged = case.observed.after == *case.before() || ends && case.observed.after.is_null();
        return ensure(unchanged, "a full store has changed");
    }
    // Without a client nothing happens.
    if !case.observed.built {
        return ensure(case.observed.after == *case.before(), "our session has changed");
    }
    let mut state = case.before().clone();
    for exchange in &case.observed.exchanges {
        let success = match verdict(&exchange.sent.path, &exchange.reply) {
            Verdict::Success(payload) => payload,
            _ => continue,
        };
        match (case.kind(), &*exchange.sent.path) {
            (Kind::SignIn, "/api/v3/signin" | "/api/v3/signin-by-mobile") => {
                state = with_tokens(&state, &success, Kind::SignIn)
            }
            (Kind::Application, TOKEN) if is_of_the_same_user(&state, &success) => {
                state = with_tokens(&state, &success, Kind::Refresh);
            }
            (Kind::Refresh | Kind::User, TOKEN) => state = with_tokens(&state, &success, Kind::Refresh),
            (_, "/api/v3/delete-account") => state = Value::Null,
            _ => {}
        }
    }
    match case.kind() {
        Kind::Logout => state = Value::Null,
        // `rules` compares what these do to the store, because no reply says it.
        Kind::Store => return Ok(()),
        _ => {}
    }
    let ours = &case.observed.after;
    ensure(
        expected::same_session(ours, &state),
        &format!("our session is {}, and should be {}", short(ours), short(&state)),
    )
}

/// Whether tokens are those of the user of the session, or may be anybody's because there is no session.
fn is_of_the_same_user(state: &Value, tokens: &Value) -> bool {
    let named = user_id(&tokens["id_token"]);
    let own = user_id(&state["id_token"]).or_else(|| user_id(&state["access_token"]));
    let told = tokens["id_token"].as_str().is_some_and(|token| !token.trim().is_empty());
    told && (state.is_null() || named.is_some() && own == named)
}

/// A session in words, with the ends of its tokens.
fn short(state: &Value) -> String {
    let text = |name: &str| match &state[name] {
        Value::String(text) => text.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect(),
        other => other.to_string(),
    };
    ["access_token", "id_token", "refresh_token", "expires_at"].map(|name| format!("{name} {}", text(name))).join(", ")
}

/// A failure was passed to `on_error` exactly once, and equals the returned error. A client that could not be built has none.
fn reported_once(case: &Case) -> Check {
    let expected: Vec<Value> = match case.error() {
        Some(error) if case.observed.built => vec![json!([error.code().get(), error.message(), error.data()])],
        _ => vec![],
    };
    ensure(case.observed.on_error == expected, "on_error did not get the failure exactly once")
}
