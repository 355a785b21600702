//! The custom fields of the pool, and the values of any user.

use authing_wxapp::{
    __contract::types::{RemoveUdvVariables, SetUdvBatchVariables, SetUdvVariables, UdvVariables},
    CustomDataType, ErrorCode,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{check, done};
use crate::{
    domain::{custom_fields::CustomField, refusal::Refusal},
    http::{
        graphql::FieldCall,
        reply::{Answer, ok},
    },
    stores::Stores,
};

pub fn list(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct List {
        target_type: String,
    }
    // Only users have custom fields here.
    let is_user = call.arguments::<List>()?.target_type == "USER";
    ok(stores.custom_fields.iter().filter(|_| is_user).map(described).collect::<Vec<_>>())
}

fn described(field: &CustomField) -> Value {
    let options = (!field.options.is_empty()).then(|| json!(field.options).to_string());
    json!({
        "targetType": "USER", "key": field.key, "dataType": field.data_type, "label": field.label, "options": options,
    })
}

pub fn define(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Define {
        target_type: String,
        key: String,
        data_type: CustomDataType,
        label: Option<String>,
        options: Option<String>,
    }
    let Define { target_type, key, data_type, label, options } = call.arguments()?;
    only_users(&target_type)?;
    let options = options.filter(|options| !options.is_empty()).map(|options| read_options(&options)).transpose()?;
    let field = CustomField { key, data_type, label, options: options.unwrap_or_default() };
    let described = described(&field);
    stores.define_custom_field(field);
    ok(described)
}

/// The options of a field: a list in JSON, of texts or of objects with `value`.
fn read_options(text: &str) -> Result<Vec<String>, Refusal> {
    let items: Vec<Value> =
        serde_json::from_str(text).map_err(|_| Refusal::bad_request("options is not a JSON list"))?;
    let text = |item: &Value| item.as_str().or(item["value"].as_str()).map(str::to_owned);
    items.iter().map(text).collect::<Option<_>>().ok_or_else(|| Refusal::bad_request("an option has no value"))
}

pub fn remove(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Remove {
        target_type: String,
        key: String,
    }
    let Remove { target_type, key } = call.arguments()?;
    only_users(&target_type)?;
    stores.custom_fields.require(&key)?;
    stores.remove_custom_field(&key);
    done()
}

pub fn values(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let UdvVariables { target_type, target_id } = call.arguments()?;
    values_of(stores, &target_type, &target_id)
}

pub fn set_value(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let SetUdvVariables { target_type, target_id, key, value } = call.arguments()?;
    set(stores, &target_type, &target_id, &[(key, value)])
}

pub fn set_values(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let SetUdvBatchVariables { target_type, target_id, udv_list } = call.arguments()?;
    let pairs: Vec<_> = udv_list.into_iter().map(|input| (input.key, input.value)).collect();
    set(stores, &target_type, &target_id, &pairs)
}

fn set(stores: &mut Stores, target_type: &str, id: &str, pairs: &[(String, String)]) -> Answer {
    only_users(target_type)?;
    let entries = stores.custom_fields.read_json_pairs(pairs)?;
    stores.set_custom_data(id, entries, None)?;
    values_of(stores, target_type, id)
}

pub fn remove_value(stores: &mut Stores, call: &FieldCall<'_>) -> Answer {
    check(stores, call)?;
    let RemoveUdvVariables { target_type, target_id, key } = call.arguments()?;
    only_users(&target_type)?;
    stores.custom_fields.require(&key)?;
    stores.accounts.require(&target_id)?.remove_custom_value(&key);
    values_of(stores, &target_type, &target_id)
}

fn values_of(stores: &mut Stores, target_type: &str, id: &str) -> Answer {
    only_users(target_type)?;
    ok(stores.accounts.require(id)?.user.custom_data.as_deref().unwrap_or_default())
}

fn only_users(target_type: &str) -> Result<(), Refusal> {
    match target_type {
        "USER" => Ok(()),
        other => Err(Refusal::new(
            ErrorCode::NOT_IMPLEMENTED,
            format!("the sandbox does not support custom fields of the type {other}, only those of users"),
        )),
    }
}
