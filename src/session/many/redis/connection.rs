//! The connection to a Redis server or cluster, which all sessions share.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use redis::{
    Client, ErrorKind, FromRedisValue, RedisError, RedisResult, ScriptInvocation, ServerErrorKind,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
#[cfg(feature = "redis-cluster")]
use redis::{
    cluster::{ClusterClient, ClusterConfig},
    cluster_async::ClusterConnection,
};
use tokio::time::Instant;

use crate::core::Backoff;

/// How long one answer or one connection may take.
const LONGEST_ANSWER: Duration = Duration::from_secs(2);
/// How long an operation is repeated while the server cannot be reached, for example because it is being restarted.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// What a connection leads to.
pub enum Target {
    Server(Box<Client>),
    #[cfg(feature = "redis-cluster")]
    Cluster(Box<ClusterClient>),
}

impl Target {
    /// The server at a URL, and its address without user and password.
    pub fn server(url: &str) -> RedisResult<(Self, String)> {
        let client = Client::open(url)?;
        let address = address(&client);
        Ok((Self::Server(Box::new(client)), address))
    }

    /// The cluster to which the servers at these URLs belong, and their addresses without user and password.
    #[cfg(feature = "redis-cluster")]
    pub fn cluster(urls: &[&str]) -> RedisResult<(Self, String)> {
        let addresses: RedisResult<Vec<_>> = urls.iter().map(|url| Ok(address(&Client::open(*url)?))).collect();
        let builder = ClusterClient::builder(urls.iter().copied());
        let client = builder.connection_timeout(LONGEST_ANSWER).response_timeout(LONGEST_ANSWER).build()?;
        Ok((Self::Cluster(Box::new(client)), addresses?.join(", ")))
    }

    /// A connection that connects when it is first used. [`Connection::run`] repeats what fails.
    fn connect(&self) -> RedisResult<Link> {
        match self {
            Self::Server(client) => {
                let config = ConnectionManagerConfig::new()
                    .set_number_of_retries(0)
                    .set_connection_timeout(Some(LONGEST_ANSWER))
                    .set_response_timeout(Some(LONGEST_ANSWER));
                Ok(Link::Server(ConnectionManager::new_lazy_with_config(Client::clone(client), config)?))
            }
            #[cfg(feature = "redis-cluster")]
            Self::Cluster(client) => {
                let config =
                    ClusterConfig::new().set_connection_timeout(LONGEST_ANSWER).set_response_timeout(LONGEST_ANSWER);
                Ok(Link::Cluster(client.get_pending_async_connection_with_config(config)))
            }
        }
    }
}

/// The host, the port and the database.
fn address(client: &Client) -> String {
    let info = client.get_connection_info();
    format!("{}/{}", info.addr(), info.redis_settings().db())
}

/// A connection. It connects when it is first used, and again when a server closes it.
#[derive(Clone)]
enum Link {
    Server(ConnectionManager),
    #[cfg(feature = "redis-cluster")]
    Cluster(ClusterConnection),
}

impl Link {
    async fn run<T: FromRedisValue>(&mut self, script: &ScriptInvocation<'_>) -> RedisResult<T> {
        match self {
            Self::Server(manager) => script.invoke_async(manager).await,
            #[cfg(feature = "redis-cluster")]
            Self::Cluster(connection) => script.invoke_async(connection).await,
        }
    }
}

/// The connection that all sessions share.
pub struct Connection {
    target: Target,
    current: Mutex<Numbered>,
}

/// A connection and the number of those before it.
#[derive(Clone)]
struct Numbered {
    number: u64,
    link: Link,
}

impl Connection {
    pub fn new(target: Target) -> RedisResult<Self> {
        let link = target.connect()?;
        Ok(Self { target, current: Mutex::new(Numbered { number: 0, link }) })
    }

    /// Runs a script, and repeats it while the server cannot be reached.
    pub async fn run<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> RedisResult<T> {
        let (started, mut backoff) = (Instant::now(), Backoff::default());
        loop {
            let Numbered { number, mut link } = self.current();
            match link.run(script).await {
                Ok(answer) => return Ok(answer),
                Err(e) => {
                    if e.is_timeout() {
                        self.replace(number);
                    }
                    if !is_passing(&e) || started.elapsed() >= LONGEST_WAIT {
                        return Err(e);
                    }
                    backoff.pause().await;
                }
            }
        }
    }

    fn current(&self) -> Numbered {
        // Every change is a single assignment, so a panic elsewhere cannot leave a partial change behind.
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a new connection in the place of the one with this number. The library replaces a connection that has ended. One
    /// that no longer answers, because the machine behind it is gone, would stay for as long as the operating system waits.
    fn replace(&self, number: u64) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.number == number
            && let Ok(link) = self.target.connect()
        {
            *current = Numbered { number: number + 1, link };
        }
    }
}

/// Whether the same may succeed in a moment: the server is being restarted, or was not reached, or a cluster is electing another.
fn is_passing(e: &RedisError) -> bool {
    use ServerErrorKind::{Ask, BusyLoading, ClusterDown, MasterDown, Moved, TryAgain};
    match e.kind() {
        ErrorKind::Io | ErrorKind::ClusterConnectionNotFound => true,
        ErrorKind::Server(kind) => {
            matches!(kind, Ask | BusyLoading | ClusterDown | MasterDown | Moved | TryAgain)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_succeed_in_a_moment_is_tried_again() {
        let refused = |kind| RedisError::from((kind, "a test"));
        let of_server = [ServerErrorKind::BusyLoading, ServerErrorKind::MasterDown, ServerErrorKind::TryAgain];
        let of_cluster = [ServerErrorKind::Ask, ServerErrorKind::ClusterDown, ServerErrorKind::Moved];
        for kind in of_server.into_iter().chain(of_cluster) {
            assert!(is_passing(&refused(ErrorKind::Server(kind))), "{kind:?}");
        }
        assert!(is_passing(&refused(ErrorKind::ClusterConnectionNotFound)));
        assert!(is_passing(&std::io::Error::from(std::io::ErrorKind::ConnectionRefused).into()));
        for kind in [ServerErrorKind::NoPerm, ServerErrorKind::ReadOnly, ServerErrorKind::ResponseError] {
            assert!(!is_passing(&refused(ErrorKind::Server(kind))), "{kind:?}");
        }
        assert!(!is_passing(&refused(ErrorKind::AuthenticationFailed)));
    }
}
