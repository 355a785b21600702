//! The verbs, one file an area. Each holds the public methods, their options and what they ask of the corridor.

mod binding;
mod custom_fields;
mod devices;
mod login;
mod membership;
mod principal;
mod profile;
mod session;
mod wechat;

pub use binding::{
    BindEmail, BindPhone, LinkAccount, UnbindEmail, UnbindPhone, UnlinkAccount, UpdateEmail, UpdatePhone,
};
pub use custom_fields::{GetUdfValue, ListUdv, RemoveUdfValue, RemoveUdv, SetUdfValue, SetUdv};
pub use devices::{Devices, ListDevices, LogoutDevice, UnbindDevice};
pub use login::{CustomData, LoginByEmail};
pub use membership::{GetSecurityLevel, HasRole, ListApplications, ListAuthorizedResources, ListDepartments, ListOrgs};
pub use principal::{AuthenticatePrincipal, Principal, PrincipalDetail, PrincipalIdentity};
pub use profile::{GetCurrentUser, UpdateAvatar, UpdateProfile};
pub use session::{
    CheckLoggedIn, CheckLoginStatus, Logout, LogoutCurrent, RefreshToken, SetCurrentUser, SetToken, StoredSession,
};
pub use wechat::{GetPhone, LoginByCode, LoginByCodeWithProfile, LoginByPhone};

use crate::{Error, Secret};

/// Refuses an empty argument before anything is sent.
pub(crate) fn filled(name: &str, value: &Secret, mend: &str) -> Result<(), Error> {
    named(name, value.expose(), mend)
}

/// The same for an argument that is no secret.
pub(crate) fn named(name: &str, value: &str, mend: &str) -> Result<(), Error> {
    match value.trim().is_empty() {
        true => Err(Error::argument(format!("{name} is empty; {mend}"))),
        false => Ok(()),
    }
}
