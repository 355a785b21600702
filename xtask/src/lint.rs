//! Static checks of the code.

use serde_json::Value;

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
    quick()?;
    step("clippy, each feature alone", each_feature)
}

/// Runs all static checks except those of each feature alone, which take longer than the others together.
pub fn quick() -> Result {
    let clippy = |features: &str| execute(&mut cargo(&format!("clippy --locked {features} -- -D warnings")));
    step("formatting", || execute(&mut cargo("fmt --all --check")))?;
    step("no generator without codegen", no_generator)?;
    // The default features alone are those of a library, which `each_feature` checks: tests and examples switch on most others.
    step("clippy, all features", || clippy("--workspace --all-targets --all-features"))?;
    step("docs", docs::check)?;
    step("licences, sources and banned crates", || execute(&mut cargo("deny --locked check bans licenses sources")))
}

/// Checks every published package without a feature and with each feature alone, of which `default` is one. Only libraries are checked, so that no
/// dev-dependency enables further features. A tool such as cargo-hack checks all default members of the workspace each time,
/// which takes three times as long.
pub fn each_feature() -> Result {
    for (package, _) in PUBLISHED {
        let clippy = |features: &str| {
            let package = format!("-p {package} --lib --no-default-features {features}");
            execute(&mut cargo(&format!("clippy --locked {package} -- -D warnings")))
        };
        clippy("")?;
        for feature in features_of(package)? {
            println!("{package}, {feature}");
            clippy(&format!("--features {feature}"))?;
        }
    }
    Ok(())
}

/// The names of the features of a package.
fn features_of(package: &str) -> Result<Vec<String>> {
    let metadata = output(&mut cargo("metadata --locked --no-deps --format-version 1"))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|e| format!("cargo metadata: {e}"))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let features = packages.filter(|one| one["name"] == package).find_map(|one| one["features"].as_object());
    let features = features.ok_or_else(|| format!("cargo metadata does not know the package {package}"))?;
    Ok(features.keys().cloned().collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_features_of_a_package_are_known() {
        let features = features_of(SDK).unwrap();
        assert!(["codegen", "redis", "__fuzz"].iter().all(|name| features.iter().any(|feature| feature == name)));
        assert!(features_of("no-such-package").is_err());
    }
}
