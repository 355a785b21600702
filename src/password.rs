//! Passwords leave this machine encrypted with the server's public key.

use crate::{
    AuthenticationClient, Error, ErrorCode, Secret,
    cached::Cached,
    error::Kind,
    wire::{Bearer, call},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use rsa::{
    Pkcs1v15Encrypt, RsaPublicKey, pkcs1::DecodeRsaPublicKey as _, pkcs8::DecodePublicKey as _, rand_core::OsRng,
    traits::PublicKeyParts as _,
};

/// PKCS#1 v1.5 needs this many bytes of the block for its padding.
const PADDING: usize = 11;

/// The RSA key that passwords are encrypted with.
pub(crate) struct PublicKey(RsaPublicKey);

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
        let key = RsaPublicKey::from_public_key_der(&der).or_else(|_| RsaPublicKey::from_pkcs1_der(&der));
        key.map(Self).map_err(|_| "is no RSA public key".to_owned())
    }

    /// Encrypts UTF-8 bytes; the padding comes from the system's random numbers.
    fn encrypt(&self, password: &Secret) -> Result<Secret, Error> {
        let bytes = password.expose().as_bytes();
        let most = self.0.size().saturating_sub(PADDING);
        if bytes.len() > most {
            let length = bytes.len();
            return Err(Error::argument(format!(
                "the password has {length} bytes in UTF-8, and the server's key encrypts at most {most}; choose a shorter one"
            )));
        }
        let encrypted = self.0.encrypt(&mut OsRng, Pkcs1v15Encrypt, bytes);
        let encrypted =
            encrypted.map_err(|_| Error::argument("the password could not be encrypted with the server's key"))?;
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

/// Encrypts a password for the server.
pub(crate) async fn encrypt(client: &AuthenticationClient, password: &Secret) -> Result<Secret, Error> {
    if password.expose().is_empty() {
        return Err(Error::argument("the password is empty; ask the user for it"));
    }
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
    let reply = call(client, Bearer::None, async |api| api.get_public_key().await).await?;
    PublicKey::parse(&reply.public_key)
        .map_err(|why| Error::new(Kind::Decode, format!("the server's password key {why}")).with_http(Some(200), None))
}
