use std::sync::Arc;

use super::{Claims, Session, StoreError, Stored, TokenStore};
use crate::{
    Secret, TokenSet, User,
    error::{Error, Kind},
};

/// How often a change is attempted when other programs change the session at the same time.
const TRIES: usize = 16;

/// The session of a client and its clones, and the rules for changing it.
pub(crate) struct SessionHandle {
    store: Arc<dyn TokenStore>,
    /// Held during a refresh, so that concurrent calls get the same new token.
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

    /// The session, for a call that requires one.
    pub async fn required(&self) -> Result<Arc<Session>, Error> {
        self.current().await?.ok_or_else(Error::not_logged_in)
    }

    /// The token of the session and the id of its user, for a call that must name the user.
    pub async fn identified(&self) -> Result<(Secret, String), Error> {
        let session = self.required().await?;
        let id = session.user_id().ok_or_else(Error::nameless_token)?;
        Ok((session.token.clone(), id))
    }

    pub async fn token(&self) -> Result<Option<Secret>, Error> {
        Ok(self.current().await?.map(|session| session.token.clone()))
    }

    /// Stores the session of a login reply, replacing any earlier session.
    pub async fn log_in(&self, user: User) -> Result<User, Error> {
        let Some(token) = own_token(&user) else {
            return Err(Error::no_token());
        };
        self.begin(Session::new(token, Some(user.clone()))).await?;
        Ok(user)
    }

    /// Stores this session, replacing any earlier session.
    pub async fn begin(&self, session: Session) -> Result<(), Error> {
        let session = Arc::new(session);
        let stored = self.change(|_| Some(Arc::clone(&session))).await;
        // The code is spent, so the session must not be lost with the error.
        stored.map(drop).map_err(|error| error.with_reached(true).with_session(session))
    }

    /// Stores the session of a registration, or changes nothing when the reply has no token.
    pub async fn register(&self, user: User) -> Result<User, Error> {
        match own_token(&user) {
            Some(_) => self.log_in(user).await,
            None => Ok(user),
        }
    }

    /// Stores the user from the reply to a call of this session. A reply without a token keeps the token, and a session
    /// that has changed during the call stays as it is.
    pub async fn keep(&self, sent: &Secret, user: User) -> Result<User, Error> {
        let stored = self.change(|current| {
            let current = current.filter(|session| session.token == *sent)?;
            let token = own_token(&user).unwrap_or_else(|| current.token.clone());
            Some(Arc::new(Session::new(token, Some(user.clone()))))
        });
        stored.await.map_err(|error| error.with_reached(true))?;
        Ok(user)
    }

    /// Replaces the token that was sent by a new one, and returns the resulting session.
    ///
    /// That is another session if another program has renewed the token during the call, and none if the user has
    /// logged out, which must not be undone.
    pub async fn renew(&self, sent: &Secret, fresh: &Secret) -> Result<Option<Arc<Session>>, Error> {
        let stored = self.change(|current| {
            let current = current.filter(|session| session.token == *sent)?;
            Some(Arc::new(Session::new(fresh.clone(), current.user.clone())))
        });
        // The old token may be spent, so the new one must not be lost with the error.
        let session = || Arc::new(Session::new(fresh.clone(), None));
        stored.await.map_err(|error| error.with_reached(true).with_session(session()))
    }

    /// Stores the ID token of a code exchange as the session. The stored user stays only if it is the same user.
    pub async fn log_in_with(&self, tokens: &TokenSet) -> Result<(), Error> {
        let Some(token) = id_token(tokens) else { return Ok(()) };
        self.set_token(token.clone()).await.map_err(|error| spent(error, token, tokens))
    }

    /// Replaces the token of the session by an ID token, if the session belongs to the same user or nobody is logged
    /// in. A session that has changed during the call stays as it is.
    pub async fn renew_with(&self, before: Option<&Session>, tokens: &TokenSet) -> Result<(), Error> {
        let Some(token) = id_token(tokens) else { return Ok(()) };
        let user_id = Claims::of(token).and_then(|claims| claims.user_id);
        let renewed = self.change(|current| {
            let same = current.map(|session| &session.token) == before.map(|session| &session.token);
            let of_the_user = current.is_none_or(|session| user_id.is_some() && session.user_id() == user_id);
            let user = current.and_then(|session| session.user.clone());
            (same && of_the_user).then(|| Arc::new(Session::new(token.clone(), user)))
        });
        renewed.await.map(drop).map_err(|error| spent(error, token, tokens))
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
            let token = own_token(&user).or_else(|| current.map(|session| session.token.clone()))?;
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
        for _ in 0..TRIES {
            let stored = self.load().await?;
            let Some(session) = new(stored.session.as_ref()) else { return Ok(stored.session) };
            if self.store.replace(stored.version, Arc::clone(&session)).await.map_err(failed)? {
                return Ok(Some(session));
            }
        }
        Err(Error::new(
            Kind::Store,
            "the token store kept changing under the hand; are many programs logging in to it?",
        ))
    }
}

/// The ID token, which other calls accept as the token of the user. OAuth 2.0 has none.
fn id_token(tokens: &TokenSet) -> Option<&Secret> {
    tokens.id_token.as_ref().filter(|token| !token.expose().is_empty())
}

/// Adds the tokens to the error, because the code or refresh token is spent.
fn spent(error: Error, token: &Secret, tokens: &TokenSet) -> Error {
    let session = Arc::new(Session::new(token.clone(), None));
    error.with_reached(true).with_session(session).with_tokens(tokens.clone())
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
