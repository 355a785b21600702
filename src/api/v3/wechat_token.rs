//! WeChat's access token of a mini-program.

use super::V3;
use crate::{
    api::{request::request, require},
    client::AuthenticationClient,
    error::Error,
    generated::types::WechatAccessTokenBody,
    model::Secret,
    session::{Refresh, SharedWechatToken, WechatAccessToken},
};

const CONSOLE: &str = "copy it from the console of WeChat";

impl V3 {
    /// Returns WeChat's access token of a mini-program, which Authing keeps for all who need it.
    ///
    /// - `app_id`, `app_secret`: the id and the secret of the mini-program at **WeChat**.
    ///
    /// WeChat invalidates a token when it issues the next one, and answers error 40001 to whoever still uses the old one. So take
    /// the token from here and nowhere else. The clients of one [`build`](crate::AuthenticationClientBuilder::build) share it until
    /// a minute before its end, and one of them fetches the next. So do all processes and machines with the same
    /// [`wechat_token_store`](crate::AuthenticationClientBuilder::wechat_token_store); without this option each process asks Authing.
    ///
    /// If WeChat refuses the token all the same, chain [`replacing`](GetWechatAccessTokenInfo::replacing). Of all who share a store
    /// and were refused, one fetches the next token, and the others get it.
    ///
    /// For back ends only: the secret must never be in a mini-program or an app.
    ///
    /// # Session
    ///
    /// The session is not used.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the id or the secret is blank; nothing is sent.
    /// - [`Error::is_api`] when WeChat refuses.
    /// - [`Error::is_store`] when the `wechat_token_store` cannot be read or written. A token is never fetched without the store,
    ///   because that would invalidate the one that the others use: [`Error::may_have_reached_server`] is false, and nothing was
    ///   sent. When it is true, a token was fetched and could not be stored: [`Error::tokens`] has it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// # async fn wechat_refuses(token: &str) -> bool { false }
    /// let request = || client.v3().get_wechat_access_token_info("wx0123456789abcdef", "the secret");
    /// let mut token = request().await?.access_token;
    /// if wechat_refuses(token.expose()).await { // error 40001
    ///     token = request().replacing(token).await?.access_token;
    /// }
    /// let url = format!("https://api.weixin.qq.com/wxa/getwxadevinfo?access_token={}", token.expose());
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getWechatMpAccessTokenInfo`. Endpoint: `POST /api/v3/get-wechat-access-token-info`.
    #[doc(alias = "getWechatMpAccessTokenInfo")]
    pub fn get_wechat_access_token_info(
        &self,
        app_id: impl Into<String>,
        app_secret: impl Into<Secret>,
    ) -> GetWechatAccessTokenInfo {
        GetWechatAccessTokenInfo::new(&self.client, app_id.into(), app_secret.into())
    }
}

request! {
    GetWechatAccessTokenInfo("v3_get_wechat_access_token_info") -> WechatAccessToken {
        app_id: String, app_secret: Secret;
        /// Sets a token that WeChat has refused. If another one is known by now, that one is returned, else the server is asked.
        replacing: Secret,
    }
}

impl GetWechatAccessTokenInfo {
    async fn send(self) -> Result<WechatAccessToken, Error> {
        let Self { client, app_id, app_secret, replacing: refused } = self;
        require("app_id", &app_id, CONSOLE)?;
        require("app_secret", &app_secret, CONSOLE)?;
        let shared = client.wechat_tokens().open(&app_id, &app_secret);
        let same = format!("{} {}", shared.owner.expose(), refused.as_ref().map(Secret::expose).unwrap_or_default());
        let body = WechatAccessTokenBody { app_id, app_secret };
        let fetch = Fetch { client: &client, shared: &shared, refused: refused.as_ref(), same: same.into(), body };
        // Most callers find a token, and need not wait for each other.
        match fetch.look().await? {
            Some(token) => Ok(token),
            None => shared.handle.refresh_once(client.context(), &fetch).await,
        }
    }
}

/// The fetch of a token in place of the one that is stored.
struct Fetch<'a> {
    client: &'a AuthenticationClient,
    shared: &'a SharedWechatToken,
    /// The token that WeChat has refused.
    refused: Option<&'a Secret>,
    /// What only those have in common who fetch with the same secret and after the same refusal.
    same: Secret,
    body: WechatAccessTokenBody,
}

impl Refresh for Fetch<'_> {
    const VERB: &'static str = "v3_get_wechat_access_token_info";
    type Output = WechatAccessToken;

    fn depends_on(&self) -> &Secret {
        &self.same
    }

    async fn look(&self) -> Result<Option<WechatAccessToken>, Error> {
        self.shared.look(&self.client.core().clock, self.refused).await
    }

    async fn work(&self) -> Result<WechatAccessToken, Error> {
        let info = self.client.anonymous().get_wechat_access_token_info_v3(&self.body).await?;
        if info.access_token.expose().is_empty() {
            return Err(Error::no_token());
        }
        let expires_at = info.expires_at.and_then(|seconds| seconds.trim().parse().ok());
        let fetched = WechatAccessToken::new(info.access_token, expires_at);
        self.shared.keep(fetched, &self.client.core().clock, self.refused).await
    }
}
