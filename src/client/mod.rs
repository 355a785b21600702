//! The client and its builder.

mod builder;
mod options;

use std::sync::Arc;

pub use builder::AuthenticationClientBuilder;

use crate::{
    core::{self, CallContext, CallSettings, Core},
    error::Error,
    generated,
    model::{Secret, Session},
    session::{MemoryStore, SessionHandle, TokenStore, WechatTokens},
    transport::{Call, Credential},
};

/// The client of one Authing application.
///
/// It is cheap to clone; clones share connections, settings and **the session**. A method that needs the server or the
/// session returns a [request](crate::request), which is sent when it is awaited. Its future is `'static` and can be
/// spawned. Methods that need neither, such as the one that builds the address of a login page, are not awaited.
/// Requests need a tokio runtime: awaiting one elsewhere is an [`Error::is_argument`].
///
/// # Panics
///
/// Awaiting a request panics in a tokio runtime without timers: a runtime from `tokio::runtime::Builder` needs `enable_all`.
///
/// # Whose session?
///
/// A program with one user keeps that user's session in its client, in memory or in the [store](AuthenticationClientBuilder::token_store)
/// that the client was built with. A back end serves many users in one process: each user needs a separate client over
/// the same connections, from [`for_session`](Self::for_session) **before** the login, or from
/// [`for_token`](Self::for_token) for a request that carries the user's token. With one shared session user B would act
/// as user A.
///
/// # Examples
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
/// // In the handler of a later request, which carries the user's token:
/// # let token = "";
/// let me = authing.for_token(token).get_current_user().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct AuthenticationClient {
    context: CallContext,
    session: Arc<SessionHandle>,
    wechat_tokens: Arc<WechatTokens>,
}

impl AuthenticationClient {
    /// Returns a builder for the client of an application.
    ///
    /// - `app_id`: the id of the application, as the Authing console shows it.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// let client = authing_wxapp::AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// # Ok(()) }
    /// ```
    pub fn builder(app_id: impl Into<String>) -> AuthenticationClientBuilder {
        AuthenticationClientBuilder::new(app_id.into())
    }

    fn from_parts(
        core: Core,
        settings: CallSettings,
        session: SessionHandle,
        wechat_tokens: Arc<WechatTokens>,
    ) -> Self {
        let context = CallContext { core: Arc::new(core), settings: Arc::new(settings) };
        Self { context, session: Arc::new(session), wechat_tokens }
    }

    /// Returns a client for the user with this token, over the same connections, settings and key cache.
    ///
    /// - `token`: the token of the user, without `Bearer`. With an empty token nobody is logged in.
    ///
    /// Nothing is sent.
    ///
    /// # Session
    ///
    /// The new client has its own session in memory, which holds the token. The session of this client does not change.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     authorization: &str,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// let token = authorization.strip_prefix("Bearer ").unwrap_or_default();
    /// let me = client.for_token(token).get_current_user().await?;
    /// # Ok(()) }
    /// ```
    pub fn for_token(&self, token: impl Into<Secret>) -> Self {
        let token = token.into();
        self.for_session(match token.expose().is_empty() {
            true => MemoryStore::new(),
            false => MemoryStore::with_session(Session::new(token, None)),
        })
    }

    /// Returns a client for the user with this access token, over the same connections, settings and key cache.
    ///
    /// - `access_token`: the access token of a sign-in with the [v3 API](crate::V3), without `Bearer`. With an empty one nobody is
    ///   signed in.
    ///
    /// Nothing is sent. [`for_token`](Self::for_token) takes the token of the older API.
    ///
    /// # Session
    ///
    /// The new client has its own session in memory, which holds the token. The session of this client does not change.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     access_token: String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// let me = client.for_access_token(access_token).v3().get_profile().await?;
    /// # Ok(()) }
    /// ```
    pub fn for_access_token(&self, access_token: impl Into<Secret>) -> Self {
        let token = access_token.into();
        self.for_session(match token.expose().is_empty() {
            true => MemoryStore::new(),
            false => MemoryStore::with_session(Session::new(token.clone(), None).with_access_token(token)),
        })
    }

    /// Returns a client for the user whose session is in this store, over the same connections, settings and key cache.
    ///
    /// - `store`: the store of one user's session, empty before the login.
    ///
    /// Nothing is sent.
    ///
    /// # Session
    ///
    /// The new client uses the session in `store`. The session of this client does not change.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, code: String) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::MemoryStore;
    ///
    /// let of_this_user = client.for_session(MemoryStore::new());
    /// let user = of_this_user.login_by_code(code).await?;
    /// # Ok(()) }
    /// ```
    pub fn for_session(&self, store: impl TokenStore) -> Self {
        Self { session: Arc::new(SessionHandle::new(store)), ..self.clone() }
    }

    /// Returns a client that asks for messages in another language, over the same connections, keys and **session**.
    ///
    /// - `lang`: the language, such as `en-US`. An empty text leaves the choice to the server.
    ///
    /// Nothing is sent.
    ///
    /// # Session
    ///
    /// The new client shares the session of this client.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when `lang` has characters that an HTTP header cannot contain.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// # let authing = authing_wxapp::AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// let english = authing.with_lang("en-US")?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `setLang`, which changes the client itself.
    #[doc(alias = "setLang")]
    pub fn with_lang(&self, lang: impl AsRef<str>) -> Result<Self, Error> {
        self.with_header("lang", &self.core().header_names.lang, lang.as_ref())
    }

    /// Returns a client that reports another program type, over the same connections, keys and **session**.
    ///
    /// - `text`: the program type, which the statistics of the Authing console show.
    ///
    /// Nothing is sent.
    ///
    /// # Session
    ///
    /// The new client shares the session of this client.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when `text` has characters that an HTTP header cannot contain.
    ///
    /// JavaScript: `setRequestFrom`, which changes the client itself.
    #[doc(alias = "setRequestFrom")]
    pub fn with_request_from(&self, text: impl AsRef<str>) -> Result<Self, Error> {
        self.with_header("request_from", &self.core().header_names.request_from, text.as_ref())
    }

    fn with_header(&self, what: &str, name: &str, value: &str) -> Result<Self, Error> {
        let headers = self.context.settings.headers.with(name, value).ok_or_else(|| {
            let why = "a header carries visible ASCII characters only";
            Error::argument(format!("{what} cannot be sent as the header {name}: {why}; choose another text"))
        })?;
        let mut client = self.clone();
        Arc::make_mut(&mut client.context.settings).headers = headers;
        Ok(client)
    }

    /// Returns the id of the application.
    pub fn app_id(&self) -> &str {
        &self.core().app_id
    }

    /// Returns the host that requests go to, without a trailing slash.
    pub fn host(&self) -> &str {
        &self.core().host
    }

    /// Returns the host that [`login_by_ad`](Self::login_by_ad) sends its request to, without a trailing slash.
    ///
    /// It is the option [`websocket_host`](AuthenticationClientBuilder::websocket_host), or else `https://ws.` followed by the host name
    /// without its first label.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when the option is not set and the host is an IP address or has fewer than three labels.
    /// The remaining domain could belong to somebody else then.
    pub fn websocket_host(&self) -> Result<String, Error> {
        match &self.core().websocket_host {
            Some(host) => Ok(host.clone()),
            None => core::host::websocket_host_beside(&self.core().host),
        }
    }

    pub(crate) fn core(&self) -> &Core {
        &self.context.core
    }

    /// The settings of the calls of this client, and what all clients of the application share.
    pub(crate) fn context(&self) -> &CallContext {
        &self.context
    }

    /// The same, mutable. Each request has a client of its own, whose settings it may change.
    pub(crate) fn context_mut(&mut self) -> &mut CallContext {
        &mut self.context
    }

    /// The generated client for one call, without a credential: a login must not carry the token of an earlier session.
    pub(crate) fn anonymous(&self) -> generated::Client {
        self.authorized(Credential::None)
    }

    /// The generated client for one call with this credential.
    pub(crate) fn authorized(&self, credential: impl Into<Credential>) -> generated::Client {
        self.authorized_at(&self.core().host, credential)
    }

    /// The same for another host.
    pub(crate) fn authorized_at(&self, host: &str, credential: impl Into<Credential>) -> generated::Client {
        let inner = Call { context: self.context.clone(), credential: credential.into() };
        generated::Client { baseurl: host.to_owned(), client: self.core().http.clone(), inner }
    }

    pub(crate) fn store(&self) -> &SessionHandle {
        &self.session
    }

    pub(crate) fn wechat_tokens(&self) -> &WechatTokens {
        &self.wechat_tokens
    }
}

impl std::fmt::Debug for AuthenticationClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthenticationClient")
            .field("app_id", &self.core().app_id)
            .field("host", &self.core().host)
            .field("timeout", &self.context.settings.timeout)
            .finish_non_exhaustive()
    }
}
