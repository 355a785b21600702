#![doc = include_str!("../README.md")]

mod api;
mod change;
mod client;
mod config;
mod error;
mod flow;
mod generated;
mod password;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod session;
mod user;
mod wire;

pub use api::{CustomData, PasswordSecurityLevel};
pub use change::{Change, Clear};
pub use client::AuthenticationClient;
pub use config::{Builder, HeaderNames};
pub use error::{Error, ErrorCode};
pub use flow::{PendingSignIn, PhoneAuthorization, PhoneOutcome, SignInStep, SignedIn};
pub use generated::{
    open::{CustomDataType, EmailScene, Gender, OrgNodeType, ResourceType, SmsScene, UserStatus},
    types::{
        AllowedApplication, AllowedApplications, AuthorizedResource, AuthorizedResources, CommonMessage,
        CustomDataEntry, Department, Identity, LoginStatus, LoginStatusDetail, OrgNode, PasswordStrength, PhoneNumber,
        RefreshedToken, RegisterField, RegisterProfile, SecurityLevel, User, UserDepartment, UserDepartments,
        Watermark,
    },
};
pub use secret::Secret;
pub use session::{FileStore, MemoryStore, Session, StoreError, Stored, TokenStore, Version};
pub use wire::{BoxFuture, Picture};

/// The requests that the methods of [`AuthenticationClient`] give: chain their options, then await them.
pub mod request {
    pub use crate::{
        api::{
            BindEmail, BindPhone, CheckLoggedIn, CheckLoginStatus, CheckPasswordStrength, GetCurrentUser, GetPhone,
            GetSecurityLevel, HasRole, IsUserExists, LinkAccount, ListApplications, ListAuthorizedResources,
            ListDepartments, ListOrgs, LoginByCode, LoginByCodeWithProfile, LoginByEmail, LoginByEmailCode,
            LoginByLdap, LoginByPhone, LoginByPhoneCode, LoginByPhonePassword, LoginBySubAccount, LoginByUsername,
            Logout, RefreshToken, RegisterByEmail, RegisterByEmailCode, RegisterByPhoneCode, RegisterByUsername,
            ResetPasswordByEmailCode, ResetPasswordByFirstLoginToken, ResetPasswordByForceResetToken,
            ResetPasswordByPhoneCode, SendEmail, SendSmsCode, SetCurrentUser, SetToken, StoredSession, UnbindEmail,
            UnbindPhone, UnlinkAccount, UpdateAvatar, UpdateEmail, UpdatePassword, UpdatePhone, UpdateProfile,
        },
        flow::{BeginSignIn, FinishSignIn},
    };
}
