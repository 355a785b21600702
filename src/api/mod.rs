//! The methods of the client, one file for each area: their documentation, their options and the requests that they send.

mod authorization_response;
mod authorize_url;
mod binding;
mod browser;
mod captcha;
mod cas;
mod challenge;
mod client_auth;
mod codes;
mod credentials;
mod custom_fields;
mod devices;
mod directory_login;
mod encryption;
mod enterprise;
mod events;
mod linked_accounts;
mod login;
mod logout_url;
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
mod refresh_token;
mod register;
pub(crate) mod request;
mod session;
mod sign_in;
mod sign_in_outcome;
mod social;
mod tokens;
pub(crate) mod v3;
#[cfg(feature = "verify")]
pub(crate) mod verify;
mod wechat;

pub use authorization_response::{AuthorizationCode, AuthorizationResponse};
pub use authorize_url::{AuthorizeUrl, AuthorizeUrlBuilder};
pub use binding::{BindEmail, BindPhone, UnbindEmail, UnbindPhone, UpdateEmail, UpdatePhone};
pub use browser::AcceptMessage;
pub use captcha::{Captcha, GetCaptcha};
pub use cas::{
    TicketValidation, TrackSession, TrackedSession, ValidateTicketV1, ValidateTicketV2, ValidateTicketV2Xml,
};
pub use codes::{IsUserExists, SendEmail, SendSmsCode};
pub use credentials::{Account, CodeAddress, Credentials, SigninByCredentials};
pub use custom_fields::{GetUdfValue, ListUdv, RemoveUdfValue, RemoveUdv, SetUdfValue, SetUdv};
pub use devices::{CreateDevice, Devices, ListDevices, LogoutDevice, UnbindDevice};
pub use directory_login::{LoginByAd, LoginByLdap};
pub use enterprise::{AuthorizeEnterprise, Enterprise, EnterpriseLogin, GetPublicConfig};
pub use events::{Events, PublishEvent};
#[cfg(feature = "events")]
pub use events::{SubscribeEvent, Subscription};
pub use linked_accounts::{LinkAccount, UnlinkAccount};
pub use login::{
    LoginByEmail, LoginByEmailCode, LoginByPhoneCode, LoginByPhonePassword, LoginBySubAccount, LoginByUsername,
};
pub use logout_url::{LogoutUrl, LogoutUrlBuilder};
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
pub use refresh_token::RefreshToken;
pub use register::{RegisterByEmail, RegisterByEmailCode, RegisterByPhoneCode, RegisterByUsername};
pub use session::{CheckLoggedIn, CheckLoginStatus, Logout, LogoutCurrent, SetCurrentUser, SetToken, StoredSession};
pub use sign_in::{BeginSignIn, FinishSignIn, SignIn, SignInWithPhone};
pub use sign_in_outcome::{PendingSignIn, PhoneOutcome, SignInStep, SignedIn};
pub use social::{GenerateLinkExtIdpUrl, GetIdentities, Social, SocialLogin, SocialLoginBuilder, UnlinkExtIdp};
pub use tokens::{GetUserInfoByAccessToken, IntrospectToken, OidcToken, RevokeToken, ValidateToken};
#[cfg(feature = "verify")]
pub use verify::{TokenKind, TokenVerifier, VerifiedClaims};
pub use wechat::{GetPhone, LoginByCode, LoginByCodeWithProfile, LoginByPhone};

use crate::{error::Error, model::Secret};

/// The remedy for a missing argument that only the user knows.
pub(crate) const ASK: &str = "ask the user for it";

/// The remedy for a missing token.
pub(crate) const FROM_SERVER: &str = "pass the one that the server gave";

/// Refuses an empty argument before anything is sent.
pub(crate) fn require(name: &str, value: &(impl Text + ?Sized), remedy: &str) -> Result<(), Error> {
    match value.text().trim().is_empty() {
        true => Err(Error::argument(format!("{name} is empty; {remedy}"))),
        false => Ok(()),
    }
}

/// Refuses an empty password. A password of white space alone is allowed.
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
