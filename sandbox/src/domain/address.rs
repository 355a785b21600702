//! The address under which clients reach the sandbox. It is in tokens, in the discovery document and in links.

use std::net::Ipv4Addr;

use reqwest::Url;

pub struct Address {
    /// Where the sandbox listens.
    listening: String,
    /// The address that an option sets, for a sandbox behind a proxy or in a container.
    public: Option<String>,
    /// The address to which the client has sent the request that is being answered.
    requested: Option<String>,
    /// Whether it listens on every address of the machine.
    listens_everywhere: bool,
}

impl Address {
    pub fn new(listening: &str, public: Option<&str>, listens_everywhere: bool) -> Self {
        Self { listening: listening.into(), public: public.map(Into::into), requested: None, listens_everywhere }
    }

    /// The public address if one was set, else the one to which the client sent its request: clients compare it with the one they know.
    pub fn url(&self) -> &str {
        self.public.as_deref().or(self.requested.as_deref()).unwrap_or(&self.listening)
    }

    /// Sets the header `Host` of the request that is being answered; none after the answer.
    pub fn set_requested(&mut self, host: Option<&str>) {
        self.requested = self.origin(host);
    }

    /// The address for a client that reaches the sandbox under this header `Host`; see [`url`](Self::url).
    pub fn url_for(&self, host: Option<&str>) -> String {
        let requested = || self.origin(host);
        self.public.clone().or_else(requested).unwrap_or_else(|| self.listening.clone())
    }

    /// Whether the pages of an origin are those of the sandbox: at the address to which a request with this header `Host` was sent,
    /// or at the public address, whose proxy may send another `Host`.
    pub fn is_own_origin(&self, origin: &str, host: Option<&str>) -> bool {
        let Ok(url) = Url::parse(origin) else { return false };
        // The scheme may be that of a proxy, and decides which port needs not be written.
        let requested = host.and_then(|host| Url::parse(&format!("{}://{host}", url.scheme())).ok());
        let public = self.public.as_deref().and_then(|public| Url::parse(public).ok());
        let origin = url.origin();
        origin.is_tuple() && [requested, public].into_iter().flatten().any(|own| own.origin() == origin)
    }

    fn origin(&self, host: Option<&str>) -> Option<String> {
        let scheme = self.listening.split_once("://").map_or("http", |(scheme, _)| scheme);
        let url = host.and_then(|host| Url::parse(&format!("{scheme}://{host}")).ok());
        let is_origin = |url: &Url| url.path() == "/" && url.username().is_empty() && url.query().is_none();
        url.filter(is_origin).map(|url| url.origin().ascii_serialization())
    }

    /// Whether a header `Host` may be that of the sandbox. On loopback it is an IP address, `localhost` or the host of the public
    /// address: any other name may be that of a page whose owner has let the name point here. A sandbox that listens elsewhere
    /// may have any name.
    pub fn may_be(&self, host: &str) -> bool {
        let listening = Url::parse(&self.listening).ok();
        if !listening.is_some_and(|url| url.host_str().is_some_and(is_loopback)) || self.listens_everywhere {
            return true;
        }
        let Ok(url) = Url::parse(&format!("http://{host}")) else { return false };
        let public = self.public.as_deref().and_then(|public| Url::parse(public).ok());
        match url.host_str() {
            Some(name) => {
                let is_number = name.starts_with('[') || name.parse::<Ipv4Addr>().is_ok();
                is_number || is_loopback(name) || public.is_some_and(|public| public.host_str() == Some(name))
            }
            None => false,
        }
    }
}

fn is_loopback(name: &str) -> bool {
    let is_name = name == "localhost" || name.ends_with(".localhost");
    is_name || name == "[::1]" || name.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}
