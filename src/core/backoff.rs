use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    time::Duration,
};

/// The pauses between attempts: the first at most `first`, then at most twice as long each time, up to `longest`. Their length
/// is random, so that programs which compete do not stay in step.
#[derive(Debug)]
pub(crate) struct Backoff {
    next: Duration,
    longest: Duration,
}

impl Backoff {
    pub fn new(first: Duration, longest: Duration) -> Self {
        Self { next: first.min(longest), longest }
    }

    pub async fn pause(&mut self) {
        tokio::time::sleep(self.next()).await;
    }

    pub fn next(&mut self) -> Duration {
        let limit = self.next;
        self.next = limit.saturating_mul(2).min(self.longest);
        // The standard library's random hash keys differ each time.
        let random = RandomState::new().build_hasher().finish();
        limit.mul_f64(random as f64 / u64::MAX as f64)
    }
}

/// The pauses of programs that compete for a token store.
impl Default for Backoff {
    fn default() -> Self {
        Self::new(Duration::from_millis(1), Duration::from_millis(64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit_and_are_random() {
        let (first, longest) = (Duration::from_millis(1), Duration::from_millis(64));
        let mut backoff = Backoff::default();
        let pauses: Vec<_> = (0..1000).map(|_| backoff.next()).collect();
        assert!(pauses[0] <= first && pauses[1] <= first * 2);
        assert!(pauses.iter().all(|pause| *pause <= longest));
        let average = pauses.iter().sum::<Duration>() / 1000;
        assert!((longest / 4..longest).contains(&average), "{average:?}");
    }

    #[test]
    fn no_pause_is_too_long_to_be_doubled() {
        let mut backoff = Backoff::new(Duration::MAX, Duration::MAX);
        assert!((0..3).map(|_| backoff.next()).all(|pause| pause <= Duration::MAX));
        assert_eq!(Backoff::new(Duration::ZERO, Duration::MAX).next(), Duration::ZERO);
    }
}
