use std::sync::Arc;

use super::{Claims, Session, StoreError, Stored, TokenStore};
use crate::{
    Secret, User,
    error::{Error, Kind},
};

/// How often a change is tried anew when somebody else was faster.
const TRIES: usize = 16;

/// The session of a client and its clones, and the rules by which it changes.
pub(crate) struct SessionHandle {
    store: Arc<dyn TokenStore>,
    /// Held while the token is refreshed, so that everybody who waits gets the one new token.
    pub refreshing: tokio::sync::Mutex<()>,
}

impl SessionHandle {
    pub fn new(store: impl TokenStore) -> Self {
        Self { store: Arc::new(store), refreshing: tokio::sync::Mutex::default() }
    }

    pub async fn load(&self) -> Result<Stored, Error> {
        self.store.load().await.map_err(failed)
    }

    pub async fn current(&self) -> Result<Option<Arc<Session>>, Error> {
        Ok(self.load().await?.session)
    }

    /// The session, for a call that makes no sense without one.
    pub async fn required(&self) -> Result<Arc<Session>, Error> {
        self.current().await?.ok_or_else(Error::not_logged_in)
    }

    pub async fn token(&self) -> Result<Option<Secret>, Error> {
        Ok(self.current().await?.map(|session| session.token.clone()))
    }

    /// Makes the user of a login reply the session, whoever it was before.
    pub async fn log_in(&self, user: User) -> Result<User, Error> {
        let Some(token) = user.token.clone().filter(|token| !token.expose().is_empty()) else {
            let message = "the reply cannot be read: the user has no token, so nobody is logged in";
            return Err(Error::new(Kind::Decode, message).with_reached(true));
        };
        let session = Session::new(token, Some(user.clone()));
        let stored = self.change(|_| Some(session.clone())).await;
        // The code that gave the session is spent: it must not get lost with the error.
        stored.map_err(|error| error.with_reached(true).with_session(session))?;
        Ok(user)
    }

    /// Takes over what the reply to a call of this session says of its user. A reply without token keeps the token, and
    /// a session that has changed meanwhile stays as it is.
    pub async fn keep(&self, sent: &Secret, user: User) -> Result<User, Error> {
        let stored = self.change(|current| {
            let current = current.filter(|session| session.token == *sent)?;
            let token = user.token.clone().filter(|token| !token.expose().is_empty());
            Some(Session::new(token.unwrap_or_else(|| current.token.clone()), Some(user.clone())))
        });
        stored.await.map_err(|error| error.with_reached(true))?;
        Ok(user)
    }

    /// Sets the token. The stored user stays only if the token names that same user.
    pub async fn set_token(&self, token: Secret) -> Result<(), Error> {
        let user_id = Claims::of(&token).and_then(|claims| claims.user_id);
        self.change(|current| {
            let same = |user: &&User| Some(&user.id) == user_id.as_ref();
            Some(Session::new(token.clone(), current.and_then(Session::user).filter(same).cloned()))
        })
        .await
    }

    /// Sets the user, with the user's own token or else the stored one.
    pub async fn set_user(&self, user: User) -> Result<(), Error> {
        let own = user.token.clone().filter(|token| !token.expose().is_empty());
        if own.is_none() {
            self.required().await?;
        }
        self.change(|current| {
            let token = own.clone().or_else(|| current.map(|session| session.token.clone()))?;
            Some(Session::new(token, Some(user.clone())))
        })
        .await
    }

    pub async fn clear(&self) -> Result<(), Error> {
        self.store.clear().await.map_err(failed)
    }

    /// Puts `new` in the place of the session that was seen; false when that one is gone.
    pub async fn replace(&self, seen: &Stored, new: Session) -> Result<bool, Error> {
        self.store.replace(seen.version, Arc::new(new)).await.map_err(failed)
    }

    /// Changes the session, or leaves it when `new` gives nothing. Tries again when somebody else was faster.
    async fn change(&self, new: impl Fn(Option<&Session>) -> Option<Session>) -> Result<(), Error> {
        for _ in 0..TRIES {
            let stored = self.load().await?;
            let Some(session) = new(stored.session.as_deref()) else { return Ok(()) };
            if self.replace(&stored, session).await? {
                return Ok(());
            }
        }
        Err(Error::new(
            Kind::Store,
            "the token store kept changing under the hand; are many programs logging in to it?",
        ))
    }
}

fn failed(error: StoreError) -> Error {
    let message = error.to_string();
    let kind = Error::new(Kind::Store, message);
    match std::error::Error::source(&error) {
        Some(_) => kind.with_source(error),
        None => kind,
    }
}
