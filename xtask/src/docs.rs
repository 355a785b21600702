//! The documentation.

use crate::{
    command::{Result, cargo, execute, step},
    layout::PUBLISHED,
};

/// Builds it and opens it, if asked to.
pub fn run(arguments: &[String]) -> Result {
    step("docs", || build(!arguments.is_empty()))
}

/// Builds the documentation of what is published, of every feature, without warnings.
pub fn build(open: bool) -> Result {
    let packages: String = PUBLISHED.iter().map(|(package, _)| format!("-p {package} ")).collect();
    let open = if open { "--open" } else { "" };
    let mut doc = cargo(&format!("doc --locked --no-deps --all-features {packages} {open}"));
    execute(doc.env("RUSTDOCFLAGS", "-D warnings"))
}
