//! The endpoints under `/sandbox`, as scripts are told of them: by `GET /sandbox/help`, and by the refusal of a wrong request.

use std::fmt::Write as _;

use axum::{
    Json,
    extract::{MatchedPath, Request, State as Shared},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use crate::{
    APP_ID, APP_SECRET, EXT_IDP_CONN_IDENTIFIER, USER_POOL_ID, USER_POOL_SECRET, WECHAT_APP_ID, WECHAT_APP_SECRET,
    http::state::SharedState,
};

/// One method of one endpoint.
pub struct Endpoint {
    pub method: &'static str,
    /// The path after `/sandbox/`.
    pub path: &'static str,
    /// Examples of the body; empty if there is none.
    pub takes: &'static str,
    pub does: &'static str,
}

const fn endpoint(method: &'static str, path: &'static str, takes: &'static str, does: &'static str) -> Endpoint {
    Endpoint { method, path, takes, does }
}

/// All endpoints for scripts.
pub const ENDPOINTS: [Endpoint; 29] = [
    endpoint("GET", "help", "", "this text"),
    endpoint("GET", "health", "", r#"answers {"status":"ok"} as soon as the sandbox can be used"#),
    endpoint(
        "GET",
        "outbox",
        "",
        "the codes that were sent; ?to=17612346754 those to one address, &wait=5 waits for one",
    ),
    endpoint("GET", "requests", "", "the last requests without secrets, each with its answer"),
    endpoint("GET", "changes", "", "server-sent events: one whenever something has changed"),
    endpoint("POST", "wechat/{openid}", r#""login""#, "a login code of this WeChat user, as wx.login() gives it"),
    endpoint(
        "POST",
        "wechat/{openid}",
        r#"{"pressPhoneButton": "17612346754"}"#,
        "what WeChat encrypts under the session key of the last code",
    ),
    endpoint(
        "POST",
        "wechat/{openid}",
        r#"{"pressPhoneButtonCode": "17612346754"}"#,
        "a code of the phone button, with which a server gets the number once",
    ),
    endpoint(
        "POST",
        "wechat/{openid}",
        r#"{"pressRealtimePhoneButtonCode": "17612346754"}"#,
        "the same for the button whose number WeChat verifies at that moment",
    ),
    endpoint("POST", "wechat/{openid}", r#"{"pressProfileButton": {"nickName": "Ada"}}"#, "the same for a profile"),
    endpoint(
        "POST",
        "wechat/{openid}",
        r#"{"unionid": "union-ada"} or {"unionid": null}"#,
        "the unionid that WeChat tells with each login, or that it tells none",
    ),
    endpoint("POST", "wechat", r#"{"refuse": 45011, "times": 1}"#, "WeChat refuses the next login codes"),
    endpoint("POST", "wechat", r#"{"refusePhoneCodes": -1, "times": 1}"#, "the same for codes of the phone button"),
    endpoint(
        "POST",
        "wechat",
        r#"{"keepSessionKeys": true}"#,
        "whether session keys stay the same over several logins",
    ),
    endpoint(
        "POST",
        "wechat",
        r#"{"keepAccessToken": true}"#,
        "whether Authing gives the same access token of WeChat to all who ask, in place of a new one each time",
    ),
    endpoint("GET", "events", "", "the events that were published"),
    endpoint("GET", "faults", "", "the faults that wait for a request"),
    endpoint(
        "POST",
        "faults",
        r#"{"at": "loginByCode", "times": 1, "effect": "status", "status": 503}"#,
        "makes requests fail, so many times or until they are removed; at is an operation or a path, and effect is hang, cut, \
         malformed, status or empty with \"status\": 503, delay with \"millis\": 2000, code with \"code\": 2020 and \
         \"message\": \"nobody is logged in\", redirect with \"to\": \"http://…\", or oversized with \"bytes\": 1000000",
    ),
    endpoint("DELETE", "faults", "", "removes all faults, and answers which"),
    endpoint("GET", "clock", "", "the time of the sandbox, in seconds since 1970"),
    endpoint(
        "POST",
        "clock",
        r#"{"advance": 3600} or {"now": "2030-01-01T00:00:00Z"}"#,
        "moves the clock by seconds, also back, or sets it",
    ),
    endpoint("DELETE", "clock", "", "sets the clock back to the time of the machine"),
    endpoint("GET", "state", "", "all users and settings, in the form of a seed"),
    endpoint(
        "PUT",
        "state",
        r#"{"users": [{"email": "ada@example.com", "password": "passw0rd"}]}"#,
        "begins again with this seed; sessions, messages, faults, events and requests are removed and counted in the answer, and \
         the clock stays as it is",
    ),
    endpoint("POST", "reset", "", "the same with the seed of the start"),
    endpoint("POST", "save", "", "writes the state file"),
    endpoint(
        "POST",
        "qr/{random}",
        r#"{"scan": "a user's id"}, then "confirm", "cancel" or {"fail": {"code": 2005, "message": "locked"}}"#,
        "what a phone does with a QR code",
    ),
    endpoint(
        "POST",
        "login-page",
        r#""automatic", "ask", "deny" or {"logInAs": "a user's id"}"#,
        "what the login page does with browsers",
    ),
    endpoint("POST", "events", r#"{"name": "order.created", "data": {"id": 1}}"#, "publishes an event"),
];

/// Explains the way of a script from a code to a session.
pub async fn help(Shared(shared): Shared<SharedState>, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let url = shared.lock().stores.address.url_for(host);
    let facts = [
        ("{url}", &*url),
        ("{app_id}", APP_ID),
        ("{app_secret}", APP_SECRET),
        ("{user_pool_id}", USER_POOL_ID),
        ("{user_pool_secret}", USER_POOL_SECRET),
        ("{wechat_app_id}", WECHAT_APP_ID),
        ("{wechat_app_secret}", WECHAT_APP_SECRET),
        ("{ext_idp_conn_identifier}", EXT_IDP_CONN_IDENTIFIER),
    ];
    let mut text = include_str!("help.txt").to_owned();
    for (name, fact) in facts {
        text = text.replace(name, fact);
    }
    for Endpoint { method, path, takes, does } in &ENDPOINTS {
        let _ = write!(text, "\n{method} /sandbox/{path}\n    {does}\n");
        if !takes.is_empty() {
            let _ = writeln!(text, "    takes {takes}");
        }
    }
    text.into_response()
}

/// What an endpoint takes, for the refusal of a body that it does not understand.
pub fn takes(method: &Method, route: &str) -> String {
    let fitting =
        ENDPOINTS.iter().filter(|one| *method == one.method && route.strip_prefix("/sandbox/") == Some(one.path));
    let takes: Vec<_> = fitting.map(|one| one.takes).filter(|takes| !takes.is_empty()).collect();
    takes.join(" or ")
}

/// Refuses a method that an endpoint does not have. axum adds `Allow`.
pub async fn not_allowed(uri: Uri, route: Option<MatchedPath>, request: Request) -> Response {
    let route = route.as_ref().map_or("", MatchedPath::as_str);
    let known = ENDPOINTS.iter().filter(|one| route.strip_prefix("/sandbox/") == Some(one.path));
    let mut ways: Vec<_> = known
        .map(|one| if one.takes.is_empty() { one.method.into() } else { format!("{} with {}", one.method, one.takes) })
        .collect();
    ways.dedup();
    let (path, method) = (uri.path(), request.method());
    let message = match ways.is_empty() {
        true => format!("{path} does not take {method}; the header Allow names what it takes"),
        false => format!("{path} takes {}, not {method}", ways.join(", or ")),
    };
    (StatusCode::METHOD_NOT_ALLOWED, Json(json!({ "code": 405, "message": message }))).into_response()
}

/// Refuses a path that does not exist, and lists those that do.
pub async fn not_found(uri: Uri) -> Response {
    let endpoints: Vec<_> = ENDPOINTS.iter().map(|one| format!("{} /sandbox/{}", one.method, one.path)).collect();
    let mut endpoints = endpoints;
    endpoints.dedup();
    let message = format!("there is no {}; GET /sandbox/help explains what there is", uri.path());
    (StatusCode::NOT_FOUND, Json(json!({ "code": 404, "message": message, "endpoints": endpoints }))).into_response()
}
