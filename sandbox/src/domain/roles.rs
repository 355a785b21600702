//! The roles that users may have.

use authing_wxapp::{__contract::types::Role, ErrorCode};
use serde::{Deserialize, Serialize};

use crate::domain::{accounts::details::DEFAULT_NAMESPACE, refusal::Refusal};

/// The roles, in the order in which they were made. Those of a seed's users need not be among them.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(Vec<Role>);

/// Whether this is the role with a code in a permission group.
pub fn is(role: &Role, namespace: &str, code: &str) -> bool {
    role.code == code && role.namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE) == namespace
}

impl Roles {
    pub fn iter(&self) -> impl Iterator<Item = &Role> {
        self.0.iter()
    }

    pub fn add(&mut self, role: Role) -> Result<(), Refusal> {
        let namespace = role.namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
        if self.find(namespace, &role.code).is_some() {
            return Err(Refusal::new(ErrorCode::CONFLICT, "another role of the permission group has this code"));
        }
        self.0.push(role);
        Ok(())
    }

    pub fn find(&self, namespace: &str, code: &str) -> Option<&Role> {
        self.iter().find(|role| is(role, namespace, code))
    }

    pub fn require(&mut self, namespace: &str, code: &str) -> Result<&mut Role, Refusal> {
        let found = self.0.iter_mut().find(|role| is(role, namespace, code));
        found.ok_or_else(|| Refusal::new(ErrorCode::NOT_FOUND, "the role does not exist"))
    }

    pub fn remove(&mut self, namespace: &str, code: &str) {
        self.0.retain(|role| !is(role, namespace, code));
    }
}
