//! The captcha that the server requires at a suspicious login.

use bytes::Bytes;

use crate::{
    AuthenticationClient, Error, Secret,
    wire::{picture_with_cookie, request},
};

impl AuthenticationClient {
    /// Fetches a captcha: a picture of a text that the user has to type.
    ///
    /// The server requires it by refusing a login with [`CAPTCHA_REQUIRED`](crate::ErrorCode::CAPTCHA_REQUIRED). Show
    /// the picture to the user, then repeat the login with the options `captcha_code` (the text) and `captcha_cookie`.
    ///
    /// # Session
    ///
    /// The session is neither used nor changed; no bearer token is sent.
    ///
    /// # Errors
    ///
    /// [`Error::is_decode`] if the reply has no picture or no cookie.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     show: impl Fn(&[u8]) -> String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// let captcha = client.get_captcha().await?;
    /// let text = show(&captcha.image);
    /// client.login_by_email("ada@example.com", "passw0rd").captcha_code(text).captcha_cookie(captcha.cookie).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: none, the browser does it. Endpoint: `GET /api/v2/security/captcha`.
    pub fn get_captcha(&self) -> GetCaptcha {
        GetCaptcha::new(self)
    }
}

/// A picture of a text that a login has to repeat, and the cookie that identifies the picture.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Captcha {
    /// The bytes of the picture.
    pub image: Bytes,
    /// The media type of the picture, such as `image/svg+xml`.
    pub content_type: String,
    /// The cookie to pass to `captcha_cookie` of the login. The client does not keep it, because it may serve many
    /// users.
    pub cookie: Secret,
}

impl std::fmt::Debug for Captcha {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Captcha")
            .field("image", &format_args!("{} bytes", self.image.len()))
            .field("content_type", &self.content_type)
            .field("cookie", &self.cookie)
            .finish()
    }
}

request! {
    GetCaptcha("get_captcha") -> Captcha {}
}

impl GetCaptcha {
    async fn send(self) -> Result<Captcha, Error> {
        let picture = picture_with_cookie(&self.client, async |api| api.get_captcha().await).await?;
        Ok(Captcha { image: picture.bytes, content_type: picture.content_type, cookie: picture.cookie })
    }
}
