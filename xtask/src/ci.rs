//! All checks that a commit must pass.

use std::time::Instant;

use crate::{
    clients,
    command::{Result, cargo, execute, step},
    fuzz, lint, openapi, package, readme, regenerate, test,
};

/// Runs all checks, the quick ones that find most mistakes first.
pub fn run(_: &[String]) -> Result {
    let start = Instant::now();
    openapi::run(&[])?;
    lint::run(&[])?;
    regenerate::run(&["--check".into()])?;
    package::run(&[])?;
    step("the example of the README", || execute(&mut cargo("run --locked --example sign_in")))?;
    readme::run(&[])?;
    test::run(&[])?;
    fuzz::run(&[])?;
    clients::run(&[])?;
    println!("\nAll checks passed after {} min.", start.elapsed().as_secs() / 60);
    Ok(())
}
