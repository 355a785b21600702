//! What the application is to OAuth 2.0, OIDC, SAML and CAS.

use std::str::FromStr;

use crate::{error::Error, model::Secret};

/// The protocol that the application speaks, as its page in the Authing console says.
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
    /// What people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Oidc => "OIDC",
            Self::OAuth => "OAuth 2.0",
            Self::Saml => "SAML",
            Self::Cas => "CAS",
        }
    }
}

/// Reads `oidc`, `oauth`, `saml` or `cas`, as the JavaScript SDK writes them.
impl FromStr for Protocol {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "oidc" => Self::Oidc,
            "oauth" => Self::OAuth,
            "saml" => Self::Saml,
            "cas" => Self::Cas,
            _ => return Err(Error::argument(format!("{text:?} is no protocol; write oidc, oauth, saml or cas"))),
        })
    }
}

/// How the application proves who it is at an endpoint, in the terms of OIDC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ClientAuthMethod {
    /// Id and secret in the form.
    #[default]
    ClientSecretPost,
    /// Id and secret in the header `Authorization: Basic`.
    ClientSecretBasic,
    /// The id alone: for applications that cannot keep a secret.
    None,
}

/// How the challenge of PKCE comes of its verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CodeChallengeMethod {
    /// Its SHA-256: who sees the challenge does not know the verifier.
    #[default]
    S256,
    /// The verifier itself, for servers that know no better.
    Plain,
}

impl CodeChallengeMethod {
    /// Its name in the protocol.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::S256 => "S256",
            Self::Plain => "plain",
        }
    }
}

/// Reads `S256` or `plain`, as the protocol writes them.
impl FromStr for CodeChallengeMethod {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "S256" => Ok(Self::S256),
            "plain" => Ok(Self::Plain),
            _ => Err(Error::argument(format!("{text:?} is no method of PKCE; write S256 or plain"))),
        }
    }
}

/// The settings of a client that only these protocols ask for.
#[derive(Clone, Default)]
pub(crate) struct OAuth {
    pub secret: Option<Secret>,
    pub redirect_uri: Option<String>,
    pub protocol: Protocol,
    pub token_auth: ClientAuthMethod,
    pub introspection_auth: ClientAuthMethod,
    pub revocation_auth: ClientAuthMethod,
}
