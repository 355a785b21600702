//! The options of [`Auth`].

use std::{fmt, sync::Arc, time::Duration};

use authing_wxapp::{AuthenticationClient, SessionStore, TokenAlgorithm, TokenKind};
use cookie::{Key, SameSite};
use http::Uri;
use tokio_util::task::TaskTracker;

use crate::{
    auth::{Auth, Inner},
    cookies::{CookieOptions, Keys},
    record::Lifetimes,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A prefix with which browsers accept a cookie only from this very host, over HTTPS (RFC 6265bis, section 4.1.3.2).
const HOST_PREFIX: &str = "__Host-";
/// How long a key for cookies has to be, in bytes.
const KEY_LENGTH: usize = 32;

/// The options of [`Auth`], from [`Auth::builder`]: chain them, then call [`build`](Self::build).
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use authing_axum::Auth;
/// use authing_wxapp::{AuthenticationClient, MemorySessions, TokenAlgorithm};
///
/// let authing = AuthenticationClient::builder("YOUR_APP_ID").host("https://my-app.authing.cn").build()?;
/// let auth = Auth::builder(authing, MemorySessions::new())
///     .idle_lifetime(Duration::from_secs(60 * 60))
///     .algorithm(TokenAlgorithm::Es256)
///     .bearer_tokens()
///     .build()?;
/// # Ok(()) }
/// ```
#[must_use = "call build()"]
pub struct AuthBuilder {
    client: AuthenticationClient,
    sessions: Arc<dyn SessionStore>,
    cookie: CookieOptions,
    seal_with: Vec<Vec<u8>>,
    login_with: Vec<Vec<u8>>,
    lifetimes: Lifetimes,
    algorithm: TokenAlgorithm,
    issuer: Option<String>,
    leeway: Option<Duration>,
    bearer_tokens: bool,
    origins: Vec<String>,
    forwarded_host: bool,
    avatar_limit: u64,
    scope: Option<String>,
    after_login: String,
    after_logout: String,
}

/// An option of [`AuthBuilder`] is not valid. The message says which one, why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidOption(String);

impl AuthBuilder {
    pub(crate) fn new(client: AuthenticationClient, sessions: Arc<dyn SessionStore>) -> Self {
        let name = format!("{HOST_PREFIX}session");
        Self {
            client,
            sessions,
            cookie: CookieOptions { name, secure: true, same_site: SameSite::Lax, domain: None },
            seal_with: Vec::new(),
            login_with: Vec::new(),
            lifetimes: Lifetimes { idle: 14 * DAY, absolute: 30 * DAY },
            algorithm: TokenAlgorithm::Rs256,
            issuer: None,
            leeway: None,
            bearer_tokens: false,
            origins: Vec::new(),
            forwarded_host: false,
            avatar_limit: 5 << 20,
            scope: None,
            after_login: "/".into(),
            after_logout: "/".into(),
        }
    }

    /// Sets the name of the session cookie; `__Host-session` by default. With the prefix `__Host-` no other host can set it,
    /// and it needs `Secure` and no domain.
    pub fn cookie_name(mut self, name: impl Into<String>) -> Self {
        self.cookie.name = name.into();
        self
    }

    /// Sets the cookie without `Secure`, for a site without HTTPS. Browsers treat `localhost` as secure, so development does not
    /// need this. The name must not begin with `__Host-` or `__Secure-` then.
    pub fn insecure_cookie(mut self) -> Self {
        self.cookie.secure = false;
        self
    }

    /// Sets `SameSite`, which is `Lax` by default. With `None`, browsers send the cookie with requests that other sites make
    /// them send, and only the check of the origin is left against them.
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.cookie.same_site = same_site;
        self
    }

    /// Gives the cookie to this domain and all its subdomains; by default it is for this host alone. The name must not begin with
    /// `__Host-` then.
    pub fn cookie_domain(mut self, domain: impl Into<String>) -> Self {
        self.cookie.domain = Some(domain.into());
        self
    }

    /// Seals cookies: the cookie has the whole session, encrypted and authenticated, and a session goes on although the store has
    /// lost it. The profile of the user is left out.
    ///
    /// - `keys`: the keys, each at least 32 random bytes, such as from `openssl rand 32`. The first one seals, and all of them
    ///   open: to change the key, put the new one first, and remove the old one after the absolute lifetime.
    ///
    /// The store is still used: requests at the same time share a renewed token through it, and it knows which sessions
    /// have ended. A session that ended is worth something again only when the store forgets that, so a
    /// [`MemorySessions`](authing_wxapp::MemorySessions) lets a stolen cookie come back after a restart.
    pub fn seal_cookies<K: AsRef<[u8]>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.seal_with = keys.into_iter().map(|key| key.as_ref().to_vec()).collect();
        self
    }

    /// Sets the keys of the cookie that keeps a login of a web site until the browser comes back from Authing. Several machines with
    /// one site need the same ones.
    ///
    /// - `keys`: the keys, each at least 32 random bytes. The first one seals, and all of them open. By default they are those of
    ///   [`seal_cookies`](Self::seal_cookies), else random ones: a login that begins on one machine, or before a restart, cannot be
    ///   completed on another then, and the user begins a new one.
    pub fn login_keys<K: AsRef<[u8]>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.login_with = keys.into_iter().map(|key| key.as_ref().to_vec()).collect();
        self
    }

    /// Ends sessions that nobody has used for this time; 14 days by default.
    pub fn idle_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetimes.idle = lifetime;
        self
    }

    /// Ends sessions this time after the login; 30 days by default. A store forgets a session that was not stored for *its*
    /// lifetime, 14 days by default, so give the store as long a one.
    pub fn absolute_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetimes.absolute = lifetime;
        self
    }

    /// Sets the algorithm that the application signs its tokens with, as the Authing console shows it; RS256 by default. It
    /// counts for [bearer tokens](Self::bearer_tokens) and for the ID tokens of [`Auth::web_routes`]. HS256 needs the secret of
    /// the application in the client.
    pub fn algorithm(mut self, algorithm: TokenAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Sets the issuer of these tokens. The default is the host of the client followed by `/oidc`; a client of the public host
    /// `core.authing.cn` must set it.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Sets the tolerance for clocks that differ, 60 seconds by default.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = Some(leeway);
        self
    }

    /// Also accepts access tokens that were issued to this application elsewhere, in the header `Authorization: Bearer`. They
    /// are verified here, with keys that are fetched once: no request goes to Authing for each of them. Whether a token was
    /// revoked is therefore not known.
    pub fn bearer_tokens(mut self) -> Self {
        self.bearer_tokens = true;
        self
    }

    /// Lets pages of this origin, such as `https://shop.example.com`, send requests with the session cookie that change
    /// something. The own origin may always do so. Can be called several times.
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Takes the own host from the header `X-Forwarded-Host` when the origin of a request is checked. Only behind a proxy
    /// that always sets this header.
    pub fn trust_forwarded_host(mut self) -> Self {
        self.forwarded_host = true;
        self
    }

    /// Sets the maximum size of an avatar in bytes; 5 MiB by default.
    pub fn avatar_limit(mut self, bytes: u64) -> Self {
        self.avatar_limit = bytes;
        self
    }

    /// Sets the scopes that [`Auth::web_routes`] ask for, separated by spaces. With `offline_access` there is a refresh token, so
    /// that the session can outlive its access token.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Sets the path that a browser opens after a login that names no other; `/` by default.
    pub fn after_login(mut self, path: impl Into<String>) -> Self {
        self.after_login = path.into();
        self
    }

    /// Sets where a browser goes after a logout; `/` by default. A path leaves the browser logged in at Authing, where the next
    /// login asks for no password. An address such as `https://shop.example.com/bye`, which the console must list, ends
    /// that session too.
    pub fn after_logout(mut self, to: impl Into<String>) -> Self {
        self.after_logout = to.into();
        self
    }

    /// Creates [`Auth`].
    ///
    /// # Errors
    ///
    /// [`InvalidOption`] when an option is not valid, or contradicts another.
    pub fn build(self) -> Result<Auth, InvalidOption> {
        self.check().map_err(InvalidOption)?;
        Ok(self.with_defaults())
    }

    fn check(&self) -> Result<(), String> {
        let CookieOptions { name, secure, same_site, domain } = &self.cookie;
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(format!("cookie_name {name:?} cannot be the name of a cookie; use letters, digits, - and _"));
        }
        if name.starts_with(HOST_PREFIX) && domain.is_some() {
            return Err(format!("the cookie {name} cannot have a domain; choose a cookie_name without {HOST_PREFIX}"));
        }
        if !secure && (name.starts_with(HOST_PREFIX) || name.starts_with("__Secure-")) {
            return Err(format!("browsers refuse the cookie {name} without Secure; choose another cookie_name"));
        }
        if !secure && *same_site == SameSite::None {
            return Err("browsers refuse SameSite=None without Secure; leave insecure_cookie() out".into());
        }
        if domain.as_ref().is_some_and(|domain| domain.is_empty() || domain.contains([';', ',', ' ', '/', ':'])) {
            return Err("cookie_domain is not the name of a domain; write it like example.com".into());
        }
        for (option, keys) in [("seal_cookies", &self.seal_with), ("login_keys", &self.login_with)] {
            if let Some(short) = keys.iter().map(Vec::len).find(|length| *length < KEY_LENGTH) {
                return Err(format!("a key of {option} has {short} bytes; it needs {KEY_LENGTH} random ones"));
            }
        }
        for origin in &self.origins {
            let uri: Option<Uri> = origin.parse().ok().filter(|uri: &Uri| uri.scheme().is_some());
            if uri.is_none_or(|uri| uri.path_and_query().is_some_and(|path| path != "/") || origin.ends_with('/')) {
                return Err(format!("origin {origin:?} is none; write it like https://shop.example.com"));
            }
        }
        for path in [&self.after_login, &self.after_logout] {
            let is_address = path == &self.after_logout && ["https://", "http://"].iter().any(|s| path.starts_with(s));
            if !is_address && !is_local(path) {
                return Err(format!("{path:?} is not a path of this site; let it begin with one slash"));
            }
        }
        Ok(())
    }

    pub(crate) fn with_defaults(self) -> Auth {
        let derived = |keys: &[Vec<u8>]| keys.iter().map(|key| Key::derive_from(key)).collect::<Vec<_>>();
        let keys = derived(&self.seal_with);
        let login_keys = match derived(&self.login_with) {
            own if !own.is_empty() => own,
            _ if keys.is_empty() => vec![Key::generate()],
            _ => keys.clone(),
        };
        let mut access_tokens = self.client.token_verifier(self.algorithm).kind(TokenKind::AccessToken);
        if let Some(issuer) = &self.issuer {
            access_tokens = access_tokens.issuer(issuer);
        }
        if let Some(leeway) = self.leeway {
            access_tokens = access_tokens.leeway(leeway);
        }
        Auth(Arc::new(Inner {
            client: self.client,
            sessions: self.sessions,
            cookie: self.cookie,
            sealing: (!keys.is_empty()).then(|| Keys::new(keys)),
            login_keys: Keys::new(login_keys),
            lifetimes: self.lifetimes,
            access_tokens,
            issuer: self.issuer,
            bearer_tokens: self.bearer_tokens,
            origins: self.origins,
            forwarded_host: self.forwarded_host,
            avatar_limit: self.avatar_limit,
            scope: self.scope,
            after_login: self.after_login,
            after_logout: self.after_logout,
            work: TaskTracker::new(),
        }))
    }
}

/// Whether a browser that is sent there stays on this site.
pub(crate) fn is_local(path: &str) -> bool {
    // Browsers read // and /\ as the beginning of another host, and ignore tabs and line ends.
    let mut bytes = path.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && path.bytes().all(|byte| (b'!'..=b'~').contains(&byte))
}

impl fmt::Debug for AuthBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBuilder")
            .field("client", &self.client)
            .field("cookie", &self.cookie)
            .field("lifetimes", &self.lifetimes)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for InvalidOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidOption {}

#[cfg(test)]
mod tests {
    use authing_wxapp::MemorySessions;

    use super::*;

    fn builder() -> AuthBuilder {
        Auth::builder(AuthenticationClient::builder("app").build().unwrap(), MemorySessions::new())
    }

    #[test]
    fn options_that_browsers_would_ignore_are_refused_with_a_remedy() {
        let refusal = |builder: AuthBuilder| builder.build().unwrap_err().to_string();
        assert!(refusal(builder().insecure_cookie()).contains("choose another cookie_name"));
        assert!(refusal(builder().cookie_domain("example.com")).contains("without __Host-"));
        assert!(refusal(builder().cookie_name("my session")).contains("letters, digits"));
        let none = builder().cookie_name("s").insecure_cookie().same_site(SameSite::None);
        assert!(refusal(none).contains("SameSite=None"));
        assert!(refusal(builder().seal_cookies(["short"])).contains("needs 32 random ones"));
        assert!(refusal(builder().login_keys(["short"])).contains("login_keys has 5 bytes"));
        assert!(refusal(builder().origin("shop.example.com")).contains("write it like"));
        assert!(refusal(builder().origin("https://shop.example.com/")).contains("write it like"));
        assert!(refusal(builder().after_login("//evil.example")).contains("one slash"));
        assert!(refusal(builder().after_login("https://evil.example")).contains("one slash"));
    }

    #[test]
    fn the_usual_options_are_valid() {
        let plain = builder().cookie_name("session").insecure_cookie().cookie_domain("example.com");
        let sealed = builder().seal_cookies([[7; 32], [8; 32]]).origin("https://shop.example.com:8443");
        for builder in [builder(), plain, sealed, builder().after_logout("https://shop.example.com/bye")] {
            builder.build().unwrap();
        }
    }

    #[test]
    fn only_paths_of_this_site_are_local() {
        for local in ["/", "/orders?id=1#top", "/a//b"] {
            assert!(is_local(local), "{local}");
        }
        for foreign in
            ["", "orders", "//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "/ä"]
        {
            assert!(!is_local(foreign), "{foreign}");
        }
    }
}
