//! The rules for changing the session of a client.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::{StoreError, Stored, TokenStore, store::TRIES};
use crate::{
    core::{Backoff, Clock, progress::store_in_time},
    error::{Error, Kind},
    generated::types::{TokenSet, User},
    model::{Claims, Secret, Session, Shared},
};

/// The session of a client and its clones, and the rules for changing it.
pub(crate) struct SessionHandle {
    pub(super) store: Arc<dyn TokenStore>,
    /// Held during a change that depends on the current session, so that the clones of a client do not compete.
    changing: Mutex<()>,
}

/// What a reply has brought. If it cannot be stored, the error has it, because the code or the token that it was exchanged for may
/// be spent.
struct Obtained<'a> {
    session: Option<Arc<Session>>,
    tokens: Option<&'a TokenSet>,
}

impl SessionHandle {
    pub fn new(store: impl TokenStore) -> Self {
        Self { store: Arc::new(store), changing: Mutex::default() }
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

    /// The token of the session, for a call that requires one.
    pub async fn required_token(&self) -> Result<Secret, Error> {
        Ok(self.required().await?.token().clone())
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

    /// Runs a login and stores its user as the session, in place of any earlier one.
    ///
    /// The store is read first: what a login consumes, such as a one-time code, must not be spent for a session that cannot
    /// be stored.
    pub async fn log_in(&self, login: impl Future<Output = Result<Shared<User>, Error>>) -> Result<User, Error> {
        self.load().await?;
        let user = login.await?;
        self.store_login(&user).await?;
        Ok(user.into_value())
    }

    /// The same for a call whose reply may have no token, such as a registration; then the session stays as it is.
    pub async fn register(
        &self,
        registration: impl Future<Output = Result<Shared<User>, Error>>,
    ) -> Result<User, Error> {
        self.load().await?;
        let user = registration.await?;
        if own_token(&user.0).is_some() {
            self.store_login(&user).await?;
        }
        Ok(user.into_value())
    }

    /// Stores the user of a login as the session, in place of any earlier one. Fails if the user has no token.
    pub async fn store_login(&self, Shared(user): &Shared<User>) -> Result<(), Error> {
        let token = own_token(user).ok_or_else(Error::no_token)?;
        self.replace(Arc::new(Session::sharing(token, Some(Arc::clone(user))))).await
    }

    /// Stores this session, in place of any earlier one.
    pub async fn replace(&self, session: Arc<Session>) -> Result<(), Error> {
        let stored = async { self.store.put(Arc::clone(&session)).await.map_err(failed) };
        Obtained::new(&session).keep(stored).await
    }

    /// Stores the user from the reply to a call of this session. If the reply has no token, the session keeps its own. A session
    /// that has changed during the call stays as it is.
    pub async fn update_user(&self, sent: &Secret, Shared(user): Shared<User>) -> Result<User, Error> {
        let stored = self.change(|current| {
            let current = current.filter(|session| session.token() == sent)?;
            let token = own_token(&user).unwrap_or_else(|| current.token().clone());
            Some(Arc::new(current.with_token_and_user(token, Some(Arc::clone(&user)))))
        });
        match own_token(&user).filter(|token| token != sent) {
            Some(fresh) => {
                Obtained::new(&Arc::new(Session::sharing(fresh, Some(Arc::clone(&user))))).keep(stored).await?
            }
            None => store_in_time(stored).await.map_err(|error| error.with_reached(true))?,
        };
        Ok(Arc::unwrap_or_clone(user))
    }

    /// Replaces the token that was sent by a new one, and returns the resulting session.
    ///
    /// That is another session if another program has renewed the token during the call, and none if the user has
    /// logged out, which must not be undone.
    pub async fn renew(&self, sent: &Secret, fresh: &Secret) -> Result<Option<Arc<Session>>, Error> {
        let users = named_user(sent).zip(named_user(fresh));
        if users.is_some_and(|(before, now)| before != now) {
            let message = "the reply cannot be used: the token that it has in place of the old one is another user's";
            return Err(Error::new(Kind::Decode, message).with_reached(true));
        }
        let stored = self.change(|current| {
            let current = current.filter(|session| session.token() == sent)?;
            Some(Arc::new(current.with_token(fresh.clone())))
        });
        Obtained::new(&Arc::new(Session::new(fresh.clone(), None))).keep(stored).await
    }

    /// Stores the session of the user whom the ID token of a code exchange names. The profile is kept if the same user was stored.
    pub async fn log_in_with_tokens(&self, tokens: &TokenSet, clock: &Clock) -> Result<(), Error> {
        let Some(token) = id_token(tokens) else { return Ok(()) };
        let stored = self.change(|current| {
            let user = of_the_same_user(current, token).and_then(Session::shared_user);
            Some(Arc::new(with_tokens(Session::sharing(token.clone(), user), tokens, clock)))
        });
        Obtained::tokens(tokens, clock).keep(stored).await.map(drop)
    }

    /// Replaces the tokens of the session by those of a reply for the same user. If nobody is logged in, they begin a session.
    ///
    /// The ID token names the user. Without an ID token, or when the token of the session has changed since `before`, the tokens
    /// belong to the session only if its refresh token was `sent` for them. The session then keeps its own token.
    pub async fn renew_with_tokens(
        &self,
        before: Option<&Session>,
        sent: Option<&Secret>,
        tokens: &TokenSet,
        clock: &Clock,
    ) -> Result<(), Error> {
        let named = id_token(tokens).and_then(named_user);
        let renewed = self.change(|current| {
            let pair = |session: &Session| (session.token().clone(), session.refresh_token().cloned());
            // A newer refresh token comes from a faster exchange, whose result must stay.
            let unchanged = current.map(|session| pair(session)) == before.map(pair);
            // The server has spent this refresh token, even if the token beside it has changed.
            let own = |current: &Session| {
                let same_user = named.is_none() || current.user_id().is_none_or(|id| Some(id) == named);
                sent.is_some() && current.refresh_token() == sent && same_user
            };
            let renewed = match (id_token(tokens), current) {
                (Some(token), None) if unchanged => Session::new(token.clone(), None),
                (Some(token), Some(current)) if unchanged && named.is_some() && named == current.user_id() => {
                    current.with_token(token.clone())
                }
                // A session that only had an access token would keep the old one beside the new one.
                (id, Some(current)) if own(current) && current.access_token() == Some(current.token()) => {
                    current.with_token(id.unwrap_or(&tokens.access_token).clone())
                }
                (_, Some(current)) if own(current) => Session::clone(current),
                _ => return None,
            };
            Some(Arc::new(with_tokens(renewed, tokens, clock)))
        });
        Obtained::tokens(tokens, clock).keep(renewed).await.map(drop)
    }

    /// Sets the token. The stored user and the other tokens stay only if the token names the same user.
    pub async fn set_token(&self, token: Secret) -> Result<(), Error> {
        let set = self.change(|current| {
            let set = match of_the_same_user(current, &token) {
                Some(session) => session.with_token(token.clone()),
                None => Session::new(token.clone(), None),
            };
            Some(Arc::new(set))
        });
        set.await.map(drop)
    }

    /// Sets the user, with the user's own token or else the stored one.
    pub async fn set_user(&self, user: User) -> Result<(), Error> {
        let user = Arc::new(user);
        let set = self.change(|current| {
            let token = own_token(&user).or_else(|| current.map(|session| session.token().clone()))?;
            let set = match current.filter(|session| *session.token() == token) {
                Some(session) => session.with_token_and_user(token, Some(Arc::clone(&user))),
                None => Session::sharing(token, Some(Arc::clone(&user))),
            };
            Some(Arc::new(set))
        });
        set.await?.map(drop).ok_or_else(Error::not_logged_in)
    }

    pub async fn clear(&self) -> Result<(), Error> {
        self.store.clear().await.map_err(failed)
    }

    /// Changes the session, or leaves it unchanged when `new` returns `None`; returns the resulting session.
    ///
    /// Tries again when another program has changed the session in between.
    pub(super) async fn change(
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
        Self { session: Some(Arc::clone(session)), tokens: None }
    }

    fn tokens(tokens: &'a TokenSet, clock: &Clock) -> Self {
        let session = |token: &Secret| Arc::new(with_tokens(Session::new(token.clone(), None), tokens, clock));
        Self { session: id_token(tokens).map(session), tokens: Some(tokens) }
    }

    /// Stores what was obtained, outside of the timeout of the call. If that fails, the error has it.
    async fn keep<T>(self, storing: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        store_in_time(storing).await.map_err(|error| {
            let error = match self.session {
                Some(session) => error.with_reached(true).with_session(session),
                None => error.with_reached(true),
            };
            match self.tokens {
                Some(tokens) => error.with_tokens(tokens.clone()),
                None => error,
            }
        })
    }
}

/// Returns the session if it belongs to the user whom this token names, and so does its stored user.
fn of_the_same_user<'a>(current: Option<&'a Arc<Session>>, token: &Secret) -> Option<&'a Session> {
    let (current, id) = (current?, named_user(token)?);
    let same = current.user_id().as_ref() == Some(&id) && current.user().is_none_or(|user| user.id == id);
    same.then_some(current)
}

/// The id of the user that a token names.
fn named_user(token: &Secret) -> Option<String> {
    Claims::of(token)?.user_id
}

fn with_tokens(session: Session, tokens: &TokenSet, clock: &Clock) -> Session {
    let expires_at = clock.after(tokens.expires_in);
    session.with_tokens(Some(&tokens.access_token), tokens.refresh_token.as_ref(), expires_at)
}

/// The ID token, which other calls accept as the token of the user. OAuth 2.0 has none.
fn id_token(tokens: &TokenSet) -> Option<&Secret> {
    tokens.id_token.as_ref().filter(|token| !token.expose().is_empty())
}

/// The token of the user in a reply, unless it is empty.
fn own_token(user: &User) -> Option<Secret> {
    user.token.clone().filter(|token| !token.expose().is_empty())
}

pub(super) fn failed(error: StoreError) -> Error {
    let message = error.to_string();
    let kind = Error::new(Kind::Store, message);
    match std::error::Error::source(&error) {
        Some(_) => kind.with_source(error),
        None => kind,
    }
}
