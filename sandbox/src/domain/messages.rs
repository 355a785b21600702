//! Text messages and mails with codes. Nothing is sent: tests and people read them in the outbox.

use std::{
    borrow::Cow,
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use authing_wxapp::ErrorCode;
use serde::Serialize;
use tokio::sync::Notify;

use crate::domain::{phone, refusal::Refusal};

/// How long a code is valid, in seconds.
const LIFETIME: i64 = 5 * 60;
/// How many messages are kept.
const KEPT: usize = 1000;

/// A message that the service would have sent; see [`Sandbox::outbox`](crate::Sandbox::outbox).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Message {
    /// The phone number or the mail address.
    pub to: String,
    /// The dialling code of a phone number, if the request named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    /// The purpose of the code, as the request named it.
    pub scene: String,
    /// The code. It can be used once.
    pub code: String,
    /// When it was sent, by the sandbox's clock, in seconds since 1970.
    pub sent_at: i64,
    /// Whether it has been used.
    pub used: bool,
}

/// The address that tells messages apart: a phone number with its dialling code, or a mail address in lower case.
pub fn address<'a>(to: &'a str, country_code: Option<&str>) -> Cow<'a, str> {
    match to.contains('@') {
        true => to.to_lowercase().into(),
        false => phone::full(to, country_code),
    }
}

/// The last messages, oldest first.
#[derive(Default)]
pub struct Messages {
    outbox: VecDeque<Message>,
    /// Codes that always work, by phone number or mail address in lower case.
    pub test_codes: BTreeMap<String, String>,
    /// Wakes those who wait for a message.
    sent: Arc<Notify>,
    /// How many of the last messages the observer of the sandbox has not seen.
    unseen: usize,
}

impl Message {
    /// Whether it went to this phone number or mail address. A reader of the outbox may leave the dialling code out.
    pub fn is_to(&self, to: &str) -> bool {
        self.to == to.to_lowercase() || self.address() == *address(to, None)
    }

    pub(crate) fn is_expired(&self, now: i64) -> bool {
        now - self.sent_at > LIFETIME
    }

    fn address(&self) -> Cow<'_, str> {
        address(&self.to, self.country_code.as_deref())
    }
}

impl Messages {
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.outbox.iter()
    }

    /// The last message to this phone number or mail address.
    pub fn last_to(&self, to: &str) -> Option<&Message> {
        self.outbox.iter().rev().find(|message| message.is_to(to))
    }

    /// Whether a message of this scene went to the same address after this time. The same digits with another dialling code are
    /// another address.
    pub fn was_sent_after(&self, since: i64, to: &str, country_code: Option<&str>, scene: &str) -> bool {
        let address = address(to, country_code);
        let fits = |message: &&Message| message.sent_at > since && message.scene == scene;
        self.outbox.iter().filter(fits).any(|message| message.address() == address)
    }

    /// What wakes those who wait for a message.
    pub fn sent(&self) -> Arc<Notify> {
        Arc::clone(&self.sent)
    }

    pub fn has_unseen(&self) -> bool {
        self.unseen > 0
    }

    /// The messages since the last call.
    pub fn take_unseen(&mut self) -> Vec<Message> {
        let seen = self.outbox.len().saturating_sub(std::mem::take(&mut self.unseen));
        self.outbox.iter().skip(seen).cloned().collect()
    }

    pub fn clear(&mut self) {
        self.outbox.clear();
        self.unseen = 0;
    }

    /// Sends a code. Earlier codes to the same address for the same scene become invalid. `random_code` is the code to send
    /// unless the address has a fixed one.
    pub fn send(&mut self, to: &str, country_code: Option<&str>, scene: &str, random_code: String, now: i64) {
        let to = to.to_lowercase();
        let address = address(&to, country_code).into_owned();
        let code = self.test_codes.get(&address).cloned().unwrap_or(random_code);
        for earlier in self.outbox.iter_mut().filter(|message| message.address() == address && message.scene == scene) {
            earlier.used = true;
        }
        if self.outbox.len() == KEPT {
            self.outbox.pop_front();
        }
        let country_code = country_code.map(Into::into);
        self.outbox.push_back(Message { to, country_code, scene: scene.into(), code, sent_at: now, used: false });
        self.unseen += 1;
        self.sent.notify_waiters();
    }

    /// Uses a code: once, in time, and for one of the scenes for which it was sent. A fixed test code always works, and a code
    /// that was sent without a scene, as older clients do it, works in every scene.
    pub fn use_code(&mut self, to: &str, scenes: &[&str], code: &str, now: i64) -> Result<(), Refusal> {
        let place = self.find(to, scenes, code, now)?;
        if let Some(message) = place.and_then(|place| self.outbox.get_mut(place)) {
            message.used = true;
        }
        Ok(())
    }

    /// Checks a code without using it.
    pub fn check_code(&self, to: &str, scenes: &[&str], code: &str, now: i64) -> Result<(), Refusal> {
        self.find(to, scenes, code, now).map(|_| ())
    }

    /// The place of the message with this code. A fixed code has no message.
    fn find(&self, to: &str, scenes: &[&str], code: &str, now: i64) -> Result<Option<usize>, Refusal> {
        let to = address(to, None);
        if self.test_codes.get(&*to).is_some_and(|fixed| fixed == code) {
            return Ok(None);
        }
        let fits = |message: &Message| {
            let scene = message.scene.as_str();
            message.address() == to
                && message.code == code
                && !message.used
                && (scene.is_empty() || scenes.contains(&scene))
        };
        let wrong = || Refusal::new(ErrorCode::VERIFICATION_CODE_INCORRECT, "the code is wrong");
        // Of messages with equal codes, the last one is valid for the longest time.
        let place = self.outbox.iter().rposition(fits).ok_or_else(wrong)?;
        let expired = self.outbox.get(place).is_some_and(|message| message.is_expired(now));
        match expired {
            true => Err(Refusal::new(ErrorCode::VERIFICATION_CODE_EXPIRED, "the code has expired")),
            false => Ok(Some(place)),
        }
    }
}
