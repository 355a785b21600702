//! What the sandbox knows of its user pool. The seed file, the export and the state are the same thing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{belongings::Belongings, custom_fields::CustomField, state::Chance};
use crate::{AllowedApplication, MfaPolicy, User};

/// The user pool.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Data {
    pub users: Vec<Account>,
    /// Codes that always work, by phone number or mail address.
    pub test_codes: BTreeMap<String, String>,
    /// The custom fields of users.
    pub custom_fields: Vec<CustomField>,
    /// The applications that users may use.
    pub applications: Vec<AllowedApplication>,
    /// The second factors that the application asks everybody for, in its order; none by default.
    pub application_mfa: Vec<MfaPolicy>,
    /// Whether faces are found to be those of strangers.
    pub fail_face_checks: bool,
    /// The ids of the tokens that are in use; logging out takes one away.
    #[serde(skip)]
    pub sessions: BTreeSet<String>,
}

/// A user with everything that the service keeps about one.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Account {
    #[serde(flatten)]
    pub user: User,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    #[serde(flatten)]
    pub more: Belongings,
}

impl Data {
    /// Reads a seed. Users without an id get one.
    pub fn read(mut seed: Value, chance: &mut Chance) -> Result<Self, String> {
        for user in seed.get_mut("users").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::Object(members) = user {
                members.entry("id").or_insert_with(|| chance.id().into());
            }
        }
        let mut data: Self = serde_json::from_value(seed).map_err(|e| format!("the seed: {e}"))?;
        data.read_custom_values()?;
        let mut ids = BTreeSet::new();
        match data.users.iter().find(|account| !ids.insert(&account.user.id)) {
            Some(twice) => Err(format!("the seed: two users have the id {}", twice.user.id)),
            None => Ok(data),
        }
    }
}
