//! Fetching the keys that the server signs tokens with.

use std::sync::Arc;

use crate::{
    client::AuthenticationClient,
    core::{KeyQuery, KeySet, SigningKey, TokenAlgorithm},
    crypto::VerifyingKey,
    error::{Error, Kind},
    generated::types::Jwk,
};

/// A set that has the wanted key, if the server has it.
pub(super) async fn find(client: &AuthenticationClient, query: KeyQuery<'_>) -> Result<Arc<KeySet>, Error> {
    let core = client.core();
    let fetch = async |has_old_keys| {
        let api = client.anonymous();
        let reply = api.get_jwks();
        let reply = match has_old_keys {
            false => reply.await,
            // Going on with the old keys takes some of the time.
            true => tokio::time::timeout(client.context().settings.timeout / 2, reply).await.unwrap_or_else(|_| {
                Err(Error::new(Kind::TimedOut, "the server did not give its signing keys in time").with_reached(true))
            }),
        };
        Ok(reply?.keys.iter().filter_map(signing_key).collect())
    };
    core.signing_keys.find(query, fetch).await
}

/// `None` for a key of another kind or for another use. A shared key (`oct`) is never published.
fn signing_key(jwk: &Jwk) -> Option<SigningKey> {
    let text = |member: &Option<String>| member.clone().filter(|text| !text.is_empty());
    if jwk.use_.as_deref().is_some_and(|use_| use_ != "sig") {
        return None;
    }
    let (algorithm, key) = match (&*jwk.kty, jwk.crv.as_deref()) {
        ("RSA", _) => (TokenAlgorithm::Rs256, VerifyingKey::rs256(jwk.n.as_deref()?, jwk.e.as_deref()?)),
        ("EC", Some("P-256")) => (TokenAlgorithm::Es256, VerifyingKey::es256(jwk.x.as_deref()?, jwk.y.as_deref()?)),
        _ => return None,
    };
    let fits = text(&jwk.alg).is_none_or(|alg| alg == algorithm.name());
    Some(SigningKey { kid: text(&jwk.kid), algorithm, key: key? }).filter(|_| fits)
}
