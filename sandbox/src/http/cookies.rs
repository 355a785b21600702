//! The cookie of the session that a browser has at the provider.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use cookie::{Cookie, SameSite, time::Duration};

const NAME: &str = "authing_session";

/// A cookie as it was sent, `name=value`.
pub fn named(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = Cookie::split_parse(headers.get(header::COOKIE)?.to_str().ok()?);
    cookies.flatten().find(|cookie| cookie.name() == name).map(|cookie| cookie.to_string())
}

/// The session that a browser names in its cookies.
pub fn session(headers: &HeaderMap) -> Option<&str> {
    let cookies = Cookie::split_parse(headers.get(header::COOKIE)?.to_str().ok()?);
    cookies.flatten().find(|cookie| cookie.name() == NAME)?.value_raw()
}

/// Sets the cookie of the session; an empty session deletes it.
pub fn with_session(mut reply: Response, session: &str) -> Response {
    let mut cookie = Cookie::build((NAME, session)).path("/").http_only(true).same_site(SameSite::Lax).build();
    if session.is_empty() {
        cookie.set_max_age(Duration::ZERO);
    }
    if let Ok(cookie) = HeaderValue::try_from(cookie.to_string()) {
        reply.headers_mut().append(header::SET_COOKIE, cookie);
    }
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let session_of = |cookies: &'static str| {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookies))]);
            session(&headers).map(str::to_owned)
        };
        assert_eq!(session_of("a=1; authing_session=x; b=2").as_deref(), Some("x"));
        assert_eq!(session_of("authing_sessions=x"), None);
    }
}
