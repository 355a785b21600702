//! Everything that must be true of a commit.

use std::time::Instant;

use crate::{
    clients,
    command::{Result, cargo, execute, step},
    lint, package, readme, regenerate, test,
};

/// Does everything, the quick and telling things first.
pub fn run(_: &[String]) -> Result {
    let start = Instant::now();
    step("the contract, read by others", clients::valid_openapi)?;
    lint::run(&[])?;
    regenerate::run(&["--check".into()])?;
    package::run(&[])?;
    step("the example of the README", || execute(&mut cargo("run --locked --example sign_in")))?;
    readme::run(&[])?;
    test::run(&[])?;
    clients::run(&[])?;
    println!("\nAll is well, after {} min.", start.elapsed().as_secs() / 60);
    Ok(())
}
