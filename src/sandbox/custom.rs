//! Custom data that comes along with a registration or a login.

use serde_json::{Map, Value};

use super::{reply::Refusal, state::State};
use crate::{CustomDataEntry, CustomDataType};

/// Values of custom fields, by their key.
pub type CustomData = Map<String, Value>;

/// Reads the usual form: JSON text of a list of key and value.
pub fn from_params(text: Option<&str>) -> Result<CustomData, Refusal> {
    let refuse = || Refusal::bad_request("params is not the JSON text of a list of key and value");
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(CustomData::new()) };
    let entries: Option<Vec<Map<String, Value>>> = serde_json::from_str(text).map_err(|_| refuse())?;
    let pair = |mut entry: Map<String, Value>| match entry.remove("key") {
        Some(Value::String(key)) => Ok((key, entry.remove("value").unwrap_or_default())),
        _ => Err(refuse()),
    };
    entries.into_iter().flatten().map(pair).collect()
}

/// Reads the form of some calls: an object.
pub fn from_object(value: Option<Value>) -> Result<CustomData, Refusal> {
    match value {
        None | Some(Value::Null) => Ok(CustomData::new()),
        Some(Value::Object(members)) => Ok(members),
        Some(_) => Err(Refusal::bad_request("customData is no object")),
    }
}

impl State {
    /// Keeps what came along: custom data, which stays with the user, and the address of the end user.
    pub fn keep(&mut self, id: &str, custom: CustomData, client_ip: Option<String>) -> Result<(), Refusal> {
        let user = &mut self.account(id)?.user;
        user.last_ip = client_ip.filter(|ip| !ip.is_empty()).or(user.last_ip.take());
        if custom.is_empty() {
            return Ok(());
        }
        let (defined, free): (Vec<_>, Vec<_>) =
            custom.into_iter().partition(|(key, _)| self.data.custom_fields.iter().any(|field| field.key == *key));
        let defined: Vec<_> = defined.into_iter().map(|(key, value)| (key, value.to_string())).collect();
        self.set_custom_values(id, &defined)?;
        // What no field was defined for is taken as it comes.
        let entries = self.account(id)?.user.custom_data.get_or_insert_default();
        for (key, value) in free {
            entries.retain(|entry| entry.key != key);
            // A field without a value is not listed.
            let data_type = match value {
                Value::Null => continue,
                Value::String(_) => CustomDataType::STRING,
                Value::Number(_) => CustomDataType::NUMBER,
                Value::Bool(_) => CustomDataType::BOOLEAN,
                Value::Array(_) | Value::Object(_) => CustomDataType::OBJECT,
            };
            // Values are text; text comes back without the quotes of JSON.
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let entry = CustomDataEntry { key, value: Some(text.into()), label: None, data_type: Some(data_type) };
            entries.push(entry);
        }
        Ok(())
    }
}
