//! The REST operations, and the door to everything.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Multipart, Path, Query, Request, State as Shared, rejection::QueryRejection},
    http::{HeaderMap, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    APP_ID, World, graphql, password,
    reply::{Refusal, not_implemented, success},
    state::random_id,
};
use crate::{
    ErrorCode, PhoneNumber,
    generated::types::{LoginByCodeBody, PhoneBody, PublicKey, UploadedFile},
};

/// The largest upload.
const UPLOAD_LIMIT: usize = 32 << 20;

/// Query parameters, or why they do not fit.
type Params<T> = Result<Query<T>, QueryRejection>;
type Answer = Result<Response, Refusal>;

pub fn router(world: World) -> Router {
    let api = Router::new()
        .route("/connections/social/wechat-miniprogram/auth", post(login_by_code))
        .route("/connections/social/wechat-miniprogram/auth-by-phone", post(login_by_phone))
        .route("/connections/social/wechat-miniprogram/getphone", post(get_phone))
        .route("/api/v2/upload", post(upload))
        .route("/api/v2/.well-known", get(public_key))
        .route("/api/v2/logout", get(logout))
        .route("/graphql/v2", post(graphql::handle))
        .fallback(async |uri: Uri| not_implemented(uri.path()))
        .layer(middleware::from_fn(known_app));
    Router::new()
        .route("/user-contents/{key}", get(file))
        .merge(api)
        .layer(DefaultBodyLimit::max(UPLOAD_LIMIT))
        .with_state(world)
}

/// Only the application of the sandbox is known.
async fn known_app(request: Request, next: Next) -> Response {
    let app_id = request.headers().get("x-authing-app-id").and_then(|value| value.to_str().ok());
    match app_id {
        Some(APP_ID) => next.run(request).await,
        Some(_) => Refusal::new(ErrorCode::APP_NOT_FOUND, "the application does not exist").into_response(),
        None => Refusal::new(ErrorCode::APP_ID_MISSING, "the application id is missing").into_response(),
    }
}

/// The bearer token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Reads a body as the contract has it.
pub fn typed<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|e| Refusal::bad_request(format!("the body is not what the contract says: {e}")))
}

async fn login_by_code(Shared(world): Shared<World>, body: Bytes) -> Answer {
    let body: LoginByCodeBody = typed(&body)?;
    let mut state = world.lock();
    let now = state.clock.now();
    let wechat = state.wechat.exchange(body.code.expose(), now)?;
    let profile = match (&body.iv, &body.encrypted_data, &body.raw_data) {
        (Some(iv), Some(data), None) => Some(wechat.decrypt(iv.expose(), data.expose())?),
        (None, None, Some(raw)) => Some(typed::<Value>(raw.expose().as_bytes())?),
        (None, None, None) => None,
        _ => return Err(Refusal::bad_request("pass iv and encryptedData together, or rawData alone")),
    };
    let id = state.by_wechat(&wechat.openid, wechat.unionid.as_deref());
    if let Some(profile) = profile {
        state.fill_profile(&id, &profile);
    }
    state.log_in(&id).map(success)
}

async fn login_by_phone(Shared(world): Shared<World>, body: Bytes) -> Answer {
    let body: PhoneBody = typed(&body)?;
    let mut state = world.lock();
    let now = state.clock.now();
    let wechat = state.wechat.exchange(body.code.expose(), now)?;
    let number: PhoneNumber = decrypted(wechat.decrypt(body.iv.expose(), body.encrypted_data.expose())?)?;
    let phone = number.pure_phone_number.ok_or_else(|| Refusal::bad_request("the data holds no phone number"))?;
    let country = number.country_code.unwrap_or_default();
    let id = state.bind_phone(&wechat.openid, wechat.unionid.as_deref(), &phone, &country);
    state.log_in(&id).map(success)
}

async fn get_phone(Shared(world): Shared<World>, body: Bytes) -> Answer {
    let body: PhoneBody = typed(&body)?;
    let mut state = world.lock();
    let now = state.clock.now();
    let wechat = state.wechat.exchange(body.code.expose(), now)?;
    let mut number: PhoneNumber = decrypted(wechat.decrypt(body.iv.expose(), body.encrypted_data.expose())?)?;
    number.openid = Some(wechat.openid);
    number.unionid = wechat.unionid;
    Ok(success(number))
}

fn decrypted(value: Value) -> Result<PhoneNumber, Refusal> {
    serde_json::from_value(value).map_err(|_| Refusal::bad_request("the data holds no phone number"))
}

async fn public_key() -> Answer {
    Ok(success(PublicKey { public_key: password::public_key()? }))
}

#[derive(Deserialize)]
struct LogoutQuery {
    app_id: String,
}

async fn logout(Shared(world): Shared<World>, query: Params<LogoutQuery>, headers: HeaderMap) -> Answer {
    let Ok(Query(LogoutQuery { app_id })) = query else {
        return Err(Refusal::bad_request("the query parameter app_id is missing"));
    };
    if app_id != APP_ID {
        return Err(Refusal::new(ErrorCode::APP_NOT_FOUND, "the application does not exist"));
    }
    world.lock().log_out(bearer(&headers));
    Ok(success(Value::Null))
}

#[derive(Deserialize)]
struct UploadQuery {
    folder: String,
}

async fn upload(Shared(world): Shared<World>, query: Params<UploadQuery>, mut form: Multipart) -> Answer {
    let Ok(Query(UploadQuery { folder })) = query else {
        return Err(Refusal::bad_request("the query parameter folder is missing"));
    };
    let broken = |e| Refusal::bad_request(format!("the form is broken: {e}"));
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.name() != Some("file") {
            continue;
        }
        let content_type = part.content_type().unwrap_or("application/octet-stream").to_owned();
        let bytes = part.bytes().await.map_err(broken)?;
        let mut state = world.lock();
        let key = format!("{folder}-{}", random_id());
        let url = format!("{}/user-contents/{key}", state.url);
        state.files.insert(key.clone(), (content_type, bytes.to_vec()));
        return Ok(success(UploadedFile { url: Some(url), key: Some(key) }));
    }
    Err(Refusal::bad_request("the form has no part named file"))
}

/// An uploaded file, for whoever has its address.
async fn file(Shared(world): Shared<World>, Path(key): Path<String>) -> Response {
    match world.lock().files.get(&key) {
        Some((content_type, bytes)) => {
            ([(header::CONTENT_TYPE, content_type.clone())], Body::from(bytes.clone())).into_response()
        }
        None => axum::http::StatusCode::NOT_FOUND.into_response(),
    }
}
