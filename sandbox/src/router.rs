//! The routes of the sandbox. They are made once, at the start, from the operations of the contract and the pages for browsers.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::{Request, State as Shared},
    http::{Method, StatusCode, header},
    middleware,
    response::Response,
    routing::{MethodFilter, MethodRouter, get},
};

use crate::{
    control,
    http::{
        body,
        contract::{Contract, Operation},
        cors, event_socket, files,
        forms::not_allowed,
        graphql::Fields,
        observer,
        serve::{Endpoint, Target, serve_operation, serve_other},
        state::SharedState,
    },
    operations::{self, beyond_contract},
    pages::browser,
};

/// Makes the routes. A static segment takes precedence over a parameter: `/cas-idp/me` is the page of an application, not
/// `/{protocol}/me`. A body has to arrive within `patience`.
pub fn router(shared: SharedState, patience: Duration) -> Router {
    let mut router = control::router();
    for (path, methods) in operations_by_path() {
        router = router.route(path, operation_route(methods));
    }
    let pages = browser::PAGES.map(|(path, page)| (path, page, false)).into_iter();
    for (path, page, is_read_only) in pages.chain(browser::VALIDATIONS.map(|(path, page)| (path, page, true))) {
        let answer = async move |Shared(shared): Shared<SharedState>, request: Request| {
            serve_other(shared, request, |stores, received| browser::answer(stores, received, page)).await
        };
        let route = match is_read_only {
            true => with_refusal(get(answer), ["GET"]),
            false => with_refusal(get(answer).post(answer), ["GET", "POST"]),
        };
        router = router.route(path, route);
    }
    let unknown = async |Shared(shared): Shared<SharedState>, request: Request| {
        serve_other(shared, request, |_, received| received.not_implemented()).await
    };
    for (method, path, endpoint) in beyond_contract::ENDPOINTS {
        let answer = async move |Shared(shared): Shared<SharedState>, request: Request| {
            serve_other(shared, request, endpoint).await
        };
        let filter = Method::try_from(method).ok().and_then(|method| MethodFilter::try_from(method).ok());
        let route = MethodRouter::new().on(filter.unwrap_or(MethodFilter::GET), answer);
        // Where an id can stand, another method may belong to an endpoint with a name, which is refused by its name.
        let has_names = path.ends_with('}');
        router = router.route(path, if has_names { route.fallback(unknown) } else { with_refusal(route, [method]) });
    }
    let file = async |Shared(shared): Shared<SharedState>, request: Request| {
        serve_other(shared, request, |stores, received| files::file(stores, received)).await
    };
    let subscribe = async |Shared(shared): Shared<SharedState>, request: Request| {
        event_socket::serve_subscriber(shared, request).await
    };
    let routes = router
        .route(files::PATH, with_refusal(get(file), ["GET"]))
        .route(event_socket::PATH, with_refusal(get(subscribe), ["GET"]))
        .fallback(unknown)
        .layer(middleware::from_fn_with_state((shared.clone(), patience), body::read))
        .layer(middleware::from_fn_with_state(shared.clone(), cors::allow))
        .layer(middleware::from_fn_with_state(shared.clone(), observer::observe))
        .with_state(shared);
    // A layer of the routes themselves would come before axum adds the header.
    Router::new().fallback_service(routes).layer(middleware::map_response(without_stray_allow))
}

/// The operations of the contract by path and method. GraphQL has many at one path.
type ByMethod = BTreeMap<&'static str, Vec<&'static Operation>>;

fn operations_by_path() -> BTreeMap<&'static str, ByMethod> {
    let mut paths = BTreeMap::<_, ByMethod>::new();
    for operation in Contract::get().operations() {
        paths.entry(&*operation.path).or_default().entry(&*operation.method).or_default().push(operation);
    }
    paths
}

fn operation_route(methods: ByMethod) -> MethodRouter<SharedState> {
    let allowed: Vec<_> = methods.keys().copied().collect();
    let mut route = MethodRouter::new();
    for (method, operations) in methods {
        let filter = Method::try_from(method).ok().and_then(|method| MethodFilter::try_from(method).ok());
        // The lint of the contract refuses every other method.
        let (Some(filter), Some(target)) = (filter, target(operations)) else { continue };
        let target = Arc::new(target);
        route = route.on(filter, async move |Shared(shared): Shared<SharedState>, request: Request| {
            serve_operation(shared, &target, request).await
        });
    }
    with_refusal(route, allowed)
}

/// What answers the operations that share a path and a method. Only GraphQL has several there.
fn target(operations: Vec<&'static Operation>) -> Option<Target> {
    let endpoint = |operation: &'static Operation| {
        let handler = operations::handler(&operation.id)?;
        Some(Endpoint { operation, handler })
    };
    let is_graphql = operations.first()?.field.is_some();
    let mut endpoints = operations.into_iter().filter_map(endpoint);
    match is_graphql {
        true => Some(Target::Graphql(Fields::new(endpoints.collect(), operations::management::field))),
        false => endpoints.next().map(Target::Rest),
    }
}

/// Refuses every method that the route does not have. axum would write `Allow`, but no body that names the methods.
fn with_refusal(
    route: MethodRouter<SharedState>,
    methods: impl IntoIterator<Item = &'static str>,
) -> MethodRouter<SharedState> {
    let mut allowed: BTreeSet<_> = methods.into_iter().collect();
    if allowed.contains("GET") {
        allowed.insert("HEAD");
    }
    let allowed = Vec::from_iter(allowed).join(", ");
    route.fallback(async move |Shared(shared): Shared<SharedState>, request: Request| {
        serve_other(shared, request, |_, received| match received.has_empty_segment() {
            true => received.not_implemented(),
            false => not_allowed(received.method(), &received.head.uri, &allowed),
        })
        .await
    })
}

/// Removes `Allow` from a reply that is not a refusal of the method. axum adds it to every reply of a method fallback, also to
/// that of a fault.
async fn without_stray_allow(mut response: Response) -> Response {
    if response.status() != StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().remove(header::ALLOW);
    }
    response
}
