//! Differences that follow from the types of our arguments and options, in any call.
//!
//! JavaScript sends whatever it is given. Here a value of another type does not compile, so our client gets the default or an
//! empty value in its place. A rule explains a difference only where the recorded value has another type than ours.

use serde_json::{Value, json};

use super::{
    Decision,
    general::is_nothing,
    refusals::{has_another_type, texts},
};
use crate::{
    case::Case,
    compare::{At, Difference},
    model,
    rules::*,
};

pub const DIFFERENCES: &[Decision] = &[
    Decision {
        reason: "design: options that are types",
        what: "a call that fails in the code of JavaScript for want of an argument is made with the defaults",
        applies: |case| {
            let thrown = case.record.thrown().is_some_and(|thrown| thrown["kind"] == "TypeError");
            thrown && case.record.requests().is_empty() && !case.observed.sent.is_empty()
        },
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Extra(_) | At::Value(_)),
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "design: types",
        what: "what JSON does not have, such as NaN, does not compile, and the token of a user is text",
        applies: |case| {
            let odd = case.record.get("args").to_string().contains("\"$");
            let token = &case.record.arg(0)["token"];
            let of_a_user = case.is(&["setCurrentUser", "tokenProvider.setUser"]);
            odd || (of_a_user && !token.is_null() && !token.is_string())
        },
        explains: |case, d| {
            let of_a_user = case.is(&["setCurrentUser", "tokenProvider.setUser"]);
            let of_the_mark = has_a_mark(&d.ours) || (is_nothing(&d.ours) && !is_given(case, &d.recorded));
            (matches!(d.at, At::Body(..)) && of_the_mark) || (of_a_user && (at_outcome(d) || at_store(d)))
        },
        instead: |_| Ok(()),
    },
    Decision {
        reason: "design: types",
        what: "a value of another type than its argument does not compile",
        applies: |case| has_another_type(case.record.get("args")) || texts_of_nothing(case),
        explains: |case, d| match &d.at {
            At::Body(_, place) => {
                let verifier = place == "code_verifier" && !case.record.arg(1)["codeVerifier"].is_string();
                let left_out =
                    is_nothing(&d.ours) && (verifier || !d.recorded.is_string() || !is_given(case, &d.recorded));
                left_out
                    || (["params", "input.params"].contains(&&**place) && are_the_same_fields(&d.recorded, &d.ours))
            }
            At::Query(_) => {
                // A list is sent under a name with brackets.
                let of_no_text = |[name, value]: &Pair<'_>| name.ends_with(']') || !is_given(case, &json!(value));
                let [recorded, ours] = pairs_apart(d);
                recorded.iter().all(of_no_text) && ours.iter().all(is_default)
            }
            _ => false,
        },
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "design: options that are types",
        what: "a member that an argument does not have is not sent, and an omitted option has its default",
        applies: |_| true,
        explains: |case, d| match &d.at {
            At::Body(_, place) => {
                let left_out = d.ours.is_null() && is_unknown(case, place);
                let default = match place.as_str() {
                    "authenticator_type" => d.ours == "totp",
                    "source" => d.ours == "SELF",
                    "input.autoRegister" | "input.forceLogin" | "input.generateToken" => d.ours == json!(false),
                    _ => false,
                };
                left_out || (default && d.recorded.is_null())
            }
            At::Query(_) if case.is(&["mfa.getMfaAuthenticators", "listApplications"]) => {
                let [recorded, ours] = pairs_apart(d);
                !recorded.iter().any(|pair| compiles(case, pair)) && ours.iter().all(is_default)
            }
            _ => false,
        },
        instead: |_| Ok(()),
    },
];

/// Whether an argument or an option is null, which JavaScript may send as a word.
fn texts_of_nothing(case: &Case) -> bool {
    let args = case.record.get("args").as_array().into_iter().flatten();
    args.into_iter().any(|arg| arg.is_null() || arg.as_object().is_some_and(|map| map.values().any(Value::is_null)))
}

fn is_given(case: &Case, value: &Value) -> bool {
    texts(case.record.get("args")).any(|text| value == text)
}

/// Whether the input type of a profile, or of an update, does not have a member.
fn is_unknown(case: &Case, place: &str) -> bool {
    let member = place.rsplit('.').next().unwrap_or_default();
    let of_profile = place.starts_with("input.profile.") || place.starts_with("profile.");
    let known = [
        "ip",
        "phone",
        "email",
        "oauth",
        "username",
        "nickname",
        "company",
        "photo",
        "device",
        "browser",
        "name",
        "givenName",
        "familyName",
        "middleName",
        "profile",
        "preferredUsername",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "address",
        "formatted",
        "streetAddress",
        "locality",
        "region",
        "postalCode",
        "country",
    ];
    let step = place.split('.').nth(1 + usize::from(place.starts_with("input."))).unwrap_or(member);
    (case.is_registration() && of_profile && !known.contains(&step)) || member == "unknownMember"
}

/// The name and the value of a parameter in a query.
type Pair<'a> = [&'a str; 2];

/// The pairs of a query that only the recorded call has, and those that only ours has.
fn pairs_apart(difference: &Difference) -> [Vec<Pair<'_>>; 2] {
    fn pairs(query: &Value) -> Vec<Pair<'_>> {
        let pairs = query.as_array().into_iter().flatten();
        pairs.map(|pair| [&pair[0], &pair[1]].map(|text| text.as_str().unwrap_or_default())).collect()
    }
    let (recorded, ours) = (pairs(&difference.recorded), pairs(&difference.ours));
    let only_ours = ours.iter().copied().filter(|pair| !recorded.contains(pair)).collect();
    [recorded.into_iter().filter(|pair| !ours.contains(pair)).collect(), only_ours]
}

/// Whether our client sends this pair when the option is not set.
fn is_default(pair: &Pair<'_>) -> bool {
    [["type", "totp"], ["source", "SELF"], ["page", "1"], ["limit", "10"]].contains(pair)
}

/// Whether the argument that a pair of a query is made from has the type of our option.
fn compiles(case: &Case, [name, _]: &Pair<'_>) -> bool {
    let given = &case.record.arg(0)[*name];
    match *name {
        "page" | "limit" => given.as_u64().is_some_and(|number| u32::try_from(number).is_ok()),
        _ => given.is_string(),
    }
}

/// Whether two texts have the same custom fields, except for values that JSON does not have.
fn are_the_same_fields(recorded: &Value, ours: &Value) -> bool {
    let fields = |text: &Value| {
        let mut fields: Vec<Value> = serde_json::from_str(text.as_str()?).ok()?;
        fields.sort_by_key(|field| field["key"].to_string());
        Some(fields)
    };
    let (Some(recorded), Some(ours)) = (fields(recorded), fields(ours)) else { return false };
    let same = |(recorded, ours): (&Value, &Value)| {
        recorded["key"] == ours["key"] && is_the_same_value(&recorded["value"], &ours["value"])
    };
    recorded.len() == ours.len() && recorded.iter().zip(&ours).all(same)
}

/// Whether two values are the same for JavaScript, which leaves out what is undefined and rounds integers to doubles.
fn is_the_same_value(recorded: &Value, ours: &Value) -> bool {
    match (model::without_nulls(recorded), model::without_nulls(ours)) {
        (_, ours) if has_a_mark(&ours) => true,
        (Value::Number(recorded), Value::Number(ours)) => recorded.as_f64() == ours.as_f64(),
        (recorded, ours) => recorded == ours,
    }
}

/// Whether a value, or the JSON in a text, has a mark such as `$number`, which stands for what JSON does not have.
fn has_a_mark(value: &Value) -> bool {
    let marked =
        |text: &str| serde_json::from_str(text).is_ok_and(|value: Value| !value.is_string() && has_a_mark(&value));
    match value {
        Value::Object(members) => members.iter().any(|(name, value)| name.starts_with('$') || has_a_mark(value)),
        Value::Array(items) => items.iter().any(has_a_mark),
        Value::String(text) => marked(text),
        _ => false,
    }
}

#[test]
fn custom_fields_are_the_same_unless_a_given_value_is_lost() {
    let fields = |text: &str| Value::from(text);
    let recorded = r#"[{"key":"age","value":36},{"key":"school"},{"key":"since","value":"2020-01-02T00:00:00.000Z"}]"#;
    let ours = r#"[{"key":"age","value":36.0},{"key":"school","value":null},{"key":"since","value":{"$date":"2020"}}]"#;
    assert!(are_the_same_fields(&fields(recorded), &fields(ours)));
    for wrong in [
        ours.replace("36", "37"),
        ours.replace("school", "pupil"),
        ours.replace("null", "\"Analytical\""),
        ours.replace(r#"{"key":"age","value":36.0},"#, ""),
    ] {
        assert!(!are_the_same_fields(&fields(recorded), &fields(&wrong)), "{wrong}");
    }
}
