//! The progress of a call, which decides what its timeout may end and what the error says.

use std::{
    cell::RefCell,
    marker::PhantomData,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::future::{Either, select};
use tokio::{
    sync::Notify,
    // A timer must fire although the work beside it has used up the budget that tokio gives a task for each turn.
    task::coop::unconstrained,
    time::{self, Instant},
};

use crate::error::{Error, Kind};

thread_local! {
    /// The progress of the call that this thread is polling. Not an argument, because the layers between the timeout and the
    /// store or the connection have no use for it.
    static CURRENT: RefCell<Option<Arc<Progress>>> = const { RefCell::new(None) };
}

/// A limit that is longer than any program runs, and short enough to be added to an [`Instant`].
const FOREVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The progress of one call.
pub(crate) struct Progress {
    limit: Duration,
    begun: Instant,
    sent: AtomicBool,
    storing: AtomicBool,
    stored: Notify,
    pauses: Mutex<Pauses>,
    resumed: Notify,
}

/// The pauses of a call, which do not count toward its timeout.
#[derive(Default)]
struct Pauses {
    past: Duration,
    /// When the current pause began.
    since: Option<Instant>,
}

impl Progress {
    pub fn new(limit: Duration) -> Arc<Self> {
        Arc::new(Self {
            limit,
            begun: Instant::now(),
            sent: AtomicBool::default(),
            storing: AtomicBool::default(),
            stored: Notify::new(),
            pauses: Mutex::default(),
            resumed: Notify::new(),
        })
    }

    /// Makes this the progress that code on this thread sees, until the guard is dropped. Meant for one poll of a future.
    pub fn enter(self: &Arc<Self>) -> Entered {
        Entered { outer: replace_current(Some(Arc::clone(self))), _stays_on_its_thread: PhantomData }
    }

    /// How much time the call has taken, without its pauses.
    fn taken(&self) -> Duration {
        let pauses = self.pauses();
        let now = pauses.since.map(|since| since.elapsed()).unwrap_or_default();
        self.begun.elapsed().saturating_sub(pauses.past + now)
    }

    /// When the time of the call is up unless it pauses again, and nothing during a pause.
    fn end(&self) -> Option<Instant> {
        let pauses = self.pauses();
        pauses.since.is_none().then(|| self.begun + pauses.past + self.limit.min(FOREVER))
    }

    fn pauses(&self) -> MutexGuard<'_, Pauses> {
        // Every change is complete when the lock is given back.
        self.pauses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the time limit of the call, and then until nothing is being stored.
    pub fn expired(self: Arc<Self>) -> impl Future<Output = ()> + Send {
        unconstrained(async move {
            let mut reached = None;
            loop {
                match self.end() {
                    None => self.resumed.notified().await,
                    // No pause has moved it meanwhile.
                    end if end == reached => break,
                    Some(end) => {
                        time::sleep_until(end).await;
                        reached = Some(end);
                    }
                }
            }
            while self.storing.load(Ordering::Acquire) {
                // A notification from before this line is kept until somebody waits for it.
                self.stored.notified().await;
            }
        })
    }

    /// The error of a call that the time limit has ended.
    pub fn timed_out(&self) -> Error {
        let message = format!("no result within the timeout of {:?}", self.limit);
        Error::new(Kind::TimedOut, message).with_reached(self.sent.load(Ordering::Relaxed))
    }
}

/// The guard of [`Progress::enter`], which gives the thread its earlier progress back.
#[must_use = "the earlier progress is back as soon as the guard is dropped"]
pub(crate) struct Entered {
    outer: Option<Arc<Progress>>,
    _stays_on_its_thread: PhantomData<*const ()>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        drop(replace_current(self.outer.take()));
    }
}

/// Sets the progress of this thread, and returns the earlier one. A thread that is ending has none.
fn replace_current(progress: Option<Arc<Progress>>) -> Option<Arc<Progress>> {
    CURRENT.try_with(|current| current.replace(progress)).ok().flatten()
}

/// The progress of the current call. `None` outside of a call.
fn current() -> Option<Arc<Progress>> {
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

/// Notes that the current call sends a request.
pub(crate) fn note_sent() {
    if let Some(call) = current() {
        call.sent.store(true, Ordering::Relaxed);
    }
}

/// Whether a pause of this length ends before the time limit of the current call. The work after a longer pause could not finish in time.
pub(crate) fn has_time_for(pause: Duration) -> bool {
    current().is_none_or(|call| call.taken().saturating_add(pause) < call.limit)
}

/// Runs work whose duration does not count toward the timeout of the current call, such as waiting for the user.
pub(crate) async fn paused<T>(work: impl Future<Output = T>) -> T {
    let Some(call) = current() else { return work.await };
    call.pauses().since = Some(Instant::now());
    let _pause = Pause(&call);
    work.await
}

/// Ends a pause, even if its work is dropped or panics.
struct Pause<'a>(&'a Progress);

impl Drop for Pause<'_> {
    fn drop(&mut self) {
        {
            let mut pauses = self.0.pauses();
            let pause = pauses.since.take().map(|since| since.elapsed()).unwrap_or_default();
            pauses.past += pause;
        }
        self.0.resumed.notify_one();
    }
}

/// Stores what a reply of the current call has brought. The time limit of the call does not end this work, because what
/// the call has spent would be lost. Storing has a limit of the same length for itself.
pub(crate) async fn store_in_time<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let Some(call) = current() else { return work.await };
    let _storing = Storing::begin(&call);
    // The timer begins once the store waits for something, which one in memory does not.
    let too_long = async { unconstrained(time::sleep(call.limit)).await };
    match select(pin!(work), pin!(too_long)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => {
            let limit = call.limit;
            Err(Error::new(Kind::TimedOut, format!("the token store did not store the session within {limit:?}")))
        }
    }
}

/// Sets `storing`, and resets it even if the work is dropped or panics.
struct Storing<'a>(&'a Progress);

impl<'a> Storing<'a> {
    fn begin(call: &'a Progress) -> Self {
        call.storing.store(true, Ordering::Release);
        Self(call)
    }
}

impl Drop for Storing<'_> {
    fn drop(&mut self) {
        self.0.storing.store(false, Ordering::Release);
        self.0.stored.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::poll_fn,
        panic::{self, AssertUnwindSafe},
    };

    use super::*;

    /// Work that is never done and always ready to go on, such as a loop over a channel that is never empty. It ends by itself only
    /// so that this test fails where it would never end.
    async fn busy() -> Result<(), Error> {
        for _ in 0..50_000_000_u32 {
            tokio::task::coop::consume_budget().await;
        }
        Ok(())
    }

    #[test]
    fn a_call_inside_a_call_gives_the_outer_one_back() {
        let (outer, inner) = (Progress::new(Duration::from_secs(1)), Progress::new(Duration::from_secs(1)));
        let is = |call: &Arc<Progress>| current().is_some_and(|current| Arc::ptr_eq(&current, call));
        let entered = outer.enter();
        let mut seen = false;
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
            let _entered = inner.enter();
            seen = is(&inner);
            panic::resume_unwind(Box::new("the inner call panics"));
        }));
        assert!(panicked.is_err() && seen && is(&outer));
        drop(entered);
        assert!(current().is_none());
    }

    #[tokio::test]
    async fn a_limit_ends_work_that_never_waits() {
        let call = Progress::new(Duration::from_millis(20));
        let mut storing = pin!(store_in_time(busy()));
        let stored = poll_fn(|task| {
            let _current = call.enter();
            storing.as_mut().poll(task)
        });
        assert!(stored.await.is_err_and(|error| error.is_timeout()));
        assert!(matches!(select(pin!(busy()), pin!(call.expired())).await, Either::Right(_)));
    }
}
