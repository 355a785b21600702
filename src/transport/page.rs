//! Addresses of pages that a browser opens. Whatever is put into one is escaped.

use reqwest::Url;
use serde_json::Value;

use crate::{Error, error::Kind};

/// The origin of a host, as a browser writes it.
pub(crate) fn origin(host: &str) -> String {
    Url::parse(host).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

/// An address with more in its query; nothing when it is no address.
pub(crate) fn with_query(address: &str, query: &[(&str, &str)]) -> Option<String> {
    let mut url = Url::parse(address).ok().filter(|url| url.has_host())?;
    append(&mut url, query);
    Some(url.into())
}

fn append(url: &mut Url, query: &[(&str, &str)]) {
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
        // Spaces are pluses now, which not everybody reads back.
        let spaced = url.query().unwrap_or_default().replace('+', "%20");
        url.set_query(Some(&spaced));
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
    /// Whether the page itself goes there and comes back, for want of a second window.
    pub redirected: bool,
}

impl SocialPage {
    pub fn address(
        &self,
        host: &str,
        app_id: &str,
        tenant_id: &str,
        provider: &str,
        uuid: &str,
    ) -> Result<String, Error> {
        let flag = |on: bool| Some(if on { "1" } else { "0" }.to_owned());
        let json = |value: &Option<Value>| value.as_ref().map(Value::to_string);
        let mut pairs = vec![
            ("from_guard", flag(true)),
            ("app_id", Some(app_id.to_owned())),
            ("authorization_params", json(&self.authorization_params)),
            ("with_identities", flag(self.with_identities)),
            ("with_custom_data", flag(self.with_custom_data)),
            ("protocol", Some(self.protocol.to_owned())),
            ("uuid", Some(uuid.to_owned())),
            ("target_url", self.target_url.clone()),
            ("relay_method", self.relay_method.clone()),
            ("guard_version", self.guard_version.clone()),
            ("context", json(&self.context)),
            ("custom_data", json(&self.custom_data)),
            ("tenant_id", Some(tenant_id.to_owned()).filter(|id| !id.is_empty())),
        ];
        if self.redirected {
            let back = at(host, &["interaction", self.protocol, uuid, "login"])?;
            pairs.extend([
                ("redirected", flag(true)),
                ("from_hosted_guard", flag(true)),
                ("redirect_url", Some(back.into())),
            ]);
        }
        let pairs: Vec<(&str, &str)> =
            pairs.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
        let mut url = at(host, &["connections", "social", provider])?;
        append(&mut url, &pairs);
        Ok(url.into())
    }
}

/// A path below the host.
fn at(host: &str, steps: &[&str]) -> Result<Url, Error> {
    let refuse = || Error::new(Kind::Argument, "the host is no address that a browser can open");
    let mut url = Url::parse(host).map_err(|_| refuse())?;
    url.path_segments_mut().map_err(|()| refuse())?.pop_if_empty().extend(steps);
    Ok(url)
}
