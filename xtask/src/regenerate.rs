//! The snapshot in `generated/` of what the build script of the SDK makes of `spec/`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    command::{Result, cargo, output_of_any, step},
    layout::{SDK, SNAPSHOT},
};

/// Writes the snapshot, or checks that it is fresh.
pub fn run(arguments: &[String]) -> Result {
    let mut made = BTreeMap::new();
    step("generating from spec/", || {
        made = files_in(&generate()?)?;
        Ok(())
    })?;
    let kept = files_in(Path::new(SNAPSHOT))?;
    let stale = differences(&kept, &made);
    if stale.is_empty() {
        println!("{SNAPSHOT}/ is what spec/ gives.");
        return Ok(());
    }
    if !arguments.is_empty() {
        let stale = stale.join(", ");
        return Err(format!(
            "{SNAPSHOT}/ is stale ({stale}): run `cargo xtask regenerate`, read the diff and commit it"
        ));
    }
    for name in &stale {
        let path = Path::new(SNAPSHOT).join(name);
        let written = match made.get(name) {
            Some(content) => fs::write(&path, content),
            None => fs::remove_file(&path),
        };
        written.map_err(|e| format!("{}: {e}", path.display()))?;
        println!("{} {}", if made.contains_key(name) { "wrote" } else { "removed" }, path.display());
    }
    println!("Read the diff of {SNAPSHOT}/ and commit it.");
    Ok(())
}

/// Runs the build script and gives its OUT_DIR. Whether the library then compiles does not matter: after a change of the
/// contract it may well have to follow.
fn generate() -> Result<PathBuf> {
    let arguments =
        "check --locked --lib --no-default-features --features codegen --message-format json-render-diagnostics";
    let (messages, compiled) = output_of_any(&mut cargo(&format!("{arguments} -p {SDK}")))?;
    let folder =
        messages.lines().find_map(out_dir).ok_or("the build script of the SDK failed; its messages say why")?;
    if !compiled {
        println!("The library does not compile with what was generated: see above.");
    }
    Ok(folder)
}

/// The OUT_DIR of the SDK, when this message of cargo's tells that its build script has run.
fn out_dir(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    let package = message["package_id"].as_str()?;
    // `path+file:///home/ada/sdk#authing-wxapp@0.1.0`, or without the name where the folder has the same.
    let is_sdk = package.contains(&format!("#{SDK}@")) || package.contains(&format!("/{SDK}#"));
    let has_run = message["reason"] == "build-script-executed";
    message["out_dir"].as_str().filter(|_| has_run && is_sdk).map(PathBuf::from)
}

/// Names and contents of the files in this folder.
fn files_in(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
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

/// The files that differ, or are in one folder only.
fn differences(kept: &BTreeMap<String, Vec<u8>>, made: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
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
    fn new_changed_and_missing_files_are_stale() {
        let folder = |files: &[(&str, &str)]| {
            files.iter().map(|(name, text)| (name.to_string(), text.as_bytes().to_vec())).collect()
        };
        let kept = folder(&[("same", "1"), ("changed", "1"), ("gone", "1")]);
        let made = folder(&[("same", "1"), ("changed", "2"), ("new", "1")]);
        assert_eq!(differences(&kept, &made), ["gone", "changed", "new"]);
    }
}
