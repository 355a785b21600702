//! The keys that the server signs tokens with, and when they have to be fetched again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::Cached;
use crate::{crypto::VerifyingKey, error::Error};

/// Keys are fetched again after this time, so that a withdrawn key does not stay trusted.
const FRESH: Duration = Duration::from_secs(60 * 60);
/// How long known keys stay in use when the server does not deliver new ones.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The minimum delay before the server is asked again about an unknown key. It keeps tokens with invented key ids from
/// causing a flood of requests.
const PAUSE: Duration = Duration::from_secs(30);
/// The minimum delay after a failed fetch when there is no usable key.
const RETRY: Duration = Duration::from_secs(1);

/// The signature algorithm of a token, as the page of the application in the Authing console shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenAlgorithm {
    /// RSA with SHA-256. The server publishes the key.
    Rs256,
    /// ECDSA with the curve P-256 and SHA-256. The server publishes the key.
    Es256,
    /// HMAC with SHA-256. The key is the [secret](crate::AuthenticationClientBuilder::app_secret) of the application, so only programs that
    /// know the secret can verify.
    Hs256,
}

impl TokenAlgorithm {
    /// Its name in the header of a token.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::Hs256 => "HS256",
        }
    }
}

/// The keys of an application, shared by all its clients.
#[derive(Default)]
pub(crate) struct SigningKeys(Cached<KeySet>);

/// The key that a token says it is signed with.
#[derive(Clone, Copy)]
pub(crate) struct KeyQuery<'a> {
    pub algorithm: TokenAlgorithm,
    /// `None` when the token does not say: then every key of the algorithm may be meant.
    pub kid: Option<&'a str>,
}

/// The keys of the last fetch, and how it went.
pub(crate) struct KeySet {
    keys: Vec<SigningKey>,
    /// When the keys came; `None` while the server has not given any.
    loaded: Option<Instant>,
    tried: Instant,
    /// Whether there were keys before, so that the fetch was for an unknown key.
    refetched: bool,
    failure: Option<Error>,
}

/// One public key of the server.
#[derive(Clone)]
pub(crate) struct SigningKey {
    pub kid: Option<String>,
    pub algorithm: TokenAlgorithm,
    pub key: VerifyingKey,
}

impl SigningKeys {
    /// A set that has the wanted key, if the server has it. `fetch` asks the server; it is told whether there are old keys.
    pub async fn find(
        &self,
        query: KeyQuery<'_>,
        fetch: impl AsyncFnOnce(bool) -> Result<Vec<SigningKey>, Error>,
    ) -> Result<Arc<KeySet>, Error> {
        let set = self.0.get_or_fetch(
            |set| set.usable(query, Instant::now()),
            async |old| {
                let fetched = fetch(old.as_ref().is_some_and(|old| old.loaded.is_some())).await;
                Ok(KeySet::new(old.as_deref(), fetched))
            },
        );
        let set = set.await?;
        match &set.failure {
            Some(failure) if !set.has(query, Instant::now()) => Err(failure.shared_clone()),
            _ => Ok(set),
        }
    }
}

impl KeySet {
    fn new(old: Option<&Self>, fetched: Result<Vec<SigningKey>, Error>) -> Self {
        let loaded = old.and_then(|old| old.loaded);
        let (tried, refetched) = (Instant::now(), loaded.is_some());
        match fetched {
            Ok(keys) => Self { keys, loaded: Some(tried), tried, refetched, failure: None },
            Err(failure) => {
                let keys = old.map(|old| old.keys.clone()).unwrap_or_default();
                Self { keys, loaded, tried, refetched, failure: Some(failure) }
            }
        }
    }

    pub fn keys(&self, query: KeyQuery<'_>) -> impl Iterator<Item = &VerifyingKey> {
        let meant = move |key: &&SigningKey| {
            let named = query.kid.is_none() || key.kid.as_deref() == query.kid;
            named && key.algorithm == query.algorithm
        };
        self.keys.iter().filter(meant).map(|key| &key.key)
    }

    fn has(&self, query: KeyQuery<'_>, now: Instant) -> bool {
        self.keys(query).next().is_some() && self.loaded.is_some_and(|loaded| now - loaded < LONGEST)
    }

    /// Whether the set need not be fetched again for this key.
    fn usable(&self, query: KeyQuery<'_>, now: Instant) -> bool {
        let limit = match (self.has(query, now), &self.failure) {
            (true, None) => FRESH,
            (true, Some(_)) => PAUSE,
            (false, Some(_)) => RETRY,
            (false, None) if self.refetched => PAUSE,
            (false, None) => return false,
        };
        now - self.tried < limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: KeyQuery<'_> = KeyQuery { algorithm: TokenAlgorithm::Rs256, kid: Some("k1") };
    const UNKNOWN: KeyQuery<'_> = KeyQuery { algorithm: TokenAlgorithm::Rs256, kid: Some("k2") };

    fn key_set(now: Instant) -> KeySet {
        let key = VerifyingKey::rs256("AQAB", "AQAB").unwrap();
        let key = SigningKey { kid: Some("k1".into()), algorithm: TokenAlgorithm::Rs256, key };
        KeySet { keys: vec![key], loaded: Some(now), tried: now, refetched: false, failure: None }
    }

    fn failed(set: KeySet, after: Duration) -> KeySet {
        KeySet { tried: set.tried + after, refetched: true, failure: Some(Error::no_token()), ..set }
    }

    #[test]
    fn a_known_key_serves_for_an_hour() {
        let now = Instant::now();
        assert!(key_set(now).usable(KNOWN, now + FRESH - RETRY));
        assert!(!key_set(now).usable(KNOWN, now + FRESH));
    }

    #[test]
    fn an_unknown_key_is_asked_for_at_once_and_then_no_more_for_a_while() {
        let now = Instant::now();
        assert!(!key_set(now).usable(UNKNOWN, now));
        let again = KeySet { refetched: true, ..key_set(now) };
        assert!(again.usable(UNKNOWN, now + PAUSE - RETRY) && !again.usable(UNKNOWN, now + PAUSE));
        let empty = KeySet { keys: vec![], ..again };
        assert!(empty.usable(KNOWN, now), "a server without keys is not asked for each token");
    }

    #[test]
    fn old_keys_serve_while_the_server_is_away_but_not_for_ever() {
        let now = Instant::now();
        let away = failed(key_set(now), FRESH);
        let later = now + FRESH;
        assert!(away.has(KNOWN, later) && away.usable(KNOWN, later + RETRY) && !away.usable(KNOWN, later + PAUSE));
        assert!(!away.usable(UNKNOWN, later + RETRY), "a new key may be there by now");
        let long_away = failed(key_set(now), LONGEST);
        assert!(!long_away.has(KNOWN, now + LONGEST) && !long_away.usable(KNOWN, now + LONGEST + RETRY));
    }
}
