//! The addresses where a browser logs in and out: OIDC, OAuth 2.0, SAML and CAS. No request is sent from here.

use serde::{Deserialize, Serialize};

use super::require;
use crate::{
    api::pkce,
    client::AuthenticationClient,
    core::{CodeChallengeMethod, Protocol},
    crypto::random,
    error::Error,
    model::Secret,
    transport::{AuthorizeQuery, Link},
};

const OFFLINE_ACCESS: &str = "offline_access";

impl AuthenticationClient {
    /// Starts to build the address where a browser begins a login, in the [protocol](crate::AuthenticationClientBuilder::protocol) of the
    /// client. Nothing is sent: chain the options, then call `build()`.
    ///
    /// With OIDC and OAuth 2.0 the address contains a random `state`, and with OIDC a random `nonce` as well.
    /// [`pkce`](AuthorizeUrlBuilder::pkce) adds a PKCE challenge. The result has these values beside the address: keep
    /// them for the user until the browser returns, see [`AuthorizeUrl`].
    ///
    /// | option | OIDC | OAuth 2.0 | SAML | CAS |
    /// |---|---|---|---|---|
    /// | `redirect_uri` | required, here or on the client | required, here or on the client | | |
    /// | `app_id`, `state` | yes | yes | | |
    /// | `scope` | `openid profile email phone address` | `user` | | |
    /// | `response_type` | `code` | `code` | | |
    /// | `response_mode`, `nonce`, `pkce`, `code_challenge`, `tenant_id` | yes | | | |
    /// | `service` | | | | yes |
    ///
    /// # Session
    ///
    /// The session is neither read nor changed.
    ///
    /// # Errors
    ///
    /// `build()` fails with [`Error::is_argument`] when a required `redirect_uri` is missing, when an option is empty,
    /// and when an option does not exist in the protocol.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::AuthenticationClient;
    ///
    /// let client = AuthenticationClient::builder("YOUR_APP_ID")
    ///     .host("https://my-app.authing.cn")
    ///     .redirect_uri("https://app.example.com/callback")
    ///     .build()?;
    /// let login = client.build_authorize_url().scope("openid profile").pkce().build()?;
    /// assert!(login.url.starts_with("https://my-app.authing.cn/oidc/auth?"));
    /// // Redirect the browser to login.url; keep login.state, login.nonce and login.code_verifier until it returns.
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `buildAuthorizeUrl`. The page: `/oidc/auth`, `/oauth/auth`, or the page of SAML or CAS.
    #[doc(alias = "buildAuthorizeUrl")]
    pub fn build_authorize_url(&self) -> AuthorizeUrlBuilder {
        AuthorizeUrlBuilder::new(self)
    }

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

/// The address where a browser begins a login, and the values that its return is checked against.
///
/// When the browser returns, [`authorization_response`](AuthenticationClient::authorization_response) compares its `state`
/// with this one. Send `code_verifier` along with the code, and compare `nonce` with the one in the ID token. The value can be serialized to keep it until then; the serialized form
/// contains the secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuthorizeUrl {
    /// The address.
    pub url: String,
    /// The `state` that the browser must bring back; a return with another value does not belong to this login. `None`
    /// with SAML and CAS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The `nonce` that the ID token must contain. `None` except with OIDC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The PKCE code verifier, if [`pkce`](AuthorizeUrlBuilder::pkce) was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_verifier: Option<Secret>,
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

/// The options of [`build_authorize_url`](AuthenticationClient::build_authorize_url), which lists the options of each
/// protocol.
#[derive(Clone)]
#[must_use = "call build() to get the address"]
pub struct AuthorizeUrlBuilder {
    client: AuthenticationClient,
    app_id: Option<String>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    response_type: Option<String>,
    response_mode: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    challenge: Option<Challenge>,
    tenant_id: Option<String>,
    service: Option<String>,
}

#[derive(Clone)]
enum Challenge {
    /// The verifier is generated by `build()`.
    Fresh,
    /// The caller has the verifier.
    Given(String, CodeChallengeMethod),
}

macro_rules! text_options {
    ($($(#[$doc:meta])* $option:ident),* $(,)?) => {
        $($(#[$doc])*
        pub fn $option(mut self, $option: impl Into<String>) -> Self {
            self.$option = Some($option.into());
            self
        })*
    };
}

impl AuthorizeUrlBuilder {
    fn new(client: &AuthenticationClient) -> Self {
        Self {
            client: client.clone(),
            app_id: None,
            redirect_uri: None,
            scope: None,
            response_type: None,
            response_mode: None,
            state: None,
            nonce: None,
            challenge: None,
            tenant_id: None,
            service: None,
        }
    }

    text_options! {
        /// Sets the id of another application than the client's.
        #[doc(alias = "appId")]
        app_id,
        /// Sets the redirect URI, instead of the one of the client.
        #[doc(alias = "redirectUri")]
        redirect_uri,
        /// Sets the requested scopes, separated by spaces. With `offline_access` the user is asked for consent
        /// (`prompt=consent`), without which there is no refresh token.
        scope,
        /// Sets what the browser brings back, such as `code` or `code id_token`.
        #[doc(alias = "responseType")]
        response_type,
        /// Sets how the browser brings it back: `query`, `fragment` or `form_post`. The server chooses by default.
        #[doc(alias = "responseMode")]
        response_mode,
        /// Sets the `state`, instead of a random one.
        state,
        /// Sets the `nonce`, instead of a random one.
        nonce,
        /// Sets the id of the tenant to log in to. The tenant of the client is not used here.
        #[doc(alias = "tenantId")]
        tenant_id,
        /// Sets the CAS service that the browser returns to.
        service,
    }

    /// Generates a PKCE code verifier, which the result contains, and adds its challenge (`S256`) to the address.
    pub fn pkce(mut self) -> Self {
        self.challenge = Some(Challenge::Fresh);
        self
    }

    /// Adds the PKCE challenge of a code verifier that you already have, instead of [`pkce`](Self::pkce).
    ///
    /// - `challenge`: the result of [`get_code_challenge_digest`](AuthenticationClient::get_code_challenge_digest).
    /// - `method`: the method that the challenge was made with.
    #[doc(alias = "codeChallenge")]
    #[doc(alias = "codeChallengeMethod")]
    pub fn code_challenge(mut self, challenge: impl Into<String>, method: CodeChallengeMethod) -> Self {
        self.challenge = Some(Challenge::Given(challenge.into(), method));
        self
    }

    /// Builds the address.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when a required `redirect_uri` is missing, when an option is empty, and when an option
    /// does not exist in the protocol; see [`build_authorize_url`](AuthenticationClient::build_authorize_url).
    pub fn build(self) -> Result<AuthorizeUrl, Error> {
        let protocol = self.client.core().oauth.protocol;
        self.check(protocol)?;
        let plain = |link: Link| AuthorizeUrl { url: link.into(), state: None, nonce: None, code_verifier: None };
        match protocol {
            Protocol::Oidc | Protocol::OAuth => self.authorize(protocol),
            Protocol::Saml => Link::saml(self.client.core()).map(plain),
            Protocol::Cas => Link::cas(self.client.core(), self.service.as_deref()).map(plain),
        }
    }

    /// Refuses empty options and options that the protocol does not have.
    fn check(&self, protocol: Protocol) -> Result<(), Error> {
        use Protocol::{Cas, OAuth, Oidc};
        let challenge = self.challenge.as_ref().map(|challenge| match challenge {
            Challenge::Fresh => "fresh",
            Challenge::Given(challenge, _) => challenge,
        });
        let options: [(&str, Option<&str>, &[Protocol]); 10] = [
            ("app_id", self.app_id.as_deref(), &[Oidc, OAuth]),
            ("redirect_uri", self.redirect_uri.as_deref(), &[Oidc, OAuth]),
            ("scope", self.scope.as_deref(), &[Oidc, OAuth]),
            ("response_type", self.response_type.as_deref(), &[Oidc, OAuth]),
            ("response_mode", self.response_mode.as_deref(), &[Oidc]),
            ("state", self.state.as_deref(), &[Oidc, OAuth]),
            ("nonce", self.nonce.as_deref(), &[Oidc]),
            ("code challenge", challenge, &[Oidc]),
            ("tenant_id", self.tenant_id.as_deref(), &[Oidc]),
            ("service", self.service.as_deref(), &[Cas]),
        ];
        check(protocol, &options)
    }

    fn authorize(self, protocol: Protocol) -> Result<AuthorizeUrl, Error> {
        let shared = self.client.core();
        let oidc = protocol == Protocol::Oidc;
        let redirect_uri = self.redirect_uri.as_deref().or(shared.oauth.redirect_uri.as_deref());
        let redirect_uri = redirect_uri.filter(|uri| !uri.trim().is_empty()).ok_or_else(|| {
            let mend = "give it here or to the builder of the client, as the console has it";
            Error::configuration(format!("redirect_uri is empty; {mend}"))
        })?;
        let scope = self.scope.as_deref().unwrap_or(match oidc {
            true => "openid profile email phone address",
            false => "user",
        });
        let random_unless = |given: Option<String>| given.map_or_else(random::token, Ok);
        let state = random_unless(self.state)?;
        let nonce = if oidc { Some(random_unless(self.nonce)?) } else { None };
        let (challenge, code_verifier) = match self.challenge {
            None => (None, None),
            Some(Challenge::Given(challenge, method)) => (Some((challenge, method)), None),
            Some(Challenge::Fresh) => {
                let verifier = Secret::from(random::token()?);
                let challenge = pkce::challenge(&verifier, CodeChallengeMethod::S256)?;
                (Some((challenge, CodeChallengeMethod::S256)), Some(verifier))
            }
        };
        let offline = scope.split_whitespace().any(|one| one == OFFLINE_ACCESS);
        let link = Link::authorize(
            self.client.core(),
            protocol,
            &AuthorizeQuery {
                nonce: nonce.as_deref(),
                state: Some(&state),
                scope,
                client_id: self.app_id.as_deref().unwrap_or(&shared.app_id),
                response_mode: self.response_mode.as_deref(),
                redirect_uri,
                response_type: self.response_type.as_deref().unwrap_or("code"),
                prompt: offline.then_some("consent"),
                code_challenge: challenge.as_ref().map(|(challenge, _)| &**challenge),
                code_challenge_method: challenge.as_ref().map(|(_, method)| method.name()),
                tenant_id: self.tenant_id.as_deref(),
            },
        )?;
        Ok(AuthorizeUrl { url: link.into(), state: Some(state), nonce, code_verifier })
    }
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
    text_options! {
        /// Sets the address that the browser opens afterwards, one of those that the console lists. The redirect URI of
        /// the client is not used here.
        #[doc(alias = "redirectUri")]
        redirect_uri,
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
        check(protocol, &options)?;
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

/// Refuses empty options and options that only other protocols have.
fn check(protocol: Protocol, options: &[(&str, Option<&str>, &[Protocol])]) -> Result<(), Error> {
    for (name, value, of) in options {
        let Some(value) = value else { continue };
        require(&format!("the option {name}"), value, "leave it out, or give it a value")?;
        if !of.contains(&protocol) {
            let mend = "leave it out, or give the builder of the client another protocol";
            return Err(Error::argument(format!("{} has no option {name}; {mend}", protocol.name())));
        }
    }
    Ok(())
}

macro_rules! hide {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}
hide!(AuthorizeUrl, AuthorizeUrlBuilder, LogoutUrl, LogoutUrlBuilder);
