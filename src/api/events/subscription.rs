//! Hearing of events: a connection that is made anew when it breaks.

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

/// No delay grows beyond this.
const LONGEST_DELAY: Duration = Duration::from_secs(60);
const VERB: &str = "event_subscribe";

impl Events {
    /// Subscribes to an event: what is awaited is a stream of them.
    ///
    /// - `name`: the name of the event, such as `order.created`.
    ///
    /// A connection that breaks is made anew, with the token that the session has by then: after
    /// [`retry_delay`](SubscribeEvent::retry_delay), then twice as long and so on, at most
    /// [`retry_limit`](SubscribeEvent::retry_limit) times in a row without an event between. Events that are published
    /// meanwhile are lost. Dropping the stream ends the subscription.
    ///
    /// **The token goes into the URL**, for the service takes it nowhere else: proxies and servers on the way may log it. It is
    /// in no log, no `Debug` and no error of this crate.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session, and
    /// nothing is sent; an empty name is refused as well; so does a first connection that cannot be made fail at once. An error
    /// in the stream is its last item: the limit is reached, the service refuses, or nobody is logged in any more.
    ///
    /// JavaScript: `event.sub`. Endpoint: WebSocket `/events/v1/authentication/sub` of the option
    /// [`event_host`](crate::AuthenticationClientBuilder::event_host).
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
    #[doc(alias = "sub")]
    pub fn subscribe(&self, name: impl Into<String>) -> SubscribeEvent {
        SubscribeEvent::new(&self.client, name.into(), Retry::default())
    }
}

/// When a broken connection is made anew, and how it is found.
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
    /// Of [`subscribe`](Events::subscribe).
    SubscribeEvent("event_subscribe") -> Subscription { name: String, retry: Retry }
}

impl SubscribeEvent {
    /// How often in a row a connection that broke is made anew; 5 times by default.
    #[doc(alias = "retryTimes")]
    pub fn retry_limit(mut self, times: u32) -> Self {
        self.retry.limit = times;
        self
    }

    /// How long it takes before the first of them; 2 s by default. Each further one takes twice as long, up to a minute.
    pub fn retry_delay(mut self, delay: Duration) -> Self {
        self.retry.delay = delay;
        self
    }

    /// After which silence the service is asked whether it is still there; 30 s by default. When it is silent for as long
    /// again, the connection is broken.
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

/// The events of a [subscription](Events::subscribe), as a stream.
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

/// Connects with the token that the session has now.
async fn open(client: &AuthenticationClient, name: &str) -> Result<Socket, Error> {
    let session = client.store().required().await?;
    Socket::open(client.core(), name, session.token()).await
}

struct Link {
    client: AuthenticationClient,
    name: String,
    retry: Retry,
    socket: Option<Socket>,
    /// In a row.
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

/// Whether another try may go better.
fn may_pass(error: &Error) -> bool {
    let by_the_server = error.is_api() && error.http_status().is_some_and(|status| status >= 500);
    error.is_connect() || error.is_timeout() || by_the_server
}
