//! Events of your own: publishing them, and hearing of those that others publish.

use serde_json::Value;

use super::require;
use crate::{
    api::request::request, client::AuthenticationClient, error::Error, generated::types::PublishEventBody,
    transport::require_done,
};

#[cfg(feature = "events")]
mod subscription;
#[cfg(feature = "events")]
pub use subscription::{SubscribeEvent, Subscription};

/// How this SDK calls itself as the source of an event.
const SOURCE: &str = concat!("authing-wxapp: ", env!("CARGO_PKG_VERSION"));
const NAME: &str = "name the event as the console has it, such as order.created";

impl AuthenticationClient {
    /// Events that programs publish and subscribe to.
    ///
    /// JavaScript: `event`.
    pub fn event(&self) -> Events {
        Events { client: self.clone() }
    }
}

/// Events that programs publish and subscribe to; [`AuthenticationClient::event`] gives it.
#[derive(Clone)]
pub struct Events {
    client: AuthenticationClient,
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

impl Events {
    /// Publishes an event in the name of the logged-in user.
    ///
    /// - `name`: the name of the event, such as `order.created`.
    /// - `data`: what it says. Text is sent as it stands, any other value as JSON text.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session,
    /// and nothing is sent; an empty name is refused as well. What the server does not do is an error.
    ///
    /// JavaScript: `event.pub`. Endpoint: `POST /api/v3/pub-userEvent`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use serde_json::json;
    ///
    /// client.event().publish("order.created", json!({ "id": 1 })).await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "pub")]
    pub fn publish(&self, name: impl Into<String>, data: impl Into<Value>) -> PublishEvent {
        let event_data = match data.into() {
            Value::String(text) => text,
            other => other.to_string(),
        };
        PublishEvent::new(&self.client, PublishEventBody { event_type: name.into(), event_data, source: SOURCE.into() })
    }
}

request! {
    /// Of [`publish`](Events::publish).
    PublishEvent("event_publish") -> () { body: PublishEventBody }
}

impl PublishEvent {
    async fn send(self) -> Result<(), Error> {
        let Self { client, body } = self;
        require("name", &body.event_type, NAME)?;
        let token = client.store().required().await?.token().clone();
        require_done(client.authorized(Some(token)).publish_event(&body).await?)
    }
}
