//! The file of a `FileStore`: its mode, folder and path, and its atomic replacement.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use authing_wxapp::{AuthenticationClient, FileStore, TokenStore};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{counted, increment, login_server, session};

async fn store_session(store: &FileStore) {
    let version = store.load().await.unwrap().version;
    assert!(store.replace(version, session("a")).await.unwrap());
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn opening_creates_only_the_folder_and_the_lock() {
    let home = TempDir::new().unwrap();
    let store = FileStore::open(home.path().join("my-tool/session.json")).unwrap();
    assert_eq!(store.path(), home.path().join("my-tool/session.json"));
    assert_eq!(names(&home.path().join("my-tool")), ["session.json.lock"]);
}

#[tokio::test]
async fn changes_create_only_the_file_and_its_lock() {
    let home = TempDir::new().unwrap();
    let store = FileStore::open(home.path().join("session.json")).unwrap();
    for _ in 0..3 {
        increment(&store).await;
    }
    assert_eq!(names(home.path()), ["session.json", "session.json.lock"]);
    store.clear().await.unwrap();
    assert_eq!(names(home.path()), ["session.json.lock"]);
}

#[tokio::test]
async fn a_session_outlives_the_program() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("session.json");
    store_session(&FileStore::open(&path).unwrap()).await;
    let again = FileStore::open(&path).unwrap();
    assert_eq!(again.load().await.unwrap().session, Some(session("a")));
}

#[tokio::test]
async fn a_login_is_stored_and_a_logout_removes_the_file() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("session.json");
    let server = login_server().await;
    let client = AuthenticationClient::builder("app")
        .host(server.uri())
        .token_store(FileStore::open(&path).unwrap())
        .build()
        .unwrap();
    client.login_by_code("code").await.unwrap();
    let document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(document["session"]["token"], "new");
    client.logout().await.unwrap();
    assert!(!path.exists());
}

#[tokio::test]
async fn a_removed_folder_is_created_again() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("a/b");
    let store = FileStore::open(folder.join("session.json")).unwrap();
    fs::remove_dir_all(home.path().join("a")).unwrap();
    store_session(&store).await;
    assert_eq!(store.load().await.unwrap().session, Some(session("a")));
}

#[cfg(unix)]
mod modes {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn the_file_and_its_lock_are_accessible_by_their_owner_only() {
        let home = TempDir::new().unwrap();
        let store = FileStore::open(home.path().join("session.json")).unwrap();
        let lock = home.path().join("session.json.lock");
        assert_eq!(mode(&lock), 0o600);
        fs::set_permissions(&lock, fs::Permissions::from_mode(0o644)).unwrap();
        store_session(&store).await;
        assert_eq!([store.path(), &lock].map(mode), [0o600, 0o600], "who can open a lock file can hold the lock");
    }

    #[tokio::test]
    async fn the_next_change_restricts_the_mode_of_a_readable_file() {
        let home = TempDir::new().unwrap();
        let store = FileStore::open(home.path().join("session.json")).unwrap();
        store_session(&store).await;
        fs::set_permissions(store.path(), fs::Permissions::from_mode(0o644)).unwrap();
        increment(&store).await;
        assert_eq!(mode(store.path()), 0o600);
    }

    #[tokio::test]
    async fn new_folders_are_accessible_by_their_owner_only_and_existing_ones_keep_their_mode() {
        let home = TempDir::new().unwrap();
        let old = home.path().join("old");
        fs::create_dir(&old).unwrap();
        fs::set_permissions(&old, fs::Permissions::from_mode(0o755)).unwrap();
        FileStore::open(old.join("new/newer/session.json")).unwrap();
        assert_eq!([old.clone(), old.join("new"), old.join("new/newer")].map(|p| mode(&p)), [0o755, 0o700, 0o700]);
    }
}

#[tokio::test]
async fn what_stands_in_the_place_of_the_draft_is_named_and_the_session_stays() {
    let home = TempDir::new().unwrap();
    let store = FileStore::open(home.path().join("session.json")).unwrap();
    store_session(&store).await;
    // Somebody makes a folder of this name after the start. It cannot be removed like a draft.
    fs::create_dir(home.path().join("session.json.draft")).unwrap();
    let error = store.clear().await.unwrap_err().to_string();
    assert!(error.contains("session.json") && error.contains("a draft left behind"), "{error}");
    assert_eq!(store.load().await.unwrap().session, Some(session("a")));
}

#[test]
fn an_unusable_path_is_refused_before_any_login() {
    let home = TempDir::new().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "mine").unwrap();
    for (name, suffix) in [("locked", ".lock"), ("drafted", ".draft")] {
        fs::create_dir(home.path().join(format!("{name}{suffix}"))).unwrap();
    }
    let name = |length: usize| home.path().join("n".repeat(length));
    let mut paths =
        vec![file.join("session.json"), file.join("x/session.json"), home.path().into(), "/".into(), "".into()];
    // Everything that storing needs is tried: the lock, and the draft that replaces the file.
    paths.extend([home.path().join("locked"), home.path().join("drafted"), name(250), name(253), name(256)]);
    paths.extend(["new/", "new/.", "new/..", "a\0b", "a\0b/session.json"].map(|path| home.path().join(path)));
    if cfg!(target_os = "linux") {
        paths.extend(["/proc/session.json".into(), "/proc/x/session.json".into()]);
    }
    for path in paths {
        let error = FileStore::open(&path).unwrap_err();
        assert!(error.is_argument(), "{error:?}");
        let text = error.to_string();
        assert!(text.contains(&*path.to_string_lossy()), "{text}");
        assert!(text.contains("choose another path"), "{text}");
    }
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_never_see_a_partial_file() {
    let home = TempDir::new().unwrap();
    let store = FileStore::open(home.path().join("session.json")).unwrap();
    let version = store.load().await.unwrap().version;
    assert!(store.replace(version, counted(0)).await.unwrap());
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (store, done) = (store.clone(), Arc::clone(&done));
            tokio::spawn(async move {
                let mut read = 0;
                // Reads at least once, even if the writers have finished.
                loop {
                    let finished = done.load(Ordering::Relaxed);
                    assert!(store.load().await.unwrap().session.is_some());
                    serde_json::from_slice::<Value>(&fs::read(store.path()).unwrap()).unwrap();
                    read += 1;
                    if finished {
                        return read;
                    }
                }
            })
        })
        .collect();
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..25 {
                    increment(&store).await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 0);
    }
}
