//! What a program shows of the requests while they are served.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State as Shared},
    middleware::Next,
    response::Response,
};

use crate::{domain::messages::Message, http::state::SharedState};

/// A request that was answered, for [`SandboxBuilder::on_request`](crate::SandboxBuilder::on_request).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ServedRequest {
    /// The HTTP method.
    pub method: String,
    /// The path without its query, which may hold secrets.
    pub path: String,
    /// The id of the operation, or the root field of a GraphQL document, if the sandbox knows it.
    pub operation: Option<String>,
    /// The status of the reply.
    pub status: u16,
    /// Why the request was refused, if it was: the code and the message. The status of such a reply is often 200.
    pub refusal: Option<(i64, String)>,
    /// The messages that were sent since the last request.
    pub sent: Vec<Message>,
    /// How long the answer took.
    pub duration: Duration,
}

/// A function that is called after each request.
pub type Observer = Arc<dyn Fn(&ServedRequest) + Send + Sync>;

/// The operation of a request, on its reply.
#[derive(Clone)]
pub struct Operation(pub String);

/// The reason of a refusal, on its reply.
#[derive(Clone)]
pub struct Reason(pub i64, pub String);

/// Tells the observer of the sandbox about a request.
pub async fn observe(Shared(shared): Shared<SharedState>, request: Request, next: Next) -> Response {
    let Some(observer) = shared.lock().observer.clone() else { return next.run(request).await };
    let (method, path, begin) = (request.method().to_string(), request.uri().path().to_owned(), Instant::now());
    let response = next.run(request).await;
    // The lock is free again when the observer is called, which may take its time.
    let sent = {
        let mut state = shared.lock();
        match state.stores.messages.has_unseen() {
            true => state.stores.messages.take_unseen(),
            false => Vec::new(),
        }
    };
    observer(&ServedRequest {
        method,
        path,
        operation: response.extensions().get::<Operation>().map(|operation| operation.0.clone()),
        status: response.status().as_u16(),
        refusal: response.extensions().get::<Reason>().map(|reason| (reason.0, reason.1.clone())),
        sent,
        duration: begin.elapsed(),
    });
    response
}
