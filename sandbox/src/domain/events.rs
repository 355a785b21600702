//! Events: the published ones, and the channels to the subscribers that receive them.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The number of published events that are stored.
const KEPT: usize = 1000;
/// The size of the published events that are stored, in bytes.
const KEPT_BYTES: usize = 8 << 20;
/// How many events wait for a subscriber. One that reads more slowly is disconnected.
const WAITING: usize = 1000;

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
    /// The size of all of them.
    bytes: usize,
    /// The name of the event, and the channel to its subscriber.
    subscribers: Vec<(String, Sender<String>)>,
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
    pub fn subscribe(&mut self, name: String) -> Option<Receiver<String>> {
        if self.ended {
            return None;
        }
        self.subscribers.retain(|(_, channel)| !channel.is_closed());
        let (sender, events) = channel(WAITING);
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
        // A channel that is full, or that its subscriber has closed, is removed.
        self.subscribers.retain(|(name, channel)| match *name == event.name {
            true => channel.try_send(event.data.clone()).is_ok(),
            false => !channel.is_closed(),
        });
        self.bytes += event.size();
        self.published.push_back(event);
        while self.published.len() > KEPT || self.bytes > KEPT_BYTES {
            let Some(oldest) = self.published.pop_front() else { return };
            self.bytes -= oldest.size();
        }
    }
}

impl PublishedEvent {
    fn size(&self) -> usize {
        self.name.len() + self.data.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(data: String) -> PublishedEvent {
        PublishedEvent { at: 0, name: "order".into(), data, user_id: None }
    }

    #[test]
    fn a_subscriber_that_does_not_read_is_disconnected() {
        let mut events = Events::default();
        let slow = events.subscribe("order".into()).unwrap();
        for _ in 0..WAITING {
            events.publish(event("1".into()));
        }
        assert_eq!(events.subscriptions()["order"], 1);
        events.publish(event("1".into()));
        assert!(events.subscriptions().is_empty());
        assert_eq!(slow.len(), WAITING);
    }

    #[test]
    fn a_subscriber_who_has_gone_is_forgotten_at_the_next_subscription() {
        let mut events = Events::default();
        for _ in 0..10 {
            drop(events.subscribe("order".into()));
        }
        assert_eq!(events.subscribers.len(), 1);
    }

    #[test]
    fn the_last_events_are_stored_within_a_limit_of_size() {
        let mut events = Events::default();
        for number in 0..20 {
            events.publish(event(number.to_string().repeat(1 << 20)));
        }
        assert!(events.all().count() < 8 && events.all().last().unwrap().data.starts_with("19"));
        assert_eq!(events.bytes, events.all().map(PublishedEvent::size).sum::<usize>());
    }
}
