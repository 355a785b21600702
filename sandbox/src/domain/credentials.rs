//! Passwords: the key under which they are encrypted, captchas, and logins that wait for a new password.

use authing_wxapp::ErrorCode;
use serde_json::json;

use crate::domain::{
    issued::{Expires, Issued},
    password::KeyBits,
    refusal::Refusal,
};

/// The scene of a captcha. Its text is in the outbox like any other code.
pub const CAPTCHA: &str = "captcha";
/// How long the token of a login that was refused is valid, in seconds.
const RESET_LIFETIME: i64 = 5 * 60;
/// The smallest number of characters of a password.
const MIN_LENGTH: usize = 6;

/// Why a password may be changed with a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ResetReason {
    /// A login waits for a password of the user's own.
    FirstLogin,
    /// A login waits until the password is replaced.
    ForcedReset,
    /// The user has forgotten it, and has proved the address.
    Forgotten,
}

/// A new password that is waited for.
struct PendingReset {
    user_id: String,
    reason: ResetReason,
    since: i64,
}

impl Expires for PendingReset {
    fn is_over(&self, now: i64) -> bool {
        now - self.since > RESET_LIFETIME
    }
}

#[derive(Default)]
pub struct Credentials {
    /// The number of wrong passwords in a row after which a login needs a captcha; if it is not set, no login ever does.
    pub captcha_after: Option<u32>,
    pub key_bits: KeyBits,
    /// The passwords that may be changed, by the token for it.
    resets: Issued<PendingReset>,
}

impl Credentials {
    pub fn needs_captcha(&self, wrong_passwords: u32) -> bool {
        self.captcha_after.is_some_and(|limit| wrong_passwords >= limit)
    }

    /// The refusal of a login until the password is changed. Its data is the token that allows the change.
    pub fn require_reset(&mut self, user_id: &str, reason: ResetReason, token: String, now: i64) -> Refusal {
        self.allow_reset(user_id, reason, &token, now);
        let (code, message) = match reason {
            ResetReason::FirstLogin => (ErrorCode::FIRST_LOGIN_PASSWORD_RESET, "set a password of your own first"),
            ResetReason::ForcedReset | ResetReason::Forgotten => {
                (ErrorCode::PASSWORD_RESET_REQUIRED, "replace the password first")
            }
        };
        Refusal::new(code, message).with_data(json!({ "token": token }))
    }

    /// Lets a token change the password of a user.
    pub fn allow_reset(&mut self, user_id: &str, reason: ResetReason, token: &str, now: i64) {
        self.resets.add(token, PendingReset { user_id: user_id.into(), reason, since: now }, now);
    }

    /// The user whose password may be changed with a token.
    pub fn pending_reset(&self, token: &str, reason: ResetReason, now: i64) -> Result<String, Refusal> {
        let pending = self.resets.get(token).filter(|pending| pending.reason == reason);
        let pending = pending.ok_or_else(|| Refusal::new(ErrorCode::LOGIN_INFO_INVALID, "the token is invalid"))?;
        match pending.is_over(now) {
            true => Err(Refusal::new(ErrorCode::TOKEN_EXPIRED, "the token has expired")),
            false => Ok(pending.user_id.clone()),
        }
    }

    /// Ends the resets of a user whose password was changed.
    pub fn end_resets(&mut self, user_id: &str) {
        self.resets.retain(|pending| pending.user_id != user_id);
    }

    /// Ends the resets of all users.
    pub fn clear(&mut self) {
        self.resets.clear();
    }
}

/// Refuses a new password that is too short.
pub fn check_length(password: &str) -> Result<(), Refusal> {
    match password.chars().count() < MIN_LENGTH {
        true => Err(Refusal::new(ErrorCode::PASSWORD_TOO_SHORT, "the password has fewer than 6 characters")),
        false => Ok(()),
    }
}
