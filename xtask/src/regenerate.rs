//! Writes or checks the snapshot in `generated/`, which is what the build script of the SDK generates from `spec/`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    command::{Result, cargo, execute, output_of_any, step},
    contract::{self, COVERAGE, leftover, missing},
    layout::{CONTRACT_CHECKS, CONTRACT_TESTS, CONTRACT_TESTS_OF_METHODS, SDK, SNAPSHOT},
};

/// The contents of files by their names.
type Files = BTreeMap<String, Vec<u8>>;

/// Writes the snapshot, or checks that it is up to date.
pub fn run(arguments: &[String]) -> Result {
    let has = |flag: &str| arguments.iter().any(|one| one == flag);
    let (checks, tests) = (has("--check"), !has("--no-tests"));
    // In words first: the compiler speaks of Rust, and the diff of generated/ is long.
    let mut reached = Reached::Nothing;
    if !checks {
        step("what the contract changes since the last commit", || {
            reached = announce();
            Ok(())
        })?;
    }
    let (mut made, mut compiles) = (Files::new(), false);
    step("generating from spec/", || {
        let (folder, compiled) = generate(!checks)?;
        (made, compiles) = (files_in(&folder)?, compiled);
        Ok(())
    })?;
    if checks {
        return step("comparing with generated/", || compare(&made));
    }
    step("writing generated/", || write(&made))?;
    step("what is to be done by hand", by_hand)?;
    match tests {
        true => step("the tests that concern the change", || test(&reached, compiles)),
        false => Ok(()),
    }
}

/// The contract tests that a change reaches.
enum Reached {
    Nothing,
    /// The modules of `tests/contract` with these names.
    Modules(BTreeSet<String>),
    /// What changes is not known.
    Everything,
}

/// Says what changes. That it cannot, as in a copy without git or with a contract that is not YAML, stops nothing: the lint
/// says the latter better.
fn announce() -> Reached {
    match contract::announce() {
        Ok(None) => Reached::Nothing,
        Ok(Some(files)) => {
            let stem = |file: &String| Some(Path::new(file).file_stem()?.to_string_lossy().into_owned());
            Reached::Modules(files.iter().filter_map(stem).collect())
        }
        Err(why) => {
            println!("The changes cannot be described: {why}");
            Reached::Everything
        }
    }
}

/// Runs the tests of the contract, and the contract tests that call the methods which a change reaches.
fn test(reached: &Reached, compiles: bool) -> Result {
    let modules = match reached {
        Reached::Nothing => {
            println!("None: the contract is that of the last commit.");
            return Ok(());
        }
        _ if !compiles => {
            println!(
                "The library does not compile with the generated code. Mend it, and repeat this task: it is safe to."
            );
            return Ok(());
        }
        Reached::Modules(modules) => names(modules),
        Reached::Everything => String::new(),
    };
    execute(&mut cargo(CONTRACT_TESTS))?;
    execute(&mut cargo(&format!("{CONTRACT_TESTS_OF_METHODS} {modules}")))?;
    println!("Before you commit:");
    CONTRACT_CHECKS.iter().for_each(|command| println!("    {command}"));
    Ok(())
}

/// The modules of the contract tests that are run. The one that asks for every operation always is: without a name, cargo would
/// run all of them.
fn names(reached: &BTreeSet<String>) -> String {
    let coverage = Path::new(COVERAGE).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    reached.iter().cloned().chain(coverage).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
}

/// Says what the operations of the contract lack, and what is left of those that are gone. It is no failure: the tests are, until
/// it is done.
fn by_hand() -> Result {
    let (missing, left) = (missing::list()?, leftover::list()?);
    missing.iter().chain(&left).for_each(|one| println!("{one}"));
    println!(
        "{}",
        match missing.is_empty() && left.is_empty() {
            true => "Nothing is missing, and nothing is left of an operation that is gone.",
            false => "CONTRIBUTING.md has a recipe for each.",
        }
    );
    Ok(())
}

fn compare(made: &Files) -> Result {
    match &differences(&files_in(Path::new(SNAPSHOT))?, made)[..] {
        [] => Ok(()),
        stale => Err(format!(
            "{SNAPSHOT}/ is stale ({}): run `cargo xtask regenerate`, read the diff and commit it",
            stale.join(", ")
        )),
    }
}

fn write(made: &Files) -> Result {
    let stale = differences(&files_in(Path::new(SNAPSHOT))?, made);
    for name in &stale {
        let path = Path::new(SNAPSHOT).join(name);
        let (done, written) = match made.get(name) {
            Some(content) => ("wrote", fs::write(&path, content)),
            None => ("removed", fs::remove_file(&path)),
        };
        written.map_err(|e| format!("{}: {e}", path.display()))?;
        println!("{done} {}", path.display());
    }
    println!("{}", if stale.is_empty() { "Nothing has changed." } else { "Read the diff and commit it." });
    Ok(())
}

/// Runs the build script, and returns its OUT_DIR and whether the library compiles. It need not, because a change of the contract
/// may require changes of the library.
fn generate(may_change_lock: bool) -> Result<(PathBuf, bool)> {
    let arguments = "check --lib --no-default-features --features codegen --message-format json-render-diagnostics";
    // A new version of the generator changes Cargo.lock with what it generates.
    let locked = if may_change_lock { "" } else { "--locked" };
    let (messages, compiled) = output_of_any(&mut cargo(&format!("{arguments} {locked} -p {SDK}")))?;
    let folder =
        messages.lines().find_map(out_dir).ok_or("the build script of the SDK failed; its messages say why")?;
    Ok((folder, compiled))
}

/// The OUT_DIR of the SDK, if this message of cargo reports that its build script has run.
fn out_dir(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let package = message["package_id"].as_str()?;
    // `path+file:///home/ada/sdk#authing-wxapp@0.1.0`, or without the name if the folder has that name.
    let is_sdk = package.contains(&format!("#{SDK}@")) || package.contains(&format!("/{SDK}#"));
    let has_run = message["reason"] == "build-script-executed";
    message["out_dir"].as_str().filter(|_| has_run && is_sdk).map(PathBuf::from)
}

/// Reads the files of a folder.
fn files_in(folder: &Path) -> Result<Files> {
    let read = || {
        fs::read_dir(folder)?
            .map(|entry| {
                let entry = entry?;
                Ok((entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?))
            })
            .collect::<std::io::Result<_>>()
    };
    read().map_err(|e| format!("{}: {e}", folder.display()))
}

/// The names of files that differ or are in one folder only.
fn differences(kept: &Files, made: &Files) -> Vec<String> {
    let gone = kept.keys().filter(|name| !made.contains_key(*name));
    let changed = made.iter().filter(|(name, content)| kept.get(*name) != Some(*content)).map(|(name, _)| name);
    gone.chain(changed).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn out_dir_is_that_of_the_sdk() {
        let message = |package| {
            format!(r#"{{"reason":"build-script-executed","package_id":"{package}","out_dir":"/target/out"}}"#)
        };
        for sdk in ["path+file:///src/sdk#authing-wxapp@0.1.0", "path+file:///src/authing-wxapp#0.1.0"] {
            assert_eq!(out_dir(&message(sdk)), Some(PathBuf::from("/target/out")));
        }
        let other = "registry+https://github.com/rust-lang/crates.io-index#serde@1.0.228";
        assert_eq!(out_dir(&message(other)), None);
        assert_eq!(out_dir("no JSON"), None);
    }

    #[test]
    fn every_operation_is_asked_for_even_if_the_change_reaches_no_test() {
        assert_eq!(names(&BTreeSet::new()), "coverage");
        assert_eq!(names(&BTreeSet::from(["wechat".into(), "coverage".into()])), "coverage wechat");
    }

    #[test]
    fn new_changed_and_missing_files_are_stale() {
        let folder = |files: &[(&str, &str)]| {
            files.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).collect()
        };
        let kept = folder(&[("same", "1"), ("changed", "1"), ("gone", "1")]);
        let made = folder(&[("same", "1"), ("changed", "2"), ("new", "1")]);
        assert_eq!(differences(&kept, &made), ["gone", "changed", "new"]);
    }
}
