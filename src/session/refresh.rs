//! One refresh for all who share a session: the clients of this process, and other processes and machines.

use std::{pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use tokio::{runtime::Handle, time};

use super::{Lease, LeaseHolder, SessionHandle, TokenStore, backoff::Backoff, handle::failed};
use crate::{
    core::{Core, progress::store_in_time},
    error::Error,
};

/// The longest time that others wait for a process that has ended during a refresh.
const LONGEST_LIFETIME: Duration = Duration::from_secs(3);

/// A refresh of a session by one method.
pub(crate) trait Refresh: Sync {
    /// The method. Only calls of the same method share a failure.
    const VERB: &'static str;
    type Output: Send;

    /// Looks whether another call has refreshed the session since this call began.
    fn look(&self) -> impl Future<Output = Result<Option<Self::Output>, Error>> + Send;

    /// Refreshes the session and stores what this gives.
    fn work(&self) -> impl Future<Output = Result<Self::Output, Error>> + Send;
}

impl SessionHandle {
    /// What another call has refreshed the session to, or else the failure of the refresh that this call has waited for, or
    /// else the result of this refresh.
    pub async fn refresh_once<R: Refresh>(&self, core: &Core, refresh: &R) -> Result<R::Output, Error> {
        // Without a key of the store, clones of one client share this handle.
        let key = self.store.session_key().unwrap_or_else(|| format!("{:p}", Arc::as_ptr(&self.store)));
        let flight = core.refreshing.of(&format!("{} {key}", R::VERB));
        // Of this process only one competes for the lease.
        let with_lease = self.with_lease(core.timeout, refresh);
        flight.run(async || refresh.look().await, async || with_lease.await).await
    }

    async fn with_lease<R: Refresh>(&self, timeout: Duration, refresh: &R) -> Result<R::Output, Error> {
        // Short enough for those who wait to go on within their own timeout when the holder has died.
        let lifetime = LONGEST_LIFETIME.min(timeout / 3);
        let holder = LeaseHolder::random()?;
        let (mut awaited, mut backoff) = (None, Backoff::default());
        let lease = loop {
            match self.store.lease(holder, lifetime, awaited).await.map_err(failed)? {
                Lease::Taken => break HeldLease { store: Some(Arc::clone(&self.store)), holder, lifetime },
                Lease::Held(by) => awaited = Some(by),
                Lease::Failed(text) => match Error::from_shared(&text, R::VERB) {
                    Some(failure) => return Err(failure),
                    None => awaited = None,
                },
            }
            backoff.pause().await;
            if let Some(found) = refresh.look().await? {
                return Ok(found);
            }
        };
        // The holder before this one may have succeeded meanwhile.
        let outcome = match refresh.look().await {
            Ok(None) => lease.keep(refresh.work()).await,
            Ok(Some(found)) => Ok(found),
            Err(error) => Err(error),
        };
        lease.release(outcome.as_ref().err().and_then(|error| error.to_shared(R::VERB))).await;
        outcome
    }
}

/// A lease that this call has taken.
struct HeldLease {
    /// `None` once the lease is given back.
    store: Option<Arc<dyn TokenStore>>,
    holder: LeaseHolder,
    lifetime: Duration,
}

impl HeldLease {
    /// Does the work, and keeps the lease from expiring meanwhile.
    async fn keep<T>(&self, work: impl Future<Output = T>) -> T {
        let renewals = async {
            loop {
                time::sleep(self.lifetime / 3).await;
                let Some(store) = &self.store else { continue };
                // When the lease is lost, the work goes on: the request has been sent. `replace` protects a newer session.
                let _may_be_lost = store.lease(self.holder, self.lifetime, None).await;
            }
        };
        match select(pin!(work), pin!(renewals)).await {
            Either::Left((outcome, _)) => outcome,
            Either::Right((never, _)) => never,
        }
    }

    /// Gives the lease back. The outcome of the refresh counts, whatever becomes of this: a lease expires by itself.
    async fn release(mut self, failure: Option<String>) {
        let Some(store) = self.store.take() else { return };
        let release = time::timeout(self.lifetime, store.release(self.holder, failure));
        let _expires_by_itself = store_in_time(async { Ok(release.await) }).await;
    }
}

/// A call that is dropped during its refresh, such as by its timeout, does not make the others wait until the lease expires.
impl Drop for HeldLease {
    fn drop(&mut self) {
        let (Some(store), Ok(runtime)) = (self.store.take(), Handle::try_current()) else { return };
        let holder = self.holder;
        runtime.spawn(async move { store.release(holder, None).await });
    }
}
