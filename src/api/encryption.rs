//! Encrypting a password for the server, with a key that is fetched when it is first needed.

use std::sync::Arc;

use super::require_password;
use crate::{
    client::AuthenticationClient,
    crypto::PublicKey,
    error::{Error, Kind},
    generated::{open::PasswordEncryptType, types::SystemInfo},
    model::{EncryptedPassword, InvalidValue, Secret},
};

/// The API that a password is encrypted for. Each publishes keys of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Api {
    V2,
    V3,
}

/// Returns the encryption that a client prefers: SM2 if the option `sm2_public_key` is set, else RSA.
pub(crate) fn preferred(client: &AuthenticationClient) -> PasswordEncryptType {
    #[cfg(feature = "sm2")]
    if client.core().sm2.is_some() {
        return PasswordEncryptType::SM2;
    }
    let _ = client;
    PasswordEncryptType::RSA
}

/// Encrypts a password with this method.
pub(crate) async fn encrypt_as(
    client: &AuthenticationClient,
    api: Api,
    kind: &PasswordEncryptType,
    password: &Secret,
) -> Result<EncryptedPassword, Error> {
    match (kind.as_str(), api) {
        ("rsa", Api::V2) => encrypt_with_rsa(client, password).await,
        ("rsa", Api::V3) => encrypt_for_v3(client, password).await,
        #[cfg(feature = "sm2")]
        ("sm2", Api::V3) if client.core().sm2.is_none() => {
            require_password(password)?;
            let system = system(client).await?;
            let key = system.sm2.as_ref().and_then(|sm2| sm2.public_key.as_deref()).ok_or_else(|| no_key("SM2"))?;
            let key = crate::crypto::Sm2Key::parse(key).map_err(|why| unusable("SM2", why))?;
            Ok(key.encrypt(password)?)
        }
        ("sm2", _) => encrypt_with_sm2(client, password),
        _ => Err(Error::argument(format!("password_encrypt_type {kind} is not known here; choose NONE, RSA or SM2"))),
    }
}

/// Encrypts a password with the RSA key of the option `public_key`, or else with the one that the server publishes for the v3
/// API.
async fn encrypt_for_v3(client: &AuthenticationClient, password: &Secret) -> Result<EncryptedPassword, Error> {
    require_password(password)?;
    require_rsa()?;
    if let Some(key) = client.core().password_key.given() {
        return Ok(key.encrypt(password)?);
    }
    let system = system(client).await?;
    let key = system.rsa.as_ref().and_then(|rsa| rsa.public_key.as_deref()).ok_or_else(|| no_key("RSA"))?;
    Ok(PublicKey::parse(key).map_err(|why| unusable("RSA", why))?.encrypt(password)?)
}

/// Refuses RSA in a build without it, before a key is fetched.
fn require_rsa() -> Result<(), Error> {
    match cfg!(feature = "password") {
        true => Ok(()),
        false => {
            Err(Error::configuration("this build cannot encrypt passwords with RSA; switch on the feature password"))
        }
    }
}

/// Returns the system information of the server, which is fetched once.
async fn system(client: &AuthenticationClient) -> Result<Arc<SystemInfo>, Error> {
    let fetch = async |_| client.anonymous().get_system_info_v3().await;
    client.core().system.get_or_fetch(|_| true, fetch).await
}

fn no_key(kind: &str) -> Error {
    let message = format!("the server publishes no {kind} key for passwords; choose another password_encrypt_type");
    Error::new(Kind::Decode, message).with_http(Some(200), None)
}

fn unusable(kind: &str, why: InvalidValue) -> Error {
    Error::new(Kind::Decode, format!("the server's {kind} key for passwords {why}")).with_http(Some(200), None)
}

/// Encrypts a password, with SM2 if the option `sm2_public_key` is set, else with RSA.
pub(crate) async fn encrypt(client: &AuthenticationClient, password: &Secret) -> Result<EncryptedPassword, Error> {
    #[cfg(feature = "sm2")]
    if client.core().sm2.is_some() {
        return encrypt_with_sm2(client, password);
    }
    encrypt_with_rsa(client, password).await
}

/// Encrypts a password with SM2 and the key of the option `sm2_public_key`.
pub(crate) fn encrypt_with_sm2(client: &AuthenticationClient, password: &Secret) -> Result<EncryptedPassword, Error> {
    require_password(password)?;
    #[cfg(feature = "sm2")]
    if let Some(key) = &client.core().sm2 {
        return Ok(key.encrypt(password)?);
    }
    let _ = client;
    Err(Error::configuration("no SM2 key is set; set the option sm2_public_key, which needs the feature sm2"))
}

/// Encrypts a password with RSA. The key is fetched unless the option `public_key` is set.
pub(crate) async fn encrypt_with_rsa(
    client: &AuthenticationClient,
    password: &Secret,
) -> Result<EncryptedPassword, Error> {
    require_password(password)?;
    require_rsa()?;
    let key = client.core().password_key.get_or_fetch(async || fetch(client).await).await?;
    Ok(key.encrypt(password)?)
}

async fn fetch(client: &AuthenticationClient) -> Result<PublicKey, Error> {
    let reply = client.anonymous().get_public_key().await?;
    PublicKey::parse(&reply.public_key)
        .map_err(|why| Error::new(Kind::Decode, format!("the server's password key {why}")).with_http(Some(200), None))
}
