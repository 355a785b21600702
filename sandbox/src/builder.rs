//! The options of a sandbox.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder};
use reqwest::Url;
use serde_json::Value;

use crate::{
    APP_ID, Sandbox,
    domain::{address::Address, password::KeyBits, rng::Rng},
    http::{
        observer::{Observer, ServedRequest},
        server::{Server, Serving},
        state::{SharedState, State},
        tls::Tls,
    },
    router::router,
    seed, state_file,
};

/// The options of a [`Sandbox`]; start with [`Sandbox::builder`].
#[must_use = "call start() to have a sandbox"]
pub struct SandboxBuilder {
    address: SocketAddr,
    rng_seed: Option<u64>,
    password_key_bits: Option<u32>,
    public_url: Option<String>,
    tls: bool,
    patience: Duration,
    threads: usize,
    observer: Option<Observer>,
    state_file: Option<PathBuf>,
    seed: Value,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            address,
            rng_seed: None,
            password_key_bits: None,
            public_url: None,
            tls: false,
            patience: Duration::from_secs(60),
            threads: 1,
            observer: None,
            state_file: None,
            seed: Value::Object(serde_json::Map::new()),
        }
    }
}

impl SandboxBuilder {
    /// The port; a free one by default.
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// The address of this machine to listen on; by default loopback, which other machines cannot reach.
    pub fn bind(mut self, address: impl Into<IpAddr>) -> Self {
        self.address.set_ip(address.into());
        self
    }

    /// The address under which clients reach the sandbox, such as `https://auth.example.com`: for a sandbox behind a proxy or in a
    /// container. It is the issuer of tokens, and part of every link. Without it, each client gets the address in its header `Host`.
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into());
        self
    }

    /// Speaks HTTPS with a certificate that is new at each start. [`Sandbox::client`] trusts it; other clients have to trust the
    /// authority of [`Sandbox::certificate`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use authing_sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::builder().tls().start().await?;
    /// assert!(sandbox.url().starts_with("https://127.0.0.1:"));
    /// sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "tls")]
    pub fn tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// How long a connection may take to send the head of a request, then its body, and to take a part of a reply: a minute by
    /// default. After that it is closed, whether it is slow on purpose or idle.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The number of threads that answer requests: one by default.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Calls a function after each request, to show what happens. It runs on the thread that answers, so it must not block.
    pub fn on_request(mut self, observer: impl Fn(&ServedRequest) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// A file that keeps the state over a restart: users, sessions, refresh tokens, and of WeChat the access tokens and the codes of
    /// the phone button, each with its end. It is read at the start if it exists, and then replaces the seed. It is written when
    /// the sandbox stops, and by [`Sandbox::save_state`].
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Seeds the random number generator, so that ids, codes, tokens and keys are the same in every run.
    pub fn rng_seed(mut self, seed: u64) -> Self {
        self.rng_seed = Some(seed);
        self
    }

    /// The length of the RSA key under which passwords are encrypted: 2048 bits by default, or 1024 as in older user pools. It
    /// takes precedence over `passwordKeyBits` of the seed.
    pub fn password_key_bits(mut self, bits: u32) -> Self {
        self.password_key_bits = Some(bits);
        self
    }

    /// The user pool at the start, in the form of [`Sandbox::export`].
    ///
    /// Users have the members of [`User`](authing_wxapp::User), and `password`, `firstLogin`, `mustResetPassword`; the accounts of
    /// directories, `ldap` and `ad`, have `username`, `password`, `nickname`, `email`, `phone`. With `captchaAfter`, a login
    /// needs a captcha after so many wrong passwords.
    ///
    /// | member of the seed | |
    /// |---|---|
    /// | `customFields` | the custom fields of users: `key`, `dataType` (`STRING` by default), `label`, and `options` of a `SELECT` |
    /// | `applications` | the applications that users may use |
    /// | `applicationMfa` | the second factors that every login requires: `SMS`, `EMAIL`, `OTP`, `FACE` |
    /// | `failFaceChecks` | whether every face is found to be that of a stranger |
    /// | `passwordKeyBits` | the length of the key under which passwords are encrypted: 1024 or 2048 bits, the default |
    /// | `application` | `redirectUris`, `logoutRedirectUris` and `scopes` (without them any), `signature` (`RS256` or `HS256`), `clientAuth` (such as `client_secret_basic`), `loginPage`, `accessKeys` (secrets by id), `socialConnections`, `identityProviders` |
    ///
    /// A user may have `customData`, `orgs`, `departments`, `roles`, `resources` (with their `namespace`), `securityLevel`,
    /// `principal`, `devices`, an `authenticator` (`secret`, `recoveryCode`, and `enable` when it is confirmed) and a `face`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use authing_sandbox::Sandbox;
    ///
    /// let seed = serde_json::json!({
    ///     "users": [{ "email": "ada@example.com", "password": "passw0rd", "nickname": "Ada" }],
    ///     "testCodes": { "17612346754": "1234" },
    /// });
    /// let sandbox = Sandbox::builder().seed(seed).start().await?;
    /// let user = sandbox.client().login_by_email("ada@example.com", "passw0rd").await?;
    /// assert_eq!(user.nickname.as_deref(), Some("Ada"));
    /// # Ok(()) }
    /// ```
    pub fn seed(mut self, seed: Value) -> Self {
        self.seed = seed;
        self
    }

    /// The user pool at the start, from the text of a YAML or JSON file; see [`seed`](Self::seed).
    ///
    /// # Errors
    ///
    /// If the text is neither YAML nor JSON. The error names the line.
    pub fn seed_text(self, text: &str) -> io::Result<Self> {
        let seed = seed::parse(text).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
        Ok(self.seed(seed))
    }

    /// Starts the sandbox. It runs on threads of its own.
    ///
    /// # Errors
    ///
    /// If the port cannot be opened, or if the seed, the state file, the public address or the length of the key is not valid.
    pub async fn start(mut self) -> io::Result<Sandbox> {
        let bits = self.password_key_bits.map(KeyBits::try_from).transpose();
        let bits = bits.map_err(|e| io::Error::new(io::ErrorKind::InvalidInput, e))?;
        let listener = TcpListener::bind(self.address);
        let listener = listener.map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", self.address)))?;
        let address = listener.local_addr()?;
        // A server that listens on every address can be reached on loopback, too.
        let reached =
            if address.ip().is_unspecified() { (Ipv4Addr::LOCALHOST, address.port()).into() } else { address };
        let public_url = self.public_url.as_deref().map(origin).transpose()?;
        let names = || names(address.ip(), public_url.as_deref());
        let tls = self.tls.then(|| Tls::new(names())).transpose()?;
        let scheme = if self.tls { "https" } else { "http" };
        let url = format!("{scheme}://{reached}");
        let client = client_of(&url, tls.as_ref()).allow_plain_http().build().map_err(io::Error::other)?;
        if let (Some(bits), Value::Object(seed)) = (bits, &mut self.seed) {
            seed.insert("passwordKeyBits".into(), u32::from(bits).into());
        }
        let mut rng = Rng::new(self.rng_seed);
        let seed = seed::read(self.seed, &mut rng).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
        let reached = Address::new(&url, public_url.as_deref(), address.ip().is_unspecified());
        let shared = SharedState::new(State::new(reached, &url, rng, seed));
        shared.lock().observer = self.observer;
        if let Some(path) = self.state_file {
            let stores = &mut shared.lock().stores;
            state_file::load(stores, &path)?;
            stores.state_file = Some(path);
        }
        let serving = Serving { patience: self.patience, tls: tls.clone() };
        let server = Server::start(listener, router(shared.clone(), self.patience), self.threads, serving)?;
        Ok(Sandbox { url, tls, shared, client, server })
    }
}

/// The names for which a certificate is made: those of loopback, the address that the sandbox listens on, and its public name.
fn names(address: IpAddr, public_url: Option<&str>) -> Vec<String> {
    let mut names = vec!["localhost".to_owned(), Ipv4Addr::LOCALHOST.to_string(), Ipv6Addr::LOCALHOST.to_string()];
    if !address.is_unspecified() {
        names.push(address.to_string());
    }
    let public = public_url.and_then(|url| Url::parse(url).ok());
    // Brackets are part of an IPv6 address in a URL only.
    names.extend(public.and_then(|url| Some(url.host_str()?.trim_matches(['[', ']']).to_owned())));
    names.sort_unstable();
    names.dedup();
    names
}

/// The public address without a slash at its end. It may have a path.
fn origin(url: &str) -> io::Result<String> {
    let refuse = |why: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, format!("the public address {why}")));
    let Some(valid) = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
        return refuse(&format!("{url} is not an HTTP address"));
    };
    if !valid.username().is_empty() || valid.password().is_some() {
        return refuse("must not hold a user name or a password");
    }
    if valid.query().is_some() || valid.fragment().is_some() {
        return refuse(&format!("{url} must not have a query or a fragment"));
    }
    Ok(String::from(valid).trim_end_matches('/').to_owned())
}

/// A builder for a client of the sandbox at this address, which trusts its certificate.
pub fn client_of(url: &str, tls: Option<&Tls>) -> AuthenticationClientBuilder {
    let builder = AuthenticationClient::builder(APP_ID).host(url).event_host(url);
    match tls {
        Some(tls) => builder.http(tls.trust()),
        None => builder,
    }
}

impl fmt::Debug for SandboxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxBuilder").field("address", &self.address).finish_non_exhaustive()
    }
}
