use std::{
    hash::{BuildHasher as _, Hasher as _, RandomState},
    time::Duration,
};

const LONGEST: Duration = Duration::from_millis(64);

/// The pauses between attempts: at most 1 ms, then twice as long each time, up to 64 ms. Their length is random, so that
/// programs which compete do not stay in step.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    pauses: u32,
}

impl Backoff {
    pub async fn pause(&mut self) {
        tokio::time::sleep(self.next()).await;
    }

    fn next(&mut self) -> Duration {
        let longest = LONGEST.min(Duration::from_millis(1 << self.pauses.min(16)));
        self.pauses += 1;
        // The standard library's random hash keys differ each time.
        let random = RandomState::new().build_hasher().finish();
        longest.mul_f64(random as f64 / u64::MAX as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_limit_and_are_random() {
        let pauses: Vec<_> = {
            let mut backoff = Backoff::default();
            (0..1000).map(|_| backoff.next()).collect()
        };
        assert!(pauses[0] <= Duration::from_millis(1) && pauses[1] <= Duration::from_millis(2));
        assert!(pauses.iter().all(|pause| *pause <= LONGEST));
        let average = pauses.iter().sum::<Duration>() / 1000;
        assert!((LONGEST / 4..LONGEST).contains(&average), "{average:?}");
    }
}
