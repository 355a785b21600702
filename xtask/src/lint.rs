//! What the tools say about the code, without running it.

use crate::{
    command::{Result, cargo, execute, output, step},
    docs,
    layout::{PUBLISHED, SDK},
};

/// Only the feature `codegen` may build these.
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

/// Does all steps.
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

/// Every feature of every published package alone, also none and all, and without dev-dependencies, which would switch on
/// features of their own. cargo-hack takes them out of Cargo.toml meanwhile, so the lock file cannot be held to (`--locked`);
/// it puts both back.
fn each_feature() -> Result {
    let packages: String = PUBLISHED.iter().map(|(package, _)| format!("-p {package} ")).collect();
    execute(&mut cargo(&format!("hack clippy {packages} --lib --each-feature --no-dev-deps -- -D warnings")))
}

fn no_generator() -> Result {
    let features = "--no-default-features --features rustls";
    let tree = output(&mut cargo(&format!("tree --locked -p {SDK} {features} -e normal,build --prefix none")))?;
    let built: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    if !built.contains(&"reqwest") {
        return Err("cargo tree does not list reqwest, so this check looks at something else than the SDK".into());
    }
    let generators: Vec<&str> = GENERATORS.iter().copied().filter(|name| built.contains(name)).collect();
    match generators[..] {
        [] => Ok(()),
        _ => Err(format!("built although codegen is off: {}", generators.join(", "))),
    }
}
