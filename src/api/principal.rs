//! Real-name verification of the logged-in user.

use serde_json::Value;

use super::require;
use crate::{
    api::request::{request, submodule},
    client::AuthenticationClient,
    error::Error,
    generated::types::{PrincipalAuthentication, PrincipalBody},
    model::Secret,
};

impl AuthenticationClient {
    /// Returns the real-name verification calls of the logged-in user, as a person or as an enterprise.
    ///
    /// JavaScript: `principal`.
    pub fn principal(&self) -> Principal {
        Principal { client: self.clone() }
    }
}

submodule! {
    /// The real-name verification of the logged-in user, from [`AuthenticationClient::principal`].
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// match client.principal().detail().await? {
    ///     Some(verification) => println!("{verification:?}"),
    ///     None => println!("not verified yet"),
    /// }
    /// # Ok(()) }
    /// ```
    Principal
}

impl Principal {
    /// Fetches the real-name verification of the logged-in user; `None` when the user is not verified yet.
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// [`Error::is_not_logged_in`] without a session (nothing is sent), or when the server does not accept the token.
    ///
    /// JavaScript: `principal.detail`. Endpoint: `GET /api/v2/users/principal_authentication`.
    pub fn detail(&self) -> PrincipalDetail {
        PrincipalDetail::new(&self.client)
    }

    /// Verifies the real name of the logged-in user.
    ///
    /// - `identity`: the person or the enterprise, see [`PrincipalIdentity`].
    ///
    /// # Session
    ///
    /// The session does not change.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when a part of the identity is empty; nothing is sent.
    /// - [`Error::is_not_logged_in`] without a session; nothing is sent.
    /// - [`Error::is_api`] when the parts of the identity do not match.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     id_card: String, bank_card: String,
    /// # ) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::PrincipalIdentity;
    ///
    /// client.principal().authenticate(PrincipalIdentity::person("Ada", id_card, bank_card)).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `principal.authenticate`. Endpoint: `POST /api/v2/users/principal_authentication`.
    pub fn authenticate(&self, identity: PrincipalIdentity) -> AuthenticatePrincipal {
        AuthenticatePrincipal::new(&self.client, identity)
    }
}

/// The identity of a person or an enterprise, with the numbers that prove it.
///
/// `Debug` prints whether it is a person (`P`) or an enterprise (`E`), and nothing else.
#[derive(Clone)]
pub struct PrincipalIdentity {
    body: PrincipalBody,
    /// The names of the constructor's arguments, for error messages.
    names: [&'static str; 3],
}

impl PrincipalIdentity {
    /// Describes a person.
    ///
    /// - `name`: the name on the identity card.
    /// - `id_card`: the number of the identity card.
    /// - `bank_card`: the number of a bank card of that person.
    pub fn person(name: impl Into<String>, id_card: impl Into<Secret>, bank_card: impl Into<Secret>) -> Self {
        let (name, id_card, ext) = (name.into(), id_card.into(), bank_card.into());
        Self { body: PrincipalBody { type_: "P".into(), name, id_card, ext }, names: ["name", "id_card", "bank_card"] }
    }

    /// Describes an enterprise.
    ///
    /// - `name`: the registered name.
    /// - `code`: the registration code.
    /// - `legal_person_name`: the name of the legal representative.
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
    PrincipalDetail("principal_detail") -> Option<PrincipalAuthentication> {}
}

request! {
    AuthenticatePrincipal("principal_authenticate") -> () { identity: PrincipalIdentity }
}

impl PrincipalDetail {
    async fn send(self) -> Result<Option<PrincipalAuthentication>, Error> {
        let token = self.client.store().required_token().await?;
        self.client.authorized(token).get_principal().await
    }
}

impl AuthenticatePrincipal {
    async fn send(self) -> Result<(), Error> {
        let Self { client, identity: PrincipalIdentity { body, names: [name, id_card, ext] } } = self;
        require(name, &body.name, "pass the name as it is registered")?;
        require(id_card, &body.id_card, "pass the number as it is registered")?;
        require(ext, &body.ext, "the identity cannot be verified without it")?;
        let token = client.store().required_token().await?;
        client.authorized(token).authenticate_principal(&body).await.map(|_: Value| ())
    }
}
