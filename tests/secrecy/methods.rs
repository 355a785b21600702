//! Calls of every public method that returns a request.

use std::time::Duration;

use authing_wxapp::{
    AuthenticationClient, BoxFuture, Clear, Credentials, Error, OidcToken, PhoneAuthorization, PrincipalIdentity,
    TokenAlgorithm, request,
};
use serde_json::json;

use crate::{
    marks::{
        self, BANK_CARD, CODE, COOKIE, EMAIL_TOKEN, ENCRYPTED, ID_CARD, IV, KEY_SECRET, MFA_TOKEN, NEW_TOKEN, OAUTH,
        OLD_CODE, OTHER_TOKEN, PASSWORD, PAYLOAD, PHONE_TOKEN, PICTURE, PROVIDER_PROFILE, RAW, REFRESH_TOKEN, TICKET,
        VERIFIER,
    },
    support::{claims, rs256},
    watch,
};

/// The request as it is printed before it is sent, and its result. Does not compile for a request without the options that every
/// request has. Nothing is done before it is awaited, so that whoever wants one call does not pay for all.
macro_rules! begun {
    ($timeout:ident, $method:literal, $request:expr) => {{
        let call = async move {
            let request = $request.header(crate::methods::ADDED_HEADER, crate::marks::ADDED_HEADER);
            let request = match $timeout {
                Some(timeout) => request.timeout(timeout),
                None => request,
            };
            let before = format!("{request:?}\n{request:#?}\n");
            request.await.map(|value| format!("{before}{value:?}\n{value:#?}"))
        };
        ($method, Box::pin(call) as authing_wxapp::BoxFuture<'_, _>)
    }};
}

#[path = "methods_v3.rs"]
mod v3;

/// Those of `V3` are in a file of their own.
const METHODS: &[&str] = &[
    "login_by_code",
    "login_by_phone",
    "get_phone",
    "login_by_email",
    "get_current_user",
    "update_profile",
    "update_avatar",
    "bind_phone",
    "bind_email",
    "update_phone",
    "update_email",
    "link_account",
    "unlink_account",
    "principal_authenticate",
    "check_login_status",
    "refresh_token",
    "logout",
    "check_logged_in",
    "set_token",
    "set_current_user",
    "stored_session",
    "sign_in",
    "begin_sign_in",
    "finish_sign_in",
    "sign_in_with_phone",
    "login_by_username",
    "login_by_phone_password",
    "login_by_phone_code",
    "login_by_email_code",
    "login_by_sub_account",
    "login_by_ldap",
    "register_by_email",
    "register_by_username",
    "register_by_phone_code",
    "register_by_email_code",
    "send_sms_code",
    "send_email",
    "is_user_exists",
    "unbind_phone",
    "unbind_email",
    "check_password_strength",
    "reset_password_by_phone_code",
    "reset_password_by_email_code",
    "reset_password_by_first_login_token",
    "reset_password_by_force_reset_token",
    "update_password",
    "list_udv",
    "set_udv",
    "remove_udv",
    "get_udf_value",
    "set_udf_value",
    "remove_udf_value",
    "get_captcha",
    "get_mfa_authenticators",
    "associate_mfa_authenticator",
    "confirm_associate_mfa_authenticator",
    "delete_mfa_authenticator",
    "verify_totp_mfa",
    "verify_totp_recovery_code",
    "verify_app_sms_mfa",
    "verify_app_email_mfa",
    "phone_or_email_bindable",
    "associate_face_by_url",
    "associate_face_by_picture",
    "verify_face_mfa",
    "verify_face_mfa_by_picture",
    "principal_detail",
    "devices_list",
    "devices_unbind",
    "devices_logout",
    "logout_current",
    "get_security_level",
    "list_orgs",
    "list_departments",
    "list_authorized_resources",
    "has_role",
    "list_applications",
    "get_access_token_by_code",
    "get_new_access_token_by_refresh_token",
    "get_access_token_by_id_token",
    "get_access_token_by_client_credentials",
    "get_user_info_by_access_token",
    "introspect_token",
    "revoke_token",
    "validate_token",
    "validate_ticket_v1",
    "validate_ticket_v2",
    "track_session",
    "qrcode_gene_code",
    "qrcode_check_status",
    "qrcode_poll",
    "qrcode_exchange_user_info",
    "accept_message",
    "social_generate_link_ext_idp_url",
    "social_unlink_ext_idp",
    "social_get_identities",
    "enterprise_public_config",
    "enterprise_authorize_url",
    "login_by_ad",
    "signin_by_credentials",
    "devices_create",
    "event_publish",
    "verify_token",
];

/// Every method that has a call here.
pub fn all() -> impl Iterator<Item = &'static &'static str> {
    METHODS.iter().chain(v3::METHODS)
}

/// The result of one call, in all forms in which it can be printed.
pub struct Outcome {
    pub method: &'static str,
    pub shown: String,
    pub error: Option<Error>,
}

pub type Call<'a> = (&'static str, BoxFuture<'a, Result<String, Error>>);

/// Calls every method, some with several options, each with a new session.
pub async fn drive(client: &AuthenticationClient) -> Vec<Outcome> {
    drive_in(|| client.for_access_token(marks::jwt(marks::BEARER))).await
}

/// Calls every method with the clients that `client` makes.
pub async fn drive_in(client: impl Fn() -> AuthenticationClient + Sync) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for (method, call) in calls(&client) {
        outcomes.push(match call.await {
            Ok(shown) => Outcome { method, shown, error: None },
            Err(error) => Outcome { method, shown: watch::shown(&error), error: Some(error) },
        });
    }
    outcomes
}

pub fn phone() -> PhoneAuthorization {
    PhoneAuthorization::new(CODE, IV, ENCRYPTED)
}

/// Verifies a valid token with marked claims.
fn verify_token(client: &AuthenticationClient) -> request::VerifyToken {
    let mut claims = claims(&format!("{}/oidc", client.host()));
    claims["aud"] = json!(client.app_id());
    claims["nonce"] = json!(CODE);
    claims["email"] = json!(PROVIDER_PROFILE);
    let verifier = client.token_verifier(TokenAlgorithm::Rs256);
    verifier.verify(rs256(Some(OTHER_TOKEN), &claims)).nonce(CODE)
}

/// The header that each call adds.
pub const ADDED_HEADER: &str = "x-caller-key";

/// Every call, not yet begun. The first clients are those of the sign-ins.
pub fn calls<'a>(client: &'a (impl Fn() -> AuthenticationClient + Sync)) -> Vec<Call<'a>> {
    calls_within(None, client)
}

/// Every call with a timeout of its own, except for those that are made of several requests.
pub fn calls_within<'a>(
    timeout: Option<Duration>,
    client: &'a (impl Fn() -> AuthenticationClient + Sync),
) -> Vec<Call<'a>> {
    macro_rules! call {
        ($method:literal, $request:expr) => {
            begun!(timeout, $method, $request)
        };
    }
    let user = serde_json::from_value(json!({ "id": "ada", "token": marks::jwt(OTHER_TOKEN) })).unwrap();
    let signing_in = client();
    let two_steps = client();
    let mut calls = vec![
        call!("login_by_code", client().login_by_code(CODE)),
        call!("login_by_code", client().login_by_code(CODE).raw_data(RAW)),
        call!("login_by_code", client().login_by_code(CODE).encrypted_data(IV, ENCRYPTED)),
        call!("login_by_phone", client().login_by_phone(CODE, IV, ENCRYPTED)),
        call!("get_phone", client().get_phone(CODE, IV, ENCRYPTED)),
        call!("login_by_email", client().login_by_email("ada@example.com", PASSWORD).custom_data([("school", "x")])),
        call!("get_current_user", client().get_current_user()),
        call!(
            "update_profile",
            client().update_profile().nickname("Ada").company(Clear).email_token(EMAIL_TOKEN).phone_token(PHONE_TOKEN)
        ),
        call!("update_avatar", client().update_avatar(marks::picture())),
        call!("bind_phone", client().bind_phone("17612346754", CODE)),
        call!("bind_email", client().bind_email("ada@example.com", CODE)),
        call!("update_phone", client().update_phone("17612346754", CODE).old_phone("13900000000", OLD_CODE)),
        call!("update_email", client().update_email("ada@example.com", CODE).old_email("old@example.com", OLD_CODE)),
        call!("link_account", client().link_account(marks::jwt(OTHER_TOKEN), marks::jwt(OTHER_TOKEN))),
        call!("unlink_account", client().unlink_account(marks::jwt(OTHER_TOKEN), "github")),
        call!(
            "principal_authenticate",
            client().principal().authenticate(PrincipalIdentity::person("Ada", ID_CARD, BANK_CARD))
        ),
        call!("check_login_status", client().check_login_status()),
        call!("check_login_status", client().check_login_status().token(marks::jwt(OTHER_TOKEN))),
        call!("refresh_token", client().refresh_token()),
        call!("logout", client().logout()),
        call!("check_logged_in", client().check_logged_in()),
        call!("set_token", client().set_token(marks::jwt(OTHER_TOKEN))),
        call!("set_current_user", client().set_current_user(user)),
        call!("stored_session", client().stored_session()),
        call!("login_by_username", client().login_by_username("ada", PASSWORD).captcha_cookie(PAYLOAD)),
        call!("login_by_phone_password", client().login_by_phone_password("17612346754", PASSWORD)),
        call!("login_by_phone_code", client().login_by_phone_code("17612346754", CODE)),
        call!("login_by_email_code", client().login_by_email_code("ada@example.com", CODE)),
        call!("login_by_sub_account", client().login_by_sub_account("ada", PASSWORD)),
        call!("login_by_ldap", client().login_by_ldap("ada", PASSWORD)),
        call!("register_by_email", client().register_by_email("ada@example.com", PASSWORD).phone_token(PHONE_TOKEN)),
        call!("register_by_username", client().register_by_username("ada", PASSWORD).email_token(EMAIL_TOKEN)),
        call!("register_by_phone_code", client().register_by_phone_code("17612346754", CODE).password(PASSWORD)),
        call!("register_by_email_code", client().register_by_email_code("ada@example.com", CODE)),
        call!("send_sms_code", client().send_sms_code("17612346754")),
        call!("send_email", client().send_email("ada@example.com", "LOGIN_VERIFY_CODE")),
        call!("is_user_exists", client().is_user_exists().email("ada@example.com")),
        call!("unbind_phone", client().unbind_phone()),
        call!("unbind_email", client().unbind_email()),
        call!("check_password_strength", client().check_password_strength(PASSWORD)),
        call!("reset_password_by_phone_code", client().reset_password_by_phone_code("17612346754", CODE, PASSWORD)),
        call!("reset_password_by_email_code", client().reset_password_by_email_code("ada@example.com", CODE, PASSWORD)),
        call!(
            "reset_password_by_first_login_token",
            client().reset_password_by_first_login_token(marks::jwt(OTHER_TOKEN), PASSWORD)
        ),
        call!(
            "reset_password_by_force_reset_token",
            client().reset_password_by_force_reset_token(marks::jwt(OTHER_TOKEN), PASSWORD, PASSWORD)
        ),
        call!("update_password", client().update_password(PASSWORD).old_password(PASSWORD)),
        call!("list_udv", client().list_udv()),
        call!("set_udv", client().set_udv("school", "x")),
        call!("remove_udv", client().remove_udv("school")),
        call!("get_udf_value", client().get_udf_value()),
        call!("set_udf_value", client().set_udf_value([("school", "x")])),
        call!("remove_udf_value", client().remove_udf_value("school")),
        call!("get_captcha", client().get_captcha()),
        call!("get_mfa_authenticators", client().mfa().get_mfa_authenticators()),
        call!("associate_mfa_authenticator", client().mfa().associate_mfa_authenticator().mfa_token(MFA_TOKEN)),
        call!("confirm_associate_mfa_authenticator", client().mfa().confirm_associate_mfa_authenticator(CODE)),
        call!("delete_mfa_authenticator", client().mfa().delete_mfa_authenticator()),
        call!("verify_totp_mfa", client().mfa().verify_totp_mfa(CODE, MFA_TOKEN)),
        call!("verify_totp_recovery_code", client().mfa().verify_totp_recovery_code(OLD_CODE, MFA_TOKEN)),
        call!("verify_app_sms_mfa", client().mfa().verify_app_sms_mfa("17612346754", CODE, MFA_TOKEN)),
        call!("verify_app_email_mfa", client().mfa().verify_app_email_mfa("ada@example.com", CODE, MFA_TOKEN)),
        call!("phone_or_email_bindable", client().mfa().phone_or_email_bindable(MFA_TOKEN).phone("17612346754")),
        call!("associate_face_by_url", client().mfa().associate_face_by_url(PICTURE).mfa_token(MFA_TOKEN)),
        call!("associate_face_by_picture", client().mfa().associate_face_by_picture(marks::picture())),
        call!("verify_face_mfa", client().mfa().verify_face_mfa(PICTURE, MFA_TOKEN)),
        call!("verify_face_mfa_by_picture", client().mfa().verify_face_mfa_by_picture(marks::picture(), MFA_TOKEN)),
        call!("principal_detail", client().principal().detail()),
        call!("devices_list", client().devices().list()),
        call!("devices_unbind", client().devices().unbind("device-1")),
        call!("devices_logout", client().devices().logout("device-1")),
        call!("logout_current", client().logout_current()),
        call!("get_security_level", client().get_security_level()),
        call!("list_orgs", client().list_orgs()),
        call!("list_departments", client().list_departments()),
        call!("list_authorized_resources", client().list_authorized_resources("default")),
        call!("has_role", client().has_role("admin")),
        call!("list_applications", client().list_applications()),
        call!("get_access_token_by_code", client().get_access_token_by_code(CODE).code_verifier(VERIFIER)),
        call!("get_new_access_token_by_refresh_token", client().get_new_access_token_by_refresh_token(REFRESH_TOKEN)),
        call!(
            "get_access_token_by_id_token",
            client().get_access_token_by_id_token(marks::jwt(OTHER_TOKEN), "https://app.example.com")
        ),
        call!(
            "get_access_token_by_client_credentials",
            client().get_access_token_by_client_credentials("read").access_key("key", KEY_SECRET)
        ),
        call!("get_user_info_by_access_token", client().get_user_info_by_access_token(marks::jwt(OTHER_TOKEN))),
        call!(
            "get_user_info_by_access_token",
            client().get_user_info_by_access_token(marks::jwt(OTHER_TOKEN)).token_in_query()
        ),
        call!(
            "get_user_info_by_access_token",
            client().get_user_info_by_access_token(marks::jwt(OTHER_TOKEN)).token_in_body()
        ),
        call!("introspect_token", client().introspect_token(marks::jwt(OTHER_TOKEN))),
        call!("revoke_token", client().revoke_token(marks::jwt(OTHER_TOKEN))),
        call!("validate_token", client().validate_token(OidcToken::access(marks::jwt(OTHER_TOKEN)))),
        call!("validate_ticket_v1", client().validate_ticket_v1(TICKET, "https://app.example.com")),
        call!("validate_ticket_v2", client().validate_ticket_v2(TICKET, "https://app.example.com")),
        call!("validate_ticket_v2", client().validate_ticket_v2(TICKET, "https://app.example.com").xml()),
        call!("track_session", client().track_session(COOKIE)),
        call!("qrcode_gene_code", client().qrcode().gene_code()),
        call!("qrcode_check_status", client().qrcode().check_status("random-1")),
        call!("qrcode_exchange_user_info", client().qrcode().exchange_user_info(TICKET)),
        call!("accept_message", {
            let client = client();
            let message =
                json!({ "code": 200, "data": { "id": "ada", "token": marks::jwt(NEW_TOKEN), "oauth": OAUTH } });
            client.social().accept_message(client.host(), message.to_string())
        }),
        call!(
            "social_generate_link_ext_idp_url",
            client().social().generate_link_ext_idp_url("github", marks::jwt(OTHER_TOKEN))
        ),
        call!("social_unlink_ext_idp", client().social().unlink_ext_idp("e1")),
        call!("social_get_identities", client().social().get_identities()),
        call!("enterprise_public_config", client().enterprise().public_config()),
        call!("enterprise_authorize_url", client().enterprise().authorize_url("oidc", "corp")),
        ("qrcode_poll", {
            let mut states = client().qrcode().poll("random-1").interval(Duration::ZERO).tolerate(0);
            Box::pin(async move {
                let before = format!("{states:?}");
                let status = states.next().await.expect("a state")?;
                Ok(format!("{before}\n{status:?}\n{status:#?}\n{:?}", status.error()))
            })
        }),
        call!("login_by_ad", client().login_by_ad("ada", PASSWORD)),
        call!(
            "signin_by_credentials",
            client().signin_by_credentials(Credentials::account("ada", PASSWORD)).client_secret(OTHER_TOKEN)
        ),
        call!(
            "signin_by_credentials",
            client().signin_by_credentials(Credentials::phone_code("17612346754", CODE)).captcha_token(OTHER_TOKEN)
        ),
        call!("devices_create", client().devices().create("device-1").fact("os", "HarmonyOS")),
        call!("event_publish", client().event().publish("order.created", json!({ "id": 1 }))),
        call!("verify_token", verify_token(&client())),
        call!("sign_in_with_phone", client().sign_in_with_phone(phone())),
        call!("sign_in", signing_in.sign_in(CODE, || async { Some(phone()) })),
        (
            "begin_sign_in",
            Box::pin(async move {
                let step = two_steps.begin_sign_in(CODE).await?;
                let mut shown = format!("{step:?}\n{step:#?}");
                if let authing_wxapp::SignInStep::PhoneNeeded(pending) = step {
                    shown += &serde_json::to_string(&pending).unwrap();
                    let signed_in = two_steps.finish_sign_in(pending, phone()).await?;
                    shown += &format!("{signed_in:?}\n{signed_in:#?}");
                }
                Ok(shown)
            }),
        ),
    ];
    calls.extend(v3::calls_within(timeout, client));
    calls
}
