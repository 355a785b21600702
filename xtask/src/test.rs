//! Runs the Rust tests.

use crate::{
    command::{Result, cargo, execute, step},
    layout::{SDK, SNAPSHOT_TESTS},
};

/// Runs all of them.
pub fn run(_: &[String]) -> Result {
    step("without TLS", || execute(&mut cargo(&format!("test --locked -p {SDK} --no-default-features --lib"))))?;
    step("tests, on the snapshot", || {
        SNAPSHOT_TESTS.iter().try_for_each(|arguments| execute(&mut cargo(&format!("test --locked {arguments}"))))
    })?;
    step("tests of the tasks", || execute(&mut cargo("test --locked --quiet -p xtask")))?;
    step("tests", || execute(&mut cargo("test --locked")))
}
