//! Runs the Rust tests.

use crate::command::{Result, cargo, execute, step};

/// Runs all of them. One of them proves that the snapshot is the generated code byte for byte, so that running the others on the
/// snapshot would say nothing new.
pub fn run(_: &[String]) -> Result {
    step("tests", || execute(&mut cargo("test --locked")))
}
