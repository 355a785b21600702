//! The sessions of many users in a Redis server or cluster.

mod connection;

use std::{
    fmt,
    sync::{Arc, LazyLock},
    time::Duration,
};

use connection::{Connection, Target};
use redis::{ErrorKind, FromRedisValue, RedisError, RedisResult, Script, ScriptInvocation, ServerErrorKind};
use tokio::runtime::Handle;

use super::{LIFETIME, SessionId, SessionStore};
use crate::{
    crypto::random,
    error::Error,
    model::{BoxFuture, Session},
    session::{
        Lease, LeaseHolder, StoreError, Stored, TokenStore, Version, document, failed,
        lease::{FAILURE_KEPT, LONGEST},
    },
};

// Redis runs each script as one atomic step.

/// Checks that the server runs scripts. It has no key, because the user may be limited to keys with a certain prefix.
static TRY: LazyLock<Script> = LazyLock::new(|| Script::new("return 1"));

/// Reads a session.
static LOAD: LazyLock<Script> =
    LazyLock::new(|| Script::new("return redis.call('HMGET', KEYS[1], 'version', 'session')"));

/// Stores a session, if the version is still the expected one or none is expected. Every write has a unique version. If the stored
/// version is that of this write, the write is the repetition of one whose answer was lost.
static STORE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local version = redis.call('HGET', KEYS[1], 'version') or '0'
         if version == ARGV[2] then return 1 end
         if ARGV[1] ~= '' and ARGV[1] ~= version then return 0 end
         redis.call('HSET', KEYS[1], 'version', ARGV[2], 'session', ARGV[3])
         redis.call('PEXPIRE', KEYS[1], ARGV[4])
         return 1",
    )
});

static CLEAR: LazyLock<Script> = LazyLock::new(|| Script::new("return redis.call('DEL', KEYS[1])"));

/// Takes the lease of a refresh; returns the other holder and the failure of the awaited one, if either is there.
static TAKE_LEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local holder = redis.call('HGET', KEYS[1], 'holder')
         local failure = redis.call('HGET', KEYS[1], 'failure')
         if failure and holder == ARGV[3] then return {holder, failure} end
         if holder and holder ~= ARGV[1] and not failure then return {holder, false} end
         redis.call('DEL', KEYS[1])
         redis.call('HSET', KEYS[1], 'holder', ARGV[1])
         redis.call('PEXPIRE', KEYS[1], ARGV[2])
         return {false, false}",
    )
});

/// Gives the lease back, and leaves a failure for those who wait.
static RELEASE_LEASE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[1] then return end
         if ARGV[2] == '' then
             redis.call('DEL', KEYS[1])
         else
             redis.call('HSET', KEYS[1], 'failure', ARGV[2])
             redis.call('PEXPIRE', KEYS[1], ARGV[3])
         end",
    )
});

/// Many sessions in a Redis server, which several machines can share.
///
/// Each session is one key: a prefix, and the [key](SessionId::key) of the id. It expires when the session was not stored for
/// its lifetime, 14 days by default. While a session is being refreshed, a second key, with `:lease` appended, lets the
/// other machines wait. Redis 6 and later, Valkey, and servers that speak their protocol and run Lua scripts will do.
///
/// A connection that is lost or no longer answers is made anew. What is asked for while the server cannot be reached, such as
/// during a restart, is repeated for about 5 seconds, or until the timeout of the call is over. A login or a logout whose answer
/// was lost is repeated, too; a change of the same session in these seconds may then be undone by it.
///
/// This is one server, or the primary of several. With the feature `redis-cluster`, `connect_cluster` connects to a cluster, which
/// divides the keys among its servers. A script that a cluster does not know is given to all its primaries, so a new one waits until
/// each of them is there or was replaced.
///
/// Who can read the server has the tokens of all users, and who can write to it can put sessions there: let only the back end
/// reach it, with a password, and over TLS if the network is not trusted.
///
/// # TLS
///
/// URLs of the scheme `rediss` need the feature `redis-tls`. The server's certificate is checked against the certificates
/// that the operating system trusts; the environment variable `SSL_CERT_FILE` names others.
///
/// # Examples
///
/// ```no_run
/// # async fn f() -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::RedisSessions;
///
/// let sessions = RedisSessions::connect("redis://:password@redis.internal:6379/0").await?.prefix("shop:session:");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct RedisSessions {
    connection: Arc<Connection>,
    /// The host, the port and the database, without user and password; in a cluster, of each server that was named.
    address: Arc<str>,
    prefix: Arc<str>,
    lifetime: Duration,
}

/// The store of one session.
struct One {
    sessions: RedisSessions,
    key: String,
}

impl RedisSessions {
    /// Connects to a server, and tries whether it runs scripts.
    ///
    /// - `url`: the address, such as `redis://user:password@host:6379/0`, or `unix:///run/redis.sock` for a socket. User,
    ///   password, port and database can be left out.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when the URL cannot be read, or outside of a tokio runtime.
    /// - [`Error::is_store`] when the server cannot be reached within 5 seconds, or when it refuses the password or the scripts.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        Self::connect_to(&[url], || Target::server(url)).await
    }

    /// Connects to a cluster, and tries whether it runs scripts.
    ///
    /// - `urls`: the addresses of some of its servers, such as `redis://user:password@host:6379`. The others are learnt from them.
    ///   User and password are the same for all. A cluster has the database 0 only.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] when there is no URL or one cannot be read, when their passwords differ, or outside of a tokio
    ///   runtime.
    /// - [`Error::is_store`] when no server can be reached within 5 seconds, or when one refuses the password or the scripts.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f() -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::RedisSessions;
    ///
    /// let nodes = ["redis://:password@redis-0.internal:6379", "redis://:password@redis-1.internal:6379"];
    /// let sessions = RedisSessions::connect_cluster(nodes).await?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "redis-cluster")]
    pub async fn connect_cluster<U: AsRef<str>>(urls: impl IntoIterator<Item = U>) -> Result<Self, Error> {
        let urls: Vec<U> = urls.into_iter().collect();
        let urls: Vec<&str> = urls.iter().map(AsRef::as_ref).collect();
        if urls.is_empty() {
            return Err(Error::argument("connect_cluster() needs the URL of at least one server of the cluster"));
        }
        Self::connect_to(&urls, || Target::cluster(&urls)).await
    }

    async fn connect_to(urls: &[&str], target: impl FnOnce() -> RedisResult<(Target, String)>) -> Result<Self, Error> {
        if Handle::try_current().is_err() {
            return Err(Error::argument("Redis needs a tokio runtime; await the connection below #[tokio::main]"));
        }
        // The errors of the library are left out because they could quote the URL, which has the password.
        let unusable = |_| {
            let is_tls = urls.iter().any(|url| url.starts_with("rediss:"));
            let tls = if is_tls { "; the scheme rediss needs the feature redis-tls" } else { "" };
            Error::argument(format!(
                "the URL of the Redis server cannot be used; its form is redis://user:password@host:6379/0{tls}"
            ))
        };
        #[cfg(feature = "redis-tls")]
        provide_cryptography();
        let (target, address) = target().map_err(unusable)?;
        let connection = Arc::new(Connection::new(target).map_err(unusable)?);
        let prefix = "authing-wxapp:session:".into();
        let sessions = Self { connection, address: address.into(), prefix, lifetime: LIFETIME };
        let _one: u64 = sessions.run(&TRY.prepare_invoke()).await.map_err(failed)?;
        Ok(sessions)
    }

    /// Sets what the keys begin with, `authing-wxapp:session:` by default. Applications that share a server need different
    /// ones.
    pub fn prefix(mut self, prefix: impl AsRef<str>) -> Self {
        self.prefix = prefix.as_ref().into();
        self
    }

    /// Sets how long a session is kept after it was stored.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Runs a script, and repeats it while the server cannot be reached.
    async fn run<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> Result<T, StoreError> {
        self.connection.run(script).await.map_err(|e| self.refused(&e))
    }

    /// Errors of the server are named by their code alone, because their texts can quote what was sent.
    fn refused(&self, e: &RedisError) -> StoreError {
        let address = &self.address;
        StoreError::new(match e.kind() {
            ErrorKind::Io | ErrorKind::ClusterConnectionNotFound => {
                format!("the Redis server {address} cannot be reached: {e}; check that it runs there")
            }
            ErrorKind::AuthenticationFailed => {
                format!("the Redis server {address} refuses the user or the password; check the URL")
            }
            ErrorKind::Server(ServerErrorKind::NoPerm) => {
                format!(
                    "the Redis server {address} does not permit what sessions need: EVALSHA, SCRIPT LOAD, HMGET, HGET, \
                     HSET, PEXPIRE and DEL on the keys that begin with {}; check the rights of the user",
                    self.prefix
                )
            }
            ErrorKind::Server(ServerErrorKind::ReadOnly) => {
                format!("the Redis server {address} is a replica, which stores nothing; connect to its primary")
            }
            _ => {
                let code = e.code().unwrap_or_else(|| e.category());
                format!("the Redis server {address} cannot keep the session: {code}; its log may say more")
            }
        })
    }
}

/// Installs a provider of cryptography unless the program has installed one, because the library panics without one. reqwest falls
/// back to the same provider.
#[cfg(feature = "redis-tls")]
fn provide_cryptography() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        let _another_thread_was_faster = rustls::crypto::aws_lc_rs::default_provider().install_default();
    }
}

impl SessionStore for RedisSessions {
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore> {
        Arc::new(One { sessions: self.clone(), key: format!("{}{}", self.prefix, id.key()) })
    }
}

impl One {
    async fn store(&self, expected: Option<Version>, session: &Session) -> Result<bool, StoreError> {
        let text = document::encode(session)?;
        // Zero is the version of an empty store.
        let version = random::number().map_err(|e| StoreError::new(e.to_string()))?.max(1);
        let expected = expected.map(|version| version.get().to_string()).unwrap_or_default();
        let mut script = STORE.key(&*self.key);
        script.arg(expected).arg(version).arg(text).arg(milliseconds(self.sessions.lifetime));
        self.sessions.run(&script).await
    }

    fn lease_key(&self) -> String {
        format!("{}:lease", self.key)
    }
}

fn milliseconds(duration: Duration) -> i64 {
    // Redis refuses a time that overflows when it is added to the current one, so it is limited to about a thousand years.
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX).min(1 << 45)
}

impl TokenStore for One {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        Box::pin(async move {
            let (version, text): (Option<u64>, Option<String>) = self.sessions.run(&LOAD.key(&*self.key)).await?;
            let (Some(version), Some(text)) = (version, text) else {
                return Ok(Stored { version: Version::new(0), session: None });
            };
            let session = document::decode(&text).map_err(|why| {
                let (key, address) = (&self.key, &self.sessions.address);
                StoreError::new(format!(
                    "the key {key} in the Redis server {address} {why}; remove it or choose another prefix"
                ))
            })?;
            Ok(Stored { version: Version::new(version), session: Some(Arc::new(session)) })
        })
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move { self.store(Some(expected), &session).await })
    }

    fn put(&self, session: Arc<Session>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.store(None, &session).await.map(drop) })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.sessions.run(&CLEAR.key(&*self.key)).await })
    }

    fn session_key(&self) -> Option<String> {
        Some(format!("redis {} {}", self.sessions.address, self.key))
    }

    fn lease(
        &self,
        holder: LeaseHolder,
        lifetime: Duration,
        awaited: Option<LeaseHolder>,
    ) -> BoxFuture<'_, Result<Lease, StoreError>> {
        Box::pin(async move {
            let awaited = awaited.map(|awaited| awaited.get().to_string()).unwrap_or_default();
            let mut script = TAKE_LEASE.key(self.lease_key());
            script.arg(holder.get()).arg(milliseconds(lifetime.min(LONGEST))).arg(awaited);
            Ok(match self.sessions.run::<(Option<u64>, Option<String>)>(&script).await? {
                (_, Some(failure)) => Lease::Failed(failure),
                (Some(other), None) => Lease::Held(LeaseHolder::new(other)),
                (None, None) => Lease::Taken,
            })
        })
    }

    fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let mut script = RELEASE_LEASE.key(self.lease_key());
            script.arg(holder.get()).arg(failure.unwrap_or_default()).arg(milliseconds(FAILURE_KEPT));
            self.sessions.run(&script).await
        })
    }
}

impl fmt::Debug for RedisSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisSessions")
            .field("address", &self.address)
            .field("prefix", &self.prefix)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
