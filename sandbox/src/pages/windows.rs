//! The windows in which a browser logs in at somebody else's. They are stubs: whoever the login page lets in comes back from
//! there, and the page that opened the window is told.

use authing_wxapp::ErrorCode;
use axum::response::Response;
use serde_json::json;

use crate::{
    APP_ID,
    domain::refusal::Refusal,
    pages::browser::{self, Visit},
    stores::{Stores, login_page::Visitor},
};

/// The window of a social provider.
pub fn social(stores: &mut Stores, visit: &Visit<'_>, provider: &str) -> Result<Response, Refusal> {
    if visit.value("app_id") != Some(APP_ID) {
        return Err(Refusal::oauth("invalid_request", "the application does not exist"));
    }
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
pub fn enterprise(stores: &mut Stores, visit: &Visit<'_>, identifier: &str) -> Result<Response, Refusal> {
    match stores.application.identity_providers.iter().any(|one| one.identifier == identifier) {
        true => log_in(stores, visit, "enterpriseLogin"),
        false => Err(Refusal::oauth("invalid_request", "the application has no such connection")),
    }
}

fn log_in(stores: &mut Stores, visit: &Visit<'_>, event: &str) -> Result<Response, Refusal> {
    let outcome = match stores.visitor(visit.denies(), visit.value("login_hint"), visit.session()) {
        Visitor::User(id) => stores.finish_login(&id),
        Visitor::Refuses => Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "the user has not agreed")),
        Visitor::Unknown => return Ok(browser::asks_who(stores, visit)),
    };
    let mut told = match outcome {
        Ok(user) => json!({ "code": 200, "message": "ok", "data": user }),
        Err(refusal) => refusal.body(),
    };
    told["event"] = json!({ "source": "authing", "eventType": event });
    // Within a script a name must not look like the script's end.
    let told = told.to_string().replace('<', "\\u003c");
    Ok(browser::html(&format!(
        "<p>This window can be closed.</p><script>opener?.postMessage({told}, '*');close()</script>"
    )))
}
