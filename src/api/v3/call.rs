//! How a call of the v3 API is made: with which token, as which application, and over which connection.

use crate::{
    api::{client_auth::ClientAuth, oauth},
    client::AuthenticationClient,
    core::ClientAuthMethod,
    error::{Error, Kind},
    generated,
    model::{Secret, Session},
    transport::Credential,
};

/// A token that lives no longer than this is renewed first, because it could expire on its way.
const LEEWAY_SECONDS: i64 = 10;

/// Makes a call with the access token of the session; see [`Access`].
pub(super) async fn with_access_token<T, F>(
    client: &AuthenticationClient,
    call: impl Fn(generated::Client) -> F,
) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    Access::open(client).await?.call(call).await
}

/// The access token of the session, for one call. It is renewed at most once: before the call if it has expired, or else after the
/// server has refused it, which proves that the call has had no effect.
pub(super) struct Access<'a> {
    client: &'a AuthenticationClient,
    token: Secret,
    renewed: bool,
}

impl<'a> Access<'a> {
    /// Takes the token of the session, and renews it if it has expired.
    pub async fn open(client: &'a AuthenticationClient) -> Result<Self, Error> {
        let session = client.store().required().await?;
        let token = access_token(&session)?;
        let soon = client.core().clock.seconds().saturating_add(LEEWAY_SECONDS);
        match session.refresh_token().filter(|_| session.has_expired(soon)) {
            Some(refresh_token) => {
                let token = renewed(client, &session, refresh_token).await?;
                Ok(Self { client, token, renewed: true })
            }
            None => Ok(Self { client, token: token.clone(), renewed: false }),
        }
    }

    /// Refuses a token that no header can carry.
    pub fn require_sendable(&self) -> Result<(), Error> {
        Credential::AccessToken(self.token.clone()).require_sendable()
    }

    /// Makes the call, and makes it once more if the server refuses the token and there is a newer one.
    pub async fn call<T, F>(self, call: impl Fn(generated::Client) -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let Self { client, token, renewed: is_renewed } = self;
        let refusal = match call(authorized(client, &token)).await {
            Err(error) if error.is_not_logged_in() || error.is_token_expired() => error,
            outcome => return outcome,
        };
        let session = client.store().required().await.map_err(|error| error.with_reached(true))?;
        let fresh = match (session.access_token().filter(|now| **now != token), session.refresh_token()) {
            // Another call has renewed it meanwhile.
            (Some(fresh), _) => fresh.clone(),
            (None, Some(refresh_token)) if !is_renewed => renewed(client, &session, refresh_token).await?,
            _ => return Err(refusal),
        };
        call(authorized(client, &fresh)).await
    }
}

/// The access token, which a session of the older API does not have.
pub(super) fn access_token(session: &Session) -> Result<&Secret, Error> {
    session.access_token().ok_or_else(|| {
        Error::new(
            Kind::NotLoggedIn,
            "the session has no access token, which the v3 API needs; sign in with a method of v3(), or give the access token \
             with for_access_token()",
        )
    })
}

fn authorized(client: &AuthenticationClient, token: &Secret) -> generated::Client {
    client.authorized(Credential::AccessToken(token.clone()))
}

async fn renewed(client: &AuthenticationClient, session: &Session, refresh_token: &Secret) -> Result<Secret, Error> {
    let tokens = oauth::refresh(client, Some(session), refresh_token, "oidc", auth_method(client)).await;
    tokens.map(|tokens| tokens.access_token).map_err(|error| match error.oauth_error() {
        Some("invalid_grant") => {
            let message =
                "the access token has expired, and the server does not accept the refresh token; sign in again";
            Error::new(Kind::TokenExpired, message).with_reached(true).with_source(error)
        }
        _ => error,
    })
}

/// How the application authenticates. One without a secret here can only say which application it is.
pub(super) fn auth_method(client: &AuthenticationClient) -> ClientAuthMethod {
    without_secret(client).unwrap_or(client.core().oauth.token_auth)
}

/// [`ClientAuthMethod::None`] for an application without a secret.
pub(super) fn without_secret(client: &AuthenticationClient) -> Option<ClientAuthMethod> {
    client.core().oauth.secret.is_none().then_some(ClientAuthMethod::None)
}

/// What a sign-in carries of the application: a header, or two members of the body. An application without a secret is named by
/// the header of every call alone.
pub(super) fn application(
    client: &AuthenticationClient,
) -> Result<(generated::Client, Option<String>, Option<Secret>), Error> {
    let ClientAuth { credential, id, secret } = ClientAuth::new(client, auth_method(client))?;
    Ok((client.authorized(credential), id.filter(|_| secret.is_some()), secret))
}

/// The identifier of the connection: that of the call, or else the option of the client.
pub(super) fn connection(client: &AuthenticationClient, given: Option<String>) -> Result<String, Error> {
    let identifier = given.or_else(|| client.core().ext_idp_conn_identifier.clone());
    identifier.filter(|identifier| !identifier.trim().is_empty()).ok_or_else(|| {
        Error::configuration(
            "the identifier of the WeChat connection is missing; give it to the builder with ext_idp_conn_identifier(), as the \
             Authing console shows it for the mini-program connection",
        )
    })
}
