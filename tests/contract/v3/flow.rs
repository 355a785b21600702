//! The sign-in flow over the v3 API, with both forms of the phone button.

use authing_wxapp::{PhoneAuthorization, PhoneOutcome, Session, SignInStep, SignedIn};
use serde_json::{Value, json};

use super::{
    access, access_token, client, expired, new_access_token, old_access_token, profile, refresh, renewed, session,
    tokens,
};
use crate::support::{Reply, Server, TestStore, envelope, token, token_no, user_json, v3, v3_refusal};

pub const PHONE: Option<&str> = Some("17612346754");

pub fn codes() -> PhoneAuthorization {
    PhoneAuthorization::from_codes("second-login-code", "phone-code")
}

pub fn of(user_id: &str, phone: Option<&str>) -> Value {
    let mut profile = profile(phone);
    profile["userId"] = user_id.into();
    v3(profile)
}

/// Signs in and presses the button if asked. Also returns how often it was pressed.
pub async fn sign_in(server: &Server, store: &TestStore) -> (SignedIn, usize) {
    let mut pressed = 0;
    let ask = || {
        pressed += 1;
        async { Some(codes()) }
    };
    let signed_in = client(server, store).sign_in("first-login-code", ask).await.unwrap();
    (signed_in, pressed)
}

/// How often each code was sent, whatever for.
pub fn sent(server: &Server, code: &str) -> usize {
    server.requests().iter().filter(|request| String::from_utf8_lossy(&request.body).contains(code)).count()
}

#[tokio::test]
async fn an_account_with_a_phone_signs_in_by_code_alone() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(tokens()));
    server.reply("getProfileV3", of("user-1", PHONE));
    let store = TestStore::new();
    let (signed_in, pressed) = sign_in(&server, &store).await;
    assert_eq!((&*signed_in.user.id, signed_in.phone, signed_in.reused), ("user-1", PhoneOutcome::AlreadyBound, false));
    assert_eq!((pressed, server.operations()), (0, vec!["signinByMobileV3".to_owned(), "getProfileV3".to_owned()]));
    let body = server.requests()[0].json();
    assert_eq!(body["connection"], "wechat_mini_program_code");
    assert_eq!(body["options"]["scope"], "openid profile phone email offline_access");
    let stored = store.session().unwrap();
    assert!(stored.user().unwrap().has_phone() && stored.refresh_token().is_some() && stored.access_token().is_some());
    assert!(stored.expires_at().is_some());
}

#[tokio::test]
async fn the_button_of_today_binds_the_number_in_one_call() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(tokens()));
    server.reply("getProfileV3", of("user-1", None));
    server.reply("getProfileV3", of("user-1", None));
    server.reply("getProfileV3", of("user-1", PHONE));
    let store = TestStore::new();
    let (signed_in, pressed) = sign_in(&server, &store).await;
    assert_eq!((signed_in.phone, signed_in.reused, pressed), (PhoneOutcome::Bound, false, 1));
    let sign_ins = server.requests_for("signinByMobileV3");
    assert_eq!(sign_ins[1].json()["connection"], "wechat_mini_program_code_and_phone");
    assert_eq!(["first-login-code", "second-login-code", "phone-code"].map(|code| sent(&server, code)), [1, 1, 1]);
    assert!(store.session().unwrap().user().unwrap().has_phone());
}

#[tokio::test]
async fn the_old_button_works_over_the_same_api() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(tokens()));
    server.reply("getProfileV3", of("user-1", None));
    server.reply("getProfileV3", of("user-1", None));
    server.reply("getProfileV3", of("user-1", PHONE));
    let old = || async { Some(PhoneAuthorization::new("second-login-code", "iv", "data")) };
    let signed_in = client(&server, &TestStore::new()).sign_in("first-login-code", old).await.unwrap();
    assert_eq!(signed_in.phone, PhoneOutcome::Bound);
    assert_eq!(server.requests_for("signinByMobileV3")[1].json()["connection"], "wechat_mini_program_phone");
}

#[tokio::test]
async fn what_has_become_of_the_number_is_found_out_from_the_profile() {
    let other = PhoneOutcome::BoundToOtherAccount { previous_user_id: "user-1".into() };
    let cases = [
        (of("user-1", PHONE), PhoneOutcome::Bound),
        // The server did not say that it has not taken the number.
        (of("user-1", None), PhoneOutcome::NotTaken),
        (of("user-1", Some("")), PhoneOutcome::NotTaken),
        (of("user-2", PHONE), other),
    ];
    for (profile, outcome) in cases {
        let server = Server::start().await;
        server.reply("signinByMobileV3", v3(tokens()));
        let mut of_the_other = tokens();
        of_the_other["id_token"] = token_no(profile["data"]["userId"].as_str().unwrap(), 7).into();
        server.reply("signinByMobileV3", v3(of_the_other));
        server.reply("getProfileV3", of("user-1", None));
        server.reply("getProfileV3", of("user-1", None));
        server.reply("getProfileV3", profile);
        let (signed_in, _) = sign_in(&server, &TestStore::new()).await;
        assert_eq!(signed_in.phone, outcome);
    }
}

#[tokio::test]
async fn a_user_who_declines_is_signed_in_without_a_phone() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(tokens()));
    server.reply("getProfileV3", of("user-1", None));
    let signed_in = client(&server, &TestStore::new()).sign_in("first-login-code", || async { None }).await.unwrap();
    assert_eq!(signed_in.phone, PhoneOutcome::Declined);
    assert_eq!(server.operations(), ["signinByMobileV3", "getProfileV3"]);
}

#[tokio::test]
async fn a_session_is_reused_and_renewed_when_its_access_token_has_expired() {
    let server = Server::start().await;
    server.reply("token", renewed());
    server.reply("getProfileV3", of("user-1", PHONE));
    let store = TestStore::with_session(expired());
    let (signed_in, pressed) = sign_in(&server, &store).await;
    assert_eq!((signed_in.phone, signed_in.reused, pressed), (PhoneOutcome::AlreadyBound, true, 0));
    assert_eq!(server.operations(), ["token", "getProfileV3"]);
    assert_eq!((access(&store), refresh(&store).as_deref()), (Some(new_access_token()), Some("refresh-2")));
    assert_eq!(sent(&server, "first-login-code"), 0);
}

#[tokio::test]
async fn a_session_that_is_over_leads_to_a_new_sign_in() {
    let without_refresh_token = Session::new(token("user-1"), None).with_access_token(old_access_token());
    for session in [without_refresh_token, expired()] {
        let server = Server::start().await;
        if session.refresh_token().is_some() {
            server.reply("token", Reply::status(400, json!({ "error": "invalid_grant" })));
        }
        server.reply("signinByMobileV3", v3(tokens()));
        server.answer("getProfileV3", |request| match request.access_token() == Some(&access_token()) {
            true => of("user-1", PHONE).into(),
            false => v3_refusal(401, 2020, "log in").into(),
        });
        let (signed_in, _) = sign_in(&server, &TestStore::with_session(session)).await;
        assert_eq!((signed_in.reused, signed_in.phone), (false, PhoneOutcome::AlreadyBound));
        assert_eq!(sent(&server, "first-login-code"), 1);
    }
}

// --- In two steps ---

pub async fn begin(server: &Server, store: &TestStore) -> String {
    match client(server, store).begin_sign_in("first-login-code").await.unwrap() {
        SignInStep::PhoneNeeded(pending) => serde_json::to_string(&pending).unwrap(),
        SignInStep::SignedIn(signed_in) => panic!("already signed in: {signed_in:?}"),
    }
}

#[tokio::test]
async fn the_second_step_may_come_with_a_later_request_and_an_expired_session() {
    let server = Server::start().await;
    let mut short = tokens();
    short["expires_in"] = 1.into();
    server.reply("signinByMobileV3", v3(short));
    server.reply("signinByMobileV3", v3(tokens()));
    server.reply("getProfileV3", of("user-1", None));
    server.reply("getProfileV3", of("user-1", None));
    server.reply("getProfileV3", of("user-1", PHONE));
    server.reply("token", renewed());
    let store = TestStore::new();
    let kept = begin(&server, &store).await;
    assert_eq!(server.operations(), ["signinByMobileV3", "token", "getProfileV3"]);
    let pending = serde_json::from_str(&kept).unwrap();
    let signed_in = client(&server, &store).finish_sign_in(pending, codes()).await.unwrap();
    assert_eq!((signed_in.phone, sent(&server, "phone-code")), (PhoneOutcome::Bound, 1));
    assert_eq!(server.operations()[3..], ["getProfileV3", "signinByMobileV3", "getProfileV3"]);
    assert!(!kept.contains("code"), "{kept}");
}

/// The button costs money: its code is not spent for a number that the account has got on another device meanwhile.
#[tokio::test]
async fn a_phone_code_is_not_sent_when_the_account_has_a_phone_by_then() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(tokens()));
    server.reply("getProfileV3", of("user-1", None));
    server.reply("getProfileV3", of("user-1", PHONE));
    let store = TestStore::new();
    let pending = serde_json::from_str(&begin(&server, &store).await).unwrap();
    let signed_in = client(&server, &store).finish_sign_in(pending, codes()).await.unwrap();
    assert_eq!((signed_in.phone, sent(&server, "phone-code")), (PhoneOutcome::AlreadyBound, 0));
}

#[tokio::test]
async fn a_refused_phone_code_is_sent_once_and_leaves_the_user_signed_in() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(tokens()));
    server.reply("signinByMobileV3", v3_refusal(401, 2020, "the code was used"));
    server.reply("getProfileV3", of("user-1", None));
    let store = TestStore::new();
    let pending = serde_json::from_str(&begin(&server, &store).await).unwrap();
    let error = client(&server, &store).finish_sign_in(pending, codes()).await.unwrap_err();
    assert_eq!((error.message(), error.verb()), ("the code was used", "finish_sign_in"));
    assert_eq!((sent(&server, "phone-code"), access(&store)), (1, Some(access_token())));
}

#[tokio::test]
async fn a_sign_in_whose_profile_cannot_be_fetched_gives_the_session_with_the_error() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(tokens()));
    server.reply("getProfileV3", Reply::raw(502, "text/html", "<html>"));
    let store = TestStore::new();
    let error = client(&server, &store).begin_sign_in("first-login-code").await.unwrap_err();
    assert!(error.session().unwrap().access_token().is_some() && error.may_have_reached_server(), "{error:?}");
    assert!(store.session().is_some());
}

// --- In one call ---

#[tokio::test]
async fn a_program_with_both_codes_signs_in_at_once() {
    for (profile, outcome) in
        [(of("user-1", PHONE), PhoneOutcome::Present), (of("user-1", None), PhoneOutcome::NotTaken)]
    {
        let server = Server::start().await;
        server.reply("signinByMobileV3", v3(tokens()));
        server.reply("getProfileV3", profile);
        let signed_in = client(&server, &TestStore::new()).sign_in_with_phone(codes()).await.unwrap();
        assert_eq!((signed_in.phone, signed_in.reused), (outcome, false));
        assert_eq!(server.operations(), ["signinByMobileV3", "getProfileV3"]);
    }
}

#[tokio::test]
async fn a_sign_in_at_once_spends_nothing_for_a_session_with_a_phone() {
    let server = Server::start().await;
    server.reply("getProfileV3", of("user-1", PHONE));
    let store = TestStore::with_session(session());
    let signed_in = client(&server, &store).sign_in_with_phone(codes()).await.unwrap();
    assert_eq!((signed_in.phone, signed_in.reused), (PhoneOutcome::AlreadyBound, true));
    assert_eq!(sent(&server, "phone-code"), 0);
}

#[tokio::test]
async fn the_old_form_signs_in_at_once_without_the_v3_api() {
    let server = Server::start().await;
    let mut user = user_json("user-1");
    user["phone"] = "17612346754".into();
    server.reply("loginByPhone", envelope(user));
    let old = PhoneAuthorization::new("login-code", "iv", "data");
    let signed_in = server.client().sign_in_with_phone(old).await.unwrap();
    assert_eq!((signed_in.phone, signed_in.reused), (PhoneOutcome::Present, false));
}

#[tokio::test]
async fn a_phone_code_needs_to_know_the_connection() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let client = server.client();
    let at_once = client.sign_in_with_phone(codes()).await.unwrap_err();
    server.assert_untouched();
    let in_two_steps = client.sign_in("first-login-code", || async { Some(codes()) }).await.unwrap_err();
    for error in [at_once, in_two_steps] {
        assert!(error.is_argument() && error.message().contains("ext_idp_conn_identifier()"), "{error}");
    }
    assert_eq!(sent(&server, "phone-code"), 0);
}
