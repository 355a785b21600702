//! The pages of CAS, and the endpoints of its version 3 that validate tickets.

use authing_wxapp::ErrorCode;
use axum::response::Response;
use maud::html;

use crate::{
    APP_ID,
    domain::refusal::{DENIED, Refusal, UNKNOWN_APPLICATION},
    http::{
        cas::{self, Version},
        cookies,
    },
    pages::browser::{self, Visit},
    stores::{
        Stores,
        login_page::{Visitor, VisitorHints},
    },
};

fn is_set(visit: &Visit<'_>, name: &str) -> bool {
    matches!(visit.value(name), Some("true" | "1"))
}

/// The login, which sends the browser to the service with a ticket. `renew` takes no session that the browser has, and `gateway`
/// never asks: without a session the browser returns without a ticket.
pub fn log_in(stores: &mut Stores, visit: &Visit<'_>) -> Result<Response, Refusal> {
    if visit.parameter("appId") != APP_ID {
        return Err(Refusal::oauth("invalid_request", UNKNOWN_APPLICATION));
    }
    // A browser would run an address such as `javascript:`.
    let is_page = |url: &reqwest::Url| matches!(url.scheme(), "http" | "https");
    let service = visit.value("service");
    if service.is_some_and(|service| !reqwest::Url::parse(service).as_ref().is_ok_and(is_page)) {
        return Err(Refusal::oauth("invalid_request", "the service is not an HTTP address"));
    }
    let renew = is_set(visit, "renew");
    // The protocol recommends that `renew` takes precedence when both are set.
    if let Some(service) = service.filter(|_| is_set(visit, "gateway") && !renew)
        && stores.current_login(visit.session()).is_none()
    {
        return browser::redirect(service);
    }
    let login = match stores.visitor(VisitorHints { again: renew, ..visit.hints() }) {
        Visitor::User(login) => login,
        Visitor::Denied => {
            let page = browser::page(&html! { p { "Nobody is logged in." } });
            return Ok(Refusal::new(ErrorCode::PERMISSION_DENIED, DENIED).on(page));
        }
        Visitor::Unknown => return Ok(browser::ask_who_logs_in(stores, visit)),
    };
    if let Err(refusal) = stores.may_log_in(&login.user_id) {
        let page = browser::page(&html! { p { "Nobody is logged in: " (refusal.message()) "." } });
        return Ok(refusal.on(page));
    }
    let current = stores.current_login(visit.session());
    let is_new = renew || visit.hints().chosen || current.is_none_or(|current| current.user_id != login.user_id);
    let reply = match service {
        Some(service) => {
            let ticket = stores.cas_ticket(login.clone(), is_new, service);
            match visit.value("method").is_some_and(|method| method.eq_ignore_ascii_case("POST")) {
                true => browser::self_posting_form(service, &[("ticket", &ticket)]),
                false => browser::redirect(&browser::with_query(service, &[("ticket", &ticket)])?)?,
            }
        }
        None => browser::page(&html! { p { "You are logged in." } }),
    };
    Ok(cookies::with_session(reply, &stores.log_in_browser(visit.session(), login)))
}

/// The logout. Clients of version 2 name the address to go to `url`, those of version 3 `service`.
pub fn log_out(stores: &mut Stores, visit: &Visit<'_>) -> Result<Response, Refusal> {
    // One of the two paths names no application.
    browser::known_application(Some(visit.parameter("appId")).filter(|id| !id.is_empty()))?;
    browser::log_out(stores, visit, visit.value("service").or(visit.value("url")))
}

/// Validates a ticket. Service tickets are also valid where proxy tickets are, which the sandbox does not issue.
pub fn validate(stores: &mut Stores, visit: &Visit<'_>) -> Result<Response, Refusal> {
    let value = |name: &str| visit.value(name).unwrap_or_default();
    Ok(cas::validate(stores, Version::Two, visit.parameter("appId"), value))
}
