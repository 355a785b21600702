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

/// Why a browser may not go to an address.
#[derive(Clone, Copy)]
pub enum Bar {
    NotAbsolute,
    Fragment,
    Script,
    NotRegistered,
}

impl Bar {
    /// The reason in words. `what` is what the address is called.
    pub fn of(self, what: &str) -> String {
        match self {
            Self::NotAbsolute => format!("{what} is not an absolute address"),
            Self::Fragment => format!("{what} has a fragment, which no redirect may have"),
            Self::Script => format!("{what} would run a script in the browser"),
            Self::NotRegistered => format!("{what} is not registered"),
        }
    }

    /// What forbids every browser to go to an address, whatever is registered.
    pub fn of_address(uri: &str) -> Option<Self> {
        let Ok(url) = reqwest::Url::parse(uri) else { return Some(Self::NotAbsolute) };
        // An application may have a scheme of its own, but not one that runs a script in the browser.
        match url.scheme() {
            "javascript" | "data" | "vbscript" => Some(Self::Script),
            _ => url.fragment().map(|_| Self::Fragment),
        }
    }

    fn of_unregistered(registered: &[String], uri: &str) -> Option<Self> {
        let is_registered = registered.is_empty() || registered.iter().any(|one| one == uri);
        Self::of_address(uri).or((!is_registered).then_some(Self::NotRegistered))
    }
}

impl Application {
    /// Whether a browser may return to this address from a login.
    pub fn may_return_to(&self, uri: &str) -> bool {
        self.bar_to_return(uri).is_none()
    }

    /// Why a browser may not return to this address from a login; nothing if it may.
    pub fn bar_to_return(&self, uri: &str) -> Option<Bar> {
        Bar::of_unregistered(&self.redirect_uris, uri)
    }

    /// Why a browser may not return to this address from a logout; nothing if it may.
    pub fn bar_to_leave(&self, uri: &str) -> Option<Bar> {
        Bar::of_unregistered(&self.logout_redirect_uris, uri)
    }

    /// Lets the login page ask if it was to log in a user who does not exist.
    pub fn keep_users(&mut self, exists: impl Fn(&str) -> bool) {
        if let LoginPageMode::LogInAs(id) = &self.login_page
            && !exists(id)
        {
            self.login_page = LoginPageMode::Ask;
        }
    }

    /// The social connection with this identifier.
    pub fn social_connection(&self, identifier: &str) -> Option<&SocialConnection> {
        self.social_connections.iter().find(|connection| connection.identifier.as_deref() == Some(identifier))
    }
}
