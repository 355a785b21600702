//! Builds the documentation.

use crate::{
    command::{Result, cargo, execute, step},
    layout::PUBLISHED,
};

/// Builds the documentation, and opens it with `--open`.
pub fn run(arguments: &[String]) -> Result {
    step("docs", || build(!arguments.is_empty()))
}

/// Builds the documentation of the published packages with all features. A warning is an error.
pub fn build(open: bool) -> Result {
    let packages: String = PUBLISHED.iter().map(|(package, _)| format!("-p {package} ")).collect();
    let open = if open { "--open" } else { "" };
    let mut doc = cargo(&format!("doc --locked --no-deps --all-features {packages} {open}"));
    execute(doc.env("RUSTDOCFLAGS", "-D warnings"))
}
