//! The path of every request through the sandbox: its body is read, it is logged, and it is answered unless a fault prevents it.

use std::collections::BTreeMap;

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequestParts as _, RawPathParams, Request},
    http::{Method, request::Parts},
    response::Response,
};

use serde_json::Value;

use crate::{
    domain::refusal::Refusal,
    http::{
        contract::Operation,
        faults::{self, Effect},
        forms::not_implemented,
        graphql::{Fields, Query},
        log::Requested,
        observer,
        reply::Answer,
        request::ApiRequest,
        state::SharedState,
    },
    stores::Stores,
};

/// A function that answers requests for one operation. It runs while the state is locked.
pub type Handler = fn(&mut Stores, &ApiRequest) -> Answer;

/// An operation of the contract, and the function that answers it.
#[derive(Clone, Copy)]
pub struct Endpoint {
    pub operation: &'static Operation,
    pub handler: Handler,
}

/// What one method of one path leads to.
pub enum Target {
    Rest(Endpoint),
    Graphql(Fields),
}

/// A decoded request, and what answers it.
enum Call<'a> {
    Rest(Box<ApiRequest>, Handler),
    Graphql(Box<Query>, &'a Fields),
}

impl Target {
    /// The error is the reply that refuses the request, with the body for the log.
    async fn decode(&self, received: &Received) -> Result<Call<'_>, (Response, Value)> {
        match self {
            Self::Rest(Endpoint { operation, handler }) => match ApiRequest::rest(received, operation).await {
                Ok(request) => Ok(Call::Rest(request.into(), *handler)),
                Err(refusal) => Err((refusal.of(operation, &received.head.headers), Value::Null)),
            },
            Self::Graphql(fields) => {
                Ok(Call::Graphql(Query::parse(&received.body).map_err(|refused| *refused)?.into(), fields))
            }
        }
    }
}

impl Call<'_> {
    fn requested(&self) -> Requested<'_> {
        match self {
            Self::Rest(request, _) => {
                Requested { operation: Some(&request.operation.id), body: request.body_value(), is_graphql: false }
            }
            Self::Graphql(query, fields) => {
                Requested { operation: Some(query.id(fields)), body: query.body(), is_graphql: true }
            }
        }
    }

    fn refuse(&self, refusal: Refusal) -> Response {
        match self {
            Self::Rest(request, _) => request.reply(Err(refusal)),
            Self::Graphql(query, _) => query.refusal(refusal),
        }
    }

    fn answer(&self, stores: &mut Stores, received: &Received) -> Response {
        match self {
            Self::Rest(request, handler) => request.reply(match request.violation() {
                Some(refusal) => Err(refusal),
                None => handler(stores, request),
            }),
            Self::Graphql(query, fields) => query.answer(stores, received, fields),
        }
    }
}

/// A request whose body has been read.
pub struct Received {
    pub head: Parts,
    /// The values of the parameters in the route.
    pub path: BTreeMap<String, String>,
    pub body: Bytes,
}

impl Received {
    async fn read(request: Request) -> Self {
        let (mut head, body) = request.into_parts();
        // The body is in memory, so this cannot fail; see [`body`](crate::http::body).
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        // An unknown path has no parameters. One that is not UTF-8 is left out, because nothing in the sandbox has such a name.
        let path = RawPathParams::from_request_parts(&mut head, &()).await.ok();
        let path = path.iter().flatten().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { head, path, body }
    }

    /// The method that decides about the answer: HEAD is answered like GET, and the server leaves the body out.
    pub fn method(&self) -> &str {
        if self.head.method == Method::HEAD { "GET" } else { self.head.method.as_str() }
    }

    /// Whether a parameter of the route is empty. A path such as `//token` matches a route, but is not in the contract.
    pub fn has_empty_segment(&self) -> bool {
        self.path.values().any(String::is_empty)
    }

    /// The reply to a request that the sandbox does not support.
    pub fn not_implemented(&self) -> Response {
        not_implemented(self.method(), &self.head.uri)
    }
}

/// Serves a request for an operation of the contract.
pub async fn serve_operation(shared: SharedState, target: &Target, request: Request) -> Response {
    let received = Received::read(request).await;
    if received.has_empty_segment() {
        let admitted = admit(&shared, (&received.head, &received.body), None);
        return admitted.reply(&shared, || received.not_implemented()).await;
    }
    let decoded = target.decode(&received).await;
    let requested = match &decoded {
        Ok(call) => Some(call.requested()),
        Err((_, Value::Null)) => None,
        Err((_, body)) => Some(Requested { operation: None, body, is_graphql: true }),
    };
    let admitted = admit(&shared, (&received.head, &received.body), requested.as_ref());
    let call = match decoded {
        Ok(call) => call,
        Err((refused, _)) => return admitted.reply(&shared, || refused).await,
    };
    let operation = call.requested().operation.map(|operation| observer::Operation(operation.to_owned()));
    let mut response = match admitted {
        Admitted { number, effect: Some(Effect::Code { code, message }) } => {
            let refused = call.refuse(Refusal::new(code.into(), message));
            shared.lock().log.answered(number, &refused);
            refused
        }
        admitted => {
            let answer = || shared.answer(&received.head, |stores| call.answer(stores, &received));
            admitted.reply(&shared, answer).await
        }
    };
    if let Some(operation) = operation {
        response.extensions_mut().insert(operation);
    }
    response
}

/// Serves a request that the contract does not have, such as a page for browsers.
pub async fn serve_other(
    shared: SharedState,
    request: Request,
    answer: impl FnOnce(&mut Stores, &Received) -> Response,
) -> Response {
    let received = Received::read(request).await;
    let admitted = admit(&shared, (&received.head, &received.body), None);
    admitted.reply(&shared, || shared.answer(&received.head, |stores| answer(stores, &received))).await
}

/// A request that is in the log.
pub struct Admitted {
    /// Its number in the log.
    pub number: u64,
    /// The effect of the fault that applies to it.
    pub effect: Option<Effect>,
}

impl Admitted {
    /// Replies, unless the fault prevents it, and logs the reply.
    async fn reply(self, shared: &SharedState, answer: impl FnOnce() -> Response) -> Response {
        let reply = faults::apply(self.effect, answer).await;
        shared.lock().log.answered(self.number, &reply);
        reply
    }
}

/// Logs a request, which consists of its head and its body, and finds the fault that applies to it.
pub fn admit(shared: &SharedState, request: (&Parts, &Bytes), requested: Option<&Requested<'_>>) -> Admitted {
    let state = &mut *shared.lock();
    let operation = requested.and_then(|requested| requested.operation);
    let effect = state.faults.take_effect_for(operation, request.0.uri.path());
    let number = state.log.record(state.stores.clock.now(), request, requested, effect.clone());
    Admitted { number, effect }
}
