//! A picture whose reply carries a cookie. No cookie jar is shared by sessions, so the cookie is handed out.

use bytes::Bytes;
use progenitor_client::{ByteStream, ResponseValue};
use reqwest::header::{CONTENT_TYPE, SET_COOKIE};

use super::{
    Credential,
    call::{fetch, other_than},
};
use crate::{AuthenticationClient, Error, Secret, generated::Client};

/// A picture, and the cookie that belongs to it.
pub(crate) struct PictureWithCookie {
    pub bytes: Bytes,
    pub content_type: String,
    pub cookie: Secret,
}

/// Fetches a picture with its cookie, in nobody's name.
pub(crate) async fn picture_with_cookie<F>(client: &AuthenticationClient, send: F) -> Result<PictureWithCookie, Error>
where
    F: AsyncFnOnce(&Client) -> Result<ResponseValue<ByteStream>, progenitor_client::Error<()>>,
{
    let seen = fetch(client, Credential::None, send).await?;
    let content_type = seen.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content_type.starts_with("image/") {
        return Err(other_than("it is no picture", &seen));
    }
    let cookies: Vec<&str> = seen
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split(';').next())
        .map(str::trim)
        .filter(|cookie| !cookie.is_empty())
        .collect();
    if cookies.is_empty() {
        return Err(other_than("the picture came without a cookie", &seen));
    }
    Ok(PictureWithCookie { cookie: cookies.join("; ").into(), content_type: content_type.to_owned(), bytes: seen.body })
}
