//! No method of the client is missing among the calls of `methods.rs`.

use crate::methods;

/// Methods that need another kind of server; `events.rs` calls them.
const ELSEWHERE: &[&str] = &["event_subscribe"];

/// Fails for a new method until it is listed above, because the tests would not search for its secrets.
#[test]
fn every_method_is_listed() {
    let mut methods = std::collections::BTreeSet::from(["qrcode_poll".to_owned()]);
    for text in sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api")) {
        // A request is defined as `Name("method") -> Output`.
        let named = text.split("(\"").skip(1).filter_map(|rest| rest.split_once("\") -> "));
        let is_name = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        methods.extend(named.map(|(method, _)| method.to_owned()).filter(|method| is_name(method)));
    }
    assert!(methods.len() > 20, "{methods:?}");
    let listed = methods::all().chain(ELSEWHERE).map(|method| (*method).to_owned()).collect();
    let missing: Vec<_> = methods.difference(&listed).collect();
    let extra: Vec<_> = listed.difference(&methods).collect();
    assert!(missing.is_empty(), "add these to METHODS, and their calls to calls(): {missing:?}");
    assert!(extra.is_empty(), "these are in METHODS and not in src/api; remove them: {extra:?}");
}

/// The texts of all Rust files in a folder and in those below it.
fn sources(folder: &std::path::Path) -> Vec<String> {
    let mut texts = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            texts.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            texts.push(std::fs::read_to_string(path).unwrap());
        }
    }
    texts
}
