//! The JSON Schema of every data type has the members of its component, so that nothing is lost between the contract and Rust.

use std::collections::{BTreeMap, BTreeSet};

use authing_wxapp::__contract::types;
use schemars::{Schema, schema_for};
use serde_json::{Map, Value};

use crate::support::Contract;

/// The JSON Schema of each type, by its name.
macro_rules! schemas {
    ($($name:ident)*) => {
        [$((stringify!($name), schema_for!(types::$name))),*]
    };
}

fn schemas() -> BTreeMap<&'static str, Schema> {
    BTreeMap::from(schemas![
        AllowedApplication AllowedApplications AuthorizedResource AuthorizedResources CasEnvelope CasFailure CodeCheck DeleteAccountToken Profile SystemInfo SystemKey SystemVersion UpdateEmailToken UpdatePhoneToken WechatAccessTokenInfo WechatData WechatPhone
        CasServiceResponse CasSuccess CommonMessage CustomDataEntry Department DepartmentsOfUser Done Identity
        IdentityProvider IdentityProviderConfig Introspection Jwk Jwks LinkUrl LinkedIdentity LoginStatus
        LoginStatusDetail MfaAssociation MfaAuthenticator MyDevice NewRecoveryCode OrgNode PasswordStrength PhoneNumber
        PrincipalAuthentication PublicConfig PublicKey QrCode QrCodeStatus QrCodeUser RefreshedToken RegisterField
        RegisterProfile ResourcesOfUser Role Roles RolesOfUser SecurityLevel SigninResult SocialConnection SsoCookie
        SsoSession SsoSessionDetail TokenClaims TokenSet UploadedFile User UserDepartment UserDepartments UserInfo
        UserInfoAddress Watermark
    ])
}

/// The type of a value, as far as both descriptions say it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Any,
    Boolean,
    /// Whole or not: a tolerant reply reads either.
    Number,
    String,
    Object,
    List(Box<Shape>),
    /// A data type with members of its own.
    Type(String),
}

/// How the JSON Schema of a recursive type refers to itself.
const ITSELF: &str = "#";

/// The shape of a member, in a description whose types are under `definitions`.
fn shape(schema: &Value, definitions: &Map<String, Value>) -> Shape {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        let Some(definition) = definitions.get(name) else { return Shape::Any };
        return match definition.get("properties") {
            Some(_) if name == ITSELF => Shape::Type(definition["title"].as_str().unwrap_or_default().to_owned()),
            Some(_) => Shape::Type(name.to_owned()),
            None => shape(definition, definitions),
        };
    }
    // Nullable members wrap their type in one of these.
    for wrapper in ["allOf", "anyOf", "oneOf"] {
        let parts = schema[wrapper].as_array().into_iter().flatten();
        if let Some(part) = parts.into_iter().find(|part| part["type"] != "null") {
            return shape(part, definitions);
        }
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
        kind => Vec::from_iter(kind.as_str()),
    };
    match kinds[..] {
        ["boolean"] => Shape::Boolean,
        ["integer" | "number"] => Shape::Number,
        ["string"] => Shape::String,
        ["array"] => Shape::List(Box::new(shape(&schema["items"], definitions))),
        ["object"] => Shape::Object,
        _ => Shape::Any,
    }
}

fn members(properties: &Value, definitions: &Map<String, Value>) -> BTreeMap<String, Shape> {
    let members = properties.as_object().into_iter().flatten();
    members.map(|(name, schema)| (name.clone(), shape(schema, definitions))).collect()
}

#[test]
fn every_type_has_the_members_of_its_component() {
    let components = Contract::get().document["components"]["schemas"].as_object().unwrap();
    let mut wrong = Vec::new();
    for (name, schema) in schemas() {
        let schema = schema.to_value();
        let mut definitions = schema["$defs"].as_object().cloned().unwrap_or_default();
        definitions.insert(ITSELF.into(), schema.clone());
        let expected = members(&components[name]["properties"], components);
        let found = members(&schema["properties"], &definitions);
        assert!(!expected.is_empty(), "the component {name} has no members");
        for member in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
            let (expected, found) = (expected.get(member), found.get(member));
            if expected != found {
                wrong.push(format!("{name}.{member}: the contract has {expected:?}, the type has {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn derives_json_schema(attribute: &syn::Attribute) -> bool {
    attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string().contains("JsonSchema"))
}

/// Fails for a new type until it is listed above.
#[test]
fn every_type_with_a_json_schema_is_listed() {
    let generated = include_str!("../../generated/client.rs");
    let file = syn::parse_file(generated).unwrap();
    let items = file.items.iter().flat_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content.as_ref().map(|(_, items)| items),
        _ => None,
    });
    let derived: BTreeSet<_> = items
        .flatten()
        .filter_map(|item| match item {
            syn::Item::Struct(item) => Some((&item.ident, &item.attrs)),
            syn::Item::Enum(item) => Some((&item.ident, &item.attrs)),
            _ => None,
        })
        .filter(|(_, attributes)| attributes.iter().any(derives_json_schema))
        .map(|(name, _)| name.to_string())
        .collect();
    let listed: BTreeSet<_> = schemas().into_keys().map(str::to_owned).collect();
    assert_eq!(derived.symmetric_difference(&listed).collect::<Vec<_>>(), [""; 0]);
}
