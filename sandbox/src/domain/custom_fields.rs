//! The custom fields of the user pool. Each is defined with a type, and only holds values of that type.

use authing_wxapp::{CustomDataEntry, CustomDataType};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::{accounts::Account, clock, refusal::Refusal};

/// Values of custom fields that are defined.
pub type CustomData = Vec<CustomDataEntry>;

/// The definition of a custom field.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomField {
    pub key: String,
    #[serde(default = "text")]
    pub data_type: CustomDataType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The values that a field of the type SELECT may have; any value if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// The types that a field can have.
pub const TYPES: [CustomDataType; 6] = [
    CustomDataType::STRING,
    CustomDataType::NUMBER,
    CustomDataType::DATETIME,
    CustomDataType::BOOLEAN,
    CustomDataType::OBJECT,
    CustomDataType::SELECT,
];

fn text() -> CustomDataType {
    CustomDataType::STRING
}

impl CustomField {
    /// The text that is stored for a value in JSON; nothing if the value has another type.
    fn text_of(&self, json: &str) -> Option<String> {
        let value: Value = serde_json::from_str(json).ok()?;
        match (self.data_type.as_str(), value) {
            ("STRING", Value::String(text)) => Some(text),
            ("SELECT", Value::String(text)) if self.options.is_empty() || self.options.contains(&text) => Some(text),
            // The digits are stored as they were sent, because a float would round them.
            ("NUMBER", Value::Number(_)) => Some(json.trim().to_owned()),
            ("BOOLEAN", Value::Bool(flag)) => Some(flag.to_string()),
            ("OBJECT", value @ (Value::Object(_) | Value::Array(_))) => Some(value.to_string()),
            ("DATETIME", Value::Number(milliseconds)) => milliseconds.as_i64().map(|moment| moment.to_string()),
            // The time is stored in milliseconds, the only form that the JavaScript SDK reads correctly.
            ("DATETIME", Value::String(iso)) => Some(clock::read_time(&iso)?.as_millisecond().to_string()),
            _ => None,
        }
    }

    /// The entry for a value in JSON.
    fn read(&self, json: &str) -> Option<CustomDataEntry> {
        let value = match json.trim() {
            "null" => None,
            _ => Some(self.text_of(json)?.into()),
        };
        let (key, label) = (self.key.clone(), self.label.clone());
        Some(CustomDataEntry { key, data_type: Some(self.data_type.clone()), label, value })
    }

    /// The entry for a value. In a field of another type, a text is read as JSON, because exports and some requests write all
    /// values as text.
    pub fn entry(&self, value: &Value) -> Result<CustomDataEntry, Refusal> {
        let holds_text = [CustomDataType::STRING, CustomDataType::SELECT].contains(&self.data_type);
        let written = value.as_str().filter(|_| !holds_text).and_then(|text| self.read(text));
        written.or_else(|| self.read(&value.to_string())).ok_or_else(|| self.refusal(&value.to_string()))
    }

    fn refusal(&self, json: &str) -> Refusal {
        let (key, kind) = (&self.key, self.data_type.as_str());
        // The text may be JSON in JSON; no time has such marks.
        let text = json.trim().trim_matches(['"', '\\']);
        Refusal::bad_request(match self.data_type == CustomDataType::DATETIME && clock::is_out_of_range(text) {
            true => format!(
                "the time of the custom field {key} is out of range; times go from {} to {}",
                Timestamp::MIN,
                Timestamp::MAX
            ),
            false => format!("the custom field {key} holds values of the type {kind}"),
        })
    }
}

/// The definitions of the custom fields.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomFields(Vec<CustomField>);

impl CustomFields {
    pub fn iter(&self) -> impl Iterator<Item = &CustomField> {
        self.0.iter()
    }

    /// Defines a field, in place of an earlier one with the same key.
    pub fn define(&mut self, field: CustomField) {
        self.0.retain(|earlier| earlier.key != field.key);
        self.0.push(field);
    }

    pub fn remove(&mut self, key: &str) {
        self.0.retain(|field| field.key != key);
    }

    pub fn require(&self, key: &str) -> Result<&CustomField, Refusal> {
        let found = self.iter().find(|field| field.key == key);
        found.ok_or_else(|| Refusal::bad_request(format!("the custom field {key} is not defined")))
    }

    /// Reads the form of most requests: JSON text of a list of key and value. In every form a field that is not defined is
    /// refused before anything is done.
    pub fn read_params(&self, text: Option<&str>) -> Result<CustomData, Refusal> {
        let refuse = || Refusal::bad_request("params is not the JSON text of a list of key and value");
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(CustomData::new()) };
        let entries: Option<Vec<Map<String, Value>>> = serde_json::from_str(text).map_err(|_| refuse())?;
        let pair = |mut entry: Map<String, Value>| match entry.remove("key") {
            Some(Value::String(key)) => Ok((key, entry.remove("value").unwrap_or_default())),
            _ => Err(refuse()),
        };
        self.read_pairs(entries.into_iter().flatten().map(pair).collect::<Result<Vec<_>, _>>()?)
    }

    /// Reads the form of some requests: an object.
    pub fn read_object(&self, value: Option<Value>) -> Result<CustomData, Refusal> {
        match value {
            None | Some(Value::Null) => Ok(CustomData::new()),
            Some(Value::Object(members)) => self.read_pairs(members),
            Some(_) => Err(Refusal::bad_request("the custom data is not an object")),
        }
    }

    pub fn read_pairs(&self, pairs: impl IntoIterator<Item = (String, Value)>) -> Result<CustomData, Refusal> {
        pairs.into_iter().map(|(key, value)| self.require(&key)?.entry(&value)).collect()
    }

    /// Reads values that are written as JSON text. Either all of them can be set, or the first wrong one is refused.
    pub fn read_json_pairs(&self, values: &[(String, String)]) -> Result<CustomData, Refusal> {
        let read = |(key, json): &(String, String)| {
            let field = self.require(key)?;
            field.read(json).ok_or_else(|| field.refusal(json))
        };
        values.iter().map(read).collect()
    }
}

impl Account {
    /// Stores custom data and the address of the end user, if the request had them.
    pub fn set_custom_data(&mut self, custom: CustomData, client_ip: Option<String>) {
        let user = &mut self.user;
        user.last_ip = client_ip.filter(|ip| !ip.is_empty()).or(user.last_ip.take());
        if custom.is_empty() {
            return;
        }
        let stored = user.custom_data.get_or_insert_default();
        for entry in custom {
            match stored.iter_mut().find(|known| known.key == entry.key) {
                Some(known) => *known = entry,
                None => stored.push(entry),
            }
        }
        // A field without a value is not listed.
        stored.retain(|entry| entry.value.is_some());
    }

    pub fn remove_custom_value(&mut self, key: &str) {
        self.user.custom_data.get_or_insert_default().retain(|entry| entry.key != key);
    }
}
