//! Tickets and sessions of CAS.

use crate::{
    api::{request::request, require},
    client::AuthenticationClient,
    error::{Error, Kind},
    generated::types::{CasEnvelope, CasServiceResponse, SsoSession},
    model::Secret,
    transport::{Credential, JsonOrXml},
};

impl AuthenticationClient {
    /// Asks whether a service ticket of CAS 1.0 is valid, and whose it is.
    ///
    /// - `ticket`: from the redirect; it can be used once.
    /// - `service`: the URL of the service that the ticket is for.
    ///
    /// A ticket that is not valid is an answer, not an error.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** when the server cannot be asked, or says neither yes nor no.
    ///
    /// JavaScript: `validateTicketV1`. Endpoint: `GET /cas-idp/{appId}/validate`.
    #[doc(alias = "validateTicketV1")]
    pub fn validate_ticket_v1(&self, ticket: impl Into<Secret>, service: impl Into<String>) -> ValidateTicketV1 {
        ValidateTicketV1::new(self, ticket.into(), service.into())
    }

    /// Asks whether a service ticket of CAS 2.0 is valid, whose it is, and what is known of them.
    ///
    /// - `ticket`: from the redirect; it can be used once.
    /// - `service`: the URL of the service that the ticket is for.
    ///
    /// A ticket that is not valid is an answer, not an error: see [`CasServiceResponse::authentication_failure`].
    /// [`xml`](ValidateTicketV2::xml) gives the answer as the XML of CAS.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** when the server cannot be asked, or gives no answer of CAS.
    ///
    /// JavaScript: `validateTicketV2`. Endpoint: `GET /cas-idp/{appId}/serviceValidate`.
    #[doc(alias = "validateTicketV2")]
    pub fn validate_ticket_v2(&self, ticket: impl Into<Secret>, service: impl Into<String>) -> ValidateTicketV2 {
        ValidateTicketV2::new(self, ticket.into(), service.into())
    }

    /// Fetches the single sign-on session that the cookies of a user's browser belong to.
    ///
    /// - `cookies`: the value of the header `Cookie` that the browser sends to the host of the application.
    ///
    /// A browser sends its cookies by itself. Here none are kept: they are passed, and those that the server sets come back
    /// with the result.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** when the server cannot be asked.
    ///
    /// JavaScript: `trackSession`. Endpoint: `GET /cas/session`.
    #[doc(alias = "trackSession")]
    pub fn track_session(&self, cookies: impl Into<Secret>) -> TrackSession {
        TrackSession::new(self, cookies.into())
    }
}

/// What CAS 1.0 says of a service ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TicketValidation {
    /// Whether the ticket is valid.
    pub valid: bool,
    /// The name of the user whose ticket it is.
    pub username: Option<String>,
}

/// A single sign-on session and the cookies that came with it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TrackedSession {
    /// The session, if there is one.
    pub session: Option<SsoSession>,
    /// The headers `Set-Cookie` of the reply, each as it came. They are for the user's browser.
    pub set_cookies: Vec<Secret>,
}

request! {
    /// Of [`validate_ticket_v1`](AuthenticationClient::validate_ticket_v1).
    ValidateTicketV1("validate_ticket_v1") -> TicketValidation { ticket: Secret, service: String }
}

request! {
    /// Of [`validate_ticket_v2`](AuthenticationClient::validate_ticket_v2).
    ValidateTicketV2("validate_ticket_v2") -> CasServiceResponse { ticket: Secret, service: String }
}

impl ValidateTicketV2 {
    /// Has the answer as the XML of CAS, as it comes.
    pub fn xml(self) -> ValidateTicketV2Xml {
        ValidateTicketV2Xml::new(&self.client, self.ticket, self.service)
    }
}

request! {
    /// Of [`validate_ticket_v2`](AuthenticationClient::validate_ticket_v2), with the answer as XML.
    ValidateTicketV2Xml("validate_ticket_v2") -> String { ticket: Secret, service: String }
}

request! {
    /// Of [`track_session`](AuthenticationClient::track_session).
    TrackSession("track_session") -> TrackedSession { cookies: Secret }
}

fn check(ticket: &Secret, service: &str) -> Result<(), Error> {
    require("ticket", ticket, "pass the one of the redirect")?;
    require("service", service, "pass the URL that the ticket is for")
}

fn unreadable(what: &str) -> Error {
    Error::new(Kind::Decode, format!("the reply cannot be read: it is no {what}")).with_reached(true)
}

impl ValidateTicketV1 {
    async fn send(self) -> Result<TicketValidation, Error> {
        let Self { client, ticket, service } = self;
        check(&ticket, &service)?;
        let text = client.anonymous().validate_ticket_v1(client.app_id(), &service, ticket.expose()).await?;
        let mut lines = text.lines().map(str::trim);
        let valid = match lines.next() {
            Some("yes") => true,
            Some("no") => false,
            _ => return Err(unreadable("answer of CAS 1.0, yes or no")),
        };
        let username = lines.next().filter(|name| valid && !name.is_empty()).map(str::to_owned);
        Ok(TicketValidation { valid, username })
    }
}

impl ValidateTicketV2 {
    async fn send(self) -> Result<CasServiceResponse, Error> {
        let Self { client, ticket, service } = self;
        let reply = validate_v2(&client, "JSON", &ticket, &service).await?;
        let response = match reply {
            JsonOrXml::Json(CasEnvelope { service_response }) => service_response,
            JsonOrXml::Xml(_) => return Err(unreadable("answer of CAS 2.0 as JSON")),
        };
        match (&response.authentication_success, &response.authentication_failure) {
            (None, None) => Err(unreadable("answer of CAS 2.0, success or failure")),
            _ => Ok(response),
        }
    }
}

impl ValidateTicketV2Xml {
    async fn send(self) -> Result<String, Error> {
        let Self { client, ticket, service } = self;
        match validate_v2(&client, "XML", &ticket, &service).await? {
            JsonOrXml::Xml(text) if text.contains("serviceResponse") => Ok(text),
            _ => Err(unreadable("answer of CAS 2.0 as XML")),
        }
    }
}

async fn validate_v2(
    client: &AuthenticationClient,
    format: &str,
    ticket: &Secret,
    service: &str,
) -> Result<JsonOrXml<CasEnvelope>, Error> {
    check(ticket, service)?;
    client.anonymous().validate_ticket_v2(client.app_id(), format, service, ticket.expose()).await
}

impl TrackSession {
    async fn send(self) -> Result<TrackedSession, Error> {
        let Self { client, cookies } = self;
        require("cookies", &cookies, "pass the header Cookie of the user's browser")?;
        let (session, set_cookies) = client.authorized(Credential::Cookies(cookies)).track_session().await?;
        Ok(TrackedSession { session, set_cookies })
    }
}
