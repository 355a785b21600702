//! A damaged or foreign file is an error that names the file, and the file is not changed.

use std::{fs, path::PathBuf, sync::Arc};

use authing_wxapp::{FileStore, StoreError, TokenStore, Version};
use tempfile::TempDir;

use crate::support::{client, login_server, requests, session};

/// Contents that are not a session.
fn not_sessions() -> Vec<(&'static str, Vec<u8>)> {
    let ours = |session: &str| format!(r#"{{"format":"authing-wxapp session 2","session":{session}}}"#).into_bytes();
    let mut rows = vec![
        ("empty", Vec::new()),
        ("text", b"buy milk".to_vec()),
        ("not UTF-8", vec![0xff, 0xfe, 0x00, 0x80]),
        ("null", b"null".to_vec()),
        ("list", b"[]".to_vec()),
        ("JSON of another program", br#"{"token":"SECRET-TEXT","user":{"id":"ada"}}"#.to_vec()),
        ("format of the future", br#"{"format":"authing-wxapp session 3","session":[{"SECRET-TEXT":1}]}"#.to_vec()),
        ("format of another program", br#"{"format":"SECRET-TEXT","session":{"token":"SECRET-TEXT"}}"#.to_vec()),
        ("member of the future", ours(r#"{"token":"SECRET-TEXT","device_secret":"SECRET-TEXT"}"#)),
        (
            "member of the document",
            br#"{"format":"authing-wxapp session 2","session":{"token":"SECRET-TEXT"},"lease":1}"#.to_vec(),
        ),
        ("access token of another type", ours(r#"{"token":"SECRET-TEXT","access_token":{"SECRET-TEXT":1}}"#)),
        ("no session", br#"{"format":"authing-wxapp session 1"}"#.to_vec()),
        ("session without token", ours("{}")),
        ("token of another type", ours(r#"{"token":{"SECRET-TEXT":"SECRET-TEXT"}}"#)),
        ("user without id", ours(r#"{"token":"SECRET-TEXT","user":{"nickname":"SECRET-TEXT"}}"#)),
        ("something behind it", [ours(r#"{"token":"SECRET-TEXT"}"#), b"SECRET-TEXT".to_vec()].concat()),
    ];
    let whole = ours(r#"{"token":"SECRET-TEXT"}"#);
    rows.push(("cut off", whole[..whole.len() - 5].to_vec()));
    rows
}

struct Damaged {
    _home: TempDir,
    path: PathBuf,
    store: FileStore,
    content: Vec<u8>,
}

impl Damaged {
    fn new(content: Vec<u8>) -> Self {
        let home = TempDir::new().unwrap();
        let path = home.path().join("session.json");
        let store = FileStore::open(&path).unwrap();
        fs::write(&path, &content).unwrap();
        Self { _home: home, path, store, content }
    }

    #[track_caller]
    fn names_the_path_and_the_remedy(&self, row: &str, error: &dyn std::error::Error) {
        let text = error.to_string();
        assert!(text.contains(&self.path.display().to_string()), "{row}: {text}");
        assert!(text.contains("left as it is: move it away or choose another path"), "{row}: {text}");
        let all = format!("{error:?} {error} {:?}", error.source());
        assert!(!all.contains("SECRET"), "{row}: {all}");
    }

    #[track_caller]
    fn is_unchanged(&self, row: &str) {
        assert_eq!(fs::read(&self.path).unwrap(), self.content, "{row}");
    }
}

#[tokio::test]
async fn a_damaged_file_is_not_read_replaced_or_cleared() {
    for (row, content) in not_sessions() {
        let damaged = Damaged::new(content);
        let store = &damaged.store;
        let mut errors: Vec<StoreError> = vec![store.load().await.unwrap_err(), store.clear().await.unwrap_err()];
        for version in [0, 1, u64::MAX] {
            errors.push(store.replace(Version::new(version), session("mine")).await.unwrap_err());
        }
        for error in errors {
            damaged.names_the_path_and_the_remedy(row, &error);
        }
        damaged.is_unchanged(row);
    }
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_as_such() {
    let damaged = Damaged::new(br#"{"format":"authing-wxapp session 3","session":[{"SECRET-TEXT":1}]}"#.to_vec());
    let text = damaged.store.load().await.unwrap_err().to_string();
    assert!(text.contains("in a format that this version does not know"), "{text}");
}

#[tokio::test]
async fn a_file_of_the_version_without_tokens_is_read_and_rewritten() {
    let old = br#"{"format":"authing-wxapp session 1","session":{"token":"t","user":{"id":"ada"}}}"#;
    let old = Damaged::new(old.to_vec());
    let stored = old.store.load().await.unwrap();
    let read = stored.session.unwrap();
    assert_eq!((read.token().expose(), read.user_id().as_deref(), read.refresh_token()), ("t", Some("ada"), None));
    let new = Arc::new((*read).clone().with_access_token("a").with_refresh_token("r").with_expires_at(7));
    assert!(old.store.replace(stored.version, Arc::clone(&new)).await.unwrap());
    assert_eq!(old.store.load().await.unwrap().session, Some(new));
    assert!(
        fs::read_to_string(&old.path).unwrap().contains("authing-wxapp session 2"),
        "older versions must refuse it"
    );
}

#[tokio::test]
async fn a_damaged_file_can_be_opened_because_it_may_be_moved_away_later() {
    for (row, content) in not_sessions() {
        let damaged = Damaged::new(content);
        let again = FileStore::open(&damaged.path).unwrap();
        damaged.is_unchanged(row);
        fs::remove_file(&damaged.path).unwrap();
        assert!(again.load().await.unwrap().session.is_none(), "{row}");
    }
}

#[tokio::test]
async fn a_client_does_not_log_in_or_out_over_a_damaged_file() {
    let server = login_server().await;
    for (row, content) in not_sessions() {
        let damaged = Damaged::new(content);
        let client = client(&server, damaged.store.clone());
        let errors = [
            client.login_by_code("code").await.map(drop).unwrap_err(),
            client.login_by_phone("code", "iv", "data").await.map(drop).unwrap_err(),
            client.login_by_email("ada@example.com", "password").await.map(drop).unwrap_err(),
            client.sign_in("code", || async { None }).await.map(drop).unwrap_err(),
            client.get_current_user().await.map(drop).unwrap_err(),
            client.set_token("mine").await.unwrap_err(),
            client.logout().await.unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_store(), "{row}: {error:?}");
            assert!(!error.verb().is_empty(), "{row}: {error:?}");
            assert!(!error.may_have_reached_server(), "{row}: {error:?}");
            damaged.names_the_path_and_the_remedy(row, &error);
        }
        damaged.is_unchanged(row);
    }
    assert_eq!(requests(&server).await, 0, "no code may be spent for a session that cannot be stored");
}

#[tokio::test]
async fn a_folder_in_place_of_the_file_is_not_removed() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("session.json");
    let store = FileStore::open(&path).unwrap();
    fs::create_dir(&path).unwrap();
    fs::write(path.join("mine"), "mine").unwrap();
    let errors = [
        store.load().await.map(drop).unwrap_err(),
        store.replace(Version::new(0), session("a")).await.map(drop).unwrap_err(),
        store.clear().await.unwrap_err(),
    ];
    for error in errors {
        let text = error.to_string();
        assert!(text.contains(&path.display().to_string()), "{text}");
    }
    assert_eq!(fs::read(path.join("mine")).unwrap(), b"mine");
}
