//! Finding the member that makes a reply unreadable. The results are compared with serde_path_to_error, which tracks
//! the path during deserialization, while the library looks at the position where it stopped.

use proptest::{collection, prelude::*, sample};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::lenient;

/// Members of every kind that the generated types have.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Person {
    id: String,
    #[serde(alias = "nick", alias = "Nick")]
    nickname: Option<String>,
    age: Option<i64>,
    ratio: Option<f64>,
    verified: Option<bool>,
    tags: Option<Vec<Option<String>>>,
    friend: Option<Box<Person>>,
    others: Option<Vec<Person>>,
    data: Option<Value>,
    #[serde(rename = "größe \"\\\n")]
    size: Option<Pair>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Pair {
    first: u8,
    second: Option<u8>,
}

const NAMES: [&str; 14] = [
    "id",
    "nickname",
    "nick",
    "Nick",
    "age",
    "ratio",
    "verified",
    "tags",
    "friend",
    "others",
    "data",
    "größe \"\\\n",
    "other 😀",
    "first",
];

fn decode<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    lenient::decode(text).map(|(value, _)| value)
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (0_u8..3).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a\"\\\\\n{}\\[\\]:,ß😀\u{1}]{0,6}".prop_map(Value::from),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(5, 40, 6, |inner| {
        let person = collection::vec((sample::select(&NAMES[..]), inner.clone()), 0..8);
        prop_oneof![
            collection::vec(inner, 0..4).prop_map(Value::from),
            person.clone().prop_map(object),
            // Readable values are generated more often.
            (person, "[a-z\\\\\"é]{0,3}").prop_map(|(members, id)| {
                let mut object = object(members);
                object["id"] = id.into();
                object
            }),
        ]
    })
}

/// An object of these members. A list in place of a [`Pair`] is left out as a whole, which serde_path_to_error does not tell.
fn object(members: Vec<(&str, Value)>) -> Value {
    let members = members.into_iter().filter(|(name, value)| *name != NAMES[11] || !value.is_array());
    Value::Object(members.map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The result when serde_path_to_error finds the unreadable members.
fn followed<T: DeserializeOwned>(mut tree: Value) -> Result<T, String> {
    let whole = tree.clone();
    loop {
        let error = match serde_path_to_error::deserialize::<_, T>(&tree) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let reason = error.inner().to_string();
        let mut steps: Vec<String> = error.path().iter().map(ToString::to_string).collect();
        let place = if steps.is_empty() { "the top".to_owned() } else { error.path().to_string() };
        let duplicate = reason.starts_with("duplicate field");
        if duplicate {
            // Members are in alphabetical order, and deserialization stops at the second name of a member.
            let node = pointer(&mut tree, &steps).unwrap();
            let names: Vec<&str> =
                ["Nick", "nick", "nickname"].into_iter().filter(|name| node.get(name).is_some()).collect();
            steps.push(names[1].to_owned());
        }
        let Some((last, parents)) = steps.split_last() else {
            return Err(match reason.strip_prefix("missing field `").and_then(|rest| rest.split_once('`')) {
                Some((field, _)) if whole.get(field).is_some() => format!("`{field}` has an unexpected form"),
                Some((field, _)) => format!("`{field}` is missing at {place}"),
                None => format!("the value at {place} has an unexpected form"),
            });
        };
        match pointer(&mut tree, parents).unwrap() {
            Value::Array(list) => drop(list.remove(index(last))),
            Value::Object(map) => assert!(map.remove(last).is_some(), "{last}"),
            leaf => panic!("{leaf} has no members"),
        }
    }
}

fn index(step: &str) -> usize {
    step.trim_matches(['[', ']']).parse().unwrap()
}

fn pointer<'a>(tree: &'a mut Value, steps: &[String]) -> Option<&'a mut Value> {
    steps.iter().try_fold(tree, |node, step| match node {
        Value::Array(list) => list.get_mut(index(step)),
        node => node.get_mut(step),
    })
}

/// The JSON text of a tree, with the optional spaces and escapes that a server may write.
fn loosely(tree: &Value) -> String {
    let pretty = serde_json::to_string_pretty(tree).unwrap();
    pretty.replace('ß', "\\u00df").replace('😀', "\\ud83d\\ude00").replace("\": ", "\"\t:\r\n ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn the_same_members_are_left_out_as_by_serde_path_to_error(tree in tree()) {
        let expected = followed::<Person>(tree.clone());
        for text in [tree.to_string(), loosely(&tree)] {
            prop_assert_eq!(decode::<Person>(&text), expected.clone(), "{}", text);
        }
        let list = json!([tree, tree]);
        prop_assert_eq!(decode::<Vec<Person>>(&list.to_string()), followed(list.clone()), "{}", list);
        if !tree.is_array() {
            prop_assert_eq!(decode::<Option<Pair>>(&tree.to_string()), followed(tree.clone()), "{}", tree);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[{}\\[\\]:,\"a0\\\\ ]{0,24}") {
        let _either = decode::<Person>(&text);
    }
}

fn person(text: &str) -> Person {
    decode(text).unwrap()
}

#[test]
fn places_are_named_and_values_are_not() {
    let says = |text: &str| decode::<Person>(text).unwrap_err();
    assert_eq!(says("{"), "it is not JSON");
    assert_eq!(says("7"), "the value at the top has an unexpected form");
    assert_eq!(says("\"s3cret\""), "the value at the top has an unexpected form");
    assert_eq!(says("{}"), "`id` is missing at the top");
    assert_eq!(says(r#"{"id":7}"#), "`id` has an unexpected form");
    assert_eq!(says(r#"{"age":"s3cret","tags":7,"friend":{}}"#), "`id` is missing at the top");
    let many = json!({ "id": "a", "others": vec![json!({ "id": 7 }); 40] });
    assert_eq!(person(&many.to_string()).others, Some(vec![]), "there may be many");
}

#[test]
fn only_unreadable_members_are_left_out() {
    let read = person(r#"{"id":"a","nickname":{"s3cret":[1]},"age":1.5,"ratio":2,"verified":"yes"}"#);
    assert_eq!((read.nickname, read.age, read.ratio, read.verified), (None, None, Some(2.0), None));
    // The last member of an object, the last element of a list, and both at once.
    assert_eq!(person(r#"{"id":"a","tags":["x",null,7]}"#).tags, Some(vec![Some("x".into()), None]));
    let read = person(r#"{"friend":{"id":"b","others":[{"id":"c","age":"old"},{"id":[]},{"id":"d"}]},"id":"a"}"#);
    let others = read.friend.unwrap().others.unwrap();
    assert_eq!(others.iter().map(|other| (&*other.id, other.age)).collect::<Vec<_>>(), [("c", None), ("d", None)]);
    // An object without a required member is left out as a whole.
    assert_eq!(person(r#"{"id":"a","friend":{"nickname":"b"},"age":3}"#).friend, None);
}

#[test]
fn a_member_with_two_names_keeps_one_of_them() {
    for text in [r#"{"id":"a","nick":"x","nickname":"y"}"#, r#"{"nickname":"x","id":"a","Nick":"y","nick":"z"}"#] {
        assert_eq!(person(text).nickname.as_deref(), Some("x"), "{text}");
    }
    assert_eq!(person(r#"{"id":"a","age":1,"age":2}"#).age, Some(2), "the last value is kept, as in JavaScript");
    // The same below the top.
    let friend = person(r#"{"id":"a","friend":{"id":"b","nick":"x","nickname":"y"},"age":3}"#).friend.unwrap();
    assert_eq!((&*friend.id, friend.nickname.as_deref()), ("b", Some("x")));
}

#[test]
fn a_list_in_place_of_an_object_is_not_truncated() {
    for size in ["[1,2,3]", "[1,null,[[3]]]", "[1,2,{\"a\":3},4]"] {
        let read = person(&json!({ "id": "a", NAMES[11]: serde_json::from_str::<Value>(size).unwrap() }).to_string());
        assert_eq!(read.size, None, "{size}");
    }
}

/// Free-form JSON and unknown members may be deeper than the reader of JSON follows, and numbers larger than any type holds.
#[test]
fn what_a_reader_refuses_in_an_optional_member_is_left_out() {
    let deep = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let nested = |depth: usize| format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
    for odd in [deep(126), deep(127), deep(200), deep(100_000), nested(127), nested(5000), "[1,1e999]".into()] {
        let read = person(&format!(r#"{{"data":{odd},"id":"a","other":{odd},"age":3,"friend":{odd},"tags":{odd}}}"#));
        assert_eq!((&*read.id, read.age, read.friend), ("a", Some(3), None));
        assert!(read.data.is_none() || odd == deep(126), "half of a free value would look like the whole");
        let read = person(&format!(r#"{{"id":"a","others":[{{"id":"b","data":{odd}}},{{"id":"c"}}]}}"#));
        assert_eq!(read.others.unwrap().iter().map(|other| &*other.id).collect::<Vec<_>>(), ["b", "c"]);
    }
}

/// How many bytes are read of a text, as a multiple of its size.
fn work(text: &str) -> usize {
    let mut bytes = 0;
    let read = |text: &str| {
        bytes += text.len();
        serde_json::from_str::<Person>(text).map(drop)
    };
    crate::lenient::mend(text, &mut { read }).unwrap();
    bytes / text.len()
}

#[test]
fn the_work_grows_with_the_size_of_the_text_only() {
    let long = |size: usize| format!("[{}1]", "1,".repeat(size));
    let others = |count: usize| vec![r#"{"id":"b","age":[],"nickname":[],"verified":7}"#; count].join(",");
    for size in [50_000, 500_000] {
        let odd: String = (0..30).map(|index| format!(r#""odd {index}":[],"ratio":[],"#)).collect();
        let fat = format!(r#"{{{odd}"nickname":[],"age":[],"verified":[],"data":{},"id":"a"}}"#, long(size));
        assert!(work(&fat) <= 12, "{}", work(&fat));
        let deep = format!(r#"{{"friend":{{"friend":{{"friend":{fat},"id":"a"}},"id":"a"}},"id":"a"}}"#);
        assert!(work(&deep) <= 12, "{}", work(&deep));
        let wide = format!(r#"{{"id":"a","others":[{}]}}"#, others(size / 50));
        assert!(work(&wide) <= 12, "{}", work(&wide));
    }
}
