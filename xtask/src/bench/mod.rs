//! Measures the cost of the SDK, and the start of the sandbox.

mod start;

use crate::command::{Result, cargo, execute, program, step};

/// The benchmarks. Without arguments all of them run.
pub const NAMES: &[&str] = &["overhead", "build", "start", "logins", "protected"];

/// Runs the chosen benchmarks. Run it on an idle machine.
pub fn run(arguments: &[String]) -> Result {
    let chosen = |name: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == name);
    if chosen("overhead") {
        step("the cost of a call", || execute(&mut cargo("bench --locked -p overhead --bench overhead")))?;
    }
    if chosen("build") {
        step("the clean build of a program", || execute(&mut program("benches/consumer_build.sh", "")))?;
    }
    if chosen("start") {
        step("the start of the sandbox", start::run)?;
    }
    if chosen("protected") {
        let bench = "bench --locked -p authing-axum --bench protected";
        step("the cost of a protected request", || execute(&mut cargo(bench)))?;
    }
    if chosen("logins") {
        let bench = "bench --locked -p authing-sandbox --bench logins";
        step("logins with many accounts in the sandbox", || execute(&mut cargo(bench)))?;
    }
    Ok(())
}
