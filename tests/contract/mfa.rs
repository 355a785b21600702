//! Second factors: authenticators, codes that are sent, and completing a login with one.

use authing_wxapp::{AuthenticationClient, BoxFuture, Error, ErrorCode, MfaAssociation, TotpSource, User};
use serde_json::{Value, json};

use crate::support::{Reply, Server, TestStore, envelope, refusal, token, user, user_json};

pub const MFA: &str = "mfa.token.1";
/// The key of a private upload.
pub const KEY: &str = "user-contents/photos/face.jpg";
pub const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";

pub fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

fn done() -> Value {
    json!({ "code": 200, "message": "done" })
}

fn association() -> Value {
    envelope(json!({
        "authenticator_type": "totp",
        "secret": "JBSWY3DPEHPK3PXP",
        "qrcode_uri": "otpauth://totp/ada?secret=JBSWY3DPEHPK3PXP",
        "qrcode_data_url": "data:image/png;base64,JBSWY3DPEHPK3PXP",
        "recovery_code": "8477-a1a6-662c",
    }))
}

#[tokio::test]
async fn authenticators_are_listed_and_their_secrets_are_not_printed() {
    let server = Server::start().await;
    let entry = json!({
        "id": "m1", "userId": "user-1", "enable": true, "secret": "JBSWY3DPEHPK3PXP", "authenticatorType": "totp",
        "recoveryCode": "8477-a1a6-662c", "source": "SELF",
    });
    server.reply("listMfaAuthenticators", envelope(json!([entry])));
    server.reply("listMfaAuthenticators", envelope(json!([])));
    server.reply("listMfaAuthenticators", envelope(Value::Null));
    let mfa = server.client_over(signed_in()).mfa();
    let list = mfa.get_mfa_authenticators().await.unwrap();
    assert_eq!((list[0].enable, list[0].source.as_ref()), (Some(true), Some(&TotpSource::SELF)));
    assert_eq!(list[0].secret.as_ref().unwrap().expose(), "JBSWY3DPEHPK3PXP");
    let shown = format!("{list:?}");
    assert!(!shown.contains("JBSWY3DP") && !shown.contains("8477"), "{shown}");
    assert!(mfa.get_mfa_authenticators().source(TotpSource::APPLICATION).await.unwrap().is_empty());
    assert!(mfa.get_mfa_authenticators().authenticator_type("totp").mfa_token(MFA).await.unwrap().is_empty());

    let requests = server.requests();
    let query = |at: usize| {
        let mut query = requests[at].query.clone();
        query.sort();
        query.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    };
    assert_eq!((&*requests[0].method, &*requests[0].path), ("GET", "/api/v2/mfa/authenticator"));
    assert_eq!([query(0), query(1), query(2)], ["source=SELF&type=totp", "source=APPLICATION&type=totp", "type=totp"]);
    assert_eq!(requests[1].bearer(), Some(&*token("user-1")));
    assert_eq!(requests[2].bearer(), Some(MFA));
}

#[tokio::test]
async fn an_authenticator_is_associated_confirmed_and_removed() {
    let server = Server::start().await;
    server.reply("associateMfaAuthenticator", association());
    server.reply("confirmMfaAuthenticator", done());
    server.reply("deleteMfaAuthenticator", done());
    let store = signed_in();
    let mfa = server.client_over(store.clone()).mfa();
    let made: MfaAssociation = mfa.associate_mfa_authenticator().await.unwrap();
    assert_eq!(made.secret.expose(), "JBSWY3DPEHPK3PXP");
    assert_eq!(made.recovery_code.as_ref().unwrap().expose(), "8477-a1a6-662c");
    let shown = format!("{made:?}");
    assert!(!shown.contains("JBSWY3DP") && !shown.contains("8477"), "{shown}");
    mfa.confirm_associate_mfa_authenticator("112233").source(TotpSource::SELF).await.unwrap();
    mfa.delete_mfa_authenticator().await.unwrap();

    let requests = server.requests();
    let lines: Vec<String> = requests.iter().map(|request| format!("{} {}", request.method, request.path)).collect();
    let path = "/api/v2/mfa/totp/associate";
    assert_eq!(lines, [format!("POST {path}"), format!("POST {path}/confirm"), format!("DELETE {path}")]);
    assert_eq!(requests[0].json(), json!({ "authenticator_type": "totp", "source": "SELF" }));
    assert_eq!(requests[1].json(), json!({ "authenticator_type": "totp", "totp": "112233", "source": "SELF" }));
    assert!(requests.iter().all(|request| request.bearer() == Some(&token("user-1"))));
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn an_mfa_token_replaces_the_session() {
    for store in [TestStore::new(), signed_in()] {
        let server = Server::start().await;
        server.reply("associateMfaAuthenticator", association());
        server.reply("confirmMfaAuthenticator", done());
        let mfa = server.client_over(store.clone()).mfa();
        let before = store.token();
        mfa.associate_mfa_authenticator().source("APPLICATION").mfa_token(MFA).await.unwrap();
        mfa.associate_mfa_authenticator().mfa_token(MFA).await.unwrap();
        mfa.confirm_associate_mfa_authenticator("112233").authenticator_type("totp").mfa_token(MFA).await.unwrap();
        let requests = server.requests();
        assert!(requests.iter().all(|request| request.bearer() == Some(MFA)));
        assert_eq!(requests[0].json(), json!({ "authenticator_type": "totp", "source": "APPLICATION" }));
        assert_eq!(requests[1].json(), json!({ "authenticator_type": "totp" }));
        assert_eq!(requests[2].json(), json!({ "authenticator_type": "totp", "totp": "112233" }));
        assert_eq!(store.token(), before);
    }
}

#[tokio::test]
async fn a_wrong_confirmation_code_has_the_server_s_message() {
    let server = Server::start().await;
    server.reply("confirmMfaAuthenticator", Reply::status(400, refusal(400, "wrong code")));
    let error = server.client_over(signed_in()).mfa().confirm_associate_mfa_authenticator("1").await.unwrap_err();
    assert_eq!((error.code(), error.message()), (ErrorCode::BAD_REQUEST, "wrong code"));
    assert_eq!(error.verb(), "confirm_associate_mfa_authenticator");
}

type Verify = fn(AuthenticationClient) -> BoxFuture<'static, Result<User, Error>>;

/// Operation, path, body, and the call that completes a login with it.
fn verifications() -> Vec<(&'static str, &'static str, Value, Verify)> {
    macro_rules! verify {
        ($client:ident => $call:expr) => {
            |$client| Box::pin(async move { $call.await })
        };
    }
    vec![
        (
            "verifyTotpMfa",
            "/api/v2/mfa/totp/verify",
            json!({ "totp": "112233" }),
            verify!(client => client.mfa().verify_totp_mfa("112233", MFA)),
        ),
        ("verifyTotpRecoveryCode", "/api/v2/mfa/totp/recovery", json!({ "recoveryCode": "8477-a1a6" }), |client| {
            Box::pin(async move { Ok(client.mfa().verify_totp_recovery_code("8477-a1a6", MFA).await?.user) })
        }),
        (
            "verifyAppSmsMfa",
            "/api/v2/applications/mfa/sms/verify",
            json!({ "phone": "7911", "code": "1234", "phoneCountryCode": "+44" }),
            verify!(client => client.mfa().verify_app_sms_mfa("7911", "1234", MFA).phone_country_code("+44")),
        ),
        (
            "verifyAppEmailMfa",
            "/api/v2/applications/mfa/email/verify",
            json!({ "email": "ada@example.com", "code": "1234" }),
            verify!(client => client.mfa().verify_app_email_mfa("ada@example.com", "1234", MFA)),
        ),
        (
            "verifyFaceMfa",
            "/api/v2/mfa/face/verify",
            json!({ "photo": KEY }),
            verify!(client => client.mfa().verify_face_mfa(KEY, MFA)),
        ),
    ]
}

#[tokio::test]
async fn a_verified_second_factor_logs_in_and_replaces_any_session() {
    for (operation, path, body, verify) in verifications() {
        for store in [TestStore::new(), TestStore::with(&token("user-2"), Some(user("user-2")))] {
            let server = Server::start().await;
            server.reply(operation, envelope(user_json("user-1")));
            let user = verify(server.client_over(store.clone())).await.unwrap();
            assert_eq!(user.id, "user-1");
            let request = server.one_request();
            assert_eq!((&*request.method, &*request.path, request.bearer()), ("POST", path, Some(MFA)));
            assert_eq!(request.json(), body, "{operation}");
            assert_eq!((store.token(), store.user_id()), (Some(token("user-1")), Some("user-1".into())), "{operation}");
        }
    }
}

#[tokio::test]
async fn a_wrong_second_factor_or_a_reply_without_token_does_not_log_in() {
    for (operation, _, _, verify) in verifications() {
        let server = Server::start().await;
        server.reply(operation, refusal(6001, "wrong code"));
        server.reply(operation, envelope(json!({ "id": "user-1" })));
        let store = TestStore::new();
        let refused = verify(server.client_over(store.clone())).await.unwrap_err();
        assert_eq!((refused.code(), refused.message()), (ErrorCode::TOTP_CODE_INCORRECT, "wrong code"), "{operation}");
        let without = verify(server.client_over(store.clone())).await.unwrap_err();
        assert!(without.is_decode() && without.may_have_reached_server(), "{operation}: {without:?}");
        assert_eq!(store.token(), None);
    }
}

/// The call spends the code, so the store is read before it; a session that cannot be stored is in the error.
#[tokio::test]
async fn a_store_failure_does_not_lose_the_second_factor() {
    for (operation, _, _, verify) in verifications() {
        let server = Server::start().await;
        server.reply(operation, envelope(user_json("user-1")));
        assert!(verify(server.client_over(TestStore::new().break_load())).await.unwrap_err().is_store());
        server.assert_untouched();

        let error = verify(server.client_over(TestStore::new().break_replace())).await.unwrap_err();
        assert!(error.is_store() && error.may_have_reached_server(), "{error:?}");
        assert_eq!(error.session().unwrap().token().expose(), token("user-1"));
    }
}

#[tokio::test]
async fn a_recovery_code_is_replaced_by_a_new_one() {
    let server = Server::start().await;
    let mut reply = envelope(user_json("user-1"));
    reply["recoveryCode"] = json!("9225-be3f");
    server.reply("verifyTotpRecoveryCode", reply.clone());
    reply["recoveryCode"] = json!({ "odd": "9225-be3f" });
    server.reply("verifyTotpRecoveryCode", Reply::raw_json(reply));
    let mfa = server.client().mfa();
    let recovered = mfa.verify_totp_recovery_code("8477-a1a6", MFA).await.unwrap();
    assert_eq!((&*recovered.user.id, recovered.recovery_code.as_ref().unwrap().expose()), ("user-1", "9225-be3f"));
    assert!(!format!("{recovered:?}").contains("9225"));
    // The login succeeded, so an unreadable new recovery code does not make it fail.
    assert_eq!(mfa.verify_totp_recovery_code("8477-a1a6", MFA).await.unwrap().recovery_code, None);
}

#[tokio::test]
async fn phone_or_email_bindable_sends_the_mfa_token() {
    let server = Server::start().await;
    server.reply("phoneOrEmailBindable", envelope(json!(true)));
    server.reply("phoneOrEmailBindable", envelope(json!(false)));
    let mfa = server.client_over(signed_in()).mfa();
    assert!(mfa.phone_or_email_bindable(MFA).phone("176").await.unwrap());
    assert!(!mfa.phone_or_email_bindable(MFA).phone("176").email("a@b.c").await.unwrap());
    let requests = server.requests();
    assert_eq!(requests[0].path, "/api/v2/applications/mfa/check");
    assert_eq!(requests[0].json(), json!({ "phone": "176" }));
    assert_eq!(requests[1].json(), json!({ "phone": "176", "email": "a@b.c" }));
    assert!(requests.iter().all(|request| request.bearer() == Some(MFA)));
}

#[tokio::test]
async fn without_a_session_and_an_mfa_token_nothing_is_sent() {
    let server = Server::start().await;
    let mfa = server.client().mfa();
    let errors = [
        mfa.get_mfa_authenticators().await.unwrap_err(),
        mfa.associate_mfa_authenticator().await.map(drop).unwrap_err(),
        mfa.confirm_associate_mfa_authenticator("1").await.unwrap_err(),
        mfa.delete_mfa_authenticator().await.unwrap_err(),
        mfa.associate_face_by_url("https://x.y/a.jpg").await.unwrap_err(),
        mfa.associate_face_by_picture(JPEG).await.unwrap_err(),
    ];
    assert!(errors.iter().all(|error| error.is_not_logged_in() && !error.may_have_reached_server()), "{errors:?}");
    server.assert_untouched();
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let mfa = server.client_over(signed_in()).mfa();
    let refused = [
        (mfa.confirm_associate_mfa_authenticator("").await.unwrap_err(), "totp is empty"),
        (mfa.verify_totp_mfa(" ", MFA).await.unwrap_err(), "totp is empty"),
        (mfa.verify_totp_mfa("1", "").await.unwrap_err(), "mfa_token is empty; take it from the refused login"),
        (mfa.verify_totp_recovery_code("", MFA).await.map(drop).unwrap_err(), "recovery_code is empty"),
        (mfa.verify_totp_recovery_code("1", "").await.map(drop).unwrap_err(), "mfa_token is empty"),
        (mfa.verify_app_sms_mfa("", "1", MFA).await.unwrap_err(), "phone is empty"),
        (mfa.verify_app_sms_mfa("176", "", MFA).await.unwrap_err(), "code is empty"),
        (mfa.verify_app_sms_mfa("176", "1", "").await.unwrap_err(), "mfa_token is empty"),
        (mfa.verify_app_email_mfa("", "1", MFA).await.unwrap_err(), "email is empty"),
        (mfa.verify_app_email_mfa("a@b.c", "", MFA).await.unwrap_err(), "code is empty"),
        (mfa.verify_app_email_mfa("a@b.c", "1", "").await.unwrap_err(), "mfa_token is empty"),
        (mfa.phone_or_email_bindable(MFA).await.map(drop).unwrap_err(), "chain at least one of them"),
        (mfa.phone_or_email_bindable("").phone("1").await.map(drop).unwrap_err(), "mfa_token is empty"),
        (mfa.associate_face_by_url("").await.unwrap_err(), "base_face is empty"),
        (mfa.associate_face_by_url("a").compare_face("").await.unwrap_err(), "compare_face is empty"),
        (mfa.verify_face_mfa("", MFA).await.unwrap_err(), "photo is empty"),
        (mfa.verify_face_mfa("a", "").await.unwrap_err(), "mfa_token is empty"),
        (mfa.verify_face_mfa_by_picture(JPEG, "").await.unwrap_err(), "mfa_token is empty"),
        (mfa.get_mfa_authenticators().mfa_token("").await.map(drop).unwrap_err(), "mfa_token is empty"),
    ];
    for (error, what) in refused {
        assert!(error.is_argument() && error.message().contains(what), "{what}: {error:?}");
    }
    server.assert_untouched();
}
