//! The recorded calls about the account of the logged-in user, made with our client.

use authing_wxapp::{AuthenticationClient, CustomDataEntry, CustomValue, Error, PrincipalIdentity};
use serde_json::{Map, Value, json};

use crate::{drive::json_of, record::Record};

/// Organizations, roles, resources and applications of the user.
pub const MEMBERSHIP: [&str; 6] =
    ["getSecurityLevel", "listOrgs", "listDepartments", "listAuthorizedResources", "hasRole", "listApplications"];

/// Methods that change the phone number or email address of the user.
pub const BINDING: [&str; 6] = ["bindPhone", "unbindPhone", "bindEmail", "unbindEmail", "updatePhone", "updateEmail"];

/// The custom fields of the user.
pub const CUSTOM_FIELDS: [&str; 6] = ["listUdv", "setUdv", "removeUdv", "getUdfValue", "setUdfValue", "removeUdfValue"];

/// Real-name authentication and devices.
pub const SMALL_AREAS: [&str; 5] = [
    "principal.detail",
    "principal.authenticate",
    "browserFingerprint.myDevicesList",
    "browserFingerprint.myDevicesUnbind",
    "browserFingerprint.myDevicesLogout",
];

/// Methods that link accounts by their tokens.
pub const LINKING: [&str; 2] = ["linkAccount", "unLinkAccount"];

/// Whether a method is in one of these lists.
pub fn knows(method: &str) -> bool {
    [&MEMBERSHIP[..], &BINDING, &LINKING, &CUSTOM_FIELDS, &SMALL_AREAS, &["logoutCurrent"]].concat().contains(&method)
}

/// The dialling codes among the arguments, by their names on the wire.
pub fn sent_country_codes(record: &Record) -> Vec<(&'static str, &Value)> {
    match record.method.as_str() {
        "bindPhone" => vec![("phoneCountryCode", record.arg(2))],
        "updatePhone" => vec![("phoneCountryCode", record.arg(4)), ("oldPhoneCountryCode", record.arg(5))],
        _ => vec![],
    }
}

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let arg = |index| record.arg(index).as_str().unwrap_or_default();
    match record.method.as_str() {
        "getSecurityLevel" => json_of(client.get_security_level().await),
        "listOrgs" => json_of(client.list_orgs().await),
        "listDepartments" => json_of(client.list_departments().await),
        "listAuthorizedResources" => {
            let list = client.list_authorized_resources(arg(0));
            json_of(match record.arg(1)["resourceType"].as_str() {
                Some(kind) => list.resource_type(kind).await,
                None => list.await,
            })
        }
        "hasRole" => json_of(match record.arg(1).as_str() {
            Some(namespace) => client.has_role(arg(0)).namespace(namespace).await,
            None => client.has_role(arg(0)).await,
        }),
        "listApplications" => {
            let number = |name: &str| record.arg(0)[name].as_u64().and_then(|number| u32::try_from(number).ok());
            let mut list = client.list_applications();
            if let Some(page) = number("page") {
                list = list.page(page);
            }
            if let Some(limit) = number("limit") {
                list = list.limit(limit);
            }
            json_of(list.await)
        }
        "bindPhone" => json_of(match record.arg(2).as_str() {
            Some(country) => client.bind_phone(arg(0), arg(1)).phone_country_code(country).await,
            None => client.bind_phone(arg(0), arg(1)).await,
        }),
        "unbindPhone" => json_of(client.unbind_phone().await),
        "bindEmail" => json_of(client.bind_email(arg(0), arg(1)).await),
        "unbindEmail" => json_of(client.unbind_email().await),
        "updatePhone" => {
            let mut update = client.update_phone(arg(0), arg(1));
            if let Some(phone) = record.arg(2).as_str() {
                update = update.old_phone(phone, arg(3));
            }
            if let Some(country) = record.arg(4).as_str() {
                update = update.phone_country_code(country);
            }
            if let Some(country) = record.arg(5).as_str() {
                update = update.old_phone_country_code(country);
            }
            json_of(update.await)
        }
        "updateEmail" => json_of(match record.arg(2).as_str() {
            Some(email) => client.update_email(arg(0), arg(1)).old_email(email, arg(3)).await,
            None => client.update_email(arg(0), arg(1)).await,
        }),
        "linkAccount" => {
            let token = |name: &str| record.arg(0)[name].as_str().unwrap_or_default();
            json_of(client.link_account(token("primaryUserToken"), token("secondaryUserToken")).await)
        }
        "unLinkAccount" => {
            let text = |name: &str| record.arg(0)[name].as_str().unwrap_or_default();
            json_of(client.unlink_account(text("primaryUserToken"), text("provider")).await)
        }
        "listUdv" => json_of(client.list_udv().await.map(typed)),
        "setUdv" => json_of(client.set_udv(arg(0), record.arg(1).clone()).await.map(typed)),
        "removeUdv" => json_of(client.remove_udv(arg(0)).await.map(typed)),
        "getUdfValue" => json_of(client.get_udf_value().await.map(|values| {
            values.iter().map(|(key, value)| (key.clone(), in_javascript(value))).collect::<Map<_, _>>()
        })),
        // JavaScript returns the list as the server sent it.
        "setUdfValue" => json_of(client.set_udf_value(record.arg(0).as_object()?.clone()).await),
        "removeUdfValue" => json_of(client.remove_udf_value(arg(0)).await),
        "principal.detail" => json_of(client.principal().detail().await),
        "principal.authenticate" => {
            let text = |name: &str| record.arg(0)[name].as_str().unwrap_or_default();
            let identity = match text("type") {
                "P" => PrincipalIdentity::person(text("name"), text("idCard"), text("bankCard")),
                _ => PrincipalIdentity::enterprise(
                    text("enterpriseName"),
                    text("enterpriseCode"),
                    text("legalPersonName"),
                ),
            };
            json_of(client.principal().authenticate(identity).await)
        }
        "browserFingerprint.myDevicesList" => json_of(client.devices().list().await),
        "browserFingerprint.myDevicesUnbind" => json_of(client.devices().unbind(arg(0)).await),
        "browserFingerprint.myDevicesLogout" => json_of(client.devices().logout(arg(0)).await),
        "logoutCurrent" => json_of(client.logout_current().await),
        _ => None,
    }
}

/// Custom fields with values as JavaScript returns them.
fn typed(fields: Vec<CustomDataEntry>) -> Value {
    let typed = |field: CustomDataEntry| {
        let mut shown = json!(field);
        shown["value"] = field.typed().as_ref().map_or(Value::Null, in_javascript);
        shown
    };
    fields.into_iter().map(typed).collect()
}

fn in_javascript(value: &CustomValue) -> Value {
    match value {
        CustomValue::Text(text) | CustomValue::Select(text) | CustomValue::Raw(text) => json!(text),
        CustomValue::Number(number) => serde_json::from_str(number.as_str()).expect("a number is JSON"),
        CustomValue::Boolean(flag) => json!(flag),
        CustomValue::Date(moment) => {
            let moment = jiff::Timestamp::try_from(*moment).expect("a date");
            json!({ "$date": moment.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string() })
        }
        CustomValue::Object(value) => value.clone(),
        other => panic!("{other:?} is new"),
    }
}
