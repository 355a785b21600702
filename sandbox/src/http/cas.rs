//! The forms of replies in CAS: two lines in version 1, XML or JSON in the later ones.

use authing_wxapp::{__contract::types::CasFailure, CasServiceResponse};
use axum::{
    Json,
    http::header,
    response::{IntoResponse as _, Response},
};
use maud::html;
use serde_json::json;

use crate::{
    APP_ID,
    domain::{
        oidc::cas::InvalidTicket,
        refusal::{Refusal, UNKNOWN_APPLICATION},
    },
    stores::Stores,
};

/// A version of the protocol, as far as the form of a reply depends on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Version {
    /// `validate`.
    One,
    /// `serviceValidate` and what came later.
    Two,
}

impl Version {
    /// The version of the operation with this path, if it is one of CAS.
    pub fn of(path: &str) -> Option<Self> {
        match path.strip_prefix("/cas-idp/{appId}/")? {
            "validate" => Some(Self::One),
            _ => Some(Self::Two),
        }
    }
}

/// The response that refuses a ticket.
pub fn failure(code: &str, description: &str) -> CasServiceResponse {
    CasServiceResponse {
        authentication_failure: Some(CasFailure { code: Some(code.into()), description: Some(description.into()) }),
        authentication_success: None,
    }
}

/// Validates a ticket. `query` gives the parameters of the request, or empty texts.
pub fn validate<'a>(stores: &mut Stores, version: Version, app: &str, query: impl Fn(&str) -> &'a str) -> Response {
    let (service, ticket, format) = (query("service"), query("ticket"), query("format"));
    let renew = matches!(query("renew"), "true" | "1");
    let response = match stores {
        _ if app != APP_ID => failure("INVALID_REQUEST", UNKNOWN_APPLICATION),
        _ if service.is_empty() || ticket.is_empty() => failure("INVALID_REQUEST", "service or ticket is missing"),
        _ if !query("pgtUrl").is_empty() => {
            failure("INVALID_PROXY_CALLBACK", "the sandbox does not support proxy tickets")
        }
        stores => match stores.validate_ticket(ticket, service, renew) {
            Ok(success) => CasServiceResponse { authentication_success: Some(success), authentication_failure: None },
            Err(InvalidTicket::Ticket) => {
                failure("INVALID_TICKET", "the ticket is unknown, used or expired, or not of a new login")
            }
            Err(InvalidTicket::Service) => failure("INVALID_SERVICE", "the ticket is for another service"),
        },
    };
    reply(version, format, &response)
}

/// A refusal in the form of the protocol, whose clients read nothing else.
pub fn refusal(version: Version, format: &str, refusal: &Refusal) -> Response {
    refusal.on(reply(version, format, &failure("INVALID_REQUEST", refusal.message())))
}

/// The reply to a validation. `format` is a parameter of version 3; without it the reply is XML.
fn reply(version: Version, format: &str, response: &CasServiceResponse) -> Response {
    let reply = form(version, format, response);
    match &response.authentication_failure {
        Some(CasFailure { code, description }) => {
            let [code, description] = [code, description].map(|text| text.as_deref().unwrap_or_default());
            Refusal::bad_request(format!("{code}: {description}")).on(reply)
        }
        None => reply,
    }
}

fn form(version: Version, format: &str, response: &CasServiceResponse) -> Response {
    let (media, text) = match version {
        Version::One => {
            let lines = match &response.authentication_success {
                Some(success) => format!("yes\n{}\n", success.user),
                None => "no\n\n".into(),
            };
            ("text/plain; charset=utf-8", lines)
        }
        Version::Two if format.eq_ignore_ascii_case("JSON") => {
            return Json(json!({ "serviceResponse": response })).into_response();
        }
        Version::Two => ("application/xml; charset=utf-8", xml(response)),
    };
    ([(header::CONTENT_TYPE, media)], text).into_response()
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
                        @if let Some(time) = attribute("authenticationDate") { cas:authenticationDate { (time) } }
                        @if let Some(new) = attribute("isFromNewLogin") { cas:isFromNewLogin { (new) } }
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
    document.into_string().replace(|char| !is_in_xml(char), "\u{fffd}")
}

/// Whether a document of XML 1.0 may have this character. Not even an escape may stand for the others.
fn is_in_xml(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
