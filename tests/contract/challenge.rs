//! Challenges: what a refused login requires, and the calls that meet the requirement.

use authing_wxapp::{Challenge, Error, ErrorCode, MfaChallenge, MfaFactor, MfaPolicy};
use serde_json::{Value, json};

use crate::support::{Reply, Server, TestKey, TestStore, envelope, graphql, token, user, user_json};

const MFA: &str = "mfa.token.1";

/// The GraphQL reply of a refused login.
fn refused(code: i64, data: Value) -> Value {
    let message = json!({ "code": code, "message": "not yet", "data": data });
    json!({ "data": { "loginByEmail": null }, "errors": [{ "message": message, "path": ["loginByEmail"] }] })
}

async fn server(replies: impl IntoIterator<Item = Value>) -> Server {
    let server = Server::start().await;
    server.reply("getPublicKey", TestKey::small().reply());
    for reply in replies {
        server.reply("loginByEmail", reply);
    }
    server
}

/// The error of a login that is refused with this code and these data.
async fn error(code: i64, data: Value) -> Error {
    let server = server([refused(code, data)]).await;
    let store = TestStore::with(&token("user-2"), Some(user("user-2")));
    let error = server.client_over(store.clone()).login_by_email("ada@example.com", "passw0rd").await.unwrap_err();
    assert_eq!(store.token(), Some(token("user-2")), "a refused login keeps the session");
    error
}

async fn second_factor(code: i64, data: Value) -> MfaChallenge {
    match error(code, data).await.challenge() {
        Some(Challenge::SecondFactor(mfa)) => mfa,
        other => panic!("{other:?}"),
    }
}

/// The data that servers send with code 1636.
fn application_mfa() -> Value {
    json!({
        "mfaToken": MFA, "nickname": null, "email": "ada@example.com", "phone": "17612346754", "phoneCountryCode": 86,
        "mfaPhone": null, "mfaEmail": "mfa@example.com", "mfaPhoneCountryCode": null, "username": "ada",
        "avatar": "https://x.y/ada.png", "faceMfaEnabled": false, "totpMfaEnabled": true,
        "applicationMfa": [
            { "mfaPolicy": "OTP", "status": 1, "sort": 3 },
            { "mfaPolicy": "SMS", "status": 1, "sort": 1 },
            { "mfaPolicy": "PASSKEY", "status": 0, "sort": 2 },
            { "mfaPolicy": "FACE", "status": 1, "sort": 4 },
            { "mfaPolicy": "RIDDLE", "status": 1 },
        ],
    })
}

fn factors(challenge: &MfaChallenge) -> Vec<(&str, Option<bool>)> {
    challenge.factors.iter().map(|MfaFactor { policy, bound, .. }| (policy.as_str(), *bound)).collect()
}

#[tokio::test]
async fn an_application_challenge_lists_its_factors_in_order_and_which_are_bound() {
    let mfa = second_factor(1636, application_mfa()).await;
    assert_eq!(mfa.mfa_token.expose(), MFA);
    let expected = [("SMS", Some(true)), ("OTP", Some(true)), ("FACE", Some(false)), ("RIDDLE", None)];
    assert_eq!(factors(&mfa), expected);
    assert_eq!(mfa.factors[0].policy, MfaPolicy::SMS);
    assert_eq!((mfa.phone.as_deref(), mfa.phone_country_code.as_deref()), (Some("17612346754"), Some("86")));
    assert_eq!((mfa.email.as_deref(), mfa.username.as_deref()), (Some("mfa@example.com"), Some("ada")));
    assert_eq!((mfa.nickname, mfa.avatar.as_deref()), (None, Some("https://x.y/ada.png")));
}

#[tokio::test]
async fn a_phone_bound_as_a_factor_precedes_the_phone_of_the_account() {
    let mut data = application_mfa();
    data["mfaPhone"] = json!("7911");
    data["mfaPhoneCountryCode"] = json!("+44");
    let mfa = second_factor(1636, data).await;
    assert_eq!((mfa.phone.as_deref(), mfa.phone_country_code.as_deref()), (Some("7911"), Some("+44")));
}

#[tokio::test]
async fn a_user_challenge_requires_the_authenticator() {
    let data = json!({ "mfaToken": MFA, "nickname": null, "email": "b@example.com", "username": null });
    assert_eq!(factors(&second_factor(1635, data).await), [("OTP", Some(true))]);
}

/// Servers send different members. Only the token is needed to answer the challenge.
#[tokio::test]
async fn a_challenge_needs_only_its_token_even_if_other_members_are_odd() {
    let bare = second_factor(1636, json!({ "mfaToken": MFA })).await;
    assert!(bare.factors.is_empty() && bare.phone.is_none());
    let odd = json!({
        "mfaToken": MFA, "phone": ["x"], "totpMfaEnabled": "yes",
        "applicationMfa": [null, { "mfaPolicy": 5 }, { "mfaPolicy": "OTP", "status": true, "sort": "first" }],
    });
    assert_eq!(factors(&second_factor(1636, odd).await), [("OTP", None)]);

    for data in [Value::Null, json!({}), json!({ "mfaToken": "" }), json!({ "mfaToken": 5 }), json!([MFA])] {
        let error = error(1636, data).await;
        assert!(error.is_mfa_required() && error.challenge().is_none(), "{error:?}");
    }
}

#[tokio::test]
async fn a_challenge_shows_no_token() {
    for (code, data) in
        [(1635, json!({ "mfaToken": MFA })), (1639, json!({ "token": MFA })), (2058, json!({ "token": MFA }))]
    {
        let error = error(code, data).await;
        let shown = format!("{:?} {:#?} {error:?} {error}", error.challenge(), error.challenge());
        assert!(error.challenge().is_some() && !shown.contains(MFA), "{shown}");
    }
}

#[tokio::test]
async fn each_kind_of_second_factor_completes_the_login() {
    let replies = ["verifyTotpMfa", "verifyTotpRecoveryCode", "verifyAppSmsMfa", "verifyAppEmailMfa", "verifyFaceMfa"];
    for operation in replies {
        let server = server([refused(1636, application_mfa())]).await;
        server.reply(operation, envelope(user_json("user-1")));
        let store = TestStore::new();
        let client = server.client_over(store.clone());
        let error = client.login_by_email("ada@example.com", "passw0rd").await.unwrap_err();
        assert!(error.is_mfa_required() && error.mfa_token().is_some_and(|token| token.expose() == MFA));
        let Some(Challenge::SecondFactor(mfa)) = error.challenge() else { panic!("{error:?}") };
        let user = match operation {
            "verifyTotpMfa" => mfa.verify_totp(&client, "112233").await.unwrap(),
            "verifyTotpRecoveryCode" => mfa.verify_recovery_code(&client, "8477-a1a6").await.unwrap().user,
            "verifyAppSmsMfa" => mfa.verify_sms(&client, "176", "1234").phone_country_code("+86").await.unwrap(),
            "verifyAppEmailMfa" => mfa.verify_email(&client, "mfa@example.com", "1234").await.unwrap(),
            _ => mfa.verify_face(&client, "https://x.y/a.jpg").await.unwrap(),
        };
        assert_eq!(user.id, "user-1");
        assert_eq!(server.operations(), ["getPublicKey", "loginByEmail", operation]);
        assert_eq!(server.requests_for(operation)[0].bearer(), Some(MFA));
        assert_eq!(store.token(), Some(token("user-1")), "{operation}");
    }
}

/// No factor is bound yet. The user binds an authenticator, and its code completes the login.
#[tokio::test]
async fn binding_an_authenticator_during_a_login_completes_it() {
    let server = server([refused(1636, application_mfa())]).await;
    server.reply("associateMfaAuthenticator", envelope(json!({ "secret": "JBSWY3DPEHPK3PXP" })));
    server.reply("confirmMfaAuthenticator", json!({ "code": 200, "message": "done" }));
    server.reply("verifyTotpMfa", envelope(user_json("user-1")));
    let store = TestStore::new();
    let client = server.client_over(store.clone());
    let error = client.login_by_email("ada@example.com", "passw0rd").await.unwrap_err();
    let Some(Challenge::SecondFactor(mfa)) = error.challenge() else { panic!("{error:?}") };
    client.mfa().associate_mfa_authenticator().source("APPLICATION").mfa_token(&mfa.mfa_token).await.unwrap();
    client.mfa().confirm_associate_mfa_authenticator("112233").mfa_token(&mfa.mfa_token).await.unwrap();
    mfa.verify_totp(&client, "112233").await.unwrap();
    let bearers = server.requests().into_iter().skip(2).map(|request| request.bearer() == Some(MFA));
    assert_eq!(bearers.collect::<Vec<_>>(), [true; 3]);
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn rest_logins_have_challenges_too() {
    let server = Server::start().await;
    server.reply("loginByCode", json!({ "code": 1636, "message": "not yet", "data": application_mfa() }));
    let error = server.client().login_by_code("a-code").await.unwrap_err();
    assert!(matches!(error.challenge(), Some(Challenge::SecondFactor(_))), "{error:?}");
}

#[tokio::test]
async fn a_first_login_sets_a_password_and_logs_in_with_it() {
    let login = graphql("loginByEmail", user_json("user-1"));
    let server = server([refused(1639, json!({ "token": "first.token" })), login]).await;
    server.reply("resetPasswordByFirstLoginToken", graphql("resetPasswordByFirstLoginToken", json!({ "code": 200 })));
    let store = TestStore::new();
    let client = server.client_over(store.clone());
    let error = client.login_by_email("ada@example.com", "initial").await.unwrap_err();
    let Some(Challenge::FirstLogin(first)) = error.challenge() else { panic!("{error:?}") };
    first.set_password(&client, "n3w").await.unwrap();
    assert_eq!(store.token(), None, "a reset does not log in");
    client.login_by_email("ada@example.com", "n3w").await.unwrap();
    assert_eq!(store.token(), Some(token("user-1")));
    let sent = server.requests_for("resetPasswordByFirstLoginToken")[0].variables();
    assert_eq!(sent["token"], "first.token");
    assert_eq!(TestKey::small().decrypt(&sent["password"]), "n3w");
}

#[tokio::test]
async fn an_expired_password_is_changed_and_the_new_one_logs_in() {
    let login = graphql("loginByEmail", user_json("user-1"));
    let server = server([refused(2058, json!({ "token": "reset.token" })), login]).await;
    server.reply("resetPasswordByForceResetToken", graphql("resetPasswordByForceResetToken", json!({ "code": 200 })));
    let store = TestStore::new();
    let client = server.client_over(store.clone());
    let error = client.login_by_email("ada@example.com", "0ld").await.unwrap_err();
    let Some(Challenge::PasswordReset(reset)) = error.challenge() else { panic!("{error:?}") };
    reset.reset(&client, "0ld", "n3w").await.unwrap();
    client.login_by_email("ada@example.com", "n3w").await.unwrap();
    assert_eq!(store.token(), Some(token("user-1")));
    let sent = server.requests_for("resetPasswordByForceResetToken")[0].variables();
    assert_eq!(sent["token"], "reset.token");
    let passwords = ["oldPassword", "newPassword"].map(|name| TestKey::small().decrypt(&sent[name]));
    assert_eq!(passwords, ["0ld", "n3w"]);
}

#[tokio::test]
async fn a_captcha_is_fetched_and_its_text_and_cookie_go_with_the_next_login() {
    let server = Server::start().await;
    server.reply("getPublicKey", TestKey::small().reply());
    let picture = Reply::raw(200, "image/svg+xml", "<svg/>").header("set-cookie", "captcha=abc.def; Path=/; HttpOnly");
    server.reply("getCaptcha", picture);
    server.reply("loginBySubAccount", graphql("loginBySubAccount", user_json("user-1")));
    for operation in ["loginByEmail", "loginByUsername", "loginByPhonePassword"] {
        let message = json!({ "code": 2000, "message": "captcha", "data": null });
        server.reply(operation, json!({ "data": null, "errors": [{ "message": message }] }));
        server.reply(operation, graphql(operation, user_json("user-1")));
    }
    let store = TestStore::with(&token("user-2"), Some(user("user-2")));
    let client = server.client_over(store.clone());
    let error = client.login_by_email("ada@example.com", "passw0rd").await.unwrap_err();
    assert!(matches!(error.challenge(), Some(Challenge::Captcha { .. })), "{error:?}");
    let captcha = client.get_captcha().await.unwrap();
    assert_eq!((&captcha.image[..], &*captcha.content_type), (&b"<svg/>"[..], "image/svg+xml"));
    assert!(!format!("{captcha:?}").contains("abc.def"), "{captcha:?}");
    let login = client.login_by_email("ada@example.com", "passw0rd").captcha_code("x7k2");
    login.captcha_cookie(&captcha.cookie).await.unwrap();
    assert_eq!(store.token(), Some(token("user-1")));

    client.login_by_username("ada", "passw0rd").await.unwrap_err();
    client.login_by_username("ada", "passw0rd").captcha_cookie(&captcha.cookie).await.unwrap();
    client.login_by_phone_password("176", "passw0rd").await.unwrap_err();
    client.login_by_phone_password("176", "passw0rd").captcha_cookie(&captcha.cookie).await.unwrap();
    client.login_by_sub_account("ada-2", "passw0rd").captcha_cookie(&captcha.cookie).await.unwrap();

    let fetched = &server.requests_for("getCaptcha")[0];
    assert_eq!((&*fetched.method, &*fetched.path, fetched.bearer()), ("GET", "/api/v2/security/captcha", None));
    let logins = server.requests_for("loginByEmail");
    assert_eq!([logins[0].header("cookie"), logins[1].header("cookie")], [None, Some("captcha=abc.def")]);
    assert_eq!(logins[1].variables()["input"]["captchaCode"], "x7k2");
    for operation in ["loginByUsername", "loginByPhonePassword", "loginBySubAccount"] {
        let last = server.requests_for(operation).pop().unwrap();
        assert_eq!(last.header("cookie"), Some("captcha=abc.def"), "{operation}");
    }
}

/// There is no cookie jar, so the cookie of one user is never sent with the login of another.
#[tokio::test]
async fn a_cookie_is_sent_only_when_it_is_given() {
    let server = server([graphql("loginByEmail", user_json("user-1"))]).await;
    let picture = Reply::raw(200, "image/png", "png").header("set-cookie", "captcha=abc").header("set-cookie2", "x");
    server.reply("getCaptcha", picture);
    let client = server.client();
    client.get_captcha().await.unwrap();
    client.login_by_email("ada@example.com", "passw0rd").await.unwrap();
    assert!(server.requests().iter().all(|request| request.header("cookie").is_none()));
}

#[tokio::test]
async fn a_reply_without_a_captcha_is_unreadable_and_a_refusal_is_an_error() {
    let svg = || Reply::raw(200, "image/svg+xml", "<svg/>");
    let replies: [(Reply, i64, &str); 6] = [
        (svg(), -3, "without a cookie"),
        (svg().header("set-cookie", "; Path=/"), -3, "without a cookie"),
        (Reply::raw(200, "text/html", "<html>").header("set-cookie", "a=1"), -3, "no picture"),
        (Reply::raw_json(envelope(json!({ "id": 1 }))), -3, "no picture"),
        (Reply::raw_json(json!({ "code": 2011, "message": "no such app" })), 2011, "no such app"),
        (Reply::raw(502, "text/html", "<html>"), 502, "HTTP 502"),
    ];
    for (reply, code, message) in replies {
        let server = Server::start().await;
        server.reply("getCaptcha", reply);
        let error = server.client().get_captcha().await.unwrap_err();
        assert_eq!((error.code().get(), error.verb()), (code, "get_captcha"), "{error:?}");
        assert!(error.message().contains(message) && error.may_have_reached_server(), "{error:?}");
    }
}

#[tokio::test]
async fn a_cookie_that_does_not_fit_a_header_is_refused_before_the_login_is_sent() {
    let server = server([]).await;
    let login = server.client().login_by_email("ada@example.com", "passw0rd").captcha_cookie("a\nb");
    let error = login.await.unwrap_err();
    assert!(error.is_argument() && !error.message().contains("a\nb"), "{error:?}");
    assert_eq!(server.operations(), ["getPublicKey"]);
}

#[tokio::test]
async fn every_code_that_requires_something_of_the_user_is_a_challenge() {
    type Is = fn(&Challenge) -> bool;
    let kinds: [(i64, Is); 11] = [
        (1640, |challenge| matches!(challenge, Challenge::BindAccount { may_create: false, .. })),
        (1641, |challenge| matches!(challenge, Challenge::BindAccount { may_create: true, .. })),
        (1642, |challenge| matches!(challenge, Challenge::CompleteProfile { .. })),
        (1643, |challenge| matches!(challenge, Challenge::Unlock { .. })),
        (1645, |challenge| matches!(challenge, Challenge::CompleteProfile { .. })),
        (2000, |challenge| matches!(challenge, Challenge::Captcha { .. })),
        (2071, |challenge| matches!(challenge, Challenge::WeakPassword { .. })),
        (2921, |challenge| matches!(challenge, Challenge::ChooseAccount { .. })),
        (2930, |challenge| matches!(challenge, Challenge::ChooseAccount { .. })),
        (1639, |challenge| matches!(challenge, Challenge::FirstLogin(_))),
        (2058, |challenge| matches!(challenge, Challenge::PasswordReset(_))),
    ];
    for (code, is) in kinds {
        let error = error(code, json!({ "token": "a.b.c" })).await;
        assert!(error.challenge().is_some_and(|challenge| is(&challenge)), "{code}: {:?}", error.challenge());
    }
}

#[tokio::test]
async fn other_failures_have_no_challenge() {
    for code in [2004, 2006, 2005, 500, 1699] {
        assert_eq!(error(code, application_mfa()).await.challenge(), None, "{code}");
    }
    for code in [1639, 2058] {
        assert_eq!(error(code, Value::Null).await.challenge(), None, "{code} without its token");
    }
    let server = Server::start().await;
    server.reply("loginByCode", Reply::raw(200, "text/html", "<html>"));
    assert_eq!(server.client().login_by_code("a-code").await.unwrap_err().challenge(), None);
    assert_eq!(server.client().login_by_code("").await.unwrap_err().challenge(), None);
    assert_eq!(ErrorCode::CAPTCHA_REQUIRED.get(), 2000);
}
