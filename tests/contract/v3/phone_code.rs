//! A code of the phone button costs money and works once: it is never sent in vain, and never twice.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use authing_wxapp::{PhoneOutcome, RetryPolicy, Session, SignInStep};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::{
    CONNECTION, client, expired,
    flow::{PHONE, begin, codes, of, sent, sign_in},
    profile, renewed, tokens,
};
use crate::support::{Reply, Server, TestStore, envelope, jwt, token, user_json, v3, v3_refusal};

const PATIENCE: Duration = Duration::from_secs(60);

/// A session of v3 whose access token says what it allows.
fn with_scope(scope: &str) -> Session {
    let access = jwt(json!({ "sub": "user-1", "scope": scope, "exp": 4_102_444_800_u64 }));
    Session::new(token("user-1"), None).with_access_token(access)
}

/// A profile whose number is a number.
fn with_number() -> Reply {
    let mut profile = profile(None);
    profile["phone"] = 17_612_346_754_u64.into();
    Reply::raw_json(v3(profile))
}

#[tokio::test]
async fn whatever_becomes_of_the_request_the_code_is_sent_once() {
    let failures = [
        Reply::raw(502, "text/html", "<html>"),
        Reply::raw(503, "text/plain", ""),
        Reply::status(429, v3_refusal(429, 429, "too many requests")),
        v3_refusal(401, 2020, "log in").into(),
        Reply::raw(200, "text/html", "<html>"),
        Reply::raw(200, "application/json", r#"{"statusCode":200,"data":{"access_token":"x"#),
        Reply::raw_json(v3(json!({ "token_type": "Bearer" }))),
        Reply::raw_json(json!({ "statusCode": "401", "apiCode": "2020", "message": ["log in"] })),
    ];
    for failure in failures {
        let server = Server::start().await;
        server.reply("signinByMobileV3", v3(tokens()));
        server.reply("signinByMobileV3", failure);
        server.reply("getProfileV3", of("user-1", None));
        let store = TestStore::new();
        let pending = serde_json::from_str(&begin(&server, &store).await).unwrap();
        let eager = server.builder().ext_idp_conn_identifier(CONNECTION).token_store(store.clone());
        let eager = eager.retry(RetryPolicy::attempts(3)).build().unwrap();
        let error = eager.finish_sign_in(pending, codes()).await.unwrap_err();
        assert!(error.may_have_reached_server() && !error.is_store(), "{error:?}");
        assert_eq!(["second-login-code", "phone-code"].map(|code| sent(&server, code)), [1, 1], "{error}");
        assert!(store.session().is_some_and(|session| session.refresh_token().is_some()), "the user is signed out");
    }
}

/// The user closes the page while the request is on its way, and the mini-program sends the same codes again.
#[tokio::test]
async fn a_second_step_that_was_given_up_is_not_repeated_when_it_had_its_effect() {
    let server = Server::start().await;
    let (arrived, bound) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
    server.reply("signinByMobileV3", v3(tokens()));
    let (arrival, effect) = (Arc::clone(&arrived), Arc::clone(&bound));
    server.answer("signinByMobileV3", move |_| {
        effect.store(true, Relaxed);
        arrival.notify_one();
        Reply::from(v3(tokens())).never()
    });
    server.answer("getProfileV3", move |_| of("user-1", PHONE.filter(|_| bound.load(Relaxed))).into());
    let store = TestStore::new();
    let kept = begin(&server, &store).await;
    let finish = || client(&server, &store).finish_sign_in(serde_json::from_str(&kept).unwrap(), codes()).into_future();
    tokio::select! {
        outcome = finish() => panic!("no reply was sent, and the call has ended: {outcome:?}"),
        () = arrived.notified() => {}
    }
    assert_eq!(finish().await.unwrap().phone, PhoneOutcome::AlreadyBound);
    assert_eq!(sent(&server, "phone-code"), 1);
}

#[tokio::test]
async fn a_session_that_is_renewed_in_between_costs_no_second_code() {
    let before_the_call = ["token", "getProfileV3", "signinByMobileV3", "getProfileV3"];
    let after_a_refusal = ["getProfileV3", "token", "getProfileV3", "signinByMobileV3", "getProfileV3"];
    for (has_expired, operations) in [(true, &before_the_call[..]), (false, &after_a_refusal[..])] {
        let server = Server::start().await;
        server.reply("signinByMobileV3", v3(tokens()));
        server.reply("getProfileV3", of("user-1", None));
        let store = TestStore::new();
        let pending = serde_json::from_str(&begin(&server, &store).await).unwrap();
        let begun = server.operations().len();
        match has_expired {
            true => store.put_session(expired()),
            false => server.reply("getProfileV3", v3_refusal(401, 2020, "log in")),
        }
        server.reply("token", renewed());
        server.reply("getProfileV3", of("user-1", None));
        server.reply("getProfileV3", of("user-1", PHONE));
        let signed_in = client(&server, &store).finish_sign_in(pending, codes()).await.unwrap();
        assert_eq!((signed_in.phone, sent(&server, "phone-code")), (PhoneOutcome::Bound, 1));
        assert_eq!(server.operations()[begun..], *operations);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_sign_ins_at_once_renew_the_session_once_and_spend_no_code() {
    let server = Server::start().await;
    server.reply("token", renewed());
    server.reply("getProfileV3", of("user-1", PHONE));
    // As patient as a busy machine needs.
    let builder = server.builder().ext_idp_conn_identifier(CONNECTION).token_store(TestStore::with_session(expired()));
    let client = builder.connect_timeout(PATIENCE).timeout(PATIENCE).build().unwrap();
    let calls = (0..200).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.sign_in("first-login-code", || async { Some(codes()) }).await })
    });
    for call in join_all(calls).await {
        let signed_in = call.unwrap().unwrap();
        assert_eq!((signed_in.phone, signed_in.reused), (PhoneOutcome::AlreadyBound, true));
    }
    assert_eq!(server.requests_for("token").len(), 1);
    assert_eq!(["first-login-code", "phone-code"].map(|code| sent(&server, code)), [0, 0]);
}

/// Which members a profile has follows from the scope of the access token.
#[tokio::test]
async fn a_session_that_cannot_show_the_number_does_not_make_the_user_press_the_button() {
    let server = Server::start().await;
    server.reply("getProfileV3", of("user-1", None));
    server.reply("signinByMobileV3", v3(tokens()));
    server.reply("getProfileV3", of("user-1", PHONE));
    let (signed_in, pressed) = sign_in(&server, &TestStore::with_session(with_scope("openid phone_number"))).await;
    assert_eq!((signed_in.phone, signed_in.reused, pressed), (PhoneOutcome::AlreadyBound, false, 0));
    assert_eq!((sent(&server, "first-login-code"), sent(&server, "phone-code")), (1, 0));

    // One that shows it is reused, and so is one whose scope is not known.
    let opaque = Session::new(token("user-1"), None).with_access_token("opaque");
    for session in [with_scope("openid phone profile"), opaque] {
        let server = Server::start().await;
        server.reply("getProfileV3", of("user-1", None));
        let step = client(&server, &TestStore::with_session(session)).begin_sign_in("first-login-code").await.unwrap();
        assert!(matches!(step, SignInStep::PhoneNeeded(_)), "{step:?}");
        assert_eq!(server.operations(), ["getProfileV3"]);
    }
}

#[tokio::test]
async fn a_number_that_is_no_text_is_a_number_all_the_same() {
    let server = Server::start().await;
    server.reply("signinByMobileV3", v3(tokens()));
    server.reply("getProfileV3", with_number());
    let (signed_in, pressed) = sign_in(&server, &TestStore::new()).await;
    assert_eq!((signed_in.user.phone.as_deref(), signed_in.phone, pressed), (PHONE, PhoneOutcome::AlreadyBound, 0));

    let server = Server::start().await;
    let mut user: Value = user_json("user-1");
    user["phone"] = 17_612_346_754_u64.into();
    server.reply("loginByCode", Reply::raw_json(envelope(user)));
    assert_eq!(server.client().login_by_code("a-code").await.unwrap().phone.as_deref(), PHONE);
}
