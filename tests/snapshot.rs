//! `generated/` is what build.rs makes of `spec/`, byte for byte. `cargo xtask regenerate` writes it.

#![cfg(feature = "codegen")]

use std::{fs, path::Path};

#[test]
fn the_snapshot_equals_the_generated_code() {
    let made = Path::new(env!("OUT_DIR"));
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("generated");
    let files =
        ["client.rs", "contract.json", "documents.rs", "error_codes.rs", "open.rs", "openapi.json", "payloads.rs"];
    assert_eq!(names(made), files, "the build script wrote other files: list them here, too");
    assert_eq!(names(&kept), files, "generated/ has other files: run `cargo xtask regenerate`");
    for name in files {
        assert!(
            fs::read(made.join(name)).unwrap() == fs::read(kept.join(name)).unwrap(),
            "generated/{name} is stale: run `cargo xtask regenerate`, read the diff and commit it"
        );
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
