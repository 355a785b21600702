//! Symbolic links to the file of a `FileStore` or to its folder.

#![cfg(unix)]

use std::{fs, os::unix::fs::symlink, path::Path};

use authing_wxapp::{FileStore, TokenStore};
use tempfile::TempDir;

use crate::support::session;

/// A folder with `vault/`, and links to `vault/session.json` of every kind.
fn linked() -> (TempDir, Vec<std::path::PathBuf>) {
    let home = TempDir::new().unwrap();
    let path = |name: &str| home.path().join(name);
    fs::create_dir(path("vault")).unwrap();
    symlink("vault/session.json", path("relative.json")).unwrap();
    symlink(path("vault/session.json"), path("absolute.json")).unwrap();
    symlink("relative.json", path("chain.json")).unwrap();
    symlink("vault", path("folder")).unwrap();
    let links = ["relative.json", "absolute.json", "chain.json", "folder/session.json"].map(path).into();
    (home, links)
}

async fn put(store: &FileStore, token: &str) {
    let version = store.load().await.unwrap().version;
    assert!(store.replace(version, session(token)).await.unwrap());
}

#[tokio::test]
async fn the_target_of_a_link_is_changed_and_the_link_stays() {
    for target_exists in [false, true] {
        let (home, links) = linked();
        let target = home.path().join("vault/session.json");
        for link in links {
            if target_exists {
                put(&FileStore::open(&target).unwrap(), "earlier").await;
            }
            let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|data| data.is_symlink());
            let before = is_link(&link);
            let store = FileStore::open(&link).unwrap();
            assert_eq!(store.path(), target.canonicalize().unwrap_or_else(|_| home.path().join("vault/session.json")));
            put(&store, "new").await;
            assert!(fs::read_to_string(&target).unwrap().contains("new"), "{link:?}");
            assert_eq!(is_link(&link), before, "{link:?}");
            store.clear().await.unwrap();
            assert!(!target.exists(), "{link:?} keeps a token after the logout");
            assert_eq!(is_link(&link), before, "{link:?}");
        }
    }
}

#[tokio::test]
async fn a_link_and_its_target_are_one_store() {
    let (home, links) = linked();
    let direct = FileStore::open(home.path().join("vault/session.json")).unwrap();
    for link in links {
        let linked = FileStore::open(&link).unwrap();
        let version = direct.load().await.unwrap().version;
        let (one, other) =
            tokio::join!(direct.replace(version, session("direct")), linked.replace(version, session("linked")));
        assert_ne!(one.unwrap(), other.unwrap(), "exactly one of {link:?} and its target may win");
        direct.clear().await.unwrap();
    }
}

#[test]
fn a_link_that_leads_nowhere_is_refused() {
    let home = TempDir::new().unwrap();
    let path = |name: &str| home.path().join(name);
    symlink("b", path("a")).unwrap();
    symlink("a", path("b")).unwrap();
    symlink(".", path("here")).unwrap();
    for name in ["a", "here"] {
        let error = FileStore::open(path(name)).unwrap_err();
        assert!(error.is_argument() && error.message().contains(&*path(name).to_string_lossy()), "{error:?}");
    }
}
