use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use http::Request;
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    problem::{Problem, ProblemKind},
    user::CurrentUser,
    visit::Visit,
};

/// A layer for routes that need a user, whatever their handlers ask for. It belongs below [`Auth::layer`](crate::Auth::layer).
///
/// # Examples
///
/// ```
/// use authing_axum::{Auth, Guard};
/// use axum::{Router, routing::get};
///
/// fn app(auth: Auth) -> Router {
///     Router::new()
///         .route("/orders", get("your orders"))
///         .route_layer(Guard::scope("orders:read"))
///         .route("/", get("welcome"))
///         .layer(auth.layer())
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Guard {
    demand: Arc<Demand>,
}

#[derive(Debug)]
enum Demand {
    Login,
    Scope(String),
    Role(String),
}

impl Guard {
    /// Lets every user pass, and nobody else.
    pub fn login() -> Self {
        Self { demand: Arc::new(Demand::Login) }
    }

    /// Lets users pass whose token has this scope; see [`CurrentUser::has_scope`].
    pub fn scope(scope: impl Into<String>) -> Self {
        Self { demand: Arc::new(Demand::Scope(scope.into())) }
    }

    /// Lets users pass who have this role. Authing is asked for each request.
    pub fn role(role: impl Into<String>) -> Self {
        Self { demand: Arc::new(Demand::Role(role.into())) }
    }

    async fn check(&self, visit: Result<Arc<Visit>, Problem>) -> Result<(), Problem> {
        let user = CurrentUser::of(&*visit?).await?.ok_or_else(|| Problem::new(ProblemKind::LoginRequired))?;
        match &*self.demand {
            Demand::Login => Ok(()),
            Demand::Scope(scope) => user.require_scope(scope),
            Demand::Role(role) => user.require_role(role).await,
        }
    }
}

impl<S> Layer<S> for Guard {
    type Service = GuardService<S>;

    fn layer(&self, inner: S) -> GuardService<S> {
        GuardService { guard: self.clone(), inner }
    }
}

/// The service that [`Guard`] makes.
#[derive(Debug, Clone)]
pub struct GuardService<S> {
    guard: Guard,
    inner: S,
}

impl<S, B> Service<Request<B>> for GuardService<S>
where
    S: Service<Request<B>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: 'static,
    B: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The service that was polled is the one that is ready.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        let guard = self.guard.clone();
        Box::pin(async move {
            let visit = Visit::of(request.extensions());
            match guard.check(visit).await {
                Ok(()) => inner.call(request).await,
                Err(problem) => Ok(problem.into_response()),
            }
        })
    }
}
