//! Logging in at an identity provider of an enterprise.

use serde_json::Value;

use super::{AcceptMessage, browser, require};
use crate::{
    api::request::request,
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

/// 128 bits, in the alphabet of the JavaScript SDK.
const STATE: (usize, &[u8]) = (32, b"abcdefghijklmnop");

impl AuthenticationClient {
    /// Logging in at identity providers of enterprises.
    ///
    /// JavaScript: `enterprise`.
    pub fn enterprise(&self) -> Enterprise {
        Enterprise { client: self.clone() }
    }
}

/// Identity providers of enterprises; [`AuthenticationClient::enterprise`] gives it.
///
/// A login there takes place in a browser, in the same steps as that at a [social provider](crate::Social):
/// [`authorize_url`](Self::authorize_url), a window, and [`accept_message`](Self::accept_message).
#[derive(Clone)]
pub struct Enterprise {
    client: AuthenticationClient,
}

impl std::fmt::Debug for Enterprise {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enterprise").finish_non_exhaustive()
    }
}

impl Enterprise {
    /// The public settings of the application: its name and logo, its social providers and its enterprise connections.
    ///
    /// No session is needed, and no token is sent. **Stored afterwards:** nothing changes. **Errors:** what the server
    /// refuses has its code.
    ///
    /// JavaScript: asked by `enterprise.authorize`. Endpoint: `GET /api/v2/applications/{appId}/public-config`.
    pub fn public_config(&self) -> GetPublicConfig {
        GetPublicConfig::new(&self.client)
    }

    /// Where the browser goes for a login at an enterprise connection.
    ///
    /// - `protocol`: the protocol of the connection, such as [`ConnectionProtocol::SAML`] or `"oidc"`.
    /// - `identifier`: the identifier of the connection, as the console has it.
    ///
    /// The settings of the application are asked for first; a login by OIDC is announced to the server. No token is sent.
    /// JavaScript opens the page in a window itself; its options `popup` and `position` are the page's.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_argument`](Error::is_argument) for a connection that the
    /// application has not, and for one whose users log in by password (AD, LDAP).
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

    /// Checks the message that the window of a login has posted, and logs the user in; as
    /// [`Social::accept_message`](crate::Social::accept_message).
    ///
    /// - `origin`: `event.origin` of the message. It has to be that of the [host](AuthenticationClient::host).
    /// - `data`: `event.data` of the message, as JSON text.
    ///
    /// **Stored afterwards:** the user and the token, in the place of whoever was logged in. **Errors:**
    /// [`is_argument`](Error::is_argument) for a message that is none of this login; a login that failed has the server's
    /// code.
    ///
    /// JavaScript: the callbacks of `enterprise.authorize`. Nothing is sent.
    pub fn accept_message(&self, origin: impl Into<String>, data: impl Into<Secret>) -> AcceptMessage {
        AcceptMessage::of(&self.client, origin.into(), data.into())
    }
}

/// Where a login at an enterprise connection begins.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct EnterpriseLogin {
    /// The page that the browser has to open.
    pub url: String,
    /// OIDC: the random mark by which the server knows the login again.
    pub state: Option<Secret>,
    /// OIDC: the random mark that the id token of the provider will have.
    pub nonce: Option<Secret>,
}

impl std::fmt::Debug for EnterpriseLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnterpriseLogin").field("url", &browser::without_query(&self.url)).finish_non_exhaustive()
    }
}

request! {
    /// Of [`public_config`](Enterprise::public_config).
    GetPublicConfig("enterprise_public_config") -> PublicConfig {}
}

request! {
    /// Of [`authorize_url`](Enterprise::authorize_url).
    AuthorizeEnterprise("enterprise_authorize_url") -> EnterpriseLogin {
        protocol: ConnectionProtocol, identifier: String;
        /// The page that the user comes from; the server notes it for a login by OIDC. JavaScript takes that of the window.
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

/// The settings of one connection.
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
        "the application has no connection {identifier:?} of {protocol}; it has {known}. Connections are made and switched on in the console"
    )))
}

fn no_page(identifier: &str) -> Error {
    let message =
        format!("the settings of the connection {identifier:?} have no page to log in at; mend it in the console");
    Error::new(Kind::Decode, message).with_reached(true)
}
