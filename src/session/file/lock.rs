//! The lock of a session file.

use std::{
    fs::{File, TryLockError},
    io,
    path::Path,
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::Instant,
};

use super::{
    blocking,
    files::{beside, create_folder, folder_of, private},
};
use crate::{core::Backoff, session::StoreError};

/// How long a change waits for another process that holds the lock.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// The attempts of one queue are closer together than this.
const STALE: Duration = Duration::from_secs(1);

/// A lock that excludes other processes, and in this process the other users of the same store.
///
/// The lock has a file of its own, because the session file is replaced while the lock is held.
#[derive(Debug, Clone)]
pub(in crate::session) struct Lock {
    path: Arc<Path>,
    /// The users of this process wait here, in turn and without a thread, so that only one of them competes with other
    /// processes.
    queue: Arc<Mutex<Queue>>,
}

#[derive(Debug, Default)]
struct Queue {
    /// The first and the last moment at which the users in the queue have seen another process hold the lock. A user who comes later
    /// does not start a new wait for the same holder.
    held: Option<(Instant, Instant)>,
}

impl Queue {
    /// Notes that another process holds the lock now. Returns since when.
    fn note_held(&mut self) -> Instant {
        let now = Instant::now();
        // An older observation says nothing about the time since then.
        let since = self.held.filter(|(_, last)| now - *last < STALE).map_or(now, |(first, _)| first);
        self.held = Some((since, now));
        since
    }
}

/// The outcome of one attempt, with what the next one needs.
enum Attempt<T, W> {
    Done(Result<T, StoreError>),
    Held(OwnedMutexGuard<Queue>, W),
}

impl Lock {
    /// The lock of this session file.
    pub fn new(session_file: &Path) -> Self {
        Self { path: beside(session_file, ".lock").into(), queue: Arc::default() }
    }

    /// Locks until the returned file is dropped, unless another process holds the lock.
    pub fn try_lock(&self) -> io::Result<Option<File>> {
        let file = private(File::options().create(true).truncate(false).write(true)).open(&self.path)?;
        restrict(&file);
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(e),
        }
    }

    /// Does some work on a blocking thread while it holds the lock.
    ///
    /// A caller that is dropped while it waits never works. One that is dropped during the work does not interrupt it.
    pub async fn hold<T: Send + 'static>(
        &self,
        mut work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let mut queue = Arc::clone(&self.queue).lock_owned().await;
        let mut backoff = Backoff::default();
        loop {
            let lock = self.clone();
            match blocking(move || lock.attempt(queue, work)).await? {
                Attempt::Done(outcome) => return outcome,
                Attempt::Held(same_queue, same_work) => (queue, work) = (same_queue, same_work),
            }
            if queue.note_held().elapsed() >= LONGEST_WAIT {
                return Err(self.held());
            }
            backoff.pause().await;
        }
    }

    /// Works if the lock is free.
    fn attempt<T, W: FnOnce() -> Result<T, StoreError>>(
        &self,
        mut queue: OwnedMutexGuard<Queue>,
        work: W,
    ) -> Attempt<T, W> {
        // The folder may have been removed since the store was opened.
        let locked = create_folder(folder_of(&self.path)).and_then(|()| self.try_lock());
        let _locked = match locked {
            Ok(Some(file)) => file,
            Ok(None) => return Attempt::Held(queue, work),
            Err(e) => {
                let path = self.path.display();
                let message = format!("the lock file {path} of the session cannot be locked; check its owner and mode");
                return Attempt::Done(Err(StoreError::new(message).with_source(e)));
            }
        };
        queue.held = None;
        Attempt::Done(work())
    }

    fn held(&self) -> StoreError {
        let path = self.path.display();
        StoreError::new(format!(
            "another process has held the lock file {path} of the session for {LONGEST_WAIT:?}; end that process or try \
             again later"
        ))
    }
}

/// Makes the lock file accessible to its owner only, because everybody who can open it can hold the lock.
fn restrict(file: &File) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let open_to_others = file.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0);
        if open_to_others {
            // A lock file that belongs to another owner cannot be changed, and works all the same.
            let _kept_as_it_is = file.set_permissions(std::fs::Permissions::from_mode(0o600));
        }
    }
    #[cfg(not(unix))]
    let _ = file;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_counts_for_those_who_follow_it_closely_and_for_no_other() {
        let ago = |milliseconds| Instant::now() - Duration::from_millis(milliseconds);
        let mut followed = Queue { held: Some((ago(700), ago(100))) };
        assert!(followed.note_held().elapsed() >= Duration::from_millis(700));
        let mut left = Queue { held: Some((ago(9_000), ago(2_000))) };
        assert!(left.note_held().elapsed() < Duration::from_secs(2));
        assert!(Queue::default().note_held().elapsed() < Duration::from_secs(2));
    }
}
