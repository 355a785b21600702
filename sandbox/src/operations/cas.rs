//! CAS: validation of tickets, and sessions of browsers.

use authing_wxapp::{
    __contract::types::{SsoCookie, SsoSessionDetail},
    SsoSession,
};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use crate::{
    APP_ID,
    http::{
        ApiRequest,
        cas::{self, Version},
        cookies,
        reply::{Answer, Reply, ok},
    },
    stores::Stores,
};

pub fn validate_v1(stores: &mut Stores, request: &ApiRequest) -> Answer {
    Ok(Reply::Raw(validate(stores, request, Version::One)))
}

pub fn validate_v2(stores: &mut Stores, request: &ApiRequest) -> Answer {
    Ok(Reply::Raw(validate(stores, request, Version::Two)))
}

fn validate(stores: &mut Stores, request: &ApiRequest, version: Version) -> Response {
    let app = request.path.get("appId").map_or("", String::as_str);
    cas::validate(stores, version, app, |name| request.query(name))
}

/// The session of a browser, found by its cookies; null if the browser is not logged in.
pub fn track_session(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let Some(user_id) = stores.current_login(request.session()).map(|login| login.user_id.clone()) else {
        return ok(Value::Null);
    };
    let user = stores.accounts.require(&user_id)?.user.clone();
    let session = request.session().unwrap_or_default();
    let cookie = SsoCookie {
        app_id: Some(APP_ID.into()),
        user_id: Some(user_id),
        type_: Some("oidc".into()),
        path: Some("/".into()),
        http_only: Some(true),
        ..SsoCookie::default()
    };
    let detail = SsoSessionDetail { id: Some(session.to_owned().into()), cookie: Some(cookie) };
    let page: Response = axum::Json(SsoSession { session: Some(detail), user_info: Some(user) }).into_response();
    Ok(Reply::Raw(cookies::with_session(page, session)))
}
