//! What the SDK costs.

use crate::{
    command::{Result, cargo, execute, program, step},
    layout::SDK,
};

/// What may be asked for; all of it, when nothing is.
pub const NAMES: &[&str] = &["overhead", "build"];

/// Measures what was asked for. Wants a machine at rest.
pub fn run(arguments: &[String]) -> Result {
    let wanted = |name: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == name);
    if wanted("overhead") {
        step("the cost of a call", || execute(&mut cargo(&format!("bench --locked -p {SDK} --bench overhead"))))?;
    }
    if wanted("build") {
        step("the clean build of a program", || execute(&mut program("benches/consumer_build.sh", "")))?;
    }
    Ok(())
}
