//! `docs/security.md` names, for each requirement, the test that fails without the guard. Every such test exists, and no
//! requirement is left out.

use std::{collections::BTreeSet, fs, path::Path};

/// The requirements of OWASP ASVS 5.0 for tokens, and for clients and resource servers of OAuth and OIDC.
const ASVS: [&str; 22] = [
    "9.1.1", "9.1.2", "9.1.3", "9.2.1", "9.2.2", "9.2.3", "9.2.4", "10.1.1", "10.1.2", "10.2.1", "10.2.2", "10.2.3",
    "10.3.1", "10.3.2", "10.3.3", "10.3.4", "10.3.5", "10.5.1", "10.5.2", "10.5.3", "10.5.4", "10.5.5",
];

/// The cells of each row of a table, without its head.
fn rows(document: &str) -> Vec<Vec<&str>> {
    let rows = document.lines().filter(|line| line.starts_with("| ") && !line.starts_with("|---"));
    // The last cell of a row may be empty.
    let cells =
        rows.map(|line| line.trim_start_matches("| ").trim_end_matches('|').split(" | ").map(str::trim).collect());
    cells.filter(|cells: &Vec<&str>| cells[0].starts_with(|c: char| c.is_ascii_digit())).collect()
}

/// The tests that a cell names, each as a file and a function.
fn tests(cell: &str) -> Vec<(&str, &str)> {
    cell.split('`').filter_map(|text| text.split_once("::")).filter(|(file, _)| file.ends_with(".rs")).collect()
}

/// Whether the file has a test of this name. Files of this crate are named below `tests`, and others from the root on.
fn has_test(file: &str, name: &str) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| fs::read_to_string(path.join(file)).ok();
    let Some(text) = read(&root.join("tests")).or_else(|| read(root)) else { return false };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_test = |line: &str| line.starts_with("#[test]") || line.starts_with("#[tokio::test");
    let declares = |line: &str| line.contains(&format!("fn {name}("));
    lines.iter().enumerate().any(|(at, line)| {
        // Other attributes may stand between the two.
        let above = lines[..at].iter().rev().take_while(|line| line.starts_with("#["));
        declares(line) && above.into_iter().any(|line| is_test(line))
    })
}

#[test]
fn every_requirement_names_tests_that_exist() {
    let document = include_str!("../../docs/security.md");
    let rows = rows(document);
    let numbers: Vec<&str> = rows.iter().map(|row| row[0]).take(ASVS.len()).collect();
    assert_eq!(numbers, ASVS);
    let mut named = BTreeSet::new();
    for row in &rows {
        let [number, _, state, _, test] = row[..] else { panic!("a row has other columns: {row:?}") };
        let met = state.starts_with("met");
        assert!(met || state.starts_with("left to") || state == "does not apply", "{number}: {state}");
        assert!(!met || !tests(test).is_empty(), "{number} is met, and no test holds it");
        named.extend(tests(test));
    }
    let missing: Vec<_> = named.iter().filter(|(file, name)| !has_test(file, name)).collect();
    assert!(missing.is_empty(), "docs/security.md names tests that do not exist: {missing:?}");
    println!("total requirements: {}, tests that hold them: {}", rows.len(), named.len());
    assert!(rows.len() >= 45 && named.len() >= 20, "{} rows, {} tests", rows.len(), named.len());
}

#[test]
fn a_missing_test_is_noticed() {
    assert!(has_test("secrecy/receipts.rs", "a_missing_test_is_noticed"));
    assert!(!has_test("secrecy/receipts.rs", "no_such_test") && !has_test("no_such_file.rs", "a_test"));
    assert!(!has_test("secrecy/receipts.rs", "has_test"), "a function that is no test is taken for one");
}
