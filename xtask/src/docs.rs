//! Builds the documentation.

use serde_json::Value;

use crate::{
    command::{Result, cargo, execute, output, step},
    layout::{PUBLISHED, SDK},
};

/// Builds the documentation as docs.rs does, and opens it if asked to.
pub fn run(arguments: &[String]) -> Result {
    step("docs", || build(!arguments.is_empty()))
}

/// Builds the documentation of each published package by itself, with the features that docs.rs switches on.
fn build(open: bool) -> Result {
    for (package, _) in PUBLISHED {
        // The documentation of the SDK is where a reader starts.
        let open = if open && *package == SDK { "--open" } else { "" };
        document(&[package], open)?;
    }
    Ok(())
}

/// Builds the documentation of all published packages at once. This compiles their dependencies once instead of three times, and
/// the documentation differs from that of docs.rs in features that have none: those with two underscores.
pub fn check() -> Result {
    let packages: Vec<&str> = PUBLISHED.iter().map(|(package, _)| *package).collect();
    document(&packages, "")
}

/// Builds the documentation of packages without warnings.
fn document(packages: &[&str], options: &str) -> Result {
    let metadata = output(&mut cargo("metadata --locked --no-deps --format-version 1"))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|e| format!("cargo metadata: {e}"))?;
    let features: Vec<String> = packages.iter().flat_map(|package| documented_features(&metadata, package)).collect();
    let chosen: String = packages.iter().map(|package| format!("-p {package} ")).collect();
    let mut doc = cargo(&format!("doc --locked --no-deps {chosen} {options}"));
    if !features.is_empty() {
        doc.arg("--features").arg(features.join(","));
    }
    execute(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

/// The features in `package.metadata.docs.rs` of a package, as cargo names them beside those of others.
fn documented_features(metadata: &Value, package: &str) -> Vec<String> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let found = packages.filter(|found| found["name"] == package);
    let features = found.flat_map(|found| found["metadata"]["docs"]["rs"]["features"].as_array()).flatten();
    features.filter_map(Value::as_str).map(|feature| format!("{package}/{feature}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::documented_features;

    #[test]
    fn the_features_of_docs_rs_are_documented() {
        let docs = json!({ "docs": { "rs": { "features": ["events", "qr"] } } });
        let metadata = json!({ "packages": [{ "name": "a", "metadata": docs }, { "name": "b", "metadata": null }] });
        assert_eq!(documented_features(&metadata, "a"), ["a/events", "a/qr"]);
        assert!(documented_features(&metadata, "b").is_empty());
    }
}
