//! Encrypting a password for the server, with a key that is fetched when it is first needed.

use super::require_password;
use crate::{
    client::AuthenticationClient,
    crypto::PublicKey,
    error::{Error, Kind},
    model::{EncryptedPassword, Secret},
};

/// Encrypts a password, with SM2 when a key for it was given, else with RSA.
pub(crate) async fn encrypt(client: &AuthenticationClient, password: &Secret) -> Result<EncryptedPassword, Error> {
    #[cfg(feature = "sm2")]
    if client.core().sm2.is_some() {
        return encrypt_with_sm2(client, password);
    }
    encrypt_with_rsa(client, password).await
}

/// Encrypts a password with SM2, for which a key must have been given.
pub(crate) fn encrypt_with_sm2(client: &AuthenticationClient, password: &Secret) -> Result<EncryptedPassword, Error> {
    require_password(password)?;
    #[cfg(feature = "sm2")]
    if let Some(key) = &client.core().sm2 {
        return Ok(key.encrypt(password)?);
    }
    let _ = client;
    Err(Error::argument("there is no SM2 key; give it with the option sm2_public_key, of the feature sm2"))
}

/// Encrypts a password with RSA, whose key is fetched unless it was given.
pub(crate) async fn encrypt_with_rsa(
    client: &AuthenticationClient,
    password: &Secret,
) -> Result<EncryptedPassword, Error> {
    require_password(password)?;
    if cfg!(not(feature = "password")) {
        return Err(Error::argument("this build cannot encrypt passwords with RSA; switch on the feature password"));
    }
    let key = client.core().password_key.get_or_fetch(async || fetch(client).await).await?;
    Ok(key.encrypt(password)?)
}

async fn fetch(client: &AuthenticationClient) -> Result<PublicKey, Error> {
    let reply = client.anonymous().get_public_key().await?;
    PublicKey::parse(&reply.public_key)
        .map_err(|why| Error::new(Kind::Decode, format!("the server's password key {why}")).with_http(Some(200), None))
}
