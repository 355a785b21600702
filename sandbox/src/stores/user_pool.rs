//! The user pool as one document: the form of the seed and of the export.

use std::collections::BTreeMap;

use authing_wxapp::{AllowedApplication, MfaPolicy};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        accounts::Accounts, application::Application, custom_fields::CustomFields, directories::DirectoryUser,
        groups::Groups, password::KeyBits, roles::Roles,
    },
    stores::Stores,
};

/// The user pool.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct UserPool {
    pub users: Accounts,
    /// Codes that always work, by phone number or mail address.
    pub test_codes: BTreeMap<String, String>,
    pub application: Application,
    /// The accounts of the LDAP directory that is connected.
    pub ldap: Vec<DirectoryUser>,
    /// The accounts of the Windows Active Directory that is connected.
    pub ad: Vec<DirectoryUser>,
    /// The number of wrong passwords in a row after which a login needs a captcha; if it is not set, no login ever does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captcha_after: Option<u32>,
    pub password_key_bits: KeyBits,
    /// The custom fields of users.
    pub custom_fields: CustomFields,
    /// The roles that a back end made, and those that it may give to users.
    pub roles: Roles,
    pub groups: Groups,
    /// The applications that users may use.
    pub applications: Vec<AllowedApplication>,
    /// The second factors that the application requires of everybody, in its order; none by default.
    pub application_mfa: Vec<MfaPolicy>,
    /// Whether every face is found to be that of a stranger.
    pub fail_face_checks: bool,
}

impl Stores {
    /// Distributes a user pool to the stores that own its parts.
    pub(super) fn load(&mut self, pool: UserPool) {
        self.accounts = pool.users;
        self.messages.test_codes = pool.test_codes;
        self.application = pool.application;
        // The login page of an earlier version may have a user who was deleted.
        self.application.keep_users(|id| self.accounts.get(id).is_some());
        self.directories.ldap = pool.ldap;
        self.directories.ad = pool.ad;
        self.credentials.captcha_after = pool.captcha_after;
        self.credentials.key_bits = pool.password_key_bits;
        self.custom_fields = pool.custom_fields;
        self.roles = pool.roles;
        self.groups = pool.groups;
        self.applications = pool.applications;
        self.mfa.policies = pool.application_mfa;
        self.mfa.fail_face_checks = pool.fail_face_checks;
    }

    /// The present user pool, passwords included.
    pub fn export(&self) -> UserPool {
        UserPool {
            users: self.accounts.clone(),
            test_codes: self.messages.test_codes.clone(),
            application: self.application.clone(),
            ldap: self.directories.ldap.clone(),
            ad: self.directories.ad.clone(),
            captcha_after: self.credentials.captcha_after,
            password_key_bits: self.credentials.key_bits,
            custom_fields: self.custom_fields.clone(),
            roles: self.roles.clone(),
            groups: self.groups.clone(),
            applications: self.applications.clone(),
            application_mfa: self.mfa.policies.clone(),
            fail_face_checks: self.mfa.fail_face_checks,
        }
    }
}
