use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{Request, Response, header};
use tower_layer::Layer;
use tower_service::Service;

use crate::{
    auth::Auth,
    language::{Language, OF_THE_REQUEST},
    visit::Visit,
};

/// Lets the extractors and guards below it know who has sent a request; from [`Auth::layer`].
///
/// It works on a whole router or on single routes, with any body. Below another layer of the same [`Auth`] it does nothing.
#[derive(Clone, Debug)]
pub struct AuthLayer {
    auth: Auth,
}

/// The service that [`AuthLayer`] makes.
#[derive(Clone, Debug)]
pub struct AuthService<S> {
    auth: Auth,
    inner: S,
}

impl AuthLayer {
    pub(crate) fn new(auth: Auth) -> Self {
        Self { auth }
    }
}

impl<S> Layer<S> for AuthLayer {
    type Service = AuthService<S>;

    fn layer(&self, inner: S) -> AuthService<S> {
        AuthService { auth: self.auth.clone(), inner }
    }
}

impl<S, B, R> Service<Request<B>> for AuthService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
    S::Future: Send + 'static,
    S::Error: 'static,
    R: Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let outer = request.extensions().get::<Arc<Visit>>();
        if outer.is_some_and(|visit| Arc::ptr_eq(&visit.auth.0, &self.auth.0)) {
            return Box::pin(self.inner.call(request));
        }
        let visit = Arc::new(Visit::new(self.auth.clone(), &request));
        let language = Language::accepted(request.headers());
        request.extensions_mut().insert(Arc::clone(&visit));
        let answered = OF_THE_REQUEST.scope(language, self.inner.call(request));
        Box::pin(async move {
            let mut response = answered.await?;
            match visit.cookies().await {
                Ok(cookies) => {
                    for cookie in cookies {
                        response.headers_mut().append(header::SET_COOKIE, cookie);
                    }
                }
                // The request was answered with the session that there is, and the next one tries again.
                Err(problem) => tracing::warn!(%problem, "the session cookie could not be set again"),
            }
            Ok(response)
        })
    }
}
