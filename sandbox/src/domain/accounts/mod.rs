//! The accounts of the user pool.

pub mod contact;
pub mod creation;
pub mod details;
pub mod methods;
pub mod names;
pub mod store;
pub mod wechat;

use authing_wxapp::{ErrorCode, LinkedIdentity, MfaAuthenticator, User, UserStatus};
use serde::{Deserialize, Serialize};

pub use self::{
    details::AccountDetails,
    store::{Accounts, Key},
};
use crate::{EXT_IDP_CONN_IDENTIFIER, domain::refusal::Refusal};

/// How a request names an account.
#[derive(Clone, Copy)]
pub enum Name<'a> {
    Username(&'a str),
    Email(&'a str),
    Phone(&'a str),
    /// Any of these; the request does not say which.
    Any(&'a str),
}

/// The members of [`Account`] that are neither of the user nor of the details.
pub const OWN_MEMBERS: [&str; 5] = ["password", "linked", "firstLogin", "mustResetPassword", "wrongPasswords"];

/// A user with everything that the service stores about one.
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
    /// Whether the user has to set a password at the first login, which has not happened yet.
    #[serde(skip_serializing_if = "is_false")]
    pub first_login: bool,
    /// Whether the password has to be replaced at the next login.
    #[serde(skip_serializing_if = "is_false")]
    pub must_reset_password: bool,
    /// How many wrong passwords were sent since the last right one.
    #[serde(skip_serializing_if = "is_zero")]
    pub wrong_passwords: u32,
    #[serde(flatten)]
    pub details: AccountDetails,
}

/// The id of the identity source of the mini-program, which is not the identifier of the connection to it.
pub const WECHAT_SOURCE: &str = "sandbox-wechat-source";

impl Account {
    /// The identities at providers: those that were linked, and the openid and the unionid of WeChat.
    pub fn linked_identities(&self) -> Vec<LinkedIdentity> {
        let openids = wechat::openids(&self.user).map(|openid| ("openid", openid));
        let unlisted = wechat::other_ids(&self.user).map(|id| ("openid", id));
        let openids = openids.chain(unlisted);
        let of_wechat = openids.chain(self.user.unionid.as_deref().map(|unionid| ("unionid", unionid)));
        let of_wechat = of_wechat.enumerate().map(|(place, (kind, id))| {
            // The openid of the profile is the first one; further ones are told apart by their places.
            let further = if kind == "openid" && place > 0 { format!("-{place}") } else { String::new() };
            LinkedIdentity {
                identity_id: Some(format!("{kind}-{}{further}", self.user.id)),
                ext_idp_id: Some(WECHAT_SOURCE.into()),
                provider: Some("wechat".into()),
                type_: Some(kind.into()),
                user_id_in_idp: Some(id.into()),
                origin_conn_ids: Some(vec![EXT_IDP_CONN_IDENTIFIER.into()]),
                ..LinkedIdentity::default()
            }
        });
        self.linked.iter().cloned().chain(of_wechat).collect()
    }

    /// The authenticator, if it was confirmed.
    pub fn confirmed_authenticator(&self) -> Option<&MfaAuthenticator> {
        self.details.authenticator.as_ref().filter(|authenticator| authenticator.enable == Some(true))
    }

    /// Refuses a user who is locked or disabled, at logins and when a token would be renewed.
    pub fn may_stay(&self) -> Result<(), Refusal> {
        if self.user.blocked == Some(true) {
            return Err(Refusal::new(ErrorCode::USER_LOCKED, "the user is locked"));
        }
        match self.user.status.as_ref().is_some_and(|status| *status != UserStatus::ACTIVATED) {
            true => Err(Refusal::new(ErrorCode::USER_DISABLED, "the user is disabled")),
            false => Ok(()),
        }
    }

    pub fn check_password(&self, password: &str) -> Result<(), Refusal> {
        let came_by = |way: &str| self.user.register_source.iter().flatten().any(|source| source.starts_with(way));
        match &self.password {
            Some(own) if own == password => Ok(()),
            None if came_by("social:") => Err(Refusal::new(
                ErrorCode::OAUTH_LOGIN_REQUIRED,
                "the account has no password, because it was made by a social login",
            )),
            _ => Err(Refusal::new(ErrorCode::WRONG_PASSWORD, "the password is wrong")),
        }
    }

    /// Sets a new password. No login asks for another one afterwards.
    pub fn set_password(&mut self, password: &str, updated_at: String) {
        self.password = Some(password.into());
        self.user.updated_at = Some(updated_at);
        self.first_login = false;
        self.must_reset_password = false;
        self.wrong_passwords = 0;
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !value
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(value: &u32) -> bool {
    *value == 0
}
