//! What our contract models of a value. The rest of a recorded value is compared as absent.

use std::sync::OnceLock;

use authing_wxapp::{
    AllowedApplications, AuthorizedResources, CustomDataEntry, LoginStatus, MyDevice, OrgNode, PhoneNumber,
    PrincipalAuthentication, RefreshedToken, SecurityLevel, User, UserDepartments,
};
use serde_json::Value;

use crate::{calls::oidc, record::Record};

/// The methods that log somebody in.
pub const LOGINS: [&str; 9] = [
    "loginByCode",
    "loginByPhone",
    "loginByEmail",
    "loginByUsername",
    "loginByPhonePassword",
    "loginByPhoneCode",
    "loginByEmailCode",
    "loginBySubAccount",
    "loginByLdap",
];

/// The methods that make an account and perhaps log it in.
pub const REGISTRATIONS: [&str; 4] =
    ["registerByEmail", "registerByUsername", "registerByPhoneCode", "registerByEmailCode"];

/// The type that a recorded call gives, as a JSON Schema.
pub fn result_type(record: &Record) -> Option<&'static Value> {
    oidc::result_type(record).or_else(|| result_of(&record.method))
}

/// The type that a method gives, as a JSON Schema.
pub fn result_of(method: &str) -> Option<&'static Value> {
    static SCHEMAS: OnceLock<[Value; 12]> = OnceLock::new();
    let [user, phone, status, token, level, orgs, departments, resources, applications, fields, principal, devices] =
        SCHEMAS.get_or_init(|| {
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
            ]
            .map(Value::from)
        });
    match method {
        method if LOGINS.contains(&method) || REGISTRATIONS.contains(&method) => Some(user),
        "getCurrentUser"
        | "updateProfile"
        | "updateAvatar"
        | "updatePassword"
        | "bindPhone"
        | "unbindPhone"
        | "bindEmail"
        | "unbindEmail"
        | "updatePhone"
        | "updateEmail"
        | "tokenProvider.getUser" => Some(user),
        "getPhone" => Some(phone),
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
        _ => None,
    }
}

/// A recorded user as ours would be; null when it has no id, for then it is none.
pub fn user(value: &Value) -> Value {
    let schema = result_of("getCurrentUser").expect("getCurrentUser gives a user");
    let user = modelled(value, schema);
    if user["id"].is_string() { user } else { Value::Null }
}

/// The part of a value that a schema has words for, without nulls: a null member says the same as an absent one. A member
/// of another type than the contract's counts as absent, save a number where there should be text.
pub fn modelled(value: &Value, schema: &Value) -> Value {
    fit(value, schema, schema)
}

fn fit(value: &Value, schema: &Value, root: &Value) -> Value {
    let schema = target(schema, root);
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let Some(map) = value.as_object() else { return Value::Null };
        // Some types keep what has no name of its own.
        let open = schema["additionalProperties"] == true;
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

/// Follows references and takes the arm of a choice that is not null.
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
