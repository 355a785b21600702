//! Control of a sandbox by tests: the routes under `/sandbox`, which do over HTTP what [`Sandbox`](crate::Sandbox) does in code,
//! and the users and phones that a test plays.

mod body;
mod clock;
mod forms;
mod help;
pub mod login_page;
mod page;
pub mod qr;
pub mod wechat;
mod wechat_acts;

use std::time::Duration;

use authing_wxapp::User;
use axum::{
    Json, Router,
    extract::{Path, Query, State as Shared, rejection::QueryRejection},
    http::StatusCode,
    response::Redirect,
    routing::{any, get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    control::{
        body::{ControlError, JsonBody},
        qr::{Phone, ScannedQr},
        wechat::WeChat,
    },
    domain::{
        application::LoginPageMode,
        events::{PublishedEvent, text},
        messages::Message,
        refusal::Refusal,
    },
    http::{
        faults::{Fault, Faults},
        log::ReceivedRequest,
        state::{SharedState, State},
    },
    seed, state_file,
    stores::Stores,
};

pub fn router() -> Router<SharedState> {
    let unknown = any(help::not_found);
    Router::new()
        .route("/", get(async || Redirect::temporary("/sandbox")))
        .route("/sandbox", get(page::show).post(page::act))
        .route("/sandbox/page.css", get(page::style))
        .route("/sandbox/page.js", get(page::script))
        .route("/sandbox/changes", get(page::changes))
        .route("/sandbox/help", get(help::help))
        .route("/sandbox/health", get(async || Json(json!({ "status": "ok" }))))
        .route("/sandbox/outbox", get(outbox))
        .route("/sandbox/requests", get(requests))
        .route("/sandbox/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/sandbox/events", get(events).post(publish))
        .route("/sandbox/login-page", post(set_login_page))
        .route("/sandbox/qr/{random}", post(act_on_qr))
        .route("/sandbox/save", post(save))
        .route("/sandbox/wechat", post(set_wechat))
        .route("/sandbox/wechat/{openid}", post(wechat_acts::act))
        .route("/sandbox/state", get(state).put(start_with))
        .route("/sandbox/reset", post(reset))
        .route("/sandbox/clock", get(clock::show).post(clock::move_to).delete(clock::reset))
        .method_not_allowed_fallback(help::not_allowed)
        .route("/sandbox/", get(async || Redirect::permanent("/sandbox")))
        .route("/sandbox/{*path}", unknown)
}

fn require_user(stores: &Stores, id: &str) -> Result<(), ControlError> {
    match stores.accounts.get(id).is_some() {
        true => Ok(()),
        false => Err(ControlError::bad(format!("there is no user with the id {id}"))),
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
    query: Result<Query<OutboxQuery>, QueryRejection>,
) -> Result<Json<Vec<Message>>, ControlError> {
    let Query(OutboxQuery { to, wait }) = query.map_err(|e| {
        let (text, place) = (e.body_text(), "Failed to deserialize query string: ");
        let why = text.strip_prefix(place).unwrap_or(&text);
        ControlError::bad(format!("{why}; GET /sandbox/outbox takes ?to=17612346754&wait=5, both optional"))
    })?;
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
    Ok(Json(found()))
}

async fn save(Shared(shared): Shared<SharedState>) -> Result<Json<Value>, ControlError> {
    let stores = &shared.lock().stores;
    state_file::save(stores).map_err(|e| ControlError::bad(e.to_string()))?;
    Ok(Json(json!({ "file": stores.state_file })))
}

/// How WeChat behaves from now on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WechatSettings {
    /// The error code with which the next login codes are refused.
    refuse: Option<i64>,
    /// The error code with which the next codes of the phone button are refused.
    refuse_phone_codes: Option<i64>,
    /// How many codes are refused: one by default.
    times: Option<u32>,
    /// Whether a user's session key stays the same over several logins.
    keep_session_keys: Option<bool>,
    /// Whether Authing keeps the access token of WeChat.
    keep_access_token: Option<bool>,
}

/// Answers with the settings of WeChat.
async fn set_wechat(
    Shared(shared): Shared<SharedState>,
    JsonBody(settings): JsonBody<WechatSettings>,
) -> Result<Json<Value>, ControlError> {
    if settings.times.is_some_and(|times| times > 1000) {
        return Err(ControlError::bad("times is 1000 at most"));
    }
    let wechat = WeChat::new(shared.clone());
    if let Some(errcode) = settings.refuse {
        wechat.refuse(errcode, settings.times.unwrap_or(1));
    }
    if let Some(errcode) = settings.refuse_phone_codes {
        wechat.refuse_phone_codes(errcode, settings.times.unwrap_or(1));
    }
    if let Some(keep) = settings.keep_session_keys {
        wechat.keep_session_keys(keep);
    }
    if let Some(keep) = settings.keep_access_token {
        wechat.keep_access_token(keep);
    }
    let wechat = &shared.lock().stores.wechat;
    Ok(Json(json!({
        "refusals": wechat.refusals(),
        "phoneCodeRefusals": wechat.phone_codes.refusals(),
        "keepSessionKeys": wechat.keep_session_keys,
        "keepAccessToken": wechat.access_tokens.authing_keeps,
    })))
}

async fn requests(Shared(shared): Shared<SharedState>) -> Json<Vec<ReceivedRequest>> {
    Json(shared.lock().log.all().cloned().collect())
}

async fn faults(Shared(shared): Shared<SharedState>) -> Json<Vec<Fault>> {
    Json(Faults(shared).pending())
}

async fn add_fault(Shared(shared): Shared<SharedState>, JsonBody(fault): JsonBody<Fault>) -> (StatusCode, Json<Fault>) {
    Faults(shared).add(fault.clone());
    (StatusCode::CREATED, Json(fault))
}

/// Answers with the faults that were removed.
async fn clear_faults(Shared(shared): Shared<SharedState>) -> Json<Vec<Fault>> {
    let faults = Faults(shared);
    let removed = faults.pending();
    faults.clear();
    Json(removed)
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

async fn publish(
    Shared(shared): Shared<SharedState>,
    JsonBody(Publish { name, data }): JsonBody<Publish>,
) -> (StatusCode, Json<PublishedEvent>) {
    let stores = &mut shared.lock().stores;
    let event = PublishedEvent { at: stores.clock.now(), name, data: text(data), user_id: None };
    stores.events.publish(event.clone());
    (StatusCode::CREATED, Json(event))
}

/// Sets how the login page treats browsers from now on: `"automatic"`, `"ask"`, `"deny"` or `{"logInAs": "a user's id"}`.
async fn set_login_page(
    Shared(shared): Shared<SharedState>,
    JsonBody(mode): JsonBody<LoginPageMode>,
) -> Result<Json<LoginPageMode>, ControlError> {
    let mut state = shared.lock();
    if let LoginPageMode::LogInAs(id) = &mode {
        require_user(&state.stores, id)?;
    }
    state.stores.application.login_page = mode.clone();
    Ok(Json(mode))
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

/// Answers with the state of the QR code, as the client that shows it will hear.
async fn act_on_qr(
    Shared(shared): Shared<SharedState>,
    Path(random): Path<String>,
    JsonBody(act): JsonBody<PhoneAct>,
) -> Result<Json<Value>, ControlError> {
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
    let phone = Phone { shared: shared.clone(), random: random.clone() };
    match act {
        PhoneAct::Scan(user) => drop(phone.scan(&User::new(user))),
        PhoneAct::Confirm => ScannedQr(phone).confirm(),
        PhoneAct::Cancel => ScannedQr(phone).cancel(),
        PhoneAct::Fail { code, message } => ScannedQr(phone).fail(code.into(), &message),
    }
    let status = shared.lock().stores.qr_status(&random);
    Ok(Json(status.map_or_else(|refusal: Refusal| refusal.body(), |status| json!(status))))
}

async fn state(Shared(shared): Shared<SharedState>) -> Json<Value> {
    Json(json!(shared.lock().stores.export()))
}

/// Starts again with another seed, which resets restore from now on. Answers with what was removed.
async fn start_with(
    Shared(shared): Shared<SharedState>,
    JsonBody(seed): JsonBody<Value>,
) -> Result<Json<Value>, ControlError> {
    let mut state = shared.lock();
    let data = seed::read(seed, &mut state.stores.rng).map_err(ControlError::bad)?;
    let removed = Removed::from(&*state);
    state.start_with(data);
    Ok(Json(json!({ "users": state.stores.accounts.iter().count(), "removed": removed })))
}

/// Goes back to the seed. Answers with what was removed.
async fn reset(Shared(shared): Shared<SharedState>) -> Json<Value> {
    let mut state = shared.lock();
    let removed = Removed::from(&*state);
    state.reset();
    Json(json!({ "users": state.stores.accounts.iter().count(), "removed": removed }))
}

/// How much a new start removes.
#[derive(Serialize)]
struct Removed {
    sessions: usize,
    messages: usize,
    events: usize,
    faults: usize,
    requests: usize,
}

impl From<&State> for Removed {
    fn from(State { stores, faults, log, .. }: &State) -> Self {
        Self {
            sessions: stores.sessions.live().usable(stores.clock.now()),
            messages: stores.messages.iter().count(),
            events: stores.events.all().count(),
            faults: faults.all().len(),
            requests: log.entries().count(),
        }
    }
}
