//! A document that somebody else published, against the contract: the words, and the drafts, which the lint of the contract
//! takes as they are. `UPDATE=1 cargo test -p xtask --test import` writes the expected files anew; then read their diff.

#![allow(dead_code)]

use std::{env, fs, path::Path, process::Command};

// The lint is that of the build script; its modules look for one another at the root of the crate.
#[path = "../../build/contract.rs"]
mod contract;
#[path = "../../build/graphql.rs"]
mod graphql;
#[path = "../../build/lint.rs"]
mod lint;
#[path = "../../build/yaml.rs"]
mod yaml;

const OPERATIONS: [&str; 2] = ["claimBadge", "/api/v3/badges/raw"];

fn published(name: &str) -> String {
    format!("{}/tests/published/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn import(arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.args(["contract", "import", &published("document.json")]).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

fn expect(name: &str, report: &str) {
    let file = published(name);
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, report).unwrap();
    }
    let mend = "UPDATE=1 cargo test -p xtask --test import writes it anew; then read the diff";
    assert_eq!(fs::read_to_string(&file).unwrap_or_default(), report, "{file}: {mend}");
}

#[test]
fn what_it_has_and_where_both_differ_is_told() {
    let report = import(&["--markdown"]).unwrap();
    expect("report.md", &report.replace(&published(""), ""));
}

#[test]
fn drafts_are_as_expected_and_the_lint_takes_them() {
    let mut wanted = vec!["--write"];
    wanted.extend(OPERATIONS);
    let draft = import(&wanted).unwrap();
    expect("draft.yaml", &draft);

    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import");
    fs::create_dir_all(copy.join("graphql")).unwrap();
    for part in ["", "graphql"] {
        for entry in fs::read_dir(spec.join(part)).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
            fs::copy(entry.path(), copy.join(part).join(entry.file_name())).unwrap();
        }
    }
    // The tag is for a person to choose, and the lint asks for it.
    let draft = draft.replace("tags: [TODO]", "tags: [profile]");
    let (paths, schemas) = draft.split_once("components:\n  schemas:\n").unwrap();
    let text = fs::read_to_string(copy.join("authing.yaml")).unwrap();
    let text = text.replacen("\npaths:\n", &format!("\n{paths}"), 1);
    let text = text.replacen("\n  schemas:\n", &format!("\n  schemas:\n{schemas}"), 1);
    fs::write(copy.join("authing.yaml"), text).unwrap();
    let contract = contract::Contract::read(&copy).unwrap();
    lint::check(&contract).map(drop).unwrap_or_else(|problems| panic!("{}", problems.join("\n")));
}

#[test]
fn an_unknown_operation_is_refused_and_the_nearest_are_named() {
    let refusal = import(&["--write", "claimBadges"]).unwrap_err();
    assert!(
        refusal.contains("no operation or path \"claimBadges\"") && refusal.contains("are claimBadge,"),
        "{refusal}"
    );
    assert!(import(&["--write"]).unwrap_err().contains("name operations"));
}
