//! Reduces recorded values to the members of our contract. Other members are compared as absent.

use std::sync::OnceLock;

use authing_wxapp::{
    AllowedApplications, AuthorizedResources, CustomDataEntry, LoginStatus, MyDevice, OrgNode, PhoneNumber,
    PrincipalAuthentication, RefreshedToken, SecurityLevel, SigninResult, User, UserDepartments,
};
use serde_json::Value;

use crate::{
    calls::{self, oidc},
    record::Record,
};

/// The methods that log in.
pub const LOGINS: [&str; 10] = [
    "loginByCode",
    "loginByPhone",
    "loginByEmail",
    "loginByUsername",
    "loginByPhonePassword",
    "loginByPhoneCode",
    "loginByEmailCode",
    "loginBySubAccount",
    "loginByLdap",
    "loginByAd",
];

/// The methods that register an account, and may log it in.
pub const REGISTRATIONS: [&str; 4] =
    ["registerByEmail", "registerByUsername", "registerByPhoneCode", "registerByEmailCode"];

/// The JSON Schema of the result of a recorded call.
pub fn result_type(record: &Record) -> Option<&'static Value> {
    oidc::result_type(record).or_else(|| result_of(&record.method))
}

/// The JSON Schema of the result of a method.
pub fn result_of(method: &str) -> Option<&'static Value> {
    static SCHEMAS: OnceLock<[Value; 13]> = OnceLock::new();
    let [
        user,
        phone,
        status,
        token,
        level,
        orgs,
        departments,
        resources,
        applications,
        fields,
        principal,
        devices,
        signin,
    ] = SCHEMAS.get_or_init(|| {
        [
            schemars::schema_for!(User),
            schemars::schema_for!(PhoneNumber),
            schemars::schema_for!(LoginStatus),
            schemars::schema_for!(RefreshedToken),
            schemars::schema_for!(SecurityLevel),
            schemars::schema_for!(Vec<Vec<OrgNode>>),
            schemars::schema_for!(UserDepartments),
            schemars::schema_for!(AuthorizedResources),
            schemars::schema_for!(AllowedApplications),
            schemars::schema_for!(Vec<CustomDataEntry>),
            schemars::schema_for!(PrincipalAuthentication),
            schemars::schema_for!(Vec<MyDevice>),
            schemars::schema_for!(SigninResult),
        ]
        .map(Value::from)
    });
    match method {
        method if LOGINS.contains(&method) || REGISTRATIONS.contains(&method) => Some(user),
        "getCurrentUser"
        | "updateProfile"
        | "updateAvatar"
        | "uploadAvatar"
        | "updatePassword"
        | "bindPhone"
        | "unbindPhone"
        | "bindEmail"
        | "unbindEmail"
        | "updatePhone"
        | "updateEmail"
        | "tokenProvider.getUser" => Some(user),
        "getPhone" => Some(phone),
        "signinByCredentials" => Some(signin),
        "checkLoginStatus" => Some(status),
        "refreshToken" => Some(token),
        "getSecurityLevel" => Some(level),
        "listOrgs" => Some(orgs),
        "listDepartments" => Some(departments),
        "listAuthorizedResources" => Some(resources),
        "listApplications" => Some(applications),
        "principal.detail" => Some(principal),
        "browserFingerprint.myDevicesList" => Some(devices),
        "listUdv" | "setUdv" | "removeUdv" | "setUdfValue" => Some(fields),
        _ => calls::result_of(method).or_else(|| calls::mfa::result_of(method)),
    }
}

/// A recorded user reduced to our type; null if it has no id.
pub fn user(value: &Value) -> Value {
    let schema = result_of("getCurrentUser").expect("getCurrentUser gives a user");
    let user = modelled(value, schema);
    if user["id"].is_string() { user } else { Value::Null }
}

/// The part of a value that a schema describes, without nulls, because a null member is the same as an absent one. A
/// member of the wrong type counts as absent, except a number in place of text.
pub fn modelled(value: &Value, schema: &Value) -> Value {
    fit(value, schema, schema)
}

fn fit(value: &Value, schema: &Value, root: &Value) -> Value {
    let schema = target(schema, root);
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let Some(map) = value.as_object() else { return Value::Null };
        // Some types keep members without a name in the schema.
        // Members that the type does not know, as any value or as one that is not printed.
        let open = schema["additionalProperties"] == true || schema["additionalProperties"]["$ref"].is_string();
        let members = map.iter().filter_map(|(key, value)| match properties.get(key) {
            Some(schema) => Some((key.clone(), fit(value, schema, root))),
            None => open.then(|| (key.clone(), value.clone())),
        });
        return members.filter(|(_, value)| !value.is_null()).collect();
    }
    let is = |name: &str| match &schema["type"] {
        Value::Array(names) => names.iter().any(|one| one == name),
        one => one == name,
    };
    match value {
        Value::Array(items) if is("array") => {
            items.iter().map(|item| fit(item, &schema["items"], root)).filter(|item| !item.is_null()).collect()
        }
        Value::Number(number) if is("string") => Value::String(number.to_string()),
        Value::String(_) if is("string") => value.clone(),
        Value::Number(_) if is("integer") || is("number") => value.clone(),
        Value::Bool(_) if is("boolean") => value.clone(),
        _ if schema.get("type").is_none() => value.clone(),
        _ => Value::Null,
    }
}

/// Follows references, and chooses the variant that is not null.
fn target<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        return target(root.pointer(pointer).unwrap_or_else(|| panic!("the schema refers to {name}")), root);
    }
    match schema["anyOf"].as_array() {
        Some(arms) => target(arms.iter().find(|arm| arm["type"] != "null").unwrap_or(schema), root),
        None => schema,
    }
}

/// The same value without null members.
pub fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (key.clone(), without_nulls(value)))
            .filter(|(_, value)| !value.is_null())
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}
