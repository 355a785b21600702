//! When calls that only read are repeated.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use super::Backoff;
use crate::error::Error;

/// What a retry costs. A request that needs no retry gives one back.
const COST: u32 = 10;

/// How a client repeats calls that only read, for [`AuthenticationClientBuilder::retry`](crate::AuthenticationClientBuilder::retry).
///
/// Without a policy nothing is repeated. With one, a request is sent again when the connection fails or breaks, or when the
/// server answers with HTTP 408, 429, 502, 503 or 504. The pause before it is random (full jitter) and doubles with each
/// attempt; if the server says in `Retry-After` how long to wait, the pause is at least that long. A pause that would end after
/// the timeout of the call is not begun: the call fails at once, with the error of its last request.
///
/// # What is repeated
///
/// Only requests that the contract marks as repeatable, such as those of `get_current_user` and `list_orgs`, and the keys that
/// are fetched for passwords and tokens. Logins, messages, updates and everything else that spends a code or changes something
/// are sent once, whatever the policy says.
///
/// # Budget
///
/// When a server is down, retries of many calls would keep it down. All clients of an application therefore share a
/// [budget](Self::budget): a retry is made only while there is some left, and ten requests that succeed without a retry pay
/// for one.
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::{AuthenticationClient, RetryPolicy};
///
/// let client = AuthenticationClient::builder("YOUR_APP_ID").retry(RetryPolicy::attempts(3)).build()?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use = "give it to the builder of a client"]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    first: Duration,
    longest: Duration,
    budget: u32,
}

impl RetryPolicy {
    /// Sends a request this often at most, the first time included.
    pub fn attempts(attempts: u32) -> Self {
        Self { attempts, first: Duration::from_millis(100), longest: Duration::from_secs(2), budget: 10 }
    }

    /// Sets the limits of the pauses: 100 milliseconds for the first one, and 2 seconds for all, by default.
    ///
    /// A pause is random, between zero and its limit. The limit doubles with each attempt.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        (self.first, self.longest) = (first, longest);
        self
    }

    /// Sets how many retries may follow one another before requests have succeeded; 10 by default.
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }
}

/// The policy of an application, and what is left of its budget.
pub(crate) struct Retries {
    policy: RetryPolicy,
    left: AtomicU32,
}

impl Retries {
    pub fn new(policy: RetryPolicy) -> Self {
        Self { policy, left: AtomicU32::new(policy.budget.saturating_mul(COST)) }
    }

    pub fn backoff(&self) -> Backoff {
        Backoff::new(self.policy.first, self.policy.longest)
    }

    /// The pause after a failed attempt, if the request may be repeated: `attempts` have been made.
    pub fn pause(&self, error: &Error, attempts: u32, backoff: &mut Backoff) -> Option<Duration> {
        let passing = error.is_connect() || matches!(error.http_status(), Some(408 | 429 | 502..=504));
        let pause = || backoff.next().max(error.retry_after().unwrap_or_default());
        (passing && attempts < self.policy.attempts).then(pause)
    }

    /// Takes a retry from the budget. `false` when there is none left.
    pub fn take(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }

    /// Notes a request that succeeded without a retry.
    pub fn note_success(&self) {
        let full = self.policy.budget.saturating_mul(COST);
        let more = |left: u32| (left < full).then(|| left + 1);
        let _may_be_full = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    const PAUSE: Duration = Duration::from_millis(1);

    fn retries() -> Retries {
        Retries::new(RetryPolicy::attempts(3).backoff(PAUSE, PAUSE).budget(2))
    }

    fn answered(status: u16) -> Error {
        Error::new(Kind::Api, "no").with_http(Some(status), None)
    }

    #[test]
    fn only_failures_that_may_pass_are_repeated() {
        let retries = retries();
        let pause = |error: &Error| retries.pause(error, 1, &mut retries.backoff());
        for status in [408, 429, 502, 503, 504] {
            assert!(pause(&answered(status)).is_some_and(|pause| pause <= PAUSE), "{status}");
        }
        for status in [200, 400, 401, 403, 404, 409, 500, 501] {
            assert_eq!(pause(&answered(status)), None, "{status}");
        }
        for (kind, repeated) in [
            (Kind::Connect, true),
            (Kind::Transport, true),
            (Kind::Tls, false),
            (Kind::Decode, false),
            (Kind::Argument, false),
            (Kind::Configuration, false),
            (Kind::Store, false),
        ] {
            assert_eq!(pause(&Error::new(kind, "no")).is_some(), repeated, "{kind:?}");
        }
    }

    #[test]
    fn attempts_are_counted_and_the_server_may_ask_for_a_longer_pause() {
        let (retries, busy) = (retries(), answered(503));
        assert!(retries.pause(&busy, 2, &mut retries.backoff()).is_some());
        assert_eq!(retries.pause(&busy, 3, &mut retries.backoff()), None);
        let later = answered(503).with_retry_after(Some(Duration::from_secs(7)));
        assert_eq!(retries.pause(&later, 1, &mut retries.backoff()), Some(Duration::from_secs(7)));
    }

    #[test]
    fn ten_successes_pay_for_a_retry_and_the_budget_does_not_grow_beyond_its_limit() {
        let retries = retries();
        (0..100).for_each(|_| retries.note_success());
        assert!(retries.take() && retries.take() && !retries.take());
        (0..9).for_each(|_| retries.note_success());
        assert!(!retries.take());
        retries.note_success();
        assert!(retries.take() && !retries.take());
    }

    #[test]
    fn a_budget_of_zero_allows_no_retry() {
        let retries = Retries::new(RetryPolicy::attempts(3).budget(0));
        (0..100).for_each(|_| retries.note_success());
        assert!(!retries.take());
    }
}
