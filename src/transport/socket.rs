//! The WebSocket that events come over.
//!
//! It begins as a request of the client's own HTTP connection, with its TLS, proxy and name resolution, and is taken over
//! from there. The token is in the URL, as the service wants it, and nowhere else.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::{
    StatusCode, Upgraded, Url,
    header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
};
use serde::de::DeserializeOwned;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::{client::generate_key, derive_accept_key},
        protocol::{Role, WebSocketConfig},
    },
};

use super::failure::{connection_error, refused_with};
use crate::{
    core::CallContext,
    error::{Error, Kind},
    model::{Secret, replace_lone_surrogates},
};

/// An event that was published.
///
/// # Examples
///
/// ```no_run
/// # fn f(event: authing_wxapp::Event) -> Result<(), authing_wxapp::Error> {
/// let order: serde_json::Value = event.json()?;
/// println!("{} was {}", event.text(), order["state"]);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event(String);

impl Event {
    /// Returns the published text, unchanged.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Parses the published text as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::is_decode`] when the text is not JSON, or does not fit the type `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&replace_lone_surrogates(&self.0)).map_err(|e| {
            // The message of the parse error may quote the event.
            let place = format!("line {}, column {}", e.line(), e.column());
            Error::new(Kind::Decode, format!("the event is not the JSON that was expected, see {place}"))
                .with_reached(true)
        })
    }
}

/// The connection that delivers one event.
pub(crate) struct Socket {
    stream: WebSocketStream<Upgraded>,
    /// Whether a ping was sent that nothing has answered yet.
    asked: bool,
}

impl Socket {
    /// Connects, within the timeout of the call.
    pub async fn open(context: &CallContext, event: &str, token: &Secret) -> Result<Self, Error> {
        let limit = context.settings.timeout;
        match tokio::time::timeout(limit, Self::connect(context, event, token)).await {
            Ok(outcome) => outcome,
            Err(_) => {
                Err(Error::new(Kind::TimedOut, format!("no connection for events within the timeout of {limit:?}")))
            }
        }
    }

    async fn connect(CallContext { core, settings }: &CallContext, event: &str, token: &Secret) -> Result<Self, Error> {
        let address = format!("{}/events/v1/authentication/sub", core.events.host);
        let mut url = Url::parse(&address)
            .map_err(|e| Error::configuration("the option event_host is not an address; check it").with_source(e))?;
        url.query_pairs_mut().append_pair("code", event).append_pair("token", token.expose());
        let key = generate_key();
        let request = core.events.http()?.get(url).header(CONNECTION, "Upgrade").header(UPGRADE, "websocket");
        let request = request.header(SEC_WEBSOCKET_VERSION, "13").header(SEC_WEBSOCKET_KEY, &key);
        let request = request.headers(settings.added.iter().cloned().collect());
        let response = request.send().await.map_err(connection_error)?;
        let status = response.status();
        tracing::debug!(operation = "subscribeEvent", status = status.as_u16(), "answered");
        let no_socket = || {
            let message = "the event host did not open a WebSocket; check the option event_host";
            Error::new(Kind::Decode, message).with_http(Some(status.as_u16()), None).with_reached(true)
        };
        if status.is_success() {
            return Err(no_socket());
        }
        if status != StatusCode::SWITCHING_PROTOCOLS {
            return Err(refused_with(status.as_u16(), "it opens no stream of events; check the option event_host"));
        }
        let accepted = derive_accept_key(key.as_bytes());
        if response.headers().get(SEC_WEBSOCKET_ACCEPT).is_none_or(|value| value.as_bytes() != accepted.as_bytes()) {
            return Err(no_socket());
        }
        let upgraded = response.upgrade().await.map_err(connection_error)?;
        let limits =
            WebSocketConfig::default().max_message_size(Some(core.reply_limit)).max_frame_size(Some(core.reply_limit));
        let stream = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(limits)).await;
        Ok(Self { stream, asked: false })
    }

    /// Waits for the next event. Returns `None` after a ping or pong was received, or after a ping was sent because of
    /// silence.
    pub async fn next(&mut self, silence: Duration) -> Result<Option<Event>, Error> {
        let broken = |message: &str| Error::new(Kind::Transport, message).with_reached(true);
        let Ok(message) = tokio::time::timeout(silence, self.stream.next()).await else {
            if self.asked {
                return Err(broken("the event service has fallen silent"));
            }
            self.asked = true;
            let ping = self.stream.send(Message::Ping(Default::default())).await;
            return ping.map(|()| None).map_err(|e| broken("the connection for events broke").with_source(e));
        };
        self.asked = false;
        match message {
            Some(Ok(Message::Text(text))) => Ok(Some(Event(text.as_str().to_owned()))),
            Some(Ok(Message::Binary(bytes))) => Ok(Some(Event(String::from_utf8_lossy(&bytes).into_owned()))),
            Some(Ok(Message::Close(_))) | None => Err(broken("the event service closed the connection")),
            Some(Ok(_)) => Ok(None),
            Some(Err(e)) => Err(broken("the connection for events broke").with_source(e)),
        }
    }
}
