//! The methods of the SDKs of v3: what they call, what they need, and what they do to the session.

use serde_json::Value;

use super::record::Record;

/// What a call is to the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Signs a user in: asks without a token, and replaces the session.
    SignIn,
    /// Exchanges the refresh token of the session.
    Refresh,
    /// Ends the session.
    Logout,
    /// Acts for the user of the session, with the access token.
    User,
    /// Asks without a token.
    Open,
    /// Is a call of the application about a token that the caller passes.
    Application,
    /// Works on the store only.
    Store,
    /// Asks the platform of the mini-program, which a server does not have.
    Platform,
}

/// One method of the recorded SDKs.
pub struct Method {
    pub name: &'static str,
    pub kind: Kind,
    /// The endpoint; empty if the method has none.
    pub path: &'static str,
    /// The members of the argument without which the call cannot be made, as JSON pointers. Of the places in one text, which
    /// are separated by spaces, one is enough.
    pub required: &'static [&'static str],
}

const fn of(name: &'static str, kind: Kind, path: &'static str, required: &'static [&'static str]) -> Method {
    Method { name, kind, path, required }
}

const PHONE_CODE: &str = "/wechatMiniProgramCodeAndPhonePayload/wxPhoneInfo/code \
                          /miniProgramCodeAndPhonePayload/wxPhoneInfo/code";
const ACCOUNT: &str =
    "/passwordPayload/account /passwordPayload/email /passwordPayload/username /passwordPayload/phone";
const ADDRESS: &str = "/passCodePayload/email /passCodePayload/phone";
const CONNECTION: &str = "/extIdpConnidentifier";

pub const BY_MOBILE: &str = "/api/v3/signin-by-mobile";
pub const SIGN_IN: &str = "/api/v3/signin";
pub const UPDATE_PROFILE: &str = "/api/v3/update-profile";
pub const DECRYPT: &str = "/api/v3/decrypt-wechat-miniprogram-data";
pub const PHONE: &str = "/api/v3/get-wechat-miniprogram-phone";
pub const TOKEN_INFO: &str = "/api/v3/get-wechat-access-token-info";
pub const BIND: &str = "/connections/social/wechat-miniprogram/bind";
const EMAIL_REQUEST: &str = "/api/v3/verify-update-email-request";
const PHONE_REQUEST: &str = "/api/v3/verify-update-phone-request";
const DELETE_REQUEST: &str = "/api/v3/verify-delete-account-request";
pub const UPDATE_PASSWORD: &str = "/api/v3/update-password";
pub const TOKEN: &str = "/oidc/token";
pub const REVOCATION: &str = "/oidc/token/revocation";
pub const UPLOAD: &str = "/api/v2/upload";
pub const SYSTEM: &str = "/api/v3/system";

/// Every method of both SDKs. Those that both have under one name and in the same way are listed once.
pub const METHODS: &[Method] = &[
    // In mini-programs.
    of("getLoginState", Kind::Store, "", &[]),
    of("clearLoginState", Kind::Store, "", &[]),
    of("saveLoginState", Kind::Store, "", &[]),
    of("getLoginCode", Kind::Platform, "", &[]),
    of("getPublicKey", Kind::Open, SYSTEM, &[]),
    of("loginByCode", Kind::SignIn, BY_MOBILE, &[CONNECTION]),
    of("loginByPhone", Kind::SignIn, BY_MOBILE, &[CONNECTION, PHONE_CODE]),
    of("loginByPassword", Kind::SignIn, SIGN_IN, &[ACCOUNT, "/passwordPayload/password"]),
    of("loginByPassCode", Kind::SignIn, SIGN_IN, &[ADDRESS, "/passCodePayload/passCode"]),
    of("refreshToken", Kind::Refresh, TOKEN, &[]),
    of("logout", Kind::Logout, REVOCATION, &[]),
    of("sendEmailCode", Kind::Open, "/api/v3/send-email", &["/email", "/channel"]),
    of("getUserInfo", Kind::User, "/api/v3/get-profile", &[]),
    of("updateUserInfo", Kind::User, UPDATE_PROFILE, &[]),
    of("updateAvatar", Kind::User, UPDATE_PROFILE, &[]),
    of("bindWxByCode", Kind::User, BIND, &[CONNECTION]),
    of("bindPlatformByCode", Kind::User, BIND, &[CONNECTION]),
    of("updateEmailRequest", Kind::User, EMAIL_REQUEST, EMAIL_REQUEST_MEMBERS),
    of("updatePhoneRequest", Kind::User, PHONE_REQUEST, PHONE_REQUEST_MEMBERS),
    of("deleteAccountRequest", Kind::User, DELETE_REQUEST, &["/verifyMethod"]),
    of("getPhone", Kind::Open, PHONE, &[CONNECTION, "/code"]),
    of("decryptData", Kind::Open, DECRYPT, DECRYPT_MEMBERS),
    // In both.
    of("sendSms", Kind::Open, "/api/v3/send-sms", &["/phoneNumber", "/channel"]),
    of("bindEmail", Kind::User, "/api/v3/bind-email", &["/email", "/passCode"]),
    of("bindPhone", Kind::User, "/api/v3/bind-phone", &["/phoneNumber", "/passCode"]),
    of("updateEmail", Kind::User, "/api/v3/update-email", &["/updateEmailToken"]),
    of("updatePhone", Kind::User, "/api/v3/update-phone", &["/updatePhoneToken"]),
    of("updatePassword", Kind::User, UPDATE_PASSWORD, &["/newPassword"]),
    of("deleteAccount", Kind::User, "/api/v3/delete-account", &["/deleteAccountToken"]),
    // In back ends.
    of("signInByMobile", Kind::SignIn, BY_MOBILE, &[CONNECTION, "/connection"]),
    of("signInByCredentials", Kind::SignIn, SIGN_IN, &["/connection"]),
    of("signInByEmailPassword", Kind::SignIn, SIGN_IN, &["/email", "/password"]),
    of("signInByPhonePassword", Kind::SignIn, SIGN_IN, &["/phone", "/password"]),
    of("signInByUsernamePassword", Kind::SignIn, SIGN_IN, &["/username", "/password"]),
    of("signInByAccountPassword", Kind::SignIn, SIGN_IN, &["/account", "/password"]),
    of("signInByEmailPassCode", Kind::SignIn, SIGN_IN, &["/email", "/passCode"]),
    of("signInByPhonePassCode", Kind::SignIn, SIGN_IN, &["/phone", "/passCode"]),
    of("signInByAD", Kind::SignIn, SIGN_IN, &["/sAMAccountName", "/password"]),
    of("signInByLDAP", Kind::SignIn, SIGN_IN, &["/sAMAccountName", "/password"]),
    of("getNewAccessTokenByRefreshToken", Kind::Application, TOKEN, &[""]),
    of("introspectToken", Kind::Application, "/oidc/token/introspection", &[""]),
    of("revokeToken", Kind::Application, REVOCATION, &[""]),
    of("getUserInfoByAccessToken", Kind::Application, "/oidc/me", &[""]),
    of("getProfile", Kind::User, "/api/v3/get-profile", &[]),
    of("updateProfile", Kind::User, UPDATE_PROFILE, &[]),
    of("sendEmail", Kind::Open, "/api/v3/send-email", &["/email", "/channel"]),
    of("preCheckCode", Kind::Open, "/api/v3/pre-check-code", &["/codeType"]),
    of("unbindEmail", Kind::User, "/api/v3/unbind-email", &["/passCode"]),
    of("unbindPhone", Kind::User, "/api/v3/unbind-phone", &["/passCode"]),
    of("getIdentities", Kind::User, "/api/v3/get-identities", &[]),
    of("unlinkExtIdp", Kind::User, "/api/v3/unlink-extidp", &["/extIdpId"]),
    of("verifyUpdateEmailRequest", Kind::User, EMAIL_REQUEST, EMAIL_REQUEST_MEMBERS),
    of("verifyUpdatePhoneRequest", Kind::User, PHONE_REQUEST, PHONE_REQUEST_MEMBERS),
    of("verifyDeleteAccountRequest", Kind::User, DELETE_REQUEST, &["/verifyMethod"]),
    of("getSystemInfo", Kind::Open, SYSTEM, &[]),
    of("getWechatMpAccessTokenInfo", Kind::Open, TOKEN_INFO, &["/appId", "/appSecret"]),
    of("getWechatMpAccessToken", Kind::Open, TOKEN_INFO, &["/appId", "/appSecret"]),
    of("decryptWechatMiniProgramData", Kind::Open, DECRYPT, DECRYPT_MEMBERS),
    of("getWechatMiniprogramPhone", Kind::Open, PHONE, &[CONNECTION, "/code"]),
];

const EMAIL_REQUEST_MEMBERS: &[&str] = &["/emailPassCodePayload/newEmail", "/emailPassCodePayload/newEmailPassCode"];
const PHONE_REQUEST_MEMBERS: &[&str] =
    &["/phonePassCodePayload/newPhoneNumber", "/phonePassCodePayload/newPhonePassCode"];
const DECRYPT_MEMBERS: &[&str] = &[CONNECTION, "/encryptedData", "/iv", "/code"];

impl Method {
    /// The method of a record; `None` if the table does not have it.
    pub fn of(record: &Record) -> Option<&'static Self> {
        METHODS.iter().find(|method| method.name == record.method)
    }

    /// Whether the record lacks a member of the argument without which the call cannot be made.
    pub fn lacks_an_argument(&self, record: &Record) -> bool {
        let given = |place: &str| record.arg().pointer(place).and_then(Value::as_str);
        let blank =
            |places: &str| places.split(' ').all(|place| given(place).is_none_or(|text| text.trim().is_empty()));
        // Which payload the call needs follows from its connection, or from the kind of the proof.
        let kind = ["/connection", "/verifyMethod", "/codeType"].into_iter().find_map(given).unwrap_or_default();
        let of_kind = PAYLOADS.iter().filter(|(name, _)| *name == kind.trim()).flat_map(|(_, required)| *required);
        let alone = |info: &str| blank(&format!("{info}/iv")) != blank(&format!("{info}/encryptedData"));
        let no_account = kind.trim() == "PASSWORD" && self.kind == Kind::SignIn && blank(ACCOUNT);
        let blanks = self.required.iter().chain(of_kind).any(|places| blank(places));
        blanks || no_account || LOGIN_INFOS.into_iter().any(alone)
    }
}

/// What a payload must have, by the connection or the kind of the proof for which it is.
const PAYLOADS: &[(&str, &[&str])] = &[
    ("PASSWORD", &["/passwordPayload/password"]),
    ("PASSCODE", &["/passCodePayload/passCode", ADDRESS]),
    ("AD", &["/adPayload/sAMAccountName", "/adPayload/password"]),
    ("LDAP", &["/ldapPayload/sAMAccountName", "/ldapPayload/password"]),
    ("PHONE_PASSCODE", &["/phonePassCodePayload/phoneNumber /phonePassCodePayload/newPhoneNumber"]),
    ("PHONE_PASSCODE", &["/phonePassCodePayload/passCode /phonePassCodePayload/newPhonePassCode"]),
    ("EMAIL_PASSCODE", &["/emailPassCodePayload/email /emailPassCodePayload/newEmail"]),
    ("EMAIL_PASSCODE", &["/emailPassCodePayload/passCode /emailPassCodePayload/newEmailPassCode"]),
    ("SMS", &["/smsCodePayload/phone", "/smsCodePayload/channel", "/smsCodePayload/passCode"]),
    ("EMAIL", &["/emailCodePayload/email", "/emailCodePayload/channel", "/emailCodePayload/passCode"]),
    ("wechat_mini_program_code", &["/wechatMiniProgramCodePayload/code"]),
    (
        "wechat_mini_program_phone",
        &[
            "/wechatMiniProgramPhonePayload/code",
            "/wechatMiniProgramPhonePayload/iv",
            "/wechatMiniProgramPhonePayload/encryptedData",
        ],
    ),
    ("wechat_mini_program_code_and_phone", &["/wechatMiniProgramCodeAndPhonePayload/wxLoginInfo/code", PHONE_CODE]),
];

/// Where the data of a login are, of which `iv` and `encryptedData` go together.
const LOGIN_INFOS: [&str; 3] = [
    "/wechatMiniProgramCodePayload",
    "/wechatMiniProgramCodeAndPhonePayload/wxLoginInfo",
    "/miniProgramCodeAndPhonePayload/wxLoginInfo",
];
