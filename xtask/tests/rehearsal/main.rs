//! The rehearsal: copies of the contract with a change each, as somebody may make it or receive it, and what the build script
//! says of it: the words that `cargo xtask contract diff` has, too, and what the lint refuses. The words are in `words/`,
//! for people to read in a review.
//!
//! After a change of the words, or of what a change reaches: `UPDATE=1 cargo test -p xtask --test rehearsal`, then read the
//! diff of `words/` and commit it.

#![allow(dead_code)]

// The lint is that of the build script; its modules look for one another at the root of the crate.
#[path = "../../../build/contract.rs"]
mod contract;
#[path = "../../../build/diff/mod.rs"]
mod diff;
#[path = "../../../build/graphql.rs"]
mod graphql;
#[path = "../../../build/lint.rs"]
mod lint;
#[path = "../../../build/yaml.rs"]
mod yaml;

mod changes;
mod compile;

use std::{env, fs, path::Path, process::Command, thread};

use changes::{Edit, REHEARSALS, change, copy};

#[test]
fn every_change_has_its_words() {
    let words = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/words");
    let before = copy("before");
    // Each is a run of the program, and most of its time is spent on reading.
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = REHEARSALS.len().div_ceil(threads);
    let wrong: Vec<String> = thread::scope(|scope| {
        let (before, words) = (&before, &words);
        let shares: Vec<_> =
            REHEARSALS.chunks(share).map(|share| scope.spawn(move || rehearse(share, before, words))).collect();
        shares.into_iter().flat_map(|share| share.join().unwrap()).collect()
    });
    let mend = "UPDATE=1 cargo test -p xtask --test rehearsal writes them anew; then read their diff";
    assert!(
        wrong.is_empty(),
        "{} files differ from what the report says. {mend}.\n\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Gives the words that differ from those in the files.
fn rehearse(rehearsals: &[(&str, &[Edit])], before: &Path, words: &Path) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, edits) in rehearsals {
        let after = copy(name);
        edits.iter().for_each(|edit| change(&after, edit));
        let report = diff(before, &after).replace(&before.display().to_string(), "the old spec/");
        let report = refusals(&after) + &settled(&report.replace(&after.display().to_string(), "the new spec/"));
        let file = words.join(format!("{name}.md"));
        if env::var_os("UPDATE").is_some() {
            fs::write(&file, &report).unwrap();
        }
        if fs::read_to_string(&file).ok().as_ref() != Some(&report) {
            wrong.push(format!("{}:\n{report}", file.display()));
        }
    }
    wrong
}

/// What the lint refuses.
fn refusals(spec: &Path) -> String {
    let problems = contract::Contract::read(spec).map_err(|e| vec![e]).and_then(|contract| lint::check(&contract));
    match problems {
        Ok(_) => String::new(),
        Err(problems) => {
            let spec = spec.display().to_string();
            let lines = problems.iter().map(|one| format!("- {}\n", without_lines(&one.replace(&spec, "spec"))));
            format!("# The contract has mistakes; correct them first\n\n{}\n", lines.collect::<String>())
        }
    }
}

/// The text without the numbers of lines, which change with every edit of the contract above them. Tests of the lint hold them.
fn without_lines(text: &str) -> String {
    let mut parts = text.split("line ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |found, part| {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        found + if rest.len() < part.len() { "line …" } else { "line " } + rest
    })
}

/// The build script says the same as the report, a line for each change, and nothing when the contract is the snapshot's.
#[test]
fn the_build_says_what_the_report_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let spec = copy("build");
    let snapshot = fs::read_to_string(root.join("generated/openapi.json")).unwrap();
    let said = || diff::since_the_snapshot(&spec, &root, &snapshot).unwrap();
    assert_eq!(said(), ["What changes in the contract, from generated/ to spec/: Nothing has changed."]);

    let (_, edits) = REHEARSALS.iter().find(|(name, _)| *name == "member-of-a-reply-renamed").unwrap();
    edits.iter().for_each(|edit| change(&spec, edit));
    let lines = said();
    assert_eq!(lines[0], "What changes in the contract, from generated/ to spec/: 1 change, which breaks callers.");
    assert!(lines[1].starts_with("Type `User` (spec/authing.yaml, line "), "{lines:?}");
    for part in [
        "`displayName` has a new name; it was `nickname`",
        "Breaking for replies: ",
        "To do: ",
        "SDK methods (33): ",
        "login_by_code",
    ] {
        assert!(lines[1].contains(part), "{part}: {lines:?}");
    }
    assert_eq!(lines.len(), 2);
}

#[test]
fn every_file_of_words_belongs_to_a_rehearsal() {
    let words = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/words")).unwrap();
    let names = words.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let known = |name: &str| REHEARSALS.iter().any(|(one, _)| format!("{one}.md") == name);
    let left: Vec<_> = names.filter(|name| !known(name)).collect();
    assert!(left.is_empty(), "{left:?} belong to no rehearsal; remove them");
}

#[test]
fn nothing_is_told_of_the_contract_against_itself() {
    let before = copy("itself");
    assert!(diff(&before, &before).ends_with("\n\nNothing has changed.\n"));
}

#[test]
fn scripts_get_every_name() {
    let (before, after) = (copy("json-before"), copy("json-after"));
    let (_, edits) = REHEARSALS.iter().find(|(name, _)| *name == "member-of-a-reply-renamed").unwrap();
    edits.iter().for_each(|edit| change(&after, edit));
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.args(["contract", "diff", "--json"]).args([before, after]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let group = &report["groups"][0];
    assert_eq!((&report["changes"], &report["breaking"]), (&1.into(), &1.into()));
    assert_eq!(group["changes"][0]["code"], "member-renamed");
    assert_eq!(group["changes"][0]["judgements"][0]["side"], "replies");
    let has = |key: &str, name: &str| group[key].as_array().unwrap().iter().any(|one| one == name);
    assert!(group["methods"].as_array().unwrap().len() > 30 && has("methods", "login_by_code"), "{group:#}");
    assert!(has("publicTypes", "User") && has("recipes", "loginByCode"), "{group:#}");
    assert!(has("contractTests", "tests/contract/coverage.rs") && has("contractTests", "tests/contract/wechat.rs"));
    assert_eq!(group["handlers"]["sandbox/src/operations/wechat.rs"][0], "login_by_code");
    assert!(has("stillSelecting", "spec/graphql/fragments.graphql"), "{group:#}");
}

#[test]
fn the_exit_status_says_whether_callers_break() {
    let (before, after) = (copy("status-before"), copy("status-after"));
    let status = |old: &Path, new: &Path, flag: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["contract", "diff"]).args([old, new]).args(flag).output().unwrap().status.code()
    };
    let (_, edits) = REHEARSALS.iter().find(|(name, _)| *name == "rest-operation-removed").unwrap();
    edits.iter().for_each(|edit| change(&after, edit));
    assert_eq!(status(&before, &after, &["--fail-on-breaking"]), Some(2));
    assert_eq!(status(&before, &after, &[]), Some(0));
    // The other way round an operation is new.
    assert_eq!(status(&after, &before, &["--fail-on-breaking"]), Some(0));
    assert_eq!(status(&before, Path::new("nowhere"), &["--fail-on-breaking"]), Some(1));
}

fn diff(old: &Path, new: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.args(["contract", "diff", "--markdown"]).args([old, new]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Without the lists of contract tests, which change with every file that is added or renamed there; `scripts_get_every_name`
/// looks at one.
fn settled(report: &str) -> String {
    report.lines().filter(|line| !line.starts_with("- Contract tests")).map(|line| format!("{line}\n")).collect()
}
