//! Custom events: publishing them, and subscribing to them.

use serde_json::Value;

use super::require;
use crate::{
    api::request::{request, submodule},
    client::AuthenticationClient,
    error::Error,
    generated::types::PublishEventBody,
    transport::require_done,
};

#[cfg(feature = "events")]
mod subscription;
#[cfg(feature = "events")]
pub use subscription::{SubscribeEvent, Subscription};

/// The source that published events name: this crate and its version.
const SOURCE: &str = concat!("authing-wxapp: ", env!("CARGO_PKG_VERSION"));
const NAME: &str = "name the event as the console has it, such as order.created";

impl AuthenticationClient {
    /// Returns the submodule for events that programs publish and subscribe to.
    ///
    /// JavaScript: `event`.
    pub fn event(&self) -> Events {
        Events { client: self.clone() }
    }
}

submodule! {
    /// Events that programs publish and subscribe to; [`AuthenticationClient::event`] returns it.
    Events
}

impl Events {
    /// Publishes an event as the logged-in user.
    ///
    /// - `name`: the name of the event, such as `order.created`.
    /// - `data`: the content of the event. Text is sent unchanged, any other value as JSON text.
    ///
    /// # Session
    ///
    /// The session is not changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session (nothing is sent), or if the server rejects its token: log the
    ///   user in.
    /// - [`Error::is_argument`] if the name is blank; nothing is sent.
    /// - [`Error::is_api`] if the server reports that it has not published the event.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use serde_json::json;
    ///
    /// client.event().publish("order.created", json!({ "id": 1 })).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `event.pub`. Endpoint: `POST /api/v3/pub-userEvent`.
    #[doc(alias = "pub")]
    pub fn publish(&self, name: impl Into<String>, data: impl Into<Value>) -> PublishEvent {
        let event_data = match data.into() {
            Value::String(text) => text,
            other => other.to_string(),
        };
        PublishEvent::new(
            &self.client,
            PublishEventBody { event_type: name.into(), event_data, source: Some(SOURCE.into()) },
        )
    }
}

request! {
    PublishEvent("event_publish") -> () { body: PublishEventBody }
}

impl PublishEvent {
    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("name", &body.event_type, NAME)?;
        let token = client.store().required_token().await?;
        require_done(client.authorized(token).publish_event(&body).await?)
    }
}
