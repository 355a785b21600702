use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use super::{LIFETIME, SessionId, SessionStore};
use crate::{
    error::Error,
    session::{
        StoreError, TokenStore, failed,
        file::{FileStore, Lock, create_folder, is_older, try_files},
    },
};

/// The keys are hashes, whose first digit divides the sessions into this many parts of about the same size.
const PARTS: u32 = 16;

/// Many sessions in the files of one folder, which outlive the program and can be shared by several processes of one
/// machine.
///
/// Each session has a file, which [`FileStore`] describes. The name of the file is the [key](SessionId::key) of the id.
/// The sessions share 16 locks. A session is no longer read when it was not stored for its lifetime, 14 days by default;
/// [`sweep`](Self::sweep) removes the files of such sessions.
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
        Ok(Self { folder, lifetime: LIFETIME, locks })
    }

    /// Sets how long a session is kept after it was stored.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Removes the files of expired sessions. A back end should call this regularly, for example once an hour.
    ///
    /// # Errors
    ///
    /// [`Error::is_store`] when the folder cannot be read or a file cannot be removed.
    pub async fn sweep(&self) -> Result<(), Error> {
        for (part, lock) in (0..PARTS).zip(&*self.locks) {
            let (folder, lifetime) = (Arc::clone(&self.folder), self.lifetime);
            let work = move || {
                sweep(&folder, part, lifetime).map_err(|e| {
                    let path = folder.display();
                    StoreError::new(format!("expired sessions in {path} cannot be removed")).with_source(e)
                })
            };
            lock.hold(work).await.map_err(failed)?;
        }
        Ok(())
    }
}

impl SessionStore for FileSessions {
    fn open(&self, id: &SessionId) -> Arc<dyn TokenStore> {
        let key = id.key();
        let part = key.chars().next().and_then(|digit| digit.to_digit(PARTS)).unwrap_or_default();
        let path = self.folder.join(key + EXTENSION);
        let lock = self.locks[part as usize].clone();
        Arc::new(FileStore::one_of_many(path, &part_file(&self.folder, part), lock, self.lifetime))
    }
}

const EXTENSION: &str = ".session";

/// The path that the lock and the draft of a part are named after.
fn part_file(folder: &Path, part: u32) -> PathBuf {
    folder.join(format!("part-{part:x}"))
}

/// Removes the expired sessions of one part.
fn sweep(folder: &Path, part: u32, lifetime: Duration) -> io::Result<()> {
    let digit = format!("{part:x}");
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with(&digit) && name.ends_with(EXTENSION) && is_older(&path, lifetime)? {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
