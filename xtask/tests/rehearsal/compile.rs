//! What the compiler says of a changed contract that the lint accepts, until the code of the SDK follows: the words of the
//! change first, then the places in `src/`. The errors are in `build-errors/`, without lines and without the compiler's own
//! wording, which change more often.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::changes::{REHEARSALS, change};

/// The rehearsals that are compiled, one of each kind that `src/` has to follow.
const COMPILED: [&str; 4] = [
    "graphql-operation-removed",
    "member-of-a-reply-renamed-and-selected",
    "operation-id-renamed",
    "rest-operation-removed",
];

/// What a stranger's clone has besides the sources.
const LEFT_OUT: [&str; 4] = [".git", "node_modules", "target", "fuzz"];

#[test]
fn the_words_come_before_the_errors_of_the_compiler() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let package = tmp.join("compiled");
    let _ = fs::remove_dir_all(&package);
    copy_all(&root, &package);
    rename_version(&package);
    let mut wrong = Vec::new();
    for name in COMPILED {
        let (_, edits) = REHEARSALS.iter().find(|(one, _)| *one == name).unwrap();
        fs::remove_dir_all(package.join("spec")).unwrap();
        copy_all(&root.join("spec"), &package.join("spec"));
        edits.iter().for_each(|edit| change(&package.join("spec"), edit));

        let said = check(&package, tmp.parent().unwrap());
        let words = said.find("What changes in the contract").unwrap_or_else(|| panic!("{name} has no words: {said}"));
        let first = said.find("\nerror").unwrap_or_else(|| panic!("{name} compiles: {said}"));
        assert!(words < first, "{name}: {said}");
        assert!(!said.contains("is stale"), "{name}: {said}");

        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/build-errors/{name}.txt"));
        let errors = errors(&said);
        if env::var_os("UPDATE").is_some() {
            fs::write(&file, &errors).unwrap();
        }
        if fs::read_to_string(&file).ok().as_ref() != Some(&errors) {
            wrong.push(format!("{}:\n{errors}", file.display()));
        }
    }
    let mend = "UPDATE=1 cargo test -p xtask --test rehearsal writes them anew; then read their diff";
    assert!(wrong.is_empty(), "the compiler says something else. {mend}.\n\n{}", wrong.join("\n"));
}

/// Gives the copy a version of its own. Cargo tells the packages in a target folder apart by name, version and place within their
/// workspace. With the same version, it would use the code generated for a rehearsal when it builds this workspace.
fn rename_version(package: &Path) {
    for file in ["Cargo.toml", "Cargo.lock"] {
        let file = package.join(file);
        let text = fs::read_to_string(&file).unwrap();
        let start = "name = \"authing-wxapp\"\nversion = \"";
        let end = text.find(start).unwrap_or_else(|| panic!("{} has no version of authing-wxapp", file.display()))
            + start.len();
        let (version, rest) = text[end..].split_once('"').unwrap();
        fs::write(&file, format!("{}{version}+rehearsal\"{rest}", &text[..end])).unwrap();
    }
}

/// What `cargo check` of the SDK prints.
fn check(package: &Path, target: &Path) -> String {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["check", "--locked", "-p", "authing-wxapp", "--lib", "--color", "never"]);
    // The target folder of the workspace has the dependencies already.
    let output = command.current_dir(package).env("CARGO_TARGET_DIR", target).env_remove("RUSTFLAGS").output().unwrap();
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The kind of each error, the first name in it, and the file.
fn errors(said: &str) -> String {
    let (mut found, mut last) = (BTreeSet::new(), None);
    for line in said.lines() {
        if let Some(error) = line.strip_prefix("error[") {
            let code = error.split(']').next().unwrap_or_default();
            last = Some(format!("{code} {}", error.split('`').nth(1).unwrap_or_default()));
        } else if let Some(place) = line.trim_start().strip_prefix("--> ")
            && let Some(error) = last.take()
        {
            found.insert(format!("{} {error}\n", place.split(':').next().unwrap_or_default()));
        }
    }
    found.into_iter().collect()
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, name): (PathBuf, _) = (entry.path(), entry.file_name());
        if LEFT_OUT.iter().any(|left_out| name == *left_out) {
            continue;
        }
        match path.is_dir() {
            true => copy_all(&path, &to.join(name)),
            false => drop(fs::copy(&path, to.join(name)).unwrap()),
        }
    }
}
