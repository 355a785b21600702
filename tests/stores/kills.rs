//! Processes that share a folder of sessions and are killed at any moment. Each is this test program, which is run again for one
//! test; an environment variable tells it the folder.

use std::{
    env, fs,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};

use authing_wxapp::{FileSessions, Session, SessionId, SessionStore, TokenStore};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::user;

const TASK: &str = "AUTHING_TEST_KILLS";
const PROGRAMS: usize = 4;
const SESSIONS: usize = 8;

/// The session of a user with a counter, which stands in each member: a mixture of two states or users would show.
fn state(number: usize, count: u64) -> Arc<Session> {
    let mut user = user(&format!("user-{number}"));
    user.nickname = Some(count.to_string());
    let text = |what: &str| format!("{what}-{number}-{count}");
    Arc::new(
        Session::new(text("token"), Some(user)).with_access_token(text("access")).with_refresh_token(text("refresh")),
    )
}

/// The counter of a session, which must be whole and that of this user.
async fn whole(store: &Arc<dyn TokenStore>, number: usize) -> u64 {
    let session = store.load().await.unwrap().session.expect("a session that nobody has removed");
    let count = session.user().unwrap().nickname.as_ref().unwrap().parse().unwrap();
    assert_eq!(session, state(number, count));
    count
}

/// Counts up in each session until the process is killed.
async fn count_up(task: &str) {
    let task: Value = serde_json::from_str(task).unwrap();
    let sessions = FileSessions::in_folder(task["folder"].as_str().unwrap()).unwrap();
    let ids = task["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().parse().unwrap());
    let stores: Vec<_> = ids.map(|id: SessionId| sessions.open(&id)).collect();
    loop {
        for (number, store) in stores.iter().enumerate() {
            let stored = store.load().await.unwrap();
            let count: u64 = stored.session.unwrap().user().unwrap().nickname.as_ref().unwrap().parse().unwrap();
            store.replace(stored.version, state(number, count + 1)).await.unwrap();
        }
    }
}

fn program(test: &str, task: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args([&*format!("kills::{test}"), "--exact", "--nocapture", "--include-ignored"])
        .env(TASK, task)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn drafts(folder: &Path) -> usize {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".draft")).count()
}

async fn kill_again_and_again(test: &str, kills: usize) {
    if let Ok(task) = env::var(TASK) {
        return count_up(&task).await;
    }
    let home = TempDir::new().unwrap();
    let sessions = FileSessions::in_folder(home.path()).unwrap();
    let ids: Vec<_> = (0..SESSIONS).map(|_| SessionId::random().unwrap()).collect();
    let stores: Vec<_> = ids.iter().map(|id| sessions.open(id)).collect();
    for (number, store) in stores.iter().enumerate() {
        store.put(state(number, 0)).await.unwrap();
    }
    let task =
        json!({ "folder": home.path(), "ids": ids.iter().map(SessionId::expose).collect::<Vec<_>>() }).to_string();
    let mut programs: Vec<Child> = (0..PROGRAMS).map(|_| program(test, &task)).collect();
    let mut counts = [0; SESSIONS];
    let (mut left, mut changes) = (0, 0);
    for kill in 0..kills {
        // A kill counts when the programs have worked since the last one.
        let worked = counts.iter().sum::<u64>() + 4;
        loop {
            let mut sum = 0;
            for (number, store) in stores.iter().enumerate() {
                sum += whole(store, number).await;
            }
            if sum >= worked {
                break;
            }
            assert!(programs.iter_mut().all(|program| program.try_wait().unwrap().is_none()), "a program has ended");
            tokio::task::yield_now().await;
        }
        let killed = &mut programs[kill % PROGRAMS];
        killed.kill().unwrap();
        killed.wait().unwrap();
        left += drafts(home.path());
        for (number, store) in stores.iter().enumerate() {
            let now = whole(store, number).await;
            assert!(now >= counts[number], "kill {kill}: session {number} went back from {} to {now}", counts[number]);
            changes += now - counts[number];
            counts[number] = now;
        }
        programs[kill % PROGRAMS] = program(test, &task);
    }
    for mut program in programs {
        program.kill().unwrap();
        program.wait().unwrap();
    }
    for (number, store) in stores.iter().enumerate() {
        let count = whole(store, number).await;
        let version = store.load().await.unwrap().version;
        assert!(store.replace(version, state(number, count + 1)).await.unwrap(), "no lock is left behind");
    }
    // A process that was killed when it opened the folder may have left a draft in any part, which the next opening removes.
    FileSessions::in_folder(home.path()).unwrap();
    assert_eq!(drafts(home.path()), 0);
    println!(
        "{kills} kills of {PROGRAMS} processes during {changes} changes: every session was whole, its user's and never older. \
         Drafts were seen {left} times, which the next change or opening removed; none is left."
    );
}

#[tokio::test]
async fn killed_processes_leave_whole_sessions_and_no_draft() {
    kill_again_and_again("killed_processes_leave_whole_sessions_and_no_draft", 20).await;
}

#[tokio::test]
#[ignore = "takes minutes: cargo test --test stores -- --ignored --nocapture a_thousand_kills"]
async fn a_thousand_kills_leave_whole_sessions_and_no_draft() {
    kill_again_and_again("a_thousand_kills_leave_whole_sessions_and_no_draft", 1000).await;
}
