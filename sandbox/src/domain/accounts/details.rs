//! The members of an account besides its profile. A seed may set all of them.

use std::collections::BTreeSet;

use authing_wxapp::{
    __contract::types::Role, AuthorizedResource, MfaAuthenticator, OrgNode, PrincipalAuthentication, SecurityLevel,
    UserDepartment,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccountDetails {
    /// The paths of the user's nodes in organizations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub orgs: Vec<Vec<OrgNode>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<UserDepartment>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Granted>,
    /// The level to answer with, in place of a computed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_level: Option<SecurityLevel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<PrincipalAuthentication>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<Device>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticator: Option<MfaAuthenticator>,
    /// The number of the identity card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_number: Option<String>,
    /// The picture of the face that is bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub face: Option<String>,
}

/// A resource of a permission group, which is `default` unless it is named.
#[derive(Clone, Serialize, Deserialize)]
pub struct Granted {
    #[serde(default = "default_namespace")]
    pub namespace: String,
    #[serde(flatten)]
    pub resource: AuthorizedResource,
}

/// A device that the user reported.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Device {
    /// The description that the client sent, which contains `deviceUniqueId`.
    pub device: Value,
    pub last_login_time: Option<String>,
    /// The ids of the sign-ins with whose tokens the client sent it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub sessions: BTreeSet<String>,
}

/// The permission group if a request names none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// The same, for requests and seeds that leave the member out.
pub fn default_namespace() -> String {
    DEFAULT_NAMESPACE.into()
}
