//! Events: the published ones, and the channels to the subscribers that receive them.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How many are kept.
const KEPT: usize = 1000;

/// An event that somebody published; see [`Sandbox::events`](crate::Sandbox::events).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PublishedEvent {
    /// The name of the event.
    pub name: String,
    /// What it says, usually as JSON text.
    pub data: String,
    /// Which user published it; nobody when [`Sandbox::publish`](crate::Sandbox::publish) did.
    pub user_id: Option<String>,
}

/// The events, oldest first, and the subscribers.
#[derive(Default)]
pub struct Events {
    published: VecDeque<PublishedEvent>,
    /// The name of the event, and the channel to its subscriber.
    subscribers: Vec<(String, UnboundedSender<String>)>,
    ended: bool,
}

impl Events {
    pub fn all(&self) -> impl Iterator<Item = &PublishedEvent> {
        self.published.iter()
    }

    /// A channel that receives the events of this name from now on, or `None` when the sandbox has ended. It closes when a reset
    /// or the end of the sandbox drops the other side.
    pub fn subscribe(&mut self, name: String) -> Option<UnboundedReceiver<String>> {
        if self.ended {
            return None;
        }
        let (sender, events) = unbounded_channel();
        self.subscribers.push((name, sender));
        Some(events)
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
