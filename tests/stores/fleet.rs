//! Many processes that share one session in Redis, one of which is killed now and then.

use std::{
    env,
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use authing_wxapp::{AuthenticationClient, RedisSessions, SessionId, SessionStore as _};
use serde_json::{Value, json};

use crate::{
    members::{Event, Fleet, MARK, TASK},
    redis::RedisServer,
    support::{session, token},
    token_server::{Reply, TokenServer},
};

/// When the member that refreshes is killed in this round.
#[derive(Clone, Copy, PartialEq)]
enum Kill {
    Never,
    /// When its request has arrived and before it is answered.
    BeforeTheAnswer,
    /// So much later than the answer is sent.
    AfterTheAnswer(Duration),
}

/// A process of the fleet: refreshes the token that each order names, and says what it got.
async fn serve(task: &str) {
    let task: Value = serde_json::from_str(task).unwrap();
    let text = |key: &str| task["task"][key].as_str().unwrap().to_owned();
    let id: SessionId = text("id").parse().unwrap();
    let sessions = RedisSessions::connect(&text("redis")).await.unwrap();
    let client = AuthenticationClient::builder("app")
        .host(text("server"))
        .request_from(task["name"].as_str().unwrap())
        .timeout(Duration::from_millis(task["task"]["timeout"].as_u64().unwrap()))
        .token_store(sessions.open(&id))
        .build()
        .unwrap();
    println!("{MARK}ready");
    for order in std::io::stdin().lines() {
        match client.refresh_token().replacing(order.unwrap()).await {
            Ok(fresh) => println!("{MARK}{}", fresh.token.expose()),
            Err(error) => println!("{MARK}error: {error}"),
        }
    }
}

/// The parent: lets the token expire again and again, and compares how often the server has refreshed it.
async fn command(test: &str, members: usize, rounds: usize, timeout: Duration) {
    let Some(redis) = RedisServer::start(test) else { return };
    let (events, happened) = mpsc::channel();
    let id = SessionId::random().unwrap();
    let store = redis.sessions().await.open(&id);
    store.put(session("token-0")).await.unwrap();

    let fleet: Arc<Mutex<Option<Arc<Fleet>>>> = Arc::default();
    // The kill of this round, and the token that expires in it.
    let round_now = Arc::new(Mutex::new((Kill::Never, String::new())));
    let server = {
        let (fleet, round_now, store, runtime) =
            (Arc::clone(&fleet), Arc::clone(&round_now), Arc::clone(&store), tokio::runtime::Handle::current());
        TokenServer::with(move |by| {
            let member: usize = by.parse().unwrap();
            let fleet = fleet.lock().unwrap().clone().unwrap();
            let (kill, expired) = {
                let mut now = round_now.lock().unwrap();
                (std::mem::replace(&mut now.0, Kill::Never), now.1.clone())
            };
            let (store, runtime) = (Arc::clone(&store), runtime.clone());
            let kill_now = move |answered: bool| {
                fleet.kill(member);
                // The lease of the dead member keeps the others from storing anything at this moment.
                let stored = runtime.block_on(token(&store)).is_some_and(|now| now != expired);
                fleet.events.send(Event::Killed { member, stored, answered }).unwrap();
            };
            match kill {
                Kill::Never => Reply::Answer,
                Kill::BeforeTheAnswer => {
                    std::thread::spawn(move || kill_now(false)).join().unwrap();
                    Reply::Nothing
                }
                Kill::AfterTheAnswer(later) => {
                    std::thread::spawn(move || {
                        std::thread::sleep(later);
                        kill_now(true);
                    });
                    Reply::Answer
                }
            }
        })
        .await
    };
    let task =
        json!({ "redis": redis.url, "server": server.url, "id": id.expose(), "timeout": timeout.as_millis() as u64 });
    let the_fleet = Arc::new(Fleet::new(&format!("fleet::{test}"), members, task, events));
    *fleet.lock().unwrap() = Some(Arc::clone(&the_fleet));
    let ready = |count: usize| {
        for _ in 0..count {
            match happened.recv().unwrap() {
                Event::Said { line, .. } => assert_eq!(line, "ready"),
                Event::Killed { .. } => panic!("nobody is killed between rounds"),
            }
        }
    };
    (0..members).for_each(|member| the_fleet.start(member));
    tokio::task::block_in_place(|| ready(members));

    let (mut kills, mut unstored, mut unanswered) = (0, 0, 0);
    for round in 0..rounds {
        let expired = token(&store).await.expect("nobody is logged out");
        let kill = match round % 20 {
            5 => Kill::BeforeTheAnswer,
            15 => Kill::AfterTheAnswer(Duration::from_micros((round as u64 * 137) % 8000)),
            _ => Kill::Never,
        };
        let before = server.refreshed().len();
        *round_now.lock().unwrap() = (kill, expired.clone());
        the_fleet.order(&expired);
        let mut answers = vec![None; members];
        let mut killed = None;
        tokio::task::block_in_place(|| {
            while answers.iter().any(Option::is_none) || (kill != Kill::Never && killed.is_none()) {
                match happened.recv_timeout(Duration::from_secs(60)).expect("an answer of each member") {
                    Event::Said { member, generation, line } if generation == the_fleet.generation(member) => {
                        answers[member].get_or_insert(line);
                    }
                    // It has answered and was killed then.
                    Event::Said { .. } => {}
                    Event::Killed { member, stored, answered } => {
                        killed = Some((member, stored, answered));
                        answers[member].get_or_insert_with(|| "killed".into());
                    }
                }
            }
        });
        let now = token(&store).await.expect("nobody is logged out");
        assert_ne!(now, expired);
        let victim = killed.map(|(member, ..)| member);
        for (member, answer) in answers.iter().enumerate().filter(|(member, _)| Some(*member) != victim) {
            assert_eq!(answer.as_deref(), Some(&*now), "round {round}, member {member}");
        }
        let refreshes = server.refreshed().split_off(before);
        assert!(refreshes.iter().all(|token| *token == expired), "round {round}: {refreshes:?}");
        // One more is needed only when the answer has died with the member that had it.
        let lost = killed.is_some_and(|(_, stored, answered)| answered && !stored);
        assert_eq!(refreshes.len(), 1 + usize::from(lost), "round {round}");
        if let Some((member, _, answered)) = killed {
            kills += 1;
            unanswered += usize::from(!answered);
            unstored += usize::from(lost);
            the_fleet.start(member);
            tokio::task::block_in_place(|| ready(1));
        }
    }
    let total = server.refreshed().len();
    assert_eq!(total, rounds + unstored);
    println!(
        "{members} processes, {rounds} expiries: the server has refreshed {total} times. {kills} times the process that \
         refreshed was killed: {unanswered} times before it was answered, {unstored} times after that and before it had \
         stored the answer, which needs one refresh more. Nobody was logged out."
    );
}

async fn run(test: &str, members: usize, rounds: usize, timeout: Duration) {
    match env::var(TASK) {
        Ok(task) => serve(&task).await,
        Err(_) => command(test, members, rounds, timeout).await,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_that_share_a_session_refresh_it_once_though_some_are_killed() {
    let test = "processes_that_share_a_session_refresh_it_once_though_some_are_killed";
    run(test, 6, 40, Duration::from_secs(6)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: cargo test --test stores -- --ignored --nocapture fifty_processes"]
async fn fifty_processes_and_two_hundred_expiries() {
    run("fifty_processes_and_two_hundred_expiries", 50, 200, Duration::from_secs(30)).await;
}
