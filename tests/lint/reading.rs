//! Reading `authing.yaml`: line numbers, repeated keys, and unsupported YAML.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    edit::{Edit, Row, Spec, YAML, every_row_is_found},
    yaml::{self, Node},
};

#[test]
fn unsupported_yaml_is_refused() {
    const MEND: &str = "anchors, aliases and tags are not used here; write the value out";
    let row = |name, from, to, says| -> Row { (name, Edit { file: YAML, at: "\n    PhoneBody:", from, to }, says) };
    every_row_is_found(&[
        row("anchor on a list", "required: [", "required: &all [", &["spec/authing.yaml: line {line}: ", MEND]),
        row("anchor on text", "type: object", "type: &kind object", &["spec/authing.yaml: line {line}: ", MEND]),
        row("anchor on a mapping", "code: {", "code: &code {", &["spec/authing.yaml: line {line}: ", MEND]),
        row("alias", "type: object", "type: *kind", &["spec/authing.yaml: line {line}: "]),
        row("tag", "type: object", "type: !!str object", &["spec/authing.yaml: line {line}: ", MEND]),
        row(
            "key that is no text",
            "required: [",
            "[required]: [",
            &["spec/authing.yaml: line {line}: a key must be plain text"],
        ),
        row("unclosed list", "encryptedData]", "encryptedData", &["spec/authing.yaml: line ", "not YAML: "]),
        row("tab as indentation", "      type: object", "\ttype: object", &["spec/authing.yaml: line ", "not YAML: "]),
    ]);
}

#[test]
fn text_that_is_not_one_document_is_refused() {
    for (text, says) in [
        ("", "spec/authing.yaml: the document is empty"),
        ("# nothing\n", "spec/authing.yaml: the document is empty"),
        ("a: 1\n---\nb: 2\n", "spec/authing.yaml: line 3: a second document; keep one"),
        ("a: 'b\n", "spec/authing.yaml: line "),
        ("just a sentence", "spec/authing.yaml: the document is not OpenAPI 3.0: "),
        ("[1, 2]", "spec/authing.yaml: the document is not OpenAPI 3.0: "),
    ] {
        let spec = Spec::copy();
        spec.write(YAML, text);
        let problems = spec.problems();
        assert!(problems.iter().any(|p| p.starts_with(says)), "{text:?}: {problems:#?}");
    }
}

#[test]
fn a_missing_file_is_named() {
    for file in [YAML, "error-codes.csv"] {
        let spec = Spec::copy();
        std::fs::remove_file(spec.path(file)).unwrap();
        let problems = spec.problems();
        assert!(problems.len() == 1 && problems[0].contains(file), "{problems:#?}");
    }
}

#[test]
fn scalars_have_the_types_of_the_core_schema() {
    let text =
        "a: 1\nb: -2.5\nc: true\nd: false\ne: null\nf: ~\ng:\nh: '1'\ni: \"true\"\nj: 3.0.3\nk: 2XX\nl: |\n  x\n  y\n";
    let expected = json!({
        "a": 1, "b": -2.5, "c": true, "d": false, "e": null, "f": null, "g": null,
        "h": "1", "i": "true", "j": "3.0.3", "k": "2XX", "l": "x\ny\n",
    });
    assert_eq!(yaml::parse(text).unwrap().to_json(), expected);
}

#[test]
fn keys_keep_their_line_numbers_and_repetitions() {
    let node = yaml::parse("first: 1\n\n# a comment\nsecond:\n  inner: [x,\n    y]\nfirst: 2\n").unwrap();
    let lines: Vec<(&str, usize)> = node.entries().iter().map(|(key, line, _)| (key.as_str(), *line)).collect();
    assert_eq!(lines, [("first", 1), ("second", 4), ("first", 7)]);
    let lines: Vec<usize> = node.at(&["second", "inner"]).unwrap().items().iter().map(|item| item.line).collect();
    assert_eq!(lines, [5, 6]);
    assert_eq!(node.to_json(), json!({ "first": 2, "second": { "inner": ["x", "y"] } }));
}

/// Any JSON value. Fractions are eighths, which every parser reads exactly.
fn value() -> impl Strategy<Value = Value> {
    let text = "[ -~äß中文😀\n\t]{0,12}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(text, inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn json_is_read_as_yaml_with_equal_values(value in value()) {
        for text in [value.to_string(), format!("{value:#}")] {
            let read = yaml::parse(&text).map(|node| node.to_json());
            prop_assert_eq!(read, Ok(value.clone()), "{}", text);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[ -~\n\t中]{0,40}") {
        if let Err(why) = yaml::parse(&text).as_ref().map(Node::to_json) {
            prop_assert!(!why.is_empty());
        }
    }
}
