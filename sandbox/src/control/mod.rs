//! Control of a sandbox by tests: the routes under `/sandbox`, which do over HTTP what [`Sandbox`](crate::Sandbox) does in code,
//! and the users and phones that a test plays.

pub mod login_page;
pub mod qr;
pub mod wechat;

use std::{fmt::Display, time::Duration};

use authing_wxapp::User;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{FromRequest, Path, Query, Request, State as Shared},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::{
    control::{
        qr::{Phone, ScannedQr},
        wechat::WeChat,
    },
    domain::{
        application::LoginPageMode,
        events::{PublishedEvent, text},
        messages::Message,
    },
    http::{
        faults::{Fault, Faults},
        log::ReceivedRequest,
        state::SharedState,
    },
    pages::dashboard,
    seed, state_file,
    stores::Stores,
};

pub fn router() -> Router<SharedState> {
    Router::new()
        .route("/", get(async || Redirect::temporary("/sandbox")))
        .route("/sandbox", get(async |Shared(shared): Shared<SharedState>| Html(dashboard::render(&shared.lock()))))
        .route("/sandbox/health", get(async || Json(json!({ "status": "ok" }))))
        .route("/sandbox/outbox", get(outbox))
        .route("/sandbox/requests", get(requests))
        .route("/sandbox/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/sandbox/events", get(events).post(publish))
        .route("/sandbox/login-page", post(set_login_page))
        .route("/sandbox/qr/{random}", post(act_on_qr))
        .route("/sandbox/save", post(save))
        .route("/sandbox/wechat", post(set_wechat))
        .route("/sandbox/wechat/{openid}", post(act_in_wechat))
        .route(
            "/sandbox/state",
            get(async |Shared(shared): Shared<SharedState>| Json(json!(shared.lock().stores.export()))).put(start_with),
        )
        .route("/sandbox/reset", post(async |Shared(shared): Shared<SharedState>| shared.lock().reset()))
        .route("/sandbox/clock", get(clock).post(move_clock).delete(reset_clock))
}

/// A body that is JSON, whatever its `Content-Type`, because `curl -d` sends that of a form. Pages of other origins, which could
/// send such a request without a preflight, are refused by [`cors`](crate::http::cors).
struct JsonBody<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ControlError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ControlError> {
        let wrong = |why: &dyn Display| {
            ControlError(StatusCode::BAD_REQUEST, format!("the body does not have the expected form: {why}"))
        };
        let bytes = Bytes::from_request(request, state).await.map_err(|e| wrong(&e))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|e| wrong(&e))
    }
}

/// A control request that cannot be carried out, and the reason.
pub struct ControlError(pub StatusCode, pub String);

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let Self(status, message) = self;
        (status, Json(json!({ "code": status.as_u16(), "message": message }))).into_response()
    }
}

fn require_user(stores: &Stores, id: &str) -> Result<(), ControlError> {
    match stores.accounts.get(id).is_some() {
        true => Ok(()),
        false => Err(ControlError(StatusCode::BAD_REQUEST, format!("there is no user with the id {id}"))),
    }
}

/// The messages, oldest first; only those to one address if the request names it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutboxQuery {
    to: Option<String>,
    /// How many seconds to wait until there is a message with a code that was not used, 60 at most.
    wait: Option<u64>,
}

async fn outbox(
    Shared(shared): Shared<SharedState>,
    Query(OutboxQuery { to, wait }): Query<OutboxQuery>,
) -> Json<Vec<Message>> {
    let found = || -> Vec<Message> {
        let state = shared.lock();
        let messages = state.stores.messages.iter();
        messages.filter(|message| to.as_deref().is_none_or(|to| message.is_to(to))).cloned().collect()
    };
    let sent = shared.lock().stores.messages.sent();
    let waited = async {
        loop {
            // The wait begins before the look at the outbox, so that no message is missed in between.
            let mut next = std::pin::pin!(sent.notified());
            next.as_mut().enable();
            if found().iter().any(|message| !message.used) {
                return;
            }
            next.await;
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(wait.unwrap_or_default().min(60)), waited).await;
    Json(found())
}

async fn save(Shared(shared): Shared<SharedState>) -> Result<(), ControlError> {
    let refused = |e: std::io::Error| ControlError(StatusCode::BAD_REQUEST, e.to_string());
    state_file::save(&shared.lock().stores).map_err(refused)
}

/// How WeChat behaves from now on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WechatSettings {
    /// The error code with which the next codes are refused.
    refuse: Option<i64>,
    /// How many codes are refused: one by default.
    times: Option<u32>,
    /// Whether a user's session key stays the same over several logins.
    keep_session_keys: Option<bool>,
}

async fn set_wechat(Shared(shared): Shared<SharedState>, JsonBody(settings): JsonBody<WechatSettings>) {
    let wechat = WeChat::new(shared);
    if let Some(errcode) = settings.refuse {
        wechat.refuse(errcode, settings.times.unwrap_or(1));
    }
    if let Some(keep) = settings.keep_session_keys {
        wechat.keep_session_keys(keep);
    }
}

async fn requests(Shared(shared): Shared<SharedState>) -> Json<Vec<ReceivedRequest>> {
    Json(shared.lock().log.all().cloned().collect())
}

async fn faults(Shared(shared): Shared<SharedState>) -> Json<Vec<Fault>> {
    Json(Faults(shared).pending())
}

async fn add_fault(Shared(shared): Shared<SharedState>, JsonBody(fault): JsonBody<Fault>) -> StatusCode {
    Faults(shared).add(fault);
    StatusCode::CREATED
}

async fn clear_faults(Shared(shared): Shared<SharedState>) {
    Faults(shared).clear();
}

async fn events(Shared(shared): Shared<SharedState>) -> Json<Vec<PublishedEvent>> {
    Json(shared.lock().stores.events.all().cloned().collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Publish {
    name: String,
    /// Text is sent as it stands, any other value as JSON text.
    data: Value,
}

async fn publish(Shared(shared): Shared<SharedState>, JsonBody(Publish { name, data }): JsonBody<Publish>) {
    shared.lock().stores.events.publish(PublishedEvent { name, data: text(data), user_id: None });
}

/// Sets how the login page treats browsers from now on: `"automatic"`, `"ask"`, `"deny"` or `{"logInAs": "a user's id"}`.
async fn set_login_page(
    Shared(shared): Shared<SharedState>,
    JsonBody(mode): JsonBody<LoginPageMode>,
) -> Result<(), ControlError> {
    let mut state = shared.lock();
    if let LoginPageMode::LogInAs(id) = &mode {
        require_user(&state.stores, id)?;
    }
    state.stores.application.login_page = mode;
    Ok(())
}

/// An action of a phone on a QR code.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum PhoneAct {
    /// The id of the user whose phone scans it.
    Scan(String),
    Confirm,
    Cancel,
    /// The user confirms, but the login fails.
    Fail {
        code: i64,
        message: String,
    },
}

async fn act_on_qr(
    Shared(shared): Shared<SharedState>,
    Path(random): Path<String>,
    JsonBody(act): JsonBody<PhoneAct>,
) -> Result<(), ControlError> {
    {
        let state = shared.lock();
        state
            .stores
            .qr_status(&random)
            .map_err(|refusal| ControlError(StatusCode::NOT_FOUND, refusal.message().into()))?;
        if let PhoneAct::Scan(id) = &act {
            require_user(&state.stores, id)?;
        }
    }
    let phone = Phone { shared, random };
    match act {
        PhoneAct::Scan(user) => drop(phone.scan(&User::new(user))),
        PhoneAct::Confirm => ScannedQr(phone).confirm(),
        PhoneAct::Cancel => ScannedQr(phone).cancel(),
        PhoneAct::Fail { code, message } => ScannedQr(phone).fail(code.into(), &message),
    }
    Ok(())
}

/// An action of a WeChat user in the mini-program.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum WechatAct {
    Login,
    /// The phone number that the user agrees to share.
    PressPhoneButton(String),
    /// The profile that the user agrees to share.
    PressProfileButton(Map<String, Value>),
    /// The unionid at the open platform that the mini-program is bound to.
    Unionid(String),
}

async fn act_in_wechat(
    Shared(shared): Shared<SharedState>,
    Path(openid): Path<String>,
    JsonBody(act): JsonBody<WechatAct>,
) -> Json<Value> {
    let user = WeChat::new(shared).user(&openid);
    let sealed = |(iv, encrypted_data): (String, String)| json!({ "iv": iv, "encryptedData": encrypted_data });
    Json(match act {
        WechatAct::Login => json!({ "code": user.login() }),
        WechatAct::PressPhoneButton(phone) => sealed(user.press_phone_button(&phone)),
        WechatAct::PressProfileButton(profile) => sealed(user.press_profile_button(Value::Object(profile))),
        WechatAct::Unionid(unionid) => {
            user.with_unionid(&unionid);
            json!({})
        }
    })
}

/// Starts again with another seed, which resets restore from now on.
async fn start_with(Shared(shared): Shared<SharedState>, JsonBody(seed): JsonBody<Value>) -> Result<(), ControlError> {
    let mut state = shared.lock();
    let data =
        seed::read(seed, &mut state.stores.rng).map_err(|problem| ControlError(StatusCode::BAD_REQUEST, problem))?;
    state.start_with(data);
    Ok(())
}

async fn clock(Shared(shared): Shared<SharedState>) -> Json<Value> {
    Json(json!({ "now": shared.lock().stores.clock.now() }))
}

/// How the clock is moved: by seconds, which may be negative, or to a time, as seconds since 1970 or in ISO 8601.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockMove {
    advance: Option<i64>,
    now: Option<Time>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Time {
    Seconds(i64),
    Iso(Timestamp),
}

async fn move_clock(
    Shared(shared): Shared<SharedState>,
    JsonBody(to): JsonBody<ClockMove>,
) -> Result<Json<Value>, ControlError> {
    let clock = &mut shared.lock().stores.clock;
    let moved = match (to.advance, to.now) {
        (Some(seconds), None) => clock.move_by(SignedDuration::from_secs(seconds)),
        (None, Some(Time::Seconds(seconds))) => clock.set(seconds),
        (None, Some(Time::Iso(time))) => clock.set(time.as_second()),
        _ => Err("pass either advance or now".into()),
    };
    moved.map_err(|problem| ControlError(StatusCode::BAD_REQUEST, problem))?;
    Ok(Json(json!({ "now": clock.now() })))
}

/// Sets the clock back to the time of the machine.
async fn reset_clock(Shared(shared): Shared<SharedState>) -> Json<Value> {
    let clock = &mut shared.lock().stores.clock;
    clock.reset();
    Json(json!({ "now": clock.now() }))
}
