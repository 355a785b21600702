//! Addresses that a browser opens. The SDK builds them and sends nothing, so the contract has no operation for them.

use reqwest::Url;
use serde_json::Value;

use crate::{
    core::{Core, Protocol},
    error::Error,
};

/// The origin of a host, as a browser writes it.
pub(crate) fn origin(host: &str) -> String {
    Url::parse(host).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

/// Adds parameters to the query of an address. `None` if the text is not an address with a host.
pub(crate) fn with_query(address: &str, query: &[(&str, &str)]) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| url.has_host())?;
    Some(query.iter().fold(Link(url), |link, (name, value)| link.with(name, Some(value))).into())
}

/// An address below the host of a client. The URL type escapes whatever is put into it.
pub(crate) struct Link(Url);

/// The query of the address where a login of OIDC or OAuth 2.0 begins.
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
    pub fn authorize(core: &Core, protocol: Protocol, query: &AuthorizeQuery<'_>) -> Result<Self, Error> {
        let root = if protocol == Protocol::OAuth { "oauth" } else { "oidc" };
        let link = Self::below(core, &[root, "auth"])?
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
    pub fn saml(core: &Core) -> Result<Self, Error> {
        Self::below(core, &["api", "v2", "saml-idp", &core.app_id])
    }

    /// Where a login of CAS begins; it comes back to the service.
    pub fn cas(core: &Core, service: Option<&str>) -> Result<Self, Error> {
        Ok(Self::below(core, &["cas-idp", &core.app_id])?.with("service", service))
    }

    /// Where the session of the browser ends, for every protocol but CAS.
    pub fn logout(core: &Core, redirect_uri: Option<&str>) -> Result<Self, Error> {
        Ok(Self::below(core, &["login", "profile", "logout"])?.with("redirect_uri", redirect_uri))
    }

    /// The end-session endpoint of OIDC.
    pub fn end_session(core: &Core, id_token: Option<&str>, redirect_uri: Option<&str>) -> Result<Self, Error> {
        let link = Self::below(core, &["oidc", "session", "end"])?;
        Ok(link.with("id_token_hint", id_token).with("post_logout_redirect_uri", redirect_uri))
    }

    /// Where the session of the browser ends with CAS.
    pub fn cas_logout(core: &Core, redirect_uri: Option<&str>) -> Result<Self, Error> {
        Ok(Self::below(core, &["cas-idp", "logout"])?.with("url", redirect_uri))
    }

    fn below(core: &Core, segments: &[&str]) -> Result<Self, Error> {
        let host = &core.host;
        let unusable =
            || Error::configuration(format!("no address can begin with the host {host:?}; correct the option host"));
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
        let mut url = link.0;
        if url.query().is_some_and(|query| query.contains('+')) {
            // The query is written as a form, which has a plus for a space. Not every server reads a plus as a space.
            let spaced = url.query().unwrap_or_default().replace('+', "%20");
            url.set_query(Some(&spaced));
        }
        url.into()
    }
}

/// The page at which the login at a social provider begins.
#[derive(Default)]
pub(crate) struct SocialPage {
    pub authorization_params: Option<Value>,
    pub with_identities: bool,
    pub with_custom_data: bool,
    pub protocol: &'static str,
    pub target_url: Option<String>,
    pub relay_method: Option<String>,
    pub guard_version: Option<String>,
    pub context: Option<Value>,
    pub custom_data: Option<Value>,
    /// Whether the page itself opens the address and is redirected back, because the browser cannot open a second window.
    pub redirected: bool,
}

impl SocialPage {
    pub fn address(&self, core: &Core, provider: &str, uuid: &str) -> Result<String, Error> {
        let flag = |on: bool| Some(if on { "1" } else { "0" });
        let json = |value: &Option<Value>| value.as_ref().map(Value::to_string);
        let mut link = Link::below(core, &["connections", "social", provider])?
            .with("from_guard", Some("1"))
            .with("app_id", Some(&core.app_id))
            .with("authorization_params", json(&self.authorization_params).as_deref())
            .with("with_identities", flag(self.with_identities))
            .with("with_custom_data", flag(self.with_custom_data))
            .with("protocol", Some(self.protocol))
            .with("uuid", Some(uuid))
            .with("target_url", self.target_url.as_deref())
            .with("relay_method", self.relay_method.as_deref())
            .with("guard_version", self.guard_version.as_deref())
            .with("context", json(&self.context).as_deref())
            .with("custom_data", json(&self.custom_data).as_deref())
            .with("tenant_id", Some(&*core.tenant_id).filter(|id| !id.is_empty()));
        if self.redirected {
            let back = String::from(Link::below(core, &["interaction", self.protocol, uuid, "login"])?);
            link = link
                .with("redirected", flag(true))
                .with("from_hosted_guard", flag(true))
                .with("redirect_url", Some(&back));
        }
        Ok(link.into())
    }
}
