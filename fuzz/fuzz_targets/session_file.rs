//! Session files: whatever a file has, it is read, and a login replaces it; or it is reported and left as it is.

#![no_main]

use std::{cell::LazyCell, fs, path::PathBuf, sync::Arc};

use authing_wxapp::{FileStore, Session, TokenStore as _};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: LazyCell<Runtime> =
        LazyCell::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));
    /// In memory where the system has such a folder, because each input is written.
    static FOLDER: LazyCell<TempDir> = LazyCell::new(|| {
        let memory = PathBuf::from("/dev/shm");
        if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("a folder")
    });
}

fuzz_target!(|content: &[u8]| {
    let path = FOLDER.with(|folder| folder.path().join("session.json"));
    fs::write(&path, content).expect("the folder is writable");
    RUNTIME.with(|runtime| {
        runtime.block_on(async {
            let store = FileStore::open(&path).expect("the file can be opened");
            let loaded = store.load().await;
            let put = store.put(Arc::new(Session::new("new-token", None))).await;
            match loaded {
                Ok(stored) => {
                    drop(format!("{stored:?}"));
                    put.expect("a login replaces the session");
                    let token =
                        store.load().await.expect("a file of ours").session.map(|session| session.token().clone());
                    assert!(token.is_some_and(|token| token.expose() == "new-token"), "another session was stored");
                }
                // A file that is no session may be somebody's work.
                Err(error) => {
                    assert!(put.is_err(), "a file that cannot be read was replaced");
                    assert!(fs::read(&path).is_ok_and(|left| left == content), "the file was changed");
                    // The words of the error have no brace, so that a text with one is not a part of them by chance.
                    let text = String::from_utf8_lossy(content);
                    let quoted = text.contains('{') && error.to_string().contains(text.trim());
                    assert!(!quoted, "the error quotes the file");
                }
            }
        });
    });
});
