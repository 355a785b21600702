//! The sessions of many users in a folder.

use std::{
    fs::{self, ReadDir},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{LIFETIME, SessionId, SessionStore};
use crate::{
    error::Error,
    model::{BoxFuture, Session},
    session::{
        Lease, LeaseHolder, StoreError, Stored, TokenStore, Version, failed,
        file::{FileStore, Lock, blocking, create_folder, is_older, lease_of, try_files},
        lease,
    },
};

/// The keys are hashes, whose first digit divides the sessions into this many parts of about the same size.
const PARTS: u32 = 16;
/// How many files a login looks at, to remove those of expired sessions. A login adds one file, so this keeps pace.
const LOOKED_AT: usize = 4;

/// Many sessions in the files of one folder, which outlive the program and can be shared by several processes of one
/// machine.
///
/// Each session has a file, which [`FileStore`] describes. The name of the file is the [key](SessionId::key) of the id.
/// The sessions share 16 locks. A session expires when it was not stored for its lifetime, 14 days by default.
/// Each login looks at a few files and removes those of such sessions; [`sweep`](Self::sweep) removes all of them at once.
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), authing_wxapp::Error> {
/// use authing_wxapp::FileSessions;
///
/// # let home = tempfile::tempdir().unwrap();
/// # let folder = home.path().join("sessions");
/// let sessions = FileSessions::in_folder(folder)?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct FileSessions {
    folder: Arc<Path>,
    lifetime: Duration,
    locks: Arc<[Lock]>,
    /// The position in the folder where the next login looks for expired sessions.
    looked_at: Arc<Mutex<Option<ReadDir>>>,
}

/// The store of one session, whose logins also remove expired sessions.
struct One {
    store: FileStore,
    sessions: FileSessions,
}

impl FileSessions {
    /// Keeps the sessions in this folder, which is created if it is missing.
    ///
    /// - `folder`: a folder for this purpose alone.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when the folder cannot be created or written, or when its locks cannot be used.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Result<Self, Error> {
        let folder: PathBuf = folder.into();
        let prepared = || -> io::Result<_> {
            create_folder(&folder)?;
            let folder = folder.canonicalize()?;
            let locks: Arc<[Lock]> = (0..PARTS).map(|part| Lock::new(&part_file(&folder, part))).collect();
            for (part, lock) in (0..).zip(&*locks) {
                try_files(lock, &part_file(&folder, part))?;
            }
            Ok((folder.into(), locks))
        };
        let (folder, locks) = prepared().map_err(|e| {
            let path = folder.display();
            Error::argument(format!("the folder {path} cannot keep sessions; choose another folder")).with_source(e)
        })?;
        Ok(Self { folder, lifetime: LIFETIME, locks, looked_at: Arc::default() })
    }

    /// Sets how long a session is kept after it was stored. A file does not say its lifetime, so all who share the folder, and
    /// all clones of this value, need the same one.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Removes the files of expired sessions. It is needed only if they are to be gone although nobody logs in.
    ///
    /// # Errors
    ///
    /// [`Error::is_store`] when the folder cannot be read or a file cannot be removed.
    pub async fn sweep(&self) -> Result<(), Error> {
        for (part, lock) in (0..PARTS).zip(&*self.locks) {
            let (folder, lifetime) = (Arc::clone(&self.folder), self.lifetime);
            let work = move || {
                let swept = files_of(&folder, part)
                    .and_then(|mut files| files.try_for_each(|path| remove_if_expired(&path?, lifetime)));
                swept.map_err(|e| {
                    let path = folder.display();
                    StoreError::new(format!("expired sessions in {path} cannot be removed")).with_source(e)
                })
            };
            lock.hold(work).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Looks at the next few files, and removes those of expired sessions.
    fn sweep_some(&self) -> io::Result<()> {
        // While another login does this, or after a panic in it, there is nothing to do.
        let Ok(mut looked_at) = self.looked_at.try_lock() else { return Ok(()) };
        for _ in 0..LOOKED_AT {
            let entry = match &mut *looked_at {
                Some(files) => files.next(),
                None => looked_at.insert(fs::read_dir(&self.folder)?).next(),
            };
            let Some(entry) = entry else {
                *looked_at = None;
                return Ok(());
            };
            let path = entry?.path();
            let Some(part) = part_of(&path).filter(|_| is_expired(&path, self.lifetime).unwrap_or_default()) else {
                continue;
            };
            // A session that is being stored at this moment is looked at again in the next round.
            if let Some(_lock) = self.locks[part].try_lock()? {
                remove_if_expired(&path, self.lifetime)?;
            }
        }
        Ok(())
    }
}

impl SessionStore for FileSessions {
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore> {
        let key = id.key();
        let path = self.folder.join(key + EXTENSION);
        let part = part_of(&path).unwrap_or_default();
        let shared = part_file(&self.folder, part as u32);
        let store = FileStore::one_of_many(path, &shared, self.locks[part].clone(), self.lifetime);
        Arc::new(One { store, sessions: self.clone() })
    }
}

impl TokenStore for One {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        self.store.load()
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.store.replace(expected, session)
    }

    fn put(&self, session: Arc<Session>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.store.put(session).await?;
            let sessions = self.sessions.clone();
            // The login has succeeded, so a failure to remove other sessions is only logged.
            if let Ok(Err(e)) = blocking(move || sessions.sweep_some()).await {
                tracing::debug!(%e, "an expired session cannot be removed");
            }
            Ok(())
        })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.store.clear()
    }

    fn session_key(&self) -> Option<String> {
        self.store.session_key()
    }

    fn lease(
        &self,
        holder: LeaseHolder,
        lifetime: Duration,
        awaited: Option<LeaseHolder>,
    ) -> BoxFuture<'_, Result<Lease, StoreError>> {
        self.store.lease(holder, lifetime, awaited)
    }

    fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.store.release(holder, failure)
    }
}

const EXTENSION: &str = ".session";

/// The path that the lock and the draft of a part are named after.
fn part_file(folder: &Path, part: u32) -> PathBuf {
    folder.join(format!("part-{part:x}"))
}

/// The part of a session's file or of its lease. Other files have none.
fn part_of(path: &Path) -> Option<usize> {
    let name = path.file_name()?.to_str()?;
    let of_a_session = name.ends_with(EXTENSION) || name.ends_with(&*lease_of(Path::new(EXTENSION)).to_string_lossy());
    let digit = name.chars().next()?.to_digit(PARTS)?;
    of_a_session.then_some(digit as usize)
}

/// The files of a part: those of its sessions and of their leases.
fn files_of(folder: &Path, part: u32) -> io::Result<impl Iterator<Item = io::Result<PathBuf>>> {
    let paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    Ok(paths.filter(move |path| path.as_ref().map_or(true, |path| part_of(path) == Some(part as usize))))
}

/// Whether a session or a lease has expired.
fn is_expired(path: &Path, lifetime: Duration) -> io::Result<bool> {
    let is_session = path.extension().is_some_and(|extension| EXTENSION[1..] == *extension);
    is_older(path, if is_session { lifetime } else { lease::LONGEST })
}

/// Removes a file whose part is locked.
fn remove_if_expired(path: &Path, lifetime: Duration) -> io::Result<()> {
    match is_expired(path, lifetime)? {
        true => fs::remove_file(path),
        false => Ok(()),
    }
}
