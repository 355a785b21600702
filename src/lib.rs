#![doc = include_str!("../README.md")]

mod api;
mod cached;
mod change;
mod client;
mod config;
mod custom_value;
mod error;
mod flow;
mod generated;
mod password;
mod pkce;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod session;
mod user;
#[cfg(feature = "verify")]
mod verify;
mod wire;

pub use api::{
    AuthorizeUrl, AuthorizeUrlBuilder, CustomData, Devices, LogoutUrl, LogoutUrlBuilder, OidcToken,
    PasswordSecurityLevel, Principal, PrincipalIdentity, TicketValidation, TrackedSession,
};
pub use change::{Change, Clear};
pub use client::AuthenticationClient;
pub use config::{Builder, ClientAuthMethod, HeaderNames, Protocol};
pub use custom_value::{CustomNumber, CustomValue};
pub use error::{Error, ErrorCode, TokenFlaw};
pub use flow::{PendingSignIn, PhoneAuthorization, PhoneOutcome, SignInStep, SignedIn};
pub use generated::{
    open::{CustomDataType, EmailScene, Gender, OrgNodeType, PrincipalType, ResourceType, SmsScene, UserStatus},
    types::{
        AllowedApplication, AllowedApplications, AuthorizedResource, AuthorizedResources, CasFailure,
        CasServiceResponse, CasSuccess, CommonMessage, CustomDataEntry, Department, Identity, Introspection,
        LoginStatus, LoginStatusDetail, MyDevice, OrgNode, PasswordStrength, PhoneNumber, PrincipalAuthentication,
        RefreshedToken, RegisterField, RegisterProfile, SecurityLevel, SsoCookie, SsoSession, SsoSessionDetail,
        TokenClaims, TokenSet, User, UserDepartment, UserDepartments, UserInfo, UserInfoAddress, Watermark,
    },
};
pub use pkce::CodeChallengeMethod;
pub use secret::Secret;
pub use session::{FileStore, MemoryStore, Session, StoreError, Stored, TokenStore, Version};
#[cfg(feature = "verify")]
pub use verify::{TokenAlgorithm, TokenVerifier, VerifiedClaims};
pub use wire::{BoxFuture, Picture};

/// The requests that the methods of [`AuthenticationClient`] give: chain their options, then await them.
pub mod request {
    #[cfg(feature = "verify")]
    pub use crate::verify::VerifyToken;
    pub use crate::{
        api::{
            AuthenticatePrincipal, BindEmail, BindPhone, CheckLoggedIn, CheckLoginStatus, CheckPasswordStrength,
            GetAccessTokenByClientCredentials, GetAccessTokenByCode, GetAccessTokenByIdToken, GetCurrentUser,
            GetNewAccessTokenByRefreshToken, GetPhone, GetSecurityLevel, GetUdfValue, GetUserInfoByAccessToken,
            HasRole, IntrospectToken, IsUserExists, LinkAccount, ListApplications, ListAuthorizedResources,
            ListDepartments, ListDevices, ListOrgs, ListUdv, LoginByCode, LoginByCodeWithProfile, LoginByEmail,
            LoginByEmailCode, LoginByLdap, LoginByPhone, LoginByPhoneCode, LoginByPhonePassword, LoginBySubAccount,
            LoginByUsername, Logout, LogoutCurrent, LogoutDevice, PrincipalDetail, RefreshToken, RegisterByEmail,
            RegisterByEmailCode, RegisterByPhoneCode, RegisterByUsername, RemoveUdfValue, RemoveUdv,
            ResetPasswordByEmailCode, ResetPasswordByFirstLoginToken, ResetPasswordByForceResetToken,
            ResetPasswordByPhoneCode, RevokeToken, SendEmail, SendSmsCode, SetCurrentUser, SetToken, SetUdfValue,
            SetUdv, StoredSession, TrackSession, UnbindDevice, UnbindEmail, UnbindPhone, UnlinkAccount, UpdateAvatar,
            UpdateEmail, UpdatePassword, UpdatePhone, UpdateProfile, ValidateTicketV1, ValidateTicketV2,
            ValidateTicketV2Xml, ValidateToken,
        },
        flow::{BeginSignIn, FinishSignIn},
    };
}
