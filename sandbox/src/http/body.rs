//! Bodies of requests. Each is read before anything looks at it, within a limit of size and of time.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest as _, Request, State as Shared},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
};

/// The largest body of a request, in bytes.
const LIMIT: usize = 32 << 20;

/// Reads the body of a request, which those who come after find in memory. A body that is too large is refused while it arrives.
pub async fn read(Shared(patience): Shared<Duration>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let mut unread = Request::new(body);
    DefaultBodyLimit::max(LIMIT).apply(&mut unread);
    match tokio::time::timeout(patience, Bytes::from_request(unread, &())).await {
        Ok(Ok(body)) => {
            let mut request = Request::from_parts(head, Body::from(body));
            // Those who come after set no limit of their own, because this one holds for every request.
            DefaultBodyLimit::disable().apply(&mut request);
            next.run(request).await
        }
        Ok(Err(refused)) => refused.into_response(),
        Err(_) => (StatusCode::REQUEST_TIMEOUT, "the body of the request did not arrive in time").into_response(),
    }
}
