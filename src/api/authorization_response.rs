//! What a browser brings back from the page where it logged in, and whether it belongs to the login that was begun.

use std::collections::BTreeMap;

use reqwest::Url;
use serde_json::json;

use super::AuthorizeUrl;
use crate::{client::AuthenticationClient, core::Protocol, error::Error, model::Secret, transport::error_from_json};

/// The parameters that are read. A response that has one of them twice is refused (RFC 6749, section 3.1).
const PARAMETERS: [&str; 5] = ["code", "state", "iss", "error", "error_description"];

impl AuthenticationClient {
    /// Reads what the browser brings back from an [authorize URL](Self::build_authorize_url) of OIDC or OAuth 2.0.
    /// Nothing is sent: chain the options, then call `read()`.
    ///
    /// - `login`: what [`build()`](crate::AuthorizeUrlBuilder::build) gave, kept for this user until the browser
    ///   returned.
    ///
    /// A code is accepted only when it belongs to this login: its `state` must be that of the login, so that nobody
    /// can make the browser of a user continue the login of somebody else (CSRF). Its `iss`, if it has one, must be
    /// the issuer, so that the code of one server is not sent to another (RFC 9207).
    ///
    /// # Session
    ///
    /// The session is neither read nor changed.
    ///
    /// # Errors
    ///
    /// `read()` fails with [`Error::is_argument`] when the response does not belong to the login, and with the refusal
    /// of the server, such as [`Error::oauth_error`] `access_denied`, when the login has failed.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let login = client.build_authorize_url().pkce().build()?;
    /// // … the browser opens login.url, and returns with this path:
    /// let returned = "/callback?code=a-code&state=a-state";
    /// let code = client.authorization_response(&login).read(returned)?;
    /// let tokens = client.get_access_token_by_code(code.code);
    /// let tokens = match code.code_verifier {
    ///     Some(verifier) => tokens.code_verifier(verifier).await?,
    ///     None => tokens.await?,
    /// };
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: none, pages compare the `state` themselves.
    pub fn authorization_response(&self, login: &AuthorizeUrl) -> AuthorizationResponse {
        let core = self.core();
        let folder = if core.oauth.protocol == Protocol::OAuth { "oauth" } else { "oidc" };
        let issuer = format!("{}/{folder}", self.host());
        AuthorizationResponse { login: login.clone(), issuer, require_issuer: false }
    }
}

/// The options of [`authorization_response`](AuthenticationClient::authorization_response).
#[derive(Clone)]
#[must_use = "call read() with what the browser brought back"]
pub struct AuthorizationResponse {
    login: AuthorizeUrl,
    issuer: String,
    require_issuer: bool,
}

/// The code that a browser has brought back.
///
/// `Debug` does not print the secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthorizationCode {
    /// The code, for [`get_access_token_by_code`](AuthenticationClient::get_access_token_by_code). It can be used once.
    pub code: Secret,
    /// The PKCE code verifier of the login, which belongs beside the code.
    pub code_verifier: Option<Secret>,
    /// The `nonce` that the ID token must have.
    pub nonce: Option<String>,
}

impl AuthorizationResponse {
    /// Sets the expected issuer. The default is the host of the client followed by `/oidc`, or `/oauth` for OAuth 2.0.
    /// A client of the public host `core.authing.cn` must set it if the server sends an issuer, because there each
    /// application has its own.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = issuer.into();
        self
    }

    /// Refuses a response without an issuer. A program that logs in at several servers calls this for those that send
    /// one; without it, a hostile server could leave the issuer out.
    pub fn require_issuer(mut self) -> Self {
        self.require_issuer = true;
        self
    }

    /// Reads the response.
    ///
    /// - `returned`: the address that the browser opened, or the part of it from the path or the question mark on. For
    ///   the response mode `form_post`, a question mark and the body of the request.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the response has no code, has a parameter twice, or belongs to another login or
    ///   another issuer. Begin a new login.
    /// - The refusal of the server, with [`Error::oauth_error`], when the response tells that the login has failed.
    pub fn read(self, returned: &str) -> Result<AuthorizationCode, Error> {
        let mut found = parameters(returned)?;
        let Some(expected) = self.login.state.map(Secret::from) else {
            return Err(refused("the login has no state; only a login of OIDC or OAuth 2.0 brings a code back"));
        };
        if found.remove("state").map(Secret::from) != Some(expected) {
            return Err(refused("its state is not that of this login; begin a new one"));
        }
        match found.remove("iss") {
            Some(issuer) if issuer != self.issuer => {
                let expected = self.issuer;
                return Err(refused(&format!(
                    "it is not from {expected:?}; name the right issuer with issuer() if the response is good"
                )));
            }
            None if self.require_issuer => {
                return Err(refused(
                    "it does not name its issuer; begin a new login, and leave require_issuer() out for a server that never does",
                ));
            }
            _ => {}
        }
        if let Some(name) = found.remove("error") {
            let description = found.remove("error_description");
            return Err(error_from_json(&json!({ "error": name, "error_description": description })));
        }
        match found.remove("code").filter(|code| !code.trim().is_empty()) {
            Some(code) => Ok(AuthorizationCode {
                code: code.into(),
                code_verifier: self.login.code_verifier,
                nonce: self.login.nonce,
            }),
            None => Err(refused("it has no code; begin a new login")),
        }
    }
}

impl std::fmt::Debug for AuthorizationResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthorizationResponse")
            .field("issuer", &self.issuer)
            .field("require_issuer", &self.require_issuer)
            .finish_non_exhaustive()
    }
}

/// The parameters in the query of an address, which may be relative.
fn parameters(returned: &str) -> Result<BTreeMap<String, String>, Error> {
    let base = Url::parse("http://localhost/").ok();
    let url = Url::options()
        .base_url(base.as_ref())
        .parse(returned)
        .map_err(|_| refused("it is not an address; pass the one that the browser has opened"))?;
    let mut found = BTreeMap::new();
    for (name, value) in url.query_pairs() {
        if PARAMETERS.contains(&&*name) && found.insert(name.to_string(), value.into_owned()).is_some() {
            return Err(refused(&format!("it has the parameter {name} twice; begin a new login")));
        }
    }
    Ok(found)
}

fn refused(why: &str) -> Error {
    Error::argument(format!("the authorization response was refused: {why}"))
}
