//! The verbs, one file an area. Each holds the public methods, their options and what they ask of the corridor.

mod binding;
mod cas;
mod codes;
mod custom_fields;
mod devices;
mod login;
mod membership;
mod oauth;
mod options;
mod password;
mod principal;
mod profile;
mod register;
mod session;
mod tokens;
mod urls;
mod wechat;

pub use binding::{
    BindEmail, BindPhone, LinkAccount, UnbindEmail, UnbindPhone, UnlinkAccount, UpdateEmail, UpdatePhone,
};
pub use cas::{
    TicketValidation, TrackSession, TrackedSession, ValidateTicketV1, ValidateTicketV2, ValidateTicketV2Xml,
};
pub use codes::{IsUserExists, SendEmail, SendSmsCode};
pub use custom_fields::{GetUdfValue, ListUdv, RemoveUdfValue, RemoveUdv, SetUdfValue, SetUdv};
pub use devices::{Devices, ListDevices, LogoutDevice, UnbindDevice};
pub use login::{
    LoginByEmail, LoginByEmailCode, LoginByLdap, LoginByPhoneCode, LoginByPhonePassword, LoginBySubAccount,
    LoginByUsername,
};
pub use membership::{GetSecurityLevel, HasRole, ListApplications, ListAuthorizedResources, ListDepartments, ListOrgs};
pub use oauth::{
    GetAccessTokenByClientCredentials, GetAccessTokenByCode, GetAccessTokenByIdToken, GetNewAccessTokenByRefreshToken,
};
pub use options::CustomData;
pub use password::{
    CheckPasswordStrength, PasswordSecurityLevel, ResetPasswordByEmailCode, ResetPasswordByFirstLoginToken,
    ResetPasswordByForceResetToken, ResetPasswordByPhoneCode, UpdatePassword,
};
pub use principal::{AuthenticatePrincipal, Principal, PrincipalDetail, PrincipalIdentity};
pub use profile::{GetCurrentUser, UpdateAvatar, UpdateProfile};
pub use register::{RegisterByEmail, RegisterByEmailCode, RegisterByPhoneCode, RegisterByUsername};
pub use session::{
    CheckLoggedIn, CheckLoginStatus, Logout, LogoutCurrent, RefreshToken, SetCurrentUser, SetToken, StoredSession,
};
pub use tokens::{GetUserInfoByAccessToken, IntrospectToken, OidcToken, RevokeToken, ValidateToken};
pub use urls::{AuthorizeUrl, AuthorizeUrlBuilder, LogoutUrl, LogoutUrlBuilder};
pub use wechat::{GetPhone, LoginByCode, LoginByCodeWithProfile, LoginByPhone};

use crate::{Error, Secret};

/// How a missing argument is mended when only the user knows it.
pub(crate) const ASK: &str = "ask the user for it";

/// Refuses an empty argument before anything is sent.
pub(crate) fn filled(name: &str, value: &Secret, mend: &str) -> Result<(), Error> {
    not_empty(name, value.expose(), mend)
}

/// The same for an argument that is no secret.
pub(crate) fn not_empty(name: &str, value: &str, mend: &str) -> Result<(), Error> {
    match value.trim().is_empty() {
        true => Err(Error::argument(format!("{name} is empty; {mend}"))),
        false => Ok(()),
    }
}
