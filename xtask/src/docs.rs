//! Builds the documentation.

use serde_json::Value;

use crate::{
    command::{Result, cargo, execute, output, step},
    layout::PUBLISHED,
};

/// Builds the documentation, and opens it if asked to.
pub fn run(arguments: &[String]) -> Result {
    step("docs", || build(!arguments.is_empty()))
}

/// Builds the documentation of what is published without warnings, with the features that docs.rs switches on.
pub fn build(open: bool) -> Result {
    let metadata = output(&mut cargo("metadata --locked --no-deps --format-version 1"))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|e| format!("cargo metadata: {e}"))?;
    for (package, _) in PUBLISHED {
        let features = documented_features(&metadata, package);
        // The documentation of the SDK is where a reader starts.
        let open = if open && *package == crate::layout::SDK { "--open" } else { "" };
        let mut doc = cargo(&format!("doc --locked --no-deps -p {package} {features} {open}"));
        execute(doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    Ok(())
}

/// The features in `package.metadata.docs.rs` of a package, as an argument of cargo.
fn documented_features(metadata: &Value, package: &str) -> String {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let found = packages.filter(|found| found["name"] == package);
    let features = found.flat_map(|found| found["metadata"]["docs"]["rs"]["features"].as_array()).flatten();
    let features: Vec<&str> = features.filter_map(Value::as_str).collect();
    if features.is_empty() { String::new() } else { format!("--features {}", features.join(",")) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::documented_features;

    #[test]
    fn the_features_of_docs_rs_are_documented() {
        let docs = json!({ "docs": { "rs": { "features": ["events", "qr"] } } });
        let metadata = json!({ "packages": [{ "name": "a", "metadata": docs }, { "name": "b", "metadata": null }] });
        assert_eq!(documented_features(&metadata, "a"), "--features events,qr");
        assert_eq!(documented_features(&metadata, "b"), "");
    }
}
