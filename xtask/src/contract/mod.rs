//! The report of a changed contract, in words.

mod draft;
mod import;
pub mod leftover;
pub mod missing;
mod naming;
mod report;
mod source;

// The build script of the SDK has the same modules; some of their functions only it needs.
#[allow(dead_code)]
#[path = "../../../build/diff/mod.rs"]
mod diff;
#[allow(dead_code)]
#[path = "../../../build/graphql.rs"]
mod graphql;
#[allow(dead_code)]
#[path = "../../../build/yaml.rs"]
mod yaml;

use std::{collections::BTreeSet, process};

use crate::{command::Result, layout::root};
pub use diff::project::COVERAGE;
use diff::{project::Project, words::Report};
use report::{Format, render};

/// What may follow the name of the task.
pub const USAGE: &[&str] = &[
    "diff [OLD] [NEW] [--markdown | --json] [--fail-on-breaking]",
    "import FILE [--markdown | --json] [--write OPERATION…]",
];
/// The exit status for "there are breaking changes", as of `terraform plan -detailed-exitcode`: 1 is that of a failure.
const BREAKING: i32 = 2;

/// Does what the first argument says.
pub fn run(arguments: &[String]) -> Result {
    let usage = || format!("the task contract is used as {}", USAGE.join(", or as "));
    let (name, rest) = arguments.split_first().ok_or_else(usage)?;
    let (flags, rest): (Vec<&str>, Vec<&str>) = rest.iter().map(String::as_str).partition(|one| one.starts_with("--"));
    let known = match name.as_str() {
        "diff" => ["--markdown", "--json", "--fail-on-breaking"],
        "import" => ["--markdown", "--json", "--write"],
        _ => return Err(format!("contract cannot {name:?}; {}", usage())),
    };
    if let Some(unknown) = flags.iter().find(|flag| !known.contains(flag)) {
        return Err(format!("contract {name} does not know {unknown}; it takes {}", known.join(", ")));
    }
    let format = match (flags.contains(&"--markdown"), flags.contains(&"--json")) {
        (false, false) => Format::Text,
        (true, false) => Format::Markdown,
        (false, true) => Format::Json,
        _ => return Err("one of --markdown and --json is enough; leave the other out".into()),
    };
    match (name.as_str(), &rest[..]) {
        ("import", [file, operations @ ..]) if flags.contains(&"--write") => import::write(file, operations),
        ("import", [file]) => import::report(file, format),
        ("diff", [] | [_] | [_, _]) => {
            let report = difference(rest.first().copied(), rest.get(1).copied())?;
            anstream::print!("{}", render(&report, format));
            if flags.contains(&"--fail-on-breaking") && report.count().1 > 0 {
                process::exit(BREAKING);
            }
            Ok(())
        }
        _ => Err(usage()),
    }
}

/// The difference of two contracts in words, by default that of the last commit against the working tree.
fn difference(old: Option<&str>, new: Option<&str>) -> Result<Report> {
    let (old, new) = (source::contract(Some(old.unwrap_or("HEAD")))?, source::contract(new)?);
    diff::report(&old, &new, &Project::read(root())?)
}

/// Prints what the working tree changes in the contract of the last commit, for people. Returns the files with the contract
/// tests that concern it, unless nothing changes.
pub fn announce() -> Result<Option<BTreeSet<String>>> {
    let report = difference(None, None)?;
    anstream::print!("{}", render(&report, Format::Text));
    let files = report.groups.iter().flat_map(|group| group.reach.tests.iter().cloned()).collect();
    Ok((report.count().0 > 0).then_some(files))
}

#[cfg(test)]
mod cases;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_understood_is_refused_with_the_mend() {
        let refusal = |line: &str| run(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).unwrap_err();
        for line in ["", "diff a b c", "import", "dif"] {
            assert!(refusal(line).contains("diff [OLD] [NEW]"), "{line}: {}", refusal(line));
        }
        assert!(refusal("diff --fail").contains("it takes --markdown, --json, --fail-on-breaking"));
        assert!(refusal("diff --json --markdown").contains("leave the other out"));
        assert!(refusal("diff nowhere").contains("\"nowhere\" is no file and no folder"));
        assert!(refusal("diff -x").contains("\"-x\" is no file and no folder"));
        assert!(refusal("diff Cargo.toml").contains("Cargo.toml"));
        assert!(refusal("diff xtask").contains("there is no authing.yaml in it"));
        assert!(refusal("import nowhere.json").contains("nowhere.json: no file"));
    }
}
