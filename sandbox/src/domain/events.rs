//! Events: the published ones, and the subscribers that receive them over a WebSocket.

use std::collections::VecDeque;

use authing_wxapp::ErrorCode;
use axum::{
    body::Body,
    extract::{Request, State as Shared},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::{OnUpgrade, on};
use reqwest::Upgraded;
use serde::Serialize;
use serde_json::Value;
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinSet,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, handshake::server::create_response_with_body, protocol::Role},
};

use crate::{
    World,
    domain::refusal::Refusal,
    http::{
        faults::{self, Effect, Place},
        form,
    },
    state::State,
};

/// How many are kept.
const KEPT: usize = 1000;

/// Where subscribers connect.
pub const PATH: &str = "/events/v1/authentication/sub";

/// An event that somebody published; see [`Sandbox::events`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PublishedEvent {
    /// The name of the event.
    pub name: String,
    /// What it says, usually as JSON text.
    pub data: String,
    /// Which user published it; nobody when [`Sandbox::publish`] did.
    pub user_id: Option<String>,
}

/// The events, oldest first, and the subscribers.
#[derive(Default)]
pub struct Events {
    published: VecDeque<PublishedEvent>,
    /// The name of the event, and the channel to its subscriber.
    subscribers: Vec<(String, UnboundedSender<String>)>,
    /// What writes to them. With it the connections go.
    writers: JoinSet<()>,
    ended: bool,
}

impl Events {
    pub fn all(&self) -> impl Iterator<Item = &PublishedEvent> {
        self.published.iter()
    }

    /// Hangs up on everybody, for good.
    pub fn end(&mut self) {
        *self = Self { ended: true, ..Self::default() };
    }
}

/// What is sent: text as it stands, any other value as JSON.
pub fn text(data: Value) -> String {
    match data {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

impl Events {
    pub fn publish(&mut self, event: PublishedEvent) {
        let Events { published, subscribers, .. } = self;
        // Who has hung up is forgotten.
        subscribers.retain(|(name, line)| match *name == event.name {
            true => line.send(event.data.clone()).is_ok(),
            false => !line.is_closed(),
        });
        if published.len() == KEPT {
            published.pop_front();
        }
        published.push_back(event);
    }
}

impl State {
    /// Opens a WebSocket for one event. The token stands in the address, the only place where a browser can put it.
    fn subscribe(
        &mut self,
        request: &Request,
        upgrade: OnUpgrade,
        cut: bool,
    ) -> Result<Response, (StatusCode, Refusal)> {
        let query = form(request.uri().query().unwrap_or_default().as_bytes());
        let name = query.get("code").filter(|name| !name.is_empty());
        let bad = |message: &str| (StatusCode::BAD_REQUEST, Refusal::bad_request(message));
        let token = query.get("token").map(String::as_str);
        self.stores.claims(token).map_err(|refusal| (StatusCode::UNAUTHORIZED, refusal))?;
        let name = name.ok_or_else(|| bad("the query parameter code, which names the event, is missing"))?;
        let answer =
            create_response_with_body(request, Body::empty).map_err(|_| bad("events come over a WebSocket"))?;
        if self.stores.events.ended {
            let refusal = Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, "the sandbox has ended");
            return Err((StatusCode::SERVICE_UNAVAILABLE, refusal));
        }
        let (line, events) = unbounded_channel();
        if !cut {
            self.stores.events.subscribers.push((name.clone(), line));
        }
        while self.stores.events.writers.try_join_next().is_some() {}
        self.stores.events.writers.spawn(write(upgrade, events));
        Ok(answer)
    }
}

/// Takes a subscriber in, as far as faults at the path let it.
pub async fn enter(Shared(world): Shared<World>, mut request: Request) -> Response {
    let upgrade = on(&mut request);
    let (head, _) = request.into_parts();
    let effect = {
        let mut state = world.lock();
        let at = state.stores.clock.now();
        state.log.note(at, &head, None, None);
        state.faults.strike(&Place { operation: None, path: PATH })
    };
    let request = Request::from_parts(head, Body::empty());
    let open = move |cut| {
        let opened = world.lock().subscribe(&request, upgrade, cut);
        opened.unwrap_or_else(|refusal| refusal.into_response())
    };
    match effect {
        // There is no answer to be cut in the middle, but the connection.
        Some(Effect::Cut) => open(true),
        effect => faults::play(effect, || open(false)).await,
    }
}

/// Writes events to a subscriber as long as there is one.
async fn write(upgrade: OnUpgrade, mut events: UnboundedReceiver<String>) {
    let Ok(connection) = upgrade.await else { return };
    let mut socket = WebSocketStream::from_raw_socket(Upgraded::from(connection), Role::Server, None).await;
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            // What is read says whether somebody is still there; pings are answered on the way.
            message = socket.next() => match message {
                Some(Ok(_)) => continue,
                _ => return,
            },
        };
        let Some(event) = event else { return };
        if socket.send(Message::text(event)).await.is_err() {
            return;
        }
    }
}
