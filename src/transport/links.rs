//! Addresses that a browser opens. They are built and not sent to, so the contract has no operation for them.

use reqwest::Url;

use crate::{AuthenticationClient, Error, core::Protocol};

/// An address below the host of a client. The URL type escapes whatever is put into it.
pub(crate) struct Link(Url);

/// What a browser brings along to where a login of OIDC or OAuth 2.0 begins.
#[derive(Default)]
pub(crate) struct AuthorizeQuery<'a> {
    pub nonce: Option<&'a str>,
    pub state: Option<&'a str>,
    pub scope: &'a str,
    pub client_id: &'a str,
    pub response_mode: Option<&'a str>,
    pub redirect_uri: &'a str,
    pub response_type: &'a str,
    pub prompt: Option<&'a str>,
    pub code_challenge: Option<&'a str>,
    pub code_challenge_method: Option<&'a str>,
    pub tenant_id: Option<&'a str>,
}

impl Link {
    /// Where a login of OIDC or OAuth 2.0 begins.
    pub fn authorize(
        client: &AuthenticationClient,
        protocol: Protocol,
        query: &AuthorizeQuery<'_>,
    ) -> Result<Self, Error> {
        let root = if protocol == Protocol::OAuth { "oauth" } else { "oidc" };
        let link = Self::below(client, &[root, "auth"])?
            .with("nonce", query.nonce)
            .with("state", query.state)
            .with("scope", Some(query.scope))
            .with("client_id", Some(query.client_id))
            .with("response_mode", query.response_mode)
            .with("redirect_uri", Some(query.redirect_uri))
            .with("response_type", Some(query.response_type))
            .with("prompt", query.prompt)
            .with("code_challenge", query.code_challenge)
            .with("code_challenge_method", query.code_challenge_method)
            .with("tenant_id", query.tenant_id);
        Ok(link)
    }

    /// Where a login of SAML begins.
    pub fn saml(client: &AuthenticationClient) -> Result<Self, Error> {
        Self::below(client, &["api", "v2", "saml-idp", client.app_id()])
    }

    /// Where a login of CAS begins; it comes back to the service.
    pub fn cas(client: &AuthenticationClient, service: Option<&str>) -> Result<Self, Error> {
        Ok(Self::below(client, &["cas-idp", client.app_id()])?.with("service", service))
    }

    /// Where the session of the browser ends, whatever the protocol.
    pub fn logout(client: &AuthenticationClient, redirect_uri: Option<&str>) -> Result<Self, Error> {
        Ok(Self::below(client, &["login", "profile", "logout"])?.with("redirect_uri", redirect_uri))
    }

    /// The same as OIDC has it.
    pub fn end_session(
        client: &AuthenticationClient,
        id_token: Option<&str>,
        redirect_uri: Option<&str>,
    ) -> Result<Self, Error> {
        let link = Self::below(client, &["oidc", "session", "end"])?;
        Ok(link.with("id_token_hint", id_token).with("post_logout_redirect_uri", redirect_uri))
    }

    /// The same as CAS has it.
    pub fn cas_logout(client: &AuthenticationClient, redirect_uri: Option<&str>) -> Result<Self, Error> {
        Ok(Self::below(client, &["cas-idp", "logout"])?.with("url", redirect_uri))
    }

    fn below(client: &AuthenticationClient, segments: &[&str]) -> Result<Self, Error> {
        let host = client.host();
        let unusable = || Error::argument(format!("the host {host:?} cannot be the beginning of an address; mend it"));
        let mut url = Url::parse(host).map_err(|_| unusable())?;
        url.path_segments_mut().map_err(|()| unusable())?.pop_if_empty().extend(segments);
        Ok(Self(url))
    }

    fn with(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.0.query_pairs_mut().append_pair(name, value);
        }
        self
    }
}

impl From<Link> for String {
    fn from(link: Link) -> Self {
        link.0.into()
    }
}
