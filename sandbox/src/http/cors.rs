//! Pages of other origins: an application under development is served from another port, and calls the sandbox from there.

use axum::{
    Json,
    extract::{Request, State as Shared},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use crate::http::state::SharedState;

/// Lets any page send, with its cookies, the requests that the SDKs send. The endpoints that script the sandbox refuse pages of
/// other origins: no application needs them there, and a malicious page could do harm with a form, whose reply it need not read.
pub async fn allow(Shared(shared): Shared<SharedState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_control = path == "/sandbox" || path.starts_with("/sandbox/");
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if is_control && host.is_some_and(|host| !shared.lock().stores.address.may_be(host)) {
        return forbidden(
            "/sandbox answers only under an IP address, localhost or the public address, not under another host name",
        );
    }
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return next.run(request).await;
    };
    if is_control {
        // Browsers send the origin with every request that changes something.
        let is_own = origin.to_str().is_ok_and(|origin| shared.lock().stores.address.is_own_origin(origin, host));
        return match is_own {
            true => next.run(request).await,
            false => forbidden("/sandbox refuses requests from pages of another origin"),
        };
    }
    let requested_headers = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let is_preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if is_preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, DELETE"));
        headers.extend(
            requested_headers.map(|requested_headers| (header::ACCESS_CONTROL_ALLOW_HEADERS, requested_headers)),
        );
    }
    response
}

fn forbidden(message: &str) -> Response {
    (StatusCode::FORBIDDEN, Json(json!({ "code": 403, "message": message }))).into_response()
}
