//! Checks the contract with third-party tools, in addition to the lint of the build, and renders it as HTML.

use std::process::Command;

use crate::{
    command::{Result, execute, program, step},
    layout::{CONTRACT, LINTERS, PYTHON_PROGRAMS, REFERENCE, root, target},
};

/// Runs every tool, the strictest about OpenAPI itself first.
pub fn run(_: &[String]) -> Result {
    step("the contract, checked by openapi-spec-validator", || {
        execute(&mut program(&format!("{PYTHON_PROGRAMS}/openapi-spec-validator"), CONTRACT))
    })?;
    step("the packages of the linters", || execute(&mut npm("ci --silent")))?;
    step("the contract, checked by Redocly", || execute(&mut npm("run --silent redocly")))?;
    step("the contract, checked by Spectral", || execute(&mut npm("run --silent spectral")))?;
    step("the reference", || execute(npm("run --silent reference -- --output").arg(target().join(REFERENCE))))
}

/// npm in the folder of the linters. Redocly would look for a newer version of itself.
fn npm(arguments: &str) -> Command {
    let mut npm = program("npm", arguments);
    npm.current_dir(root().join(LINTERS)).env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    npm
}
