//! Static checks of the code.

use crate::{
    command::{Result, cargo, execute, output, step},
    docs,
    layout::{PUBLISHED, SDK},
};

/// Packages that only the feature `codegen` may build.
const GENERATORS: &[&str] = &[
    "graphql-parser",
    "openapiv3",
    "prettyplease",
    "progenitor",
    "progenitor-impl",
    "saphyr-parser",
    "typify",
    "typify-impl",
];

/// Runs all static checks.
pub fn run(_: &[String]) -> Result {
    let clippy = |features: &str| execute(&mut cargo(&format!("clippy --locked {features} -- -D warnings")));
    step("formatting", || execute(&mut cargo("fmt --all --check")))?;
    step("no generator without codegen", no_generator)?;
    step("clippy, all features", || clippy("--workspace --all-targets --all-features"))?;
    step("clippy, default features", || clippy("--all-targets"))?;
    step("clippy, no default features", || clippy(&format!("-p {SDK} --no-default-features")))?;
    step("clippy, each feature alone", each_feature)?;
    step("docs", || docs::build(false))?;
    step("licences, sources and banned crates", || execute(&mut cargo("deny --locked check bans licenses sources")))
}

/// Checks every published package with each feature alone, with none and with all. Dev-dependencies would enable
/// further features, so cargo-hack removes them from Cargo.toml during the check and restores it and the lock file
/// afterwards. This is why `--locked` is not possible here.
fn each_feature() -> Result {
    let packages: String = PUBLISHED.iter().map(|(package, _)| format!("-p {package} ")).collect();
    execute(&mut cargo(&format!("hack clippy {packages} --lib --each-feature --no-dev-deps -- -D warnings")))
}

fn no_generator() -> Result {
    let features = "--no-default-features --features rustls";
    let tree = output(&mut cargo(&format!("tree --locked -p {SDK} {features} -e normal,build --prefix none")))?;
    let built: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    if !built.contains(&"reqwest") {
        return Err("cargo tree does not list reqwest, so this check does not look at the SDK".into());
    }
    let generators: Vec<&str> = GENERATORS.iter().copied().filter(|name| built.contains(name)).collect();
    match generators[..] {
        [] => Ok(()),
        _ => Err(format!("built although codegen is off: {}", generators.join(", "))),
    }
}
