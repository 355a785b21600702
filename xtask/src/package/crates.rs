//! The crates, as a registry gets them.

use crate::{
    command::{Result, cargo, execute, output},
    layout::PUBLISHED,
};

/// Folders that no package may contain.
const UNWANTED: &[&str] = &[".ci/", "packaging/", "sandbox/", "tests/", "xtask/"];

/// Packs every published package and checks its files.
pub fn pack() -> Result {
    let packages: String = PUBLISHED.iter().map(|(package, _)| format!("-p {package} ")).collect();
    execute(&mut cargo(&format!("package --locked --allow-dirty --no-verify --quiet {packages}")))?;
    PUBLISHED.iter().try_for_each(|(package, wanted)| check(package, wanted))
}

fn check(package: &str, wanted: &[&str]) -> Result {
    let listed = output(&mut cargo(&format!("package --locked --allow-dirty --list -p {package}")))?;
    let files: Vec<String> = listed.lines().map(|file| file.replace('\\', "/")).collect();
    if let Some(missing) = wanted.iter().find(|wanted| !files.iter().any(|file| file == *wanted)) {
        return Err(format!("{missing} is not in the package {package}"));
    }
    match files.iter().find(|file| UNWANTED.iter().any(|folder| file.starts_with(folder))) {
        Some(file) => Err(format!("{file} is in the package {package}, which must not contain it")),
        None => Ok(()),
    }
}
