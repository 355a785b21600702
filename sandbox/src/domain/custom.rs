//! Custom data that comes along with a registration or a login.

use authing_wxapp::CustomDataEntry;
use serde_json::{Map, Value};

use crate::{domain::refusal::Refusal, state::State};

/// Values of custom fields, which are defined and may hold them.
pub type CustomData = Vec<CustomDataEntry>;

impl State {
    /// Reads the usual form: JSON text of a list of key and value. As with the other forms, what is not defined is refused, and
    /// that before anything is done.
    pub fn custom_params(&self, text: Option<&str>) -> Result<CustomData, Refusal> {
        let refuse = || Refusal::bad_request("params is not the JSON text of a list of key and value");
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(CustomData::new()) };
        let entries: Option<Vec<Map<String, Value>>> = serde_json::from_str(text).map_err(|_| refuse())?;
        let pair = |mut entry: Map<String, Value>| match entry.remove("key") {
            Some(Value::String(key)) => Ok((key, entry.remove("value").unwrap_or_default())),
            _ => Err(refuse()),
        };
        self.custom_pairs(entries.into_iter().flatten().map(pair).collect::<Result<Vec<_>, _>>()?)
    }

    /// Reads the form of some calls: an object.
    pub fn custom_object(&self, value: Option<Value>) -> Result<CustomData, Refusal> {
        match value {
            None | Some(Value::Null) => Ok(CustomData::new()),
            Some(Value::Object(members)) => self.custom_pairs(members),
            Some(_) => Err(Refusal::bad_request("custom data is no object")),
        }
    }

    pub fn custom_pairs(&self, pairs: impl IntoIterator<Item = (String, Value)>) -> Result<CustomData, Refusal> {
        pairs.into_iter().map(|(key, value)| self.data.custom_field(&key)?.holding(&value)).collect()
    }

    /// Keeps what came along: custom data, which stays with the user, and the address of the end user.
    pub fn keep(&mut self, id: &str, custom: CustomData, client_ip: Option<String>) -> Result<(), Refusal> {
        let user = &mut self.account(id)?.user;
        user.last_ip = client_ip.filter(|ip| !ip.is_empty()).or(user.last_ip.take());
        if custom.is_empty() {
            return Ok(());
        }
        let kept = user.custom_data.get_or_insert_default();
        for entry in custom {
            match kept.iter_mut().find(|known| known.key == entry.key) {
                Some(known) => *known = entry,
                None => kept.push(entry),
            }
        }
        // A field without a value is not listed.
        kept.retain(|entry| entry.value.is_some());
        Ok(())
    }
}
