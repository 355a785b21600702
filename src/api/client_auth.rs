//! How the application authenticates at the endpoints of OIDC and OAuth 2.0, and under which path they are.

use crate::{
    client::AuthenticationClient,
    core::{ClientAuthMethod, Protocol},
    error::Error,
    generated::types::AboutTokenForm,
    model::Secret,
    transport::Credential,
};

/// How the application authenticates in one call: in the `Authorization` header or in the form.
pub(super) struct ClientAuth {
    pub credential: Credential,
    pub id: Option<String>,
    pub secret: Option<Secret>,
}

impl ClientAuth {
    pub(super) fn new(client: &AuthenticationClient, method: ClientAuthMethod) -> Result<Self, Error> {
        let id = client.app_id().to_owned();
        Ok(match method {
            ClientAuthMethod::None => Self { credential: Credential::None, id: Some(id), secret: None },
            ClientAuthMethod::ClientSecretPost => {
                Self { credential: Credential::None, id: Some(id), secret: Some(secret_of(client)?) }
            }
            ClientAuthMethod::ClientSecretBasic => {
                Self { credential: Credential::Basic { id, secret: secret_of(client)? }, id: None, secret: None }
            }
        })
    }

    pub(super) fn about(self, token: Secret) -> (Credential, AboutTokenForm) {
        (self.credential, AboutTokenForm { token, client_id: self.id, client_secret: self.secret })
    }
}

pub(super) fn secret_of(client: &AuthenticationClient) -> Result<Secret, Error> {
    client.core().oauth.secret.clone().ok_or_else(|| {
        Error::configuration(
            "the application has no secret here; give it to the builder with app_secret(), or choose ClientAuthMethod::None",
        )
    })
}

/// The protocol as it appears in the path; only OIDC and OAuth 2.0 have a token endpoint.
pub(super) fn protocol(client: &AuthenticationClient) -> Result<&'static str, Error> {
    match client.core().oauth.protocol {
        Protocol::Oidc => Ok("oidc"),
        Protocol::OAuth => Ok("oauth"),
        other => Err(Error::configuration(format!(
            "the protocol {other:?} has no such tokens; choose Protocol::Oidc or Protocol::OAuth in the builder"
        ))),
    }
}
