//! The settings of the application.

use std::collections::BTreeMap;

use authing_wxapp::{IdentityProvider, SocialConnection};
use serde::{Deserialize, Serialize};

/// The settings of the application.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Application {
    /// The addresses to which a browser may return from a login. If there are none, it may return anywhere.
    pub redirect_uris: Vec<String>,
    /// The addresses to which a browser may return from a logout. If there are none, it may return anywhere.
    pub logout_redirect_uris: Vec<String>,
    /// The scopes that programs of the application may request. If there are none, they may request any.
    pub scopes: Vec<String>,
    /// The algorithm that signs tokens of OIDC and OAuth 2.0.
    pub signature: Signature,
    /// The only method by which the application may authenticate; any method if it is not set.
    pub client_auth: Option<ClientAuth>,
    pub login_page: LoginPageMode,
    /// The secrets of access keys, by their ids.
    pub access_keys: BTreeMap<String, String>,
    pub social_connections: Vec<SocialConnection>,
    pub identity_providers: Vec<IdentityProvider>,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub enum Signature {
    #[default]
    RS256,
    HS256,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    ClientSecretPost,
    ClientSecretBasic,
    None,
}

/// How the login page treats a browser that wants to log in.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LoginPageMode {
    #[default]
    Automatic,
    Ask,
    Deny,
    LogInAs(String),
}

impl Application {
    /// Whether a browser may return to this address from a login.
    pub fn may_return_to(&self, uri: &str) -> bool {
        allows(&self.redirect_uris, uri)
    }

    /// Whether a browser may return to this address from a logout.
    pub fn may_leave_to(&self, uri: &str) -> bool {
        allows(&self.logout_redirect_uris, uri)
    }

    /// The social connection with this identifier.
    pub fn social_connection(&self, identifier: &str) -> Option<&SocialConnection> {
        self.social_connections.iter().find(|connection| connection.identifier.as_deref() == Some(identifier))
    }
}

fn allows(registered: &[String], uri: &str) -> bool {
    // An application may have a scheme of its own, but not one that runs a script in the browser.
    let is_harmless = |url: &reqwest::Url| !matches!(url.scheme(), "javascript" | "data" | "vbscript");
    let is_address = reqwest::Url::parse(uri).is_ok_and(|url| url.fragment().is_none() && is_harmless(&url));
    is_address && (registered.is_empty() || registered.iter().any(|one| one == uri))
}
