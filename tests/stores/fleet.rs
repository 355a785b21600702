//! Many processes that share one session in Redis, one of which is killed now and then. Each process is this test program, which
//! is run again for one test; an environment variable tells it what to do.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use authing_wxapp::{AuthenticationClient, RedisSessions, SessionId, SessionStore as _};
use serde_json::{Value, json};

use crate::{
    redis::RedisServer,
    refreshing::token,
    support::session,
    token_server::{Reply, TokenServer},
};

const TASK: &str = "AUTHING_TEST_FLEET";
/// What the lines of a member begin with, among those of the test program.
const MARK: &str = "fleet: ";

/// A process of the fleet.
struct Member {
    process: Child,
    orders: ChildStdin,
}

/// What happens to the members. A member that was killed is replaced, so its number has a generation.
enum Event {
    Said { member: usize, generation: usize, line: String },
    Killed { member: usize, stored: bool, answered: bool },
}

/// When the member that refreshes is killed in this round.
#[derive(Clone, Copy, PartialEq)]
enum Kill {
    Never,
    /// When its request has arrived and before it is answered.
    BeforeTheAnswer,
    /// So much later than the answer is sent.
    AfterTheAnswer(Duration),
}

struct Fleet {
    task: Value,
    test: String,
    members: Mutex<Vec<(usize, Option<Member>)>>,
    events: mpsc::Sender<Event>,
}

impl Fleet {
    fn start(&self, member: usize) {
        let mut members = self.members.lock().unwrap();
        let generation = members[member].0 + 1;
        let mut process = Command::new(env::current_exe().unwrap())
            .args([&*format!("fleet::{}", self.test), "--exact", "--nocapture", "--include-ignored"])
            .env(TASK, json!({ "task": self.task, "name": member.to_string() }).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let (lines, events) = (BufReader::new(process.stdout.take().unwrap()).lines(), self.events.clone());
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some((_, line)) = line.split_once(MARK) {
                    let _the_test_has_ended = events.send(Event::Said { member, generation, line: line.into() });
                }
            }
        });
        let orders = process.stdin.take().unwrap();
        members[member] = (generation, Some(Member { process, orders }));
    }

    fn order(&self, order: &str) {
        for (_, member) in self.members.lock().unwrap().iter_mut() {
            writeln!(member.as_mut().unwrap().orders, "{order}").unwrap();
        }
    }

    /// Kills as `kill -9` does.
    fn kill(&self, member: usize) {
        if let (_, Some(mut member)) = std::mem::take(&mut self.members.lock().unwrap()[member]) {
            member.process.kill().unwrap();
            member.process.wait().unwrap();
        }
    }

    fn generation(&self, member: usize) -> usize {
        self.members.lock().unwrap()[member].0
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        for (_, member) in self.members.lock().unwrap().iter_mut() {
            if let Some(member) = member {
                let _already_ended = member.process.kill();
                let _already_waited_for = member.process.wait();
            }
        }
    }
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
    let members_now = Mutex::new((0..members).map(|_| (0, None)).collect());
    let the_fleet = Arc::new(Fleet { task, test: test.into(), members: members_now, events });
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
