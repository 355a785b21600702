//! Identities at social providers.

use serde_json::Value;

use super::{AcceptMessage, CustomData, browser, require};
use crate::{
    api::request::request,
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

const UUID: (usize, &[u8]) = (20, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

impl AuthenticationClient {
    /// Logging in at social providers, and the identities there.
    ///
    /// JavaScript: `social`.
    pub fn social(&self) -> Social {
        Social { client: self.clone() }
    }
}

/// Social providers; [`AuthenticationClient::social`] gives it.
///
/// A login at a social provider takes place in a browser:
///
/// 1. [`authorize_url`](Self::authorize_url) says where the browser has to go; the page opens it in a window.
/// 2. When the user is done, that window posts a message to the page that opened it.
/// 3. The page hands the message to your program, which checks it and keeps the session:
///    [`accept_message`](Self::accept_message).
///
/// ```no_run
/// # async fn f(client: authing_wxapp::AuthenticationClient, origin: String, data: String) -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::SocialProvider;
///
/// let login = client.social().authorize_url(SocialProvider::GITHUB).build()?;
/// println!("window.open({:?})", login.url);
///
/// // The page has `event => send(event.origin, JSON.stringify(event.data))` for messages.
/// let user = client.social().accept_message(origin, data).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Social {
    client: AuthenticationClient,
}

impl std::fmt::Debug for Social {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Social").finish_non_exhaustive()
    }
}

impl Social {
    /// Where the browser goes for a login at a social provider. Nothing is sent: chain the options, then call `build()`.
    ///
    /// - `provider`: the provider, such as [`SocialProvider::GITHUB`] or `"wechat:pc"`.
    ///
    /// JavaScript opens the page in a window itself; its options `popup` and `position` are the page's.
    ///
    /// **Stored afterwards:** nothing changes. **Errors** of `build()`: [`is_argument`](Error::is_argument) for an empty
    /// provider.
    ///
    /// JavaScript: `social.authorize`. The page: `/connections/social/{provider}`.
    #[doc(alias = "authorize")]
    pub fn authorize_url(&self, provider: impl Into<SocialProvider>) -> SocialLoginBuilder {
        let page = SocialPage { protocol: "oidc", ..SocialPage::default() };
        SocialLoginBuilder { client: self.client.clone(), provider: provider.into(), page, uuid: None }
    }

    /// Checks the message that the window of a login has posted, and logs the user in.
    ///
    /// - `origin`: `event.origin` of the message. It has to be that of the [host](AuthenticationClient::host): any page can
    ///   post a message, and one of another origin could bring the token of somebody else.
    /// - `data`: `event.data` of the message, as JSON text.
    ///
    /// **Stored afterwards:** the user and the token, in the place of whoever was logged in.
    ///
    /// **Errors:** [`is_argument`](Error::is_argument) for a message that is none of this login, by its origin or its form:
    /// drop it and wait for the next. A login that failed has the server's code, as any other login has; nothing is stored
    /// then.
    ///
    /// JavaScript: the callbacks of `social.authorize`. Nothing is sent.
    #[doc(alias = "onSuccess")]
    pub fn accept_message(&self, origin: impl Into<String>, data: impl Into<Secret>) -> AcceptMessage {
        AcceptMessage::of(&self.client, origin.into(), data.into())
    }

    /// Where the browser of a user goes to link an identity at a provider.
    ///
    /// - `ext_idp_conn_identifier`: the identifier of the connection.
    /// - `id_token`: the token of the user. It is part of the address that is asked for.
    ///
    /// The token of the session is sent along when there is one.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** an empty argument is refused before anything is sent.
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

    /// Takes an identity off the logged-in user.
    ///
    /// - `ext_idp_id`: the id of the identity source, as [`get_identities`](Self::get_identities) has it.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent; an empty id is refused as well. What the server does not do is an error.
    ///
    /// JavaScript: `social.unlinkExtIdp`. Endpoint: `POST /api/v3/unlink-extidp`.
    #[doc(alias = "unlinkExtIdp")]
    pub fn unlink_ext_idp(&self, ext_idp_id: impl Into<String>) -> UnlinkExtIdp {
        UnlinkExtIdp::new(&self.client, ext_idp_id.into())
    }

    /// The identities that are linked to the logged-in user.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent.
    ///
    /// JavaScript: `social.getIdentities`. Endpoint: `GET /api/v3/get-identities`.
    #[doc(alias = "getIdentities")]
    pub fn get_identities(&self) -> GetIdentities {
        GetIdentities::new(&self.client)
    }
}

/// Where a login at a social provider begins.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct SocialLogin {
    /// The page that the browser has to open.
    pub url: String,
    /// The mark of this login in the address: random, unless it was given.
    pub uuid: String,
}

impl std::fmt::Debug for SocialLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SocialLogin").field("url", &browser::without_query(&self.url)).finish_non_exhaustive()
    }
}

/// The options of [`authorize_url`](Social::authorize_url).
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
    /// Another mark of this login than a random one.
    pub fn uuid(mut self, uuid: impl Into<String>) -> Self {
        self.uuid = Some(uuid.into());
        self
    }

    /// Parameters for the provider itself, an object.
    #[doc(alias = "authorizationParams")]
    pub fn authorization_params(mut self, params: impl Into<Value>) -> Self {
        self.page.authorization_params = Some(params.into());
        self
    }

    /// What the pipeline of the user pool gets to see: an object.
    pub fn context(mut self, context: impl Into<Value>) -> Self {
        self.page.context = Some(context.into());
        self
    }

    /// Custom fields of the user, by their key.
    pub fn custom_data(mut self, custom_data: impl Into<CustomData>) -> Self {
        self.page.custom_data = Some(custom_data.into().into_object());
        self
    }

    /// Has the identities of the user in the message.
    pub fn with_identities(mut self, with: impl Into<bool>) -> Self {
        self.page.with_identities = with.into();
        self
    }

    /// Has the custom fields of the user in the message.
    pub fn with_custom_data(mut self, with: impl Into<bool>) -> Self {
        self.page.with_custom_data = with.into();
        self
    }

    /// The protocol of the login; OIDC by default.
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.page.protocol = match protocol {
            Protocol::Oidc => "oidc",
            Protocol::OAuth => "oauth",
            Protocol::Saml => "saml",
            Protocol::Cas => "cas",
        };
        self
    }

    /// Where the browser goes after the login.
    #[doc(alias = "targetUrl")]
    pub fn target_url(mut self, url: impl Into<String>) -> Self {
        self.page.target_url = Some(url.into());
        self
    }

    /// How the result comes back, such as `web_message`.
    #[doc(alias = "relayMethod")]
    pub fn relay_method(mut self, method: impl Into<String>) -> Self {
        self.page.relay_method = Some(method.into());
        self
    }

    /// The version of Authing's Guard that the page uses, if it does.
    #[doc(alias = "guardVersion")]
    pub fn guard_version(mut self, version: impl Into<String>) -> Self {
        self.page.guard_version = Some(version.into());
        self
    }

    /// For a page in WeChat's own browser, which can open no window: the page itself goes there, and the login leads on.
    pub fn in_wechat(mut self) -> Self {
        self.page.redirected = true;
        self
    }

    /// Builds the address.
    ///
    /// # Errors
    ///
    /// [`is_argument`](Error::is_argument), see [`authorize_url`](Social::authorize_url).
    pub fn build(self) -> Result<SocialLogin, Error> {
        let Self { client, provider, page, uuid } = self;
        require("provider", provider.as_str(), "pass one of the providers that the console has switched on")?;
        let uuid = match uuid {
            Some(uuid) => uuid,
            None => random::text(UUID.0, UUID.1)?,
        };
        let url = page.address(client.core(), provider.as_str(), &uuid)?;
        Ok(SocialLogin { url, uuid })
    }
}

request! {
    /// Of [`generate_link_ext_idp_url`](Social::generate_link_ext_idp_url).
    GenerateLinkExtIdpUrl("social_generate_link_ext_idp_url") -> String { identifier: String, id_token: Secret }
}

request! {
    /// Of [`unlink_ext_idp`](Social::unlink_ext_idp).
    UnlinkExtIdp("social_unlink_ext_idp") -> () { ext_idp_id: String }
}

request! {
    /// Of [`get_identities`](Social::get_identities).
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
        require("id_token", &id_token, "pass the token of the user who links")?;
        let (token, app_id) = (client.store().token().await?, client.app_id());
        // progenitor sorts parameters by their names.
        let api = client.authorized(token);
        let link = api.generate_link_ext_idp_url(app_id, &identifier, id_token.expose());
        Ok(link.await?.url)
    }
}

impl UnlinkExtIdp {
    async fn send(self) -> Result<(), Error> {
        let Self { client, ext_idp_id } = self;
        require("ext_idp_id", &ext_idp_id, "pass the ext_idp_id of an identity")?;
        let (token, body) = (client.store().required().await?.token().clone(), UnlinkExtIdpBody { ext_idp_id });
        require_done(client.authorized(Some(token)).unlink_ext_idp(&body).await?)
    }
}

impl GetIdentities {
    async fn send(self) -> Result<Vec<LinkedIdentity>, Error> {
        let token = self.client.store().required().await?.token().clone();
        let identities = self.client.authorized(Some(token)).get_identities().await?;
        Ok(identities.unwrap_or_default())
    }
}
