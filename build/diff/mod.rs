//! The difference of two contracts in words: what has changed, whom it breaks and why, and what it reaches.
//!
//! The build script prints it when `spec/` differs from the reviewed snapshot, and `cargo xtask contract diff` prints it for any two
//! contracts. Both compile these files.

pub mod compare;
mod members;
pub mod model;
pub mod parse;
pub mod project;
mod reach;
pub mod read;
pub mod renames;
pub mod rules;
pub mod summary;
pub mod words;

use std::path::Path;

use model::Contract;
use project::Project;
use words::Report;

/// An error names the problem, its place and the remedy.
pub type Result<T = ()> = std::result::Result<T, String>;

/// The lines that the build script prints when the contract in the folder `spec` is not the one of the snapshot: a summary, and a
/// line for each change. The methods are those of the project in `root`.
pub fn since_the_snapshot(spec: &Path, root: &Path, snapshot: &str) -> Result<Vec<String>> {
    let old = read::document(snapshot, "generated/openapi.json", "generated/")?;
    let new = read::folder(spec, "spec/")?;
    let report = report(&old, &new, &Project::read(root)?)?;
    let head = format!("{}: {}", report.what, summary::summary(&report));
    Ok([head].into_iter().chain(summary::lines(&report)).collect())
}

/// Compares two contracts.
pub fn report(old: &Contract, new: &Contract, project: &Project) -> Result<Report> {
    let what = format!("What changes in the contract, from {} to {}", old.label, new.label);
    words::describe(what, &compare::contracts(old, new), [old, new], project)
}
