//! Runs the Rust tests.

use crate::{
    command::{Result, cargo, execute, step},
    layout::{SDK, SNAPSHOT_TESTS},
};

/// Runs all of them.
pub fn run(_: &[String]) -> Result {
    step("without TLS", || execute(&mut cargo(&format!("test --locked -p {SDK} --no-default-features --lib"))))?;
    step("tests, on the snapshot", || execute(&mut cargo(SNAPSHOT_TESTS)))?;
    step("tests", || execute(&mut cargo("test --locked")))
}
