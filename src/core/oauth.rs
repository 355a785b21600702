//! The settings of an application for OAuth 2.0, OIDC, SAML and CAS.

use std::str::FromStr;

use crate::{error::Error, model::Secret};

/// The protocol of the application, as its page in the Authing console shows it.
///
/// # Examples
///
/// ```
/// use authing_wxapp::Protocol;
///
/// assert_eq!("oidc".parse::<Protocol>().unwrap(), Protocol::Oidc);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Protocol {
    /// OpenID Connect.
    #[default]
    Oidc,
    /// OAuth 2.0.
    OAuth,
    /// SAML 2.0.
    Saml,
    /// CAS.
    Cas,
}

impl Protocol {
    /// The name for messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Oidc => "OIDC",
            Self::OAuth => "OAuth 2.0",
            Self::Saml => "SAML",
            Self::Cas => "CAS",
        }
    }
}

/// Parses `oidc`, `oauth`, `saml` or `cas`, the names that the JavaScript SDK uses.
impl FromStr for Protocol {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "oidc" => Self::Oidc,
            "oauth" => Self::OAuth,
            "saml" => Self::Saml,
            "cas" => Self::Cas,
            _ => return Err(Error::argument(format!("{text:?} is not a protocol; write oidc, oauth, saml or cas"))),
        })
    }
}

/// How the application authenticates at an endpoint, in the terms of OIDC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ClientAuthMethod {
    /// The id and the secret in the form (`client_secret_post`).
    #[default]
    ClientSecretPost,
    /// The id and the secret in the header `Authorization: Basic` (`client_secret_basic`).
    ClientSecretBasic,
    /// The id only (`none`): for applications that cannot keep a secret.
    None,
}

/// How a PKCE code challenge is derived from its code verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CodeChallengeMethod {
    /// The SHA-256 hash of the verifier, which does not reveal it.
    #[default]
    S256,
    /// The verifier itself, for servers that do not support `S256`.
    Plain,
}

impl CodeChallengeMethod {
    /// The name of the method in the protocol.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::S256 => "S256",
            Self::Plain => "plain",
        }
    }
}

/// Parses `S256` or `plain`, as the protocol writes them; anything else is an [argument error](Error::is_argument).
impl FromStr for CodeChallengeMethod {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "S256" => Ok(Self::S256),
            "plain" => Ok(Self::Plain),
            _ => Err(Error::argument(format!("{text:?} is not a method of PKCE; write S256 or plain"))),
        }
    }
}

/// The settings of a client that only these protocols use.
#[derive(Clone, Default)]
pub(crate) struct OAuth {
    pub secret: Option<Secret>,
    pub redirect_uri: Option<String>,
    pub protocol: Protocol,
    pub token_auth: ClientAuthMethod,
    pub introspection_auth: ClientAuthMethod,
    pub revocation_auth: ClientAuthMethod,
}
