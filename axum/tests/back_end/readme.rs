//! The programs of the README: the first one killed while users log in, and started again, and two of the second one on one Redis.

use std::path::Path;

use authing_axum::Auth;
use authing_sandbox::{Effect, Fault, Sandbox};
use authing_wxapp::{RedisSessions, Session};
use futures_util::{StreamExt as _, stream};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::{processes::BackEnd, redis_server::RedisServer, renewal::expired};

const README: &str = include_str!("../../README.md");

mod program {
    include!("program.rs");

    pub fn run() {
        main().unwrap();
    }
}

mod tea_house {
    // Before the program, which ends with its tests.
    pub fn run() {
        main().unwrap();
    }

    include!("tea_house.rs");
}

/// The first program, which keeps its sessions in this folder.
fn start(sandbox: &Sandbox, folder: &Path) -> BackEnd {
    BackEnd::start("readme::the_first_program", sandbox, |command| command.current_dir(folder))
}

/// Logs in at the back end with this address; returns the session id and the user id.
async fn log_in(url: String, code: String) -> reqwest::Result<(String, Value)> {
    let request = reqwest::Client::new().post(format!("{url}/login")).json(&json!({ "code": code }));
    let login: Value = request.send().await?.error_for_status()?.json().await?;
    Ok((login["session"].as_str().unwrap().to_owned(), login["user"]["id"].clone()))
}

#[test]
#[ignore = "a program that the tests start; it serves until it is killed"]
fn the_first_program() {
    program::run();
}

#[test]
#[ignore = "a program that the tests start; it serves until it is killed"]
fn the_second_program() {
    tea_house::run();
}

#[test]
fn the_readme_shows_the_programs_and_they_are_short() {
    for (name, program, lines) in
        [("program.rs", include_str!("program.rs"), 15), ("tea_house.rs", include_str!("tea_house.rs"), 60)]
    {
        assert!(README.contains(program), "copy {name} into the README");
        assert!(program.lines().count() <= lines, "{name} has {} lines", program.lines().count());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_on_one_redis_renew_an_expired_session_once() {
    let Some(redis) = RedisServer::start("two_processes_on_one_redis_renew_an_expired_session_once") else { return };
    let (site, kept) = expired().await;
    let session = Session::clone(&*site.stored(&kept).await.unwrap());
    let sessions = RedisSessions::connect(&redis.url).await.unwrap().prefix("tea-house:");
    let id = Auth::new(site.auth.client().clone(), sessions).keep(session).await.unwrap();
    let start = || BackEnd::start("readme::the_second_program", &site.sandbox, |c| c.env("REDIS_URL", &redis.url));
    let (back_ends, id) = (&[start(), start()], &id);
    let before = site.asked("token");
    // All that are sent at once wait for the same renewal, whichever process they have reached.
    site.sandbox.faults().add(Fault::at("token", Effect::Delay { millis: 500 }));
    let statuses: Vec<StatusCode> = stream::iter(0..1000)
        .map(|number| async move { back_ends[number % 2].get("/leaves", id.expose()).await.status() })
        .buffer_unordered(250)
        .collect()
        .await;
    assert_eq!(statuses, [StatusCode::OK; 1000]);
    assert_eq!(site.asked("token") - before, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_survive_a_restart() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), tempfile::tempdir().unwrap());
    let back_end = start(&sandbox, folder.path());
    let code = sandbox.wechat().user("openid-ada").login();
    let (session, user) = log_in(back_end.url.clone(), code).await.unwrap();
    back_end.kill();
    let back_end = start(&sandbox, folder.path());
    let me: Value = back_end.get("/me", &session).await.json().await.unwrap();
    assert_eq!(me["id"], user);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_back_end_that_is_killed_while_users_log_in_loses_no_session_that_it_gave() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), tempfile::tempdir().unwrap());
    let mut given: Vec<(String, Value)> = Vec::new();
    for round in 0..3 {
        let back_end = start(&sandbox, folder.path());
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
    let back_end = start(&sandbox, folder.path());
    for (session, user) in &given {
        let me: Value = back_end.get("/me", session).await.json().await.unwrap();
        assert_eq!(me["id"], *user);
    }
}
