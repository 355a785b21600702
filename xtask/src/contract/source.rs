//! The contract of a revision of git, of a folder or of a file.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use super::diff::{
    model::Contract,
    read::{document, folder, whole},
};
use crate::{
    command::Result,
    layout::{CONTRACT, from_caller, root},
};

/// Reads the contract that `source` names; without one, that of the working tree.
pub fn contract(source: Option<&str>) -> Result<Contract> {
    let spec = Path::new(CONTRACT).parent().unwrap_or(Path::new("spec"));
    let Some(source) = source else {
        return folder(&root().join(spec), "the working tree");
    };
    let path = from_caller(source);
    if path.is_dir() {
        let inner = path.join(spec);
        return folder(if inner.is_dir() { &inner } else { &path }, source);
    }
    if path.is_file() {
        let text = fs::read_to_string(&path).map_err(|e| format!("{source}: {e}"))?;
        return document(&text, source, source);
    }
    revision(source, &spec.to_string_lossy())
}

fn revision(name: &str, spec: &str) -> Result<Contract> {
    let path = from_caller(name);
    let nothing =
        || format!("{name:?} is no file and no folder ({}), and no revision of git with a contract", path.display());
    let tree = format!("{name}:{spec}");
    // A name that begins with a dash would be an option of git.
    if name.starts_with('-') {
        return Err(nothing());
    }
    let listed = git(&["ls-tree", "-r", "--name-only", &tree]).ok_or_else(nothing)?;
    let mut files = BTreeMap::new();
    for file in listed.lines() {
        let text = git(&["show", &format!("{tree}/{file}")]).ok_or_else(|| format!("git cannot show {tree}/{file}"))?;
        files.insert(file.to_owned(), text);
    }
    whole(&files, name)
}

/// What git says, unless it fails.
pub fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(root()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
