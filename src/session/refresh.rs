//! One refresh for all who share a session: the clients of this process, and other processes and machines.

use std::{pin::pin, sync::Arc, time::Duration};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use futures_util::future::{Either, select};
use tokio::{
    runtime::Handle,
    task::coop::unconstrained,
    time::{self, Instant},
};

use super::{Lease, LeaseHolder, SessionHandle, StoreError, TokenStore, handle::failed};
use crate::{
    core::{Backoff, CallContext, progress::store_in_time},
    error::Error,
    model::Secret,
};

/// The longest time that others wait for a process that has ended during a refresh.
const LONGEST_LIFETIME: Duration = Duration::from_secs(3);
/// The pauses, in milliseconds, before each look at the store after the server has refused a token. If a lease was lost, or the
/// store has no leases, another program may have spent the token and may still be storing the new one.
const LOOKS_AFTER_A_REFUSAL: [u64; 4] = [0, 20, 60, 120];

/// A refresh of a stored value by one method.
pub(crate) trait Refresh: Sync {
    /// The method. Only calls of the same method share a failure.
    const VERB: &'static str;
    type Output: Send;

    /// What the refresh depends on, such as the token that it spends. Only calls that depend on the same share a refresh.
    fn depends_on(&self) -> &Secret;

    /// Looks whether another call has refreshed the session since this call began.
    fn look(&self) -> impl Future<Output = Result<Option<Self::Output>, Error>> + Send;

    /// Refreshes the session and stores what this gives.
    fn work(&self) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

impl SessionHandle {
    /// Refreshes the session, unless another call does. Returns the result of the other call or the failure that this call has waited
    /// for, else the result of this refresh.
    pub async fn refresh_once<R: Refresh>(&self, call: &CallContext, refresh: &R) -> Result<R::Output, Error> {
        // Other processes read the text, so it has a hash in the place of the token.
        let hash = hmac_sha256::Hash::hash(refresh.depends_on().expose().as_bytes());
        let work = format!("{} {}", R::VERB, BASE64_URL_SAFE_NO_PAD.encode(hash));
        // Without a key of the store, clones of one client share this handle.
        let key = self.store.session_key().unwrap_or_else(|| format!("{:p}", Arc::as_ptr(&self.store)));
        let flight = call.core.refreshing.of(&format!("{work} {key}"));
        // Only one call of this process competes for the lease.
        let with_lease = self.with_lease(&work, call.settings.timeout, refresh);
        flight.run(|| refresh.look(), async || with_lease.await).await
    }

    async fn with_lease<R: Refresh>(&self, work: &str, timeout: Duration, refresh: &R) -> Result<R::Output, Error> {
        // When the holder has died, the callers that wait must be able to go on within their own timeouts.
        let lifetime = LONGEST_LIFETIME.min(timeout / 3);
        let mut lease = OwnLease::new(&self.store, lifetime)?;
        let (mut awaited, mut backoff) = (None, Backoff::default());
        let outcome = loop {
            let asked = Instant::now();
            match lease.ask(awaited).await.map_err(failed)? {
                Lease::Taken => match refresh.look().await {
                    // The previous holder may have succeeded before this call got the lease.
                    Ok(Some(found)) => break Ok(found),
                    // After a slow look another caller may have the lease, and the token must not be sent twice.
                    Ok(None) if asked.elapsed() > lifetime / 2 => continue,
                    Ok(None) => break lease.keep(renewed_by_anybody(refresh)).await,
                    Err(error) => break Err(error),
                },
                Lease::Held(by) => awaited = Some(by),
                Lease::Failed(text) => match Error::from_shared(&text, work) {
                    Some(failure) => return Err(failure),
                    None => awaited = None,
                },
            }
            backoff.pause().await;
            if let Some(found) = refresh.look().await? {
                return Ok(found);
            }
        };
        lease.release(outcome.as_ref().err().and_then(|error| error.to_shared(work))).await;
        outcome
    }
}

/// Refreshes the session. A refusal does not count if another program has refreshed it.
async fn renewed_by_anybody<R: Refresh>(refresh: &R) -> Result<R::Output, Error> {
    let refusal = match refresh.work().await {
        Err(error) if error.is_api() => error,
        outcome => return outcome,
    };
    for pause in LOOKS_AFTER_A_REFUSAL {
        time::sleep(Duration::from_millis(pause)).await;
        if let Some(found) = refresh.look().await.map_err(|error| error.with_reached(true))? {
            return Ok(found);
        }
    }
    Err(refusal)
}

/// The lease that this call asks for.
struct OwnLease {
    store: Arc<dyn TokenStore>,
    holder: LeaseHolder,
    lifetime: Duration,
    /// Whether the store may have given it to this call.
    may_be_held: bool,
}

impl OwnLease {
    fn new(store: &Arc<dyn TokenStore>, lifetime: Duration) -> Result<Self, Error> {
        Ok(Self { store: Arc::clone(store), holder: LeaseHolder::random()?, lifetime, may_be_held: false })
    }

    async fn ask(&mut self, awaited: Option<LeaseHolder>) -> Result<Lease, StoreError> {
        // Set before the answer arrives: a call that is dropped until then may have got the lease.
        self.may_be_held = true;
        let lease = self.store.lease(self.holder, self.lifetime, awaited).await?;
        self.may_be_held = lease == Lease::Taken;
        Ok(lease)
    }

    /// Does the work, and keeps the lease from expiring meanwhile.
    async fn keep<T>(&self, work: impl Future<Output = T>) -> T {
        let renewals = async {
            loop {
                // The timer must fire although the work has used up the budget that tokio gives a task for each turn.
                unconstrained(time::sleep(self.lifetime / 3)).await;
                // When the lease is lost, the work goes on: the request has been sent. `replace` protects a newer session.
                let _may_be_lost = self.store.lease(self.holder, self.lifetime, None).await;
            }
        };
        match select(pin!(work), pin!(renewals)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right((never, _)) => never,
        }
    }

    /// Gives the lease back. A failure to do so does not change the outcome of the refresh, because a lease expires by itself.
    async fn release(mut self, failure: Option<String>) {
        let release = time::timeout(self.lifetime, self.store.release(self.holder, failure));
        let _expires_by_itself = store_in_time(async { Ok(release.await) }).await;
        self.may_be_held = false;
    }
}

/// A call that is dropped during its refresh, such as by its timeout, does not make the others wait until the lease expires.
impl Drop for OwnLease {
    fn drop(&mut self) {
        let (true, Ok(runtime)) = (self.may_be_held, Handle::try_current()) else { return };
        let (store, holder, lifetime) = (Arc::clone(&self.store), self.holder, self.lifetime);
        runtime.spawn(async move { time::timeout(lifetime, store.release(holder, None)).await });
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::VecDeque,
        future::pending,
        sync::{
            Mutex,
            atomic::{AtomicUsize, Ordering::Relaxed},
        },
    };

    use futures_util::FutureExt as _;
    use tokio::sync::Notify;

    use super::*;
    use crate::{
        error::Kind,
        model::{BoxFuture, Session},
        session::{MemoryStore, Stored, Version},
    };

    const WORK: &str = "refresh";
    /// Makes leases of 300 ms.
    const TIMEOUT: Duration = Duration::from_millis(900);
    /// What never ends is cut off after this time, which fails the test.
    const FOREVER: Duration = Duration::from_secs(60);
    const OTHER: LeaseHolder = LeaseHolder::new(7);

    /// A store that can take a lease or a release without ever answering, and keeps what it was asked.
    #[derive(Default)]
    struct Recording {
        memory: MemoryStore,
        never_answers: (bool, bool),
        lifetimes: Mutex<Vec<Duration>>,
        failures: Mutex<Vec<Option<String>>>,
    }

    impl TokenStore for Recording {
        fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
            self.memory.load()
        }

        fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
            self.memory.replace(expected, session)
        }

        fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
            self.memory.clear()
        }

        fn lease(
            &self,
            holder: LeaseHolder,
            lifetime: Duration,
            awaited: Option<LeaseHolder>,
        ) -> BoxFuture<'_, Result<Lease, StoreError>> {
            self.lifetimes.lock().unwrap().push(lifetime);
            Box::pin(async move {
                let lease = self.memory.lease(holder, lifetime, awaited).await;
                if self.never_answers.0 && holder != OTHER { pending().await } else { lease }
            })
        }

        fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
            self.failures.lock().unwrap().push(failure.clone());
            Box::pin(async move {
                let released = self.memory.release(holder, failure).await;
                if self.never_answers.1 { pending().await } else { released }
            })
        }
    }

    /// What a look finds: nothing, nothing before it is told to go on, or the result of another call.
    #[derive(Clone, Copy)]
    enum Look {
        Nothing,
        NothingWhenTold,
        Found(&'static str),
    }

    /// A refresh whose looks find this, one after the other, and then nothing.
    #[derive(Default)]
    struct Scripted {
        looks: Mutex<VecDeque<Look>>,
        go_on: Notify,
        works: AtomicUsize,
        fails: Option<Kind>,
    }

    impl Refresh for Scripted {
        const VERB: &'static str = WORK;
        type Output = &'static str;

        fn depends_on(&self) -> &Secret {
            unreachable!("with_lease is told the work")
        }

        async fn look(&self) -> Result<Option<&'static str>, Error> {
            let look = self.looks.lock().unwrap().pop_front();
            Ok(match look.unwrap_or(Look::Nothing) {
                Look::Nothing => None,
                Look::NothingWhenTold => {
                    self.go_on.notified().await;
                    None
                }
                Look::Found(found) => Some(found),
            })
        }

        async fn work(&self) -> Result<&'static str, Error> {
            self.works.fetch_add(1, Relaxed);
            match self.fails {
                Some(kind) => Err(Error::new(kind, "it fails").with_reached(true)),
                None => Ok("own"),
            }
        }
    }

    impl Scripted {
        fn looking(looks: impl Into<VecDeque<Look>>) -> Self {
            Self { looks: Mutex::new(looks.into()), ..Self::default() }
        }
    }

    /// Takes the lease for another program, when it is free or has expired.
    async fn taken_by_the_other(store: &Recording) {
        let taken = async {
            while store.lease(OTHER, FOREVER, None).await.unwrap() != Lease::Taken {
                tokio::task::yield_now().await;
            }
        };
        // Less than the longest lease.
        time::timeout(LONGEST_LIFETIME / 2, taken).await.expect("a lease that is given back or expires");
    }

    fn handle(store: &Arc<Recording>) -> SessionHandle {
        SessionHandle::new(Arc::clone(store))
    }

    #[tokio::test]
    async fn a_lease_that_ran_out_during_a_slow_look_is_asked_for_again() {
        let store = Arc::new(Recording::default());
        let refresh = Scripted::looking([Look::NothingWhenTold, Look::Found("of the other")]);
        let session = handle(&store);
        let other = async {
            time::sleep(TIMEOUT / 3).await;
            taken_by_the_other(&store).await;
            refresh.go_on.notify_one();
        };
        let (outcome, ()) = tokio::join!(session.with_lease(WORK, TIMEOUT, &refresh), other);
        assert_eq!((outcome.unwrap(), refresh.works.load(Relaxed)), ("of the other", 0));
    }

    #[tokio::test]
    async fn the_lease_is_short_enough_for_those_who_wait_to_go_on() {
        for (timeout, lifetime) in [(60, 3000), (9, 3000), (6, 2000), (1, 333)] {
            let store = Arc::new(Recording::default());
            let outcome = handle(&store).with_lease(WORK, Duration::from_secs(timeout), &Scripted::default()).await;
            assert_eq!(outcome.unwrap(), "own");
            let asked: Vec<u128> = store.lifetimes.lock().unwrap().iter().map(Duration::as_millis).collect();
            assert_eq!(asked, [lifetime], "timeout {timeout} s");
        }
    }

    #[tokio::test]
    async fn a_call_that_is_dropped_while_it_asks_leaves_no_lease() {
        let store = Arc::new(Recording { never_answers: (true, false), ..Recording::default() });
        let (session, refresh) = (handle(&store), Scripted::default());
        // Long enough for the test to fail if the lease stays until it expires.
        let call = session.with_lease(WORK, FOREVER * 3, &refresh);
        assert!(call.now_or_never().is_none());
        taken_by_the_other(&store).await;
    }

    #[tokio::test]
    async fn a_release_without_an_answer_does_not_keep_the_result() {
        let store = Arc::new(Recording { never_answers: (false, true), ..Recording::default() });
        let (session, refresh) = (handle(&store), Scripted::default());
        let call = time::timeout(FOREVER, session.with_lease(WORK, TIMEOUT, &refresh));
        assert_eq!(call.await.expect("a result").unwrap(), "own");
    }

    #[tokio::test]
    async fn those_who_wait_learn_of_a_reply_that_could_not_be_stored() {
        let store = Arc::new(Recording::default());
        let refresh = Scripted { fails: Some(Kind::Store), ..Scripted::default() };
        let outcome = handle(&store).with_lease(WORK, TIMEOUT, &refresh).await;
        assert!(outcome.unwrap_err().is_store());
        let failures = store.failures.lock().unwrap().clone();
        let [Some(failure)] = &failures[..] else { panic!("{failures:?}") };
        assert!(Error::from_shared(failure, WORK).unwrap().is_store());
    }

    #[tokio::test]
    async fn a_refusal_does_not_count_if_another_program_has_refreshed() {
        let store = Arc::new(Recording::default());
        let looks = [Look::Nothing, Look::Nothing, Look::Found("of the other")];
        let refresh = Scripted { fails: Some(Kind::Api), ..Scripted::looking(looks) };
        assert_eq!(handle(&store).with_lease(WORK, TIMEOUT, &refresh).await.unwrap(), "of the other");
        let refused = Scripted { fails: Some(Kind::Api), ..Scripted::default() };
        assert!(handle(&store).with_lease(WORK, TIMEOUT, &refused).await.unwrap_err().is_api());
    }
}
