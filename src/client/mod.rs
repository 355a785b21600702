mod builder;
mod options;

use std::sync::Arc;

pub use builder::AuthenticationClientBuilder;

use crate::{
    core::{self, Core, Headers},
    error::Error,
    generated,
    model::{Secret, Session},
    session::{MemoryStore, SessionHandle, TokenStore},
    transport::{Call, Credential},
};

/// The client of one Authing application.
///
/// Cheap to clone; clones share connections, settings and **the session**. A method that asks the server or the session
/// gives a [request](crate::request), which is sent when it is awaited; its future is `'static` and can be spawned. What asks
/// neither, such as an address that a browser opens, is not awaited.
///
/// # Whose session?
///
/// The client of a program with one user keeps that user's session itself, in memory or in the
/// [store](AuthenticationClientBuilder::token_store) it was built with. A back end serves many users with one process: there each user needs a
/// client of their own, over the same connections, from [`for_session`](Self::for_session) **before** the login, or from
/// [`for_token`](Self::for_token) for a request that brings its token along. With a shared session user B would act as A.
///
/// ```no_run
/// # async fn handler(code: String) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::{AuthenticationClient, MemoryStore};
///
/// // Once, at start-up:
/// let authing = AuthenticationClient::builder("YOUR_APP_ID").build()?;
///
/// // In the handler of a login:
/// let user = authing.for_session(MemoryStore::new()).login_by_code(code).await?;
///
/// // In the handler of a later request, which brought the user's token:
/// # let token = "";
/// let me = authing.for_token(token).get_current_user().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct AuthenticationClient {
    core: Arc<Core>,
    headers: Arc<Headers>,
    session: Arc<SessionHandle>,
}

impl AuthenticationClient {
    /// Starts a client of the application with this id, which the Authing console shows.
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// let client = authing_wxapp::AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// # Ok(()) }
    /// ```
    pub fn builder(app_id: impl Into<String>) -> AuthenticationClientBuilder {
        AuthenticationClientBuilder::new(app_id.into())
    }

    fn from_parts(core: Core, headers: Headers, session: SessionHandle) -> Self {
        Self { core: Arc::new(core), headers: Arc::new(headers), session: Arc::new(session) }
    }

    /// A client for the user with this token, over the same connections, settings and key cache.
    ///
    /// Its session is in memory and separate from this client's. An empty token is nobody's. Nothing is sent.
    pub fn for_token(&self, token: impl Into<Secret>) -> Self {
        let token = token.into();
        self.for_session(match token.expose().is_empty() {
            true => MemoryStore::new(),
            false => MemoryStore::with_session(Session::new(token, None)),
        })
    }

    /// A client for the user whose session is in this store, over the same connections, settings and key cache.
    ///
    /// Its session is separate from this client's. Nothing is sent.
    pub fn for_session(&self, store: impl TokenStore) -> Self {
        Self { session: Arc::new(SessionHandle::new(store)), ..self.clone() }
    }

    /// A client that asks for messages in another language, such as `en-US`, over the same connections, keys and
    /// **session**. Empty text leaves the choice to the server. Nothing is sent.
    ///
    /// **Errors:** text that no HTTP header can carry is refused.
    ///
    /// JavaScript: `setLang`, which changes the client itself.
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// # let authing = authing_wxapp::AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// let english = authing.with_lang("en-US")?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "setLang")]
    pub fn with_lang(&self, lang: impl AsRef<str>) -> Result<Self, Error> {
        self.with_header("lang", &self.core.header_names.lang, lang.as_ref())
    }

    /// A client that calls itself another kind of program in the statistics of the console, over the same connections, keys
    /// and **session**. Nothing is sent.
    ///
    /// **Errors:** text that no HTTP header can carry is refused.
    ///
    /// JavaScript: `setRequestFrom`, which changes the client itself.
    #[doc(alias = "setRequestFrom")]
    pub fn with_request_from(&self, text: impl AsRef<str>) -> Result<Self, Error> {
        self.with_header("request_from", &self.core.header_names.request_from, text.as_ref())
    }

    fn with_header(&self, what: &str, name: &str, value: &str) -> Result<Self, Error> {
        let headers = self.headers.with(name, value).ok_or_else(|| {
            let why = "a header carries visible ASCII characters only";
            Error::argument(format!("{what} cannot be sent as the header {name}: {why}; choose another text"))
        })?;
        Ok(Self { headers: Arc::new(headers), ..self.clone() })
    }

    /// The id of the application.
    pub fn app_id(&self) -> &str {
        &self.core.app_id
    }

    /// The host that requests go to, without a slash at the end.
    pub fn host(&self) -> &str {
        &self.core.host
    }

    /// The host that [`login_by_ad`](Self::login_by_ad) asks, without a slash at the end: that of the option
    /// [`websocket_host`](AuthenticationClientBuilder::websocket_host), else `https://ws.` and the name of the host without its first label.
    ///
    /// **Errors:** none can be derived from a host that is an address or that has less than three labels: what would be left
    /// may be somebody else's.
    pub fn websocket_host(&self) -> Result<String, Error> {
        match &self.core.websocket_host {
            Some(host) => Ok(host.clone()),
            None => core::host::websocket_host_beside(&self.core.host),
        }
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// The generated client for one call, without a credential: a login must not carry the token of an earlier session.
    pub(crate) fn anonymous(&self) -> generated::Client {
        self.authorized(Credential::None)
    }

    /// The generated client for one call with this credential.
    pub(crate) fn authorized(&self, credential: impl Into<Credential>) -> generated::Client {
        self.authorized_at(&self.core.host, credential)
    }

    /// The same for another host.
    pub(crate) fn authorized_at(&self, host: &str, credential: impl Into<Credential>) -> generated::Client {
        let (core, headers) = (Arc::clone(&self.core), Arc::clone(&self.headers));
        let inner = Call { core, headers, credential: credential.into() };
        generated::Client { baseurl: host.to_owned(), client: self.core.http.clone(), inner }
    }

    pub(crate) fn store(&self) -> &SessionHandle {
        &self.session
    }
}

impl std::fmt::Debug for AuthenticationClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthenticationClient")
            .field("app_id", &self.core.app_id)
            .field("host", &self.core.host)
            .field("timeout", &self.core.timeout)
            .finish_non_exhaustive()
    }
}
