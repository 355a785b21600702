//! The WebSocket over which subscribers receive events.

use authing_wxapp::ErrorCode;
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::{OnUpgrade, on};
use reqwest::Upgraded;
use tokio::sync::mpsc::Receiver;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::server::create_response_with_body,
        protocol::{Role, WebSocketConfig},
    },
};

use crate::{
    domain::refusal::Refusal,
    http::{
        faults::{self, Effect},
        form,
        serve::{self, Admitted},
        state::{SharedState, State},
    },
};

/// Where subscribers connect.
pub const PATH: &str = "/events/v1/authentication/sub";

/// The largest message of a subscriber, in bytes.
const MESSAGE: usize = 4096;

/// Serves a request to subscribe to one event.
pub async fn serve_subscriber(shared: SharedState, mut request: Request) -> Response {
    let upgrade = on(&mut request);
    let (head, _) = request.into_parts();
    let Admitted { number, effect } = serve::admit(&shared, (&head, &Bytes::new()), None);
    let request = Request::from_parts(head, Body::empty());
    let state = shared.clone();
    let open = move |cut| {
        let opened = subscribe(&mut state.lock(), &request, upgrade, cut);
        opened.unwrap_or_else(|refusal| refusal.into_response())
    };
    let reply = match effect {
        // The answer has no body that could be cut, but the connection can be.
        Some(Effect::Cut) => open(true),
        effect => faults::apply(effect, || open(false)).await,
    };
    shared.lock().log.answered(number, &reply);
    reply
}

/// Opens the connection, or closes it at once when it is to be `cut`. The token is in the address, the only place where a browser
/// can put it.
fn subscribe(
    state: &mut State,
    request: &Request,
    upgrade: OnUpgrade,
    cut: bool,
) -> Result<Response, (StatusCode, Refusal)> {
    let query = form(request.uri().query().unwrap_or_default().as_bytes());
    let name = query.get("code").filter(|name| !name.is_empty());
    let bad = |message: &str| (StatusCode::BAD_REQUEST, Refusal::bad_request(message));
    let token = query.get("token").map(String::as_str);
    state.stores.claims_of_v3(token).map_err(|refusal| (StatusCode::UNAUTHORIZED, refusal))?;
    let name = name.ok_or_else(|| bad("the query parameter code, which names the event, is missing"))?;
    let answer = create_response_with_body(request, Body::empty).map_err(|_| bad("events come over a WebSocket"))?;
    let mut events = state.stores.events.subscribe(name.clone()).ok_or_else(|| {
        let refusal = Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, "the sandbox has ended");
        (StatusCode::SERVICE_UNAVAILABLE, refusal)
    })?;
    if cut {
        events.close();
    }
    // The set keeps a task that has ended until somebody asks for it.
    while state.event_writers.try_join_next().is_some() {}
    state.event_writers.spawn(write(upgrade, events));
    Ok(answer)
}

/// Writes events to a subscriber until one side closes the connection.
async fn write(upgrade: OnUpgrade, mut events: Receiver<String>) {
    let Ok(connection) = upgrade.await else { return };
    // Subscribers have nothing to say, so what one may send is small.
    let small = WebSocketConfig::default().max_message_size(Some(MESSAGE)).max_frame_size(Some(MESSAGE));
    let mut socket = WebSocketStream::from_raw_socket(Upgraded::from(connection), Role::Server, Some(small)).await;
    loop {
        let event = tokio::select! {
            event = events.recv() => event,
            // Reading tells whether the subscriber is still there, and answers its pings.
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
