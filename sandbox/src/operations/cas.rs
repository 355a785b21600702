//! CAS: validation of tickets, and sessions of browsers.

use std::fmt::Write as _;

use authing_wxapp::{
    __contract::types::{SsoCookie, SsoSessionDetail},
    CasServiceResponse, ErrorCode, SsoSession,
};
use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use crate::{
    APP_ID,
    domain::refusal::Refusal,
    http::{
        ApiRequest,
        reply::{Answer, Reply, ok},
    },
    pages::{browser, dashboard::escape},
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
    let mut body = String::new();
    if let Some(success) = &response.authentication_success {
        let _ = write!(body, "<cas:authenticationSuccess><cas:user>{}</cas:user>", escape(&success.user));
        let attributes = success.attributes.as_ref().and_then(Value::as_object);
        body.push_str("<cas:attributes>");
        for (name, value) in attributes.into_iter().flatten() {
            if let Some(value) = value.as_str() {
                let _ = write!(body, "<cas:{name}>{}</cas:{name}>", escape(value));
            }
        }
        body.push_str("</cas:attributes></cas:authenticationSuccess>");
    }
    if let Some(failure) = &response.authentication_failure {
        let code = escape(failure.code.as_deref().unwrap_or_default());
        let description = escape(failure.description.as_deref().unwrap_or_default());
        let _ = write!(body, "<cas:authenticationFailure code=\"{code}\">{description}</cas:authenticationFailure>");
    }
    format!("<cas:serviceResponse xmlns:cas=\"http://www.yale.edu/tp/cas\">{body}</cas:serviceResponse>")
}

/// The session of a browser, found by its cookies; null if the browser is not logged in.
pub fn track_session(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let cookies = request.header(header::COOKIE.as_str());
    let Some(user_id) = stores.oidc.user_of_browser(cookies.and_then(browser::session)).map(str::to_owned) else {
        return ok(Value::Null);
    };
    let user = stores.accounts.require(&user_id)?.user.clone();
    let session = cookies.and_then(browser::session).unwrap_or_default().to_owned();
    let cookie = SsoCookie {
        app_id: Some(APP_ID.into()),
        user_id: Some(user_id),
        type_: Some("oidc".into()),
        path: Some("/".into()),
        http_only: Some(true),
        ..SsoCookie::default()
    };
    let detail = SsoSessionDetail { id: Some(session.clone().into()), cookie: Some(cookie) };
    let page: Response = axum::Json(SsoSession { session: Some(detail), user_info: Some(user) }).into_response();
    Ok(Reply::Raw(browser::with_session(page, &session)))
}
