//! The groups of users.

use std::collections::BTreeSet;

use authing_wxapp::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::domain::refusal::Refusal;

/// A group of users.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Group {
    pub code: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// The ids of the members.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub users: BTreeSet<String>,
}

/// The groups, in the order in which they were made.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Groups(Vec<Group>);

impl Groups {
    pub fn iter(&self) -> impl Iterator<Item = &Group> {
        self.0.iter()
    }

    pub fn add(&mut self, group: Group) -> Result<&Group, Refusal> {
        self.is_free(&group.code)?;
        self.0.push(group);
        self.0.last().ok_or_else(unknown)
    }

    pub fn find(&self, code: &str) -> Option<&Group> {
        self.iter().find(|group| group.code == code)
    }

    pub fn require(&mut self, code: &str) -> Result<&mut Group, Refusal> {
        self.0.iter_mut().find(|group| group.code == code).ok_or_else(unknown)
    }

    /// Refuses a code that a group has.
    pub fn is_free(&self, code: &str) -> Result<(), Refusal> {
        match self.find(code) {
            Some(_) => Err(Refusal::new(ErrorCode::CONFLICT, "another group has this code")),
            None => Ok(()),
        }
    }

    pub fn remove(&mut self, codes: &[String]) {
        self.0.retain(|group| !codes.contains(&group.code));
    }

    /// Removes a user from all groups.
    pub fn forget(&mut self, user_id: &str) {
        for group in &mut self.0 {
            group.users.remove(user_id);
        }
    }
}

fn unknown() -> Refusal {
    Refusal::new(ErrorCode::NOT_FOUND, "the group does not exist")
}
