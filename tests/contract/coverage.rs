//! Every operation of the contract is sent by a public method of the client, and this table lists which.

use std::collections::BTreeSet;

use authing_wxapp::{
    AuthenticationClient, AuthenticationClientBuilder, BoxFuture, ClientAuthMethod, Credentials, DeletionProof,
    EmailChannel, Error, OidcToken, PrincipalIdentity, SentCode, Session, SmsChannel, TokenAlgorithm,
    WechatCredentials,
};
use serde_json::{Value, json};

use crate::support::{
    Contract, Reply, Server, TestKey, TestStore, claims, envelope, graphql, rs256, rsa_jwk, token, user, user_json, v3,
};

pub type Drive = fn(AuthenticationClient) -> BoxFuture<'static, Result<(), Error>>;

/// Settings with one OIDC connection.
fn public_config() -> Value {
    let config = json!({ "authorizationEndpoint": "https://idp.example.com/authorize" });
    let corp = json!({ "identifier": "corp", "protocol": "oidc", "config": config });
    envelope(json!({ "id": "app", "userPoolId": "pool", "identityProviders": [corp] }))
}

/// An operation, a reply to it, and a call of a method that sends it.
pub fn table() -> Vec<(&'static str, Reply, Drive)> {
    let mut table: Vec<(&'static str, Reply, Drive)> =
        json_table().into_iter().map(|(operation, reply, drive)| (operation, reply.into(), drive)).collect();
    table.push(("revokeToken", Reply::text("text/plain", ""), |client| {
        Box::pin(client.revoke_token("a.b.c").into_future())
    }));
    table.push(("validateTicketV1", Reply::text("text/plain", "yes\nada\n"), |client| {
        Box::pin(async move { client.validate_ticket_v1("ST-1", "https://app.example.com").await.map(drop) })
    }));
    table
}

fn json_table() -> Vec<(&'static str, Value, Drive)> {
    macro_rules! drive {
        ($client:ident => $call:expr) => {
            |$client| Box::pin(async move { $call.await.map(drop) })
        };
    }
    let user = user_json("user-1");
    let (profile, done) = (v3(json!({ "userId": "user-1" })), json!({ "statusCode": 200, "message": "ok" }));
    vec![
        ("loginByCode", envelope(user.clone()), drive!(client => client.login_by_code("a-code"))),
        ("loginByPhone", envelope(user.clone()), drive!(client => client.login_by_phone("a-code", "iv", "data"))),
        (
            "getPhone",
            envelope(json!({ "phoneNumber": "13800000000" })),
            drive!(client => client.get_phone("a-code", "iv", "data")),
        ),
        ("upload", envelope(json!({ "url": "u" })), drive!(client => client.update_avatar(&b"GIF89a\x01\0"[..]))),
        ("getPublicKey", TestKey::small().reply(), drive!(client => client.login_by_email("a@b.c", "pw"))),
        ("getCaptcha", Value::Null, drive!(client => client.get_captcha())),
        (
            "getJwks",
            json!({ "keys": [rsa_jwk("r1")] }),
            drive!(client => {
                let issuer = format!("{}/oidc", client.host());
                client.token_verifier(TokenAlgorithm::Rs256).verify(rs256(Some("r1"), &claims(&issuer)))
            }),
        ),
        ("logout", json!({ "code": 200 }), drive!(client => client.logout())),
        ("loginByEmail", graphql("loginByEmail", user.clone()), drive!(client => client.login_by_email("a@b.c", "pw"))),
        (
            "loginByUsername",
            graphql("loginByUsername", user.clone()),
            drive!(client => client.login_by_username("ada", "pw")),
        ),
        (
            "loginByPhonePassword",
            graphql("loginByPhonePassword", user.clone()),
            drive!(client => client.login_by_phone_password("176", "pw")),
        ),
        (
            "loginByPhoneCode",
            graphql("loginByPhoneCode", user.clone()),
            drive!(client => client.login_by_phone_code("176", "1234")),
        ),
        ("loginByEmailCode", envelope(user.clone()), drive!(client => client.login_by_email_code("a@b.c", "1234"))),
        (
            "loginBySubAccount",
            graphql("loginBySubAccount", user.clone()),
            drive!(client => client.login_by_sub_account("ada-2", "pw")),
        ),
        ("loginByLdap", envelope(user.clone()), drive!(client => client.login_by_ldap("ada", "pw"))),
        ("loginByAd", envelope(user.clone()), drive!(client => client.login_by_ad("ada", "pw"))),
        (
            "signinByCredentials",
            json!({ "statusCode": 200, "data": { "id_token": "a.b.c" } }),
            drive!(client => client.signin_by_credentials(Credentials::account("ada", "pw"))),
        ),
        (
            "registerByEmail",
            graphql("registerByEmail", user.clone()),
            drive!(client => client.register_by_email("a@b.c", "pw")),
        ),
        (
            "registerByUsername",
            graphql("registerByUsername", user.clone()),
            drive!(client => client.register_by_username("ada", "pw")),
        ),
        (
            "registerByPhoneCode",
            graphql("registerByPhoneCode", user.clone()),
            drive!(client => client.register_by_phone_code("176", "1234")),
        ),
        (
            "registerByEmailCode",
            envelope(user.clone()),
            drive!(client => client.register_by_email_code("a@b.c", "1234")),
        ),
        ("sendSmsCode", json!({ "code": 200 }), drive!(client => client.send_sms_code("176"))),
        (
            "sendEmail",
            graphql("sendEmail", json!({ "code": 200 })),
            drive!(client => client.send_email("a@b.c", "VERIFY_EMAIL")),
        ),
        (
            "isUserExists",
            graphql("isUserExists", json!(true)),
            drive!(client => client.is_user_exists().username("ada")),
        ),
        (
            "checkPasswordStrength",
            graphql("checkPasswordStrength", json!({ "valid": true })),
            drive!(client => client.check_password_strength("pw")),
        ),
        (
            "resetPassword",
            graphql("resetPassword", json!({ "code": 200 })),
            drive!(client => client.reset_password_by_email_code("a@b.c", "1234", "pw")),
        ),
        (
            "resetPasswordByFirstLoginToken",
            graphql("resetPasswordByFirstLoginToken", json!({ "code": 200 })),
            drive!(client => client.reset_password_by_first_login_token("a.b.c", "pw")),
        ),
        (
            "resetPasswordByForceResetToken",
            graphql("resetPasswordByForceResetToken", json!({ "code": 200 })),
            drive!(client => client.reset_password_by_force_reset_token("a.b.c", "pw", "pw")),
        ),
        ("updatePassword", graphql("updatePassword", user.clone()), drive!(client => client.update_password("pw"))),
        ("user", graphql("user", user.clone()), drive!(client => client.get_current_user())),
        ("bindPhone", graphql("bindPhone", user.clone()), drive!(client => client.bind_phone("1", "1"))),
        ("unbindPhone", graphql("unbindPhone", user.clone()), drive!(client => client.unbind_phone())),
        ("bindEmail", graphql("bindEmail", user.clone()), drive!(client => client.bind_email("1", "1"))),
        ("unbindEmail", graphql("unbindEmail", user.clone()), drive!(client => client.unbind_email())),
        ("updatePhone", graphql("updatePhone", user.clone()), drive!(client => client.update_phone("1", "1"))),
        ("updateEmail", graphql("updateEmail", user.clone()), drive!(client => client.update_email("1", "1"))),
        ("listMfaAuthenticators", envelope(json!([])), drive!(client => client.mfa().get_mfa_authenticators())),
        (
            "associateMfaAuthenticator",
            envelope(json!({ "secret": "s" })),
            drive!(client => client.mfa().associate_mfa_authenticator()),
        ),
        (
            "confirmMfaAuthenticator",
            json!({ "code": 200 }),
            drive!(client => client.mfa().confirm_associate_mfa_authenticator("123456")),
        ),
        ("deleteMfaAuthenticator", json!({ "code": 200 }), drive!(client => client.mfa().delete_mfa_authenticator())),
        ("verifyTotpMfa", envelope(user.clone()), drive!(client => client.mfa().verify_totp_mfa("1", "mfa"))),
        (
            "verifyTotpRecoveryCode",
            envelope(user.clone()),
            drive!(client => client.mfa().verify_totp_recovery_code("1", "mfa")),
        ),
        (
            "verifyAppSmsMfa",
            envelope(user.clone()),
            drive!(client => client.mfa().verify_app_sms_mfa("176", "1", "mfa")),
        ),
        (
            "verifyAppEmailMfa",
            envelope(user.clone()),
            drive!(client => client.mfa().verify_app_email_mfa("a@b.c", "1", "mfa")),
        ),
        (
            "phoneOrEmailBindable",
            envelope(json!(true)),
            drive!(client => client.mfa().phone_or_email_bindable("mfa").phone("176")),
        ),
        (
            "associateFace",
            envelope(user.clone()),
            drive!(client => client.mfa().associate_face_by_url("https://a.b/c")),
        ),
        ("verifyFaceMfa", envelope(user.clone()), drive!(client => client.mfa().verify_face_mfa("key", "mfa"))),
        ("getPrincipal", envelope(Value::Null), drive!(client => client.principal().detail())),
        (
            "authenticatePrincipal",
            json!({ "code": 200 }),
            drive!(client => client.principal().authenticate(PrincipalIdentity::person("a", "b", "c"))),
        ),
        ("listMyDevices", json!({ "statusCode": 200, "data": [] }), drive!(client => client.devices().list())),
        ("createDevice", json!({ "statusCode": 200 }), drive!(client => client.devices().create("d"))),
        ("publishEvent", json!({ "statusCode": 200 }), drive!(client => client.event().publish("e", "x"))),
        ("unbindMyDevice", json!({ "statusCode": 200 }), drive!(client => client.devices().unbind("d"))),
        ("logoutMyDevice", json!({ "statusCode": 200 }), drive!(client => client.devices().logout("d"))),
        ("geneQrCode", envelope(json!({ "random": "r" })), drive!(client => client.qrcode().gene_code())),
        ("checkQrCode", envelope(json!({ "status": 0 })), drive!(client => client.qrcode().check_status("r"))),
        ("exchangeQrTicket", envelope(user.clone()), drive!(client => client.qrcode().exchange_user_info("t"))),
        (
            "generateLinkExtIdpUrl",
            json!({ "statusCode": 200, "data": { "url": "u" } }),
            drive!(client => client.social().generate_link_ext_idp_url("github", "a.b.c")),
        ),
        ("unlinkExtIdp", json!({ "statusCode": 200 }), drive!(client => client.social().unlink_ext_idp("e"))),
        ("getIdentities", json!({ "statusCode": 200, "data": [] }), drive!(client => client.social().get_identities())),
        ("getPublicConfig", public_config(), drive!(client => client.enterprise().public_config())),
        (
            "startInteraction",
            json!({ "code": 200 }),
            drive!(client => client.enterprise().authorize_url("oidc", "corp")),
        ),
        ("logoutCurrent", json!({ "code": 200 }), drive!(client => client.logout_current())),
        ("udv", graphql("udv", json!([])), drive!(client => client.list_udv())),
        ("setUdv", graphql("setUdv", json!([])), drive!(client => client.set_udv("school", "x"))),
        ("setUdvBatch", graphql("setUdvBatch", json!([])), drive!(client => client.set_udf_value([("school", "x")]))),
        ("removeUdv", graphql("removeUdv", json!([])), drive!(client => client.remove_udv("school"))),
        ("linkAccount", json!({ "code": 200 }), drive!(client => client.link_account("1", "2"))),
        ("unlinkAccount", json!({ "code": 200 }), drive!(client => client.unlink_account("1", "github"))),
        ("updateUser", graphql("updateUser", user), drive!(client => client.update_profile().name("A"))),
        (
            "checkLoginStatus",
            graphql("checkLoginStatus", json!({ "status": true })),
            drive!(client => client.check_login_status()),
        ),
        ("getSecurityLevel", envelope(json!({ "score": 60 })), drive!(client => client.get_security_level())),
        ("listOrgs", envelope(json!([])), drive!(client => client.list_orgs())),
        ("listApplications", envelope(json!({ "list": [] })), drive!(client => client.list_applications())),
        (
            "getUserDepartments",
            graphql("user", json!({ "departments": null })),
            drive!(client => client.list_departments()),
        ),
        (
            "listUserAuthorizedResources",
            graphql("user", json!({ "authorizedResources": null })),
            drive!(client => client.list_authorized_resources("n")),
        ),
        ("getUserRoles", graphql("user", json!({ "roles": null })), drive!(client => client.has_role("admin"))),
        ("token", json!({ "access_token": "a.b.c" }), drive!(client => client.get_access_token_by_code("a-code"))),
        ("introspectToken", json!({ "active": true }), drive!(client => client.introspect_token("a.b.c"))),
        ("getUserInfo", json!({ "sub": "ada" }), drive!(client => client.get_user_info_by_access_token("a.b.c"))),
        (
            "postUserInfo",
            json!({ "sub": "ada" }),
            drive!(client => client.get_user_info_by_access_token("a.b.c").post()),
        ),
        ("validateToken", json!({ "sub": "ada" }), drive!(client => client.validate_token(OidcToken::id("a.b.c")))),
        (
            "validateTicketV2",
            json!({ "serviceResponse": { "authenticationSuccess": { "user": "ada" } } }),
            drive!(client => client.validate_ticket_v2("ST-1", "https://app.example.com")),
        ),
        ("trackSession", Value::Null, drive!(client => client.track_session("sid=1"))),
        (
            "refreshToken",
            graphql("refreshToken", json!({ "token": "a.b.c" })),
            drive!(client => client.refresh_token()),
        ),
        (
            "signinByMobileV3",
            v3(json!({ "access_token": "a.b.c", "id_token": "d.e.f" })),
            drive!(client => client.v3().signin_by_mobile(WechatCredentials::code("a-code")).ext_idp_conn_identifier("c")),
        ),
        ("getProfileV3", profile.clone(), drive!(client => client.v3().get_profile())),
        ("updateProfileV3", profile, drive!(client => client.v3().update_profile().nickname("A"))),
        ("sendSmsV3", done.clone(), drive!(client => client.v3().send_sms("176", SmsChannel::CHANNEL_LOGIN))),
        ("sendEmailV3", done.clone(), drive!(client => client.v3().send_email("a@b.c", EmailChannel::CHANNEL_LOGIN))),
        (
            "preCheckCodeV3",
            v3(json!({ "isValid": true })),
            drive!(client => client.v3().pre_check_code(SentCode::sms("176", SmsChannel::CHANNEL_LOGIN, "1234"))),
        ),
        ("bindPhoneV3", done.clone(), drive!(client => client.v3().bind_phone("176", "1234"))),
        ("unbindPhoneV3", done.clone(), drive!(client => client.v3().unbind_phone("1234"))),
        ("bindEmailV3", done.clone(), drive!(client => client.v3().bind_email("a@b.c", "1234"))),
        ("unbindEmailV3", done.clone(), drive!(client => client.v3().unbind_email("1234"))),
        (
            "verifyUpdatePhoneRequestV3",
            v3(json!({ "updatePhoneToken": "t" })),
            drive!(client => client.v3().verify_update_phone_request("176", "1234")),
        ),
        ("updatePhoneV3", done.clone(), drive!(client => client.v3().update_phone("t"))),
        (
            "verifyUpdateEmailRequestV3",
            v3(json!({ "updateEmailToken": "t" })),
            drive!(client => client.v3().verify_update_email_request("a@b.c", "1234")),
        ),
        ("updateEmailV3", done.clone(), drive!(client => client.v3().update_email("t"))),
        ("updatePasswordV3", done.clone(), drive!(client => client.v3().update_password("pw"))),
        (
            "verifyDeleteAccountRequestV3",
            v3(json!({ "deleteAccountToken": "t" })),
            drive!(client => client.v3().verify_delete_account_request(DeletionProof::password("pw"))),
        ),
        ("deleteAccountV3", done, drive!(client => client.v3().delete_account("t"))),
        (
            "getWechatAccessTokenInfoV3",
            v3(json!({ "accessToken": "t", "expiresAt": 4_102_444_800_u64 })),
            drive!(client => client.v3().get_wechat_access_token_info("wx1", "s")),
        ),
        (
            "getWechatMiniProgramPhoneV3",
            v3(json!({ "phoneNumber": "13800000000" })),
            drive!(client => client.v3().get_wechat_mini_program_phone("a-code").ext_idp_conn_identifier("c")),
        ),
        (
            "decryptWechatMiniProgramDataV3",
            v3(json!({ "nickName": "Ada" })),
            drive!(client => {
                client.v3().decrypt_wechat_mini_program_data("a-code", "iv", "data").ext_idp_conn_identifier("c")
            }),
        ),
        (
            "getSystemInfoV3",
            json!({ "rsa": { "publicKey": TestKey::small().reply()["data"]["publicKey"] } }),
            drive!(client => client.v3().get_system_info()),
        ),
        (
            "bindWechatMiniProgram",
            json!({ "code": 200 }),
            drive!(client => client.v3().bind_wechat_mini_program("a-code").ext_idp_conn_identifier("c")),
        ),
    ]
}

/// A client without an app secret, so that only the session can provide a credential.
fn client_over(server: &Server, store: TestStore) -> AuthenticationClient {
    as_public_application(server.builder()).token_store(store).build().expect("a client")
}

/// The options of an application without a secret.
pub fn as_public_application(builder: AuthenticationClientBuilder) -> AuthenticationClientBuilder {
    let public = ClientAuthMethod::None;
    builder.token_auth_method(public).introspection_auth_method(public).revocation_auth_method(public)
}

/// The session of a sign-in of v3, which the methods of both APIs can use.
pub fn session() -> Session {
    Session::new(token("user-1"), Some(user("user-1"))).with_access_token(token("user-1"))
}

/// Mounts the reply. The table leaves out replies that are not JSON.
pub fn mount(server: &Server, operation: &str, reply: impl Into<Reply>) {
    match operation {
        "getCaptcha" => server.reply(operation, Reply::raw(200, "image/svg+xml", "<svg/>").header("set-cookie", "a=1")),
        _ => server.reply(operation, reply),
    }
}

/// Fails for a new operation until a method sends it, and for an operation that no method sends any more.
#[tokio::test]
async fn the_methods_send_every_operation_of_the_contract() {
    let server = Server::start().await;
    for (operation, reply, _) in table() {
        mount(&server, operation, reply);
    }
    let mut driven = BTreeSet::new();
    for (operation, _, drive) in table() {
        let before = server.requests().len();
        let store = TestStore::with_session(session());
        drive(client_over(&server, store)).await.unwrap_or_else(|error| panic!("{operation}: {error}"));
        let sent = server.operations().split_off(before);
        assert!(sent.iter().any(|sent| sent == operation), "{operation}: the method sent {sent:?}");
        driven.insert(operation.to_owned());
    }
    let wanted: BTreeSet<String> = Contract::get().operations.keys().cloned().collect();
    let missing: Vec<_> = wanted.difference(&driven).collect();
    assert!(missing.is_empty(), "add a row to the table for each of these operations: {missing:?}");
    let extra: Vec<_> = driven.difference(&wanted).collect();
    assert!(extra.is_empty(), "the table has rows for operations that the contract does not have: {extra:?}");
    let covered: BTreeSet<String> = server.operations().into_iter().collect();
    assert_eq!(covered, wanted);
}

/// Checks the credential of each operation, with and without a session.
#[tokio::test]
async fn the_session_token_is_sent_where_the_contract_requires_it() {
    let server = Server::start().await;
    for (operation, reply, _) in table() {
        mount(&server, operation, reply);
    }
    for (operation, _, drive) in table() {
        let store = TestStore::with_session(session());
        drive(client_over(&server, store)).await.unwrap();
        let takes_session = |way: &BTreeSet<String>| way.contains("bearer") || way.contains("accessToken");
        let takes_bearer = |way: &BTreeSet<String>| takes_session(way) || way.contains("mfa");
        let security = &Contract::get().operations[operation].security;
        let wanted = security.iter().any(takes_bearer);
        let requests = server.requests_for(operation);
        let last = requests.last().unwrap();
        assert_eq!(last.bearer().or(last.access_token()).is_some(), wanted, "{operation}");

        let before = server.requests().len();
        let anonymous = drive(client_over(&server, TestStore::new())).await;
        let needed = security.iter().any(takes_session) && security.iter().all(takes_bearer);
        let sent = server.operations().split_off(before);
        match needed {
            true => assert!(!sent.iter().any(|sent| sent == operation), "{operation} without a session: {anonymous:?}"),
            // The contract allows an upload without a session, but the method that uploads needs one.
            false if operation == "upload" => assert!(anonymous.unwrap_err().is_not_logged_in()),
            false => assert!(sent.iter().any(|sent| sent == operation), "{operation}: {anonymous:?}"),
        }
    }
}
