//! The hosts that requests may be sent to.

use std::net::IpAddr;

use reqwest::Url;

use crate::error::Error;

/// Whether this build can speak TLS.
const TLS: bool = cfg!(any(feature = "rustls", feature = "native-tls"));

/// Checks a host and returns it without a trailing slash.
pub(crate) fn check(option: &str, host: &str, allow_plain_http: bool) -> Result<String, Error> {
    check_for(option, host, allow_plain_http, TLS)
}

fn check_for(option: &str, host: &str, allow_plain_http: bool, tls: bool) -> Result<String, Error> {
    // The text before an @ may be a password.
    let shown = if host.contains('@') { "(a value with @)" } else { host };
    let refuse = |what: &str, mend: &str| Err(refuse(option, &format!("{shown:?} {what}"), mend));
    let example = "write it like https://authing-api.mydomain.com";
    let url = match Url::parse(host) {
        Ok(url) => url,
        Err(e) => return refuse(&format!("is not an absolute URL ({e})"), example),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::configuration(format!(
            "the option {option} holds credentials, which would end up in logs; {example}"
        )));
    }
    if host.trim() != host || host.contains(char::is_whitespace) {
        return refuse("holds white space", example);
    }
    let plain = match url.scheme() {
        "https" => false,
        "http" => true,
        _ => return refuse("is neither http nor https", example),
    };
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment", "leave out everything from ? or # on");
    }
    if plain && !allow_plain_http && !is_loopback(&url) {
        let mend = "use https, or call allow_plain_http() on the builder if you trust the network";
        return refuse("would send tokens readable over the network", mend);
    }
    if !plain && !tls {
        return refuse("needs TLS, which this build does not have", "switch on the feature rustls or native-tls");
    }
    let host = host.strip_suffix('/').unwrap_or(host);
    if host.ends_with('/') {
        return refuse("ends with several slashes", "leave them out");
    }
    Ok(host.to_owned())
}

/// Checks the host of a WebSocket and returns it with an HTTP scheme.
#[cfg(feature = "events")]
pub(crate) fn check_socket(option: &str, host: &str, allow_plain_http: bool) -> Result<String, Error> {
    match host.split_once("://") {
        Some(("wss", rest)) => check(option, &format!("https://{rest}"), allow_plain_http),
        Some(("ws", rest)) => check(option, &format!("http://{rest}"), allow_plain_http),
        _ => check(option, host, allow_plain_http),
    }
}

/// The directory service of a host: its name with `ws.` in place of the first label.
pub(crate) fn websocket_host_beside(host: &str) -> Result<String, Error> {
    let url = Url::parse(host).ok();
    let name = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let is_address = name.starts_with('[') || name.parse::<IpAddr>().is_ok();
    match name.split_once('.') {
        Some((_, rest)) if rest.trim_matches('.').contains('.') && !is_address => Ok(format!("https://ws.{rest}")),
        _ => Err(Error::configuration(format!(
            "the host of the directory service cannot be derived from {host:?}, which has no name of three labels; \
             name it with the option websocket_host"
        ))),
    }
}

/// Whether a host is this machine, so that what is sent to it must not leave the machine through a proxy.
pub(crate) fn is_local(host: &str) -> bool {
    Url::parse(host).is_ok_and(|url| is_loopback(&url))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.ends_with(".localhost") || address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// The error of an option of the builder.
pub(crate) fn refuse(option: &str, what: &str, mend: &str) -> Error {
    Error::configuration(format!("the option {option} {what}; {mend}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_an_https_host_is_refused_with_the_remedy() {
        let https = |tls| check_for("host", "https://ada.authing.cn", false, tls);
        assert_eq!(https(true).unwrap(), "https://ada.authing.cn");
        let error = https(false).unwrap_err();
        assert!(error.is_argument());
        assert!(error.message().contains("host") && error.message().contains("feature rustls"), "{error}");
        assert_eq!(check_for("host", "http://localhost:1", false, false).unwrap(), "http://localhost:1");
    }
}
