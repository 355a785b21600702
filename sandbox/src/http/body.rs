//! Bodies of requests. Each is read before anything looks at it, within a limit of size and of time.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest as _, Request, State as Shared},
    http::StatusCode,
    middleware::Next,
    response::Response,
};

use crate::http::{forms::refused_with, state::SharedState};

/// The largest body of a request, in bytes. The sandbox keeps much of what it is told, so a larger one would fill its memory.
const LIMIT: usize = 1 << 20;
/// The largest body that is a file or a seed, in bytes.
const LARGE_LIMIT: usize = 32 << 20;
/// The paths that take files or seeds.
const LARGE: [&str; 2] = ["/api/v2/upload", "/sandbox/state"];

/// Reads the body of a request into memory, for all that look at it later. A body that is too large is refused while it arrives.
pub async fn read(
    Shared((shared, patience)): Shared<(SharedState, Duration)>,
    request: Request,
    next: Next,
) -> Response {
    let (head, body) = request.into_parts();
    let mut unread = Request::new(body);
    let limit = if LARGE.contains(&head.uri.path()) { LARGE_LIMIT } else { LIMIT };
    DefaultBodyLimit::max(limit).apply(&mut unread);
    let (status, why) = match tokio::time::timeout(patience, Bytes::from_request(unread, &())).await {
        Ok(Ok(body)) => {
            let mut request = Request::from_parts(head, Body::from(body));
            // Nothing later needs a limit of its own.
            DefaultBodyLimit::disable().apply(&mut request);
            return next.run(request).await;
        }
        Ok(Err(refused)) if refused.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            (refused.status(), format!("the body has more than {limit} bytes, the limit of this path"))
        }
        Ok(Err(refused)) => (refused.status(), refused.body_text()),
        Err(_) => (StatusCode::REQUEST_TIMEOUT, "the body of the request did not arrive in time".into()),
    };
    let path = head.uri.path();
    let reply = refused_with(status, &head.uri, why);
    // What a test asks of the sandbox itself is not in the log.
    if !path.starts_with("/sandbox/") {
        let state = &mut *shared.lock();
        let number = state.log.record(state.stores.clock.now(), (&head, &Bytes::new()), None, None);
        state.log.answered(number, &reply);
    }
    reply
}
