//! The custom fields of the user pool: they are defined with a type, and hold values of that type only.

use authing_wxapp::{CustomDataEntry, CustomDataType};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Sandbox,
    domain::{data::Data, refusal::Refusal},
    state::State,
};

/// The definition of a custom field.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomField {
    pub key: String,
    #[serde(default = "text")]
    pub data_type: CustomDataType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What a field of the type SELECT may hold; anything when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

fn text() -> CustomDataType {
    CustomDataType::STRING
}

impl Sandbox {
    /// Defines a custom field of users, as the administrator of a user pool does. A seed does it with `customFields`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use authing_sandbox::Sandbox;
    /// use authing_wxapp::CustomDataType;
    ///
    /// let sandbox = Sandbox::start().await?;
    /// sandbox.define_custom_field("school", CustomDataType::STRING);
    /// let client = sandbox.client();
    /// client.login_by_code(sandbox.wechat().user("openid-ada").login()).await?;
    /// client.set_udv("school", "Analytical").await?;
    /// # Ok(()) }
    /// ```
    pub fn define_custom_field(&self, key: &str, data_type: CustomDataType) {
        let mut state = self.world.lock();
        state.data.custom_fields.retain(|field| field.key != key);
        let field = CustomField { key: key.into(), data_type, label: None, options: Vec::new() };
        state.data.custom_fields.push(field);
    }
}

impl CustomField {
    /// The text that the field holds for a value that is written as JSON; nothing when it is of another type.
    fn text_of(&self, json: &str) -> Option<String> {
        let value: Value = serde_json::from_str(json).ok()?;
        match (self.data_type.as_str(), value) {
            ("STRING", Value::String(text)) => Some(text),
            ("SELECT", Value::String(text)) if self.options.is_empty() || self.options.contains(&text) => Some(text),
            // The digits as they came: a float has not room for all.
            ("NUMBER", Value::Number(_)) => Some(json.trim().to_owned()),
            ("BOOLEAN", Value::Bool(flag)) => Some(flag.to_string()),
            ("OBJECT", value @ (Value::Object(_) | Value::Array(_))) => Some(value.to_string()),
            ("DATETIME", Value::Number(milliseconds)) => milliseconds.as_i64().map(|moment| moment.to_string()),
            // Milliseconds again, because the JavaScript SDK reads nothing else rightly.
            ("DATETIME", Value::String(iso)) => {
                let moment: jiff::Timestamp = iso.parse().ok()?;
                Some(moment.as_millisecond().to_string())
            }
            _ => None,
        }
    }

    /// The entry for a value that is written as JSON.
    fn read(&self, json: &str) -> Option<CustomDataEntry> {
        let value = match json.trim() {
            "null" => None,
            _ => Some(self.text_of(json)?.into()),
        };
        let (key, label) = (self.key.clone(), self.label.clone());
        Some(CustomDataEntry { key, data_type: Some(self.data_type.clone()), label, value })
    }

    /// The entry for a value. Text in a field of another type is what JSON has for the value: an export writes all values as
    /// text, and some forms have nothing else.
    pub fn holding(&self, value: &Value) -> Result<CustomDataEntry, Refusal> {
        let holds_text = [CustomDataType::STRING, CustomDataType::SELECT].contains(&self.data_type);
        let written = value.as_str().filter(|_| !holds_text).and_then(|text| self.read(text));
        written.or_else(|| self.read(&value.to_string())).ok_or_else(|| self.refusal())
    }

    fn refusal(&self) -> Refusal {
        let kind = self.data_type.as_str();
        Refusal::bad_request(format!("the custom field {} holds values of the type {kind}", self.key))
    }
}

impl Data {
    pub fn custom_field(&self, key: &str) -> Result<&CustomField, Refusal> {
        let found = self.custom_fields.iter().find(|field| field.key == key);
        found.ok_or_else(|| Refusal::bad_request(format!("the custom field {key} is not defined")))
    }

    /// Holds the values of a seed against the definitions, and takes them over as the service keeps them.
    pub fn read_custom_values(&mut self) -> Result<(), String> {
        let mut users = std::mem::take(&mut self.users).into_vec();
        for account in &mut users {
            let mut entries = account.user.custom_data.take();
            for entry in entries.iter_mut().flatten() {
                let field = self.custom_field(&entry.key);
                let read = field.and_then(|field| field.holding(&entry.value.take().unwrap_or_default()));
                *entry = read.map_err(|refusal| format!("the seed: {}", refusal.message()))?;
            }
            account.user.custom_data = entries;
        }
        self.users = users.into();
        Ok(())
    }
}

impl State {
    /// The values of a user's custom fields.
    pub fn custom_values(&mut self, id: &str) -> Result<Vec<CustomDataEntry>, Refusal> {
        Ok(self.account(id)?.user.custom_data.clone().unwrap_or_default())
    }

    /// Sets all of these, which are written as JSON, or none when one of them is refused.
    pub fn set_custom_values(&mut self, id: &str, values: &[(String, String)]) -> Result<(), Refusal> {
        let read = |(key, json): &(String, String)| {
            let field = self.data.custom_field(key)?;
            field.read(json).ok_or_else(|| field.refusal())
        };
        let entries = values.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        self.keep(id, entries, None)
    }

    pub fn remove_custom_value(&mut self, id: &str, key: &str) -> Result<(), Refusal> {
        self.data.custom_field(key)?;
        self.account(id)?.user.custom_data.get_or_insert_default().retain(|entry| entry.key != key);
        Ok(())
    }
}
