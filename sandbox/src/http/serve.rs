//! The path of every request through the sandbox: its body is read, it is logged, and it is answered unless a fault prevents it.

use std::collections::BTreeMap;

use authing_wxapp::ErrorCode;
use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequestParts as _, RawPathParams, Request},
    http::{Method, StatusCode, request::Parts},
    response::{IntoResponse as _, Response},
};

use crate::{
    domain::refusal::Refusal,
    http::{
        contract::Operation,
        document::Document,
        faults::{self, Effect},
        reply::{Answer, not_implemented},
        request::{self, ApiRequest},
        state::SharedState,
    },
    stores::Stores,
};

/// The largest body of a request, in bytes.
const LIMIT: usize = 32 << 20;

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
    /// GraphQL has one path for many operations; this table has them by the root field of the document.
    Graphql(BTreeMap<&'static str, Vec<Endpoint>>),
}

impl Target {
    /// The target for the operations that share a path and a method, or `None` when there is no operation.
    pub fn new(endpoints: Vec<Endpoint>) -> Option<Self> {
        let first = endpoints.first().copied()?;
        if first.operation.field.is_none() {
            return Some(Self::Rest(first));
        }
        let mut fields = BTreeMap::<_, Vec<_>>::new();
        for endpoint in endpoints {
            fields.entry(endpoint.operation.field()).or_default().push(endpoint);
        }
        Some(Self::Graphql(fields))
    }

    /// Decodes a request, and finds the function that answers it.
    async fn decode(&self, received: &Received) -> Result<(ApiRequest, Handler), Response> {
        match self {
            Self::Rest(Endpoint { operation, handler }) => match ApiRequest::rest(received, operation).await {
                Ok(request) => Ok((request, *handler)),
                Err(refusal) => Err(refusal.of(operation, &received.head.headers)),
            },
            Self::Graphql(fields) => graphql(fields, received).map_err(|refused| *refused),
        }
    }
}

fn graphql(
    fields: &BTreeMap<&'static str, Vec<Endpoint>>,
    received: &Received,
) -> Result<(ApiRequest, Handler), Box<Response>> {
    // Without a document there is no root field to answer under.
    let refuse = |refusal: Refusal| Box::new(refusal.graphql(None));
    let body = request::json(&received.body).map_err(refuse)?;
    let query = body["query"].as_str().ok_or_else(|| refuse(Refusal::bad_request("the body holds no query")))?;
    let document = Document::parse(query).map_err(refuse)?;
    let Some(endpoint) = fields.get(&*document.field).and_then(|endpoints| choose(endpoints, &document)) else {
        let field = document.field;
        let refusal = Refusal::new(ErrorCode::NOT_IMPLEMENTED, format!("the sandbox cannot do {field}"));
        return Err(refusal.graphql(Some(&field)).into());
    };
    match ApiRequest::graphql(received, endpoint.operation, body, document.selection) {
        Ok(request) => Ok((request, endpoint.handler)),
        Err(refusal) => Err(refusal.of(endpoint.operation, &received.head.headers).into()),
    }
}

/// The operation that a document asks for, among those with its root field. The name of the document tells them apart; clients
/// may leave it out, and mean the operation that has the name of the field.
fn choose<'a>(endpoints: &'a [Endpoint], document: &Document) -> Option<&'a Endpoint> {
    let with_id = |id: &str| endpoints.iter().find(|endpoint| endpoint.operation.id == id);
    document.name.as_deref().and_then(with_id).or_else(|| with_id(&document.field)).or_else(|| endpoints.first())
}

/// A request whose body has been read.
pub struct Received {
    pub head: Parts,
    /// The values of the parameters in the route.
    pub path: BTreeMap<String, String>,
    pub body: Bytes,
}

impl Received {
    async fn read(request: Request) -> Result<Self, Response> {
        let (mut head, body) = request.into_parts();
        let Ok(body) = to_bytes(body, LIMIT).await else {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "the request is too large").into_response());
        };
        // There are none in an unknown path, and none that is not UTF-8 names anything in the sandbox.
        let path = RawPathParams::from_request_parts(&mut head, &()).await.ok();
        let path = path.iter().flatten().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(Self { head, path, body })
    }

    /// The method that decides about the answer: HEAD is answered like GET, and the server leaves the body out.
    pub fn method(&self) -> &str {
        if self.head.method == Method::HEAD { "GET" } else { self.head.method.as_str() }
    }

    /// Whether a parameter of the route is empty. A path such as `//token` matches a route, but is not in the contract.
    pub fn has_empty_segment(&self) -> bool {
        self.path.values().any(String::is_empty)
    }

    /// Method and path.
    pub fn line(&self) -> String {
        format!("{} {}", self.method(), self.head.uri.path())
    }
}

/// Serves a request for an operation of the contract.
pub async fn serve_operation(shared: SharedState, target: &Target, request: Request) -> Response {
    let received = match Received::read(request).await {
        Ok(received) => received,
        Err(refused) => return refused,
    };
    if received.has_empty_segment() {
        let effect = admit(&shared, &received.head, None);
        return faults::apply(effect, || not_implemented(&received.line())).await;
    }
    let decoded = target.decode(&received).await;
    let effect = admit(&shared, &received.head, decoded.as_ref().ok().map(|(request, _)| request));
    let (request, handler) = match decoded {
        Ok(decoded) => decoded,
        Err(refused) => return faults::apply(effect, || refused).await,
    };
    if let Some(Effect::Code { code, message }) = effect {
        return request.reply(Err(Refusal::new(code.into(), message)));
    }
    let answer = || match request.violation() {
        Some(refusal) => request.reply(Err(refusal)),
        None => request.reply(handler(&mut shared.lock().stores, &request)),
    };
    faults::apply(effect, answer).await
}

/// Serves a request that the contract does not have, such as a page for browsers.
pub async fn serve_other(
    shared: SharedState,
    request: Request,
    answer: impl FnOnce(&mut Stores, &Received) -> Response,
) -> Response {
    let received = match Received::read(request).await {
        Ok(received) => received,
        Err(refused) => return refused,
    };
    let effect = admit(&shared, &received.head, None);
    faults::apply(effect, || answer(&mut shared.lock().stores, &received)).await
}

/// Logs a request, and gives the effect of the fault that applies to it.
pub fn admit(shared: &SharedState, head: &Parts, request: Option<&ApiRequest>) -> Option<Effect> {
    let mut state = shared.lock();
    let at = state.stores.clock.now();
    state.log.record(at, head, request);
    state.faults.take_effect_for(request.map(|request| &*request.operation.id), head.uri.path())
}
