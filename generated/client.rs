use crate::transport::encode_path;
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    ///`AboutTokenForm`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct AboutTokenForm {
        ///The id of the application.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_id: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The secret of the application.
        pub client_secret: ::std::option::Option<crate::model::Secret>,
        ///The token.
        pub token: crate::model::Secret,
    }
    ///An application that a user may use.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct AllowedApplication {
        ///The kind of application, such as INDIVIDUAL.
        #[serde(
            rename = "appType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub app_type: ::std::option::Option<::std::string::String>,
        ///The time of creation, as ISO 8601 text.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<::std::string::String>,
        ///What it is for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<::std::string::String>,
        ///The domain.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub domain: ::std::option::Option<::std::string::String>,
        ///The id of the application.
        pub id: ::std::string::String,
        ///Whether it is an application from the catalogue.
        #[serde(
            rename = "isIntegrate",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_integrate: ::std::option::Option<bool>,
        ///The URL of the logo.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub logo: ::std::option::Option<::std::string::String>,
        ///The name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///The protocol by which users log in to it, such as oidc.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub protocol: ::std::option::Option<::std::string::String>,
        ///The template it was made from.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub template: ::std::option::Option<::std::string::String>,
        ///The time of the last change, as ISO 8601 text.
        #[serde(
            rename = "updatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub updated_at: ::std::option::Option<::std::string::String>,
    }
    ///One page of the applications that a user may use.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct AllowedApplications {
        ///The applications of this page.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub list: ::std::option::Option<::std::vec::Vec<AllowedApplication>>,
        ///How many there are on all pages.
        #[serde(
            rename = "totalCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub total_count: ::std::option::Option<i64>,
    }
    ///`AssociateFaceBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct AssociateFaceBody {
        #[serde(
            rename = "isExternal",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_external: ::std::option::Option<bool>,
        #[serde(rename = "photoA")]
        pub photo_a: ::std::string::String,
        #[serde(rename = "photoB")]
        pub photo_b: ::std::string::String,
    }
    ///`AssociateMfaAuthenticatorBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct AssociateMfaAuthenticatorBody {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(alias = "authenticatorType")]
        pub authenticator_type: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///Whose authenticator it is: the user's own, or one that an application asks for.
        pub source: ::std::option::Option<crate::generated::open::TotpSource>,
    }
    ///A resource, and what a user may do with it.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct AuthorizedResource {
        ///What the user may do, such as books:read.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub actions: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///The identifier of an API.
        #[serde(
            rename = "apiIdentifier",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub api_identifier: ::std::option::Option<::std::string::String>,
        ///The code of the resource; that of data has the form type:id.
        pub code: ::std::string::String,
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        ///The kind of a resource.
        pub type_: ::std::option::Option<crate::generated::open::ResourceType>,
    }
    ///What a user may do.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct AuthorizedResources {
        ///The resources.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub list: ::std::option::Option<::std::vec::Vec<AuthorizedResource>>,
        ///How many resources there are.
        #[serde(
            rename = "totalCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub total_count: ::std::option::Option<i64>,
    }
    ///`BindEmailV3Body`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct BindEmailV3Body {
        ///The address.
        pub email: ::std::string::String,
        #[serde(rename = "passCode")]
        ///A credential. Never printed and never logged.
        pub pass_code: crate::model::Secret,
    }
    ///`BindEmailVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct BindEmailVariables {
        pub email: ::std::string::String,
        #[serde(rename = "emailCode")]
        ///A credential. Never printed and never logged.
        pub email_code: crate::model::Secret,
    }
    ///`BindPhoneV3Body`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct BindPhoneV3Body {
        #[serde(rename = "passCode")]
        ///A credential. Never printed and never logged.
        pub pass_code: crate::model::Secret,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
        ///The number, without country code.
        #[serde(rename = "phoneNumber")]
        pub phone_number: ::std::string::String,
    }
    ///`BindPhoneVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct BindPhoneVariables {
        pub phone: ::std::string::String,
        #[serde(rename = "phoneCode")]
        ///A credential. Never printed and never logged.
        pub phone_code: crate::model::Secret,
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
    }
    ///`BindWechatBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct BindWechatBody {
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        ///The identifier of the connection.
        #[serde(
            rename = "extIdpConnidentifier",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub ext_idp_connidentifier: ::std::option::Option<::std::string::String>,
    }
    ///`CasEnvelope`
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct CasEnvelope {
        #[serde(rename = "serviceResponse")]
        ///What CAS says of a service ticket, one of the two.
        pub service_response: CasServiceResponse,
    }
    ///The ticket is not valid.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct CasFailure {
        ///The code of CAS, such as INVALID_TICKET.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub code: ::std::option::Option<::std::string::String>,
        ///Why.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<::std::string::String>,
    }
    ///What CAS says of a service ticket, one of the two.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct CasServiceResponse {
        #[serde(
            rename = "authenticationFailure",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The ticket is not valid.
        pub authentication_failure: ::std::option::Option<CasFailure>,
        #[serde(
            rename = "authenticationSuccess",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The ticket is valid.
        pub authentication_success: ::std::option::Option<CasSuccess>,
    }
    ///The ticket is valid.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct CasSuccess {
        ///What is known of the user: an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub attributes: ::std::option::Option<::serde_json::Value>,
        ///The name of the user whose ticket it is.
        pub user: ::std::string::String,
    }
    ///`CheckLoginStatusVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct CheckLoginStatusVariables {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///A credential, unless there is none.
        pub token: ::std::option::Option<crate::model::Secret>,
    }
    ///`CheckPasswordStrengthVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct CheckPasswordStrengthVariables {
        ///A credential. Never printed and never logged.
        pub password: crate::model::Secret,
    }
    ///Whether a code that was sent is right.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct CodeCheck {
        ///Whether it is right.
        #[serde(rename = "isValid")]
        pub is_valid: bool,
        ///Text for humans, such as that it has expired.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub message: ::std::option::Option<::std::string::String>,
    }
    ///What the server says of a call that gives nothing else.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct CommonMessage {
        ///The business code, 200.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<i64>,
        ///Text for humans.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub message: ::std::option::Option<::std::string::String>,
    }
    ///`ConfirmMfaAuthenticatorBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct ConfirmMfaAuthenticatorBody {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(alias = "authenticatorType")]
        pub authenticator_type: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///Whose authenticator it is: the user's own, or one that an application asks for.
        pub source: ::std::option::Option<crate::generated::open::TotpSource>,
        ///A credential. Never printed and never logged.
        pub totp: crate::model::Secret,
    }
    ///`CreateDeviceBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct CreateDeviceBody {
        #[serde(rename = "deviceUniqueId")]
        pub device_unique_id: ::std::string::String,
        ///What people call the device.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub name: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        ///Everything else that the reply has, by its name.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The value of one custom field.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct CustomDataEntry {
        #[serde(
            rename = "dataType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The type of a custom field.
        pub data_type: ::std::option::Option<crate::generated::open::CustomDataType>,
        ///The key of the field.
        pub key: ::std::string::String,
        ///The display label of the field.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub label: ::std::option::Option<::std::string::String>,
        ///The value as the server sent it, usually text.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub value: ::std::option::Option<::serde_json::Value>,
    }
    ///`DeleteAccountBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct DeleteAccountBody {
        #[serde(rename = "deleteAccountToken")]
        ///A credential. Never printed and never logged.
        pub delete_account_token: crate::model::Secret,
    }
    ///The token that deletes an account.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct DeleteAccountToken {
        #[serde(rename = "deleteAccountToken")]
        ///The token, which `delete_account` takes.
        pub delete_account_token: crate::model::Secret,
        ///For how many seconds the token is valid.
        #[serde(
            rename = "tokenExpiresIn",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub token_expires_in: ::std::option::Option<i64>,
    }
    ///A code, and the email address that it was sent to.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct DeletionEmailPayload {
        ///The address.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        #[serde(rename = "passCode")]
        ///A credential. Never printed and never logged.
        pub pass_code: crate::model::Secret,
    }
    ///The password, and how it is encrypted.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct DeletionPasswordPayload {
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub password: crate::model::EncryptedPassword,
        #[serde(
            rename = "passwordEncryptType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///How a password is encrypted.
        pub password_encrypt_type: ::std::option::Option<
            crate::generated::open::PasswordEncryptType,
        >,
    }
    ///A department.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Department {
        ///The ids of those below it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub children: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///The code.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<::std::string::String>,
        ///The codes from the root to it.
        #[serde(
            rename = "codePath",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub code_path: ::std::option::Option<
            ::std::vec::Vec<::std::option::Option<::std::string::String>>,
        >,
        ///The time of creation, as ISO 8601 text.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<::std::string::String>,
        ///How deep it lies.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub depth: ::std::option::Option<i64>,
        ///What it is for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<::std::string::String>,
        ///The descriptions in other languages, as JSON text.
        #[serde(
            rename = "descriptionI18n",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub description_i18n: ::std::option::Option<::std::string::String>,
        ///The id of the department.
        pub id: ::std::string::String,
        ///Whether it is virtual.
        #[serde(
            rename = "isVirtualNode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_virtual_node: ::std::option::Option<bool>,
        ///The name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///The names in other languages, as JSON text.
        #[serde(
            rename = "nameI18n",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub name_i18n: ::std::option::Option<::std::string::String>,
        ///The names from the root to it.
        #[serde(
            rename = "namePath",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub name_path: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///The sort value; larger ones come first.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub order: ::std::option::Option<i64>,
        ///The id of the organisation.
        #[serde(
            rename = "orgId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub org_id: ::std::option::Option<::std::string::String>,
        ///The ids from the root to it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub path: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///Whether it is the root of the organisation.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub root: ::std::option::Option<bool>,
        ///The time of the last change, as ISO 8601 text.
        #[serde(
            rename = "updatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub updated_at: ::std::option::Option<::std::string::String>,
    }
    ///A user, of whom only the departments were asked for.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct DepartmentsOfUser {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The departments of a user.
        pub departments: ::std::option::Option<UserDepartments>,
    }
    ///`DeviceBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct DeviceBody {
        #[serde(rename = "deviceId")]
        pub device_id: ::std::string::String,
    }
    ///An account of a directory.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct DirectoryPayload {
        ///A credential. Never printed and never logged.
        pub password: crate::model::Secret,
        #[serde(rename = "sAMAccountName")]
        pub s_am_account_name: ::std::string::String,
    }
    ///Whether something was done.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Done {
        ///Whether it is done.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub success: ::std::option::Option<bool>,
    }
    ///A code, and the email address that it was sent to.
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct EmailCodePayload {
        ///What a code that is sent to an email address is for.
        pub channel: crate::generated::open::EmailChannel,
        ///The address.
        pub email: ::std::string::String,
        #[serde(rename = "passCode")]
        ///A credential. Never printed and never logged.
        pub pass_code: crate::model::Secret,
    }
    ///`GeneQrCodeBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct GeneQrCodeBody {
        ///Whether the logo is drawn into the picture.
        #[serde(
            rename = "autoMergeQrCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub auto_merge_qr_code: ::std::option::Option<bool>,
        ///What the pipeline gets to see, an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::serde_json::Value>,
        ///The id of the connection.
        #[serde(
            rename = "extIdpConnId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub ext_idp_conn_id: ::std::option::Option<::std::string::String>,
        ///Custom fields of the user, an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub params: ::std::option::Option<::serde_json::Value>,
        ///APP_AUTH, WXAPP_AUTH or WECHATMP_AUTH.
        pub scene: ::std::string::String,
        ///Whether the user comes with custom fields.
        #[serde(
            rename = "withCustomData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub with_custom_data: ::std::option::Option<bool>,
    }
    ///`GetUserDepartmentsVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct GetUserDepartmentsVariables {
        pub id: ::std::string::String,
    }
    ///`GetUserRolesVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct GetUserRolesVariables {
        pub id: ::std::string::String,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub namespace: ::std::option::Option<::std::string::String>,
    }
    ///An identity at another provider that is linked to a user.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Identity {
        #[serde(
            rename = "accessToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The access token of the provider.
        pub access_token: ::std::option::Option<crate::model::Secret>,
        ///The id of the connection.
        #[serde(
            rename = "connectionId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub connection_id: ::std::option::Option<::std::string::String>,
        ///The id of the external provider.
        #[serde(
            rename = "extIdpId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub ext_idp_id: ::std::option::Option<::std::string::String>,
        ///Whether this is a social login.
        #[serde(
            rename = "isSocial",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_social: ::std::option::Option<bool>,
        ///The openid at the provider.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub openid: ::std::option::Option<::std::string::String>,
        ///The name of the provider.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub provider: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "refreshToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The refresh token of the provider.
        pub refresh_token: ::std::option::Option<crate::model::Secret>,
        ///What the id at the provider is, such as openid or unionid.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<::std::string::String>,
        ///The id of the user here.
        #[serde(
            rename = "userId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_id: ::std::option::Option<::std::string::String>,
        ///The user id at the provider.
        #[serde(
            rename = "userIdInIdp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub user_id_in_idp: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "userInfoInIdp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The profile at the provider, as JSON text.
        pub user_info_in_idp: ::std::option::Option<crate::model::Secret>,
        ///The id of the user pool.
        #[serde(
            rename = "userPoolId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_pool_id: ::std::option::Option<::std::string::String>,
    }
    ///An enterprise connection of an application.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct IdentityProvider {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///Where its users log in; which members are there depends on the protocol.
        pub config: ::std::option::Option<IdentityProviderConfig>,
        ///What to show.
        #[serde(
            rename = "displayName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub display_name: ::std::option::Option<::std::string::String>,
        ///The identifier, for `enterprise().authorize_url`.
        pub identifier: ::std::string::String,
        ///The URL of the logo.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub logo: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The protocol by which users log in.
        pub protocol: ::std::option::Option<crate::generated::open::ConnectionProtocol>,
    }
    ///Where the users of an enterprise connection log in.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct IdentityProviderConfig {
        ///OAuth 2.0: the login page.
        #[serde(
            rename = "authUrl",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub auth_url: ::std::option::Option<::std::string::String>,
        ///OIDC: the authorization endpoint.
        #[serde(
            rename = "authorizationEndpoint",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(alias = "authorizationEdpoint")]
        pub authorization_endpoint: ::std::option::Option<::std::string::String>,
        ///Azure AD: the login page.
        #[serde(
            rename = "authorizationUrl",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub authorization_url: ::std::option::Option<::std::string::String>,
        ///CAS: the login page.
        #[serde(
            rename = "casConnectionLoginUrl",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub cas_connection_login_url: ::std::option::Option<::std::string::String>,
        ///OIDC: the id of Authing at the provider.
        #[serde(
            rename = "clientId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_id: ::std::option::Option<::std::string::String>,
        ///OIDC: where the browser comes back to.
        #[serde(
            rename = "redirectUri",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub redirect_uri: ::std::option::Option<::std::string::String>,
        ///OIDC: the response type.
        #[serde(
            rename = "responseType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub response_type: ::std::option::Option<::std::string::String>,
        ///SAML: the page with the request.
        #[serde(
            rename = "samlRequest",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub saml_request: ::std::option::Option<::std::string::String>,
        ///OIDC: the scopes, with spaces between them.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub scopes: ::std::option::Option<::std::string::String>,
    }
    ///What the server says of a token. Of one that is not active it says nothing more.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Introspection {
        ///Whether the token is valid: neither expired, nor revoked, nor somebody else's.
        pub active: bool,
        ///Whom the token is for: text, or a list of texts.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub aud: ::std::option::Option<::serde_json::Value>,
        ///The id of the application that the token was given to.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub client_id: ::std::option::Option<::std::string::String>,
        ///When the token expires, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub exp: ::std::option::Option<i64>,
        ///When the token was issued, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub iat: ::std::option::Option<i64>,
        ///Who issued the token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub iss: ::std::option::Option<::std::string::String>,
        ///The id of the token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub jti: ::std::option::Option<::std::string::String>,
        ///From when on the token is valid, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub nbf: ::std::option::Option<i64>,
        ///What the token is good for, separated by spaces.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub scope: ::std::option::Option<::std::string::String>,
        ///The id of the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub sub: ::std::option::Option<::std::string::String>,
        ///The kind of token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub token_type: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        ///Everything else that the reply has, by its name.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///`IsUserExistsVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct IsUserExistsVariables {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "externalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub external_id: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub username: ::std::option::Option<::std::string::String>,
    }
    ///A public key. Which members it has depends on its kind.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Jwk {
        ///The algorithm that the key is for, such as RS256.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub alg: ::std::option::Option<::std::string::String>,
        ///Of an EC key: the curve, such as P-256.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub crv: ::std::option::Option<::std::string::String>,
        ///Of an RSA key: the exponent, as base64url.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub e: ::std::option::Option<::std::string::String>,
        ///The name by which tokens refer to the key.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub kid: ::std::option::Option<::std::string::String>,
        ///The kind of key, such as RSA or EC.
        pub kty: ::std::string::String,
        ///Of an RSA key: the modulus, as base64url.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub n: ::std::option::Option<::std::string::String>,
        ///What the key is for, such as sig.
        #[serde(rename = "use", skip_serializing_if = "::std::option::Option::is_none")]
        pub use_: ::std::option::Option<::std::string::String>,
        ///Of an EC key: a coordinate, as base64url.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub x: ::std::option::Option<::std::string::String>,
        ///Of an EC key: the other coordinate, as base64url.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub y: ::std::option::Option<::std::string::String>,
    }
    ///The public keys that tokens are signed with.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct Jwks {
        ///The keys.
        pub keys: ::std::vec::Vec<Jwk>,
    }
    ///`LinkAccountBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LinkAccountBody {
        #[serde(rename = "primaryUserToken")]
        ///A credential. Never printed and never logged.
        pub primary_user_token: crate::model::Secret,
        #[serde(rename = "secondaryUserToken")]
        ///A credential. Never printed and never logged.
        pub secondary_user_token: crate::model::Secret,
    }
    ///The page on which a user links an identity.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct LinkUrl {
        ///Where the browser of the user has to go.
        pub url: ::std::string::String,
    }
    ///An identity at another provider that is linked to the logged-in user.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct LinkedIdentity {
        #[serde(
            rename = "accessToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The access token of the provider.
        pub access_token: ::std::option::Option<crate::model::Secret>,
        ///The id of the identity source, which `unlink_ext_idp` takes.
        #[serde(
            rename = "extIdpId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub ext_idp_id: ::std::option::Option<::std::string::String>,
        ///The id of the link.
        #[serde(
            rename = "identityId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub identity_id: ::std::option::Option<::std::string::String>,
        ///The ids of the connections by which it was linked.
        #[serde(
            rename = "originConnIds",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub origin_conn_ids: ::std::option::Option<
            ::std::vec::Vec<::std::string::String>,
        >,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The provider, sometimes only its family, such as wechat.
        pub provider: ::std::option::Option<crate::generated::open::SocialProvider>,
        #[serde(
            rename = "refreshToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The refresh token of the provider.
        pub refresh_token: ::std::option::Option<crate::model::Secret>,
        ///What the id at the provider is, such as openid or unionid.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<::std::string::String>,
        ///The user id at the provider.
        #[serde(
            rename = "userIdInIdp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub user_id_in_idp: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "userInfoInIdp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The profile at the provider.
        pub user_info_in_idp: ::std::option::Option<crate::model::SecretJson>,
    }
    ///`ListUserAuthorizedResourcesVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct ListUserAuthorizedResourcesVariables {
        pub id: ::std::string::String,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub namespace: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "resourceType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The kind of a resource.
        pub resource_type: ::std::option::Option<crate::generated::open::ResourceType>,
    }
    ///`LoginByAdBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByAdBody {
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///A credential. Never printed and never logged.
        pub password: crate::model::Secret,
        pub username: ::std::string::String,
        ///Have the custom fields in the reply.
        #[serde(
            rename = "withCustomData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub with_custom_data: ::std::option::Option<bool>,
    }
    ///`LoginByCodeBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByCodeBody {
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        #[serde(
            rename = "encryptedData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub encrypted_data: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///A credential, unless there is none.
        pub iv: ::std::option::Option<crate::model::Secret>,
        #[serde(
            rename = "rawData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub raw_data: ::std::option::Option<crate::model::Secret>,
    }
    ///`LoginByEmailCodeBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByEmailCodeBody {
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        ///Pipeline context as JSON text of an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::std::string::String>,
        pub email: ::std::string::String,
        ///Custom data as JSON text of a list of key and value.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub params: ::std::option::Option<::std::string::String>,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
    }
    ///`LoginByEmailInput`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByEmailInput {
        ///Create the account when there is none.
        #[serde(
            rename = "autoRegister",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub auto_register: ::std::option::Option<bool>,
        ///The text of the picture captcha.
        #[serde(
            rename = "captchaCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub captcha_code: ::std::option::Option<::std::string::String>,
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///Pipeline context as JSON text of an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::std::string::String>,
        pub email: ::std::string::String,
        ///Custom data as JSON text of a list of key and value.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub params: ::std::option::Option<::std::string::String>,
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub password: crate::model::EncryptedPassword,
    }
    ///`LoginByEmailVariables`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByEmailVariables {
        pub input: LoginByEmailInput,
    }
    ///`LoginByLdapBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByLdapBody {
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///A credential. Never printed and never logged.
        pub password: crate::model::Secret,
        pub username: ::std::string::String,
        ///Have the custom fields in the reply.
        #[serde(
            rename = "withCustomData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub with_custom_data: ::std::option::Option<bool>,
    }
    ///`LoginByPhoneCodeInput`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByPhoneCodeInput {
        ///Create the account when there is none.
        #[serde(
            rename = "autoRegister",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub auto_register: ::std::option::Option<bool>,
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        ///Pipeline context as JSON text of an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::std::string::String>,
        ///Custom data as JSON text of a list of key and value.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub params: ::std::option::Option<::std::string::String>,
        pub phone: ::std::string::String,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
    }
    ///`LoginByPhoneCodeVariables`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByPhoneCodeVariables {
        pub input: LoginByPhoneCodeInput,
    }
    ///`LoginByPhonePasswordInput`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByPhonePasswordInput {
        ///Create the account when there is none.
        #[serde(
            rename = "autoRegister",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub auto_register: ::std::option::Option<bool>,
        ///The text of the picture captcha.
        #[serde(
            rename = "captchaCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub captcha_code: ::std::option::Option<::std::string::String>,
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///Pipeline context as JSON text of an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::std::string::String>,
        ///Custom data as JSON text of a list of key and value.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub params: ::std::option::Option<::std::string::String>,
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub password: crate::model::EncryptedPassword,
        pub phone: ::std::string::String,
    }
    ///`LoginByPhonePasswordVariables`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByPhonePasswordVariables {
        pub input: LoginByPhonePasswordInput,
    }
    ///`LoginBySubAccountVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginBySubAccountVariables {
        pub account: ::std::string::String,
        ///The text of the picture captcha.
        #[serde(
            rename = "captchaCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub captcha_code: ::std::option::Option<::std::string::String>,
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub password: crate::model::EncryptedPassword,
    }
    ///`LoginByUsernameInput`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByUsernameInput {
        ///Create the account when there is none.
        #[serde(
            rename = "autoRegister",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub auto_register: ::std::option::Option<bool>,
        ///The text of the picture captcha.
        #[serde(
            rename = "captchaCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub captcha_code: ::std::option::Option<::std::string::String>,
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///Pipeline context as JSON text of an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::std::string::String>,
        ///Custom data as JSON text of a list of key and value.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub params: ::std::option::Option<::std::string::String>,
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub password: crate::model::EncryptedPassword,
        pub username: ::std::string::String,
    }
    ///`LoginByUsernameVariables`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct LoginByUsernameVariables {
        pub input: LoginByUsernameInput,
    }
    ///Whether a token is valid, and whose it is.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct LoginStatus {
        ///200 when the token is valid, else why not, such as 2206 for an expired one.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<i64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///Whose token it is.
        pub data: ::std::option::Option<LoginStatusDetail>,
        ///When the token expires, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub exp: ::std::option::Option<i64>,
        ///When the token was issued, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub iat: ::std::option::Option<i64>,
        ///Text for humans.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub message: ::std::option::Option<::std::string::String>,
        ///Whether the token is valid.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub status: ::std::option::Option<bool>,
    }
    ///Whose token it is.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct LoginStatusDetail {
        ///The resource name of the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub arn: ::std::option::Option<::std::string::String>,
        ///The id of the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<::std::string::String>,
        ///The id of the user pool.
        #[serde(
            rename = "userPoolId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_pool_id: ::std::option::Option<::std::string::String>,
    }
    ///What an authenticator app and its user need of a new authenticator. All of it is secret.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct MfaAssociation {
        ///The kind, such as totp.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub authenticator_type: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The QR code as a data URL of a PNG, to be shown to the user.
        pub qrcode_data_url: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The secret as an otpauth URI, which a QR code shows.
        pub qrcode_uri: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The code that stands in for a lost authenticator once; the user should write it down.
        pub recovery_code: ::std::option::Option<crate::model::Secret>,
        ///The secret, to be typed into an authenticator app.
        pub secret: crate::model::Secret,
    }
    ///An authenticator of a user.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct MfaAuthenticator {
        ///The kind, such as totp.
        #[serde(
            rename = "authenticatorType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub authenticator_type: ::std::option::Option<::std::string::String>,
        ///The time of creation, as ISO 8601 text.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<::std::string::String>,
        ///Whether it was confirmed, so that a login asks for it.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub enable: ::std::option::Option<bool>,
        ///The id of the authenticator.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "recoveryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The code that stands in for a lost authenticator once.
        pub recovery_code: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The secret that the codes are made of.
        pub secret: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///Whose authenticator it is: the user's own, or one that an application asks for.
        pub source: ::std::option::Option<crate::generated::open::TotpSource>,
        ///The time of the last change, as ISO 8601 text.
        #[serde(
            rename = "updatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub updated_at: ::std::option::Option<::std::string::String>,
        ///The id of the user.
        #[serde(
            rename = "userId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_id: ::std::option::Option<::std::string::String>,
    }
    ///The options of a sign-in with codes of WeChat.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct MobileSigninOptions {
        ///Pipeline context, an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::serde_json::Value>,
        ///Custom data, an object.
        #[serde(
            rename = "customData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub custom_data: ::std::option::Option<::serde_json::Value>,
        ///What the tokens may be used for, with spaces between.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub scope: ::std::option::Option<::std::string::String>,
        ///The tenant.
        #[serde(
            rename = "tenantId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub tenant_id: ::std::option::Option<::std::string::String>,
    }
    ///A device on which the user has logged in.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct MyDevice {
        ///What is known of the device; servers do not agree on its form.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub device: ::std::option::Option<::serde_json::Value>,
        ///The address of the last login.
        #[serde(
            rename = "lastIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_ip: ::std::option::Option<::std::string::String>,
        ///The time of the last login, as ISO 8601 text.
        #[serde(
            rename = "lastLoginTime",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_login_time: ::std::option::Option<::std::string::String>,
        ///Whether a session of the device is valid.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub online: ::std::option::Option<bool>,
    }
    ///The new address and the code that was sent to it, and the same for the old address, if the user has one.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct NewEmailPayload {
        ///The new address.
        #[serde(rename = "newEmail")]
        pub new_email: ::std::string::String,
        #[serde(rename = "newEmailPassCode")]
        ///A credential. Never printed and never logged.
        pub new_email_pass_code: crate::model::Secret,
        ///The old address.
        #[serde(
            rename = "oldEmail",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub old_email: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "oldEmailPassCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub old_email_pass_code: ::std::option::Option<crate::model::Secret>,
    }
    ///The new number and the code that was sent to it, and the same for the old number, if the user has one.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct NewPhonePayload {
        ///The dialling code of the new number.
        #[serde(
            rename = "newPhoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub new_phone_country_code: ::std::option::Option<::std::string::String>,
        ///The new number.
        #[serde(rename = "newPhoneNumber")]
        pub new_phone_number: ::std::string::String,
        #[serde(rename = "newPhonePassCode")]
        ///A credential. Never printed and never logged.
        pub new_phone_pass_code: crate::model::Secret,
        ///The dialling code of the old number.
        #[serde(
            rename = "oldPhoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub old_phone_country_code: ::std::option::Option<::std::string::String>,
        ///The old number.
        #[serde(
            rename = "oldPhoneNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub old_phone_number: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "oldPhonePassCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub old_phone_pass_code: ::std::option::Option<crate::model::Secret>,
    }
    ///The code that takes the place of one that was used.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct NewRecoveryCode {
        #[serde(
            rename = "recoveryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The new recovery code.
        pub recovery_code: ::std::option::Option<crate::model::Secret>,
    }
    ///One step on the way from an organisation down to the place of a user in it.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct OrgNode {
        ///The code of a node.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<::std::string::String>,
        ///The time of creation, as ISO 8601 text.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<::std::string::String>,
        ///What the node is for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<::std::string::String>,
        ///The description in other languages.
        #[serde(
            rename = "descriptionI18n",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub description_i18n: ::std::option::Option<::serde_json::Value>,
        ///The id of the organisation or node.
        pub id: ::std::string::String,
        ///The id of the user who leads the node.
        #[serde(
            rename = "leaderUserId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub leader_user_id: ::std::option::Option<::std::string::String>,
        ///The URL of the logo of an organisation.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub logo: ::std::option::Option<::std::string::String>,
        ///The name of a node.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///The names in other languages.
        #[serde(
            rename = "nameI18n",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub name_i18n: ::std::option::Option<::serde_json::Value>,
        ///The sort value; larger ones come first.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub order: ::std::option::Option<i64>,
        ///The id of the organisation of a node.
        #[serde(
            rename = "orgId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub org_id: ::std::option::Option<::std::string::String>,
        ///The id of the root node of an organisation.
        #[serde(
            rename = "rootNodeId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub root_node_id: ::std::option::Option<::std::string::String>,
        ///The id of the tenant of an organisation.
        #[serde(
            rename = "tenantId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub tenant_id: ::std::option::Option<::std::string::String>,
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        ///What a step in an organisation is.
        pub type_: ::std::option::Option<crate::generated::open::OrgNodeType>,
        ///The time of the last change, as ISO 8601 text.
        #[serde(
            rename = "updatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub updated_at: ::std::option::Option<::std::string::String>,
        ///The id of the user pool.
        #[serde(
            rename = "userPoolId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_pool_id: ::std::option::Option<::std::string::String>,
    }
    ///`PassCodeBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct PassCodeBody {
        #[serde(rename = "passCode")]
        ///A credential. Never printed and never logged.
        pub pass_code: crate::model::Secret,
    }
    ///A code that was sent, and where to.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct PassCodePayload {
        ///The email address.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        #[serde(rename = "passCode")]
        ///A credential. Never printed and never logged.
        pub pass_code: crate::model::Secret,
        ///The phone number.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone: ::std::option::Option<::std::string::String>,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
    }
    ///A password, and one of the names of its owner.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct PasswordPayload {
        ///A user name, an email address or a phone number.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub account: ::std::option::Option<::std::string::String>,
        ///The email address.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        ///A credential. Never printed and never logged.
        pub password: crate::model::Secret,
        ///The phone number.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone: ::std::option::Option<::std::string::String>,
        ///The user name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub username: ::std::option::Option<::std::string::String>,
    }
    ///Whether the rules of the user pool allow a password.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct PasswordStrength {
        ///Text for humans, such as what is missing.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub message: ::std::option::Option<::std::string::String>,
        ///Whether it is allowed.
        pub valid: bool,
    }
    ///`PhoneBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct PhoneBody {
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        #[serde(rename = "encryptedData")]
        ///A credential. Never printed and never logged.
        pub encrypted_data: crate::model::Secret,
        ///A credential. Never printed and never logged.
        pub iv: crate::model::Secret,
    }
    ///A phone number that WeChat has verified.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct PhoneNumber {
        ///The country code without +, such as 86.
        #[serde(
            rename = "countryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub country_code: ::std::option::Option<::std::string::String>,
        ///The openid of the WeChat user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub openid: ::std::option::Option<::std::string::String>,
        ///The number, with country code when it is foreign.
        #[serde(
            rename = "phoneNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub phone_number: ::std::option::Option<::std::string::String>,
        ///The number without country code.
        #[serde(
            rename = "purePhoneNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub pure_phone_number: ::std::option::Option<::std::string::String>,
        ///The unionid of the WeChat user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub unionid: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///What WeChat puts into encrypted data, to tell for whom and when it was made.
        pub watermark: ::std::option::Option<Watermark>,
    }
    ///`PhoneOrEmailBindableBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct PhoneOrEmailBindableBody {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone: ::std::option::Option<::std::string::String>,
    }
    ///`PreCheckCodeBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct PreCheckCodeBody {
        ///SMS or EMAIL.
        #[serde(rename = "codeType")]
        pub code_type: ::std::string::String,
        #[serde(
            rename = "emailCodePayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A code, and the email address that it was sent to.
        pub email_code_payload: ::std::option::Option<EmailCodePayload>,
        #[serde(
            rename = "smsCodePayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A code, and the phone number that it was sent to.
        pub sms_code_payload: ::std::option::Option<SmsCodePayload>,
    }
    ///The real-name authentication of a user.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct PrincipalAuthentication {
        ///When the user was authenticated, as ISO 8601 text.
        #[serde(
            rename = "authenticationTime",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub authentication_time: ::std::option::Option<::std::string::String>,
        ///The time of creation, as ISO 8601 text.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<::std::string::String>,
        ///The id of the authentication.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "principalCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The number of the identity card, or the registration code of the enterprise.
        pub principal_code: ::std::option::Option<crate::model::Secret>,
        ///The name of the person or enterprise.
        #[serde(
            rename = "principalName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub principal_name: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "principalType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///Who was authenticated: P a person, E an enterprise.
        pub principal_type: ::std::option::Option<crate::generated::open::PrincipalType>,
        ///The time of the last change, as ISO 8601 text.
        #[serde(
            rename = "updatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub updated_at: ::std::option::Option<::std::string::String>,
        ///The id of the user.
        #[serde(
            rename = "userId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_id: ::std::option::Option<::std::string::String>,
        ///The id of the user pool.
        #[serde(
            rename = "userPoolId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_pool_id: ::std::option::Option<::std::string::String>,
    }
    ///`PrincipalBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct PrincipalBody {
        ///A credential. Never printed and never logged.
        pub ext: crate::model::Secret,
        #[serde(rename = "idCard")]
        ///A credential. Never printed and never logged.
        pub id_card: crate::model::Secret,
        pub name: ::std::string::String,
        #[serde(rename = "type")]
        pub type_: ::std::string::String,
    }
    /**A user, as the v3 API describes one.

Which members are present depends on the call and on the scope of the access token; a member that the server left out,
sent as null or sent in a form that could not be read is `None`.
*/
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Profile {
        ///The address.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub address: ::std::option::Option<::std::string::String>,
        ///The date of birth.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub birthdate: ::std::option::Option<::std::string::String>,
        ///The user agent of the last login.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub browser: ::std::option::Option<::std::string::String>,
        ///The city.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub city: ::std::option::Option<::std::string::String>,
        ///The company.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub company: ::std::option::Option<::std::string::String>,
        ///The country.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub country: ::std::option::Option<::std::string::String>,
        ///The time of creation, as ISO 8601 text.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<::std::string::String>,
        ///The custom fields, when the call asks for them: an object.
        #[serde(
            rename = "customData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub custom_data: ::std::option::Option<::serde_json::Value>,
        ///The ids of the departments, when the call asks for them.
        #[serde(
            rename = "departmentIds",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub department_ids: ::std::option::Option<
            ::std::vec::Vec<::std::string::String>,
        >,
        ///The device of the last login.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub device: ::std::option::Option<::std::string::String>,
        ///The mail address, unique in the pool.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        ///Whether the mail address is confirmed.
        #[serde(
            rename = "emailVerified",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub email_verified: ::std::option::Option<bool>,
        ///The id in the customer's own system.
        #[serde(
            rename = "externalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub external_id: ::std::option::Option<::std::string::String>,
        ///The family name.
        #[serde(
            rename = "familyName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub family_name: ::std::option::Option<::std::string::String>,
        ///The whole address as one text.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub formatted: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The gender: M, F, or U when unknown.
        pub gender: ::std::option::Option<crate::generated::open::Gender>,
        ///The given name.
        #[serde(
            rename = "givenName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub given_name: ::std::option::Option<::std::string::String>,
        ///The identities at other providers, when the call asks for them.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub identities: ::std::option::Option<::std::vec::Vec<LinkedIdentity>>,
        #[serde(
            rename = "identityNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The number of the identity card.
        pub identity_number: ::std::option::Option<crate::model::Secret>,
        ///The address of the last login.
        #[serde(
            rename = "lastIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(alias = "lastIP")]
        pub last_ip: ::std::option::Option<::std::string::String>,
        ///The time of the last login, as ISO 8601 text.
        #[serde(
            rename = "lastLogin",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_login: ::std::option::Option<::std::string::String>,
        ///The application of the last login.
        #[serde(
            rename = "lastLoginApp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_login_app: ::std::option::Option<::std::string::String>,
        ///The time of the last second factor, as ISO 8601 text.
        #[serde(
            rename = "lastMfaTime",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_mfa_time: ::std::option::Option<::std::string::String>,
        ///The language.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub locale: ::std::option::Option<::std::string::String>,
        ///How often the user has logged in.
        #[serde(
            rename = "loginsCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub logins_count: ::std::option::Option<i64>,
        ///The id of the main department.
        #[serde(
            rename = "mainDepartmentId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub main_department_id: ::std::option::Option<::std::string::String>,
        ///The middle name.
        #[serde(
            rename = "middleName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub middle_name: ::std::option::Option<::std::string::String>,
        ///The full name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///The display name, not unique.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub nickname: ::std::option::Option<::std::string::String>,
        ///When the password was set, as ISO 8601 text.
        #[serde(
            rename = "passwordLastSetAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub password_last_set_at: ::std::option::Option<::std::string::String>,
        ///How strong the password is.
        #[serde(
            rename = "passwordSecurityLevel",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub password_security_level: ::std::option::Option<i64>,
        ///The phone number, unique in the pool, without country code.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub phone: ::std::option::Option<::std::string::String>,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
        ///Whether the phone number is confirmed.
        #[serde(
            rename = "phoneVerified",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_verified: ::std::option::Option<bool>,
        ///The URL of the avatar.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub photo: ::std::option::Option<::std::string::String>,
        ///The ids of the posts.
        #[serde(
            rename = "postIdList",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub post_id_list: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///The postal code.
        #[serde(
            rename = "postalCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub postal_code: ::std::option::Option<::std::string::String>,
        ///The preferred name.
        #[serde(
            rename = "preferredUsername",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub preferred_username: ::std::option::Option<::std::string::String>,
        ///The URL of the profile page.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub profile: ::std::option::Option<::std::string::String>,
        ///The province.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub province: ::std::option::Option<::std::string::String>,
        ///The region.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub region: ::std::option::Option<::std::string::String>,
        ///How the user registered, such as basic:email.
        #[serde(
            rename = "registerSource",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub register_source: ::std::option::Option<
            ::std::vec::Vec<::std::string::String>,
        >,
        ///Whether the next login asks for a new password.
        #[serde(
            rename = "resetPasswordOnNextLogin",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub reset_password_on_next_login: ::std::option::Option<bool>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The state of the account.
        pub status: ::std::option::Option<crate::generated::open::UserStatus>,
        ///When the state changed, as ISO 8601 text.
        #[serde(
            rename = "statusChangedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub status_changed_at: ::std::option::Option<::std::string::String>,
        ///The street.
        #[serde(
            rename = "streetAddress",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub street_address: ::std::option::Option<::std::string::String>,
        ///The id of the tenant.
        #[serde(
            rename = "tenantId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub tenant_id: ::std::option::Option<::std::string::String>,
        ///The time of the last change, as ISO 8601 text.
        #[serde(
            rename = "updatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub updated_at: ::std::option::Option<::std::string::String>,
        ///The id of the user.
        #[serde(rename = "userId")]
        pub user_id: ::std::string::String,
        ///The id of what it comes from.
        #[serde(
            rename = "userSourceId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_source_id: ::std::option::Option<::std::string::String>,
        ///Where the account comes from, such as register.
        #[serde(
            rename = "userSourceType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_source_type: ::std::option::Option<::std::string::String>,
        ///The login name, unique in the pool.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub username: ::std::option::Option<::std::string::String>,
        ///The personal site.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub website: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "workStatus",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///Whether the user works here.
        pub work_status: ::std::option::Option<crate::generated::open::WorkStatus>,
        ///The time zone.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub zoneinfo: ::std::option::Option<::std::string::String>,
    }
    ///The public settings of an application, as far as a program that logs users in needs them.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct PublicConfig {
        ///Whether users have to agree to something first.
        #[serde(
            rename = "agreementEnabled",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub agreement_enabled: ::std::option::Option<bool>,
        ///What users have to agree to.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub agreements: ::std::option::Option<::serde_json::Value>,
        ///Which pages may use the application.
        #[serde(
            rename = "allowedOrigins",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub allowed_origins: ::std::option::Option<
            ::std::vec::Vec<::std::string::String>,
        >,
        ///The address of the icons of the login form.
        #[serde(
            rename = "cdnBase",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub cdn_base: ::std::option::Option<::std::string::String>,
        ///Where users complete their data: at the registration or at the login.
        #[serde(
            rename = "complateFiledsPlace",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub complate_fileds_place: ::std::option::Option<::serde_json::Value>,
        ///What it is for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<::std::string::String>,
        ///The server of events.
        #[serde(
            rename = "eventSocket",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub event_socket: ::std::option::Option<::std::string::String>,
        ///The data that users complete.
        #[serde(
            rename = "extendsFields",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub extends_fields: ::std::option::Option<::serde_json::Value>,
        ///Whether users complete their data.
        #[serde(
            rename = "extendsFieldsEnabled",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub extends_fields_enabled: ::std::option::Option<bool>,
        ///The id of the application.
        pub id: ::std::string::String,
        ///The first label of its host.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub identifier: ::std::option::Option<::std::string::String>,
        ///The enterprise connections.
        #[serde(
            rename = "identityProviders",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub identity_providers: ::std::option::Option<::std::vec::Vec<IdentityProvider>>,
        ///The ways to log in, in the order of the login form.
        #[serde(
            rename = "loginTabs",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub login_tabs: ::std::option::Option<::serde_json::Value>,
        ///The URL of the logo.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub logo: ::std::option::Option<::std::string::String>,
        ///The name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///The settings of OIDC.
        #[serde(
            rename = "oidcConfig",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub oidc_config: ::std::option::Option<::serde_json::Value>,
        ///How strong passwords must be: 0 not at all, to 3.
        #[serde(
            rename = "passwordStrength",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub password_strength: ::std::option::Option<i64>,
        ///The names with which a password logs in.
        #[serde(
            rename = "passwordTabConfig",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub password_tab_config: ::std::option::Option<::serde_json::Value>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The protocol that the application speaks.
        pub protocol: ::std::option::Option<crate::generated::open::ConnectionProtocol>,
        ///The key under which passwords are encrypted.
        #[serde(
            rename = "publicKey",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub public_key: ::std::option::Option<::std::string::String>,
        ///The order of the QR codes of the login form.
        #[serde(
            rename = "qrCodeSortConfig",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub qr_code_sort_config: ::std::option::Option<::serde_json::Value>,
        ///The QR codes of the login form.
        #[serde(
            rename = "qrcodeTabsSettings",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub qrcode_tabs_settings: ::std::option::Option<::serde_json::Value>,
        ///Where the browser may come back to after a login.
        #[serde(
            rename = "redirectUris",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub redirect_uris: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        ///Whether nobody can register.
        #[serde(
            rename = "registerDisabled",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub register_disabled: ::std::option::Option<bool>,
        ///The ways to register, in the order of the login form.
        #[serde(
            rename = "registerTabs",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub register_tabs: ::std::option::Option<::serde_json::Value>,
        ///The host that its requests go to.
        #[serde(
            rename = "requestHostname",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub request_hostname: ::std::option::Option<::std::string::String>,
        ///The social providers at which users can log in.
        #[serde(
            rename = "socialConnections",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub social_connections: ::std::option::Option<::std::vec::Vec<SocialConnection>>,
        ///The parts of the login form that are shown.
        #[serde(
            rename = "ssoPageComponentDisplay",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub sso_page_component_display: ::std::option::Option<::serde_json::Value>,
        ///How the login form names the ways to log in.
        #[serde(
            rename = "tabMethodsFields",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub tab_methods_fields: ::std::option::Option<::serde_json::Value>,
        ///The id of the user pool.
        #[serde(
            rename = "userPoolId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_pool_id: ::std::option::Option<::std::string::String>,
        ///The name of the user pool.
        #[serde(
            rename = "userpoolName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub userpool_name: ::std::option::Option<::std::string::String>,
        ///How many digits codes have.
        #[serde(
            rename = "verifyCodeLength",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub verify_code_length: ::std::option::Option<i64>,
        ///The addresses to which codes for logins are sent.
        #[serde(
            rename = "verifyCodeTabConfig",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub verify_code_tab_config: ::std::option::Option<::serde_json::Value>,
        ///The server of the AD login.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub websocket: ::std::option::Option<::std::string::String>,
    }
    ///The key that encrypts passwords.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct PublicKey {
        ///An RSA public key, as PEM or as bare base64 of the DER.
        #[serde(rename = "publicKey")]
        pub public_key: ::std::string::String,
    }
    ///`PublishEventBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct PublishEventBody {
        ///What the event says, usually as JSON text.
        #[serde(rename = "eventData")]
        pub event_data: ::std::string::String,
        #[serde(rename = "eventType")]
        pub event_type: ::std::string::String,
        ///The name and version of the SDK.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub source: ::std::option::Option<::std::string::String>,
    }
    ///A QR code that waits to be scanned.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct QrCode {
        ///The URL of a logo to show with it.
        #[serde(
            rename = "customLogo",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub custom_logo: ::std::option::Option<::std::string::String>,
        ///How many seconds it is valid, usually 120.
        #[serde(
            rename = "expiresIn",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub expires_in: ::std::option::Option<i64>,
        ///The id of the code.
        pub random: ::std::string::String,
        ///The URL of its picture.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub url: ::std::option::Option<::std::string::String>,
    }
    ///What has become of a QR code.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct QrCodeStatus {
        ///The id of the code.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub random: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "scannedResult",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///Why a second factor is needed, or what went wrong; see the method `error`.
        pub scanned_result: ::std::option::Option<crate::model::SecretJson>,
        ///The id of the user who scanned the code.
        #[serde(
            rename = "scannedUserId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub scanned_user_id: ::std::option::Option<::std::string::String>,
        ///The state of a QR code.
        pub status: crate::model::QrCodeState,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///What is exchanged for the user, once the code is authorised. It lives 300 seconds.
        pub ticket: ::std::option::Option<crate::model::Secret>,
        #[serde(
            rename = "userInfo",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///Who scanned the code: nickname and photo, or the whole user when the console allows it.
        pub user_info: ::std::option::Option<QrCodeUser>,
    }
    ///Who scanned a QR code, as far as the console allows it to be told.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct QrCodeUser {
        ///Whether the account is disabled.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub blocked: ::std::option::Option<bool>,
        ///The company.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub company: ::std::option::Option<::std::string::String>,
        ///The mail address.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        ///Whether the mail address is confirmed.
        #[serde(
            rename = "emailVerified",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub email_verified: ::std::option::Option<bool>,
        ///The id of the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<::std::string::String>,
        ///Whether the account is deleted.
        #[serde(
            rename = "isDeleted",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_deleted: ::std::option::Option<bool>,
        ///The address of the last login.
        #[serde(
            rename = "lastIP",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(alias = "lastIp")]
        pub last_ip: ::std::option::Option<::std::string::String>,
        ///How often the user has logged in.
        #[serde(
            rename = "loginsCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub logins_count: ::std::option::Option<i64>,
        ///The display name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub nickname: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The profile at the social provider, as JSON text.
        pub oauth: ::std::option::Option<crate::model::Secret>,
        ///The openid of the WeChat user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub openid: ::std::option::Option<::std::string::String>,
        ///The phone number.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone: ::std::option::Option<::std::string::String>,
        ///The URL of the avatar.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub photo: ::std::option::Option<::std::string::String>,
        ///How the user registered.
        #[serde(
            rename = "registerMethod",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub register_method: ::std::option::Option<::std::string::String>,
        ///The time of registration, as ISO 8601 text.
        #[serde(
            rename = "signedUp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub signed_up: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The token of the session, a JWT, when the console allows it to come this way.
        pub token: ::std::option::Option<crate::model::Secret>,
        ///When the token expires, as ISO 8601 text.
        #[serde(
            rename = "tokenExpiredAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub token_expired_at: ::std::option::Option<::std::string::String>,
        ///The unionid of the WeChat user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub unionid: ::std::option::Option<::std::string::String>,
        ///The login name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub username: ::std::option::Option<::std::string::String>,
    }
    ///`QrTicketBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct QrTicketBody {
        ///A credential. Never printed and never logged.
        pub ticket: crate::model::Secret,
    }
    ///`RefreshTokenVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct RefreshTokenVariables {
        ///Left out for the logged-in user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<::std::string::String>,
    }
    ///A new token.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct RefreshedToken {
        ///When the token expires, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub exp: ::std::option::Option<i64>,
        ///When the token was issued, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub iat: ::std::option::Option<i64>,
        ///The new token, a JWT.
        pub token: crate::model::Secret,
    }
    ///`RegisterByEmailCodeBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct RegisterByEmailCodeBody {
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        ///Pipeline context as an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::serde_json::Value>,
        ///Custom data as an object.
        #[serde(
            rename = "customData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub custom_data: ::std::option::Option<::serde_json::Value>,
        pub email: ::std::string::String,
        ///Log the new user in, as a login does.
        #[serde(
            rename = "forceLogin",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub force_login: ::std::option::Option<bool>,
        ///Make a token without the rest of a login.
        #[serde(
            rename = "generateToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub generate_token: ::std::option::Option<bool>,
        #[serde(
            rename = "phoneToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The proof that the phone number is the user's own.
        pub phone_token: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The profile of a new user: chain what is known.
        pub profile: ::std::option::Option<RegisterProfile>,
    }
    ///`RegisterByEmailInput`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct RegisterByEmailInput {
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///Pipeline context as JSON text of an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::std::string::String>,
        pub email: ::std::string::String,
        ///Log the new user in, as a login does.
        #[serde(
            rename = "forceLogin",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub force_login: ::std::option::Option<bool>,
        ///Make a token without the rest of a login.
        #[serde(
            rename = "generateToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub generate_token: ::std::option::Option<bool>,
        ///Custom data as JSON text of a list of key and value.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub params: ::std::option::Option<::std::string::String>,
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub password: crate::model::EncryptedPassword,
        #[serde(
            rename = "phoneToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The proof that the phone number is the user's own.
        pub phone_token: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The profile of a new user: chain what is known.
        pub profile: ::std::option::Option<RegisterProfile>,
    }
    ///`RegisterByEmailVariables`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct RegisterByEmailVariables {
        pub input: RegisterByEmailInput,
    }
    ///`RegisterByPhoneCodeInput`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct RegisterByPhoneCodeInput {
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        ///Pipeline context as JSON text of an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "emailToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The proof that the email address is the user's own.
        pub email_token: ::std::option::Option<crate::model::Secret>,
        ///Log the new user in, as a login does.
        #[serde(
            rename = "forceLogin",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub force_login: ::std::option::Option<bool>,
        ///Make a token without the rest of a login.
        #[serde(
            rename = "generateToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub generate_token: ::std::option::Option<bool>,
        ///Custom data as JSON text of a list of key and value.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub params: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub password: ::std::option::Option<crate::model::EncryptedPassword>,
        pub phone: ::std::string::String,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The profile of a new user: chain what is known.
        pub profile: ::std::option::Option<RegisterProfile>,
    }
    ///`RegisterByPhoneCodeVariables`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct RegisterByPhoneCodeVariables {
        pub input: RegisterByPhoneCodeInput,
    }
    ///`RegisterByUsernameInput`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct RegisterByUsernameInput {
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///Pipeline context as JSON text of an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "emailToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The proof that the email address is the user's own.
        pub email_token: ::std::option::Option<crate::model::Secret>,
        ///Log the new user in, as a login does.
        #[serde(
            rename = "forceLogin",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub force_login: ::std::option::Option<bool>,
        ///Make a token without the rest of a login.
        #[serde(
            rename = "generateToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub generate_token: ::std::option::Option<bool>,
        ///Custom data as JSON text of a list of key and value.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub params: ::std::option::Option<::std::string::String>,
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub password: crate::model::EncryptedPassword,
        #[serde(
            rename = "phoneToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The proof that the phone number is the user's own.
        pub phone_token: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The profile of a new user: chain what is known.
        pub profile: ::std::option::Option<RegisterProfile>,
        pub username: ::std::string::String,
    }
    ///`RegisterByUsernameVariables`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct RegisterByUsernameVariables {
        pub input: RegisterByUsernameInput,
    }
    ///The value of one custom field of a new user.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct RegisterField {
        ///The key of the field.
        pub key: ::std::string::String,
        ///The value as text.
        pub value: ::std::string::String,
    }
    ///The profile of a new user: chain what is known.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct RegisterProfile {
        ///The address.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub address: ::std::option::Option<::std::string::String>,
        ///The date of birth.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub birthdate: ::std::option::Option<::std::string::String>,
        ///The user agent.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub browser: ::std::option::Option<::std::string::String>,
        ///The company.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub company: ::std::option::Option<::std::string::String>,
        ///The country.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub country: ::std::option::Option<::std::string::String>,
        ///The device.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub device: ::std::option::Option<::std::string::String>,
        ///The mail address; with the proof emailToken.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        ///The family name.
        #[serde(
            rename = "familyName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub family_name: ::std::option::Option<::std::string::String>,
        ///The whole address as one text.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub formatted: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The gender: M, F, or U when unknown.
        pub gender: ::std::option::Option<crate::generated::open::Gender>,
        ///The given name.
        #[serde(
            rename = "givenName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub given_name: ::std::option::Option<::std::string::String>,
        ///The address that the user registers from.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub ip: ::std::option::Option<::std::string::String>,
        ///The language.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub locale: ::std::option::Option<::std::string::String>,
        ///The locality.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub locality: ::std::option::Option<::std::string::String>,
        ///The middle name.
        #[serde(
            rename = "middleName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub middle_name: ::std::option::Option<::std::string::String>,
        ///The full name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///The display name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub nickname: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The profile at a social provider, as JSON text.
        pub oauth: ::std::option::Option<crate::model::Secret>,
        ///The phone number, without dialling code; with the proof phoneToken.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone: ::std::option::Option<::std::string::String>,
        ///The URL of the avatar.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub photo: ::std::option::Option<::std::string::String>,
        ///The postal code.
        #[serde(
            rename = "postalCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub postal_code: ::std::option::Option<::std::string::String>,
        ///The preferred name.
        #[serde(
            rename = "preferredUsername",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub preferred_username: ::std::option::Option<::std::string::String>,
        ///The URL of the profile page.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub profile: ::std::option::Option<::std::string::String>,
        ///The region.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub region: ::std::option::Option<::std::string::String>,
        ///The street.
        #[serde(
            rename = "streetAddress",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub street_address: ::std::option::Option<::std::string::String>,
        ///Custom fields.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub udf: ::std::option::Option<::std::vec::Vec<RegisterField>>,
        ///The login name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub username: ::std::option::Option<::std::string::String>,
        ///The URL of the personal site.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub website: ::std::option::Option<::std::string::String>,
        ///The time zone.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub zoneinfo: ::std::option::Option<::std::string::String>,
    }
    ///`RemoveUdvVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct RemoveUdvVariables {
        pub key: ::std::string::String,
        #[serde(rename = "targetId")]
        pub target_id: ::std::string::String,
        #[serde(rename = "targetType")]
        pub target_type: ::std::string::String,
    }
    ///`ResetPasswordByFirstLoginTokenVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct ResetPasswordByFirstLoginTokenVariables {
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub password: crate::model::EncryptedPassword,
        ///A credential. Never printed and never logged.
        pub token: crate::model::Secret,
    }
    ///`ResetPasswordByForceResetTokenVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct ResetPasswordByForceResetTokenVariables {
        #[serde(rename = "newPassword")]
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub new_password: crate::model::EncryptedPassword,
        #[serde(rename = "oldPassword")]
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub old_password: crate::model::EncryptedPassword,
        ///A credential. Never printed and never logged.
        pub token: crate::model::Secret,
    }
    ///`ResetPasswordVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct ResetPasswordVariables {
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        #[serde(rename = "newPassword")]
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub new_password: crate::model::EncryptedPassword,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone: ::std::option::Option<::std::string::String>,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
    }
    ///A user, of whom only the resources were asked for.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct ResourcesOfUser {
        #[serde(
            rename = "authorizedResources",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///What a user may do.
        pub authorized_resources: ::std::option::Option<AuthorizedResources>,
    }
    ///A role.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Role {
        ///The resource name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub arn: ::std::option::Option<::std::string::String>,
        ///The code of the role.
        pub code: ::std::string::String,
        ///The time of creation, as ISO 8601 text.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<::std::string::String>,
        ///What it is for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<::std::string::String>,
        ///The id of the role.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<::std::string::String>,
        ///The code of the permission group.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub namespace: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///A role.
        pub parent: ::std::option::Option<::std::boxed::Box<Role>>,
        ///The time of the last change, as ISO 8601 text.
        #[serde(
            rename = "updatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub updated_at: ::std::option::Option<::std::string::String>,
    }
    ///The roles of a user.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Roles {
        ///The roles.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub list: ::std::option::Option<::std::vec::Vec<Role>>,
        ///How many there are.
        #[serde(
            rename = "totalCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub total_count: ::std::option::Option<i64>,
    }
    ///A user, of whom only the roles were asked for.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct RolesOfUser {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The roles of a user.
        pub roles: ::std::option::Option<Roles>,
    }
    ///How well an account is secured.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct SecurityLevel {
        ///Whether a mail address is bound.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<bool>,
        ///Whether a second factor is set up.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub mfa: ::std::option::Option<bool>,
        ///Whether a password is set.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub password: ::std::option::Option<bool>,
        ///The strength of the password: 1 low, 2 middle, 3 high. Absent when it was never computed.
        #[serde(
            rename = "passwordSecurityLevel",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub password_security_level: ::std::option::Option<i64>,
        ///Whether a phone number is bound.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub phone: ::std::option::Option<bool>,
        ///The score, at most 100.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub score: ::std::option::Option<i64>,
    }
    ///`SendEmailV3Body`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct SendEmailV3Body {
        ///What a code that is sent to an email address is for.
        pub channel: crate::generated::open::EmailChannel,
        ///The address.
        pub email: ::std::string::String,
    }
    ///`SendEmailVariables`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct SendEmailVariables {
        pub email: ::std::string::String,
        ///What a mail is for. Older servers know the first five only.
        pub scene: crate::generated::open::EmailScene,
    }
    ///`SendSmsCodeBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct SendSmsCodeBody {
        pub phone: ::std::string::String,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///What a code in a text message is for.
        pub scene: ::std::option::Option<crate::generated::open::SmsScene>,
    }
    ///`SendSmsV3Body`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct SendSmsV3Body {
        ///What a code that is sent to a phone number is for.
        pub channel: crate::generated::open::SmsChannel,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
        ///The number, without country code.
        #[serde(rename = "phoneNumber")]
        pub phone_number: ::std::string::String,
    }
    ///`SetUdvBatchVariables`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct SetUdvBatchVariables {
        #[serde(rename = "targetId")]
        pub target_id: ::std::string::String,
        #[serde(rename = "targetType")]
        pub target_type: ::std::string::String,
        #[serde(rename = "udvList")]
        pub udv_list: ::std::vec::Vec<UserDefinedDataInput>,
    }
    ///`SetUdvVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct SetUdvVariables {
        pub key: ::std::string::String,
        #[serde(rename = "targetId")]
        pub target_id: ::std::string::String,
        #[serde(rename = "targetType")]
        pub target_type: ::std::string::String,
        ///The value as JSON text; text has quotes.
        pub value: ::std::string::String,
    }
    ///`SigninByCredentialsBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct SigninByCredentialsBody {
        #[serde(
            rename = "adPayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///An account of a directory.
        pub ad_payload: ::std::option::Option<DirectoryPayload>,
        ///The application id.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_id: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///A credential, unless there is none.
        pub client_secret: ::std::option::Option<crate::model::Secret>,
        ///PASSWORD, PASSCODE, AD or LDAP.
        pub connection: ::std::string::String,
        #[serde(
            rename = "ldapPayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///An account of a directory.
        pub ldap_payload: ::std::option::Option<DirectoryPayload>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The options of a login by any connection.
        pub options: ::std::option::Option<SigninOptions>,
        #[serde(
            rename = "passCodePayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A code that was sent, and where to.
        pub pass_code_payload: ::std::option::Option<PassCodePayload>,
        #[serde(
            rename = "passwordPayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A password, and one of the names of its owner.
        pub password_payload: ::std::option::Option<PasswordPayload>,
    }
    ///`SigninByMobileBody`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct SigninByMobileBody {
        ///The application id.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_id: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///A credential, unless there is none.
        pub client_secret: ::std::option::Option<crate::model::Secret>,
        ///How a mini-program signs in.
        pub connection: crate::generated::open::MobileConnection,
        ///The identifier that the connection got in the console; not the app id of WeChat.
        #[serde(rename = "extIdpConnidentifier")]
        pub ext_idp_connidentifier: ::std::string::String,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The options of a sign-in with codes of WeChat.
        pub options: ::std::option::Option<MobileSigninOptions>,
        #[serde(
            rename = "wechatMiniProgramCodeAndPhonePayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A code of wx.login() and one of the phone button, in any order.
        pub wechat_mini_program_code_and_phone_payload: ::std::option::Option<
            WechatCodeAndPhone,
        >,
        #[serde(
            rename = "wechatMiniProgramCodePayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A code of wx.login(), and the profile that WeChat has encrypted, if there is one.
        pub wechat_mini_program_code_payload: ::std::option::Option<WechatLoginInfo>,
        #[serde(
            rename = "wechatMiniProgramPhonePayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub wechat_mini_program_phone_payload: ::std::option::Option<PhoneBody>,
    }
    ///The options of a login by any connection.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct SigninOptions {
        ///Whether the browser is sent there.
        #[serde(
            rename = "autoRedirect",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub auto_redirect: ::std::option::Option<bool>,
        ///Create the account when there is none.
        #[serde(
            rename = "autoRegister",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub auto_register: ::std::option::Option<bool>,
        ///The text of the picture captcha.
        #[serde(
            rename = "captchaCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub captcha_code: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "captchaToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub captcha_token: ::std::option::Option<crate::model::Secret>,
        ///The address of the end user.
        #[serde(
            rename = "clientIp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub client_ip: ::std::option::Option<::std::string::String>,
        ///Pipeline context, an object.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub context: ::std::option::Option<::serde_json::Value>,
        ///Custom data, an object.
        #[serde(
            rename = "customData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub custom_data: ::std::option::Option<::serde_json::Value>,
        ///A text that comes back inside the id token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub nonce: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "passwordEncryptType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///How a password is encrypted.
        pub password_encrypt_type: ::std::option::Option<
            crate::generated::open::PasswordEncryptType,
        >,
        ///Where the browser comes back to.
        #[serde(
            rename = "redirectUri",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub redirect_uri: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "responseType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///What a login by any connection gives.
        pub response_type: ::std::option::Option<
            crate::generated::open::SigninResponseType,
        >,
        ///What the tokens may be used for, with spaces between.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub scope: ::std::option::Option<::std::string::String>,
        ///A text that comes back.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<::std::string::String>,
        ///The tenant.
        #[serde(
            rename = "tenantId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub tenant_id: ::std::option::Option<::std::string::String>,
    }
    ///The tokens of OIDC that a login by any connection gives, or a code for which they are given.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct SigninResult {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The access token.
        pub access_token: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The code of OIDC, for the response type `code`.
        pub code: ::std::option::Option<crate::model::Secret>,
        ///For how many seconds the access token is valid.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(alias = "expire_in")]
        pub expires_in: ::std::option::Option<i64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The id token, which tells who the user is.
        pub id_token: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The refresh token, when the scope had `offline_access`.
        pub refresh_token: ::std::option::Option<crate::model::Secret>,
        ///What the tokens may be used for, with spaces between.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub scope: ::std::option::Option<::std::string::String>,
        ///The state that was given with the login.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<::std::string::String>,
        ///What kind of token it is: Bearer.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub token_type: ::std::option::Option<::std::string::String>,
    }
    ///A code, and the phone number that it was sent to.
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct SmsCodePayload {
        ///What a code that is sent to a phone number is for.
        pub channel: crate::generated::open::SmsChannel,
        #[serde(rename = "passCode")]
        ///A credential. Never printed and never logged.
        pub pass_code: crate::model::Secret,
        ///The number, without country code.
        pub phone: ::std::string::String,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
    }
    ///A social provider at which the users of an application can log in.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct SocialConnection {
        ///The page of the provider.
        #[serde(
            rename = "authorizationUrl",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub authorization_url: ::std::option::Option<::std::string::String>,
        ///What it is for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub description: ::std::option::Option<::std::string::String>,
        ///What to show.
        #[serde(
            rename = "displayName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub display_name: ::std::option::Option<::std::string::String>,
        ///The id of the connection.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<::std::string::String>,
        ///The identifier of the connection.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub identifier: ::std::option::Option<::std::string::String>,
        ///The URL of the logo.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub logo: ::std::option::Option<::std::string::String>,
        ///The name of the provider.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///The name of the provider in English.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name_en: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The provider, for `social().authorize_url`.
        pub provider: ::std::option::Option<crate::generated::open::SocialProvider>,
        ///A hint to show; servers do not agree on its form.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub tooltip: ::std::option::Option<::serde_json::Value>,
    }
    ///What is known of the cookie of a session.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct SsoCookie {
        ///The id of the application through which the user logged in.
        #[serde(
            rename = "appId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub app_id: ::std::option::Option<::std::string::String>,
        ///When the cookie expires, as ISO 8601 text.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub expires: ::std::option::Option<::std::string::String>,
        ///Whether scripts cannot see the cookie.
        #[serde(
            rename = "httpOnly",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub http_only: ::std::option::Option<bool>,
        ///How long the cookie lives, in milliseconds.
        #[serde(
            rename = "originalMaxAge",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub original_max_age: ::std::option::Option<i64>,
        ///The path that the cookie is for.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub path: ::std::option::Option<::std::string::String>,
        ///Whether other sites can make a browser send the cookie: text or a flag.
        #[serde(
            rename = "sameSite",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub same_site: ::std::option::Option<::serde_json::Value>,
        ///Whether the cookie is only sent over TLS.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub secure: ::std::option::Option<bool>,
        ///The protocol through which the user logged in.
        #[serde(rename = "type", skip_serializing_if = "::std::option::Option::is_none")]
        pub type_: ::std::option::Option<::std::string::String>,
        ///The id of the user.
        #[serde(
            rename = "userId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_id: ::std::option::Option<::std::string::String>,
    }
    ///A single sign-on session.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct SsoSession {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The session itself.
        pub session: ::std::option::Option<SsoSessionDetail>,
        #[serde(
            rename = "userInfo",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        /**A user of the pool.

Which members are present depends on the call that gave the user; a member that the server left out, sent as null or
sent in a form that could not be read is `None`. The password hash that some replies carry is never read.*/
        pub user_info: ::std::option::Option<User>,
    }
    ///The session itself.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct SsoSessionDetail {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///What is known of the cookie of a session.
        pub cookie: ::std::option::Option<SsoCookie>,
        #[serde(rename = "_id", skip_serializing_if = "::std::option::Option::is_none")]
        ///The id of the session.
        pub id: ::std::option::Option<crate::model::Secret>,
    }
    ///`StartInteractionBody`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct StartInteractionBody {
        #[serde(rename = "appId")]
        pub app_id: ::std::string::String,
        pub connection: StartInteractionConnection,
        pub protocol: ::std::string::String,
        ///The page that the user comes from.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub referer: ::std::option::Option<::std::string::String>,
        ///A credential. Never printed and never logged.
        pub state: crate::model::Secret,
        #[serde(rename = "userPoolId")]
        pub user_pool_id: ::std::string::String,
    }
    ///`StartInteractionConnection`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct StartInteractionConnection {
        ///The identifier of the connection; the misspelling is the server's.
        #[serde(rename = "providerIentifier")]
        pub provider_ientifier: ::std::string::String,
    }
    ///The public facts of a server.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct SystemInfo {
        ///The addresses that the server sends its own requests from.
        #[serde(
            rename = "publicIps",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub public_ips: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///A key that encrypts passwords.
        pub rsa: ::std::option::Option<SystemKey>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///A key that encrypts passwords.
        pub sm2: ::std::option::Option<SystemKey>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The versions of the parts of a server.
        pub version: ::std::option::Option<SystemVersion>,
    }
    ///A key that encrypts passwords.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct SystemKey {
        ///The key: RSA as PEM or as base64 of the DER, SM2 in hexadecimal digits.
        #[serde(
            rename = "publicKey",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub public_key: ::std::option::Option<::std::string::String>,
    }
    ///The versions of the parts of a server.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct SystemVersion {
        ///The version of the console.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub console: ::std::option::Option<::std::string::String>,
        ///The version of the login page.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub login: ::std::option::Option<::std::string::String>,
        ///The version of the server.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub server: ::std::option::Option<::std::string::String>,
    }
    ///What a valid token says.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct TokenClaims {
        ///Whom the token is for: text, or a list of texts.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub aud: ::std::option::Option<::serde_json::Value>,
        ///When the token expires, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub exp: ::std::option::Option<i64>,
        ///When the token was issued, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub iat: ::std::option::Option<i64>,
        ///Who issued the token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub iss: ::std::option::Option<::std::string::String>,
        ///The id of the token.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub jti: ::std::option::Option<::std::string::String>,
        ///From when on the token is valid, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub nbf: ::std::option::Option<i64>,
        ///What the token is good for, separated by spaces.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub scope: ::std::option::Option<::std::string::String>,
        ///The id of the user. Old tokens have it in `data` alone.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub sub: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        ///Everything else that the reply has, by its name.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///`TokenForm`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct TokenForm {
        ///The id of the application, or an access key.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_id: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The secret of the application, or of the access key.
        pub client_secret: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The code, which can be used once.
        pub code: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The PKCE verifier.
        pub code_verifier: ::std::option::Option<crate::model::Secret>,
        ///What tokens are asked for with.
        pub grant_type: crate::generated::open::GrantType,
        ///Where the code was sent to.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub redirect_uri: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The refresh token.
        pub refresh_token: ::std::option::Option<crate::model::Secret>,
        ///What is asked for, separated by spaces.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub scope: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The id token.
        pub token: ::std::option::Option<crate::model::Secret>,
    }
    ///The tokens that a token endpoint gives.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct TokenSet {
        ///The access token.
        pub access_token: crate::model::Secret,
        ///How long the access token lives, in seconds.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(alias = "expire_in")]
        pub expires_in: ::std::option::Option<i64>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The id token of OIDC, a JWT. It is what the other calls of the user take as the user's token.
        pub id_token: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///Gives new tokens later; only with the scope `offline_access`.
        pub refresh_token: ::std::option::Option<crate::model::Secret>,
        ///What the access token is good for, separated by spaces.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub scope: ::std::option::Option<::std::string::String>,
        ///How the access token is sent. It is `Bearer`.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub token_type: ::std::option::Option<::std::string::String>,
    }
    ///`UdvVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UdvVariables {
        #[serde(rename = "targetId")]
        pub target_id: ::std::string::String,
        #[serde(rename = "targetType")]
        pub target_type: ::std::string::String,
    }
    ///`UnbindEmailVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[serde(deny_unknown_fields)]
    pub struct UnbindEmailVariables {}
    ///`UnbindPhoneVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[serde(deny_unknown_fields)]
    pub struct UnbindPhoneVariables {}
    ///`UnlinkAccountBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UnlinkAccountBody {
        #[serde(rename = "primaryUserToken")]
        ///A credential. Never printed and never logged.
        pub primary_user_token: crate::model::Secret,
        pub provider: ::std::string::String,
    }
    ///`UnlinkExtIdpBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UnlinkExtIdpBody {
        #[serde(rename = "extIdpId")]
        pub ext_idp_id: ::std::string::String,
    }
    ///The token that changes an email address.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct UpdateEmailToken {
        ///For how many seconds the token is valid.
        #[serde(
            rename = "tokenExpiresIn",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub token_expires_in: ::std::option::Option<i64>,
        #[serde(rename = "updateEmailToken")]
        ///The token, which `update_email` takes.
        pub update_email_token: crate::model::Secret,
    }
    ///`UpdateEmailV3Body`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UpdateEmailV3Body {
        #[serde(rename = "updateEmailToken")]
        ///A credential. Never printed and never logged.
        pub update_email_token: crate::model::Secret,
    }
    ///`UpdateEmailVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UpdateEmailVariables {
        pub email: ::std::string::String,
        #[serde(rename = "emailCode")]
        ///A credential. Never printed and never logged.
        pub email_code: crate::model::Secret,
        #[serde(
            rename = "oldEmail",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub old_email: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "oldEmailCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub old_email_code: ::std::option::Option<crate::model::Secret>,
    }
    ///`UpdatePasswordV3Body`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UpdatePasswordV3Body {
        #[serde(rename = "newPassword")]
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub new_password: crate::model::EncryptedPassword,
        #[serde(
            rename = "oldPassword",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub old_password: ::std::option::Option<crate::model::EncryptedPassword>,
        #[serde(
            rename = "passwordEncryptType",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///How a password is encrypted.
        pub password_encrypt_type: ::std::option::Option<
            crate::generated::open::PasswordEncryptType,
        >,
    }
    ///`UpdatePasswordVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UpdatePasswordVariables {
        #[serde(rename = "newPassword")]
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub new_password: crate::model::EncryptedPassword,
        #[serde(
            rename = "oldPassword",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A password encrypted with the server's public key, as base64 of RSA with PKCS #1 v1.5 padding, or as SM2.
        pub old_password: ::std::option::Option<crate::model::EncryptedPassword>,
    }
    ///The token that changes a phone number.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct UpdatePhoneToken {
        ///For how many seconds the token is valid.
        #[serde(
            rename = "tokenExpiresIn",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub token_expires_in: ::std::option::Option<i64>,
        #[serde(rename = "updatePhoneToken")]
        ///The token, which `update_phone` takes.
        pub update_phone_token: crate::model::Secret,
    }
    ///`UpdatePhoneV3Body`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UpdatePhoneV3Body {
        #[serde(rename = "updatePhoneToken")]
        ///A credential. Never printed and never logged.
        pub update_phone_token: crate::model::Secret,
    }
    ///`UpdatePhoneVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UpdatePhoneVariables {
        #[serde(
            rename = "oldPhone",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub old_phone: ::std::option::Option<::std::string::String>,
        #[serde(
            rename = "oldPhoneCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub old_phone_code: ::std::option::Option<crate::model::Secret>,
        #[serde(
            rename = "oldPhoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub old_phone_country_code: ::std::option::Option<::std::string::String>,
        pub phone: ::std::string::String,
        #[serde(rename = "phoneCode")]
        ///A credential. Never printed and never logged.
        pub phone_code: crate::model::Secret,
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
    }
    ///`UpdateProfileV3Body`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UpdateProfileV3Body {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub address: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub birthdate: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub city: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub company: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub country: ::std::option::Option<crate::model::Change<String>>,
        ///Custom fields, an object.
        #[serde(
            rename = "customData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub custom_data: ::std::option::Option<::serde_json::Value>,
        #[serde(
            rename = "externalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub external_id: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub gender: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "identityNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub identity_number: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub name: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub nickname: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub photo: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "postalCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub postal_code: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub province: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "streetAddress",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub street_address: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub username: ::std::option::Option<crate::model::Change<String>>,
    }
    ///`UpdateUserInput`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[serde(deny_unknown_fields)]
    pub struct UpdateUserInput {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub address: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub birthdate: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub browser: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub city: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub company: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub country: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub device: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub email: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "externalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub external_id: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "familyName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub family_name: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub formatted: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub gender: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "givenName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub given_name: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub locale: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub locality: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "middleName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub middle_name: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub name: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub nickname: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub phone: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub phone_country_code: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub photo: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "postalCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub postal_code: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "preferredUsername",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub preferred_username: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub profile: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub province: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub region: ::std::option::Option<crate::model::Change<String>>,
        #[serde(
            rename = "streetAddress",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub street_address: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub username: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub website: ::std::option::Option<crate::model::Change<String>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::present")]
        ///Text to set, or null to clear the member.
        pub zoneinfo: ::std::option::Option<crate::model::Change<String>>,
    }
    ///`UpdateUserVariables`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UpdateUserVariables {
        #[serde(
            rename = "emailToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub email_token: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<::std::string::String>,
        pub input: UpdateUserInput,
        #[serde(
            rename = "phoneToken",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub phone_token: ::std::option::Option<crate::model::Secret>,
    }
    ///A file that was uploaded.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct UploadedFile {
        ///The key of the file in the storage, by which a private one is referred to.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub key: ::std::option::Option<::std::string::String>,
        ///The URL of the file, by which a public one is referred to.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub url: ::std::option::Option<::std::string::String>,
    }
    /**A user of the pool.

Which members are present depends on the call that gave the user; a member that the server left out, sent as null or
sent in a form that could not be read is `None`. The password hash that some replies carry is never read.
*/
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct User {
        ///The address.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub address: ::std::option::Option<::std::string::String>,
        ///The resource name of the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub arn: ::std::option::Option<::std::string::String>,
        ///The date of birth.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub birthdate: ::std::option::Option<::std::string::String>,
        ///Whether the account is disabled.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub blocked: ::std::option::Option<bool>,
        ///The user agent of the last login.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub browser: ::std::option::Option<::std::string::String>,
        ///The city.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub city: ::std::option::Option<::std::string::String>,
        ///The company.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub company: ::std::option::Option<::std::string::String>,
        ///The country.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub country: ::std::option::Option<::std::string::String>,
        ///The time of creation, as ISO 8601 text.
        #[serde(
            rename = "createdAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub created_at: ::std::option::Option<::std::string::String>,
        ///The custom fields of the user, when the call asks for them.
        #[serde(
            rename = "customData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub custom_data: ::std::option::Option<::std::vec::Vec<CustomDataEntry>>,
        ///The device of the last login.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub device: ::std::option::Option<::std::string::String>,
        ///The direct manager; servers do not agree on its form.
        #[serde(
            rename = "directManagement",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub direct_management: ::std::option::Option<::serde_json::Value>,
        ///The mail address, unique in the pool.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub email: ::std::option::Option<::std::string::String>,
        ///Whether the mail address is confirmed.
        #[serde(
            rename = "emailVerified",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub email_verified: ::std::option::Option<bool>,
        ///Until when the account is valid.
        #[serde(
            rename = "expiredAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub expired_at: ::std::option::Option<::std::string::String>,
        ///The id in the customer's own system.
        #[serde(
            rename = "externalId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub external_id: ::std::option::Option<::std::string::String>,
        ///The family name.
        #[serde(
            rename = "familyName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub family_name: ::std::option::Option<::std::string::String>,
        ///The whole address as one text.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub formatted: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The gender: M, F, or U when unknown.
        pub gender: ::std::option::Option<crate::generated::open::Gender>,
        ///The given name.
        #[serde(
            rename = "givenName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub given_name: ::std::option::Option<::std::string::String>,
        ///The id of the user.
        pub id: ::std::string::String,
        ///The identities at other providers that are linked to the user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub identities: ::std::option::Option<::std::vec::Vec<Identity>>,
        ///Whether the account is deleted.
        #[serde(
            rename = "isDeleted",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_deleted: ::std::option::Option<bool>,
        ///The address of the last login.
        #[serde(
            rename = "lastIP",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(alias = "lastIp")]
        pub last_ip: ::std::option::Option<::std::string::String>,
        ///The time of the last login, as ISO 8601 text.
        #[serde(
            rename = "lastLogin",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub last_login: ::std::option::Option<::std::string::String>,
        ///The language.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub locale: ::std::option::Option<::std::string::String>,
        ///The locality.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub locality: ::std::option::Option<::std::string::String>,
        ///How often the user has logged in.
        #[serde(
            rename = "loginsCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub logins_count: ::std::option::Option<i64>,
        ///The middle name.
        #[serde(
            rename = "middleName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub middle_name: ::std::option::Option<::std::string::String>,
        ///The full name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub name: ::std::option::Option<::std::string::String>,
        ///Whether this login has made the account.
        #[serde(
            rename = "newlyCreated",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub newly_created: ::std::option::Option<bool>,
        ///The display name, not unique.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub nickname: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The profile at the social provider, as JSON text.
        pub oauth: ::std::option::Option<crate::model::Secret>,
        ///The openid of the WeChat user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub openid: ::std::option::Option<::std::string::String>,
        ///The phone number, unique in the pool, without country code.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub phone: ::std::option::Option<::std::string::String>,
        ///The dialling code, such as +86.
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
        ///Whether the phone number is confirmed.
        #[serde(
            rename = "phoneVerified",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_verified: ::std::option::Option<bool>,
        ///The URL of the avatar.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub photo: ::std::option::Option<::std::string::String>,
        ///The postal code.
        #[serde(
            rename = "postalCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub postal_code: ::std::option::Option<::std::string::String>,
        ///The preferred name.
        #[serde(
            rename = "preferredUsername",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub preferred_username: ::std::option::Option<::std::string::String>,
        ///The URL of the profile page.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub profile: ::std::option::Option<::std::string::String>,
        ///The province.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub province: ::std::option::Option<::std::string::String>,
        ///The region.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub region: ::std::option::Option<::std::string::String>,
        ///How the user registered, such as basic:email.
        #[serde(
            rename = "registerSource",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub register_source: ::std::option::Option<
            ::std::vec::Vec<::std::string::String>,
        >,
        ///The time of registration, as ISO 8601 text.
        #[serde(
            rename = "signedUp",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub signed_up: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The state of the account.
        pub status: ::std::option::Option<crate::generated::open::UserStatus>,
        ///The street.
        #[serde(
            rename = "streetAddress",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub street_address: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The token of the session, a JWT.
        pub token: ::std::option::Option<crate::model::Secret>,
        ///When the token expires, as ISO 8601 text.
        #[serde(
            rename = "tokenExpiredAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub token_expired_at: ::std::option::Option<::std::string::String>,
        ///The unionid of the WeChat user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub unionid: ::std::option::Option<::std::string::String>,
        ///The time of the last change, as ISO 8601 text.
        #[serde(
            rename = "updatedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub updated_at: ::std::option::Option<::std::string::String>,
        ///The id of the user pool.
        #[serde(
            rename = "userPoolId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub user_pool_id: ::std::option::Option<::std::string::String>,
        ///The login name, unique in the pool; upper and lower case differ.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub username: ::std::option::Option<::std::string::String>,
        ///The personal site.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub website: ::std::option::Option<::std::string::String>,
        ///The time zone.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub zoneinfo: ::std::option::Option<::std::string::String>,
    }
    ///`UserDefinedDataInput`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UserDefinedDataInput {
        pub key: ::std::string::String,
        ///The value as JSON text; text has quotes.
        pub value: ::std::string::String,
    }
    ///The place of a user in a department.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct UserDepartment {
        ///The department.
        pub department: Department,
        ///Whether this is the main department of the user.
        #[serde(
            rename = "isMainDepartment",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub is_main_department: ::std::option::Option<bool>,
        ///When the user joined, as ISO 8601 text.
        #[serde(
            rename = "joinedAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub joined_at: ::std::option::Option<::std::string::String>,
    }
    ///The departments of a user.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct UserDepartments {
        ///The departments.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub list: ::std::option::Option<::std::vec::Vec<UserDepartment>>,
        ///How many there are.
        #[serde(
            rename = "totalCount",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub total_count: ::std::option::Option<i64>,
    }
    ///The claims about a user, as far as the scope of the access token goes.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct UserInfo {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        ///The postal address of a user.
        pub address: ::std::option::Option<UserInfoAddress>,
        ///The date of birth.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub birthdate: ::std::option::Option<::std::string::String>,
        ///The email address.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub email: ::std::option::Option<::std::string::String>,
        ///Whether the email address is known to be the user's own.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub email_verified: ::std::option::Option<bool>,
        ///The id of the user in another system.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub external_id: ::std::option::Option<::std::string::String>,
        ///The family name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub family_name: ::std::option::Option<::std::string::String>,
        ///The gender: M, F or U.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub gender: ::std::option::Option<::std::string::String>,
        ///The given name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub given_name: ::std::option::Option<::std::string::String>,
        ///The language and region.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub locale: ::std::option::Option<::std::string::String>,
        ///The middle name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub middle_name: ::std::option::Option<::std::string::String>,
        ///The full name.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub name: ::std::option::Option<::std::string::String>,
        ///The nickname.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub nickname: ::std::option::Option<::std::string::String>,
        ///The phone number.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub phone_number: ::std::option::Option<::std::string::String>,
        ///Whether the phone number is known to be the user's own.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub phone_number_verified: ::std::option::Option<bool>,
        ///The URL of the picture.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub picture: ::std::option::Option<::std::string::String>,
        ///The name that the user wants to be called.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub preferred_username: ::std::option::Option<::std::string::String>,
        ///The URL of the profile page.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub profile: ::std::option::Option<::std::string::String>,
        ///The id of the user.
        pub sub: ::std::string::String,
        ///The unionid of WeChat.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub unionid: ::std::option::Option<::std::string::String>,
        ///When the claims changed last: ISO 8601 text, or seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub updated_at: ::std::option::Option<::std::string::String>,
        ///The URL of the web site.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub website: ::std::option::Option<::std::string::String>,
        ///The time zone.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub zoneinfo: ::std::option::Option<::std::string::String>,
        #[serde(flatten)]
        ///Everything else that the reply has, by its name.
        pub extra: ::serde_json::Map<::std::string::String, ::serde_json::Value>,
    }
    ///The postal address of a user.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct UserInfoAddress {
        ///The country.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub country: ::std::option::Option<::std::string::String>,
        ///The whole address, as it is written on a letter.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub formatted: ::std::option::Option<::std::string::String>,
        ///The town.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub locality: ::std::option::Option<::std::string::String>,
        ///The postal code.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub postal_code: ::std::option::Option<::std::string::String>,
        ///The province.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub region: ::std::option::Option<::std::string::String>,
        ///The street and the house.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub street_address: ::std::option::Option<::std::string::String>,
    }
    ///`UserInfoForm`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UserInfoForm {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///The access token.
        pub access_token: ::std::option::Option<crate::model::Secret>,
    }
    ///`UserQueryVariables`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct UserQueryVariables {
        ///Left out for the logged-in user.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<::std::string::String>,
    }
    ///`VerifyAppEmailMfaBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct VerifyAppEmailMfaBody {
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        pub email: ::std::string::String,
    }
    ///`VerifyAppSmsMfaBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct VerifyAppSmsMfaBody {
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        pub phone: ::std::string::String,
        #[serde(
            rename = "phoneCountryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_country_code: ::std::option::Option<::std::string::String>,
    }
    ///`VerifyDeleteAccountBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct VerifyDeleteAccountBody {
        #[serde(
            rename = "emailPassCodePayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A code, and the email address that it was sent to.
        pub email_pass_code_payload: ::std::option::Option<DeletionEmailPayload>,
        #[serde(
            rename = "passwordPayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///The password, and how it is encrypted.
        pub password_payload: ::std::option::Option<DeletionPasswordPayload>,
        #[serde(
            rename = "phonePassCodePayload",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        pub phone_pass_code_payload: ::std::option::Option<BindPhoneV3Body>,
        ///PHONE_PASSCODE, EMAIL_PASSCODE or PASSWORD.
        #[serde(rename = "verifyMethod")]
        pub verify_method: ::std::string::String,
    }
    ///`VerifyFaceMfaBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct VerifyFaceMfaBody {
        pub photo: ::std::string::String,
    }
    ///`VerifyTotpMfaBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct VerifyTotpMfaBody {
        ///A credential. Never printed and never logged.
        pub totp: crate::model::Secret,
    }
    ///`VerifyTotpRecoveryCodeBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct VerifyTotpRecoveryCodeBody {
        #[serde(rename = "recoveryCode")]
        ///A credential. Never printed and never logged.
        pub recovery_code: crate::model::Secret,
    }
    ///`VerifyUpdateEmailBody`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct VerifyUpdateEmailBody {
        #[serde(rename = "emailPassCodePayload")]
        ///The new address and the code that was sent to it, and the same for the old address, if the user has one.
        pub email_pass_code_payload: NewEmailPayload,
        ///EMAIL_PASSCODE.
        #[serde(rename = "verifyMethod")]
        pub verify_method: ::std::string::String,
    }
    ///`VerifyUpdatePhoneBody`
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct VerifyUpdatePhoneBody {
        #[serde(rename = "phonePassCodePayload")]
        ///The new number and the code that was sent to it, and the same for the old number, if the user has one.
        pub phone_pass_code_payload: NewPhonePayload,
        ///PHONE_PASSCODE.
        #[serde(rename = "verifyMethod")]
        pub verify_method: ::std::string::String,
    }
    ///What WeChat puts into encrypted data, to tell for whom and when it was made.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct Watermark {
        ///The app id of the mini-program.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub appid: ::std::option::Option<::std::string::String>,
        ///When the data was made, in seconds since 1970.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub timestamp: ::std::option::Option<i64>,
    }
    ///`WechatAccessTokenBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct WechatAccessTokenBody {
        ///The app id of WeChat.
        #[serde(rename = "appId")]
        pub app_id: ::std::string::String,
        #[serde(rename = "appSecret")]
        ///A credential. Never printed and never logged.
        pub app_secret: crate::model::Secret,
    }
    ///WeChat's access token of a mini-program.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct WechatAccessTokenInfo {
        #[serde(rename = "accessToken")]
        ///The token.
        pub access_token: crate::model::Secret,
        ///When the token expires, in seconds since 1970.
        #[serde(
            rename = "expiresAt",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub expires_at: ::std::option::Option<::std::string::String>,
    }
    ///A code of wx.login() and one of the phone button, in any order.
    #[derive(::serde::Serialize, Clone)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct WechatCodeAndPhone {
        #[serde(rename = "wxLoginInfo")]
        ///A code of wx.login(), and the profile that WeChat has encrypted, if there is one.
        pub wx_login_info: WechatLoginInfo,
        #[serde(rename = "wxPhoneInfo")]
        ///A code of the phone button. It lives five minutes and can be used once.
        pub wx_phone_info: WechatPhoneCode,
    }
    ///Data that WeChat had encrypted. Which members it has depends on what was encrypted.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    pub struct WechatData {
        ///The URL of the picture of a profile.
        #[serde(
            rename = "avatarUrl",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub avatar_url: ::std::option::Option<::std::string::String>,
        ///The country code of the number without +, such as 86.
        #[serde(
            rename = "countryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub country_code: ::std::option::Option<::std::string::String>,
        ///The nickname of a profile.
        #[serde(
            rename = "nickName",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub nick_name: ::std::option::Option<::std::string::String>,
        ///The openid of the WeChat user.
        #[serde(
            rename = "openId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub open_id: ::std::option::Option<::std::string::String>,
        ///A phone number, with country code when it is foreign.
        #[serde(
            rename = "phoneNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub phone_number: ::std::option::Option<::std::string::String>,
        ///The number without country code.
        #[serde(
            rename = "purePhoneNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub pure_phone_number: ::std::option::Option<::std::string::String>,
        ///The unionid of the WeChat user.
        #[serde(
            rename = "unionId",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        pub union_id: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        #[serde(default, deserialize_with = "crate::model::lenient_option")]
        ///What WeChat puts into encrypted data, to tell for whom and when it was made.
        pub watermark: ::std::option::Option<Watermark>,
        #[serde(flatten)]
        ///Everything else that the reply has, by its name.
        pub extra: ::std::collections::HashMap<
            ::std::string::String,
            crate::model::SecretJson,
        >,
    }
    ///`WechatDataBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct WechatDataBody {
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        #[serde(rename = "encryptedData")]
        ///A credential. Never printed and never logged.
        pub encrypted_data: crate::model::Secret,
        ///The identifier of the connection.
        #[serde(rename = "extIdpConnidentifier")]
        pub ext_idp_connidentifier: ::std::string::String,
        ///A credential. Never printed and never logged.
        pub iv: crate::model::Secret,
    }
    ///A code of wx.login(), and the profile that WeChat has encrypted, if there is one.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct WechatLoginInfo {
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        #[serde(
            rename = "encryptedData",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        ///A credential, unless there is none.
        pub encrypted_data: ::std::option::Option<crate::model::Secret>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///A credential, unless there is none.
        pub iv: ::std::option::Option<crate::model::Secret>,
    }
    ///A phone number of WeChat, in either of the two forms in which servers send it, or the refusal of WeChat.
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    pub struct WechatPhone {
        ///The country code without +, such as 86.
        #[serde(
            rename = "countryCode",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub country_code: ::std::option::Option<::std::string::String>,
        ///The code of WeChat, 0 for a success.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub errcode: ::std::option::Option<i64>,
        ///The message of WeChat.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub errmsg: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///A phone number that WeChat has verified.
        pub phone_info: ::std::option::Option<PhoneNumber>,
        ///The number, with country code when it is foreign.
        #[serde(
            rename = "phoneNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub phone_number: ::std::option::Option<::std::string::String>,
        ///The number without country code.
        #[serde(
            rename = "purePhoneNumber",
            skip_serializing_if = "::std::option::Option::is_none"
        )]
        #[serde(default, deserialize_with = "crate::model::text_or_number")]
        pub pure_phone_number: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        ///What WeChat puts into encrypted data, to tell for whom and when it was made.
        pub watermark: ::std::option::Option<Watermark>,
    }
    ///`WechatPhoneBody`
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct WechatPhoneBody {
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
        ///The identifier of the connection.
        #[serde(rename = "extIdpConnidentifier")]
        pub ext_idp_connidentifier: ::std::string::String,
    }
    ///A code of the phone button. It lives five minutes and can be used once.
    #[derive(::serde::Serialize, Clone, Default)]
    #[cfg_attr(feature = "__contract", derive(::serde::Deserialize))]
    #[cfg_attr(not(feature = "__contract"), non_exhaustive)]
    pub struct WechatPhoneCode {
        ///A credential. Never printed and never logged.
        pub code: crate::model::Secret,
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
}
#[derive(Clone, Debug)]
/**Client for Authing v2 authentication API

What `AuthenticationClient` needs of Authing: the WeChat mini-program endpoints, REST v2, GraphQL v2, OIDC, OAuth 2.0
and CAS.

Conventions of this document (the lint in `build/lint.rs` enforces them):

- `x-reply` names the reply convention of an operation. `envelope`: `{code, message, data}`, or
  `{statusCode, message, apiCode, data}` of newer servers; a failure usually comes with HTTP 200 and another code.
  `envelope-v3`: the newer form alone; an empty reply is no success.
  `graphql`: `{data, errors}`, where the message of an error is an object `{code, message, data}` or plain text.
  `bare`: the payload itself (JSON: the reply is `allOf` with one reference to it; or text); a failure is
  `{error, error_description}` or `{code, message}`, at any HTTP status.
- A GraphQL operation is the path `/graphql/v2#<operationId>`. The fragment never leaves the client. Its document is
  `graphql/<operationId>.graphql`.
- Every request and reply schema is a named component; success is `2XX`, failures are `4XX` and `5XX`.
- Replies are tolerant: members are optional and nullable unless they are essential, unknown members are dropped.
- `x-known-values` lists the known values of an open string; any other value is accepted.
- `x-accepts-number: true` marks text that some servers send as a number; `x-aliases` other names of a member.
- Credentials are the component `Secret`, or `OptionalSecret` where they may be null; `ClearableText` in an update may be
  null, which clears the member.
- The headers among the parameters under `components` are those that the client sends with every call of every
  operation; the other parameters there belong to the operations that refer to them.
- `x-public: true` marks a part of a request that callers make themselves.
- `x-repeatable: true` marks an operation that only reads, so that sending it twice is as good as once. Nothing that spends a
  code or changes something has it.
- `x-beside` names the component of what stands beside `data` in a reply and comes along with it.
- `x-js` lists the JavaScript methods that use the operation, `x-source` where its description comes from. At a parameter, a
  member or a credential, `x-source` names a client that leaves this part out: servers must do without it.
- A null in a request is a member that is left out, unless the member is nullable. SDKs of several languages write null for
  whatever is not set, so this is a rule for all requests and no mark of some members.


Version: 2.0.0*/
pub struct Client {
    pub(crate) baseurl: String,
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::transport::Call,
}
#[allow(clippy::all)]
impl Client {
    /**The RSA public key that encrypts passwords

Sends a `GET` request to `/api/v2/.well-known`

*/
    pub async fn get_public_key<'a>(
        &'a self,
    ) -> Result<crate::generated::types::PublicKey, crate::error::Error> {
        let url = format!("{}/api/v2/.well-known", self.baseurl,);
        let request = self.client.get(url).build();
        crate::transport::send_repeatable::<
            crate::transport::Envelope<crate::generated::types::PublicKey>,
        >(self, request, "get_public_key")
            .await
    }
    /**Log in with an account of the Windows Active Directory that is connected

The password travels as it is, for the directory has to see it. The server is not the usual one: by default it is the host whose first label is ws in the place of that of the usual one.

Sends a `POST` request to `/api/v2/ad/verify-user`

*/
    pub async fn login_by_ad<'a>(
        &'a self,
        body: &'a types::LoginByAdBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/ad/verify-user", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "login_by_ad")
            .await
    }
    /**Whether a phone number or an email address can be bound as a second factor

Sends a `POST` request to `/api/v2/applications/mfa/check`

*/
    pub async fn phone_or_email_bindable<'a>(
        &'a self,
        body: &'a types::PhoneOrEmailBindableBody,
    ) -> Result<bool, crate::error::Error> {
        let url = format!("{}/api/v2/applications/mfa/check", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<bool>,
        >(self, request, "phone_or_email_bindable")
            .await
    }
    /**Finish a login with a code that was sent to an email address

Sends a `POST` request to `/api/v2/applications/mfa/email/verify`

*/
    pub async fn verify_app_email_mfa<'a>(
        &'a self,
        body: &'a types::VerifyAppEmailMfaBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/applications/mfa/email/verify", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "verify_app_email_mfa")
            .await
    }
    /**Finish a login with a code that was sent to a phone

Sends a `POST` request to `/api/v2/applications/mfa/sms/verify`

*/
    pub async fn verify_app_sms_mfa<'a>(
        &'a self,
        body: &'a types::VerifyAppSmsMfaBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/applications/mfa/sms/verify", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "verify_app_sms_mfa")
            .await
    }
    /**The public settings of an application

Sends a `GET` request to `/api/v2/applications/{appId}/public-config`

Arguments:
- `app_id`: The application id.
*/
    pub async fn get_public_config<'a>(
        &'a self,
        app_id: &'a str,
    ) -> Result<crate::generated::types::PublicConfig, crate::error::Error> {
        let url = format!(
            "{}/api/v2/applications/{}/public-config", self.baseurl, encode_path(& app_id
            .to_string()),
        );
        let request = self.client.get(url).build();
        crate::transport::send_repeatable::<
            crate::transport::Envelope<crate::generated::types::PublicConfig>,
        >(self, request, "get_public_config")
            .await
    }
    /**Announce that a user goes to log in at an OIDC provider

Sends a `POST` request to `/api/v2/connections/oidc/start-interaction`

*/
    pub async fn start_interaction<'a>(
        &'a self,
        body: &'a types::StartInteractionBody,
    ) -> Result<serde_json::Value, crate::error::Error> {
        let url = format!("{}/api/v2/connections/oidc/start-interaction", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<serde_json::Value>,
        >(self, request, "start_interaction")
            .await
    }
    /**Log in with an account of the LDAP directory that is connected

The password travels as it is, for the directory has to see it.

Sends a `POST` request to `/api/v2/ldap/verify-user`

*/
    pub async fn login_by_ldap<'a>(
        &'a self,
        body: &'a types::LoginByLdapBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/ldap/verify-user", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "login_by_ldap")
            .await
    }
    /**Log in with an email address and a code that was sent to it

Sends a `POST` request to `/api/v2/login/email-code`

*/
    pub async fn login_by_email_code<'a>(
        &'a self,
        body: &'a types::LoginByEmailCodeBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/login/email-code", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "login_by_email_code")
            .await
    }
    /**End the session at the server

The query names the application, so that the header may be left out.

Sends a `GET` request to `/api/v2/logout`

Arguments:
- `app_id`: The application id, once more.
*/
    pub async fn logout<'a>(
        &'a self,
        app_id: &'a str,
    ) -> Result<serde_json::Value, crate::error::Error> {
        let url = format!("{}/api/v2/logout", self.baseurl,);
        let request = self.client.get(url).query(&[("app_id", &app_id)]).build();
        crate::transport::send::<
            crate::transport::Envelope<serde_json::Value>,
        >(self, request, "logout")
            .await
    }
    /**The authenticators of a user

Sends a `GET` request to `/api/v2/mfa/authenticator`

Arguments:
- `source`: Whose they are, the user's own or those that an application asks for.
- `type_`: The kind of the authenticators, all if it is left out.
*/
    pub async fn list_mfa_authenticators<'a>(
        &'a self,
        source: Option<&'a str>,
        type_: Option<&'a str>,
    ) -> Result<
        Option<Vec<crate::generated::types::MfaAuthenticator>>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/mfa/authenticator", self.baseurl,);
        let request = self
            .client
            .get(url)
            .query(&[("source", &source)])
            .query(&[("type", &type_)])
            .build();
        crate::transport::send_repeatable::<
            crate::transport::Envelope<
                Option<Vec<crate::generated::types::MfaAuthenticator>>,
            >,
        >(self, request, "list_mfa_authenticators")
            .await
    }
    /**Bind a face to a user

The two pictures are URLs when they are external, else keys of private uploads.

Sends a `POST` request to `/api/v2/mfa/face/associate`

*/
    pub async fn associate_face<'a>(
        &'a self,
        body: &'a types::AssociateFaceBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/mfa/face/associate", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "associate_face")
            .await
    }
    /**Finish a login with a picture of the face

The picture is a URL or the key of a private upload.

Sends a `POST` request to `/api/v2/mfa/face/verify`

*/
    pub async fn verify_face_mfa<'a>(
        &'a self,
        body: &'a types::VerifyFaceMfaBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/mfa/face/verify", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "verify_face_mfa")
            .await
    }
    /**Make the secret of an authenticator

It is not asked for before it is confirmed with a code.

Sends a `POST` request to `/api/v2/mfa/totp/associate`

*/
    pub async fn associate_mfa_authenticator<'a>(
        &'a self,
        body: &'a types::AssociateMfaAuthenticatorBody,
    ) -> Result<crate::generated::types::MfaAssociation, crate::error::Error> {
        let url = format!("{}/api/v2/mfa/totp/associate", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<crate::generated::types::MfaAssociation>,
        >(self, request, "associate_mfa_authenticator")
            .await
    }
    /**Remove the authenticator of the logged-in user

Sends a `DELETE` request to `/api/v2/mfa/totp/associate`

*/
    pub async fn delete_mfa_authenticator<'a>(
        &'a self,
    ) -> Result<serde_json::Value, crate::error::Error> {
        let url = format!("{}/api/v2/mfa/totp/associate", self.baseurl,);
        let request = self.client.delete(url).build();
        crate::transport::send::<
            crate::transport::Envelope<serde_json::Value>,
        >(self, request, "delete_mfa_authenticator")
            .await
    }
    /**Confirm an authenticator with a code of it

Sends a `POST` request to `/api/v2/mfa/totp/associate/confirm`

*/
    pub async fn confirm_mfa_authenticator<'a>(
        &'a self,
        body: &'a types::ConfirmMfaAuthenticatorBody,
    ) -> Result<serde_json::Value, crate::error::Error> {
        let url = format!("{}/api/v2/mfa/totp/associate/confirm", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<serde_json::Value>,
        >(self, request, "confirm_mfa_authenticator")
            .await
    }
    /**Finish a login with a recovery code

The code is spent. The new one stands beside the user in the reply.

Sends a `POST` request to `/api/v2/mfa/totp/recovery`

*/
    pub async fn verify_totp_recovery_code<'a>(
        &'a self,
        body: &'a types::VerifyTotpRecoveryCodeBody,
    ) -> Result<
        (
            crate::model::Shared<crate::generated::types::User>,
            crate::generated::types::NewRecoveryCode,
        ),
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/mfa/totp/recovery", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeAnd<
                crate::model::Shared<crate::generated::types::User>,
                crate::generated::types::NewRecoveryCode,
            >,
        >(self, request, "verify_totp_recovery_code")
            .await
    }
    /**Finish a login with a code of an authenticator

Sends a `POST` request to `/api/v2/mfa/totp/verify`

*/
    pub async fn verify_totp_mfa<'a>(
        &'a self,
        body: &'a types::VerifyTotpMfaBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/mfa/totp/verify", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "verify_totp_mfa")
            .await
    }
    /**Give the claims of a token if it is valid

One of the two parameters. The endpoint knows no other place for the token. A token that is not valid comes back as `{code, message}`, under HTTP 200 or 400. The token names the application, so that the header may be left out.

Sends a `GET` request to `/api/v2/oidc/validate_token`

Arguments:
- `access_token`: The access token.
- `id_token`: The id token.
*/
    pub async fn validate_token<'a>(
        &'a self,
        access_token: Option<&'a str>,
        id_token: Option<&'a str>,
    ) -> Result<crate::generated::types::TokenClaims, crate::error::Error> {
        let url = format!("{}/api/v2/oidc/validate_token", self.baseurl,);
        let request = self
            .client
            .get(url)
            .query(&[("access_token", &access_token)])
            .query(&[("id_token", &id_token)])
            .build();
        crate::transport::send_repeatable::<
            crate::transport::Bare<crate::generated::types::TokenClaims>,
        >(self, request, "validate_token")
            .await
    }
    /**What has become of a QR code

Sends a `GET` request to `/api/v2/qrcode/check`

Arguments:
- `random`: The id of the code.
*/
    pub async fn check_qr_code<'a>(
        &'a self,
        random: &'a str,
    ) -> Result<crate::generated::types::QrCodeStatus, crate::error::Error> {
        let url = format!("{}/api/v2/qrcode/check", self.baseurl,);
        let request = self.client.get(url).query(&[("random", &random)]).build();
        crate::transport::send::<
            crate::transport::Envelope<crate::generated::types::QrCodeStatus>,
        >(self, request, "check_qr_code")
            .await
    }
    /**Make a QR code

The code is a picture at a URL. The scene says who scans it: an app, a mini-program, or an official account of WeChat. Context and params are objects here, not JSON text.

Sends a `POST` request to `/api/v2/qrcode/gene`

*/
    pub async fn gene_qr_code<'a>(
        &'a self,
        body: &'a types::GeneQrCodeBody,
    ) -> Result<crate::generated::types::QrCode, crate::error::Error> {
        let url = format!("{}/api/v2/qrcode/gene", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<crate::generated::types::QrCode>,
        >(self, request, "gene_qr_code")
            .await
    }
    /**Exchange the ticket of an authorised QR code for the user

The ticket lives 300 seconds. By default the console allows this to back ends only.

Sends a `POST` request to `/api/v2/qrcode/userinfo`

*/
    pub async fn exchange_qr_ticket<'a>(
        &'a self,
        body: &'a types::QrTicketBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/qrcode/userinfo", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "exchange_qr_ticket")
            .await
    }
    /**Register with an email address and a code that was sent to it

Custom data and context are objects here, not JSON text.

Sends a `POST` request to `/api/v2/register/email-code`

*/
    pub async fn register_by_email_code<'a>(
        &'a self,
        body: &'a types::RegisterByEmailCodeBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/register/email-code", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "register_by_email_code")
            .await
    }
    /**A picture with a text that a login has to repeat

The cookie that comes with it tells the server which picture it was; it has to come back with the login. A page shows the picture by its address, which brings no header.

Sends a `GET` request to `/api/v2/security/captcha`

*/
    pub async fn get_captcha<'a>(
        &'a self,
    ) -> Result<crate::transport::PictureWithCookie, crate::error::Error> {
        let url = format!("{}/api/v2/security/captcha", self.baseurl,);
        let request = self.client.get(url).build();
        crate::transport::send::<
            crate::transport::PictureReply,
        >(self, request, "get_captcha")
            .await
    }
    /**Send a code to a phone number

Sends a `POST` request to `/api/v2/sms/send`

*/
    pub async fn send_sms_code<'a>(
        &'a self,
        body: &'a types::SendSmsCodeBody,
    ) -> Result<serde_json::Value, crate::error::Error> {
        let url = format!("{}/api/v2/sms/send", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<serde_json::Value>,
        >(self, request, "send_sms_code")
            .await
    }
    /**Make one account out of two

The second account becomes an identity of the first.

Sends a `POST` request to `/api/v2/users/link`

*/
    pub async fn link_account<'a>(
        &'a self,
        body: &'a types::LinkAccountBody,
    ) -> Result<serde_json::Value, crate::error::Error> {
        let url = format!("{}/api/v2/users/link", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<serde_json::Value>,
        >(self, request, "link_account")
            .await
    }
    /**The applications that the logged-in user may use

Sends a `GET` request to `/api/v2/users/me/applications/allowed`

Arguments:
- `limit`: How many applications a page has.
- `page`: The number of the page, from 1.
*/
    pub async fn list_applications<'a>(
        &'a self,
        limit: u32,
        page: u32,
    ) -> Result<crate::generated::types::AllowedApplications, crate::error::Error> {
        let url = format!("{}/api/v2/users/me/applications/allowed", self.baseurl,);
        let request = self
            .client
            .get(url)
            .query(&[("limit", &limit)])
            .query(&[("page", &page)])
            .build();
        crate::transport::send_repeatable::<
            crate::transport::Envelope<crate::generated::types::AllowedApplications>,
        >(self, request, "list_applications")
            .await
    }
    /**The organisations of the logged-in user

Sends a `GET` request to `/api/v2/users/me/orgs`

*/
    pub async fn list_orgs<'a>(
        &'a self,
    ) -> Result<
        Option<Vec<Vec<crate::generated::types::OrgNode>>>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/users/me/orgs", self.baseurl,);
        let request = self.client.get(url).build();
        crate::transport::send_repeatable::<
            crate::transport::Envelope<
                Option<Vec<Vec<crate::generated::types::OrgNode>>>,
            >,
        >(self, request, "list_orgs")
            .await
    }
    /**How well the account of the logged-in user is secured

Sends a `GET` request to `/api/v2/users/me/security-level`

*/
    pub async fn get_security_level<'a>(
        &'a self,
    ) -> Result<crate::generated::types::SecurityLevel, crate::error::Error> {
        let url = format!("{}/api/v2/users/me/security-level", self.baseurl,);
        let request = self.client.get(url).build();
        crate::transport::send_repeatable::<
            crate::transport::Envelope<crate::generated::types::SecurityLevel>,
        >(self, request, "get_security_level")
            .await
    }
    /**The real-name authentication of the logged-in user

Sends a `GET` request to `/api/v2/users/principal_authentication`

*/
    pub async fn get_principal<'a>(
        &'a self,
    ) -> Result<
        Option<crate::generated::types::PrincipalAuthentication>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v2/users/principal_authentication", self.baseurl,);
        let request = self.client.get(url).build();
        crate::transport::send_repeatable::<
            crate::transport::Envelope<
                Option<crate::generated::types::PrincipalAuthentication>,
            >,
        >(self, request, "get_principal")
            .await
    }
    /**Authenticate the logged-in user as a person or an enterprise

Sends a `POST` request to `/api/v2/users/principal_authentication`

*/
    pub async fn authenticate_principal<'a>(
        &'a self,
        body: &'a types::PrincipalBody,
    ) -> Result<serde_json::Value, crate::error::Error> {
        let url = format!("{}/api/v2/users/principal_authentication", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<serde_json::Value>,
        >(self, request, "authenticate_principal")
            .await
    }
    /**Take the identity at a provider off an account

Sends a `POST` request to `/api/v2/users/unlink`

*/
    pub async fn unlink_account<'a>(
        &'a self,
        body: &'a types::UnlinkAccountBody,
    ) -> Result<serde_json::Value, crate::error::Error> {
        let url = format!("{}/api/v2/users/unlink", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<serde_json::Value>,
        >(self, request, "unlink_account")
            .await
    }
    /**Give an email address to the signed-in user, who has none

The code comes from the channel CHANNEL_BIND_EMAIL.

Sends a `POST` request to `/api/v3/bind-email`

*/
    pub async fn bind_email_v3<'a>(
        &'a self,
        body: &'a types::BindEmailV3Body,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/bind-email", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "bind_email_v3")
            .await
    }
    /**Give a phone number to the signed-in user, who has none

The code comes from the channel CHANNEL_BIND_PHONE.

Sends a `POST` request to `/api/v3/bind-phone`

*/
    pub async fn bind_phone_v3<'a>(
        &'a self,
        body: &'a types::BindPhoneV3Body,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/bind-phone", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "bind_phone_v3")
            .await
    }
    /**Report the device on which the user is

Sends a `POST` request to `/api/v3/create-device`

*/
    pub async fn create_device<'a>(
        &'a self,
        body: &'a types::CreateDeviceBody,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/create-device", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "create_device")
            .await
    }
    /**Decrypt data that WeChat has encrypted for the mini-program

The code is of the call of wx.login() that was the last one before the data were encrypted.

Sends a `POST` request to `/api/v3/decrypt-wechat-miniprogram-data`

*/
    pub async fn decrypt_wechat_mini_program_data_v3<'a>(
        &'a self,
        body: &'a types::WechatDataBody,
    ) -> Result<crate::generated::types::WechatData, crate::error::Error> {
        let url = format!("{}/api/v3/decrypt-wechat-miniprogram-data", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::WechatData>,
        >(self, request, "decrypt_wechat_mini_program_data_v3")
            .await
    }
    /**Delete the account of the signed-in user

Sends a `POST` request to `/api/v3/delete-account`

*/
    pub async fn delete_account_v3<'a>(
        &'a self,
        body: &'a types::DeleteAccountBody,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/delete-account", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "delete_account_v3")
            .await
    }
    /**The page on which a user links an identity at a provider

Sends a `GET` request to `/api/v3/generate-link-extidp-url`

Arguments:
- `app_id`: The application id, once more.
- `ext_idp_conn_identifier`: The identifier of the connection.
- `id_token`: The token of the user who links.
*/
    pub async fn generate_link_ext_idp_url<'a>(
        &'a self,
        app_id: &'a str,
        ext_idp_conn_identifier: &'a str,
        id_token: &'a str,
    ) -> Result<crate::generated::types::LinkUrl, crate::error::Error> {
        let url = format!("{}/api/v3/generate-link-extidp-url", self.baseurl,);
        let request = self
            .client
            .get(url)
            .query(&[("app_id", &app_id)])
            .query(&[("ext_idp_conn_identifier", &ext_idp_conn_identifier)])
            .query(&[("id_token", &id_token)])
            .build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::LinkUrl>,
        >(self, request, "generate_link_ext_idp_url")
            .await
    }
    /**The identities that are linked to the logged-in user

Sends a `GET` request to `/api/v3/get-identities`

*/
    pub async fn get_identities<'a>(
        &'a self,
    ) -> Result<
        Option<Vec<crate::generated::types::LinkedIdentity>>,
        crate::error::Error,
    > {
        let url = format!("{}/api/v3/get-identities", self.baseurl,);
        let request = self.client.get(url).build();
        crate::transport::send_repeatable::<
            crate::transport::EnvelopeV3<
                Option<Vec<crate::generated::types::LinkedIdentity>>,
            >,
        >(self, request, "get_identities")
            .await
    }
    /**The profile of the signed-in user

What comes back depends on the scope of the access token. The openid and the unionid are among the identities. `@authing/web` names no application: the token does.

Sends a `GET` request to `/api/v3/get-profile`

Arguments:
- `with_custom_data`: Whether the custom fields come along.
- `with_department_ids`: Whether the ids of the departments come along.
- `with_identities`: Whether the identities come along.
*/
    pub async fn get_profile_v3<'a>(
        &'a self,
        with_custom_data: Option<bool>,
        with_department_ids: Option<bool>,
        with_identities: Option<bool>,
    ) -> Result<crate::generated::types::Profile, crate::error::Error> {
        let url = format!("{}/api/v3/get-profile", self.baseurl,);
        let request = self
            .client
            .get(url)
            .query(&[("withCustomData", &with_custom_data)])
            .query(&[("withDepartmentIds", &with_department_ids)])
            .query(&[("withIdentities", &with_identities)])
            .build();
        crate::transport::send_repeatable::<
            crate::transport::EnvelopeV3<crate::generated::types::Profile>,
        >(self, request, "get_profile_v3")
            .await
    }
    /**WeChat's access token of a mini-program, which Authing keeps for all who need it

The id and the secret are those of WeChat. WeChat invalidates a token when it issues the next one, so whoever fetches one elsewhere breaks this one.

Sends a `POST` request to `/api/v3/get-wechat-access-token-info`

*/
    pub async fn get_wechat_access_token_info_v3<'a>(
        &'a self,
        body: &'a types::WechatAccessTokenBody,
    ) -> Result<crate::generated::types::WechatAccessTokenInfo, crate::error::Error> {
        let url = format!("{}/api/v3/get-wechat-access-token-info", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::WechatAccessTokenInfo>,
        >(self, request, "get_wechat_access_token_info_v3")
            .await
    }
    /**The phone number for a code of the phone button

Neither signs in nor binds anything, and spends the code. The document has the number in the data, the SDK of the mini-program expects it inside `phone_info`.

Sends a `POST` request to `/api/v3/get-wechat-miniprogram-phone`

*/
    pub async fn get_wechat_mini_program_phone_v3<'a>(
        &'a self,
        body: &'a types::WechatPhoneBody,
    ) -> Result<crate::generated::types::WechatPhone, crate::error::Error> {
        let url = format!("{}/api/v3/get-wechat-miniprogram-phone", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::WechatPhone>,
        >(self, request, "get_wechat_mini_program_phone_v3")
            .await
    }
    /**The devices of the logged-in user

Sends a `GET` request to `/api/v3/mydevices/list`

*/
    pub async fn list_my_devices<'a>(
        &'a self,
    ) -> Result<Option<Vec<crate::generated::types::MyDevice>>, crate::error::Error> {
        let url = format!("{}/api/v3/mydevices/list", self.baseurl,);
        let request = self.client.get(url).build();
        crate::transport::send_repeatable::<
            crate::transport::EnvelopeV3<Option<Vec<crate::generated::types::MyDevice>>>,
        >(self, request, "list_my_devices")
            .await
    }
    /**End the sessions of the logged-in user on a device

Sends a `POST` request to `/api/v3/mydevices/revoke-session`

*/
    pub async fn logout_my_device<'a>(
        &'a self,
        body: &'a types::DeviceBody,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/mydevices/revoke-session", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "logout_my_device")
            .await
    }
    /**Forget a device of the logged-in user

Sends a `POST` request to `/api/v3/mydevices/unbind`

*/
    pub async fn unbind_my_device<'a>(
        &'a self,
        body: &'a types::DeviceBody,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/mydevices/unbind", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "unbind_my_device")
            .await
    }
    /**Say whether a code that was sent is right, without using it

The type says which of the payloads is there.

Sends a `POST` request to `/api/v3/pre-check-code`

*/
    pub async fn pre_check_code_v3<'a>(
        &'a self,
        body: &'a types::PreCheckCodeBody,
    ) -> Result<crate::generated::types::CodeCheck, crate::error::Error> {
        let url = format!("{}/api/v3/pre-check-code", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::CodeCheck>,
        >(self, request, "pre_check_code_v3")
            .await
    }
    /**Publish an event in the name of the logged-in user

Whoever has subscribed to the event gets its data, over a WebSocket that this document has no words for: `wss://openevent.authing.cn/events/v1/authentication/sub?code=<eventType>&token=<token>`.

Sends a `POST` request to `/api/v3/pub-userEvent`

*/
    pub async fn publish_event<'a>(
        &'a self,
        body: &'a types::PublishEventBody,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/pub-userEvent", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "publish_event")
            .await
    }
    /**Send a code to an email address

One message a minute for an address and a channel.

Sends a `POST` request to `/api/v3/send-email`

*/
    pub async fn send_email_v3<'a>(
        &'a self,
        body: &'a types::SendEmailV3Body,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/send-email", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "send_email_v3")
            .await
    }
    /**Send a code to a phone number

One message a minute for a number and a channel.

Sends a `POST` request to `/api/v3/send-sms`

*/
    pub async fn send_sms_v3<'a>(
        &'a self,
        body: &'a types::SendSmsV3Body,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/send-sms", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "send_sms_v3")
            .await
    }
    /**Log in by any connection, for the tokens of OIDC

The connection says which of the payloads is there. The password is encrypted as `passwordEncryptType` says, by default not at all.

Sends a `POST` request to `/api/v3/signin`

*/
    pub async fn signin_by_credentials<'a>(
        &'a self,
        body: &'a types::SigninByCredentialsBody,
    ) -> Result<crate::generated::types::SigninResult, crate::error::Error> {
        let url = format!("{}/api/v3/signin", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::SigninResult>,
        >(self, request, "signin_by_credentials")
            .await
    }
    /**Sign in with codes of WeChat, for the tokens of OIDC

The connection says which of the payloads is there. A WeChat user without an account becomes one. The number of the phone button is written into a new account, or into one that has none, if it belongs to nobody else; what is answered otherwise is not published.

Sends a `POST` request to `/api/v3/signin-by-mobile`

*/
    pub async fn signin_by_mobile_v3<'a>(
        &'a self,
        body: &'a types::SigninByMobileBody,
    ) -> Result<crate::generated::types::SigninResult, crate::error::Error> {
        let url = format!("{}/api/v3/signin-by-mobile", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::SigninResult>,
        >(self, request, "signin_by_mobile_v3")
            .await
    }
    /**The public facts of the server, among them the keys that encrypt passwords

The reply has no envelope.

Sends a `GET` request to `/api/v3/system`

*/
    pub async fn get_system_info_v3<'a>(
        &'a self,
    ) -> Result<crate::generated::types::SystemInfo, crate::error::Error> {
        let url = format!("{}/api/v3/system", self.baseurl,);
        let request = self.client.get(url).build();
        crate::transport::send_repeatable::<
            crate::transport::Bare<crate::generated::types::SystemInfo>,
        >(self, request, "get_system_info_v3")
            .await
    }
    /**Take the email address off the signed-in user

The code comes from the channel CHANNEL_UNBIND_EMAIL.

Sends a `POST` request to `/api/v3/unbind-email`

*/
    pub async fn unbind_email_v3<'a>(
        &'a self,
        body: &'a types::PassCodeBody,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/unbind-email", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "unbind_email_v3")
            .await
    }
    /**Take the phone number off the signed-in user

The code comes from the channel CHANNEL_UNBIND_PHONE.

Sends a `POST` request to `/api/v3/unbind-phone`

*/
    pub async fn unbind_phone_v3<'a>(
        &'a self,
        body: &'a types::PassCodeBody,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/unbind-phone", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "unbind_phone_v3")
            .await
    }
    /**Take an identity at a provider off the logged-in user

Sends a `POST` request to `/api/v3/unlink-extidp`

*/
    pub async fn unlink_ext_idp<'a>(
        &'a self,
        body: &'a types::UnlinkExtIdpBody,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/unlink-extidp", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "unlink_ext_idp")
            .await
    }
    /**Change the email address of the signed-in user

Sends a `POST` request to `/api/v3/update-email`

*/
    pub async fn update_email_v3<'a>(
        &'a self,
        body: &'a types::UpdateEmailV3Body,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/update-email", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "update_email_v3")
            .await
    }
    /**Change the password of the signed-in user

A user who has a password gives it. The encryption is that of both passwords; that it concerns the old one as well is not published.

Sends a `POST` request to `/api/v3/update-password`

*/
    pub async fn update_password_v3<'a>(
        &'a self,
        body: &'a types::UpdatePasswordV3Body,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/update-password", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "update_password_v3")
            .await
    }
    /**Change the phone number of the signed-in user

Sends a `POST` request to `/api/v3/update-phone`

*/
    pub async fn update_phone_v3<'a>(
        &'a self,
        body: &'a types::UpdatePhoneV3Body,
    ) -> Result<Option<crate::generated::types::Done>, crate::error::Error> {
        let url = format!("{}/api/v3/update-phone", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<Option<crate::generated::types::Done>>,
        >(self, request, "update_phone_v3")
            .await
    }
    /**Change the profile of the signed-in user

The email address, the phone number and the password have operations of their own. A custom field must exist in the user pool.

Sends a `POST` request to `/api/v3/update-profile`

*/
    pub async fn update_profile_v3<'a>(
        &'a self,
        body: &'a types::UpdateProfileV3Body,
    ) -> Result<crate::generated::types::Profile, crate::error::Error> {
        let url = format!("{}/api/v3/update-profile", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::Profile>,
        >(self, request, "update_profile_v3")
            .await
    }
    /**Prove that the signed-in user may delete the account

The method says which of the payloads is there.

Sends a `POST` request to `/api/v3/verify-delete-account-request`

*/
    pub async fn verify_delete_account_request_v3<'a>(
        &'a self,
        body: &'a types::VerifyDeleteAccountBody,
    ) -> Result<crate::generated::types::DeleteAccountToken, crate::error::Error> {
        let url = format!("{}/api/v3/verify-delete-account-request", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::DeleteAccountToken>,
        >(self, request, "verify_delete_account_request_v3")
            .await
    }
    /**Prove that a new email address belongs to the signed-in user

A user who has an address proves that one, too.

Sends a `POST` request to `/api/v3/verify-update-email-request`

*/
    pub async fn verify_update_email_request_v3<'a>(
        &'a self,
        body: &'a types::VerifyUpdateEmailBody,
    ) -> Result<crate::generated::types::UpdateEmailToken, crate::error::Error> {
        let url = format!("{}/api/v3/verify-update-email-request", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::UpdateEmailToken>,
        >(self, request, "verify_update_email_request_v3")
            .await
    }
    /**Prove that a new phone number belongs to the signed-in user

A user who has a number proves that one, too.

Sends a `POST` request to `/api/v3/verify-update-phone-request`

*/
    pub async fn verify_update_phone_request_v3<'a>(
        &'a self,
        body: &'a types::VerifyUpdatePhoneBody,
    ) -> Result<crate::generated::types::UpdatePhoneToken, crate::error::Error> {
        let url = format!("{}/api/v3/verify-update-phone-request", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::EnvelopeV3<crate::generated::types::UpdatePhoneToken>,
        >(self, request, "verify_update_phone_request_v3")
            .await
    }
    /**Say whether a service ticket of CAS 2.0 is valid, whose it is, and what is known of them

With the format XML the reply is the XML of the CAS protocol.

Sends a `GET` request to `/cas-idp/{appId}/serviceValidate`

Arguments:
- `app_id`: The application id, once more.
- `format`: The form of the reply, which is XML if it is left out.
- `service`: The URL of the service that the ticket is for.
- `ticket`: The service ticket, which can be used once.
*/
    pub async fn validate_ticket_v2<'a>(
        &'a self,
        app_id: &'a str,
        format: Option<&'a str>,
        service: &'a str,
        ticket: &'a str,
    ) -> Result<
        crate::transport::JsonOrXml<crate::generated::types::CasEnvelope>,
        crate::error::Error,
    > {
        let url = format!(
            "{}/cas-idp/{}/serviceValidate", self.baseurl, encode_path(& app_id
            .to_string()),
        );
        let request = self
            .client
            .get(url)
            .query(&[("format", &format)])
            .query(&[("service", &service)])
            .query(&[("ticket", &ticket)])
            .build();
        crate::transport::send::<
            crate::transport::BareOrXml<crate::generated::types::CasEnvelope>,
        >(self, request, "validate_ticket_v2")
            .await
    }
    /**Say whether a service ticket of CAS 1.0 is valid, and whose it is

The reply is two lines, `yes` and the user name, or `no` and nothing.

Sends a `GET` request to `/cas-idp/{appId}/validate`

Arguments:
- `app_id`: The application id, once more.
- `service`: The URL of the service that the ticket is for.
- `ticket`: The service ticket, which can be used once.
*/
    pub async fn validate_ticket_v1<'a>(
        &'a self,
        app_id: &'a str,
        service: &'a str,
        ticket: &'a str,
    ) -> Result<String, crate::error::Error> {
        let url = format!(
            "{}/cas-idp/{}/validate", self.baseurl, encode_path(& app_id.to_string()),
        );
        let request = self
            .client
            .get(url)
            .query(&[("service", &service)])
            .query(&[("ticket", &ticket)])
            .build();
        crate::transport::send::<
            crate::transport::Text,
        >(self, request, "validate_ticket_v1")
            .await
    }
    /**The single sign-on session that the cookies belong to

Sends a `GET` request to `/cas/session`

*/
    pub async fn track_session<'a>(
        &'a self,
    ) -> Result<
        (Option<crate::generated::types::SsoSession>, Vec<crate::model::Secret>),
        crate::error::Error,
    > {
        let url = format!("{}/cas/session", self.baseurl,);
        let request = self.client.get(url).build();
        crate::transport::send::<
            crate::transport::BareWithCookies<
                Option<crate::generated::types::SsoSession>,
            >,
        >(self, request, "track_session")
            .await
    }
    /**Log in with the code of wx.login()

Creates an account when the WeChat user has none, else returns the account that is bound to the openid or unionid. The profile comes from `rawData`, or from `iv` and `encryptedData` together, or stays empty. The code lives five minutes and can be used once.

Sends a `POST` request to `/connections/social/wechat-miniprogram/auth`

*/
    pub async fn login_by_code<'a>(
        &'a self,
        body: &'a types::LoginByCodeBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!(
            "{}/connections/social/wechat-miniprogram/auth", self.baseurl,
        );
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "login_by_code")
            .await
    }
    /**Log in with the phone number that WeChat has verified

An unknown number is bound to the account of the WeChat user, which is created when there is none. For a known number its account is returned and the WeChat identity is bound to it. `code` must have been fetched before the user pressed the button that gave `iv` and `encryptedData`.

Sends a `POST` request to `/connections/social/wechat-miniprogram/auth-by-phone`

*/
    pub async fn login_by_phone<'a>(
        &'a self,
        body: &'a types::PhoneBody,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!(
            "{}/connections/social/wechat-miniprogram/auth-by-phone", self.baseurl,
        );
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "login_by_phone")
            .await
    }
    /**Link the WeChat user of a code to the signed-in user

No published document has this operation, and its reply is unknown; the SDK of the mini-program sends it.

Sends a `POST` request to `/connections/social/wechat-miniprogram/bind`

*/
    pub async fn bind_wechat_mini_program<'a>(
        &'a self,
        body: &'a types::BindWechatBody,
    ) -> Result<serde_json::Value, crate::error::Error> {
        let url = format!(
            "{}/connections/social/wechat-miniprogram/bind", self.baseurl,
        );
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<serde_json::Value>,
        >(self, request, "bind_wechat_mini_program")
            .await
    }
    /**Decrypt the phone number that WeChat has verified

Neither registers nor binds anything.

Sends a `POST` request to `/connections/social/wechat-miniprogram/getphone`

*/
    pub async fn get_phone<'a>(
        &'a self,
        body: &'a types::PhoneBody,
    ) -> Result<crate::generated::types::PhoneNumber, crate::error::Error> {
        let url = format!(
            "{}/connections/social/wechat-miniprogram/getphone", self.baseurl,
        );
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Envelope<crate::generated::types::PhoneNumber>,
        >(self, request, "get_phone")
            .await
    }
    /**Bind a mail address to the account of the logged-in user

Sends a `POST` request to `/graphql/v2#bindEmail`

*/
    pub async fn bind_email<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::BindEmailVariables>,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#bindEmail", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "bind_email")
            .await
    }
    /**Bind a phone number to the account of the logged-in user

Sends a `POST` request to `/graphql/v2#bindPhone`

*/
    pub async fn bind_phone<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::BindPhoneVariables>,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#bindPhone", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "bind_phone")
            .await
    }
    /**Whether a token is still valid

Looks at the variable `token`, else at the bearer token.

Sends a `POST` request to `/graphql/v2#checkLoginStatus`

*/
    pub async fn check_login_status<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::CheckLoginStatusVariables,
        >,
    ) -> Result<Option<crate::generated::types::LoginStatus>, crate::error::Error> {
        let url = format!("{}/graphql/v2#checkLoginStatus", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send_repeatable::<
            crate::transport::Graphql<Option<crate::generated::types::LoginStatus>>,
        >(self, request, "check_login_status")
            .await
    }
    /**Whether the rules of the user pool allow a password

The password travels as it is.

Sends a `POST` request to `/graphql/v2#checkPasswordStrength`

*/
    pub async fn check_password_strength<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::CheckPasswordStrengthVariables,
        >,
    ) -> Result<crate::generated::types::PasswordStrength, crate::error::Error> {
        let url = format!("{}/graphql/v2#checkPasswordStrength", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send_repeatable::<
            crate::transport::Graphql<crate::generated::types::PasswordStrength>,
        >(self, request, "check_password_strength")
            .await
    }
    /**The departments of the logged-in user

Sends a `POST` request to `/graphql/v2#getUserDepartments`

*/
    pub async fn get_user_departments<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::GetUserDepartmentsVariables,
        >,
    ) -> Result<crate::generated::types::DepartmentsOfUser, crate::error::Error> {
        let url = format!("{}/graphql/v2#getUserDepartments", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send_repeatable::<
            crate::transport::Graphql<crate::generated::types::DepartmentsOfUser>,
        >(self, request, "get_user_departments")
            .await
    }
    /**The roles of the logged-in user

Sends a `POST` request to `/graphql/v2#getUserRoles`

*/
    pub async fn get_user_roles<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::GetUserRolesVariables>,
    ) -> Result<crate::generated::types::RolesOfUser, crate::error::Error> {
        let url = format!("{}/graphql/v2#getUserRoles", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send_repeatable::<
            crate::transport::Graphql<crate::generated::types::RolesOfUser>,
        >(self, request, "get_user_roles")
            .await
    }
    /**Whether there is such an account

Sends a `POST` request to `/graphql/v2#isUserExists`

*/
    pub async fn is_user_exists<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::IsUserExistsVariables>,
    ) -> Result<bool, crate::error::Error> {
        let url = format!("{}/graphql/v2#isUserExists", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send_repeatable::<
            crate::transport::Graphql<bool>,
        >(self, request, "is_user_exists")
            .await
    }
    /**What the logged-in user may do in one permission group

Sends a `POST` request to `/graphql/v2#listUserAuthorizedResources`

*/
    pub async fn list_user_authorized_resources<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::ListUserAuthorizedResourcesVariables,
        >,
    ) -> Result<crate::generated::types::ResourcesOfUser, crate::error::Error> {
        let url = format!("{}/graphql/v2#listUserAuthorizedResources", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send_repeatable::<
            crate::transport::Graphql<crate::generated::types::ResourcesOfUser>,
        >(self, request, "list_user_authorized_resources")
            .await
    }
    /**Log in with an email address and a password

Sends a `POST` request to `/graphql/v2#loginByEmail`

*/
    pub async fn login_by_email<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::LoginByEmailVariables>,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#loginByEmail", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "login_by_email")
            .await
    }
    /**Log in with a phone number and a code that was sent to it

Sends a `POST` request to `/graphql/v2#loginByPhoneCode`

*/
    pub async fn login_by_phone_code<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::LoginByPhoneCodeVariables,
        >,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#loginByPhoneCode", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "login_by_phone_code")
            .await
    }
    /**Log in with a phone number and a password

Sends a `POST` request to `/graphql/v2#loginByPhonePassword`

*/
    pub async fn login_by_phone_password<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::LoginByPhonePasswordVariables,
        >,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#loginByPhonePassword", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "login_by_phone_password")
            .await
    }
    /**Log in with a sub-account and its password

Sends a `POST` request to `/graphql/v2#loginBySubAccount`

*/
    pub async fn login_by_sub_account<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::LoginBySubAccountVariables,
        >,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#loginBySubAccount", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "login_by_sub_account")
            .await
    }
    /**Log in with a user name and a password

Sends a `POST` request to `/graphql/v2#loginByUsername`

*/
    pub async fn login_by_username<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::LoginByUsernameVariables,
        >,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#loginByUsername", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "login_by_username")
            .await
    }
    /**A new token for the one in use, which must still be valid

Sends a `POST` request to `/graphql/v2#refreshToken`

*/
    pub async fn refresh_token<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::RefreshTokenVariables>,
    ) -> Result<crate::generated::types::RefreshedToken, crate::error::Error> {
        let url = format!("{}/graphql/v2#refreshToken", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<crate::generated::types::RefreshedToken>,
        >(self, request, "refresh_token")
            .await
    }
    /**Register with an email address and a password

Sends a `POST` request to `/graphql/v2#registerByEmail`

*/
    pub async fn register_by_email<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::RegisterByEmailVariables,
        >,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#registerByEmail", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "register_by_email")
            .await
    }
    /**Register with a phone number and a code that was sent to it

Sends a `POST` request to `/graphql/v2#registerByPhoneCode`

*/
    pub async fn register_by_phone_code<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::RegisterByPhoneCodeVariables,
        >,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#registerByPhoneCode", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "register_by_phone_code")
            .await
    }
    /**Register with a user name and a password

Sends a `POST` request to `/graphql/v2#registerByUsername`

*/
    pub async fn register_by_username<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::RegisterByUsernameVariables,
        >,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#registerByUsername", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "register_by_username")
            .await
    }
    /**Take the value of a custom field off the logged-in user

Sends a `POST` request to `/graphql/v2#removeUdv`

*/
    pub async fn remove_udv<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::RemoveUdvVariables>,
    ) -> Result<
        Option<Vec<crate::generated::types::CustomDataEntry>>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#removeUdv", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                Option<Vec<crate::generated::types::CustomDataEntry>>,
            >,
        >(self, request, "remove_udv")
            .await
    }
    /**Set a new password with a code that was sent to the phone or the email address

Sends a `POST` request to `/graphql/v2#resetPassword`

*/
    pub async fn reset_password<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::ResetPasswordVariables,
        >,
    ) -> Result<crate::generated::types::CommonMessage, crate::error::Error> {
        let url = format!("{}/graphql/v2#resetPassword", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<crate::generated::types::CommonMessage>,
        >(self, request, "reset_password")
            .await
    }
    /**Set a password at the first login, with the token that the refused login gave

Sends a `POST` request to `/graphql/v2#resetPasswordByFirstLoginToken`

*/
    pub async fn reset_password_by_first_login_token<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::ResetPasswordByFirstLoginTokenVariables,
        >,
    ) -> Result<crate::generated::types::CommonMessage, crate::error::Error> {
        let url = format!("{}/graphql/v2#resetPasswordByFirstLoginToken", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<crate::generated::types::CommonMessage>,
        >(self, request, "reset_password_by_first_login_token")
            .await
    }
    /**Set a new password in the place of an expired one, with the token that the refused login gave

Sends a `POST` request to `/graphql/v2#resetPasswordByForceResetToken`

*/
    pub async fn reset_password_by_force_reset_token<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::ResetPasswordByForceResetTokenVariables,
        >,
    ) -> Result<crate::generated::types::CommonMessage, crate::error::Error> {
        let url = format!("{}/graphql/v2#resetPasswordByForceResetToken", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<crate::generated::types::CommonMessage>,
        >(self, request, "reset_password_by_force_reset_token")
            .await
    }
    /**Send a mail with a code or a link

Sends a `POST` request to `/graphql/v2#sendEmail`

*/
    pub async fn send_email<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::SendEmailVariables>,
    ) -> Result<crate::generated::types::CommonMessage, crate::error::Error> {
        let url = format!("{}/graphql/v2#sendEmail", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<crate::generated::types::CommonMessage>,
        >(self, request, "send_email")
            .await
    }
    /**Set a custom field of the logged-in user

The field must be defined in the user pool.

Sends a `POST` request to `/graphql/v2#setUdv`

*/
    pub async fn set_udv<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::SetUdvVariables>,
    ) -> Result<
        Option<Vec<crate::generated::types::CustomDataEntry>>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#setUdv", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                Option<Vec<crate::generated::types::CustomDataEntry>>,
            >,
        >(self, request, "set_udv")
            .await
    }
    /**Set several custom fields of the logged-in user

The fields must be defined in the user pool.

Sends a `POST` request to `/graphql/v2#setUdvBatch`

*/
    pub async fn set_udv_batch<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::SetUdvBatchVariables>,
    ) -> Result<
        Option<Vec<crate::generated::types::CustomDataEntry>>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#setUdvBatch", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                Option<Vec<crate::generated::types::CustomDataEntry>>,
            >,
        >(self, request, "set_udv_batch")
            .await
    }
    /**The custom fields of the logged-in user

Fields without a value are not listed.

Sends a `POST` request to `/graphql/v2#udv`

*/
    pub async fn udv<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::UdvVariables>,
    ) -> Result<
        Option<Vec<crate::generated::types::CustomDataEntry>>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#udv", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send_repeatable::<
            crate::transport::Graphql<
                Option<Vec<crate::generated::types::CustomDataEntry>>,
            >,
        >(self, request, "udv")
            .await
    }
    /**Take the mail address off the account of the logged-in user

Sends a `POST` request to `/graphql/v2#unbindEmail`

*/
    pub async fn unbind_email<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::UnbindEmailVariables>,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#unbindEmail", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "unbind_email")
            .await
    }
    /**Take the phone number off the account of the logged-in user

Sends a `POST` request to `/graphql/v2#unbindPhone`

*/
    pub async fn unbind_phone<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::UnbindPhoneVariables>,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#unbindPhone", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "unbind_phone")
            .await
    }
    /**Change the mail address of the logged-in user

Sends a `POST` request to `/graphql/v2#updateEmail`

*/
    pub async fn update_email<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::UpdateEmailVariables>,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#updateEmail", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "update_email")
            .await
    }
    /**Change the password of the logged-in user

Sends a `POST` request to `/graphql/v2#updatePassword`

*/
    pub async fn update_password<'a>(
        &'a self,
        body: &'a crate::transport::Query<
            crate::generated::types::UpdatePasswordVariables,
        >,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#updatePassword", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "update_password")
            .await
    }
    /**Change the phone number of the logged-in user

Sends a `POST` request to `/graphql/v2#updatePhone`

*/
    pub async fn update_phone<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::UpdatePhoneVariables>,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#updatePhone", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "update_phone")
            .await
    }
    /**Change the profile of the logged-in user

Members that are left out stay as they are; null clears a member.

Sends a `POST` request to `/graphql/v2#updateUser`

*/
    pub async fn update_user<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::UpdateUserVariables>,
    ) -> Result<
        crate::model::Shared<crate::generated::types::User>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#updateUser", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send::<
            crate::transport::Graphql<
                crate::model::Shared<crate::generated::types::User>,
            >,
        >(self, request, "update_user")
            .await
    }
    /**The logged-in user, read afresh

Sends a `POST` request to `/graphql/v2#user`

*/
    pub async fn user<'a>(
        &'a self,
        body: &'a crate::transport::Query<crate::generated::types::UserQueryVariables>,
    ) -> Result<
        Option<crate::model::Shared<crate::generated::types::User>>,
        crate::error::Error,
    > {
        let url = format!("{}/graphql/v2#user", self.baseurl,);
        let request = self.client.post(url).json(&body).build();
        crate::transport::send_repeatable::<
            crate::transport::Graphql<
                Option<crate::model::Shared<crate::generated::types::User>>,
            >,
        >(self, request, "user")
            .await
    }
    /**End the session of this device at the server

Sends a `GET` request to `/logout`

Arguments:
- `app_id`: The application id, once more.
- `device_id`: Which device to log out.
*/
    pub async fn logout_current<'a>(
        &'a self,
        app_id: Option<&'a str>,
        device_id: Option<&'a str>,
    ) -> Result<serde_json::Value, crate::error::Error> {
        let url = format!("{}/logout", self.baseurl,);
        let request = self
            .client
            .get(url)
            .query(&[("appId", &app_id)])
            .query(&[("deviceId", &device_id)])
            .build();
        crate::transport::send::<
            crate::transport::Envelope<serde_json::Value>,
        >(self, request, "logout_current")
            .await
    }
    /**The public keys that tokens are signed with

Sends a `GET` request to `/oidc/.well-known/jwks.json`

*/
    pub async fn get_jwks<'a>(
        &'a self,
    ) -> Result<crate::generated::types::Jwks, crate::error::Error> {
        let url = format!("{}/oidc/.well-known/jwks.json", self.baseurl,);
        let request = self.client.get(url).build();
        crate::transport::send_repeatable::<
            crate::transport::Bare<crate::generated::types::Jwks>,
        >(self, request, "get_jwks")
            .await
    }
    /**The claims about the user of an access token

The token is the bearer, or the parameter `access_token`.

Sends a `GET` request to `/{protocol}/me`

Arguments:
- `protocol`: The protocol of the application.
- `access_token`: The access token.
*/
    pub async fn get_user_info<'a>(
        &'a self,
        protocol: &'a str,
        access_token: Option<&'a str>,
    ) -> Result<crate::generated::types::UserInfo, crate::error::Error> {
        let url = format!(
            "{}/{}/me", self.baseurl, encode_path(& protocol.to_string()),
        );
        let request = self
            .client
            .get(url)
            .query(&[("access_token", &access_token)])
            .build();
        crate::transport::send_repeatable::<
            crate::transport::Bare<crate::generated::types::UserInfo>,
        >(self, request, "get_user_info")
            .await
    }
    /**Claims about the user of an access token, which the form may hold

The token is the bearer, the parameter `access_token`, or the member of the form.

Sends a `POST` request to `/{protocol}/me`

Arguments:
- `protocol`: The protocol of the application.
- `access_token`: The access token.
- `body`
*/
    pub async fn post_user_info<'a>(
        &'a self,
        protocol: &'a str,
        access_token: Option<&'a str>,
        body: &'a types::UserInfoForm,
    ) -> Result<crate::generated::types::UserInfo, crate::error::Error> {
        let url = format!(
            "{}/{}/me", self.baseurl, encode_path(& protocol.to_string()),
        );
        let request = self
            .client
            .post(url)
            .form(&body)
            .query(&[("access_token", &access_token)])
            .build();
        crate::transport::send_repeatable::<
            crate::transport::Bare<crate::generated::types::UserInfo>,
        >(self, request, "post_user_info")
            .await
    }
    /**Give tokens for a code, a refresh token, an id token, or the application's own credentials

Which members the form needs follows from `grant_type`. The application proves who it is as its settings in the console say: by `client_id` and `client_secret` in the form, by HTTP Basic (not percent-encoded before base64), or by `client_id` alone.

Sends a `POST` request to `/{protocol}/token`

Arguments:
- `protocol`: The protocol of the application.
- `body`
*/
    pub async fn token<'a>(
        &'a self,
        protocol: &'a str,
        body: &'a types::TokenForm,
    ) -> Result<crate::generated::types::TokenSet, crate::error::Error> {
        let url = format!(
            "{}/{}/token", self.baseurl, encode_path(& protocol.to_string()),
        );
        let request = self.client.post(url).form(&body).build();
        crate::transport::send::<
            crate::transport::Bare<crate::generated::types::TokenSet>,
        >(self, request, "token")
            .await
    }
    /**Say whether a token is active, and what is in it

Sends a `POST` request to `/{protocol}/token/introspection`

Arguments:
- `protocol`: The protocol of the application.
- `body`
*/
    pub async fn introspect_token<'a>(
        &'a self,
        protocol: &'a str,
        body: &'a types::AboutTokenForm,
    ) -> Result<crate::generated::types::Introspection, crate::error::Error> {
        let url = format!(
            "{}/{}/token/introspection", self.baseurl, encode_path(& protocol
            .to_string()),
        );
        let request = self.client.post(url).form(&body).build();
        crate::transport::send_repeatable::<
            crate::transport::Bare<crate::generated::types::Introspection>,
        >(self, request, "introspect_token")
            .await
    }
    /**Make a token invalid

The reply is empty. The endpoint of OAuth 2.0 does not take HTTP Basic.

Sends a `POST` request to `/{protocol}/token/revocation`

Arguments:
- `protocol`: The protocol of the application.
- `body`
*/
    pub async fn revoke_token<'a>(
        &'a self,
        protocol: &'a str,
        body: &'a types::AboutTokenForm,
    ) -> Result<String, crate::error::Error> {
        let url = format!(
            "{}/{}/token/revocation", self.baseurl, encode_path(& protocol.to_string()),
        );
        let request = self.client.post(url).form(&body).build();
        crate::transport::send::<crate::transport::Text>(self, request, "revoke_token")
            .await
    }
}
