//! Edits a copy of `spec/` in one place.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{contract::Contract, lint, tables};

pub const YAML: &str = "authing.yaml";
pub const CODES: &str = "error-codes.csv";

/// One change of a file: replaces the first `from` at or after the first `at` by `to`.
pub struct Edit {
    pub file: &'static str,
    pub at: &'static str,
    pub from: &'static str,
    pub to: &'static str,
}

/// A name, a change, and what one message about it must contain. `{at}` and `{line}` are the line numbers of `at` and
/// `from`.
pub type Row = (&'static str, Edit, &'static [&'static str]);

/// A copy of the folder of the contract, for tests that break it.
pub struct Spec(TempDir);

impl Spec {
    pub fn copy() -> Self {
        let copy = Self(TempDir::new().unwrap());
        fs::create_dir(copy.path("graphql")).unwrap();
        for folder in ["", "graphql"] {
            for entry in fs::read_dir(original().join(folder)).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_file() {
                    fs::copy(entry.path(), copy.path(folder).join(entry.file_name())).unwrap();
                }
            }
        }
        copy
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).unwrap();
    }

    /// Makes the change and returns the line numbers of `at` and `from`. Panics if there is nothing to change.
    pub fn change(&self, edit: &Edit) -> (usize, usize) {
        let Edit { file, at, from, to } = edit;
        let text = fs::read_to_string(self.path(file)).unwrap();
        let anchor = text.find(at).unwrap_or_else(|| panic!("{file} has no {at:?}"));
        let begin =
            text[anchor..].find(from).unwrap_or_else(|| panic!("{file} has no {from:?} behind {at:?}")) + anchor;
        assert_ne!(from, to, "the change of a test must change something");
        self.write(file, &format!("{}{to}{}", &text[..begin], &text[begin + from.len()..]));
        (line_of(&text, anchor), line_of(&text, begin))
    }

    /// The problems that build.rs reports for this contract.
    pub fn problems(&self) -> Vec<String> {
        let contract = match Contract::read(self.0.path()) {
            Ok(contract) => contract,
            Err(problem) => return vec![problem],
        };
        let mut problems = lint::check(&contract).err().unwrap_or_default();
        problems.extend(tables::error_codes(&contract).err());
        problems
    }
}

pub fn original() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("spec")
}

fn line_of(text: &str, position: usize) -> usize {
    // `at` may begin with the line break before it, to distinguish `a:` from `  a:`.
    let begun = position + text[position..].chars().take_while(|c| *c == '\n').count();
    text[..begun].matches('\n').count() + 1
}

/// Applies each row to a fresh copy, and reports all rows that the lint missed.
pub fn every_row_is_found(rows: &[Row]) {
    let missed: Vec<String> = rows.iter().filter_map(missed).collect();
    assert!(missed.is_empty(), "{} of {} rows\n\n{}", missed.len(), rows.len(), missed.join("\n\n"));
}

fn missed((name, edit, says): &Row) -> Option<String> {
    let spec = Spec::copy();
    let (at, line) = spec.change(edit);
    let says: Vec<String> =
        says.iter().map(|s| s.replace("{at}", &at.to_string()).replace("{line}", &line.to_string())).collect();
    let problems = spec.problems();
    let found = problems.iter().any(|problem| says.iter().all(|part| problem.contains(part)));
    (!found).then(|| format!("{name}: expected one message with {says:#?}\ngot {problems:#?}"))
}
