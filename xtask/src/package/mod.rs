//! Packs what is published: the crates, and the program `authing-sandbox` for Python and for Node.

mod crates;
mod npm;
mod wheel;

use std::{fs, path::Path};

use crate::{
    command::{Result, step},
    layout::{PACKAGES, target},
};

/// What can be packed, all of it by default. An optimised program is for those who use it, a debug one for CI.
pub const NAMES: &[&str] = &["crates", "wheel", "npm", "--release"];

/// How the program in a package is built.
#[derive(Clone, Copy)]
enum Profile {
    Debug,
    Release,
}

/// Packs the chosen packages, and tries those with the program from the built files.
pub fn run(arguments: &[String]) -> Result {
    let profile = match arguments.iter().any(|argument| argument == "--release") {
        true => Profile::Release,
        false => Profile::Debug,
    };
    let mut names = arguments.iter().filter(|argument| !argument.starts_with("--")).peekable();
    let all = names.peek().is_none();
    let names: Vec<_> = names.collect();
    let chosen = |name: &str| all || names.iter().any(|chosen| *chosen == name);
    if chosen("crates") {
        step("package", crates::pack)?;
    }
    if chosen("wheel") {
        step("the wheel of the sandbox", || wheel::pack(profile))?;
    }
    if chosen("npm") {
        step("the npm package of the sandbox", || npm::pack(profile))?;
    }
    Ok(())
}

/// An empty folder in the target folder.
fn empty_folder(name: &str) -> Result<std::path::PathBuf> {
    let folder = target().join(PACKAGES).join(name);
    let failed = |e: std::io::Error| format!("{}: {e}", folder.display());
    match fs::remove_dir_all(&folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(failed(e)),
        _ => fs::create_dir_all(&folder).map_err(failed)?,
    }
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> Result {
    fs::copy(from, to).map(drop).map_err(|e| format!("{} to {}: {e}", from.display(), to.display()))
}

/// The only file in a folder that has this ending.
fn built(folder: &Path, ending: &str) -> Result<std::path::PathBuf> {
    let failed = |e: std::io::Error| format!("{}: {e}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        files.push(entry.map_err(failed)?.path());
    }
    files.retain(|file| file.to_string_lossy().ends_with(ending));
    match &mut files[..] {
        [file] => Ok(std::mem::take(file)),
        files => Err(format!("{} holds {} files that end with {ending}, not one", folder.display(), files.len())),
    }
}
