//! The options of a sandbox.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    sync::Arc,
};

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder};
use serde_json::Value;

use crate::{
    APP_ID, Sandbox,
    domain::{address::Address, password::KeyBits, rng::Rng},
    http::{
        observer::{Observer, ServedRequest},
        server::Server,
        state::{SharedState, State},
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
    /// container. It is the issuer of tokens, and part of every link. Without it, each client gets the address that it asked.
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into());
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

    /// A file that keeps the state over a restart: users, sessions and refresh tokens. It is read at the start if it exists, and
    /// then replaces the seed. It is written when the sandbox stops, and by [`Sandbox::save_state`].
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
        let url = format!("http://{reached}");
        let public_url = self.public_url.as_deref().map(origin).transpose()?;
        let client = client_of(&url).allow_plain_http().build().map_err(io::Error::other)?;
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
        let server = Server::start(listener, router(shared.clone()), self.threads)?;
        Ok(Sandbox { url, shared, client, server })
    }
}

/// The public address without a slash at its end. It may have a path.
fn origin(url: &str) -> io::Result<String> {
    let valid =
        reqwest::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.query().is_none());
    let problem =
        || io::Error::new(io::ErrorKind::InvalidInput, format!("the public address {url} is not an HTTP address"));
    Ok(String::from(valid.ok_or_else(problem)?).trim_end_matches('/').to_owned())
}

/// A builder for a client of the sandbox at this address.
pub fn client_of(url: &str) -> AuthenticationClientBuilder {
    AuthenticationClient::builder(APP_ID).host(url).event_host(url)
}

impl fmt::Debug for SandboxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxBuilder").field("address", &self.address).finish_non_exhaustive()
    }
}
