//! The contract is consistent: its examples, references and error codes, and the types generated from it.

use std::collections::BTreeSet;

use authing_wxapp::{
    CommonMessage, CustomDataEntry, ErrorCode, Identity, IdentityProvider, IdentityProviderConfig, Introspection,
    LinkedIdentity, LoginStatus, LoginStatusDetail, MfaAssociation, MfaAuthenticator, PasswordStrength, PhoneNumber,
    PublicConfig, QrCode, QrCodeStatus, QrCodeUser, RefreshedToken, RegisterField, RegisterProfile, SigninResult,
    SocialConnection, SsoSession, TokenClaims, TokenSet, User, UserInfo, Watermark,
};
use schemars::JsonSchema;
use serde_json::Value;

use crate::support::Contract;

/// Calls `visit` for every object of the document, with its path.
fn walk<'a>(node: &'a Value, place: String, visit: &mut impl FnMut(&'a Value, &str)) {
    match node {
        Value::Object(members) => {
            visit(node, &place);
            for (name, member) in members {
                walk(member, format!("{place}/{name}"), visit);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(item, format!("{place}/{at}"), visit);
            }
        }
        _ => {}
    }
}

fn component(node: &Value) -> Option<&str> {
    node["schema"]["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

#[test]
fn every_example_matches_its_schema() {
    let contract = Contract::get();
    let mut found = 0;
    walk(&contract.document, String::new(), &mut |node, place| {
        let (Some(example), Some(component)) = (node.get("example"), component(node)) else { return };
        assert_eq!(contract.check_schema(component, example), Vec::<String>::new(), "{place}");
        found += 1;
    });
    let bodies = contract.operations.values().filter(|operation| operation.body.is_some()).count();
    assert_eq!(
        found,
        contract.operations.len() + bodies + 1,
        "expected one example for each reply, one for each body, and one for failures"
    );
}

#[test]
fn every_parameter_has_an_example_that_matches_its_schema() {
    let mut found = 0;
    walk(&Contract::get().document, String::new(), &mut |node, place| {
        if node.get("in").is_none() || node.get("schema").is_none() {
            return;
        }
        let example = node.get("example").unwrap_or_else(|| panic!("{place} has no example"));
        let schema = jsonschema::validator_for(&node["schema"]).unwrap();
        assert!(schema.is_valid(example), "{place}: {example}");
        found += 1;
    });
    assert!(found >= 7, "{found}");
}

#[test]
fn the_examples_pass_the_checks_that_the_other_tests_use() {
    let contract = Contract::get();
    for operation in contract.operations.values() {
        let node = &contract.document["paths"][&operation.path][&operation.method];
        let reply = &node["responses"]["2XX"]["content"][&operation.reply_type]["example"];
        match operation.reply_type.as_str() {
            "image/*" => continue,
            "text/plain" => assert!(reply.is_string(), "{}", operation.id),
            _ => assert!(reply.is_object(), "{}", operation.id),
        }
        assert_eq!(contract.check_reply(&operation.id, 200, reply), Ok(()));
    }
}

#[test]
fn every_reference_resolves_and_every_component_is_used() {
    let document = &Contract::get().document;
    let mut used = BTreeSet::new();
    walk(document, String::new(), &mut |node, place| {
        if let Some(reference) = node["$ref"].as_str() {
            let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
            assert!(target.is_some(), "{place} refers to {reference}, which does not exist");
            used.insert(reference.to_owned());
        }
    });
    for kind in ["schemas", "responses", "parameters"] {
        for (name, node) in document["components"][kind].as_object().unwrap() {
            // No operation refers to the headers that every request has.
            assert!(
                node["in"] == "header" || used.contains(&format!("#/components/{kind}/{name}")),
                "nothing uses {kind}/{name}"
            );
        }
    }
}

#[test]
fn every_row_of_the_error_codes_is_a_constant_with_its_name_and_meaning() {
    let mut rows = csv::Reader::from_reader(&include_bytes!("../../spec/error-codes.csv")[..]);
    let mut names = BTreeSet::new();
    for row in rows.records() {
        let row = row.unwrap();
        let code = ErrorCode::from(row[0].parse::<i64>().unwrap());
        assert_eq!((code.name(), code.meaning()), (Some(&row[1]), Some(&row[2])));
        assert_eq!(format!("{code:?}"), format!("{} {}", &row[0], &row[1]));
        assert_eq!(code.to_string(), &row[0]);
        assert!(names.insert(row[1].to_owned()), "{} is repeated", &row[1]);
    }
    assert!(names.len() > 150, "{}", names.len());
    let unknown = ErrorCode::from(987_654);
    assert_eq!((unknown.name(), unknown.meaning(), unknown.get()), (None, None, 987_654));
    assert_eq!(format!("{unknown:?}"), "987654");
    assert_eq!([ErrorCode::TIMED_OUT, ErrorCode::NO_CONNECTION, ErrorCode::LOCAL].map(ErrorCode::get), [-1, -2, -3]);
    assert_eq!(ErrorCode::USER_NOT_FOUND.get(), 2004);
}

fn members(schema: &Value) -> BTreeSet<String> {
    schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

fn required(schema: &Value) -> BTreeSet<String> {
    schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect()
}

fn same_members<T: JsonSchema>(component: &str) {
    let rust = schemars::schema_for!(T).to_value();
    let contract = &Contract::get().document["components"]["schemas"][component];
    assert!(!members(contract).is_empty(), "{component}");
    assert_eq!(members(&rust), members(contract), "{component}");
    assert_eq!(required(&rust), required(contract), "{component}");
}

#[test]
fn the_public_types_have_the_members_of_the_contract() {
    same_members::<User>("User");
    same_members::<Identity>("Identity");
    same_members::<CustomDataEntry>("CustomDataEntry");
    same_members::<PhoneNumber>("PhoneNumber");
    same_members::<Watermark>("Watermark");
    same_members::<LoginStatus>("LoginStatus");
    same_members::<LoginStatusDetail>("LoginStatusDetail");
    same_members::<RefreshedToken>("RefreshedToken");
    same_members::<PasswordStrength>("PasswordStrength");
    same_members::<CommonMessage>("CommonMessage");
    same_members::<QrCode>("QrCode");
    same_members::<QrCodeStatus>("QrCodeStatus");
    same_members::<QrCodeUser>("QrCodeUser");
    same_members::<LinkedIdentity>("LinkedIdentity");
    same_members::<PublicConfig>("PublicConfig");
    same_members::<SocialConnection>("SocialConnection");
    same_members::<IdentityProvider>("IdentityProvider");
    same_members::<IdentityProviderConfig>("IdentityProviderConfig");
    same_members::<MfaAuthenticator>("MfaAuthenticator");
    same_members::<MfaAssociation>("MfaAssociation");
    same_members::<RegisterProfile>("RegisterProfile");
    same_members::<RegisterField>("RegisterField");
    same_members::<TokenSet>("TokenSet");
    same_members::<UserInfo>("UserInfo");
    same_members::<Introspection>("Introspection");
    same_members::<TokenClaims>("TokenClaims");
    same_members::<SsoSession>("SsoSession");
    same_members::<SigninResult>("SigninResult");
}

/// A program can store a user as JSON and read it again, and the JSON matches the contract.
#[test]
fn a_user_round_trips_through_json_that_matches_the_contract() {
    let contract = Contract::get();
    let paths = contract.document["paths"].as_object().unwrap();
    let example = &paths["/connections/social/wechat-miniprogram/auth"]["post"]["responses"]["2XX"]["content"]["application/json"]
        ["example"]["data"];
    let user: User = serde_json::from_value(example.clone()).unwrap();
    let again = serde_json::to_value(&user).unwrap();
    assert_eq!(&again, example);
    assert_eq!(contract.check_schema("User", &again), Vec::<String>::new());
}
