//! CAS: validation of tickets, and sessions of browsers.

use authing_wxapp::{
    __contract::types::{SsoCookie, SsoSessionDetail},
    CasServiceResponse, ErrorCode, SsoSession,
};
use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};
use maud::html;
use serde_json::{Value, json};

use crate::{
    APP_ID,
    domain::refusal::Refusal,
    http::{
        ApiRequest, cookies,
        reply::{Answer, Reply, ok},
    },
    stores::Stores,
};

fn validate(stores: &mut Stores, request: &ApiRequest) -> Result<CasServiceResponse, Refusal> {
    if request.path.get("appId").map(String::as_str) != Some(APP_ID) {
        return Err(Refusal::new(ErrorCode::APP_NOT_FOUND, "the application does not exist"));
    }
    Ok(stores.validate_ticket(request.query("ticket"), request.query("service")))
}

fn text(media: &'static str, text: String) -> Answer {
    Ok(Reply::Raw(([(header::CONTENT_TYPE, media)], text).into_response()))
}

pub fn validate_v1(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let answer = match validate(stores, request)?.authentication_success {
        Some(success) => format!("yes\n{}\n", success.user),
        None => "no\n\n".into(),
    };
    text("text/plain; charset=utf-8", answer)
}

pub fn validate_v2(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let response = validate(stores, request)?;
    match request.query("format") {
        "XML" => text("application/xml; charset=utf-8", xml(&response)),
        _ => ok(json!({ "serviceResponse": response })),
    }
}

fn xml(response: &CasServiceResponse) -> String {
    let success = response.authentication_success.as_ref();
    let attribute = |name: &str| success?.attributes.as_ref()?.get(name)?.as_str();
    let document = html! {
        cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas" {
            @if let Some(success) = success {
                cas:authenticationSuccess {
                    cas:user { (success.user) }
                    cas:attributes {
                        // The names of elements cannot be chosen at run time.
                        @if let Some(id) = attribute("id") { cas:id { (id) } }
                        @if let Some(email) = attribute("email") { cas:email { (email) } }
                        @if let Some(phone) = attribute("phone") { cas:phone { (phone) } }
                        @if let Some(nickname) = attribute("nickname") { cas:nickname { (nickname) } }
                    }
                }
            }
            @if let Some(failure) = &response.authentication_failure {
                cas:authenticationFailure code=(failure.code.as_deref().unwrap_or_default()) {
                    (failure.description.as_deref().unwrap_or_default())
                }
            }
        }
    };
    document.into_string()
}

/// The session of a browser, found by its cookies; null if the browser is not logged in.
pub fn track_session(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let Some(user_id) = stores.oidc.user_of_browser(request.session()).map(str::to_owned) else {
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
