//! The options of a sign-in for its own call, which it has like every other request.

use std::time::{Duration, Instant};

use authing_wxapp::{AuthenticationClient, PhoneAuthorization, PhoneOutcome};
use serde_json::{Value, json};

use crate::{
    flow::consent,
    support::{Reply, Server, envelope, user_json},
};

fn with_phone() -> Value {
    let mut user = user_json("user-1");
    user["phone"] = "17612346754".into();
    envelope(user)
}

/// A server on which a sign-in takes two requests, each of which takes so long.
fn mount(server: &Server, each: Duration) {
    server.reply("loginByCode", Reply::from(envelope(user_json("user-1"))).delay(each));
    server.reply("loginByPhone", Reply::from(with_phone()).delay(each));
}

fn impatient(server: &Server) -> AuthenticationClient {
    server.builder().timeout(Duration::from_millis(1)).build().unwrap()
}

#[tokio::test]
async fn the_header_of_a_sign_in_is_in_all_its_requests() {
    let server = Server::start().await;
    mount(&server, Duration::ZERO);
    let signing_in = server.client().sign_in("first-code", || async { Some(consent()) });
    assert_eq!(format!("{signing_in:?}"), "SignIn { .. }");
    let signed_in = signing_in.header("x-request-id", "call-1").await.unwrap();
    assert_eq!(signed_in.phone, PhoneOutcome::Bound);
    let ids: Vec<_> =
        server.requests().iter().map(|request| request.header("x-request-id").map(str::to_owned)).collect();
    assert_eq!(ids, [Some("call-1".to_owned()), Some("call-1".to_owned())]);
}

#[tokio::test]
async fn the_two_steps_have_options_of_their_own() {
    let server = Server::start().await;
    mount(&server, Duration::from_millis(50));
    let client = impatient(&server);
    let step = client.begin_sign_in("first-code").timeout(Duration::from_secs(60)).header("x-request-id", "1");
    let authing_wxapp::SignInStep::PhoneNeeded(pending) = step.await.unwrap() else { panic!("the number is known") };
    let step = client.finish_sign_in(pending, consent()).timeout(Duration::from_secs(60)).header("x-request-id", "2");
    step.await.unwrap();
    let [first, second] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!([first.header("x-request-id"), second.header("x-request-id")], [Some("1"), Some("2")]);
}

#[tokio::test]
async fn the_timeout_of_a_sign_in_is_that_of_both_steps_together() {
    let server = Server::start().await;
    mount(&server, Duration::from_millis(1200));
    // Neither step takes so long, but both of them do.
    let (limit, begun) = (Duration::from_secs(2), Instant::now());
    let signing_in = server.client().sign_in("first-code", || async { Some(consent()) });
    let error = signing_in.timeout(limit).await.unwrap_err();
    assert!(error.is_timeout() && error.may_have_reached_server(), "{error:?}");
    assert!(error.message().contains("timeout of 2s") && error.verb() == "sign_in", "{error}");
    assert!(begun.elapsed() >= limit);
    assert_eq!(server.operations(), ["loginByCode", "loginByPhone"]);
    // In place of that of the client, which is too short.
    impatient(&server).sign_in("first-code", || async { Some(consent()) }).timeout(limit * 30).await.unwrap();
}

#[tokio::test]
async fn the_time_that_the_user_takes_does_not_count() {
    let server = Server::start().await;
    mount(&server, Duration::ZERO);
    let limit = Duration::from_millis(1500);
    let thinking = || async {
        tokio::time::sleep(limit + limit / 2).await;
        Some(consent())
    };
    let signed_in = server.client().sign_in("first-code", thinking).timeout(limit).await.unwrap();
    assert_eq!(signed_in.phone, PhoneOutcome::Bound);
    // What is left of the time counts on when the user has answered.
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("loginByPhone", Reply::from(with_phone()).never());
    let begun = Instant::now();
    let error = server.client().sign_in("first-code", thinking).timeout(limit).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(begun.elapsed() >= limit + limit / 2 + limit, "{:?}", begun.elapsed());
}

async fn nobody() -> Option<PhoneAuthorization> {
    panic!("nobody is asked")
}

#[tokio::test]
async fn an_invalid_option_is_refused_before_the_code_is_spent_and_the_user_is_not_asked() {
    let server = Server::start().await;
    let error = server.client().sign_in("first-code", nobody).timeout(Duration::ZERO).await.unwrap_err();
    assert!(error.is_argument() && error.verb() == "sign_in", "{error:?}");
    let error = server.client().sign_in("first-code", nobody).header("authorization", "x").await.unwrap_err();
    assert!(error.is_argument(), "{error:?}");
    drop(server.client().sign_in("first-code", nobody));
    server.assert_untouched();
}

/// What is asked may borrow from the caller, and a sign-in that borrows nothing can be spawned.
#[tokio::test]
async fn a_sign_in_borrows_what_it_asks_with_and_can_be_spawned() {
    let server = Server::start().await;
    mount(&server, Duration::ZERO);
    let (authorization, mut asked) = (consent(), 0);
    let ask = || {
        asked += 1;
        async { Some(authorization.clone()) }
    };
    server.client().sign_in("first-code", ask).await.unwrap();
    assert_eq!(asked, 1);
    let spawned = server.client().sign_in("first-code", || async { Some(consent()) }).into_future();
    tokio::spawn(spawned).await.unwrap().unwrap();
}

#[test]
fn without_a_runtime_a_sign_in_blocks_until_it_is_done() {
    let server = tokio::runtime::Runtime::new().unwrap().block_on(Server::start());
    mount(&server, Duration::ZERO);
    let client = server.client();
    let signed_in = client.sign_in("first-code", || async { Some(consent()) }).wait().unwrap();
    assert_eq!((signed_in.phone, signed_in.reused), (PhoneOutcome::Bound, false));
    let ids: Vec<_> = server.requests().iter().map(|request| request.json()["code"].clone()).collect();
    assert_eq!(ids, [json!("first-code"), json!("second-code")]);
}
