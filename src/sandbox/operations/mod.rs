//! What the operations of the contract do, one file an area. A handler gets a request that fits the contract and gives the
//! data of its reply; the door does the rest.

mod binding;
mod custom_fields;
mod devices;
mod login;
mod membership;
mod mfa;
mod principal;
mod profile;
mod session;
mod wechat;

use super::{
    door::Asked,
    reply::{Answer, Reply, not_implemented},
    state::State,
};

/// Answers a request.
pub fn answer(state: &mut State, asked: &Asked) -> Answer {
    let handler: fn(&mut State, &Asked) -> Answer = match asked.operation.id.as_str() {
        "loginByCode" => wechat::login_by_code,
        "loginByPhone" => wechat::login_by_phone,
        "getPhone" => wechat::get_phone,
        "loginByEmail" => login::login_by_email,
        "getPublicKey" => login::public_key,
        "user" => profile::user,
        "updateUser" => profile::update_user,
        "upload" => profile::upload,
        "checkLoginStatus" => session::check_login_status,
        "refreshToken" => session::refresh_token,
        "logout" => session::logout,
        "bindPhone" => binding::bind_phone,
        "unbindPhone" => binding::unbind_phone,
        "updatePhone" => binding::update_phone,
        "bindEmail" => binding::bind_email,
        "unbindEmail" => binding::unbind_email,
        "updateEmail" => binding::update_email,
        "linkAccount" => binding::link_account,
        "unlinkAccount" => binding::unlink_account,
        "udv" => custom_fields::udv,
        "setUdv" => custom_fields::set_udv,
        "setUdvBatch" => custom_fields::set_udv_batch,
        "removeUdv" => custom_fields::remove_udv,
        "getUserDepartments" => membership::get_user_departments,
        "listUserAuthorizedResources" => membership::list_user_authorized_resources,
        "getUserRoles" => membership::get_user_roles,
        "listOrgs" => membership::list_orgs,
        "listApplications" => membership::list_applications,
        "getSecurityLevel" => membership::get_security_level,
        "getPrincipal" => principal::get_principal,
        "authenticatePrincipal" => principal::authenticate_principal,
        "listMyDevices" => devices::list_my_devices,
        "createDevice" => devices::create_device,
        "unbindMyDevice" => devices::unbind_my_device,
        "logoutMyDevice" => devices::logout_my_device,
        "logoutCurrent" => devices::logout_current,
        "listMfaAuthenticators" => mfa::list_authenticators,
        "associateMfaAuthenticator" => mfa::associate_authenticator,
        "confirmMfaAuthenticator" => mfa::confirm_authenticator,
        "deleteMfaAuthenticator" => mfa::delete_authenticator,
        "verifyTotpMfa" => mfa::verify_totp,
        "verifyTotpRecoveryCode" => mfa::verify_recovery_code,
        "verifyAppSmsMfa" => mfa::verify_sms,
        "verifyAppEmailMfa" => mfa::verify_email,
        "phoneOrEmailBindable" => mfa::bindable,
        "associateFace" => mfa::associate_face,
        "verifyFaceMfa" => mfa::verify_face,
        unknown => return Ok(Reply::Raw(not_implemented(unknown))),
    };
    handler(state, asked)
}
