//! Subscriptions to events, over a connection that is reopened when it breaks.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;
use futures_util::stream;

use super::{Events, NAME, require};
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    transport::{Event, Socket, report_stream_error},
};

/// The upper limit of the delay between two attempts to reconnect.
const LONGEST_DELAY: Duration = Duration::from_secs(60);
const VERB: &str = "event_subscribe";

impl Events {
    /// Subscribes to an event: awaiting the request opens the connection and returns a [`Stream`] of events.
    ///
    /// - `name`: the name of the event, such as `order.created`.
    ///
    /// A connection that breaks is reopened with the token that the session has then. The first attempt follows after
    /// [`retry_delay`](SubscribeEvent::retry_delay), and the delay doubles with each further one. The stream ends after
    /// [`retry_limit`](SubscribeEvent::retry_limit) failures in a row without an event in between. Events published
    /// while there is no connection are lost. Dropping the stream ends the subscription.
    ///
    /// **The token is sent in the URL**, because the service accepts it nowhere else: proxies and servers on the way
    /// may log it. This crate does not include it in logs, `Debug` output or errors.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session: nothing is sent. Log the user in.
    /// - [`Error::is_argument`] if the name is blank or [`keep_alive`](SubscribeEvent::keep_alive) is zero; nothing is
    ///   sent.
    /// - The error of the first connection, if it cannot be opened: it is not retried.
    ///
    /// An error in the stream is its last item: the limit is reached, the service refuses the connection, or the user
    /// is no longer logged in.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use futures_util::StreamExt;
    ///
    /// let mut orders = client.event().subscribe("order.created").await?;
    /// while let Some(order) = orders.next().await {
    ///     println!("{}", order?.text());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `event.sub`. Endpoint: WebSocket `/events/v1/authentication/sub` of the option
    /// [`event_host`](crate::AuthenticationClientBuilder::event_host).
    #[doc(alias = "sub")]
    pub fn subscribe(&self, name: impl Into<String>) -> SubscribeEvent {
        SubscribeEvent::new(&self.client, name.into(), Retry::default())
    }
}

/// When a broken connection is reopened, and how a broken one is detected.
#[derive(Clone, Copy)]
struct Retry {
    limit: u32,
    delay: Duration,
    keep_alive: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { limit: 5, delay: Duration::from_secs(2), keep_alive: Duration::from_secs(30) }
    }
}

request! {
    SubscribeEvent("event_subscribe") -> Subscription { name: String, retry: Retry }
}

impl SubscribeEvent {
    /// Sets how many times in a row a broken connection is reopened; 5 by default.
    #[doc(alias = "retryTimes")]
    pub fn retry_limit(mut self, times: u32) -> Self {
        self.retry.limit = times;
        self
    }

    /// Sets the delay before the first attempt to reconnect; 2 s by default. It doubles with each further attempt, up
    /// to 60 s.
    pub fn retry_delay(mut self, delay: Duration) -> Self {
        self.retry.delay = delay;
        self
    }

    /// Sets the time without a message after which a ping is sent; 30 s by default. If nothing arrives for the same
    /// time again, the connection counts as broken.
    pub fn keep_alive(mut self, silence: Duration) -> Self {
        self.retry.keep_alive = silence;
        self
    }

    async fn send(self) -> Result<Subscription, Error> {
        let Self { client, name, retry } = self;
        require("name", &name, NAME)?;
        if retry.keep_alive.is_zero() {
            return Err(Error::argument("keep_alive is zero; give it a duration, such as Duration::from_secs(30)"));
        }
        let socket = open(&client, &name).await?;
        let link = Link { client, name, retry, socket: Some(socket), failures: 0, over: false };
        let events = stream::unfold(link, |mut link| async { Some((link.next().await?, link)) });
        Ok(Subscription(Box::pin(events)))
    }
}

/// The events of a [subscription](Events::subscribe), as a [`Stream`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Subscription(Pin<Box<dyn Stream<Item = Result<Event, Error>> + Send>>);

impl Stream for Subscription {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}

/// Connects with the current token of the session.
async fn open(client: &AuthenticationClient, name: &str) -> Result<Socket, Error> {
    let session = client.store().required().await?;
    Socket::open(client.context(), name, session.token()).await
}

struct Link {
    client: AuthenticationClient,
    name: String,
    retry: Retry,
    socket: Option<Socket>,
    /// Attempts in a row that have failed.
    failures: u32,
    over: bool,
}

impl Link {
    /// The next event, or the error that ends the stream.
    async fn next(&mut self) -> Option<Result<Event, Error>> {
        while !self.over {
            let heard = match &mut self.socket {
                Some(socket) => socket.next(self.retry.keep_alive).await,
                None => open(&self.client, &self.name).await.map(|socket| {
                    self.socket = Some(socket);
                    None
                }),
            };
            match heard {
                Ok(Some(event)) => {
                    self.failures = 0;
                    return Some(Ok(event));
                }
                Ok(None) => {}
                Err(error) if self.failures < self.retry.limit && may_pass(&error) => {
                    self.socket = None;
                    let delay = self.retry.delay.saturating_mul(2_u32.saturating_pow(self.failures));
                    self.failures += 1;
                    tracing::debug!(code = error.code().get(), failures = self.failures, "connecting anew");
                    tokio::time::sleep(delay.min(LONGEST_DELAY)).await;
                }
                Err(error) => {
                    (self.socket, self.over) = (None, true);
                    return Some(Err(report_stream_error(self.client.core(), VERB, error)));
                }
            }
        }
        None
    }
}

/// Whether another attempt may succeed.
fn may_pass(error: &Error) -> bool {
    let by_the_server = error.is_api() && error.http_status().is_some_and(|status| status >= 500);
    error.is_connect() || error.is_timeout() || by_the_server
}
