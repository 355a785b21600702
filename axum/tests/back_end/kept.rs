//! Sessions in files, which a test can count, and which a back end finds again after it was stopped.

use std::{fs, io, sync::Arc, time::Duration};

use authing_axum::AuthBuilder;
use authing_sandbox::Sandbox;
use authing_wxapp::{AuthenticationClient, FileSessions};
use tempfile::TempDir;

use crate::site::{self, Site};

/// A folder with sessions.
pub struct Kept(TempDir);

impl Kept {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn sessions(&self) -> FileSessions {
        FileSessions::in_folder(self.0.path()).unwrap()
    }

    /// A site that keeps its sessions here.
    pub fn site(&self, sandbox: Sandbox) -> Site {
        let client = site::client(&sandbox).build().unwrap();
        self.site_of(client, sandbox, |builder| builder)
    }

    /// The same, with this client and these options.
    pub fn site_of(
        &self,
        client: AuthenticationClient,
        sandbox: Sandbox,
        options: impl FnOnce(AuthBuilder) -> AuthBuilder,
    ) -> Site {
        Site::keeping(client, sandbox, Arc::new(self.sessions()), options)
    }

    /// The number of entries: for each session there are two, itself and the record of its beginning.
    pub fn entries(&self) -> usize {
        let is_entry = |entry: io::Result<fs::DirEntry>| entry.unwrap().path().extension() == Some("session".as_ref());
        fs::read_dir(self.0.path()).unwrap().map(is_entry).filter(|is| *is).count()
    }

    /// Waits until so many entries are kept.
    pub async fn becomes(&self, entries: usize) {
        until(&format!("{entries} entries are kept"), async || self.entries() == entries).await;
    }
}

/// Waits until something is true, for a minute at most.
pub async fn until(what: &str, is_true: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_true().await {
            tokio::task::yield_now().await;
        }
    };
    in_time(what, waiting).await;
}

/// Waits for something, for a minute at most, so that a test fails in the place of waiting for ever.
pub async fn in_time<T>(what: &str, waiting: impl Future<Output = T>) -> T {
    let timely = tokio::time::timeout(Duration::from_secs(60), waiting).await;
    timely.unwrap_or_else(|_| panic!("it does not come about that {what}"))
}
