#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

/// The code of the Chinese README compiles too.
#[cfg(doctest)]
#[doc = include_str!("../README.zh-CN.md")]
mod readme_in_chinese {}

mod api;
mod cached;
mod challenge;
mod change;
mod client;
mod config;
mod custom_value;
mod error;
mod error_code;
mod flow;
mod generated;
mod moment;
mod password;
mod pkce;
mod qr_code;
#[cfg(feature = "qr")]
mod qr_picture;
mod random;
mod rsa;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod session;
mod user;
#[cfg(feature = "verify")]
mod verify;
mod wire;

#[cfg(feature = "events")]
pub use api::Subscription;
pub use api::{
    Account, AuthorizeUrl, AuthorizeUrlBuilder, Captcha, CodeAddress, Credentials, CustomData, Devices, Enterprise,
    EnterpriseLogin, Events, LogoutUrl, LogoutUrlBuilder, Mfa, OidcToken, PasswordSecurityLevel, PollQrCode, Principal,
    PrincipalIdentity, QrCodes, Recovered, Social, SocialLogin, SocialLoginBuilder, TicketValidation, TrackedSession,
};
pub use challenge::{Challenge, FirstLoginChallenge, MfaChallenge, MfaFactor, MfaPolicy, PasswordResetChallenge};
pub use change::{Change, Clear};
pub use client::AuthenticationClient;
pub use config::{Builder, ClientAuthMethod, HeaderNames, Protocol};
pub use custom_value::{CustomNumber, CustomValue};
pub use error::{Error, TokenFlaw};
pub use error_code::ErrorCode;
pub use flow::{PendingSignIn, PhoneAuthorization, PhoneOutcome, SignInStep, SignedIn};
pub use generated::{
    open::{
        ConnectionProtocol, CustomDataType, EmailScene, Gender, OrgNodeType, PasswordEncryptType, PrincipalType,
        ResourceType, SigninResponseType, SmsScene, SocialProvider, TotpSource, UserStatus,
    },
    types::{
        AllowedApplication, AllowedApplications, AuthorizedResource, AuthorizedResources, CasFailure,
        CasServiceResponse, CasSuccess, CommonMessage, CustomDataEntry, Department, Identity, IdentityProvider,
        IdentityProviderConfig, Introspection, LinkedIdentity, LoginStatus, LoginStatusDetail, MfaAssociation,
        MfaAuthenticator, MyDevice, OrgNode, PasswordStrength, PhoneNumber, PrincipalAuthentication, PublicConfig,
        QrCode, QrCodeStatus, QrCodeUser, RefreshedToken, RegisterField, RegisterProfile, SecurityLevel, SigninResult,
        SocialConnection, SsoCookie, SsoSession, SsoSessionDetail, TokenClaims, TokenSet, User, UserDepartment,
        UserDepartments, UserInfo, UserInfoAddress, Watermark,
    },
};
pub use pkce::CodeChallengeMethod;
pub use qr_code::QrCodeState;
#[cfg(feature = "qr")]
pub use qr_picture::QrPicture;
pub use secret::{Secret, SecretJson};
pub use session::{FileStore, MemoryStore, Session, StoreError, Stored, TokenStore, Version};
#[cfg(feature = "verify")]
pub use verify::{TokenAlgorithm, TokenVerifier, VerifiedClaims};
#[cfg(feature = "events")]
pub use wire::Event;
pub use wire::{BoxFuture, Picture};

/// The requests that the methods of [`AuthenticationClient`] give: chain their options, then await them.
pub mod request {
    #[cfg(feature = "events")]
    pub use crate::api::SubscribeEvent;
    #[cfg(feature = "verify")]
    pub use crate::verify::VerifyToken;
    pub use crate::{
        api::{
            AcceptMessage, AssociateFaceByPicture, AssociateFaceByUrl, AssociateMfaAuthenticator,
            AuthenticatePrincipal, AuthorizeEnterprise, BindEmail, BindPhone, CheckLoggedIn, CheckLoginStatus,
            CheckPasswordStrength, CheckQrCode, ConfirmAssociateMfaAuthenticator, CreateDevice, DeleteMfaAuthenticator,
            ExchangeQrTicket, GeneQrCode, GenerateLinkExtIdpUrl, GetAccessTokenByClientCredentials,
            GetAccessTokenByCode, GetAccessTokenByIdToken, GetCaptcha, GetCurrentUser, GetIdentities,
            GetMfaAuthenticators, GetNewAccessTokenByRefreshToken, GetPhone, GetPublicConfig, GetSecurityLevel,
            GetUdfValue, GetUserInfoByAccessToken, HasRole, IntrospectToken, IsUserExists, LinkAccount,
            ListApplications, ListAuthorizedResources, ListDepartments, ListDevices, ListOrgs, ListUdv, LoginByAd,
            LoginByCode, LoginByCodeWithProfile, LoginByEmail, LoginByEmailCode, LoginByLdap, LoginByPhone,
            LoginByPhoneCode, LoginByPhonePassword, LoginBySubAccount, LoginByUsername, Logout, LogoutCurrent,
            LogoutDevice, PhoneOrEmailBindable, PrincipalDetail, PublishEvent, RefreshToken, RegisterByEmail,
            RegisterByEmailCode, RegisterByPhoneCode, RegisterByUsername, RemoveUdfValue, RemoveUdv,
            ResetPasswordByEmailCode, ResetPasswordByFirstLoginToken, ResetPasswordByForceResetToken,
            ResetPasswordByPhoneCode, RevokeToken, SendEmail, SendSmsCode, SetCurrentUser, SetToken, SetUdfValue,
            SetUdv, SigninByCredentials, StoredSession, TrackSession, UnbindDevice, UnbindEmail, UnbindPhone,
            UnlinkAccount, UnlinkExtIdp, UpdateAvatar, UpdateEmail, UpdatePassword, UpdatePhone, UpdateProfile,
            ValidateTicketV1, ValidateTicketV2, ValidateTicketV2Xml, ValidateToken, VerifyAppEmailMfa, VerifyAppSmsMfa,
            VerifyFaceMfa, VerifyFaceMfaByPicture, VerifyTotpMfa, VerifyTotpRecoveryCode,
        },
        flow::{BeginSignIn, FinishSignIn},
    };
}
