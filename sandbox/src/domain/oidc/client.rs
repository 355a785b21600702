//! The authentication of OAuth 2.0 clients.

use authing_wxapp::Secret;
use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{
    APP_ID, APP_SECRET,
    domain::{
        application::{Application, ClientAuth},
        authorization,
        refusal::{Refusal, UNKNOWN_APPLICATION},
    },
};

/// The credentials of a client in a request.
pub struct ClientCredentials<'a> {
    /// The header `Authorization`.
    pub authorization: Option<&'a str>,
    /// The parameters `client_id` and `client_secret` of the form. Some clients of Authing name the application only in the header
    /// `x-authing-app-id`.
    pub id: Option<&'a str>,
    pub secret: Option<&'a Secret>,
}

impl Application {
    /// The id of the client: the application, or one of its access keys if they are allowed.
    pub fn authenticate(&self, credentials: &ClientCredentials<'_>, keys_allowed: bool) -> Result<String, Refusal> {
        let refuse = |message: &str| Refusal::oauth("invalid_client", message);
        let basic = credentials.authorization.and_then(|header| authorization::credentials(header, "Basic"));
        let id = credentials.id.unwrap_or_default();
        let (id, secret, method) = match (basic, credentials.secret) {
            (Some(basic), _) => {
                let text = BASE64_STANDARD.decode(basic).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                let pair = text.as_deref().and_then(|text| text.split_once(':'));
                let (id, secret) = pair.ok_or_else(|| refuse("the header is not HTTP Basic"))?;
                (decode(id), Some(decode(secret)), ClientAuth::ClientSecretBasic)
            }
            (None, Some(secret)) => (id.into(), Some(secret.expose().to_owned()), ClientAuth::ClientSecretPost),
            (None, None) => (id.into(), None, ClientAuth::None),
        };
        if keys_allowed && secret.is_some() && self.access_keys.get(&id) == secret.as_ref() {
            return Ok(id);
        }
        if id.is_empty() {
            return Err(refuse("client_id is missing; the application of the sandbox is sandbox-app"));
        }
        if id != APP_ID {
            return Err(refuse(UNKNOWN_APPLICATION));
        }
        if secret.as_deref().is_some_and(|secret| secret != APP_SECRET) {
            return Err(refuse("the secret is wrong"));
        }
        match self.client_auth {
            Some(only) if only != method => Err(refuse("the application authenticates by another method")),
            _ => Ok(id),
        }
    }
}

/// The id or the secret of HTTP Basic. RFC 6749 percent-encodes both; the SDKs of Authing do not.
fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.into();
    }
    // The text is read as the name of a query parameter, so an equals sign in it has to be escaped.
    let text = text.replace('=', "%3D");
    form_urlencoded::parse(text.as_bytes()).map(|(name, _)| name.into_owned()).next().unwrap_or_default()
}
