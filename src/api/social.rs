//! Social logins, and the identities at social providers that are linked to a user.

use serde_json::Value;

use super::{AcceptMessage, CustomData, browser, require};
use crate::{
    api::request::{request, submodule},
    client::AuthenticationClient,
    core::Protocol,
    crypto::random,
    error::Error,
    generated::{
        open::SocialProvider,
        types::{LinkedIdentity, UnlinkExtIdpBody},
    },
    model::Secret,
    transport::{SocialPage, require_done},
};

/// The length and the alphabet of the id of a login.
const UUID: (usize, &[u8]) = (20, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

impl AuthenticationClient {
    /// Returns the calls for social logins and for the identities at social providers.
    ///
    /// JavaScript: `social`.
    pub fn social(&self) -> Social {
        Social { client: self.clone() }
    }
}

submodule! {
    /// Social logins and linked identities, from [`AuthenticationClient::social`].
    ///
    /// A login at a social provider takes place in a browser:
    ///
    /// 1. [`authorize_url`](Self::authorize_url) builds the address of the login page, which your page opens in a window.
    /// 2. When the user has finished, that window posts a message to your page (`window.postMessage`).
    /// 3. Your page sends the message to your program, which checks it and stores the session:
    ///    [`accept_message`](Self::accept_message).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     origin: String, data: String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::SocialProvider;
    ///
    /// let login = client.social().authorize_url(SocialProvider::GITHUB).build()?;
    /// println!("window.open({:?})", login.url);
    ///
    /// // The page handles messages with `event => send(event.origin, JSON.stringify(event.data))`.
    /// let user = client.social().accept_message(origin, data).await?;
    /// # Ok(()) }
    /// ```
    Social
}

impl Social {
    /// Starts to build the address of a login at a social provider. Nothing is sent: chain the options, then call
    /// `build()`.
    ///
    /// - `provider`: the provider, such as [`SocialProvider::GITHUB`] or `"wechat:pc"`.
    ///
    /// The JavaScript SDK opens the address in a window; its options `popup` and `position` are left to your page.
    ///
    /// # Session
    ///
    /// The session is neither read nor changed.
    ///
    /// # Errors
    ///
    /// `build()` fails with [`Error::is_argument`] when the provider is empty.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::SocialProvider;
    ///
    /// let login = client
    ///     .social()
    ///     .authorize_url(SocialProvider::GITHUB)
    ///     .custom_data([("school", "Analytical")])
    ///     .with_custom_data(true)
    ///     .build()?;
    /// println!("{}", login.url);
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `social.authorize`. The page: `/connections/social/{provider}`.
    #[doc(alias = "authorize")]
    pub fn authorize_url(&self, provider: impl Into<SocialProvider>) -> SocialLoginBuilder {
        let page = SocialPage { protocol: "oidc", ..SocialPage::default() };
        SocialLoginBuilder { client: self.client.clone(), provider: provider.into(), page, uuid: None }
    }

    /// Checks the message that the login window has posted, and logs the user in. Nothing is sent.
    ///
    /// - `origin`: `event.origin` of the message. It must be the origin of the [host](AuthenticationClient::host): any
    ///   page can post a message, and a message from another origin could contain the token of another person.
    /// - `data`: `event.data` of the message, as JSON text.
    ///
    /// # Session
    ///
    /// The user and the token are stored and replace an earlier session. After a failed login the session does not
    /// change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the message has another origin or is not the message of a login. Ignore it and
    ///   wait for the next one.
    /// - [`Error::is_api`] when the login failed; [`Error::code`] is the server's code, as for every other login.
    /// - [`Error::is_store`] when the session cannot be stored; [`Error::session`] has it then.
    ///
    /// JavaScript: the callbacks of `social.authorize`.
    #[doc(alias = "onSuccess")]
    pub fn accept_message(&self, origin: impl Into<String>, data: impl Into<Secret>) -> AcceptMessage {
        AcceptMessage::of(&self.client, origin.into(), data.into())
    }

    /// Fetches the address that a user's browser opens to link an identity at a provider.
    ///
    /// - `ext_idp_conn_identifier`: the identifier of the connection, as the Authing console shows it.
    /// - `id_token`: the token of the user. It is part of the requested URL, and proxies log URLs.
    ///
    /// The request carries the token of the session if there is one.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when an argument is empty (nothing is sent); [`Error::is_api`] when the server refuses.
    ///
    /// JavaScript: `social.generateLinkExtIdpUrl`. Endpoint: `GET /api/v3/generate-link-extidp-url`.
    #[doc(alias = "generateLinkExtIdpUrl")]
    pub fn generate_link_ext_idp_url(
        &self,
        ext_idp_conn_identifier: impl Into<String>,
        id_token: impl Into<Secret>,
    ) -> GenerateLinkExtIdpUrl {
        GenerateLinkExtIdpUrl::new(&self.client, ext_idp_conn_identifier.into(), id_token.into())
    }

    /// Unlinks an identity from the logged-in user.
    ///
    /// - `ext_idp_id`: the id of the identity source, as [`get_identities`](Self::get_identities) returns it.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when `ext_idp_id` is empty; nothing is sent.
    /// - [`Error::is_not_logged_in`] without a session; nothing is sent.
    /// - [`Error::is_api`] when the server refuses, or answers that it has not unlinked the identity.
    ///
    /// JavaScript: `social.unlinkExtIdp`. Endpoint: `POST /api/v3/unlink-extidp`.
    #[doc(alias = "unlinkExtIdp")]
    pub fn unlink_ext_idp(&self, ext_idp_id: impl Into<String>) -> UnlinkExtIdp {
        UnlinkExtIdp::new(&self.client, ext_idp_id.into())
    }

    /// Fetches the identities that are linked to the logged-in user.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_logged_in`] without a session (nothing is sent), or when the server does not accept the token.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// for identity in client.social().get_identities().await? {
    ///     println!("{identity:?}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `social.getIdentities`. Endpoint: `GET /api/v3/get-identities`.
    #[doc(alias = "getIdentities")]
    pub fn get_identities(&self) -> GetIdentities {
        GetIdentities::new(&self.client)
    }
}

/// The address of a login at a social provider.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct SocialLogin {
    /// The address that the browser opens.
    pub url: String,
    /// The id of this login inside the address: random, unless [`uuid`](SocialLoginBuilder::uuid) was set.
    pub uuid: String,
}

impl std::fmt::Debug for SocialLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SocialLogin").field("url", &browser::without_query(&self.url)).finish_non_exhaustive()
    }
}

/// The options of [`Social::authorize_url`].
#[must_use = "call build() to get the address"]
pub struct SocialLoginBuilder {
    client: AuthenticationClient,
    provider: SocialProvider,
    page: SocialPage,
    uuid: Option<String>,
}

impl std::fmt::Debug for SocialLoginBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SocialLoginBuilder").finish_non_exhaustive()
    }
}

impl SocialLoginBuilder {
    /// Sets the id of this login, instead of a random one.
    pub fn uuid(mut self, uuid: impl Into<String>) -> Self {
        self.uuid = Some(uuid.into());
        self
    }

    /// Sets additional parameters for the provider: a JSON object.
    #[doc(alias = "authorizationParams")]
    pub fn authorization_params(mut self, params: impl Into<Value>) -> Self {
        self.page.authorization_params = Some(params.into());
        self
    }

    /// Sets the context that the pipeline of the user pool receives: a JSON object.
    pub fn context(mut self, context: impl Into<Value>) -> Self {
        self.page.context = Some(context.into());
        self
    }

    /// Sets custom fields of the user, by key.
    pub fn custom_data(mut self, custom_data: impl Into<CustomData>) -> Self {
        self.page.custom_data = Some(custom_data.into().into_object());
        self
    }

    /// Sets whether the message contains the identities of the user.
    pub fn with_identities(mut self, with: impl Into<bool>) -> Self {
        self.page.with_identities = with.into();
        self
    }

    /// Sets whether the message contains the custom fields of the user.
    pub fn with_custom_data(mut self, with: impl Into<bool>) -> Self {
        self.page.with_custom_data = with.into();
        self
    }

    /// Sets the protocol of the login; OIDC by default.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.page.protocol = match protocol {
            Protocol::Oidc => "oidc",
            Protocol::OAuth => "oauth",
            Protocol::Saml => "saml",
            Protocol::Cas => "cas",
        };
        self
    }

    /// Sets the address that the browser opens after the login.
    #[doc(alias = "targetUrl")]
    pub fn target_url(mut self, url: impl Into<String>) -> Self {
        self.page.target_url = Some(url.into());
        self
    }

    /// Sets how the result comes back, such as `web_message`.
    #[doc(alias = "relayMethod")]
    pub fn relay_method(mut self, method: impl Into<String>) -> Self {
        self.page.relay_method = Some(method.into());
        self
    }

    /// Sets the version of Authing's Guard component, for pages that use it.
    #[doc(alias = "guardVersion")]
    pub fn guard_version(mut self, version: impl Into<String>) -> Self {
        self.page.guard_version = Some(version.into());
        self
    }

    /// Prepares the login for a page inside WeChat's built-in browser, which cannot open windows.
    ///
    /// The page navigates to the address itself, and the login redirects from there.
    pub fn in_wechat(mut self) -> Self {
        self.page.redirected = true;
        self
    }

    /// Builds the address.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when the provider is empty; see [`Social::authorize_url`].
    pub fn build(self) -> Result<SocialLogin, Error> {
        let Self { client, provider, page, uuid } = self;
        require("provider", provider.as_str(), "pass one of the providers that are enabled in the console")?;
        let uuid = match uuid {
            Some(uuid) => uuid,
            None => random::text(UUID.0, UUID.1)?,
        };
        let url = page.address(client.core(), provider.as_str(), &uuid)?;
        Ok(SocialLogin { url, uuid })
    }
}

request! {
    GenerateLinkExtIdpUrl("social_generate_link_ext_idp_url") -> String { identifier: String, id_token: Secret }
}

request! {
    UnlinkExtIdp("social_unlink_ext_idp") -> () { ext_idp_id: String }
}

request! {
    GetIdentities("social_get_identities") -> Vec<LinkedIdentity> {}
}

impl GenerateLinkExtIdpUrl {
    async fn send(self) -> Result<String, Error> {
        let Self { client, identifier, id_token } = self;
        require(
            "ext_idp_conn_identifier",
            &identifier,
            "pass the identifier of the connection, as the console has it",
        )?;
        require("id_token", &id_token, "pass the token of the user")?;
        let (token, app_id) = (client.store().token().await?, client.app_id());
        let api = client.authorized(token);
        // The generated method takes its parameters in the order of their names.
        let link = api.generate_link_ext_idp_url(app_id, &identifier, id_token.expose());
        Ok(link.await?.url)
    }
}

impl UnlinkExtIdp {
    async fn send(self) -> Result<(), Error> {
        let Self { client, ext_idp_id } = self;
        require("ext_idp_id", &ext_idp_id, "pass the ext_idp_id of an identity")?;
        let (token, body) = (client.store().required_token().await?, UnlinkExtIdpBody { ext_idp_id });
        require_done(client.authorized(token).unlink_ext_idp(&body).await?)
    }
}

impl GetIdentities {
    async fn send(self) -> Result<Vec<LinkedIdentity>, Error> {
        let token = self.client.store().required_token().await?;
        let identities = self.client.authorized(token).get_identities().await?;
        Ok(identities.unwrap_or_default())
    }
}
