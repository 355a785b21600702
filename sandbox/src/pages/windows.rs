//! The windows in which a browser logs in at a social provider or at an enterprise. They are stubs: the login page of the sandbox
//! decides who logs in, and the page that opened the window receives the result as a message.

use authing_wxapp::ErrorCode;
use axum::response::Response;
use maud::{PreEscaped, html};
use serde_json::json;

use crate::{
    APP_ID,
    domain::refusal::{DENIED, Refusal, UNKNOWN_APPLICATION},
    pages::browser::{self, Visit},
    stores::{Stores, login_page::Visitor},
};

/// The window of a social provider.
pub fn social(stores: &mut Stores, visit: &Visit<'_>) -> Result<Response, Refusal> {
    if visit.value("app_id") != Some(APP_ID) {
        return Err(Refusal::oauth("invalid_request", UNKNOWN_APPLICATION));
    }
    let provider = visit.parameter("provider");
    let known = &stores.application.social_connections;
    let is_known = known.iter().any(|one| {
        one.identifier.as_deref() == Some(provider) || one.provider.as_ref().is_some_and(|one| one.as_str() == provider)
    });
    match known.is_empty() || is_known {
        true => log_in(stores, visit, "socialLogin"),
        false => Err(Refusal::oauth("invalid_request", "the application has no such connection")),
    }
}

/// The window of an enterprise.
pub fn enterprise(stores: &mut Stores, visit: &Visit<'_>) -> Result<Response, Refusal> {
    browser::known_application(visit.value("app_id"))?;
    let identifier = visit.parameter("identifier");
    match stores.application.identity_providers.iter().any(|one| one.identifier == identifier) {
        true => log_in(stores, visit, "enterpriseLogin"),
        false => Err(Refusal::oauth("invalid_request", "the application has no such connection")),
    }
}

fn log_in(stores: &mut Stores, visit: &Visit<'_>, event: &str) -> Result<Response, Refusal> {
    let outcome = match stores.visitor(visit.hints()) {
        Visitor::User(login) => stores.finish_login(&login.user_id),
        Visitor::Denied => Err(Refusal::new(ErrorCode::PERMISSION_DENIED, DENIED)),
        Visitor::Unknown => return Ok(browser::ask_who_logs_in(stores, visit)),
    };
    let (mut message, refused) = match outcome {
        Ok(user) => (json!({ "code": 200, "message": "ok", "data": user }), None),
        Err(refusal) => (refusal.body(), Some(refusal)),
    };
    message["event"] = json!({ "source": "authing", "eventType": event });
    // The parser of HTML knows no strings of scripts: a name with `</script>` in it would end the script.
    let message = message.to_string().replace('<', "\\u003c");
    let page = browser::page(&html! {
        p { "This window can be closed." }
        script { (PreEscaped(format!("opener?.postMessage({message}, '*');close()"))) }
    });
    Ok(match refused {
        Some(refusal) => refusal.on(page),
        None => page,
    })
}
