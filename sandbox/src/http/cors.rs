//! Pages of other origins: an application under development comes from a port of its own, and asks from there.

use axum::{
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::control::ControlError;

/// Lets any page ask, with its cookies, whatever the SDKs ask. What scripts the sandbox is left out, for no page does that: a
/// page from elsewhere is refused, as it could do harm with a form, whose answer it need not read.
pub async fn allow(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let scripts = path == "/sandbox" || path.starts_with("/sandbox/");
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return next.run(request).await;
    };
    if scripts {
        return match is_own(&request, &origin) {
            true => next.run(request).await,
            false => {
                let message = "pages of another origin may not script the sandbox";
                ControlError(StatusCode::FORBIDDEN, message.into()).into_response()
            }
        };
    }
    let wanted = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let asks_first =
        request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asks_first { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if asks_first {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, DELETE"));
        headers.extend(wanted.map(|wanted| (header::ACCESS_CONTROL_ALLOW_HEADERS, wanted)));
    }
    response
}

/// Whether a page of the sandbox itself asks. Browsers name the origin in whatever changes something.
fn is_own(request: &Request, origin: &HeaderValue) -> bool {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let from = origin.to_str().ok().and_then(|origin| Some(origin.split_once("://")?.1));
    host.is_some() && host == from
}
