use std::{
    fs::{self, File},
    hash::{BuildHasher as _, DefaultHasher, Hash, Hasher, RandomState},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{StoreError, Stored, TokenStore, Version};
use crate::{
    error::Error,
    model::{BoxFuture, Session},
};

const FORMAT: &str = "authing-wxapp session 1";

/// A session in a file, which outlives the program and can be shared by several processes.
///
/// The file is replaced atomically and readable for its owner only (mode 0600 on Unix). A lock on a second file, with
/// `.lock` appended to the name, serializes the changes of several processes. A file that is damaged or was not written
/// by this store causes an error and is left unchanged.
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
}

#[derive(Serialize, Deserialize)]
struct Document {
    format: String,
    session: Session,
}

impl FileStore {
    /// Opens a store in this file.
    ///
    /// - `path`: the path of the session file.
    ///
    /// Missing folders are created, and the store checks that it can write there, so that a later login does not fail
    /// for this reason. The file itself is created with the first session.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] when the path is a folder, or when its folder cannot be created or written.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        let refuse = |why: &str, e: Option<io::Error>| {
            let error = Error::argument(format!("the token store {} {why}; choose another path", path.display()));
            Err(match e {
                Some(e) => error.with_source(e),
                None => error,
            })
        };
        if path.is_dir() || path.file_name().is_none() {
            return refuse("is a folder, not a file", None);
        }
        if let Err(e) = create_folder(folder_of(&path)) {
            return refuse("has a folder that cannot be created", Some(e));
        }
        let probe = draft(folder_of(&path)).and_then(|(_, draft)| fs::remove_file(draft));
        if let Err(e) = probe {
            return refuse("cannot be written", Some(e));
        }
        Ok(Self { path: path.into() })
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn read(&self) -> Result<Stored, StoreError> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::InvalidData => return Err(self.foreign("is damaged or not a session")),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Ok(Stored { version: Version::new(0), session: None });
            }
            Err(e) => return Err(self.failed("cannot be read; check its owner and mode", e)),
        };
        // The parse error is left out because it could quote the token.
        let document: Document =
            serde_json::from_str(&text).map_err(|_| self.foreign("is damaged or not a session"))?;
        if document.format != FORMAT {
            return Err(self.foreign("was written in a format that this version does not know"));
        }
        let mut hash = DefaultHasher::new();
        text.hash(&mut hash);
        Ok(Stored { version: Version::new(hash.finish() | 1), session: Some(Arc::new(document.session)) })
    }

    fn write(&self, expected: Version, session: &Session) -> Result<bool, StoreError> {
        let _lock = self.lock()?;
        if self.read()?.version != expected {
            return Ok(false);
        }
        let document = Document { format: FORMAT.into(), session: session.clone() };
        let text = serde_json::to_vec(&document);
        let replaced = text.map_err(io::Error::from).and_then(|text| replace(&self.path, &text));
        replaced.map_err(|e| self.failed("cannot be written", e))?;
        Ok(true)
    }

    fn remove(&self) -> Result<(), StoreError> {
        let _lock = self.lock()?;
        // A file that this store did not write makes `read` fail, so that it is not deleted.
        if self.read()?.session.is_none() {
            return Ok(());
        }
        fs::remove_file(&*self.path).map_err(|e| self.failed("cannot be removed", e))
    }

    /// Locks the store until the returned file is dropped.
    ///
    /// The lock has a file of its own, because the session file is replaced while the lock is held.
    fn lock(&self) -> Result<File, StoreError> {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".lock");
        let lock = || -> io::Result<File> {
            create_folder(folder_of(&self.path))?;
            let file = File::options().create(true).truncate(false).write(true).open(&name)?;
            file.lock()?;
            Ok(file)
        };
        lock().map_err(|e| self.failed("cannot be locked", e))
    }

    fn failed(&self, what: &str, e: io::Error) -> StoreError {
        StoreError::new(format!("the session file {} {what}", self.path.display())).with_source(e)
    }

    fn foreign(&self, what: &str) -> StoreError {
        let path = self.path.display();
        StoreError::new(format!("the file {path} {what}; it was left as it is: move it away or choose another path"))
    }

    /// Runs file operations on tokio's blocking threads, because they block.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        done.unwrap_or_else(|e| Err(StoreError::new("the work on the session file was broken off").with_source(e)))
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        Box::pin(self.blocking(Self::read))
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(self.blocking(move |store| store.write(expected, &session)))
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.blocking(Self::remove))
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Replaces the content of the file atomically.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let (mut file, draft) = draft(folder_of(path))?;
    let written = file.write_all(text).and_then(|()| file.sync_all());
    // Windows cannot rename open files.
    drop(file);
    let replaced = written.and_then(|()| fs::rename(&draft, path));
    if replaced.is_err() {
        let _the_first_error_counts = fs::remove_file(&draft);
    }
    replaced
}

/// Creates a file with an unused name in this folder, accessible to its owner only.
fn draft(folder: &Path) -> io::Result<(File, PathBuf)> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    loop {
        // The standard library's random hash keys differ each time.
        let path = folder.join(format!(".session-{:016x}.tmp", RandomState::new().build_hasher().finish()));
        match options.open(&path) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return Ok((opened?, path)),
        }
    }
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
