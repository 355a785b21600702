//! Events: the published ones, and the channels to the subscribers that receive them.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The number of published events that are stored.
const KEPT: usize = 1000;

/// An event that somebody published; see [`Sandbox::events`](crate::Sandbox::events).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PublishedEvent {
    /// When it was published, by the sandbox's clock, in seconds since 1970.
    pub at: i64,
    /// The name of the event.
    pub name: String,
    /// The data of the event, usually JSON text.
    pub data: String,
    /// The id of the user who published it; `None` if [`Sandbox::publish`](crate::Sandbox::publish) did.
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
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &PublishedEvent> + ExactSizeIterator {
        self.published.iter()
    }

    /// The names that somebody has subscribed to, each with the number of its subscribers.
    pub fn subscriptions(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for (name, _) in self.subscribers.iter().filter(|(_, channel)| !channel.is_closed()) {
            *counts.entry(name.as_str()).or_default() += 1;
        }
        counts
    }

    /// A channel that receives the events of this name from now on, or `None` if the sandbox has ended.
    pub fn subscribe(&mut self, name: String) -> Option<UnboundedReceiver<String>> {
        if self.ended {
            return None;
        }
        let (sender, events) = unbounded_channel();
        self.subscribers.push((name, sender));
        Some(events)
    }

    /// Closes all channels, and opens no new ones.
    pub fn end(&mut self) {
        *self = Self { ended: true, ..Self::default() };
    }
}

/// The text of an event: a string unchanged, any other value as JSON.
pub fn text(data: Value) -> String {
    match data {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

impl Events {
    /// Publishes an event to its subscribers.
    pub fn publish(&mut self, event: PublishedEvent) {
        let Events { published, subscribers, .. } = self;
        // A channel that its subscriber has closed is removed.
        subscribers.retain(|(name, channel)| match *name == event.name {
            true => channel.send(event.data.clone()).is_ok(),
            false => !channel.is_closed(),
        });
        if published.len() == KEPT {
            published.pop_front();
        }
        published.push_back(event);
    }
}
