//! WeChat's access tokens in a store, which all programs for the same mini-program share.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use super::{MemorySessions, SessionHandle, SessionId, SessionStore};
use crate::{
    core::{Clock, progress::store_in_time},
    error::Error,
    generated::types::TokenSet,
    model::{Secret, Session},
};

/// A token that lives no longer than this is fetched again, because the call that it is for takes time.
const LEEWAY_SECONDS: i64 = 60;

/// WeChat's access token of a mini-program, from
/// [`get_wechat_access_token_info`](crate::V3::get_wechat_access_token_info).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WechatAccessToken {
    /// The token.
    pub access_token: Secret,
    /// When the token expires, in seconds since 1970. `None` if the server does not say so; such a token is not kept.
    pub expires_at: Option<i64>,
}

impl WechatAccessToken {
    pub(crate) fn new(access_token: Secret, expires_at: Option<i64>) -> Self {
        Self { access_token, expires_at }
    }

    /// Whether it can be used at this time, in seconds since 1970.
    fn is_usable(&self, now: i64, refused: Option<&Secret>) -> bool {
        let latest = now.saturating_add(LEEWAY_SECONDS);
        self.expires_at.is_some_and(|expires_at| expires_at > latest) && Some(&self.access_token) != refused
    }
}

/// The tokens of all mini-programs of a client.
pub(crate) struct WechatTokens {
    store: Arc<dyn SessionStore>,
    /// The handles that are open. Callers need the same handle to share a fetch if the store has no session keys.
    opened: Mutex<HashMap<String, Arc<SessionHandle>>>,
}

/// In memory, for the clients that share this value.
impl Default for WechatTokens {
    fn default() -> Self {
        Self::new(MemorySessions::new())
    }
}

impl WechatTokens {
    pub fn new(store: impl SessionStore) -> Self {
        Self { store: Arc::new(store), opened: Mutex::default() }
    }

    /// The token of a mini-program, for a caller with this secret.
    pub fn open(&self, app_id: &str, app_secret: &Secret) -> SharedWechatToken {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let handle = match opened.get(app_id) {
            Some(handle) => Arc::clone(handle),
            None => {
                let handle = Arc::new(SessionHandle::new(self.store.open(&SessionId::of_mini_program(app_id))));
                opened.insert(app_id.to_owned(), Arc::clone(&handle));
                handle
            }
        };
        let owner = hmac_sha256::HMAC::mac(app_id.as_bytes(), app_secret.expose().as_bytes());
        SharedWechatToken { handle, owner: BASE64_URL_SAFE_NO_PAD.encode(owner).into() }
    }
}

/// The token of one mini-program.
///
/// It is stored as a session, so that every store of sessions can keep it: the access token with its expiry, and in the place of the
/// user's token a hash of id and secret. A caller with another secret does not get it.
pub(crate) struct SharedWechatToken {
    pub handle: Arc<SessionHandle>,
    /// Who may have the token.
    pub owner: Secret,
}

impl SharedWechatToken {
    /// The stored token, if it can be used and is not the one that WeChat has refused.
    pub async fn look(&self, clock: &Clock, refused: Option<&Secret>) -> Result<Option<WechatAccessToken>, Error> {
        let session = self.handle.current().await?;
        let token = session.and_then(|session| self.token(&session));
        Ok(token.filter(|token| token.is_usable(clock.seconds(), refused)))
    }

    /// Stores a token that was just fetched, and returns the valid one. A token that another program has stored in the meantime and that
    /// expires later was issued later, and has invalidated this one.
    pub async fn keep(
        &self,
        fetched: WechatAccessToken,
        clock: &Clock,
        refused: Option<&Secret>,
    ) -> Result<WechatAccessToken, Error> {
        let WechatAccessToken { access_token, expires_at: Some(expires_at) } = &fetched else { return Ok(fetched) };
        let fresh = Session::new(self.owner.clone(), None);
        let fresh = Arc::new(fresh.with_access_token(access_token.clone()).with_expires_at(*expires_at));
        let stored = self.handle.change(|current| {
            let newer = current.and_then(|session| self.token(session));
            let newer = newer.filter(|token| token.is_usable(clock.seconds(), refused));
            let overwritten = newer.is_some_and(|token| token.expires_at > Some(*expires_at));
            (!overwritten).then(|| Arc::clone(&fresh))
        });
        let stored = store_in_time(stored).await.map_err(|error| {
            let expires_in = Some(expires_at.saturating_sub(clock.seconds()));
            error.with_reached(true).with_tokens(TokenSet {
                access_token: access_token.clone(),
                expires_in,
                id_token: None,
                refresh_token: None,
                scope: None,
                token_type: None,
            })
        })?;
        Ok(stored.and_then(|session| self.token(&session)).unwrap_or(fetched))
    }

    /// The token in a session, if it is that of the same owner.
    fn token(&self, session: &Session) -> Option<WechatAccessToken> {
        let access_token = session.access_token().filter(|_| *session.token() == self.owner)?;
        Some(WechatAccessToken::new(access_token.clone(), session.expires_at()))
    }
}
