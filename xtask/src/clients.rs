//! Clients that others wrote, against the program that plays Authing.

use std::process::Command;

use crate::{
    command::{Result, cargo, execute, program, step},
    layout::{BUILD_SANDBOX, CONFORMANCE, CONTRACT, JAVASCRIPT, PYTHON_PROGRAMS, root, sandbox_program},
};

/// What may be asked for; all of it, when nothing is.
pub const NAMES: &[&str] = &["conformance", "javascript", "browser"];

/// Builds the program and lets the clients ask.
pub fn run(arguments: &[String]) -> Result {
    let wanted = |name: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == name);
    step("the sandbox, built", || execute(&mut cargo(BUILD_SANDBOX)))?;
    if wanted("conformance") {
        step("the sandbox, asked by schemathesis", conformance)?;
    }
    if wanted("javascript") || wanted("browser") {
        step("the packages of the JavaScript clients", || npm("ci --silent"))?;
    }
    if wanted("javascript") {
        step("the real JavaScript clients", || npm("test"))?;
    }
    if wanted("browser") {
        step("the page in a browser", || npm("run --silent browser"))?;
    }
    Ok(())
}

/// Somebody else's reading of the contract, besides our own lint.
pub fn valid_openapi() -> Result {
    execute(&mut python("openapi-spec-validator", CONTRACT))
}

/// Every operation of the contract, asked with valid and invalid data.
fn conformance() -> Result {
    let mut pytest = python("python", &format!("-m pytest -q --tb=short -p no:cacheprovider {CONFORMANCE}"));
    pytest.env("PYTHONDONTWRITEBYTECODE", "1").env("HYPOTHESIS_STORAGE_DIRECTORY", "target/hypothesis");
    execute(pytest.env("AUTHING_SANDBOX", sandbox_program()))
}

fn npm(arguments: &str) -> Result {
    execute(program("npm", arguments).current_dir(root().join(JAVASCRIPT)).env("AUTHING_SANDBOX", sandbox_program()))
}

/// A program of the virtual environment.
fn python(name: &str, arguments: &str) -> Command {
    program(&format!("{PYTHON_PROGRAMS}/{name}"), arguments)
}
