//! Calls of every method of `V3`.

use std::time::Duration;

use authing_wxapp::{
    AuthenticationClient, Credentials, DeletionProof, EmailChannel, MemoryStore, SentCode, Session, SmsChannel,
    WechatCredentials,
};

use super::Call;
use crate::marks::{
    self, BEARER, CODE, EMAIL_TOKEN, ENCRYPTED, ID_CARD, IV, KEY_SECRET, OLD_CODE, OTHER_TOKEN, PASSWORD, PHONE_TOKEN,
    REFRESH_TOKEN,
};

pub const METHODS: &[&str] = &[
    "v3_signin_by_mobile",
    "v3_signin_by_credentials",
    "v3_get_profile",
    "v3_update_profile",
    "v3_update_avatar",
    "v3_send_sms",
    "v3_send_email",
    "v3_pre_check_code",
    "v3_bind_phone",
    "v3_unbind_phone",
    "v3_bind_email",
    "v3_unbind_email",
    "v3_verify_update_phone_request",
    "v3_update_phone",
    "v3_verify_update_email_request",
    "v3_update_email",
    "v3_get_identities",
    "v3_unlink_ext_idp",
    "v3_update_password",
    "v3_verify_delete_account_request",
    "v3_delete_account",
    "v3_get_system_info",
    "v3_refresh_token",
    "v3_introspect_token",
    "v3_revoke_token",
    "v3_logout",
    "v3_get_wechat_access_token_info",
    "v3_get_wechat_mini_program_phone",
    "v3_decrypt_wechat_mini_program_data",
    "v3_bind_wechat_mini_program",
];

/// A client whose session has a refresh token. With one, the other methods of v3 would renew a session that a fault refuses.
fn refreshing(client: &AuthenticationClient) -> AuthenticationClient {
    let session = Session::new(marks::jwt(BEARER), None).with_access_token(marks::jwt(BEARER));
    client.for_session(MemoryStore::with_session(session.with_refresh_token(REFRESH_TOKEN)))
}

/// Every call, not yet begun, with a timeout of its own.
pub fn calls_within<'a>(
    timeout: Option<Duration>,
    client: &'a (impl Fn() -> AuthenticationClient + Sync),
) -> Vec<Call<'a>> {
    macro_rules! call {
        ($method:literal, $request:expr) => {
            begun!(timeout, $method, $request)
        };
    }
    vec![
        call!(
            "v3_signin_by_mobile",
            client()
                .v3()
                .signin_by_mobile(WechatCredentials::code_and_phone(CODE, OLD_CODE))
                .ext_idp_conn_identifier("c1")
        ),
        call!(
            "v3_signin_by_mobile",
            client().v3().signin_by_mobile(WechatCredentials::phone(CODE, IV, ENCRYPTED)).ext_idp_conn_identifier("c1")
        ),
        call!("v3_signin_by_credentials", client().v3().signin_by_credentials(Credentials::account("ada", PASSWORD))),
        call!("v3_get_profile", client().v3().get_profile().with_identities(true)),
        call!("v3_update_profile", client().v3().update_profile().nickname("Ada").identity_number(ID_CARD)),
        call!("v3_update_avatar", client().v3().update_avatar(marks::picture())),
        call!("v3_send_sms", client().v3().send_sms("17612346754", SmsChannel::CHANNEL_LOGIN)),
        call!("v3_send_email", client().v3().send_email("ada@example.com", EmailChannel::CHANNEL_LOGIN)),
        call!(
            "v3_pre_check_code",
            client().v3().pre_check_code(SentCode::sms("17612346754", SmsChannel::CHANNEL_LOGIN, CODE))
        ),
        call!("v3_bind_phone", client().v3().bind_phone("17612346754", CODE)),
        call!("v3_unbind_phone", client().v3().unbind_phone(CODE)),
        call!("v3_bind_email", client().v3().bind_email("ada@example.com", CODE)),
        call!("v3_unbind_email", client().v3().unbind_email(CODE)),
        call!(
            "v3_verify_update_phone_request",
            client().v3().verify_update_phone_request("17612346755", CODE).old_phone("17612346754", OLD_CODE)
        ),
        call!("v3_update_phone", client().v3().update_phone(PHONE_TOKEN)),
        call!(
            "v3_verify_update_email_request",
            client().v3().verify_update_email_request("ada@example.org", CODE).old_email("a@b.c", OLD_CODE)
        ),
        call!("v3_update_email", client().v3().update_email(EMAIL_TOKEN)),
        call!("v3_get_identities", client().v3().get_identities()),
        call!("v3_unlink_ext_idp", client().v3().unlink_ext_idp("e1")),
        call!("v3_update_password", client().v3().update_password(PASSWORD).old_password(PASSWORD)),
        call!(
            "v3_verify_delete_account_request",
            client().v3().verify_delete_account_request(DeletionProof::password(PASSWORD))
        ),
        call!(
            "v3_verify_delete_account_request",
            client().v3().verify_delete_account_request(DeletionProof::email_code("a@b.c", CODE))
        ),
        call!("v3_delete_account", client().v3().delete_account(OTHER_TOKEN)),
        call!("v3_get_system_info", client().v3().get_system_info()),
        call!("v3_refresh_token", refreshing(&client()).v3().refresh_token()),
        call!("v3_introspect_token", client().v3().introspect_token(marks::jwt(OTHER_TOKEN))),
        call!("v3_revoke_token", client().v3().revoke_token(marks::jwt(OTHER_TOKEN))),
        call!("v3_logout", client().v3().logout()),
        call!("v3_get_wechat_access_token_info", client().v3().get_wechat_access_token_info("wx1", KEY_SECRET)),
        call!(
            "v3_get_wechat_mini_program_phone",
            client().v3().get_wechat_mini_program_phone(CODE).ext_idp_conn_identifier("c1")
        ),
        call!(
            "v3_decrypt_wechat_mini_program_data",
            client().v3().decrypt_wechat_mini_program_data(CODE, IV, ENCRYPTED).ext_idp_conn_identifier("c1")
        ),
        call!(
            "v3_bind_wechat_mini_program",
            client().v3().bind_wechat_mini_program(CODE).ext_idp_conn_identifier("c1")
        ),
    ]
}
