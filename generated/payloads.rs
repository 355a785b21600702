// Made by build.rs from spec/. Do not edit: change spec/ and refresh.

impl crate::transport::Payload for super::types::AllowedApplications {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["totalCount", "list"]);
}

impl crate::transport::Payload for super::types::CasEnvelope {}

impl crate::transport::Payload for super::types::CodeCheck {}

impl crate::transport::Payload for super::types::CommonMessage {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::Nothing;
}

impl crate::transport::Payload for super::types::CustomDataEntry {}

impl crate::transport::Payload for super::types::DeleteAccountToken {}

impl crate::transport::Payload for super::types::DepartmentsOfUser {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["departments"]);
}

impl crate::transport::Payload for super::types::Done {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::Nothing;
}

impl crate::transport::Payload for super::types::Introspection {}

impl crate::transport::Payload for super::types::Jwks {}

impl crate::transport::Payload for super::types::LinkUrl {}

impl crate::transport::Payload for super::types::LinkedIdentity {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["identityId", "extIdpId", "provider", "type", "userIdInIdp", "userInfoInIdp", "accessToken", "refreshToken", "originConnIds"]);
}

impl crate::transport::Payload for super::types::LoginStatus {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["code", "message", "status", "exp", "iat", "data"]);
}

impl crate::transport::Payload for super::types::MfaAssociation {}

impl crate::transport::Payload for super::types::MfaAuthenticator {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["id", "userId", "authenticatorType", "enable", "source", "secret", "recoveryCode", "createdAt", "updatedAt"]);
}

impl crate::transport::Payload for super::types::MyDevice {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["device", "lastIp", "lastLoginTime", "online"]);
}

impl crate::transport::Payload for super::types::OrgNode {}

impl crate::transport::Payload for super::types::PasswordStrength {}

impl crate::transport::Payload for super::types::PhoneNumber {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["countryCode", "phoneNumber", "purePhoneNumber", "openid", "unionid", "watermark"]);
}

impl crate::transport::Payload for super::types::PrincipalAuthentication {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["id", "principalType", "principalName", "principalCode", "userId", "userPoolId", "authenticationTime", "createdAt", "updatedAt"]);
}

impl crate::transport::Payload for super::types::Profile {}

impl crate::transport::Payload for super::types::PublicConfig {}

impl crate::transport::Payload for super::types::PublicKey {}

impl crate::transport::Payload for super::types::QrCode {}

impl crate::transport::Payload for super::types::QrCodeStatus {}

impl crate::transport::Payload for super::types::RefreshedToken {}

impl crate::transport::Payload for super::types::ResourcesOfUser {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["authorizedResources"]);
}

impl crate::transport::Payload for super::types::RolesOfUser {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["roles"]);
}

impl crate::transport::Payload for super::types::SecurityLevel {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["score", "email", "phone", "password", "passwordSecurityLevel", "mfa"]);
}

impl crate::transport::Payload for super::types::SigninResult {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["access_token", "id_token", "refresh_token", "token_type", "expires_in", "expire_in", "scope", "code", "state"]);
}

impl crate::transport::Payload for super::types::SsoSession {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["session", "userInfo"]);
}

impl crate::transport::Payload for super::types::SystemInfo {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["rsa", "sm2", "version", "publicIps"]);
}

impl crate::transport::Payload for super::types::TokenClaims {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::Any;
}

impl crate::transport::Payload for super::types::TokenSet {}

impl crate::transport::Payload for super::types::UpdateEmailToken {}

impl crate::transport::Payload for super::types::UpdatePhoneToken {}

impl crate::transport::Payload for super::types::UploadedFile {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["url", "key"]);
}

impl crate::transport::Payload for super::types::User {}

impl crate::transport::Payload for super::types::UserInfo {}

impl crate::transport::Payload for super::types::WechatAccessTokenInfo {}

impl crate::transport::Payload for super::types::WechatData {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::Any;
}

impl crate::transport::Payload for super::types::WechatPhone {
    const EXPECTED: crate::transport::Expected = crate::transport::Expected::OneOf(&["countryCode", "phoneNumber", "purePhoneNumber", "watermark", "phone_info", "errcode", "errmsg"]);
}
