// Made by build.rs from spec/. Do not edit: change spec/ and refresh.

crate::model::open_string! {
    /// How a password is encrypted.
    pub struct PasswordEncryptType {
        NONE = "none",
        RSA = "rsa",
        SM2 = "sm2",
    }
}

crate::model::open_string! {
    /// What a login by any connection gives.
    pub struct SigninResponseType {
        CODE = "code",
        ID_TOKEN_TOKEN = "id_token token",
    }
}

crate::model::open_string! {
    /// The state of the account.
    pub struct UserStatus {
        ACTIVATED = "Activated",
        SUSPENDED = "Suspended",
        RESIGNED = "Resigned",
        ARCHIVED = "Archived",
        DEACTIVATED = "Deactivated",
    }
}

crate::model::open_string! {
    /// The gender: M, F, or U when unknown.
    pub struct Gender {
        M = "M",
        F = "F",
        U = "U",
    }
}

crate::model::open_string! {
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

crate::model::open_string! {
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

crate::model::open_string! {
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

crate::model::open_string! {
    /// Whose authenticator it is: the user's own, or one that an application asks for.
    pub struct TotpSource {
        SELF = "SELF",
        APPLICATION = "APPLICATION",
    }
}

crate::model::open_string! {
    /// What a step in an organisation is.
    pub struct OrgNodeType {
        ORG = "org",
        NODE = "node",
    }
}

crate::model::open_string! {
    /// The kind of a resource.
    pub struct ResourceType {
        DATA = "DATA",
        API = "API",
        MENU = "MENU",
        UI = "UI",
        BUTTON = "BUTTON",
    }
}

crate::model::open_string! {
    /// Who was authenticated: P a person, E an enterprise.
    pub struct PrincipalType {
        P = "P",
        E = "E",
    }
}

crate::model::open_string! {
    /// What tokens are asked for with.
    pub struct GrantType {
        AUTHORIZATION_CODE = "authorization_code",
        REFRESH_TOKEN = "refresh_token",
        CLIENT_CREDENTIALS = "client_credentials",
        HTTP___AUTHING_CN_OIDC_GRANT_TYPE_AUTHING_TOKEN = "http://authing.cn/oidc/grant_type/authing_token",
    }
}

crate::model::open_string! {
    /// A way to log in at a social provider.
    pub struct SocialProvider {
        ALIPAY = "alipay",
        APPLE = "apple",
        APPLE_WEB = "apple:web",
        BAIDU = "baidu",
        DINGTALK = "dingtalk",
        DINGTALK_PROVIDER = "dingtalk:provider",
        FACEBOOK = "facebook",
        GITEE = "gitee",
        GITHUB = "github",
        GITLAB = "gitlab",
        GOOGLE = "google",
        GOOGLE_MOBILE = "google:mobile",
        INSTAGRAM = "instagram",
        LARK_INTERNAL = "lark-internal",
        LARK_PUBLIC = "lark-public",
        LINKEDIN = "linkedin",
        QINGCLOUD = "qingcloud",
        QQ = "qq",
        SLACK = "slack",
        TWITTER = "twitter",
        WECHAT_MINIPROGRAM_APP_LAUNCH = "wechat:miniprogram:app-launch",
        WECHAT_MINIPROGRAM_DEFAULT = "wechat:miniprogram:default",
        WECHAT_MINIPROGRAM_QRCONNECT = "wechat:miniprogram:qrconnect",
        WECHAT_MOBILE = "wechat:mobile",
        WECHAT_PC = "wechat:pc",
        WECHAT_WEBPAGE_AUTHORIZATION = "wechat:webpage-authorization",
        WECHATMP_QRCODE = "wechatmp-qrcode",
        WECHATWORK_ADDRESSBOOK = "wechatwork:addressbook",
        WECHATWORK_AGENCY_QRCONNECT = "wechatwork:agency:qrconnect",
        WECHATWORK_CORP_QRCONNECT = "wechatwork:corp:qrconnect",
        WECHATWORK_MOBILE = "wechatwork:mobile",
        WECHATWORK_SERVICE_PROVIDER_AUTHORIZATION = "wechatwork:service-provider:authorization",
        WECHATWORK_SERVICE_PROVIDER_QRCONNECT = "wechatwork:service-provider:qrconnect",
        WEIBO = "weibo",
        WELINK = "welink",
        YIDUN = "yidun",
    }
}

crate::model::open_string! {
    /// The protocol by which users log in.
    pub struct ConnectionProtocol {
        OIDC = "oidc",
        OAUTH = "oauth",
        SAML = "saml",
        CAS = "cas",
        AZURE_AD = "azure-ad",
        AD = "ad",
        LDAP = "ldap",
        AD_KERBEROS = "ad-kerberos",
    }
}

crate::model::open_string! {
    /// How a mini-program signs in.
    pub struct MobileConnection {
        WECHAT_MINI_PROGRAM_CODE = "wechat_mini_program_code",
        WECHAT_MINI_PROGRAM_PHONE = "wechat_mini_program_phone",
        WECHAT_MINI_PROGRAM_CODE_AND_PHONE = "wechat_mini_program_code_and_phone",
    }
}

crate::model::open_string! {
    /// Whether the user works here.
    pub struct WorkStatus {
        ACTIVE = "Active",
        CLOSED = "Closed",
    }
}

crate::model::open_string! {
    /// What a code that is sent to a phone number is for.
    pub struct SmsChannel {
        CHANNEL_LOGIN = "CHANNEL_LOGIN",
        CHANNEL_REGISTER = "CHANNEL_REGISTER",
        CHANNEL_RESET_PASSWORD = "CHANNEL_RESET_PASSWORD",
        CHANNEL_BIND_PHONE = "CHANNEL_BIND_PHONE",
        CHANNEL_UNBIND_PHONE = "CHANNEL_UNBIND_PHONE",
        CHANNEL_BIND_MFA = "CHANNEL_BIND_MFA",
        CHANNEL_VERIFY_MFA = "CHANNEL_VERIFY_MFA",
        CHANNEL_UNBIND_MFA = "CHANNEL_UNBIND_MFA",
        CHANNEL_COMPLETE_PHONE = "CHANNEL_COMPLETE_PHONE",
        CHANNEL_IDENTITY_VERIFICATION = "CHANNEL_IDENTITY_VERIFICATION",
        CHANNEL_DELETE_ACCOUNT = "CHANNEL_DELETE_ACCOUNT",
    }
}

crate::model::open_string! {
    /// What a code that is sent to an email address is for.
    pub struct EmailChannel {
        CHANNEL_LOGIN = "CHANNEL_LOGIN",
        CHANNEL_REGISTER = "CHANNEL_REGISTER",
        CHANNEL_RESET_PASSWORD = "CHANNEL_RESET_PASSWORD",
        CHANNEL_VERIFY_EMAIL_LINK = "CHANNEL_VERIFY_EMAIL_LINK",
        CHANNEL_UPDATE_EMAIL = "CHANNEL_UPDATE_EMAIL",
        CHANNEL_BIND_EMAIL = "CHANNEL_BIND_EMAIL",
        CHANNEL_UNBIND_EMAIL = "CHANNEL_UNBIND_EMAIL",
        CHANNEL_VERIFY_MFA = "CHANNEL_VERIFY_MFA",
        CHANNEL_UNLOCK_ACCOUNT = "CHANNEL_UNLOCK_ACCOUNT",
        CHANNEL_COMPLETE_EMAIL = "CHANNEL_COMPLETE_EMAIL",
        CHANNEL_DELETE_ACCOUNT = "CHANNEL_DELETE_ACCOUNT",
    }
}
