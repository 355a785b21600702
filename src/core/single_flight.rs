//! Work that concurrent callers share.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex as StdMutex, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Mutex;

use crate::error::Error;

/// Lets one caller do some work while the others wait for its result.
///
/// A waiting caller gets a success by looking for it again, and a failure as a copy, so that a server in trouble does not get
/// the same request from each of them in turn. When the future of the working caller is dropped, the next one works.
#[derive(Default)]
pub(crate) struct SingleFlight {
    /// How often the work has come to an end.
    finished: AtomicU64,
    /// The failure of the last work. Held during the work.
    last_failure: Mutex<Option<Error>>,
}

impl SingleFlight {
    /// The result that `look` finds once nobody else works, or else the failure of the work that this call has waited
    /// for, or else the result of `work`.
    pub async fn run<T, L: Future<Output = Result<Option<T>, Error>>>(
        &self,
        look: impl Fn() -> L,
        work: impl AsyncFnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut before = self.finished.load(Ordering::Acquire);
        loop {
            let mut last_failure = self.last_failure.lock().await;
            let finished = self.finished.load(Ordering::Acquire);
            let waited = finished != before;
            if waited && last_failure.is_none() {
                // All who have waited look at the same time, because looking can take as long as a store takes to answer.
                drop(last_failure);
                if let Some(found) = look().await? {
                    return Ok(found);
                }
                before = finished;
                continue;
            }
            if let Some(found) = look().await? {
                return Ok(found);
            }
            // A failure from before this call is not an answer to it.
            if let Some(failure) = last_failure.as_ref().filter(|_| waited) {
                return Err(failure.shared_clone());
            }
            let outcome = work().await;
            *last_failure = outcome.as_ref().err().map(Error::shared_clone);
            self.finished.fetch_add(1, Ordering::Release);
            return outcome;
        }
    }
}

/// Work of the same kind for many keys: callers with the same key share it.
#[derive(Default)]
pub(crate) struct Flights(StdMutex<HashMap<String, Weak<SingleFlight>>>);

impl Flights {
    /// Returns the flight of a key. It is shared as long as a caller holds it.
    pub fn of(&self, key: &str) -> Arc<SingleFlight> {
        // A panic elsewhere cannot leave the map in between two states.
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = flights.get(key).and_then(Weak::upgrade) {
            return flight;
        }
        flights.retain(|_, flight| flight.strong_count() != 0);
        let flight = Arc::default();
        flights.insert(key.to_owned(), Arc::downgrade(&flight));
        flight
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    };

    use futures_util::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;
    use crate::error::Kind;

    /// A server that answers each question when the test permits it, and counts them.
    #[derive(Default)]
    struct Server {
        flight: SingleFlight,
        asked: AtomicUsize,
        found: AtomicUsize,
    }

    impl Server {
        async fn ask(&self, permits: &Semaphore, fails: bool) -> Result<usize, Error> {
            let look = async || Ok(Some(self.found.load(Relaxed)).filter(|found| *found != 0));
            let work = async || {
                let number = self.asked.fetch_add(1, Relaxed) + 1;
                permits.acquire().await.unwrap().forget();
                if fails {
                    return Err(Error::new(Kind::Api, format!("failure {number}")));
                }
                self.found.store(number, Relaxed);
                Ok(number)
            };
            self.flight.run(look, work).await
        }
    }

    #[tokio::test]
    async fn who_waits_shares_a_success_and_a_failure() {
        for fails in [false, true] {
            let (server, permits) = (Server::default(), Semaphore::new(0));
            let calls = join_all((0..200).map(|_| server.ask(&permits, fails)));
            let (outcomes, ()) = tokio::join!(calls, async { permits.add_permits(1000) });
            assert_eq!(server.asked.load(Relaxed), 1, "fails: {fails}");
            for outcome in outcomes {
                match outcome {
                    Ok(number) => assert!(!fails && number == 1),
                    Err(error) => assert!(fails && error.message() == "failure 1", "{error:?}"),
                }
            }
        }
    }

    #[test]
    fn a_flight_is_shared_as_long_as_anybody_has_it() {
        let flights = Flights::default();
        let ada = flights.of("ada");
        // The flights of others come and go meanwhile.
        drop(flights.of("bob"));
        drop(flights.of("eve"));
        assert!(Arc::ptr_eq(&ada, &flights.of("ada")));
        assert_eq!(flights.0.lock().unwrap().len(), 2, "those that nobody has are dropped with the next new one");
    }

    #[tokio::test]
    async fn all_who_have_waited_for_a_success_look_at_the_same_time() {
        const WAITING: usize = 20;
        let (flight, done) = (SingleFlight::default(), AtomicUsize::new(0));
        let looking = tokio::sync::Barrier::new(WAITING);
        let look = || async {
            if done.load(Relaxed) == 0 {
                return Ok(None);
            }
            // Passes when all of them are here.
            looking.wait().await;
            Ok(Some(done.load(Relaxed)))
        };
        let work = async || {
            tokio::task::yield_now().await;
            Ok(done.fetch_add(1, Relaxed) + 1)
        };
        let calls = join_all((0..=WAITING).map(|_| flight.run(look, work)));
        let outcomes = tokio::time::timeout(std::time::Duration::from_secs(60), calls).await.expect("no look waits");
        assert!(outcomes.into_iter().all(|outcome| outcome.unwrap() == 1));
    }

    #[tokio::test]
    async fn a_failure_is_not_the_answer_to_a_later_call() {
        let (server, permits) = (Server::default(), Semaphore::new(9));
        assert_eq!(server.ask(&permits, true).await.unwrap_err().message(), "failure 1");
        assert_eq!(server.ask(&permits, true).await.unwrap_err().message(), "failure 2");
        assert_eq!(server.ask(&permits, false).await.unwrap(), 3);
        server.found.store(0, Relaxed);
        assert_eq!(server.ask(&permits, true).await.unwrap_err().message(), "failure 4");
    }

    #[tokio::test]
    async fn the_next_caller_works_when_the_working_one_is_dropped() {
        let (server, permits) = (Arc::new(Server::default()), Arc::new(Semaphore::new(0)));
        let start = || {
            let (server, permits) = (Arc::clone(&server), Arc::clone(&permits));
            tokio::spawn(async move { server.ask(&permits, false).await })
        };
        let (working, waiting) = (start(), start());
        while server.asked.load(Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        working.abort();
        permits.add_permits(1);
        assert_eq!(waiting.await.unwrap().unwrap(), 2);
    }
}
