//! An event server that sends the recorded messages and closes the connection.

use std::sync::Mutex;

use authing_wxapp::{AuthenticationClientBuilder, Error};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_tungstenite::{
    accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
    },
};

use crate::record::Record;

/// Subscribes with our client. Returns the requested URL, with the real host, and the received messages.
pub async fn subscribe(builder: AuthenticationClientBuilder, record: &Record) -> Result<Value, Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let ours = format!("ws://{}", listener.local_addr().expect("an address"));
    let client = builder.event_host(&*ours).build()?;
    let said: Vec<String> = record
        .get("callbacks")
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|call| Some(call["args"][0].as_str()?.to_owned()))
        .collect();
    let serve = async {
        let (stream, _) = listener.accept().await.expect("a connection");
        let target = Mutex::new(String::new());
        #[allow(clippy::result_large_err)]
        let note = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            *target.lock().unwrap() = request.uri().to_string();
            Ok(response)
        };
        let mut peer = accept_hdr_async(stream, note).await.expect("a handshake");
        for text in &said {
            peer.send(Message::text(text.as_str())).await.expect("a listener");
        }
        target.into_inner().unwrap()
    };
    let name = record.arg(0).as_str().unwrap_or_default();
    let listen = async {
        let mut events = client.event().subscribe(name).retry_limit(0).await?;
        let mut heard = Vec::new();
        while let Some(Ok(event)) = events.next().await {
            heard.push(event.text().to_owned());
        }
        Ok::<_, Error>(heard)
    };
    // Without a session no connection is made, so this waits for the subscription and not for the server.
    let mut serve = std::pin::pin!(serve);
    let mut listen = std::pin::pin!(listen);
    tokio::select! {
        biased;
        heard = &mut listen => heard.map(|heard| json!({ "heard": heard })),
        target = &mut serve => {
            let heard = listen.await?;
            Ok(json!({ "target": target, "heard": heard }))
        }
    }
}
