//! Compares the logins a second of a sandbox with a thousand accounts with those of larger ones.
//!
//! `cargo bench -p authing-sandbox --bench logins` prints the fastest of interleaved rounds for each number of accounts, and
//! its ratio to the smallest. Look-ups by openid and by phone number should keep it level.

use std::time::Instant;

use authing_sandbox::Sandbox;
use authing_wxapp::AuthenticationClient;
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};

const ACCOUNTS: [usize; 3] = [1_000, 10_000, 100_000];
const ROUNDS: usize = 15;
const LOGINS: usize = 400;
const CONCURRENT: usize = 16;
/// A prime number, which spreads the logins over the accounts.
const STRIDE: usize = 7919;

#[tokio::main]
async fn main() {
    let mut sandboxes = Vec::new();
    for accounts in ACCOUNTS {
        let began = Instant::now();
        let sandbox = Sandbox::builder().seed(seed(accounts)).start().await.expect("a valid seed");
        println!("{accounts:>7} accounts are ready after {:.2} s", began.elapsed().as_secs_f64());
        sandboxes.push((accounts, sandbox));
    }
    let mut by_code = [0.0_f64; ACCOUNTS.len()];
    let mut by_phone = [0.0_f64; ACCOUNTS.len()];
    for round in 0..ROUNDS {
        for (at, (accounts, sandbox)) in sandboxes.iter().enumerate() {
            let chosen = |login: usize| (round * LOGINS + login) * STRIDE % accounts;
            let client = sandbox.client();
            let codes = (0..LOGINS).map(|login| sandbox.wechat().user(&openid(chosen(login))).login());
            let codes: Vec<String> = codes.collect();
            let speed = timed(&client, codes, async |client, code| client.login_by_code(code).await.map(drop)).await;
            by_code[at] = by_code[at].max(speed);
            let phones = (0..LOGINS).map(|login| phone(chosen(login))).collect();
            let log_in = async |client: AuthenticationClient, phone: String| {
                client.login_by_phone_code(phone, CODE).await.map(drop)
            };
            by_phone[at] = by_phone[at].max(timed(&client, phones, log_in).await);
        }
    }
    println!("\nlogins a second: the fastest of {ROUNDS} interleaved rounds of {LOGINS}, {CONCURRENT} at a time");
    println!("{:>8} {:>12} {:>7} {:>12} {:>7}", "accounts", "by code", "ratio", "by phone", "ratio");
    for (at, accounts) in ACCOUNTS.iter().enumerate() {
        let (code, phone) = (by_code[at], by_phone[at]);
        println!("{accounts:>8} {code:>12.0} {:>7.2} {phone:>12.0} {:>7.2}", code / by_code[0], phone / by_phone[0]);
    }
}

/// The logins a second. Each has a session of its own, as in a back end.
async fn timed<F: Future<Output = Result<(), authing_wxapp::Error>>>(
    client: &AuthenticationClient,
    values: Vec<String>,
    log_in: impl Fn(AuthenticationClient, String) -> F,
) -> f64 {
    let logins = values.len();
    let began = Instant::now();
    let calls = values.into_iter().map(|value| {
        let client = client.for_session(authing_wxapp::MemoryStore::default());
        log_in(client, value)
    });
    stream::iter(calls).for_each_concurrent(CONCURRENT, async |login| login.await.expect("a known account")).await;
    logins as f64 / began.elapsed().as_secs_f64()
}

/// The code that every phone of the seed accepts.
const CODE: &str = "123456";

fn openid(number: usize) -> String {
    format!("openid-{number}")
}

fn phone(number: usize) -> String {
    format!("138{number:08}")
}

fn seed(accounts: usize) -> Value {
    let users = (0..accounts).map(|number| json!({ "openid": openid(number), "phone": phone(number) }));
    let codes = (0..accounts).map(|number| (phone(number), json!(CODE)));
    json!({ "users": users.collect::<Vec<_>>(), "testCodes": codes.collect::<serde_json::Map<_, _>>() })
}
