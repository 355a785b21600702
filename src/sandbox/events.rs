//! Events that were published.

use std::collections::VecDeque;

use serde::Serialize;

use super::state::State;

/// How many are kept.
const KEPT: usize = 1000;

/// An event that somebody published; see [`Sandbox::events`](super::Sandbox::events).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PublishedEvent {
    /// The name of the event.
    pub name: String,
    /// What it says, usually as JSON text.
    pub data: String,
    /// Who published it.
    pub user_id: String,
}

/// The events, oldest first.
#[derive(Default)]
pub struct Events(VecDeque<PublishedEvent>);

impl Events {
    pub fn all(&self) -> impl Iterator<Item = &PublishedEvent> {
        self.0.iter()
    }
}

impl State {
    pub fn publish(&mut self, event: PublishedEvent) {
        if self.events.0.len() == KEPT {
            self.events.0.pop_front();
        }
        self.events.0.push_back(event);
    }
}
