use std::sync::Arc;

use tokio::sync::Mutex;

use super::{StoreError, Stored, TokenStore, backoff::Backoff, store::TRIES};
use crate::{
    core::{SingleFlight, progress::store_in_time},
    error::{Error, Kind},
    generated::types::{TokenSet, User},
    model::{Claims, Secret, Session},
};

/// The session of a client and its clones, and the rules for changing it.
pub(crate) struct SessionHandle {
    store: Arc<dyn TokenStore>,
    /// Merges concurrent refreshes, so that they get the same new token or the same failure.
    pub refreshing: SingleFlight,
    /// Held during a change that depends on the current session, so that the clones of a client do not compete.
    changing: Mutex<()>,
}

/// What a reply has brought. It must not get lost if it cannot be stored, because the code or the token that gave it may
/// be spent.
struct Obtained<'a> {
    session: Arc<Session>,
    tokens: Option<&'a TokenSet>,
}

impl SessionHandle {
    pub fn new(store: impl TokenStore) -> Self {
        Self { store: Arc::new(store), refreshing: SingleFlight::default(), changing: Mutex::default() }
    }

    pub async fn load(&self) -> Result<Stored, Error> {
        self.store.load().await.map_err(failed)
    }

    pub async fn current(&self) -> Result<Option<Arc<Session>>, Error> {
        Ok(self.load().await?.session)
    }

    /// The session, for a call that requires one.
    pub async fn required(&self) -> Result<Arc<Session>, Error> {
        self.current().await?.ok_or_else(Error::not_logged_in)
    }

    /// The token of the session and the id of its user, for a call that must name the user.
    pub async fn identified(&self) -> Result<(Secret, String), Error> {
        let session = self.required().await?;
        let id = session.user_id().ok_or_else(Error::token_without_user)?;
        Ok((session.token().clone(), id))
    }

    pub async fn token(&self) -> Result<Option<Secret>, Error> {
        Ok(self.current().await?.map(|session| session.token().clone()))
    }

    /// Runs a login and makes its user the session, in place of any earlier one.
    ///
    /// The store is read first: what a login consumes, such as a one-time code, must not be spent for a session that cannot
    /// be stored.
    pub async fn log_in(&self, login: impl Future<Output = Result<User, Error>>) -> Result<User, Error> {
        self.load().await?;
        self.store_login(login.await?).await
    }

    /// The same for a call whose reply may have no token, such as a registration; then the session stays as it is.
    pub async fn register(&self, registration: impl Future<Output = Result<User, Error>>) -> Result<User, Error> {
        self.load().await?;
        let user = registration.await?;
        match own_token(&user) {
            Some(_) => self.store_login(user).await,
            None => Ok(user),
        }
    }

    /// Makes the user of a login that has happened elsewhere the session.
    pub async fn store_login(&self, user: User) -> Result<User, Error> {
        let token = own_token(&user).ok_or_else(Error::no_token)?;
        self.replace(Session::new(token, Some(user.clone()))).await?;
        Ok(user)
    }

    /// Makes this the session, in place of any earlier one.
    pub async fn replace(&self, session: Session) -> Result<(), Error> {
        let session = Arc::new(session);
        let stored = async { self.store.put(Arc::clone(&session)).await.map_err(failed) };
        Obtained::new(&session).keep(stored).await
    }

    /// Takes over what the reply to a call of this session says of its user. A reply without token keeps the token, and
    /// a session that has changed meanwhile stays as it is.
    pub async fn update_user(&self, sent: &Secret, user: User) -> Result<User, Error> {
        let stored = self.change(|current| {
            let current = current.filter(|session| session.token() == sent)?;
            let token = own_token(&user).unwrap_or_else(|| current.token().clone());
            Some(Arc::new(Session::new(token, Some(user.clone()))))
        });
        match own_token(&user).filter(|token| token != sent) {
            Some(fresh) => Obtained::new(&Arc::new(Session::new(fresh, Some(user.clone())))).keep(stored).await?,
            None => store_in_time(stored).await.map_err(|error| error.with_reached(true))?,
        };
        Ok(user)
    }

    /// Replaces the token that was sent by a new one, and returns the resulting session.
    ///
    /// That is another session if another program has renewed the token during the call, and none if the user has
    /// logged out, which must not be undone.
    pub async fn renew(&self, sent: &Secret, fresh: &Secret) -> Result<Option<Arc<Session>>, Error> {
        let stored = self.change(|current| {
            let current = current.filter(|session| session.token() == sent)?;
            Some(Arc::new(Session::new(fresh.clone(), current.user().cloned())))
        });
        Obtained::new(&Arc::new(Session::new(fresh.clone(), None))).keep(stored).await
    }

    /// Makes the user that the id token of a code exchange names the session. The profile is kept if the same user was stored.
    pub async fn log_in_with_tokens(&self, tokens: &TokenSet) -> Result<(), Error> {
        let Some(token) = id_token(tokens) else { return Ok(()) };
        Obtained::tokens(token, tokens).keep(self.set_token(token.clone())).await
    }

    /// Puts the id token that was obtained with another of the same user in the place of the session's token; one that
    /// nobody has is anybody's. A session that has changed meanwhile stays as it is.
    pub async fn renew_with_tokens(&self, before: Option<&Session>, tokens: &TokenSet) -> Result<(), Error> {
        let Some(token) = id_token(tokens) else { return Ok(()) };
        let user_id = Claims::of(token).and_then(|claims| claims.user_id);
        let renewed = self.change(|current| {
            let same = current.map(|session| session.token()) == before.map(Session::token);
            let of_the_user = current.is_none_or(|session| user_id.is_some() && session.user_id() == user_id);
            let user = current.and_then(|session| session.user().cloned());
            (same && of_the_user).then(|| Arc::new(Session::new(token.clone(), user)))
        });
        Obtained::tokens(token, tokens).keep(renewed).await.map(drop)
    }

    /// Sets the token. The stored user stays only if the token names the same user.
    pub async fn set_token(&self, token: Secret) -> Result<(), Error> {
        let user_id = Claims::of(&token).and_then(|claims| claims.user_id);
        let set = self.change(|current| {
            let same = |user: &&User| Some(&user.id) == user_id.as_ref();
            let user = current.and_then(|session| session.user()).filter(same).cloned();
            Some(Arc::new(Session::new(token.clone(), user)))
        });
        set.await.map(drop)
    }

    /// Sets the user, with the user's own token or else the stored one.
    pub async fn set_user(&self, user: User) -> Result<(), Error> {
        let set = self.change(|current| {
            let token = own_token(&user).or_else(|| current.map(|session| session.token().clone()))?;
            Some(Arc::new(Session::new(token, Some(user.clone()))))
        });
        set.await?.map(drop).ok_or_else(Error::not_logged_in)
    }

    pub async fn clear(&self) -> Result<(), Error> {
        self.store.clear().await.map_err(failed)
    }

    /// Changes the session, or leaves it unchanged when `new` returns `None`; returns the resulting session.
    ///
    /// Tries again when another program has changed the session in between.
    async fn change(
        &self,
        new: impl Fn(Option<&Arc<Session>>) -> Option<Arc<Session>>,
    ) -> Result<Option<Arc<Session>>, Error> {
        let _in_turn = self.changing.lock().await;
        let mut backoff = Backoff::default();
        for _ in 0..TRIES {
            let stored = self.load().await?;
            let Some(session) = new(stored.session.as_ref()) else { return Ok(stored.session) };
            if self.store.replace(stored.version, Arc::clone(&session)).await.map_err(failed)? {
                return Ok(Some(session));
            }
            backoff.pause().await;
        }
        Err(failed(StoreError::too_many_updates()))
    }
}

impl<'a> Obtained<'a> {
    fn new(session: &Arc<Session>) -> Self {
        Self { session: Arc::clone(session), tokens: None }
    }

    fn tokens(token: &Secret, tokens: &'a TokenSet) -> Self {
        Self { session: Arc::new(Session::new(token.clone(), None)), tokens: Some(tokens) }
    }

    /// Stores it, outside of the timeout of the call. If that fails, the error has it.
    async fn keep<T>(self, storing: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        store_in_time(storing).await.map_err(|error| {
            let error = error.with_reached(true).with_session(self.session);
            match self.tokens {
                Some(tokens) => error.with_tokens(tokens.clone()),
                None => error,
            }
        })
    }
}

/// The ID token, which other calls accept as the token of the user. OAuth 2.0 has none.
fn id_token(tokens: &TokenSet) -> Option<&Secret> {
    tokens.id_token.as_ref().filter(|token| !token.expose().is_empty())
}

/// The token of the user in a reply, unless it is empty.
fn own_token(user: &User) -> Option<Secret> {
    user.token.clone().filter(|token| !token.expose().is_empty())
}

fn failed(error: StoreError) -> Error {
    let message = error.to_string();
    let kind = Error::new(Kind::Store, message);
    match std::error::Error::source(&error) {
        Some(_) => kind.with_source(error),
        None => kind,
    }
}
