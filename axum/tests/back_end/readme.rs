//! The back end of the README, as a program: killed while users log in, and started again.

use std::{
    env,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use authing_sandbox::{APP_ID, Sandbox};
use serde_json::{Value, json};
use tokio::sync::mpsc;

mod program {
    include!("program.rs");

    pub fn run() {
        main().unwrap();
    }
}

/// A back end in a process of its own, which keeps its sessions in this folder.
struct BackEnd {
    process: Child,
    url: String,
}

impl BackEnd {
    fn start(sandbox: &Sandbox, folder: &Path) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "readme::the_program_in_a_process_of_its_own", "--ignored", "--nocapture"])
            .current_dir(folder)
            .envs([("AUTHING_APP_ID", APP_ID), ("AUTHING_HOST", &sandbox.url()), ("LISTEN", "127.0.0.1:0")])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // The harness of the tests prints lines of its own.
        let address = lines.find_map(|line| line.unwrap().split("listening on ").nth(1).map(str::to_owned));
        Self { process, url: format!("http://{}", address.expect("the program says where it listens")) }
    }

    async fn me(&self, session: &str) -> reqwest::Response {
        let request = reqwest::Client::new().get(format!("{}/me", self.url)).header("x-session", session);
        request.send().await.unwrap()
    }

    /// Ends it as `kill -9` does.
    fn kill(self) {}
}

impl Drop for BackEnd {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Logs in at the back end with this address; returns the session id and the user id.
async fn log_in(url: String, code: String) -> reqwest::Result<(String, Value)> {
    let request = reqwest::Client::new().post(format!("{url}/login")).json(&json!({ "code": code }));
    let login: Value = request.send().await?.error_for_status()?.json().await?;
    Ok((login["session"].as_str().unwrap().to_owned(), login["user"]["id"].clone()))
}

#[test]
#[ignore = "the program that the tests start; it serves until it is killed"]
fn the_program_in_a_process_of_its_own() {
    program::run();
}

#[test]
fn the_readme_shows_the_program_and_it_has_at_most_fifteen_lines() {
    let program = include_str!("program.rs");
    assert!(include_str!("../../README.md").contains(program), "copy program.rs into the README");
    assert!(program.lines().count() <= 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_survive_a_restart() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), tempfile::tempdir().unwrap());
    let back_end = BackEnd::start(&sandbox, folder.path());
    let code = sandbox.wechat().user("openid-ada").login();
    let (session, user) = log_in(back_end.url.clone(), code).await.unwrap();
    back_end.kill();
    let back_end = BackEnd::start(&sandbox, folder.path());
    let me: Value = back_end.me(&session).await.json().await.unwrap();
    assert_eq!(me["id"], user);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_back_end_that_is_killed_while_users_log_in_loses_no_session_that_it_gave() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), tempfile::tempdir().unwrap());
    let mut given: Vec<(String, Value)> = Vec::new();
    for round in 0..3 {
        let back_end = BackEnd::start(&sandbox, folder.path());
        let (told, mut answers) = mpsc::unbounded_channel();
        for number in 0..20 {
            let (url, told) = (back_end.url.clone(), told.clone());
            let code = sandbox.wechat().user(&format!("openid-{round}-{number}")).login();
            tokio::spawn(async move { told.send(log_in(url, code).await.ok()) });
        }
        drop(told);
        // In the middle: some logins were answered, others are under way.
        for _ in 0..5 {
            given.push(answers.recv().await.unwrap().expect("a login before the kill"));
        }
        back_end.kill();
        while let Some(login) = answers.recv().await {
            given.extend(login);
        }
    }
    let back_end = BackEnd::start(&sandbox, folder.path());
    for (session, user) in &given {
        let me: Value = back_end.me(session).await.json().await.unwrap();
        assert_eq!(me["id"], *user);
    }
}
