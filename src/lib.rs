#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

/// Compiles the examples of the Chinese README.
#[cfg(doctest)]
#[doc = include_str!("../README.zh-CN.md")]
mod readme_in_chinese {}

mod api;
mod client;
mod core;
mod crypto;
mod error;
mod generated;
mod model;
mod session;
mod transport;

#[cfg(feature = "qr")]
pub use api::QrPicture;
#[cfg(feature = "events")]
pub use api::Subscription;
pub use api::v3::{DeletionProof, SentCode, V3, WechatCredentials, WechatLogin};
pub use api::{
    Account, AuthorizationCode, AuthorizationResponse, AuthorizeUrl, AuthorizeUrlBuilder, Captcha, CodeAddress,
    Credentials, CustomData, Devices, Enterprise, EnterpriseLogin, Events, LogoutUrl, LogoutUrlBuilder, Mfa, OidcToken,
    PasswordSecurityLevel, PollQrCode, Principal, PrincipalIdentity, QrCodes, Recovered, Social, SocialLogin,
    SocialLoginBuilder, TicketValidation, TrackedSession,
};
pub use api::{PendingSignIn, PhoneAuthorization, PhoneOutcome, SignInStep, SignedIn};
#[cfg(feature = "verify")]
pub use api::{TokenKind, TokenVerifier, VerifiedClaims};

pub use client::{AuthenticationClient, AuthenticationClientBuilder};
#[cfg(feature = "verify")]
pub use core::TokenAlgorithm;
pub use core::{ClientAuthMethod, CodeChallengeMethod, HeaderNames, Protocol, RetryPolicy};
pub use error::ErrorCode;
pub use error::{Challenge, FirstLoginChallenge, MfaChallenge, MfaFactor, MfaPolicy, PasswordResetChallenge};
pub use error::{Error, TokenRejection};
pub use generated::{
    open::{
        ConnectionProtocol, CustomDataType, EmailChannel, EmailScene, Gender, MobileConnection, OrgNodeType,
        PasswordEncryptType, PrincipalType, ResourceType, SigninResponseType, SmsChannel, SmsScene, SocialProvider,
        TotpSource, UserStatus, WorkStatus,
    },
    types::{
        AllowedApplication, AllowedApplications, AuthorizedResource, AuthorizedResources, CasFailure,
        CasServiceResponse, CasSuccess, CodeCheck, CommonMessage, CustomDataEntry, DeleteAccountToken, Department,
        Identity, IdentityProvider, IdentityProviderConfig, Introspection, LinkedIdentity, LoginStatus,
        LoginStatusDetail, MfaAssociation, MfaAuthenticator, MyDevice, OrgNode, PasswordStrength, PhoneNumber,
        PrincipalAuthentication, Profile, PublicConfig, QrCode, QrCodeStatus, QrCodeUser, RefreshedToken,
        RegisterField, RegisterProfile, SecurityLevel, SigninResult, SocialConnection, SsoCookie, SsoSession,
        SsoSessionDetail, SystemInfo, SystemKey, SystemVersion, TokenClaims, TokenSet, UpdateEmailToken,
        UpdatePhoneToken, User, UserDepartment, UserDepartments, UserInfo, UserInfoAddress, Watermark, WechatData,
    },
};
pub use model::{BoxFuture, InvalidValue, Secret, SecretJson, Session};
pub use model::{Change, Clear, ProfileChanges};
pub use model::{CustomNumber, CustomValue};
pub use model::{PublicUser, QrCodeState};
#[cfg(feature = "keyring")]
pub use session::KeyringStore;
#[cfg(feature = "redis")]
pub use session::RedisSessions;
pub use session::{FileSessions, MemorySessions, SessionId, SessionStore, WechatAccessToken};
pub use session::{FileStore, Lease, LeaseHolder, MemoryStore, StoreError, Stored, TokenStore, Version};
#[cfg(feature = "events")]
pub use transport::Event;
pub use transport::Picture;

/// What the crate `authing-sandbox` of the same version needs to simulate the server. Not public API: it changes without notice.
#[cfg(feature = "__contract")]
#[doc(hidden)]
pub mod __contract {
    pub use crate::generated::{CONTRACT, open::GrantType, types};
}

/// What the fuzz targets need of the inside of the crate. Not public API: it changes without notice.
#[cfg(feature = "__fuzz")]
#[doc(hidden)]
pub mod __fuzz {
    pub use crate::transport::fuzz::{CONVENTIONS, read_reply};
}

/// The requests that the methods of [`AuthenticationClient`] return: chain their options, then await them.
pub mod request {
    #[cfg(feature = "events")]
    pub use crate::api::SubscribeEvent;
    #[cfg(feature = "verify")]
    pub use crate::api::verify::VerifyToken;
    pub use crate::api::{
        AcceptMessage, AssociateFaceByPicture, AssociateFaceByUrl, AssociateMfaAuthenticator, AuthenticatePrincipal,
        AuthorizeEnterprise, BeginSignIn, BindEmail, BindPhone, CheckLoggedIn, CheckLoginStatus, CheckPasswordStrength,
        CheckQrCode, ConfirmAssociateMfaAuthenticator, CreateDevice, DeleteMfaAuthenticator, ExchangeQrTicket,
        FinishSignIn, GeneQrCode, GenerateLinkExtIdpUrl, GetAccessTokenByClientCredentials, GetAccessTokenByCode,
        GetAccessTokenByIdToken, GetCaptcha, GetCurrentUser, GetIdentities, GetMfaAuthenticators,
        GetNewAccessTokenByRefreshToken, GetPhone, GetPublicConfig, GetSecurityLevel, GetUdfValue,
        GetUserInfoByAccessToken, HasRole, IntrospectToken, IsUserExists, LinkAccount, ListApplications,
        ListAuthorizedResources, ListDepartments, ListDevices, ListOrgs, ListUdv, LoginByAd, LoginByCode,
        LoginByCodeWithProfile, LoginByEmail, LoginByEmailCode, LoginByLdap, LoginByPhone, LoginByPhoneCode,
        LoginByPhonePassword, LoginBySubAccount, LoginByUsername, Logout, LogoutCurrent, LogoutDevice,
        PhoneOrEmailBindable, PrincipalDetail, PublishEvent, RefreshToken, RegisterByEmail, RegisterByEmailCode,
        RegisterByPhoneCode, RegisterByUsername, RemoveUdfValue, RemoveUdv, ResetPasswordByEmailCode,
        ResetPasswordByFirstLoginToken, ResetPasswordByForceResetToken, ResetPasswordByPhoneCode, RevokeToken,
        SendEmail, SendSmsCode, SetCurrentUser, SetToken, SetUdfValue, SetUdv, SignIn, SignInWithPhone,
        SigninByCredentials, StoredSession, TrackSession, UnbindDevice, UnbindEmail, UnbindPhone, UnlinkAccount,
        UnlinkExtIdp, UpdateAvatar, UpdateEmail, UpdatePassword, UpdatePhone, UpdateProfile, ValidateTicketV1,
        ValidateTicketV2, ValidateTicketV2Xml, ValidateToken, VerifyAppEmailMfa, VerifyAppSmsMfa, VerifyFaceMfa,
        VerifyFaceMfaByPicture, VerifyTotpMfa, VerifyTotpRecoveryCode,
    };

    /// The requests that the methods of [`V3`](crate::V3) return.
    pub mod v3 {
        pub use crate::api::v3::{
            BindEmail, BindPhone, BindWechatMiniProgram, DecryptWechatMiniProgramData, DeleteAccount, GetIdentities,
            GetProfile, GetSystemInfo, GetWechatAccessTokenInfo, GetWechatMiniProgramPhone, IntrospectToken, Logout,
            PreCheckCode, RefreshToken, RevokeToken, SendEmail, SendSms, SigninByCredentials, SigninByMobile,
            UnbindEmail, UnbindPhone, UnlinkExtIdp, UpdateAvatar, UpdateEmail, UpdatePassword, UpdatePhone,
            UpdateProfile, VerifyDeleteAccountRequest, VerifyUpdateEmailRequest, VerifyUpdatePhoneRequest,
        };
    }
}
