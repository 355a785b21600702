//! The directories that are connected: LDAP and Windows Active Directory.

use authing_wxapp::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::domain::refusal::Refusal;

/// An account of a directory, with what the directory knows about its owner.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DirectoryUser {
    /// The login name in the directory.
    pub username: String,
    pub password: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// The kind of a directory.
#[derive(Clone, Copy)]
pub enum Directory {
    Ldap,
    Ad,
}

impl Directory {
    /// The name of the directory as the provider of an identity.
    pub fn provider(self) -> &'static str {
        match self {
            Self::Ldap => "ldap",
            Self::Ad => "ad",
        }
    }

    /// The part of a login name that is compared. Names of a Windows domain may be given with or without the domain.
    fn compared(self, name: &str) -> String {
        let name = name.rsplit('\\').next().unwrap_or_default();
        match self {
            Self::Ad => name.split('@').next().unwrap_or_default().to_lowercase(),
            Self::Ldap => name.to_owned(),
        }
    }
}

/// The accounts of both directories.
#[derive(Default)]
pub struct Directories {
    pub ldap: Vec<DirectoryUser>,
    pub ad: Vec<DirectoryUser>,
}

impl Directories {
    /// The account of a directory with this name and password.
    pub fn check(&self, directory: Directory, name: &str, password: &str) -> Result<&DirectoryUser, Refusal> {
        let users = match directory {
            Directory::Ldap => &self.ldap,
            Directory::Ad => &self.ad,
        };
        let name = directory.compared(name);
        let found = users.iter().find(|user| directory.compared(&user.username) == name && user.password == password);
        // The service does not say which of the two is wrong.
        found.ok_or_else(|| {
            Refusal::new(ErrorCode::INVALID_CREDENTIALS, "the account does not exist, or its password is wrong")
        })
    }
}
