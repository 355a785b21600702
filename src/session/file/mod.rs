//! A session in a file.

mod files;
mod lock;

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use super::{
    Lease, LeaseHolder, StoreError, Stored, TokenStore, Version, document,
    lease::{self, Record, take},
};
use crate::{
    error::Error,
    model::{BoxFuture, Session},
};
use files::Durable;
pub(super) use files::{create_folder, is_older};
pub(super) use lock::Lock;

/// A session in a file, which outlives the program and can be shared by several processes.
///
/// The file is replaced atomically and readable for its owner only (mode 0600 on Unix). A lock on a second file, with
/// `.lock` appended to the name, serializes the changes of several processes. A change waits up to 5 seconds for another
/// process that holds the lock. The new content is first written to a third file, with `.draft` appended; one that a
/// killed process has left is removed by the next change, and by [`open`](Self::open). During a refresh a fourth file, with
/// `.lease` appended, keeps other processes from refreshing the same session. A file that is damaged or was not
/// written by this store causes an error and is left unchanged.
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use authing_wxapp::{AuthenticationClient, FileStore};
///
/// # let home = tempfile::tempdir()?;
/// # let path = home.path().join("my-tool/session.json");
/// let client = AuthenticationClient::builder("YOUR_APP_ID").token_store(FileStore::open(path)?).build()?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct FileStore {
    path: Arc<Path>,
    draft: Arc<Path>,
    lease: Arc<Path>,
    lock: Lock,
    /// How long the session is read after it was stored; `None` is for ever.
    lifetime: Option<Duration>,
}

impl FileStore {
    /// Opens a store in this file.
    ///
    /// - `path`: the path of the session file. A symbolic link is resolved now, so that the file that it points to is
    ///   the one that changes.
    ///
    /// Missing folders are created, and the store tries everything that storing a session needs, so that a later login
    /// does not fail for this reason. This creates the lock file; the session file is created with the first session.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when the path is a folder, when its folder cannot be created or written, when the lock file
    /// cannot be opened or locked, or when the session file exists and cannot be read. It is not an error that another
    /// process holds the lock.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let given: PathBuf = path.into();
        let refuse = |why: &str, e: Option<io::Error>| {
            let error = Error::argument(format!("the token store {} {why}; choose another path", given.display()));
            match e {
                Some(e) => error.with_source(e),
                None => error,
            }
        };
        let because = |why: &'static str| move |e| refuse(why, Some(e));
        let path = files::follow_links(&given).map_err(because("has links that cannot be followed"))?;
        if files::names_a_folder(&given) || path.is_dir() {
            return Err(refuse("is a folder, not a file", None));
        }
        let path = files::in_its_folder(&path).map_err(because("has a folder that cannot be created"))?;
        let lock = Lock::new(&path);
        let locked = lock.try_lock().map_err(because("cannot be locked; check the owner of its lock file"))?;
        // A process that holds the lock may be writing the draft, and shows that the folder can be written.
        if let Some(_lock) = locked {
            files::try_draft(&files::draft_of(&path)).map_err(because("cannot be written"))?;
        }
        match File::open(&path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(refuse("cannot be read", Some(e))),
            _ => {
                let draft = files::draft_of(&path);
                Ok(Self::new(path.into(), draft.into(), lock, None))
            }
        }
    }

    fn new(path: Arc<Path>, draft: Arc<Path>, lock: Lock, lifetime: Option<Duration>) -> Self {
        let lease = lease_of(&path).into();
        Self { path, draft, lease, lock, lifetime }
    }

    /// The store of one of many sessions, which share a lock and a draft.
    pub(super) fn one_of_many(path: PathBuf, shared: &Path, lock: Lock, lifetime: Duration) -> Self {
        Self::new(path.into(), files::draft_of(shared).into(), lock, Some(lifetime))
    }

    /// Returns the path of the file, which is absolute and has no links.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn read(&self) -> Result<Stored, StoreError> {
        let (text, age) = match files::read(&self.path) {
            Ok(read) => read,
            Err(e) if e.kind() == io::ErrorKind::InvalidData => return Err(self.foreign("is damaged or not a session")),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Ok(Stored { version: Version::new(0), session: None });
            }
            Err(e) => return Err(self.failed("cannot be read; check its owner and mode", e)),
        };
        let session = document::decode(&text).map_err(|why| self.foreign(why))?;
        if self.lifetime.is_some_and(|lifetime| age >= lifetime) {
            return Ok(Stored { version: Version::new(0), session: None });
        }
        Ok(Stored { version: document::version(&text), session: Some(Arc::new(session)) })
    }

    fn write(&self, session: &Session) -> Result<(), StoreError> {
        let text = document::encode(session)?;
        let replaced = files::replace(&self.path, &self.draft, text.as_bytes(), Durable::Yes);
        replaced.map_err(|e| self.failed("cannot be written", e))
    }

    /// Reads the lease of a refresh. A file that is damaged or has an unknown form counts as no lease.
    fn record(&self) -> Result<Option<Record<SystemTime>>, StoreError> {
        match fs::read(&self.lease) {
            Ok(text) => Ok(serde_json::from_slice(&text).ok()),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(self.lease_failed("cannot be read", e)),
        }
    }

    fn write_record(&self, record: Option<&Record<SystemTime>>) -> Result<(), StoreError> {
        let written = match record.map(serde_json::to_vec) {
            None => files::remove(&self.lease),
            Some(text) => text
                .map_err(io::Error::from)
                .and_then(|text| files::replace(&self.lease, &self.draft, &text, Durable::No)),
        };
        written.map_err(|e| self.lease_failed("cannot be written", e))
    }

    /// Does some work while no other process changes the file.
    async fn exclusively<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        let work = move || {
            files::remove(&store.draft).map_err(|e| store.failed("has a draft left behind", e))?;
            work(&store)
        };
        self.lock.hold(work).await
    }

    /// Changes the file while no other process does. The current content is read first: a file that this store did not
    /// write is an error, so that it is neither replaced nor deleted.
    async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Self, Stored) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.exclusively(|store| {
            let stored = store.read()?;
            change(store, stored)
        })
        .await
    }

    fn failed(&self, what: &str, e: io::Error) -> StoreError {
        StoreError::new(format!("the session file {} {what}", self.path.display())).with_source(e)
    }

    fn lease_failed(&self, what: &str, e: io::Error) -> StoreError {
        let path = self.lease.display();
        StoreError::new(format!("the file {path} of a refresh {what}; check its owner and mode")).with_source(e)
    }

    fn foreign(&self, what: &str) -> StoreError {
        let path = self.path.display();
        StoreError::new(format!("the file {path} {what}; it was left as it is: move it away or choose another path"))
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        let store = self.clone();
        Box::pin(async move { blocking(move || store.read()).await? })
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(self.change(move |store, stored| match stored.version == expected {
            true => store.write(&session).map(|()| true),
            false => Ok(false),
        }))
    }

    fn put(&self, session: Arc<Session>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.change(move |store, _| store.write(&session)))
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(
            self.change(|store, _| {
                files::remove_for_good(&store.path).map_err(|e| store.failed("cannot be removed", e))
            }),
        )
    }

    fn session_key(&self) -> Option<String> {
        Some(format!("file {:?}", self.path))
    }

    fn lease(
        &self,
        holder: LeaseHolder,
        lifetime: Duration,
        awaited: Option<LeaseHolder>,
    ) -> BoxFuture<'_, Result<Lease, StoreError>> {
        Box::pin(async move {
            let store = self.clone();
            // Callers that wait ask often. They only read, and take no lock.
            let record = blocking(move || store.record()).await??;
            if let Some(refusal) = record.and_then(|record| record.refusal(holder, awaited)) {
                return Ok(refusal);
            }
            let taken = self.exclusively(move |store| {
                let mut record = store.record()?;
                let lease = take(&mut record, holder, lifetime, awaited);
                if lease == Lease::Taken {
                    store.write_record(record.as_ref())?;
                }
                Ok(lease)
            });
            taken.await
        })
    }

    fn release(&self, holder: LeaseHolder, failure: Option<String>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.exclusively(move |store| {
            let mut record = store.record()?;
            lease::release(&mut record, holder, failure);
            store.write_record(record.as_ref())
        }))
    }
}

/// The path of the file that has the lease of a session.
pub(super) fn lease_of(session_file: &Path) -> PathBuf {
    files::beside(session_file, ".lease")
}

/// Checks that the lock can be used, and, unless another process holds it, that files can be changed.
pub(super) fn try_files(lock: &Lock, shared: &Path) -> io::Result<()> {
    match lock.try_lock()? {
        Some(_lock) => files::try_draft(&files::draft_of(shared)),
        None => Ok(()),
    }
}

/// Runs operations on tokio's blocking threads, because they block.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|e| StoreError::new("the work on the stored session was broken off").with_source(e))
}
