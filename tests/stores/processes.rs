//! Several processes with one file. Each process is this test program, which is run again for one test; an environment
//! variable tells it the path.

use std::{
    env,
    path::Path,
    process::{Child, Command, Stdio},
};

use authing_wxapp::{FileStore, TokenStore};
use tempfile::TempDir;

use crate::support::{count, increment};

const PATH: &str = "AUTHING_TEST_STORE";
const PROGRAMS: u32 = 4;
const TIMES: u32 = 50;

/// Runs the test `name` of this module in a process of its own.
fn program(name: &str, path: &Path, folder: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args([&format!("processes::{name}"), "--exact", "--nocapture"])
        .env(PATH, path)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn succeed(program: Child) {
    let output = program.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

/// The path that the parent process gave; `None` in the parent itself.
fn task() -> Option<String> {
    env::var(PATH).ok()
}

#[tokio::test]
async fn processes_that_share_a_file_lose_no_update() {
    if let Some(path) = task() {
        let store = FileStore::open(path).unwrap();
        for _ in 0..TIMES {
            increment(&store).await;
        }
        return;
    }
    let home = TempDir::new().unwrap();
    let path = home.path().join("session.json");
    let programs: Vec<Child> =
        (0..PROGRAMS).map(|_| program("processes_that_share_a_file_lose_no_update", &path, home.path())).collect();
    programs.into_iter().for_each(succeed);
    let stored = FileStore::open(&path).unwrap().load().await.unwrap();
    assert_eq!(count(stored.session.as_deref()), PROGRAMS * TIMES);
}

/// A process that is killed at any moment leaves the old session or the new one, and no draft to those who come after.
#[tokio::test]
async fn a_killed_process_leaves_a_whole_session_and_its_draft_is_swept() {
    if let Some(path) = task() {
        let store = FileStore::open(path).unwrap();
        loop {
            increment(&store).await;
        }
    }
    let home = TempDir::new().unwrap();
    let path = home.path().join("session.json");
    let store = FileStore::open(&path).unwrap();
    let count_now = async || count(store.load().await.unwrap().session.as_deref());
    for _ in 0..10 {
        let before = count_now().await;
        let name = "a_killed_process_leaves_a_whole_session_and_its_draft_is_swept";
        let mut programs = [(); 2].map(|()| program(name, &path, home.path()));
        while count_now().await < before + 10 {
            assert!(programs.iter_mut().all(|program| program.try_wait().unwrap().is_none()), "a process has ended");
            tokio::task::yield_now().await;
        }
        for mut program in programs {
            program.kill().unwrap();
            program.wait().unwrap();
        }
        assert!(count_now().await >= before + 10, "no update is lost");
        increment(&store).await;
        let mut names: Vec<_> =
            std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["session.json", "session.json.lock"]);
    }
}

/// Runs in a separate process, because the current folder belongs to the whole process.
#[tokio::test]
async fn a_file_name_without_a_folder_is_in_the_current_folder() {
    if let Some(path) = task() {
        let store = FileStore::open(path).unwrap();
        increment(&store).await;
        return;
    }
    let home = TempDir::new().unwrap();
    let name = "a_file_name_without_a_folder_is_in_the_current_folder";
    succeed(program(name, Path::new("session.json"), home.path()));
    let stored = FileStore::open(home.path().join("session.json")).unwrap().load().await.unwrap();
    assert_eq!(count(stored.session.as_deref()), 1);
}
