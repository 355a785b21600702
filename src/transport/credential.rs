//! The credential that a call is made with.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};

use crate::{core::header_value, error::Error, model::Secret};

/// The credential of a request.
#[derive(Clone)]
pub(crate) enum Credential {
    /// Nothing. A login must not carry the token of an earlier session.
    None,
    /// A bearer token.
    Bearer(Secret),
    /// An access token without a scheme: the only form that the v3 API is known to take.
    AccessToken(Secret),
    /// The id and the secret of an application, as HTTP Basic.
    Basic { id: String, secret: Secret },
    /// The cookies of a browser. No jar keeps them: they are arguments and results.
    Cookies(Secret),
}

impl Credential {
    /// Cookies where there are some, else nothing.
    pub fn cookies(cookies: Option<Secret>) -> Self {
        cookies.map_or(Self::None, Self::Cookies)
    }

    /// The secrets in the header of this credential, in the forms in which a server may quote them.
    pub(super) fn secrets(&self) -> Vec<String> {
        match self {
            Self::None => vec![],
            Self::Bearer(token) | Self::AccessToken(token) => vec![token.expose().to_owned()],
            Self::Basic { id, secret } => vec![secret.expose().to_owned(), basic(id, secret)],
            Self::Cookies(cookies) => {
                let values = cookies.expose().split(';').filter_map(|pair| pair.split_once('='));
                values.map(|(_, value)| value.to_owned()).collect()
            }
        }
    }

    /// Refuses a credential that no header can carry, before anything else is sent.
    pub fn require_sendable(&self) -> Result<(), Error> {
        self.header().map(drop)
    }

    /// The header of this credential. No other place makes one; it is marked sensitive, so that nothing prints it.
    pub(super) fn header(&self) -> Result<Option<(HeaderName, HeaderValue)>, Error> {
        let (what, name, text) = match self {
            Self::None => return Ok(None),
            Self::Bearer(token) => ("token has", AUTHORIZATION, format!("Bearer {}", token.expose())),
            Self::AccessToken(token) => ("token has", AUTHORIZATION, token.expose().to_owned()),
            // RFC 6749 escapes both parts as in a form first. The JavaScript SDKs do not, and servers accept what those send.
            Self::Basic { id, secret } => {
                ("id and the secret have", AUTHORIZATION, format!("Basic {}", basic(id, secret)))
            }
            Self::Cookies(cookies) => ("cookies have", COOKIE, cookies.expose().to_owned()),
        };
        let mut value = header_value(&text).ok_or_else(|| {
            Error::argument(format!("the {what} characters that no HTTP header can carry; check where it comes from"))
        })?;
        value.set_sensitive(true);
        Ok(Some((name, value)))
    }
}

fn basic(id: &str, secret: &Secret) -> String {
    BASE64_STANDARD.encode(format!("{id}:{}", secret.expose()))
}

impl From<Secret> for Credential {
    fn from(token: Secret) -> Self {
        Self::Bearer(token)
    }
}

impl From<Option<Secret>> for Credential {
    fn from(token: Option<Secret>) -> Self {
        token.map_or(Self::None, Self::Bearer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_of_a_credential_is_never_printed() {
        let credentials = [
            Credential::Bearer("the-s3cret".into()),
            Credential::AccessToken("the-s3cret".into()),
            Credential::Basic { id: "app".into(), secret: "the-s3cret".into() },
            Credential::Cookies("sid=the-s3cret".into()),
        ];
        for credential in credentials {
            let (name, value) = credential.header().unwrap().unwrap();
            assert!(value.is_sensitive(), "{name}");
            let shown = format!("{value:?}");
            assert!(!shown.contains("s3cret") && !shown.contains(&BASE64_STANDARD.encode("app:the-s3cret")), "{shown}");
        }
    }
}
