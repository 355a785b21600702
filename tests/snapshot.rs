//! `generated/` is what build.rs makes of `spec/`, byte for byte.
//!
//! Refresh it with `AUTHING_REFRESH=1 cargo test --test snapshot`.

#![cfg(feature = "codegen")]

use std::{fs, path::Path};

#[test]
fn the_snapshot_is_what_the_contract_gives() {
    let made = Path::new(env!("OUT_DIR"));
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("generated");
    let refresh = std::env::var_os("AUTHING_REFRESH").is_some_and(|value| value == "1");
    let mut names: Vec<String> =
        fs::read_dir(made).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["client.rs", "contract.json", "documents.rs", "error_codes.rs", "open.rs"]);
    for name in names {
        let fresh = fs::read_to_string(made.join(&name)).unwrap();
        if refresh {
            fs::write(kept.join(&name), &fresh).unwrap();
        }
        let old = fs::read_to_string(kept.join(&name)).unwrap_or_default();
        assert!(
            old == fresh,
            "generated/{name} is stale: run `AUTHING_REFRESH=1 cargo test --test snapshot`, read the diff and commit it"
        );
    }
}
