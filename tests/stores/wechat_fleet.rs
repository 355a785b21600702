//! Processes that share WeChat's access token in Redis or in a folder. The server counts how often it is asked for one.

use std::{
    env,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

use authing_wxapp::{AuthenticationClient, FileSessions, RedisSessions, SessionStore};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    members::{Event, Fleet, MARK, TASK},
    redis::RedisServer,
    token_server::{Reply, TokenServer},
};

/// What each round orders, whether the process that fetches is killed in it, and what the others get.
const ROUNDS: [(&str, bool, &str); 5] = [
    ("", false, "wechat-1"),
    ("", false, "wechat-1"),
    ("wechat-1", false, "wechat-2"),
    ("wechat-1", false, "wechat-2"),
    // The request of the killed process is not answered and does not count.
    ("wechat-2", true, "wechat-3"),
];

/// A process of the fleet: asks for the token at each order, which names the one that WeChat has refused, if any.
async fn serve(task: &str) {
    let task: Value = serde_json::from_str(task).unwrap();
    let text = |key: &str| task["task"][key].as_str();
    let sessions: Arc<dyn SessionStore> = match (text("folder"), text("redis")) {
        (Some(folder), _) => Arc::new(FileSessions::in_folder(folder).unwrap()),
        (None, url) => Arc::new(RedisSessions::connect(url.unwrap()).await.unwrap()),
    };
    let client = AuthenticationClient::builder("app")
        .host(text("server").unwrap())
        .request_from(task["name"].as_str().unwrap())
        .timeout(Duration::from_secs(60))
        .wechat_token_store(sessions)
        .build()
        .unwrap();
    println!("{MARK}ready");
    for order in std::io::stdin().lines() {
        let refused = order.unwrap();
        let request = client.v3().get_wechat_access_token_info("wx1", "s3cret");
        let token = if refused.is_empty() { request.await } else { request.replacing(refused).await };
        match token {
            Ok(token) => println!("{MARK}{}", token.access_token.expose()),
            Err(error) => println!("{MARK}error: {error}"),
        }
    }
}

/// The parent. `place` says where the store is.
async fn command(test: &str, mut place: Value, members: usize) {
    let (events, happened) = mpsc::channel();
    let (fleet, kill) = (Arc::new(OnceLock::<Fleet>::new()), Arc::new(AtomicBool::new(false)));
    let server = {
        let (fleet, kill) = (Arc::clone(&fleet), Arc::clone(&kill));
        TokenServer::with(move |by| {
            if !kill.swap(false, Ordering::Relaxed) {
                return Reply::Answer;
            }
            let (fleet, member) = (fleet.get().unwrap(), by.parse().unwrap());
            fleet.kill(member);
            fleet.events.send(Event::Killed { member, stored: false, answered: false }).unwrap();
            Reply::Nothing
        })
        .await
    };
    place["server"] = server.url.clone().into();
    let fleet = fleet.get_or_init(|| Fleet::new(&format!("wechat_fleet::{test}"), members, place, events));
    (0..members).for_each(|member| fleet.start(member));
    let answers = || {
        let mut answers = Vec::new();
        while answers.len() < members {
            answers.push(match happened.recv_timeout(Duration::from_secs(120)).expect("an answer of each process") {
                Event::Said { line, .. } => line,
                Event::Killed { .. } => "killed".to_owned(),
            });
        }
        answers.sort();
        answers
    };
    tokio::task::block_in_place(|| assert_eq!(answers(), vec!["ready"; members]));
    let mut took = Vec::new();
    for (order, kills, expected) in ROUNDS {
        kill.store(kills, Ordering::Relaxed);
        let begun = std::time::Instant::now();
        fleet.order(order);
        let answers = tokio::task::block_in_place(answers);
        let mut all = vec![expected; members];
        if kills {
            all[0] = "killed";
        }
        assert_eq!(answers, all, "after {order:?}");
        let fetched: usize = expected.trim_start_matches("wechat-").parse().unwrap();
        assert_eq!(server.refreshed().len(), fetched, "after {order:?}");
        took.push(format!("{expected} in {:?}", begun.elapsed()));
    }
    println!("{members} processes: the server has given {} tokens, {}", server.refreshed().len(), took.join(", "));
}

async fn in_a_folder(test: &str, members: usize) {
    match env::var(TASK) {
        Ok(task) => serve(&task).await,
        Err(_) => {
            let home = TempDir::new().unwrap();
            command(test, json!({ "folder": home.path() }), members).await;
        }
    }
}

async fn in_redis(test: &str, members: usize) {
    match env::var(TASK) {
        Ok(task) => serve(&task).await,
        Err(_) => {
            let Some(redis) = RedisServer::start(test) else { return };
            command(test, json!({ "redis": redis.url }), members).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_with_one_folder() {
    in_a_folder("two_processes_with_one_folder", 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_with_one_redis() {
    in_redis("two_processes_with_one_redis", 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_processes_with_one_folder() {
    in_a_folder("fifty_processes_with_one_folder", 50).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_processes_with_one_redis() {
    in_redis("fifty_processes_with_one_redis", 50).await;
}
