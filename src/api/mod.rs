//! The verbs, one file an area. Each holds the public methods, their options and what they ask of the corridor.

mod authorization_response;
mod binding;
mod browser;
mod captcha;
mod cas;
mod challenge;
mod codes;
mod credentials;
mod custom_fields;
mod devices;
mod encryption;
mod enterprise;
mod events;
mod login;
mod membership;
mod mfa;
mod oauth;
mod options;
mod password;
mod phone_authorization;
mod pkce;
mod poll_qr_code;
mod principal;
mod profile;
#[cfg(feature = "qr")]
mod qr_picture;
mod qrcode;
mod register;
pub(crate) mod request;
mod session;
mod sign_in;
mod sign_in_outcome;
mod social;
mod tokens;
mod urls;
pub(crate) mod v3;
#[cfg(feature = "verify")]
pub(crate) mod verify;
mod wechat;

pub use authorization_response::{AuthorizationCode, AuthorizationResponse};
pub use binding::{
    BindEmail, BindPhone, LinkAccount, UnbindEmail, UnbindPhone, UnlinkAccount, UpdateEmail, UpdatePhone,
};
pub use browser::AcceptMessage;
pub use captcha::{Captcha, GetCaptcha};
pub use cas::{
    TicketValidation, TrackSession, TrackedSession, ValidateTicketV1, ValidateTicketV2, ValidateTicketV2Xml,
};
pub use codes::{IsUserExists, SendEmail, SendSmsCode};
pub use credentials::{Account, CodeAddress, Credentials, SigninByCredentials};
pub use custom_fields::{GetUdfValue, ListUdv, RemoveUdfValue, RemoveUdv, SetUdfValue, SetUdv};
pub use devices::{CreateDevice, Devices, ListDevices, LogoutDevice, UnbindDevice};
pub use enterprise::{AuthorizeEnterprise, Enterprise, EnterpriseLogin, GetPublicConfig};
pub use events::{Events, PublishEvent};
#[cfg(feature = "events")]
pub use events::{SubscribeEvent, Subscription};
pub use login::{
    LoginByAd, LoginByEmail, LoginByEmailCode, LoginByLdap, LoginByPhoneCode, LoginByPhonePassword, LoginBySubAccount,
    LoginByUsername,
};
pub use membership::{GetSecurityLevel, HasRole, ListApplications, ListAuthorizedResources, ListDepartments, ListOrgs};
pub use mfa::{
    AssociateFaceByPicture, AssociateFaceByUrl, AssociateMfaAuthenticator, ConfirmAssociateMfaAuthenticator,
    DeleteMfaAuthenticator, GetMfaAuthenticators, Mfa, PhoneOrEmailBindable, Recovered, VerifyAppEmailMfa,
    VerifyAppSmsMfa, VerifyFaceMfa, VerifyFaceMfaByPicture, VerifyTotpMfa, VerifyTotpRecoveryCode,
};
pub use oauth::{
    GetAccessTokenByClientCredentials, GetAccessTokenByCode, GetAccessTokenByIdToken, GetNewAccessTokenByRefreshToken,
};
pub use options::CustomData;
pub use password::{
    CheckPasswordStrength, PasswordSecurityLevel, ResetPasswordByEmailCode, ResetPasswordByFirstLoginToken,
    ResetPasswordByForceResetToken, ResetPasswordByPhoneCode, UpdatePassword,
};
pub use phone_authorization::PhoneAuthorization;
pub use poll_qr_code::PollQrCode;
pub use principal::{AuthenticatePrincipal, Principal, PrincipalDetail, PrincipalIdentity};
pub use profile::{GetCurrentUser, UpdateAvatar, UpdateProfile};
#[cfg(feature = "qr")]
pub use qr_picture::QrPicture;
pub use qrcode::{CheckQrCode, ExchangeQrTicket, GeneQrCode, QrCodes};
pub use register::{RegisterByEmail, RegisterByEmailCode, RegisterByPhoneCode, RegisterByUsername};
pub use session::{
    CheckLoggedIn, CheckLoginStatus, Logout, LogoutCurrent, RefreshToken, SetCurrentUser, SetToken, StoredSession,
};
pub use sign_in::{BeginSignIn, FinishSignIn, SignIn, SignInWithPhone};
pub use sign_in_outcome::{PendingSignIn, PhoneOutcome, SignInStep, SignedIn};
pub use social::{GenerateLinkExtIdpUrl, GetIdentities, Social, SocialLogin, SocialLoginBuilder, UnlinkExtIdp};
pub use tokens::{GetUserInfoByAccessToken, IntrospectToken, OidcToken, RevokeToken, ValidateToken};
pub use urls::{AuthorizeUrl, AuthorizeUrlBuilder, LogoutUrl, LogoutUrlBuilder};
#[cfg(feature = "verify")]
pub use verify::{TokenKind, TokenVerifier, VerifiedClaims};
pub use wechat::{GetPhone, LoginByCode, LoginByCodeWithProfile, LoginByPhone};

use crate::{error::Error, model::Secret};

/// How a missing argument is mended when only the user knows it.
pub(crate) const ASK: &str = "ask the user for it";

/// Refuses an empty argument before anything is sent.
pub(crate) fn require(name: &str, value: &(impl Text + ?Sized), mend: &str) -> Result<(), Error> {
    match value.text().trim().is_empty() {
        true => Err(Error::argument(format!("{name} is empty; {mend}"))),
        false => Ok(()),
    }
}

/// Refuses an empty password. White space alone may be one.
pub(crate) fn require_password(password: &Secret) -> Result<(), Error> {
    match password.expose().is_empty() {
        true => Err(Error::argument("the password is empty; ask the user for it")),
        false => Ok(()),
    }
}

/// An argument that is text, secret or not.
pub(crate) trait Text {
    fn text(&self) -> &str;
}

impl Text for str {
    fn text(&self) -> &str {
        self
    }
}

impl Text for String {
    fn text(&self) -> &str {
        self
    }
}

impl Text for Secret {
    fn text(&self) -> &str {
        self.expose()
    }
}

impl<T: Text + ?Sized> Text for &T {
    fn text(&self) -> &str {
        T::text(self)
    }
}
