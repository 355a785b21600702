//! Real-name authentication.

use serde_json::Value;

use super::require;
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::types::{PrincipalAuthentication, PrincipalBody},
    model::Secret,
};

impl AuthenticationClient {
    /// Real-name authentication of the logged-in user, as a person or an enterprise.
    ///
    /// JavaScript: `principal`.
    pub fn principal(&self) -> Principal {
        Principal { client: self.clone() }
    }
}

/// Real-name authentication; [`AuthenticationClient::principal`] gives it.
#[derive(Clone)]
pub struct Principal {
    client: AuthenticationClient,
}

impl std::fmt::Debug for Principal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Principal").finish_non_exhaustive()
    }
}

impl Principal {
    /// The authentication of the logged-in user; `None` when there is none yet.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent.
    ///
    /// JavaScript: `principal.detail`. Endpoint: `GET /api/v2/users/principal_authentication`.
    pub fn detail(&self) -> PrincipalDetail {
        PrincipalDetail::new(&self.client)
    }

    /// Authenticates the logged-in user.
    ///
    /// - `identity`: who the user is, a person or an enterprise.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent; an empty member is refused as well. What does not belong together is refused by the server.
    ///
    /// JavaScript: `principal.authenticate`. Endpoint: `POST /api/v2/users/principal_authentication`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, id_card: String, bank_card: String) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::PrincipalIdentity;
    ///
    /// client.principal().authenticate(PrincipalIdentity::person("Ada", id_card, bank_card)).await?;
    /// # Ok(()) }
    /// ```
    pub fn authenticate(&self, identity: PrincipalIdentity) -> AuthenticatePrincipal {
        AuthenticatePrincipal::new(&self.client, identity)
    }
}

/// Who a user is, with what proves it.
#[derive(Clone)]
pub struct PrincipalIdentity {
    body: PrincipalBody,
    /// What its members are called, for messages.
    names: [&'static str; 3],
}

impl PrincipalIdentity {
    /// A person: the name, the number of the identity card, and that of a bank card.
    pub fn person(name: impl Into<String>, id_card: impl Into<Secret>, bank_card: impl Into<Secret>) -> Self {
        let (name, id_card, ext) = (name.into(), id_card.into(), bank_card.into());
        Self { body: PrincipalBody { type_: "P".into(), name, id_card, ext }, names: ["name", "id_card", "bank_card"] }
    }

    /// An enterprise: its name, its registration code, and the name of its legal person.
    #[doc(alias = "enterpriseName")]
    pub fn enterprise(name: impl Into<String>, code: impl Into<Secret>, legal_person_name: impl Into<Secret>) -> Self {
        let (name, id_card, ext) = (name.into(), code.into(), legal_person_name.into());
        let body = PrincipalBody { type_: "E".into(), name, id_card, ext };
        Self { body, names: ["name", "code", "legal_person_name"] }
    }
}

impl std::fmt::Debug for PrincipalIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrincipalIdentity").field("type", &self.body.type_).finish_non_exhaustive()
    }
}

request! {
    /// Of [`detail`](Principal::detail).
    PrincipalDetail("principal_detail") -> Option<PrincipalAuthentication> {}
}

request! {
    /// Of [`authenticate`](Principal::authenticate).
    AuthenticatePrincipal("principal_authenticate") -> () { identity: PrincipalIdentity }
}

impl PrincipalDetail {
    async fn send(self) -> Result<Option<PrincipalAuthentication>, Error> {
        let session = self.client.store().required().await?;
        self.client.authorized(Some(session.token().clone())).get_principal().await
    }
}

impl AuthenticatePrincipal {
    async fn send(self) -> Result<(), Error> {
        let Self { client, identity: PrincipalIdentity { body, names: [name, id_card, ext] } } = self;
        require(name, &body.name, "pass the name as it is registered")?;
        require(id_card, &body.id_card, "pass the number as it is registered")?;
        require(ext, &body.ext, "it is part of the proof")?;
        let token = client.store().required().await?.token().clone();
        client.authorized(Some(token)).authenticate_principal(&body).await.map(|_: Value| ())
    }
}
