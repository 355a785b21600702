//! The hosts that the options of a record yield, and the path prefixes of these hosts.

use std::{collections::BTreeMap, sync::Mutex};

use authing_wxapp::AuthenticationClient;
use serde_json::Value;

const DEFAULT_HOST: &str = "https://core.authing.cn";

/// The host that a user of our client would configure for these options.
pub fn host_of(options: &Value) -> String {
    let text = |name: &str| options[name].as_str().filter(|text| !text.is_empty());
    let host = text("host").unwrap_or(DEFAULT_HOST);
    let scheme = host.split_once("://").map_or("https", |(scheme, _)| scheme);
    match (text("appHost"), text("domain")) {
        (Some(app_host), _) => app_host.to_owned(),
        (None, Some(domain)) => format!("{scheme}://{domain}"),
        (None, None) => host.to_owned(),
    }
}

/// The part of a host before its path.
pub fn origin(host: &str) -> &str {
    &host[..host.len() - path_of(host).len()]
}

/// The host of the directory service that our client uses with these options.
pub fn directory_host_of(options: &Value) -> Result<String, String> {
    static KNOWN: Mutex<BTreeMap<(String, String), Result<String, String>>> = Mutex::new(BTreeMap::new());
    let (host, own) = (host_of(options), options["websocketHost"].as_str().unwrap_or_default().to_owned());
    let derive = |host: &str, own: &str| {
        let builder = AuthenticationClient::builder("app").host(host).allow_plain_http();
        let builder = if own.is_empty() { builder } else { builder.websocket_host(own) };
        builder.build().and_then(|client| client.websocket_host()).map_err(|error| error.to_string())
    };
    // Making a client is expensive.
    let known = KNOWN.lock().unwrap().get(&(host.clone(), own.clone())).cloned();
    known.unwrap_or_else(|| {
        let answer = derive(&host, &own);
        KNOWN.lock().unwrap().insert((host, own), answer.clone());
        answer
    })
}

pub fn path_of(host: &str) -> &str {
    let rest = host.split_once("://").map_or("", |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

/// A host without the slashes at its end.
pub fn base(host: &str) -> &str {
    host.trim_end_matches('/')
}

/// The path prefixes of the hosts that the options name, the longest first.
pub fn prefixes(options: &Value) -> Vec<String> {
    let hosts = [Some(host_of(options)), options["host"].as_str().map(str::to_owned), directory_host_of(options).ok()];
    let mut prefixes: Vec<String> = hosts.iter().flatten().map(|host| path_of(base(host)).to_owned()).collect();
    prefixes.retain(|prefix| !prefix.is_empty());
    prefixes.sort_by_key(|prefix| std::cmp::Reverse(prefix.len()));
    prefixes
}

/// Splits a path after the prefix that it begins with; the prefix is empty if it begins with none.
pub fn split_prefix<'a>(prefixes: &[String], path: &'a str) -> (&'a str, &'a str) {
    let begins = |prefix: &&String| path.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.starts_with('/'));
    path.split_at(prefixes.iter().find(begins).map_or(0, String::len))
}
