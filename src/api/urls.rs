//! Where a browser goes to log in and out: OIDC, OAuth 2.0, SAML and CAS. Nothing is sent from here.

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
    /// The address where a browser begins a login, in the [protocol](crate::AuthenticationClientBuilder::protocol) of the client. Nothing is
    /// sent: chain the options, then call `build()`.
    ///
    /// With OIDC and OAuth 2.0 the address holds a random `state`, with OIDC a random `nonce` too, and the verifier of
    /// [`pkce`](AuthorizeUrlBuilder::pkce) belongs to it. They come back beside the address: keep them for the user until
    /// the browser returns, see [`AuthorizeUrl`].
    ///
    /// | option | OIDC | OAuth 2.0 | SAML | CAS |
    /// |---|---|---|---|---|
    /// | `redirect_uri` | needed, here or on the client | needed, here or on the client | | |
    /// | `app_id`, `state` | yes | yes | | |
    /// | `scope` | `openid profile email phone address` | `user` | | |
    /// | `response_type` | `code` | `code` | | |
    /// | `response_mode`, `nonce`, `pkce`, `code_challenge`, `tenant_id` | yes | | | |
    /// | `service` | | | | yes |
    ///
    /// **Stored afterwards:** nothing changes. **Errors** of `build()`: [`is_argument`](Error::is_argument) when there is no
    /// `redirect_uri`, when an option is empty, and when the protocol has no such option.
    ///
    /// JavaScript: `buildAuthorizeUrl`. The page: `/oidc/auth`, `/oauth/auth`, or the page of SAML or CAS.
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
    /// // Send the browser to login.url; keep login.state, login.nonce and login.code_verifier for its return.
    /// # Ok(()) }
    /// ```
    #[doc(alias = "buildAuthorizeUrl")]
    pub fn build_authorize_url(&self) -> AuthorizeUrlBuilder {
        AuthorizeUrlBuilder::new(self)
    }

    /// The address where a browser ends its session at the server. Nothing is sent: chain the options, then call `build()`.
    ///
    /// The session that this client keeps is another one: [`logout`](Self::logout) ends that.
    ///
    /// **Stored afterwards:** nothing changes. **Errors** of `build()`: [`is_argument`](Error::is_argument) when an option is
    /// empty, when the protocol has no such option, for an id token in the general way, and when of id token and redirect URI
    /// the expert way has only one.
    ///
    /// JavaScript: `buildLogoutUrl`. The page: `/login/profile/logout`, `/oidc/session/end`, or `/cas-idp/logout`.
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// # let client = authing_wxapp::AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// # let id_token = "a.b.c";
    /// let general = client.build_logout_url().redirect_uri("https://app.example.com/bye").build()?;
    /// let expert = client.build_logout_url().expert().id_token(id_token).redirect_uri("https://app.example.com/bye").build()?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "buildLogoutUrl")]
    pub fn build_logout_url(&self) -> LogoutUrlBuilder {
        LogoutUrlBuilder { client: self.clone(), redirect_uri: None, expert: false, id_token: None }
    }
}

/// Where a browser begins a login, and what its return is checked against.
///
/// When the browser comes back, compare the `state` that it brings with this one, give `code_verifier` along with the code,
/// and compare `nonce` with that in the id token. The value can be stored in between: it serializes, with its secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuthorizeUrl {
    /// The address.
    pub url: String,
    /// What the browser has to bring back: a return with another one was not begun here. None in SAML and CAS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What the id token has to hold. None but in OIDC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// What proves that this program began the login, when [`pkce`](AuthorizeUrlBuilder::pkce) was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_verifier: Option<Secret>,
}

/// Where a browser ends its session. The address may hold an id token, so it is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LogoutUrl {
    /// The address.
    pub url: String,
}

/// The options of [`build_authorize_url`](AuthenticationClient::build_authorize_url), which says what each protocol takes.
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
    /// A verifier is made here.
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
        /// Another application than that of the client.
        #[doc(alias = "appId")]
        app_id,
        /// Where the browser comes back to, in the place of that of the client.
        #[doc(alias = "redirectUri")]
        redirect_uri,
        /// What the tokens are for, separated by blanks. With `offline_access` the user is asked for consent
        /// (`prompt=consent`), without which there is no refresh token.
        scope,
        /// What the browser brings back, such as `code` or `code id_token`.
        #[doc(alias = "responseType")]
        response_type,
        /// How it brings that back: `query`, `fragment` or `form_post`. Left to the server by default.
        #[doc(alias = "responseMode")]
        response_mode,
        /// A `state` of your own, in the place of a random one.
        state,
        /// A `nonce` of your own, in the place of a random one.
        nonce,
        /// The tenant to log in to. That of the client is not used here.
        #[doc(alias = "tenantId")]
        tenant_id,
        /// The service that CAS comes back to.
        service,
    }

    /// Makes a fresh code verifier, which comes back beside the address, and puts its challenge (`S256`) into the address.
    pub fn pkce(mut self) -> Self {
        self.challenge = Some(Challenge::Fresh);
        self
    }

    /// Puts in a challenge whose verifier you have, of
    /// [`get_code_challenge_digest`](AuthenticationClient::get_code_challenge_digest). In the place of [`pkce`](Self::pkce).
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
    /// [`is_argument`](Error::is_argument), see [`build_authorize_url`](AuthenticationClient::build_authorize_url).
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

    /// No option is empty, and none is left out without a word.
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
        let redirect_uri = self.redirect_uri.as_deref().or(shared.oauth.redirect_uri.as_deref()).unwrap_or_default();
        require("redirect_uri", redirect_uri, "give it here or to the builder of the client, as the console has it")?;
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
        /// Where the browser goes afterwards, one of those that the console lists. That of the client is not used here.
        #[doc(alias = "redirectUri")]
        redirect_uri,
    }

    /// The way of OIDC, which ends the session of the protocol. Without id token and `redirect_uri` the browser stays at the
    /// server.
    pub fn expert(mut self) -> Self {
        self.expert = true;
        self
    }

    /// Whose session ends, by an id token: for the [`expert`](Self::expert) way, together with a `redirect_uri`.
    #[doc(alias = "idToken")]
    pub fn id_token(mut self, id_token: impl Into<Secret>) -> Self {
        self.id_token = Some(id_token.into());
        self
    }

    /// Builds the address.
    ///
    /// # Errors
    ///
    /// [`is_argument`](Error::is_argument), see [`build_logout_url`](AuthenticationClient::build_logout_url).
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

/// Refuses options that are empty, and those that another protocol has.
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
