//! Runs the Rust tests.

use crate::{
    command::{Result, cargo, execute, step},
    layout::SDK,
};

/// Runs all of them: those of `src/` also without TLS and on the snapshot. The snapshot is the generated code byte for byte, which
/// another check proves, so that the other tests would say nothing new there.
pub fn run(_: &[String]) -> Result {
    step("without features, on the snapshot", || {
        execute(&mut cargo(&format!("test --locked -p {SDK} --no-default-features --lib")))
    })?;
    step("tests", || execute(&mut cargo("test --locked")))
}
