//! All checks that a commit must pass.

use std::time::Instant;

use crate::{
    beside::Beside,
    clients,
    command::{Result, cargo, execute, step},
    fuzz, lint, openapi, package, readme, test,
};

/// The argument with which this task calls itself.
pub const BESIDE: &str = "--beside";

/// Runs all checks, the quick ones that find most mistakes first. What compiles for long and has no time limit runs beside them.
pub fn run(arguments: &[String]) -> Result {
    if arguments.iter().any(|argument| argument == BESIDE) {
        step("clippy, each feature alone", lint::each_feature)?;
        return fuzz::run(&[fuzz::DEV.into()]);
    }
    let start = Instant::now();
    let beside = Beside::start("ci", BESIDE)?;
    openapi::run(&[])?;
    lint::quick()?;
    package::run(&[])?;
    step("the example of the README", || execute(&mut cargo("run --locked --example sign_in")))?;
    readme::run(&[])?;
    test::run(&[])?;
    clients::run(&[])?;
    beside.finish()?;
    println!("\nAll checks passed after {} min.", start.elapsed().as_secs() / 60);
    Ok(())
}
