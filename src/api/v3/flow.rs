//! The sign-in flow of `src/api/sign_in.rs` over the v3 API.

use super::WechatCredentials;
use crate::{
    client::AuthenticationClient,
    error::Error,
    generated::types::{SigninResult, User},
    model::{Claims, Secret},
};

/// What the profile must have, and the refresh token that renews the session.
const SCOPE: &str = "openid profile phone email offline_access";

/// The user of the stored session, or else of a sign-in with the code; and whether it is that of the session.
pub(in crate::api) async fn begin(client: &AuthenticationClient, code: Secret) -> Result<(User, bool), Error> {
    match signed_in_user(client).await? {
        Some(user) => Ok((user, true)),
        None => Ok((sign_in(client, WechatCredentials::code(code)).await?, false)),
    }
}

/// The user of the stored session, if the server still accepts its tokens and they show whether the account has a phone number.
pub(in crate::api) async fn signed_in_user(client: &AuthenticationClient) -> Result<Option<User>, Error> {
    let session = client.store().current().await?;
    if session.is_none_or(|session| session.access_token().is_none()) {
        return Ok(None);
    }
    match current_user(client).await {
        // An account whose phone number cannot be seen may have one.
        Ok(user) if !user.has_phone() && hides_the_phone(client).await? => Ok(None),
        Ok(user) => Ok(Some(user)),
        Err(error) if error.is_not_logged_in() || error.is_token_expired() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the access token says that its scope lacks the phone number, without which the profile leaves the number out.
async fn hides_the_phone(client: &AuthenticationClient) -> Result<bool, Error> {
    let session = client.store().current().await?;
    let claims = session.as_ref().and_then(|session| session.access_token()).and_then(Claims::of);
    let scope = claims.and_then(|claims| claims.scope);
    Ok(scope.is_some_and(|scope| scope.split_whitespace().all(|one| one != "phone")))
}

/// Signs in, and asks who the user is: the reply to the sign-in has tokens alone.
pub(in crate::api) async fn sign_in(
    client: &AuthenticationClient,
    credentials: WechatCredentials,
) -> Result<User, Error> {
    let tokens: SigninResult = client.v3().signin_by_mobile(credentials).scope(SCOPE).send().await?;
    drop(tokens);
    match current_user(client).await {
        Ok(user) => Ok(user),
        // The codes are spent, so the caller gets the session that they gave.
        Err(error) => Err(match client.store().current().await? {
            Some(session) => error.with_reached(true).with_session(session),
            None => error.with_reached(true),
        }),
    }
}

/// The user of the session, whom it then has.
pub(in crate::api) async fn current_user(client: &AuthenticationClient) -> Result<User, Error> {
    let user = User::from(client.v3().get_profile().with_identities(true).send().await?);
    let session = client.store().current().await?;
    // Somebody else may have signed in meanwhile.
    match session.filter(|session| session.user_id().is_none_or(|id| id == user.id)) {
        Some(session) => client.store().update_user(session.token(), user.into()).await,
        None => Ok(user),
    }
}
