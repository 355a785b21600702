// Made by build.rs from spec/. Do not edit: change spec/ and refresh.

crate::wire::open_string! {
    /// The state of the account.
    pub struct UserStatus {
        ACTIVATED = "Activated",
        SUSPENDED = "Suspended",
        RESIGNED = "Resigned",
        ARCHIVED = "Archived",
        DEACTIVATED = "Deactivated",
    }
}

crate::wire::open_string! {
    /// The gender: M, F, or U when unknown.
    pub struct Gender {
        M = "M",
        F = "F",
        U = "U",
    }
}

crate::wire::open_string! {
    /// The type of a custom field.
    pub struct CustomDataType {
        STRING = "STRING",
        NUMBER = "NUMBER",
        DATETIME = "DATETIME",
        BOOLEAN = "BOOLEAN",
        OBJECT = "OBJECT",
        SELECT = "SELECT",
    }
}

crate::wire::open_string! {
    /// What a code in a text message is for.
    pub struct SmsScene {
        LOGIN = "login",
        REGISTER = "register",
        RESET = "reset",
        BIND = "bind",
        UNBIND = "unbind",
        MFA_BIND = "mfa-bind",
        MFA_VERIFY = "mfa-verify",
        MFA_UNBIND = "mfa-unbind",
        COMPLETE_PHONE = "complete-phone",
    }
}

crate::wire::open_string! {
    /// What a mail is for. Older servers know the first five only.
    pub struct EmailScene {
        RESET_PASSWORD = "RESET_PASSWORD",
        VERIFY_EMAIL = "VERIFY_EMAIL",
        CHANGE_EMAIL = "CHANGE_EMAIL",
        MFA_VERIFY = "MFA_VERIFY",
        VERIFY_CODE = "VERIFY_CODE",
        RESET_PASSWORD_VERIFY_CODE = "RESET_PASSWORD_VERIFY_CODE",
        FIRST_EMAIL_LOGIN_VERIFY = "FIRST_EMAIL_LOGIN_VERIFY",
        CONSOLE_CONDUCTED_VERIFY = "CONSOLE_CONDUCTED_VERIFY",
        EMAIL_BIND_VERIFY_CODE = "EMAIL_BIND_VERIFY_CODE",
        EMAIL_UNBIND_VERIFY_CODE = "EMAIL_UNBIND_VERIFY_CODE",
        REGISTER_VERIFY_CODE = "REGISTER_VERIFY_CODE",
        LOGIN_VERIFY_CODE = "LOGIN_VERIFY_CODE",
        MFA_VERIFY_CODE = "MFA_VERIFY_CODE",
        INFORMATION_COMPLETION_VERIFY_CODE = "INFORMATION_COMPLETION_VERIFY_CODE",
    }
}

crate::wire::open_string! {
    /// What a step in an organisation is.
    pub struct OrgNodeType {
        ORG = "org",
        NODE = "node",
    }
}

crate::wire::open_string! {
    /// The kind of a resource.
    pub struct ResourceType {
        DATA = "DATA",
        API = "API",
        MENU = "MENU",
        UI = "UI",
        BUTTON = "BUTTON",
    }
}

crate::wire::open_string! {
    /// Who was authenticated: P a person, E an enterprise.
    pub struct PrincipalType {
        P = "P",
        E = "E",
    }
}

crate::wire::open_string! {
    /// What tokens are asked for with.
    pub struct GrantType {
        AUTHORIZATION_CODE = "authorization_code",
        REFRESH_TOKEN = "refresh_token",
        CLIENT_CREDENTIALS = "client_credentials",
        HTTP___AUTHING_CN_OIDC_GRANT_TYPE_AUTHING_TOKEN = "http://authing.cn/oidc/grant_type/authing_token",
    }
}
