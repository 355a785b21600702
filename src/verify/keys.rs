//! The signing keys of the server, and the rules for fetching them again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jsonwebtoken::DecodingKey;

use super::TokenAlgorithm;
use crate::{
    AuthenticationClient, Error,
    cached::Cached,
    error::Kind,
    generated::types::Jwk,
    wire::{Credential, call},
};

/// Keys are fetched again after this time, so that a withdrawn key does not stay trusted.
const FRESH: Duration = Duration::from_secs(60 * 60);
/// How long known keys stay in use when the server does not deliver new ones.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The minimum delay before the server is asked again about an unknown key. It keeps tokens with invented key ids from
/// causing a flood of requests.
const PAUSE: Duration = Duration::from_secs(30);
/// The minimum delay after a failed fetch when there is no usable key.
const RETRY: Duration = Duration::from_secs(1);

/// The signing keys of an application, shared by all its clients.
#[derive(Default)]
pub(crate) struct SigningKeys(Cached<Ring>);

/// The key that a token claims to be signed with.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub algorithm: TokenAlgorithm,
    /// `None` when the token has no key id: every key of the algorithm is tried then.
    pub kid: Option<&'a str>,
}

/// The outcome of the last fetch.
pub(super) struct Ring {
    keys: Vec<Key>,
    /// When the keys were fetched; `None` before the first successful fetch.
    loaded: Option<Instant>,
    tried: Instant,
    /// Whether this was a repeated fetch, so that the server has already been asked about an unknown key.
    asked_anew: bool,
    failure: Option<Error>,
}

#[derive(Clone)]
struct Key {
    kid: Option<String>,
    algorithm: TokenAlgorithm,
    key: DecodingKey,
}

impl SigningKeys {
    /// Returns the current keys; they contain the wanted key if the server has it.
    pub(super) async fn find(&self, client: &AuthenticationClient, wanted: Wanted<'_>) -> Result<Arc<Ring>, Error> {
        let ring = self.0.get_or_fetch(
            |ring| ring.serves(wanted, Instant::now()),
            async |old| Ok(fetch(client, old.as_deref()).await),
        );
        let ring = ring.await?;
        match &ring.failure {
            Some(failure) if !ring.has(wanted, Instant::now()) => Err(failure.repeated()),
            _ => Ok(ring),
        }
    }
}

impl Ring {
    pub fn keys(&self, wanted: Wanted<'_>) -> impl Iterator<Item = &DecodingKey> {
        let meant = move |key: &&Key| {
            let named = wanted.kid.is_none() || key.kid.as_deref() == wanted.kid;
            named && key.algorithm == wanted.algorithm
        };
        self.keys.iter().filter(meant).map(|key| &key.key)
    }

    fn has(&self, wanted: Wanted<'_>, now: Instant) -> bool {
        self.keys(wanted).next().is_some() && self.loaded.is_some_and(|loaded| now - loaded < LONGEST)
    }

    /// Whether these keys can be used for the wanted key without a new fetch.
    fn serves(&self, wanted: Wanted<'_>, now: Instant) -> bool {
        let limit = match (self.has(wanted, now), &self.failure) {
            (true, None) => FRESH,
            (true, Some(_)) => PAUSE,
            (false, Some(_)) => RETRY,
            (false, None) if self.asked_anew => PAUSE,
            (false, None) => return false,
        };
        now - self.tried < limit
    }
}

async fn fetch(client: &AuthenticationClient, old: Option<&Ring>) -> Ring {
    let reply = call(client, Credential::None, async |api| api.get_jwks().await);
    let loaded = old.and_then(|old| old.loaded);
    let reply = match loaded {
        None => reply.await,
        // With old keys at hand, the fetch gets half of the timeout, so that the call can still succeed with them.
        Some(_) => tokio::time::timeout(client.shared().timeout / 2, reply).await.unwrap_or_else(|_| {
            Err(Error::new(Kind::TimedOut, "the server did not give its signing keys in time").with_reached(true))
        }),
    };
    let (tried, asked_anew) = (Instant::now(), loaded.is_some());
    match reply {
        Ok(set) => {
            let keys = set.keys.iter().filter_map(Key::of).collect();
            Ring { keys, loaded: Some(tried), tried, asked_anew, failure: None }
        }
        Err(failure) => {
            let keys = old.map(|old| old.keys.clone()).unwrap_or_default();
            Ring { keys, loaded, tried, asked_anew, failure: Some(failure) }
        }
    }
}

impl Key {
    /// Returns `None` for a key of another type or use. A symmetric key (`oct`) must not be published and is ignored
    /// too.
    fn of(jwk: &Jwk) -> Option<Self> {
        let text = |member: &Option<String>| member.clone().filter(|text| !text.is_empty());
        if jwk.use_.as_deref().is_some_and(|use_| use_ != "sig") {
            return None;
        }
        let (algorithm, key) = match (&*jwk.kty, jwk.crv.as_deref()) {
            ("RSA", _) => {
                (TokenAlgorithm::Rs256, DecodingKey::from_rsa_components(jwk.n.as_deref()?, jwk.e.as_deref()?))
            }
            ("EC", Some("P-256")) => {
                (TokenAlgorithm::Es256, DecodingKey::from_ec_components(jwk.x.as_deref()?, jwk.y.as_deref()?))
            }
            _ => return None,
        };
        let fits = text(&jwk.alg).is_none_or(|alg| alg == algorithm.name());
        Some(Self { kid: text(&jwk.kid), algorithm, key: key.ok()? }).filter(|_| fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Wanted<'_> = Wanted { algorithm: TokenAlgorithm::Rs256, kid: Some("k1") };
    const UNKNOWN: Wanted<'_> = Wanted { algorithm: TokenAlgorithm::Rs256, kid: Some("k2") };

    fn ring(now: Instant) -> Ring {
        let key = DecodingKey::from_rsa_components("AQAB", "AQAB").unwrap();
        let key = Key { kid: Some("k1".into()), algorithm: TokenAlgorithm::Rs256, key };
        Ring { keys: vec![key], loaded: Some(now), tried: now, asked_anew: false, failure: None }
    }

    fn failed(ring: Ring, after: Duration) -> Ring {
        Ring { tried: ring.tried + after, asked_anew: true, failure: Some(Error::no_token()), ..ring }
    }

    #[test]
    fn a_known_key_serves_for_an_hour() {
        let now = Instant::now();
        assert!(ring(now).serves(KNOWN, now + FRESH - RETRY));
        assert!(!ring(now).serves(KNOWN, now + FRESH));
    }

    #[test]
    fn an_unknown_key_is_asked_for_at_once_and_then_no_more_for_a_while() {
        let now = Instant::now();
        assert!(!ring(now).serves(UNKNOWN, now));
        let again = Ring { asked_anew: true, ..ring(now) };
        assert!(again.serves(UNKNOWN, now + PAUSE - RETRY) && !again.serves(UNKNOWN, now + PAUSE));
        let empty = Ring { keys: vec![], ..again };
        assert!(empty.serves(KNOWN, now), "a server without keys is not asked for each token");
    }

    #[test]
    fn old_keys_serve_while_the_server_is_away_but_not_for_ever() {
        let now = Instant::now();
        let away = failed(ring(now), FRESH);
        let later = now + FRESH;
        assert!(away.has(KNOWN, later) && away.serves(KNOWN, later + RETRY) && !away.serves(KNOWN, later + PAUSE));
        assert!(!away.serves(UNKNOWN, later + RETRY), "a new key may be there by now");
        let long_away = failed(ring(now), LONGEST);
        assert!(!long_away.has(KNOWN, now + LONGEST) && !long_away.serves(KNOWN, now + LONGEST + RETRY));
    }
}
