//! Passwords leave this machine encrypted with the server's public key.

#[cfg(feature = "sm2")]
pub(crate) use super::sm2::Sm2Key;
use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{
    AuthenticationClient, Error, ErrorCode, Secret,
    core::cache::Cached,
    crypto::rsa::{self, RsaKey},
    error::Kind,
    transport::{Credential, call},
};

/// The RSA key that passwords are encrypted with.
pub(crate) struct PublicKey(RsaKey);

impl PublicKey {
    /// Reads PEM, however its lines are broken, or bare base64 of the DER; both kinds of DER. On failure: what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let body: String = match text.split_once("-----BEGIN") {
            Some((_, rest)) => {
                let body = rest.split_once("-----").map_or("", |(_, body)| body);
                body.split("-----END").next().unwrap_or_default().into()
            }
            None => text.into(),
        };
        // Some servers and environment variables write line ends as the two characters \n.
        let body: String = body.replace("\\n", "").replace("\\r", "").split_whitespace().collect();
        let der = BASE64_STANDARD.decode(&body).map_err(|_| "is neither PEM nor base64".to_owned())?;
        RsaKey::from_der(&der).map(Self).ok_or_else(|| "is no RSA public key".to_owned())
    }

    /// Encrypts UTF-8 bytes; the padding comes from the system's random numbers.
    fn encrypt(&self, password: &Secret) -> Result<Secret, Error> {
        let bytes = password.expose().as_bytes();
        let most = self.0.size.saturating_sub(rsa::PADDING);
        if bytes.len() > most {
            let length = bytes.len();
            return Err(Error::argument(format!(
                "the password has {length} bytes in UTF-8, and the server's key encrypts at most {most}; choose a shorter one"
            )));
        }
        let encrypted = self.0.encrypt(bytes);
        let encrypted =
            encrypted.ok_or_else(|| Error::argument("the password could not be encrypted with the server's key"))?;
        Ok(BASE64_STANDARD.encode(encrypted).into())
    }
}

/// The key of a client and all that derive from it: given, or fetched when it is first needed.
#[derive(Default)]
pub(crate) struct KeyCache {
    given: bool,
    key: Cached<PublicKey>,
}

impl KeyCache {
    pub fn fixed(key: PublicKey) -> Self {
        Self { given: true, key: Cached::new(key) }
    }
}

/// Refuses an empty password.
pub(crate) fn not_empty(password: &Secret) -> Result<(), Error> {
    match password.expose().is_empty() {
        true => Err(Error::argument("the password is empty; ask the user for it")),
        false => Ok(()),
    }
}

/// Encrypts a password for the server, with SM2 when a key for it was given.
pub(crate) async fn encrypt(client: &AuthenticationClient, password: &Secret) -> Result<Secret, Error> {
    #[cfg(feature = "sm2")]
    if client.shared().sm2.is_some() {
        return encrypt_with_sm2(client, password);
    }
    encrypt_with_rsa(client, password).await
}

/// Encrypts a password with SM2, for which a key must have been given.
pub(crate) fn encrypt_with_sm2(client: &AuthenticationClient, password: &Secret) -> Result<Secret, Error> {
    not_empty(password)?;
    #[cfg(feature = "sm2")]
    if let Some(key) = &client.shared().sm2 {
        return key.encrypt(password);
    }
    let _ = client;
    Err(Error::argument("there is no SM2 key; give it with the option sm2_public_key, of the feature sm2"))
}

/// Encrypts a password with RSA, whose key is fetched unless it was given.
pub(crate) async fn encrypt_with_rsa(client: &AuthenticationClient, password: &Secret) -> Result<Secret, Error> {
    not_empty(password)?;
    let key = client.shared().keys.key.get_or_fetch(|_| true, async |_| fetch(client).await).await?;
    key.encrypt(password)
}

/// Looks at the failure of a call that sent an encrypted password: when the server could not decrypt it, its key has
/// changed, and the next call fetches the new one.
pub(crate) async fn note_failure(client: &AuthenticationClient, error: Error) -> Error {
    let keys = &client.shared().keys;
    if error.code() == ErrorCode::PASSWORD_DECRYPTION_FAILED && !keys.given {
        keys.key.forget();
    }
    error
}

async fn fetch(client: &AuthenticationClient) -> Result<PublicKey, Error> {
    let reply = call(client, Credential::None, async |api| api.get_public_key().await).await?;
    PublicKey::parse(&reply.public_key)
        .map_err(|why| Error::new(Kind::Decode, format!("the server's password key {why}")).with_http(Some(200), None))
}
