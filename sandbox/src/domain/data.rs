//! What the sandbox knows of its user pool. The seed file, the export and the state are the same thing.

use std::collections::{BTreeMap, BTreeSet};

use authing_wxapp::{AllowedApplication, IdentityProvider, LinkedIdentity, MfaPolicy, SocialConnection, User};
use serde::{Deserialize, Serialize};

use crate::domain::{
    account_details::AccountDetails, account_store::Accounts, custom_fields::CustomField, password::KeyBits,
};

/// The user pool.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Data {
    pub users: Accounts,
    /// Codes that always work, by phone number or mail address.
    pub test_codes: BTreeMap<String, String>,
    pub application: Application,
    /// The accounts of the LDAP directory that is connected.
    pub ldap: Vec<DirectoryUser>,
    /// The accounts of the Windows Active Directory that is connected.
    pub ad: Vec<DirectoryUser>,
    /// After how many wrong passwords in a row a login needs a captcha; without it none ever does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captcha_after: Option<u32>,
    pub password_key_bits: KeyBits,
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

/// The settings of the application.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Application {
    /// Where a browser may come back to from a login. Anywhere, when there is none.
    pub redirect_uris: Vec<String>,
    /// The same from a logout.
    pub logout_redirect_uris: Vec<String>,
    /// What the application's programs may ask for. Anything, when there is nothing.
    pub scopes: Vec<String>,
    /// How tokens of OIDC and OAuth 2.0 are signed.
    pub signature: Signature,
    /// How the application proves who it is; in any way, when this does not say.
    pub client_auth: Option<ClientAuth>,
    pub login_page: LoginPageMode,
    /// The secrets of access keys, by their ids.
    pub access_keys: BTreeMap<String, String>,
    pub social_connections: Vec<SocialConnection>,
    pub identity_providers: Vec<IdentityProvider>,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub enum Signature {
    #[default]
    RS256,
    HS256,
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    ClientSecretPost,
    ClientSecretBasic,
    None,
}

/// What happens when a browser comes to log in.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LoginPageMode {
    #[default]
    Automatic,
    Ask,
    Deny,
    LogInAs(String),
}

impl Application {
    /// Whether a browser may come back there from a login.
    pub fn may_return_to(&self, uri: &str) -> bool {
        allows(&self.redirect_uris, uri)
    }

    /// The same from a logout.
    pub fn may_leave_to(&self, uri: &str) -> bool {
        allows(&self.logout_redirect_uris, uri)
    }
}

fn allows(registered: &[String], uri: &str) -> bool {
    // An application may have a scheme of its own, but not one that does something in the browser.
    let is_harmless = |url: &reqwest::Url| !matches!(url.scheme(), "javascript" | "data" | "vbscript");
    let is_address = reqwest::Url::parse(uri).is_ok_and(|url| url.fragment().is_none() && is_harmless(&url));
    is_address && (registered.is_empty() || registered.iter().any(|one| one == uri))
}

/// The members of [`Account`] that are neither the user's nor among the belongings.
pub const OWN_MEMBERS: [&str; 5] = ["password", "linked", "firstLogin", "mustResetPassword", "wrongPasswords"];

/// A user with everything that the service keeps about one.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Account {
    #[serde(flatten)]
    pub user: User,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The identities at providers that are linked to the user.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub linked: Vec<LinkedIdentity>,
    /// Whether the first login is still to come, at which a password of the user's own has to be set.
    #[serde(skip_serializing_if = "is_false")]
    pub first_login: bool,
    /// Whether the password has to be replaced at the next login.
    #[serde(skip_serializing_if = "is_false")]
    pub must_reset_password: bool,
    /// Wrong passwords since the last right one.
    #[serde(skip_serializing_if = "is_zero")]
    pub wrong_passwords: u32,
    #[serde(flatten)]
    pub details: AccountDetails,
}

/// An account of a directory, with what the directory knows of its owner.
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

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !value
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(value: &u32) -> bool {
    *value == 0
}
