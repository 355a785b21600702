//! What a back end makes once: who its users are, where their sessions are kept, and how they are recognized.

use std::{fmt, sync::Arc};

use authing_wxapp::{AuthenticationClient, Error, Session, SessionId, SessionStore, TokenKind, TokenVerifier};
use axum::{extract::FromRequestParts, http::request::Parts};
use http::HeaderValue;
use tokio_util::task::TaskTracker;

use crate::{
    builder::AuthBuilder,
    cookies::{CookieOptions, Keys, Sealed},
    layer::AuthLayer,
    problem::Problem,
    record::{self, Lifetimes, Record, RecordStore},
    visit::Visit,
};

/// Sessions for the users of a back end: made once from a client and a [`SessionStore`], cheap to clone.
///
/// [`layer`](Self::layer) lets handlers ask who has sent a request, with [`CurrentUser`](crate::CurrentUser) and
/// [`UserClient`](crate::UserClient). [`routes`](Self::routes) are what a mini-program needs to log in, and
/// [`web_routes`](Self::web_routes) what a browser needs.
///
/// A handler that works with sessions itself takes `Auth` as an argument, below the layer.
///
/// # Examples
///
/// ```no_run
/// # async fn f() -> Result<(), Box<dyn std::error::Error>> {
/// use authing_axum::{Auth, CurrentUser};
/// use authing_wxapp::{AuthenticationClient, FileSessions};
/// use axum::{Router, routing::get};
///
/// let authing = AuthenticationClient::builder("YOUR_APP_ID").build()?;
/// let auth = Auth::new(authing, FileSessions::in_folder("/var/lib/my-service/sessions")?);
/// let app: Router = Router::new()
///     .route("/hello", get(async |user: CurrentUser| format!("hello {}", user.id())))
///     .layer(auth.layer())
///     .nest("/auth", auth.routes());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Auth(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub client: AuthenticationClient,
    pub sessions: Arc<dyn SessionStore>,
    pub cookie: CookieOptions,
    /// The keys of sealed cookies; `None` when the cookie has the id only.
    pub sealing: Option<Keys>,
    /// The keys of the cookie that keeps a login until the browser returns.
    pub login_keys: Keys,
    pub lifetimes: Lifetimes,
    /// Verifies access tokens that were issued elsewhere.
    pub access_tokens: TokenVerifier,
    pub issuer: Option<String>,
    pub bearer_tokens: bool,
    pub origins: Vec<String>,
    pub forwarded_host: bool,
    pub avatar_limit: u64,
    pub scope: Option<String>,
    pub after_login: String,
    pub after_logout: String,
    /// The work that goes on when its request is cancelled.
    pub work: TaskTracker,
}

impl Auth {
    /// Creates it with the default options; see [`AuthBuilder`].
    ///
    /// - `client`: the client of the application. Its own session is not used.
    /// - `sessions`: where the sessions are kept.
    pub fn new(client: AuthenticationClient, sessions: impl SessionStore) -> Self {
        Self::builder(client, sessions).with_defaults()
    }

    /// Begins to create it with other options.
    ///
    /// - `client`: the client of the application. Its own session is not used.
    /// - `sessions`: where the sessions are kept.
    pub fn builder(client: AuthenticationClient, sessions: impl SessionStore) -> AuthBuilder {
        AuthBuilder::new(client, Arc::new(sessions))
    }

    /// Returns the layer that lets extractors know who has sent a request. A request that no extractor or guard asks about costs
    /// nothing but reading its headers.
    pub fn layer(&self) -> AuthLayer {
        AuthLayer::new(self.clone())
    }

    /// Returns the client of the application, which has nobody's session.
    pub fn client(&self) -> &AuthenticationClient {
        &self.0.client
    }

    /// Logs a user in, with a session of its own and a new id.
    ///
    /// - `login`: any login of the SDK, on the client that it is given.
    ///
    /// The login is completed even if the request is cancelled meanwhile: its code is spent, and half a session would be left.
    ///
    /// # Session
    ///
    /// The session of this login is kept under the id, which goes to a mini-program in the body, or to a browser in the cookie
    /// of [`session_cookie`](Self::session_cookie). A session that the request had before is neither used nor changed.
    ///
    /// # Errors
    ///
    /// The failure of the login, or of the store.
    ///
    /// # Examples
    ///
    /// ```
    /// use authing_axum::{Auth, Problem, PublicUser};
    /// use axum::{Json, response::AppendHeaders};
    /// use http::header::SET_COOKIE;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Form { email: String, password: String }
    ///
    /// async fn log_in(auth: Auth, Json(form): Json<Form>) -> Result<impl axum::response::IntoResponse, Problem> {
    ///     let login = async |client: authing_wxapp::AuthenticationClient| client.login_by_email(form.email, form.password).await;
    ///     let (user, id) = auth.log_in(move |client| async move { login(client).await }).await?;
    ///     let cookie = auth.session_cookie(&id).await?;
    ///     Ok((AppendHeaders([(SET_COOKIE, cookie)]), Json(PublicUser::from(&user))))
    /// }
    /// ```
    pub async fn log_in<T, F>(&self, login: impl FnOnce(AuthenticationClient) -> F) -> Result<(T, SessionId), Problem>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let id = SessionId::random()?;
        let login = login(self.0.client.for_session(self.0.sessions.open(&id)));
        let record = RecordStore::open(&*self.0.sessions, &id)?;
        self.to_the_end(async move {
            let user = login.await?;
            record.put(Record::new()).await?;
            Ok((user, id))
        })
        .await
    }

    /// Keeps a session that was obtained in another way, under a new id.
    ///
    /// # Session
    ///
    /// As with [`log_in`](Self::log_in).
    ///
    /// # Errors
    ///
    /// [`ProblemKind::StoreFailed`](crate::ProblemKind::StoreFailed).
    pub async fn keep(&self, session: Session) -> Result<SessionId, Problem> {
        let id = SessionId::random()?;
        let (store, record) = (self.0.sessions.open(&id), RecordStore::open(&*self.0.sessions, &id)?);
        self.to_the_end(async move {
            store.put(Arc::new(session)).await.map_err(record::store_failed)?;
            record.put(Record::new()).await?;
            Ok(id)
        })
        .await
    }

    /// Returns the `Set-Cookie` header that gives a session to a browser: its id, or the session itself if cookies are
    /// [sealed](AuthBuilder::seal_cookies).
    ///
    /// # Errors
    ///
    /// [`ProblemKind::SessionExpired`](crate::ProblemKind::SessionExpired) when there is no such session, and
    /// [`ProblemKind::Internal`](crate::ProblemKind::Internal) when a sealed one is too long for a cookie.
    pub async fn session_cookie(&self, id: &SessionId) -> Result<HeaderValue, Problem> {
        let record = RecordStore::open(&*self.0.sessions, id)?.load().await?;
        let (record, inner) = (record.ok_or_else(Problem::expired)?, &self.0);
        let left = record.left(record::now(), inner.lifetimes);
        let value = match &inner.sealing {
            None => id.expose().to_owned(),
            Some(keys) => {
                let stored = inner.sessions.open(id).load().await.map_err(record::store_failed)?;
                let session = stored.session.ok_or_else(Problem::expired)?;
                keys.seal(&inner.cookie.name, &Sealed::new(id, record.began, record.used, &session))?
            }
        };
        inner.cookie.set(value, left)
    }

    /// Returns the `Set-Cookie` header that removes the session cookie.
    ///
    /// # Errors
    ///
    /// None in practice: the options of the cookie were checked when `Auth` was made.
    pub fn removed_cookie(&self) -> Result<HeaderValue, Problem> {
        self.0.cookie.remove()
    }

    /// Ends a session here and at Authing.
    ///
    /// # Session
    ///
    /// The session is removed from the store, also when Authing cannot be reached; this is logged. Its id and its cookie are worth
    /// nothing from then on, and its refresh token is revoked.
    ///
    /// # Errors
    ///
    /// [`ProblemKind::StoreFailed`](crate::ProblemKind::StoreFailed): the session may not have ended.
    pub async fn log_out(&self, id: &SessionId) -> Result<(), Problem> {
        let auth = self.clone();
        let id = id.clone();
        self.to_the_end(async move {
            // First, so that nobody uses the session any more whatever happens next.
            auth.end_record(&id).await?;
            let client = auth.0.client.for_session(auth.0.sessions.open(&id));
            let refresh_token = client.stored_session().await?.and_then(|session| session.refresh_token().cloned());
            let mut left = client.logout().await;
            if left.as_ref().is_err_and(Error::is_store) {
                return left.map_err(Problem::from);
            }
            // It would outlive the session, and give new tokens.
            if let Some(refresh_token) = refresh_token {
                left = left.and(client.v3().revoke_token(refresh_token).await);
            }
            if let Err(error) = left {
                tracing::warn!(%error, "a user has logged out, and a token may stay valid at Authing");
            }
            Ok(())
        })
        .await
    }

    /// Ends a session here, because its tokens are worth nothing any more or another session has taken its place.
    pub(crate) async fn end(&self, id: &SessionId) -> Result<(), Problem> {
        self.end_record(id).await?;
        self.0.sessions.open(id).clear().await.map_err(record::store_failed)
    }

    async fn end_record(&self, id: &SessionId) -> Result<(), Problem> {
        let record = RecordStore::open(&*self.0.sessions, id)?;
        match self.0.sealing {
            None => record.clear().await,
            // The cookie of the session can come back, so it has to be known that the session has ended.
            Some(_) => record.put(Record { ended: true, ..Record::new() }).await,
        }
    }

    /// Waits until the work for cancelled requests is finished.
    ///
    /// A login, a renewal or a logout that has begun is completed, even if its browser goes away. A server that stops gracefully
    /// waits for its connections, and such a request has none any more. A program that ends without waiting for its work can lose
    /// what Authing has answered, such as the new refresh token of a session.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(auth: authing_axum::Auth, app: axum::Router, listener: tokio::net::TcpListener) -> std::io::Result<()> {
    /// # async fn stopped() {}
    /// axum::serve(listener, app).with_graceful_shutdown(stopped()).await?;
    /// auth.finished().await;
    /// # Ok(()) }
    /// ```
    pub async fn finished(&self) {
        self.0.work.close();
        self.0.work.wait().await;
    }

    /// Does work to its end even if the request that wants it is cancelled, because the browser goes away.
    pub(crate) async fn to_the_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        match self.0.work.spawn(work).await {
            Ok(outcome) => outcome,
            Err(error) => Err(Problem::internal(format!("the work on a session was cut off: {error}"))),
        }
    }

    /// The verifier for the ID tokens of this application.
    pub(crate) fn id_tokens(&self) -> TokenVerifier {
        self.0.access_tokens.clone().kind(TokenKind::IdToken)
    }
}

impl<S: Sync> FromRequestParts<S> for Auth {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Visit::of(&parts.extensions)?.auth.clone())
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").field("client", &self.0.client).field("cookie", &self.0.cookie).finish_non_exhaustive()
    }
}
