//! The sessions of many users: their ids, and which of them go.

use std::{collections::BTreeSet, fs, time::Duration};

use authing_wxapp::{FileSessions, MemorySessions, SessionId, SessionStore, TokenStore};
use tempfile::TempDir;

use crate::support::{client, login_server, session, token};

fn id() -> SessionId {
    SessionId::random().unwrap()
}

#[test]
fn ids_differ_are_not_printed_and_are_not_their_keys() {
    let ids: Vec<_> = (0..1000).map(|_| id()).collect();
    assert_eq!(ids.iter().map(|id| id.expose().to_owned()).collect::<BTreeSet<_>>().len(), 1000);
    assert_eq!(ids.iter().map(SessionId::key).collect::<BTreeSet<_>>().len(), 1000);
    for id in &ids {
        assert_eq!(id.expose().parse::<SessionId>().unwrap(), *id);
        assert_eq!(format!("{id:?}"), "SessionId([redacted])");
        assert!(id.key().len() == 64 && !id.key().contains(id.expose()));
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn debug_shows_how_long_sessions_are_kept_and_nothing_of_them() {
    let home = TempDir::new().unwrap();
    let lifetime = Duration::from_secs(4321);
    let memory = MemorySessions::new().lifetime(lifetime);
    let files = FileSessions::in_folder(home.path()).unwrap().lifetime(lifetime);
    let id = id();
    for (open, shown) in [
        (memory.open(&id), Box::new(|| format!("{memory:?}")) as Box<dyn Fn() -> String>),
        (files.open(&id), Box::new(|| format!("{files:?}"))),
    ] {
        open.put(session("a secret token")).await.unwrap();
        let shown = shown();
        assert!(shown.contains("Sessions {") && shown.contains("4321s"), "{shown}");
        assert!(!shown.contains("secret") && !shown.contains(id.expose()) && !shown.contains(&id.key()), "{shown}");
    }
}

#[test]
fn other_texts_are_no_ids() {
    let long = "a".repeat(44);
    let slash = format!("../{}", "a".repeat(40));
    let wide = format!("{}\u{e9}", "a".repeat(41));
    for text in ["", "1", &long[..42], &long, &slash, &wide, &format!("{} ", &long[..42])] {
        let error = text.parse::<SessionId>().unwrap_err();
        assert!(text.is_empty() || text == "1" || !error.to_string().contains(text), "{error}");
    }
}

#[tokio::test]
async fn each_id_has_its_own_session() {
    let home = TempDir::new().unwrap();
    let stores: [Box<dyn SessionStore>; 2] =
        [Box::new(MemorySessions::new()), Box::new(FileSessions::in_folder(home.path()).unwrap())];
    let server = login_server().await;
    for sessions in stores {
        let ids: Vec<_> = (0..40).map(|_| id()).collect();
        for (number, id) in ids.iter().enumerate() {
            sessions.open(id).put(session(&number.to_string())).await.unwrap();
        }
        client(&server, sessions.open(&ids[0])).login_by_code("code").await.unwrap();
        sessions.open(&ids[1]).clear().await.unwrap();
        assert_eq!(token(&sessions.open(&ids[0])).await.as_deref(), Some("new"));
        assert_eq!(token(&sessions.open(&ids[1])).await, None);
        for (number, id) in ids.iter().enumerate().skip(2) {
            assert_eq!(token(&sessions.open(id)).await, Some(number.to_string()));
        }
    }
}

#[tokio::test]
async fn beyond_the_capacity_the_least_recently_used_session_goes() {
    let sessions = MemorySessions::new().capacity(2);
    let stores = [(); 3].map(|()| sessions.open(&id()));
    stores[0].put(session("0")).await.unwrap();
    stores[1].put(session("1")).await.unwrap();
    assert!(token(&stores[0]).await.is_some(), "it is used again");
    stores[2].put(session("2")).await.unwrap();
    let left = [token(&stores[0]).await, token(&stores[1]).await, token(&stores[2]).await];
    assert_eq!(left, [Some("0".into()), None, Some("2".into())]);
}

#[tokio::test]
async fn an_expired_session_is_empty_and_can_be_replaced() {
    let home = TempDir::new().unwrap();
    let stores: [Box<dyn SessionStore>; 2] = [
        Box::new(MemorySessions::new().lifetime(Duration::ZERO)),
        Box::new(FileSessions::in_folder(home.path()).unwrap().lifetime(Duration::ZERO)),
    ];
    for sessions in stores {
        let store = sessions.open(&id());
        store.put(session("a")).await.unwrap();
        assert_eq!(token(&store).await, None);
        let version = store.load().await.unwrap().version;
        assert!(store.replace(version, session("b")).await.unwrap());
        store.clear().await.unwrap();
    }
}

#[tokio::test]
async fn files_outlive_the_program_and_expired_ones_are_swept() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("a/sessions");
    let (kept, id) = (FileSessions::in_folder(&folder).unwrap(), id());
    let files = || {
        let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.ends_with(".session")).count()
    };
    kept.open(&id).put(session("a")).await.unwrap();
    for _ in 0..40 {
        kept.open(&self::id()).put(session("a")).await.unwrap();
    }
    assert_eq!(token(&FileSessions::in_folder(&folder).unwrap().open(&id)).await.as_deref(), Some("a"));
    kept.sweep().await.unwrap();
    assert_eq!(files(), 41);
    let expired = kept.clone().lifetime(Duration::ZERO);
    expired.sweep().await.unwrap();
    assert_eq!(files(), 0);
    assert_eq!(token(&kept.open(&id)).await, None);
}

#[tokio::test]
async fn logins_remove_the_files_of_expired_sessions_and_no_others() {
    let home = TempDir::new().unwrap();
    let sessions = FileSessions::in_folder(home.path()).unwrap();
    let names = || {
        let names = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.ends_with(".lock")).collect::<BTreeSet<_>>()
    };
    let kept: Vec<_> = (0..20).map(|_| id()).collect();
    for id in &kept {
        sessions.open(id).put(session("a")).await.unwrap();
    }
    let of_others = ["notes.txt", "0.session.bak", "a", "part-3"];
    of_others.iter().for_each(|name| fs::write(home.path().join(name), "mine").unwrap());
    for _ in 0..40 {
        sessions.open(&kept[0]).put(session("a")).await.unwrap();
    }
    assert_eq!(names().len(), 20 + of_others.len(), "nothing has expired");
    let ago = |path: &str, time: Duration| {
        let file = fs::File::options().write(true).open(home.path().join(path)).unwrap();
        file.set_modified(std::time::SystemTime::now() - time).unwrap();
    };
    names().iter().for_each(|name| ago(name, Duration::from_secs(15 * 24 * 60 * 60)));
    // A lease outlives neither its refresh nor, where that process has died, a minute.
    let (old, fresh) = (format!("{}.session.lease", id().key()), format!("{}.session.lease", id().key()));
    for (name, age) in [(&old, 61), (&fresh, 1)] {
        fs::write(home.path().join(name), "{}").unwrap();
        ago(name, Duration::from_secs(age));
    }
    // Each login looks at a few files, so that a few logins have looked at all of them.
    for _ in 0..60 {
        sessions.open(&kept[0]).put(session("a")).await.unwrap();
    }
    let mut expected: BTreeSet<_> = of_others.iter().map(ToString::to_string).collect();
    expected.extend([format!("{}.session", kept[0].key()), fresh]);
    assert_eq!(names(), expected);
}

#[test]
fn a_folder_that_cannot_keep_sessions_is_refused() {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("file"), "mine").unwrap();
    fs::create_dir_all(home.path().join("locked/part-7.lock")).unwrap();
    for name in ["file", "file/sessions", "locked"] {
        let path = home.path().join(name);
        let error = FileSessions::in_folder(&path).unwrap_err();
        assert!(error.is_argument() && error.message().contains(&*path.to_string_lossy()), "{error:?}");
    }
}
