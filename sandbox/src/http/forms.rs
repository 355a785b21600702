//! The forms of refusals that are decided by the path alone: of a path that does not exist, a method that it does not take, and a body
//! that is too large. A client of an API reads no other form than that of the API.

use axum::{
    Json,
    http::{StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use crate::{
    domain::refusal::Refusal,
    http::{
        cas::{self, Version},
        form, graphql,
        reply::not_implemented_refusal,
    },
};

/// The form of a refusal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// `code` and `message`.
    Version2,
    /// `statusCode`, `apiCode` and `message`.
    Version3,
    /// The form of version 3, at endpoints whose successes have the form of version 2.
    Guard,
    /// `error` and `error_description`, as OAuth 2.0 has it, and with it the pages for browsers.
    Standard,
    /// A list `errors`.
    Graphql,
    /// `errcode` and `errmsg`.
    Wechat,
    Cas(Version),
}

/// The forms by path. `{}` stands for any segment, and more segments may follow. The first line that fits decides.
const FORMS: [(&str, Form); 41] = [
    ("/api/v3/system", Form::Standard),
    ("/api/v3/link-extidp", Form::Standard),
    ("/api/v3", Form::Version3),
    ("/api/v2/oidc/validate_token", Form::Standard),
    ("/api/v2/security/captcha", Form::Standard),
    ("/api/v2/saml-idp", Form::Standard),
    ("/api/v2/login/account", Form::Guard),
    ("/api/v2/login/phone-code", Form::Guard),
    ("/api/v2/users/login/check-status", Form::Guard),
    ("/api/v2/users/password/forget/check-code", Form::Guard),
    ("/api/v2/users/password/password-reset", Form::Guard),
    ("/api/v2/email/send", Form::Guard),
    ("/api/v2/register-email", Form::Guard),
    ("/api/v2/register-username", Form::Guard),
    ("/api/v2/register-phone", Form::Guard),
    ("/api/v2/register-email-code", Form::Guard),
    ("/api/v2/register-phone-code", Form::Guard),
    ("/interaction/authFlow", Form::Guard),
    ("/api", Form::Version2),
    // No published document has it, but the SDK that sends it expects the envelope of version 3.
    ("/connections/social/wechat-miniprogram/bind", Form::Version3),
    ("/connections/social/wechat-miniprogram", Form::Version2),
    ("/connections", Form::Standard),
    ("/graphql", Form::Graphql),
    ("/sns", Form::Wechat),
    ("/wxa", Form::Wechat),
    ("/cgi-bin", Form::Wechat),
    ("/cas-idp/{}/validate", Form::Cas(Version::One)),
    ("/cas-idp/{}/serviceValidate", Form::Cas(Version::Two)),
    ("/cas-idp/{}/proxyValidate", Form::Cas(Version::Two)),
    ("/cas-idp/{}/p3", Form::Cas(Version::Two)),
    ("/cas-idp", Form::Standard),
    ("/cas", Form::Standard),
    ("/login/profile/logout", Form::Standard),
    ("/saml-idp", Form::Standard),
    ("/sandbox", Form::Version2),
    ("/user-contents", Form::Version2),
    ("/events", Form::Version2),
    ("/oidc", Form::Standard),
    ("/oauth", Form::Standard),
    ("/{}/token", Form::Standard),
    ("/{}/me", Form::Standard),
];

impl Form {
    /// The form of refusals at a path.
    pub fn at(path: &str) -> Self {
        let found = FORMS.iter().find(|(start, _)| begins_with(path, start));
        found.map_or(Self::Version2, |(_, form)| *form)
    }
}

fn begins_with(path: &str, start: &str) -> bool {
    let mut segments = path.split('/');
    start.split('/').all(|expected| match segments.next() {
        Some(segment) => segment == expected || expected == "{}" && !segment.is_empty(),
        None => false,
    })
}

/// The reply to a request that is refused with an HTTP status before anything looks at what it asks for.
pub fn refused_with(status: StatusCode, uri: &Uri, message: impl Into<String>) -> Response {
    refused(status, uri, Refusal::new(i64::from(status.as_u16()).into(), message))
}

fn refused(status: StatusCode, uri: &Uri, refusal: Refusal) -> Response {
    let reply = match Form::at(uri.path()) {
        Form::Version2 => refusal.into_response(),
        Form::Version3 | Form::Guard => refusal.version3(),
        Form::Standard => refusal.bare(false),
        Form::Graphql => graphql::refuse(refusal),
        Form::Wechat => {
            let body = json!({ "errcode": refusal.code(), "errmsg": refusal.message() });
            refusal.on(Json(body).into_response())
        }
        Form::Cas(version) => {
            let format = form(uri.query().unwrap_or_default().as_bytes()).remove("format").unwrap_or_default();
            cas::refusal(version, &format, &refusal)
        }
    };
    (status, reply).into_response()
}

/// The reply to a request for a path that the sandbox does not support.
pub fn not_implemented(method: &str, uri: &Uri) -> Response {
    let refusal = not_implemented_refusal(&format!("{method} {}", uri.path()));
    refused(StatusCode::NOT_IMPLEMENTED, uri, refusal)
}

/// The reply for a path that exists, but not with this method.
pub fn not_allowed(method: &str, uri: &Uri, allowed: &str) -> Response {
    let message = format!("{} takes {allowed}, not {method}", uri.path());
    ([(header::ALLOW, allowed)], refused_with(StatusCode::METHOD_NOT_ALLOWED, uri, message)).into_response()
}

#[cfg(test)]
mod tests {
    use super::Form;
    use crate::http::{
        cas::Version,
        contract::{Contract, Convention},
    };

    #[test]
    fn the_form_at_a_path_of_the_contract_is_that_of_its_operation() {
        for operation in Contract::get().operations() {
            let path = operation.path.replace("{appId}", "app").replace("{protocol}", "oidc");
            let expected = match (operation.convention, Version::of(&operation.path)) {
                (_, Some(version)) => Form::Cas(version),
                (Convention::Bare, _) => Form::Standard,
                (Convention::Graphql, _) => Form::Graphql,
                (Convention::Envelope, _) if operation.path.starts_with("/api/v3/") => Form::Version3,
                (Convention::Envelope, _) if operation.id == "bindWechatMiniProgram" => Form::Version3,
                (Convention::Envelope, _) => Form::Version2,
            };
            assert_eq!(Form::at(&path), expected, "{path}");
        }
    }

    #[test]
    fn a_path_has_the_form_of_the_api_below_which_it_is() {
        for (path, form) in [
            ("/api/v3", Form::Version3),
            ("/api/v3/", Form::Version3),
            ("/api/v3/weather", Form::Version3),
            ("/api/v30", Form::Version2),
            ("/", Form::Version2),
            ("", Form::Version2),
            ("//token", Form::Version2),
            ("/other/token/introspection", Form::Standard),
            ("/cgi-bin/token", Form::Wechat),
            ("/user-contents/me", Form::Version2),
            ("/cas-idp/me", Form::Standard),
            ("/cas-idp/app/p3/serviceValidate", Form::Cas(Version::Two)),
            ("/connections/social/github", Form::Standard),
        ] {
            assert_eq!(Form::at(path), form, "{path}");
        }
    }
}
