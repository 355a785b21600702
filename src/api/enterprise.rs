//! Logins through the identity provider of an enterprise.

use serde_json::Value;

use super::{AcceptMessage, browser, require};
use crate::{
    api::request::{request, submodule},
    client::AuthenticationClient,
    crypto::random,
    error::{Error, Kind},
    generated::{
        open::ConnectionProtocol,
        types::{
            IdentityProvider, IdentityProviderConfig, PublicConfig, StartInteractionBody, StartInteractionConnection,
        },
    },
    model::Secret,
    transport::with_query,
};

/// The length and the alphabet of `state` and `nonce`: 128 bits, in the alphabet that the JavaScript SDK uses.
const STATE: (usize, &[u8]) = (32, b"abcdefghijklmnop");

impl AuthenticationClient {
    /// Returns the submodule for logins through identity providers of enterprises.
    ///
    /// JavaScript: `enterprise`.
    pub fn enterprise(&self) -> Enterprise {
        Enterprise { client: self.clone() }
    }
}

submodule! {
    /// Identity providers of enterprises; [`AuthenticationClient::enterprise`] returns it.
    ///
    /// A login takes place in a browser, in the same steps as one at a [social provider](crate::Social):
    ///
    /// 1. [`authorize_url`](Self::authorize_url) returns the URL that your page opens in a window.
    /// 2. When the user has logged in, that window posts a message to your page.
    /// 3. The page sends the message to your program, which calls [`accept_message`](Self::accept_message).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     origin: String,
    /// #     data: String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::ConnectionProtocol;
    ///
    /// let login = client.enterprise().authorize_url(ConnectionProtocol::SAML, "acme").await?;
    /// println!("window.open({:?})", login.url);
    ///
    /// // The page sends `event.origin` and `JSON.stringify(event.data)` of the message.
    /// let user = client.enterprise().accept_message(origin, data).await?;
    /// # Ok(()) }
    /// ```
    Enterprise
}

impl Enterprise {
    /// Fetches the public settings of the application: its name and logo, its social providers and its enterprise
    /// connections.
    ///
    /// # Session
    ///
    /// The session is neither used nor changed; no bearer token is sent.
    ///
    /// # Errors
    ///
    /// [`Error::is_api`] if the server refuses, for example because it has no such application.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let settings = client.enterprise().public_config().await?;
    /// for connection in settings.identity_providers.unwrap_or_default() {
    ///     println!("{}", connection.identifier);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: called by `enterprise.authorize`. Endpoint: `GET /api/v2/applications/{appId}/public-config`.
    pub fn public_config(&self) -> GetPublicConfig {
        GetPublicConfig::new(&self.client)
    }

    /// Returns the URL that a browser opens to log in through an enterprise connection.
    ///
    /// The connection is read from the public settings of the application, which are fetched first. An OIDC login is
    /// then registered with the server. JavaScript also opens the window; its options `popup` and `position` are for
    /// the page that opens it.
    ///
    /// - `protocol`: the protocol of the connection, such as [`ConnectionProtocol::SAML`] or `"oidc"`.
    /// - `identifier`: the identifier of the connection, from the console.
    ///
    /// # Session
    ///
    /// The session is neither used nor changed; no bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if an argument is blank, if the application has no such connection, or if its users log
    ///   in by password instead (AD, LDAP).
    /// - [`Error::is_decode`] if the settings of the connection have no URL to log in at: correct them in the console.
    ///
    /// JavaScript: `enterprise.authorize`. Endpoints: `GET /api/v2/applications/{appId}/public-config` and, for OIDC,
    /// `POST /api/v2/connections/oidc/start-interaction`.
    #[doc(alias = "authorize")]
    pub fn authorize_url(
        &self,
        protocol: impl Into<ConnectionProtocol>,
        identifier: impl Into<String>,
    ) -> AuthorizeEnterprise {
        AuthorizeEnterprise::new(&self.client, protocol.into(), identifier.into())
    }

    /// Checks the message that the window of a login has posted, and logs the user in.
    ///
    /// [`Social::accept_message`](crate::Social::accept_message) does the same for social providers. Nothing is sent.
    ///
    /// - `origin`: `event.origin` of the message. It must be the origin of the [host](AuthenticationClient::host),
    ///   because any page can post a message.
    /// - `data`: `event.data` of the message, as JSON text.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if the message has another origin or is not a login message: ignore it and wait for the
    ///   next.
    /// - [`Error::is_api`] with the server's code if the login has failed; nothing is stored.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
    ///
    /// JavaScript: the callbacks of `enterprise.authorize`.
    pub fn accept_message(&self, origin: impl Into<String>, data: impl Into<Secret>) -> AcceptMessage {
        AcceptMessage::of(&self.client, origin.into(), data.into())
    }
}

/// The start of a login through an enterprise connection.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct EnterpriseLogin {
    /// The URL that the browser opens.
    pub url: String,
    /// The random OIDC `state` in the URL. `None` for other protocols.
    pub state: Option<Secret>,
    /// The random OIDC `nonce` in the URL, which the provider repeats in its ID token. `None` for other protocols.
    pub nonce: Option<Secret>,
}

impl std::fmt::Debug for EnterpriseLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnterpriseLogin").field("url", &browser::without_query(&self.url)).finish_non_exhaustive()
    }
}

request! {
    GetPublicConfig("enterprise_public_config") -> PublicConfig {}
}

request! {
    AuthorizeEnterprise("enterprise_authorize_url") -> EnterpriseLogin {
        protocol: ConnectionProtocol, identifier: String;
        /// Sets the page that the user comes from, which the server records for an OIDC login. JavaScript sends that of
        /// the window.
        referer: String,
    }
}

impl GetPublicConfig {
    async fn send(self) -> Result<PublicConfig, Error> {
        public_config(&self.client).await
    }
}

async fn public_config(client: &AuthenticationClient) -> Result<PublicConfig, Error> {
    client.anonymous().get_public_config(client.app_id()).await
}

impl AuthorizeEnterprise {
    async fn send(self) -> Result<EnterpriseLogin, Error> {
        let Self { client, protocol, identifier, referer } = self;
        require("protocol", protocol.as_str(), "pass the protocol of the connection")?;
        require("identifier", &identifier, "pass the identifier of the connection, as the console has it")?;
        let settings = public_config(&client).await?;
        let config = find(&settings, &protocol, &identifier)?;
        if protocol == ConnectionProtocol::OIDC {
            let user_pool_id = settings.user_pool_id.unwrap_or_else(|| client.core().user_pool_id.clone());
            return oidc(&client, config, identifier, user_pool_id, referer).await;
        }
        let page = match protocol.as_str() {
            "saml" => config.saml_request,
            "cas" => config.cas_connection_login_url,
            "oauth" => config.auth_url,
            "azure-ad" => config.authorization_url,
            other => {
                return Err(Error::argument(format!(
                    "a connection of {other} has no page to open: its users log in by password"
                )));
            }
        };
        let url = page.filter(|page| with_query(page, &[]).is_some()).ok_or_else(|| no_page(&identifier))?;
        Ok(EnterpriseLogin { url, state: None, nonce: None })
    }
}

async fn oidc(
    client: &AuthenticationClient,
    config: IdentityProviderConfig,
    identifier: String,
    user_pool_id: String,
    referer: Option<String>,
) -> Result<EnterpriseLogin, Error> {
    let (state, nonce) = (random::text(STATE.0, STATE.1)?, random::text(STATE.0, STATE.1)?);
    let text = |member: &'static str, value: Option<&String>| value.map(|value| (member, value.clone()));
    let query = [
        Some(("state", state.clone())),
        text("client_id", config.client_id.as_ref()),
        text("redirect_uri", config.redirect_uri.as_ref()),
        text("scope", config.scopes.as_ref()),
        text("response_type", config.response_type.as_ref()),
        Some(("nonce", nonce.clone())),
    ];
    let query: Vec<(&str, &str)> = query.iter().flatten().map(|(name, value)| (*name, value.as_str())).collect();
    let url = config.authorization_endpoint.as_deref().and_then(|page| with_query(page, &query));
    let url = url.ok_or_else(|| no_page(&identifier))?;
    let state = Secret::from(state);
    let body = StartInteractionBody {
        state: state.clone(),
        protocol: "oidc".into(),
        user_pool_id,
        app_id: client.app_id().into(),
        referer,
        connection: StartInteractionConnection { provider_ientifier: identifier },
    };
    let _noted: Value = client.anonymous().start_interaction(&body).await?;
    Ok(EnterpriseLogin { url, state: Some(state), nonce: Some(nonce.into()) })
}

/// Finds the settings of one connection.
fn find(
    settings: &PublicConfig,
    protocol: &ConnectionProtocol,
    identifier: &str,
) -> Result<IdentityProviderConfig, Error> {
    let all = settings.identity_providers.as_deref().unwrap_or_default();
    let same = |one: &&IdentityProvider| one.identifier == identifier && one.protocol.as_ref() == Some(protocol);
    if let Some(found) = all.iter().find(same) {
        return Ok(found.config.clone().unwrap_or_default());
    }
    let protocol_of = |one: &IdentityProvider| one.protocol.as_ref().map_or("?".to_owned(), ToString::to_string);
    let known: Vec<String> = all.iter().map(|one| format!("{} ({})", one.identifier, protocol_of(one))).collect();
    let known = if known.is_empty() { "none".into() } else { known.join(", ") };
    Err(Error::argument(format!(
        "the application has no connection {identifier:?} of {protocol}; it has {known}. Create or enable the connection in the console"
    )))
}

fn no_page(identifier: &str) -> Error {
    let message =
        format!("the settings of the connection {identifier:?} have no page to log in at; correct them in the console");
    Error::new(Kind::Decode, message).with_reached(true)
}
