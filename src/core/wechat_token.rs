//! WeChat's access tokens, which all clients of a process share.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Cached, Clock};
use crate::{error::Error, model::Secret};

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
    /// Whether it can be used at this time, in seconds since 1970.
    fn is_usable(&self, now: i64, refused: Option<&Secret>) -> bool {
        let latest = now.saturating_add(LEEWAY_SECONDS);
        self.expires_at.is_some_and(|expires_at| expires_at > latest) && Some(&self.access_token) != refused
    }
}

/// The tokens, each under a hash of the id and the secret that it was fetched with: whoever has another secret does not get it.
#[derive(Default)]
pub(crate) struct WechatTokens(Mutex<HashMap<[u8; 32], Arc<Cached<WechatAccessToken>>>>);

impl WechatTokens {
    /// The token that is known, or else the one that `fetch` returns. Concurrent callers fetch once.
    pub async fn get_or_fetch(
        &self,
        (app_id, app_secret): (&str, &Secret),
        clock: &Clock,
        refused: Option<&Secret>,
        fetch: impl AsyncFnOnce() -> Result<WechatAccessToken, Error>,
    ) -> Result<WechatAccessToken, Error> {
        let key = hmac_sha256::HMAC::mac(app_id.as_bytes(), app_secret.expose().as_bytes());
        let cached = {
            let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(tokens.entry(key).or_default())
        };
        let token =
            cached.get_or_fetch(|token| token.is_usable(clock.seconds(), refused), async |_| fetch().await).await?;
        Ok(WechatAccessToken::clone(&token))
    }
}
