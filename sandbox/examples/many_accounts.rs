//! Measures logins a second in pools of 1,000, 20,000 and 100,000 accounts:
//! `cargo run --release -p authing-sandbox --example many_accounts`.

use std::time::Instant;

use authing_sandbox::Sandbox;
use serde_json::{Map, Value, json};

const LOGINS: usize = 300;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    for count in [1_000, 20_000, 100_000] {
        let phone = |place: usize| format!("1{:010}", 3_000_000_000 + place);
        let users: Vec<Value> = (0..count).map(|place| json!({ "phone": phone(place) })).collect();
        // Spread over the whole pool, so that a linear scan takes half of it on average.
        let callers: Vec<String> = (0..LOGINS).map(|place| phone(place * count / LOGINS)).collect();
        // A fixed code for each caller: messages with codes would be a second thing to look up.
        let codes: Map<String, Value> = callers.iter().map(|caller| (caller.clone(), "1234".into())).collect();
        let begun = Instant::now();
        let sandbox = Sandbox::builder().seed(json!({ "users": users, "testCodes": codes })).start().await?;
        println!("{count} accounts: started in {:.1} s", begun.elapsed().as_secs_f64());

        let client = sandbox.client();
        let begun = Instant::now();
        for caller in &callers {
            client.login_by_phone_code(caller, "1234").await?;
        }
        println!("{count} accounts: {:.0} logins a second", LOGINS as f64 / begun.elapsed().as_secs_f64());
    }
    Ok(())
}
