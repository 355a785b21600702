//! The picture that a suspicious login has to read.

use bytes::Bytes;

use crate::{api::request::request, client::AuthenticationClient, error::Error, model::Secret};

impl AuthenticationClient {
    /// Fetches a picture with a text, for a login that was refused with
    /// [`CAPTCHA_REQUIRED`](crate::ErrorCode::CAPTCHA_REQUIRED). Show it to the user, and log in once more with `captcha_code`
    /// and `captcha_cookie`.
    ///
    /// **Stored afterwards:** nothing changes; the token of a session is not sent. **Errors:** a reply without picture or
    /// without cookie cannot be read.
    ///
    /// JavaScript: none, the browser does it. Endpoint: `GET /api/v2/security/captcha`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, show: impl Fn(&[u8]) -> String) -> Result<(), authing_wxapp::Error> {
    /// let captcha = client.get_captcha().await?;
    /// let text = show(&captcha.image);
    /// client.login_by_email("ada@example.com", "passw0rd").captcha_code(text).captcha_cookie(captcha.cookie).await?;
    /// # Ok(()) }
    /// ```
    pub fn get_captcha(&self) -> GetCaptcha {
        GetCaptcha::new(self)
    }
}

/// A picture with a text that a login has to repeat, and the cookie that tells the server which picture it was.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Captcha {
    /// The bytes of the picture.
    pub image: Bytes,
    /// Its media type, such as `image/svg+xml`.
    pub content_type: String,
    /// Goes with the login, see `captcha_cookie`. It is not kept anywhere, for a client may serve many users.
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
    /// Of [`get_captcha`](AuthenticationClient::get_captcha).
    GetCaptcha("get_captcha") -> Captcha {}
}

impl GetCaptcha {
    async fn send(self) -> Result<Captcha, Error> {
        let picture = self.client.anonymous().get_captcha().await?;
        Ok(Captcha { image: picture.bytes, content_type: picture.content_type, cookie: picture.cookie })
    }
}
