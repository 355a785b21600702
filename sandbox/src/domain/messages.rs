//! Text messages and mails with codes. Nothing is sent: they lie in the outbox, where tests and people read them.

use authing_wxapp::ErrorCode;
use serde::Serialize;

use crate::{domain::refusal::Refusal, state::State};

/// How long a code is good for.
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
    /// What the code is for, in the words of the request that asked for it.
    pub scene: String,
    /// The code. It can be used once.
    pub code: String,
    /// When it was sent, by the sandbox's clock, in seconds since 1970.
    pub sent_at: i64,
    /// Whether it has been used.
    pub used: bool,
}

impl State {
    /// Sends a code. Earlier ones to the same address, for the same scene, are no good any more.
    pub fn send_code(&mut self, to: &str, scene: &str) {
        let to = to.to_lowercase();
        let code = match self.data.test_codes.get(&to) {
            Some(code) => code.clone(),
            None => self.chance.digits(6),
        };
        for earlier in self.messages.iter_mut().filter(|message| message.to == to && message.scene == scene) {
            earlier.used = true;
        }
        if self.messages.len() == KEPT {
            self.messages.pop_front();
        }
        let sent_at = self.clock.now();
        self.messages.push_back(Message { to, scene: scene.into(), code, sent_at, used: false });
    }

    /// Takes a code: once, in time, and for one of the scenes it was sent for. A fixed test code always works, and a code
    /// that was sent for nothing in particular, as older clients do it, works in every scene.
    pub fn take_code(&mut self, to: &str, scenes: &[&str], code: &str) -> Result<(), Refusal> {
        let place = self.find_code(to, scenes, code)?;
        if let Some(message) = place.and_then(|place| self.messages.get_mut(place)) {
            message.used = true;
        }
        Ok(())
    }

    /// Says what is wrong with a code, and leaves it as it is.
    pub fn check_code(&self, to: &str, scenes: &[&str], code: &str) -> Result<(), Refusal> {
        self.find_code(to, scenes, code).map(|_| ())
    }

    /// Where the message with this code is; a fixed one is in none.
    fn find_code(&self, to: &str, scenes: &[&str], code: &str) -> Result<Option<usize>, Refusal> {
        let to = to.to_lowercase();
        if self.data.test_codes.get(&to).is_some_and(|fixed| fixed == code) {
            return Ok(None);
        }
        let fits = |message: &Message| {
            let scene = message.scene.as_str();
            message.to == to && message.code == code && !message.used && (scene.is_empty() || scenes.contains(&scene))
        };
        let wrong = || Refusal::new(ErrorCode::VERIFICATION_CODE_INCORRECT, "the code is wrong");
        // Of equal ones the latest lives longest.
        let place = self.messages.iter().rposition(fits).ok_or_else(wrong)?;
        let late = self.messages.get(place).is_some_and(|message| self.clock.now() - message.sent_at > LIFETIME);
        match late {
            true => Err(Refusal::new(ErrorCode::VERIFICATION_CODE_EXPIRED, "the code has expired")),
            false => Ok(Some(place)),
        }
    }
}
