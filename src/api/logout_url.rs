//! The address where a browser ends its session at the server. No request is sent from here.

use serde::{Deserialize, Serialize};

use super::browser::{check_options, hide_fields};
use crate::{client::AuthenticationClient, core::Protocol, error::Error, model::Secret, transport::Link};

impl AuthenticationClient {
    /// Starts to build the address where a browser ends its session at the server. Nothing is sent: chain the options,
    /// then call `build()`.
    ///
    /// By default the address is the general logout page. With OIDC, [`expert`](LogoutUrlBuilder::expert) selects the
    /// end-session endpoint of the protocol instead.
    ///
    /// # Session
    ///
    /// The session is neither read nor changed. The session that this client stores is a different one;
    /// [`logout`](Self::logout) ends it.
    ///
    /// # Errors
    ///
    /// `build()` fails with [`Error::is_argument`] when an option is empty or does not exist in the protocol, when an
    /// ID token is set without `expert()`, and when `expert()` has only one of ID token and redirect URI.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// # let client = authing_wxapp::AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// # let id_token = "a.b.c";
    /// let bye = "https://app.example.com/bye";
    /// let general = client.build_logout_url().redirect_uri(bye).build()?;
    /// let end_session = client.build_logout_url().expert().id_token(id_token).redirect_uri(bye).build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `buildLogoutUrl`. The page: `/login/profile/logout`, `/oidc/session/end`, or `/cas-idp/logout`.
    #[doc(alias = "buildLogoutUrl")]
    pub fn build_logout_url(&self) -> LogoutUrlBuilder {
        LogoutUrlBuilder { client: self.clone(), redirect_uri: None, expert: false, id_token: None }
    }
}

/// The address where a browser ends its session.
///
/// `Debug` does not print the address, because it may contain an ID token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LogoutUrl {
    /// The address.
    pub url: String,
}

/// The options of [`build_logout_url`](AuthenticationClient::build_logout_url).
#[derive(Clone)]
#[must_use = "call build() to get the address"]
pub struct LogoutUrlBuilder {
    client: AuthenticationClient,
    redirect_uri: Option<String>,
    expert: bool,
    id_token: Option<Secret>,
}

impl LogoutUrlBuilder {
    /// Sets the address that the browser opens afterwards, one of those that the console lists. The redirect URI of
    /// the client is not used here.
    #[doc(alias = "redirectUri")]
    pub fn redirect_uri(mut self, redirect_uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(redirect_uri.into());
        self
    }

    /// Selects the OIDC end-session endpoint, which ends the session of the protocol.
    ///
    /// Without an ID token and a `redirect_uri` the browser stays on a page of the server.
    pub fn expert(mut self) -> Self {
        self.expert = true;
        self
    }

    /// Sets the ID token whose session ends. It requires [`expert`](Self::expert) and a `redirect_uri`.
    #[doc(alias = "idToken")]
    pub fn id_token(mut self, id_token: impl Into<Secret>) -> Self {
        self.id_token = Some(id_token.into());
        self
    }

    /// Builds the address.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when an option is empty or does not exist in the protocol, when an ID token is set
    /// without `expert()`, and when `expert()` has only one of ID token and redirect URI; see
    /// [`build_logout_url`](AuthenticationClient::build_logout_url).
    pub fn build(self) -> Result<LogoutUrl, Error> {
        use Protocol::{Cas, OAuth, Oidc, Saml};
        let Self { client, redirect_uri, expert, id_token } = self;
        let protocol = client.core().oauth.protocol;
        let (redirect_uri, id_token) = (redirect_uri.as_deref(), id_token.as_ref().map(Secret::expose));
        let options: [(&str, Option<&str>, &[Protocol]); 3] = [
            ("redirect_uri", redirect_uri, &[Oidc, OAuth, Saml, Cas]),
            ("id_token", id_token, &[Oidc]),
            ("expert", expert.then_some("chosen"), &[Oidc]),
        ];
        check_options(protocol, &options)?;
        if id_token.is_some() && !expert {
            return Err(Error::argument("id_token is for an expert logout; call expert() as well, or leave it out"));
        }
        let link = match protocol {
            Protocol::Cas => Link::cas_logout(client.core(), redirect_uri)?,
            _ if !expert => Link::logout(client.core(), redirect_uri)?,
            _ if id_token.is_some() != redirect_uri.is_some() => {
                return Err(Error::argument(
                    "id_token and redirect_uri go together in an expert logout; give both or neither",
                ));
            }
            _ => Link::end_session(client.core(), id_token, redirect_uri)?,
        };
        Ok(LogoutUrl { url: link.into() })
    }
}

hide_fields!(LogoutUrl, LogoutUrlBuilder);
