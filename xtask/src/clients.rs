//! Runs third-party clients against the program `authing-sandbox`.

use crate::{
    command::{Result, cargo, execute, program, step},
    layout::{
        BUILD_EXAMPLES, BUILD_SANDBOX, CONFORMANCE, JAVASCRIPT, PYTHON_CLIENTS, PYTHON_PROGRAMS, root, sandbox_program,
    },
};

/// The groups of clients. Without arguments all of them run.
pub const NAMES: &[&str] = &["conformance", "python", "javascript", "browser"];

/// Builds the sandbox and runs the chosen clients.
pub fn run(arguments: &[String]) -> Result {
    let chosen = |name: &str| arguments.is_empty() || arguments.iter().any(|argument| argument == name);
    step("building the sandbox", || execute(&mut cargo(BUILD_SANDBOX)))?;
    if chosen("conformance") {
        step("schemathesis against the sandbox", conformance)?;
    }
    if chosen("python") {
        step("the real Python clients", python)?;
    }
    if chosen("javascript") || chosen("browser") {
        step("the packages of the JavaScript clients", || npm("ci --silent"))?;
    }
    if chosen("javascript") {
        step("the real JavaScript clients", || npm("test"))?;
    }
    if chosen("browser") {
        step("building the examples", || execute(&mut cargo(BUILD_EXAMPLES)))?;
        step("the pages and the SDKs in a browser", || npm("run --silent browser"))?;
    }
    Ok(())
}

/// Calls every operation of the contract with valid and invalid data.
fn conformance() -> Result {
    let arguments = format!("-m pytest -q --tb=short -p no:cacheprovider {CONFORMANCE}");
    let mut pytest = program(&format!("{PYTHON_PROGRAMS}/python"), &arguments);
    pytest.env("PYTHONDONTWRITEBYTECODE", "1").env("HYPOTHESIS_STORAGE_DIRECTORY", "target/hypothesis");
    execute(pytest.env("AUTHING_SANDBOX", sandbox_program()))
}

/// Runs the clients in Python, each set with the packages of its own that it needs.
fn python() -> Result {
    let pytest = "-m pytest -q --tb=short -p no:cacheprovider";
    for (programs, folder) in PYTHON_CLIENTS {
        let mut pytest = program(&format!("{programs}/python"), &format!("{pytest} {folder}"));
        pytest.env("PYTHONDONTWRITEBYTECODE", "1").env("AUTHING_SANDBOX", sandbox_program());
        execute(&mut pytest)?;
    }
    Ok(())
}

fn npm(arguments: &str) -> Result {
    execute(program("npm", arguments).current_dir(root().join(JAVASCRIPT)).env("AUTHING_SANDBOX", sandbox_program()))
}
