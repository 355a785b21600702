//! The operations of the contract, one file an area. A handler receives a request that fits the contract and returns the data
//! of the reply; [`http`](crate::http) does the rest.

pub mod beyond_contract;
mod binding;
mod cas;
mod codes;
mod custom_fields;
mod devices;
mod directory;
mod events;
mod guard;
mod login;
pub mod management;
mod membership;
mod mfa;
mod oidc;
mod password;
mod principal;
mod profile;
mod qr;
mod register;
mod session;
mod signin;
mod sources;
mod v3;
mod wechat;
mod wechat_api;

use crate::http::serve::Handler;

/// The function that answers this operation.
pub fn handler(operation: &str) -> Option<Handler> {
    let handler: Handler = match operation {
        "loginByCode" => wechat::login_by_code,
        "loginByPhone" => wechat::login_by_phone,
        "getPhone" => wechat::get_phone,
        "loginByEmail" => login::login_by_email,
        "getPublicKey" => login::public_key,
        "loginByUsername" => login::login_by_username,
        "loginByPhonePassword" => login::login_by_phone_password,
        "loginBySubAccount" => login::login_by_sub_account,
        "loginByPhoneCode" => login::login_by_phone_code,
        "loginByEmailCode" => login::login_by_email_code,
        "loginByLdap" => directory::login_by_ldap,
        "loginByAd" => directory::login_by_ad,
        "signinByCredentials" => signin::signin_by_credentials,
        "registerByEmail" => register::register_by_email,
        "registerByUsername" => register::register_by_username,
        "registerByPhoneCode" => register::register_by_phone_code,
        "registerByEmailCode" => register::register_by_email_code,
        "sendSmsCode" => codes::send_sms_code,
        "sendEmail" => codes::send_email,
        "isUserExists" => codes::is_user_exists,
        "getCaptcha" => codes::get_captcha,
        "checkPasswordStrength" => password::check_password_strength,
        "resetPassword" => password::reset_password,
        "resetPasswordByFirstLoginToken" => password::reset_by_first_login_token,
        "resetPasswordByForceResetToken" => password::reset_by_force_reset_token,
        "updatePassword" => password::update_password,
        "user" => profile::user,
        "updateUser" => profile::update_user,
        "upload" => profile::upload,
        "checkLoginStatus" => session::check_login_status,
        "refreshToken" => session::refresh_token,
        "logout" => session::logout,
        "getJwks" => oidc::jwks,
        "token" => oidc::token,
        "getUserInfo" | "postUserInfo" => oidc::user_info,
        "introspectToken" => oidc::introspect,
        "revokeToken" => oidc::revoke,
        "validateToken" => oidc::validate,
        "validateTicketV1" => cas::validate_v1,
        "validateTicketV2" => cas::validate_v2,
        "trackSession" => cas::track_session,
        "geneQrCode" => qr::gene,
        "checkQrCode" => qr::check,
        "exchangeQrTicket" => qr::exchange,
        "generateLinkExtIdpUrl" => sources::link_url,
        "unlinkExtIdp" => sources::unlink,
        "getIdentities" => sources::identities,
        "getPublicConfig" => sources::public_config,
        "signinByMobileV3" => v3::sign_in::signin_by_mobile,
        "getProfileV3" => v3::profile::get_profile,
        "updateProfileV3" => v3::profile::update_profile,
        "sendSmsV3" => v3::codes::send_sms,
        "sendEmailV3" => v3::codes::send_email,
        "preCheckCodeV3" => v3::codes::pre_check_code,
        "bindPhoneV3" => v3::binding::bind_phone,
        "unbindPhoneV3" => v3::binding::unbind_phone,
        "bindEmailV3" => v3::binding::bind_email,
        "unbindEmailV3" => v3::binding::unbind_email,
        "verifyUpdatePhoneRequestV3" => v3::binding::verify_update_phone_request,
        "updatePhoneV3" => v3::binding::update_phone,
        "verifyUpdateEmailRequestV3" => v3::binding::verify_update_email_request,
        "updateEmailV3" => v3::binding::update_email,
        "updatePasswordV3" => v3::account::update_password,
        "verifyDeleteAccountRequestV3" => v3::account::verify_delete_account_request,
        "deleteAccountV3" => v3::account::delete_account,
        "getWechatAccessTokenInfoV3" => v3::wechat::get_access_token_info,
        "getWechatMiniProgramPhoneV3" => v3::wechat::get_phone,
        "decryptWechatMiniProgramDataV3" => v3::wechat::decrypt_data,
        "getSystemInfoV3" => v3::account::system_info,
        "bindWechatMiniProgram" => v3::wechat::bind,
        "startInteraction" => sources::start_interaction,
        "publishEvent" => events::publish,
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
        _ => return None,
    };
    Some(handler)
}

#[cfg(test)]
mod tests {
    use super::handler;
    use crate::http::contract::Contract;

    #[test]
    fn every_operation_of_the_contract_is_answered() {
        let ids: Vec<_> = Contract::get().operations().map(|operation| &*operation.id).collect();
        let missing: Vec<_> = ids.iter().filter(|id| handler(id).is_none()).collect();
        assert!(
            ids.len() > 80 && missing.is_empty(),
            "of {} operations the sandbox has no handler for {missing:?}; add each to handler()",
            ids.len()
        );
    }

    #[test]
    fn every_rule_of_the_contract_is_checked() {
        let loose: Vec<_> = Contract::get().operations().filter(|one| !one.is_checked()).map(|one| &one.id).collect();
        assert!(loose.is_empty(), "the rules of {loose:?} cannot be read");
    }
}
