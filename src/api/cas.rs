//! CAS service tickets and single sign-on sessions.

use crate::{
    api::{request::request, require},
    client::AuthenticationClient,
    error::{Error, Kind},
    generated::types::{CasEnvelope, CasServiceResponse, SsoSession},
    model::Secret,
    transport::{Credential, JsonOrXml},
};

impl AuthenticationClient {
    /// Validates a CAS 1.0 service ticket.
    ///
    /// An invalid ticket is a result with [`valid`](TicketValidation::valid) `false`, not an error.
    ///
    /// - `ticket`: the ticket from the redirect. It is valid once.
    /// - `service`: the URL of the service that the ticket was issued for.
    ///
    /// # Session
    ///
    /// The session is neither used nor changed; no bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_decode`] if the reply is neither `yes` nor `no`.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let answer = client.validate_ticket_v1("ST-1856339", "https://app.example.com/").await?;
    /// if answer.valid {
    ///     println!("hello {}", answer.username.unwrap_or_default());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `validateTicketV1`. Endpoint: `GET /cas-idp/{appId}/validate`.
    #[doc(alias = "validateTicketV1")]
    pub fn validate_ticket_v1(&self, ticket: impl Into<Secret>, service: impl Into<String>) -> ValidateTicketV1 {
        ValidateTicketV1::new(self, ticket.into(), service.into())
    }

    /// Validates a CAS 2.0 service ticket, and returns the user's name and attributes.
    ///
    /// An invalid ticket is a result with [`authentication_failure`](CasServiceResponse::authentication_failure), not
    /// an error. [`xml`](ValidateTicketV2::xml) returns the XML of CAS instead.
    ///
    /// - `ticket`: the ticket from the redirect. It is valid once.
    /// - `service`: the URL of the service that the ticket was issued for.
    ///
    /// # Session
    ///
    /// The session is neither used nor changed; no bearer token is sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_decode`] if the reply is not a CAS 2.0 response: it has neither a success nor a failure.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let answer = client.validate_ticket_v2("ST-1856339", "https://app.example.com/").await?;
    /// match answer.authentication_success {
    ///     Some(success) => println!("hello {}", success.user),
    ///     None => println!("the ticket is not valid"),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `validateTicketV2`. Endpoint: `GET /cas-idp/{appId}/serviceValidate`.
    #[doc(alias = "validateTicketV2")]
    pub fn validate_ticket_v2(&self, ticket: impl Into<Secret>, service: impl Into<String>) -> ValidateTicketV2 {
        ValidateTicketV2::new(self, ticket.into(), service.into())
    }

    /// Fetches the single sign-on session that belongs to the cookies of a user's browser.
    ///
    /// A browser sends its cookies by itself. This client keeps no cookies: pass those of the request, and send those
    /// of the [result](TrackedSession::set_cookies) back to the browser.
    ///
    /// - `cookies`: the value of the `Cookie` header that the browser sends to the host of the application.
    ///
    /// # Session
    ///
    /// The session of this client is neither used nor changed; no bearer token is sent.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] if `cookies` is blank; nothing is sent.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let tracked = client.track_session("the Cookie header of the browser").await?;
    /// println!("{}", if tracked.session.is_some() { "logged in" } else { "not logged in" });
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `trackSession`. Endpoint: `GET /cas/session`.
    #[doc(alias = "trackSession")]
    pub fn track_session(&self, cookies: impl Into<Secret>) -> TrackSession {
        TrackSession::new(self, cookies.into())
    }
}

/// The result of validating a CAS 1.0 service ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TicketValidation {
    /// Whether the ticket is valid.
    pub valid: bool,
    /// The name of the user that the ticket was issued to. `None` if the ticket is not valid.
    pub username: Option<String>,
}

/// A single sign-on session, and the cookies from the reply.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TrackedSession {
    /// The session. `None` if the cookies belong to no session.
    pub session: Option<SsoSession>,
    /// The values of the reply's `Set-Cookie` headers, one each, for the user's browser.
    pub set_cookies: Vec<Secret>,
}

request! {
    ValidateTicketV1("validate_ticket_v1") -> TicketValidation { ticket: Secret, service: String }
}

request! {
    ValidateTicketV2("validate_ticket_v2") -> CasServiceResponse { ticket: Secret, service: String }
}

impl ValidateTicketV2 {
    /// Returns the XML of CAS, unparsed.
    ///
    /// # Errors
    ///
    /// [`Error::is_decode`] if the reply is not a CAS 2.0 response in XML; otherwise as for
    /// [`validate_ticket_v2`](AuthenticationClient::validate_ticket_v2).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let xml = client.validate_ticket_v2("ST-1856339", "https://app.example.com/").xml().await?;
    /// # Ok(()) }
    /// ```
    pub fn xml(self) -> ValidateTicketV2Xml {
        ValidateTicketV2Xml::new(&self.client, self.ticket, self.service)
    }
}

request! {
    /// Returns the XML of CAS, unparsed; [`ValidateTicketV2::xml`] makes it.
    ValidateTicketV2Xml("validate_ticket_v2") -> String { ticket: Secret, service: String }
}

request! {
    TrackSession("track_session") -> TrackedSession { cookies: Secret }
}

fn check(ticket: &Secret, service: &str) -> Result<(), Error> {
    require("ticket", ticket, "pass the one that the redirect carried")?;
    require("service", service, "pass the URL that the ticket is for")
}

fn unreadable(why: &str) -> Error {
    Error::new(Kind::Decode, format!("the reply cannot be read: {why}")).with_http(Some(200), None).with_reached(true)
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
            _ => return Err(unreadable("CAS 1.0 answers yes or no")),
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
            JsonOrXml::Xml(_) => return Err(unreadable("it is not the JSON of CAS 2.0")),
        };
        match (&response.authentication_success, &response.authentication_failure) {
            (None, None) => Err(unreadable("it has neither the success nor the failure of CAS 2.0")),
            _ => Ok(response),
        }
    }
}

impl ValidateTicketV2Xml {
    async fn send(self) -> Result<String, Error> {
        let Self { client, ticket, service } = self;
        match validate_v2(&client, "XML", &ticket, &service).await? {
            JsonOrXml::Xml(text) if text.contains("serviceResponse") => Ok(text),
            _ => Err(unreadable("it is not the XML of CAS 2.0")),
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
    client.anonymous().validate_ticket_v2(client.app_id(), Some(format), service, ticket.expose()).await
}

impl TrackSession {
    async fn send(self) -> Result<TrackedSession, Error> {
        let Self { client, cookies } = self;
        require("cookies", &cookies, "pass the Cookie header of the user's browser")?;
        let (session, set_cookies) = client.authorized(Credential::Cookies(cookies)).track_session().await?;
        Ok(TrackedSession { session, set_cookies })
    }
}
