//! The sign-in flow: a login by code, and a login by phone only if the account has no phone number.

use authing_wxapp::{Error, PendingSignIn, PhoneAuthorization, PhoneOutcome, SignInStep, SignedIn};
use serde_json::{Value, json};

use crate::support::{
    Reply, Server, TestStore, envelope, graphql, graphql_refusal, refusal, token, token_no, user, user_json,
};

fn with_phone(id: &str) -> Value {
    let mut user = user_json(id);
    user["phone"] = "17612346754".into();
    user
}

fn stored(user: Value) -> TestStore {
    let id = user["id"].as_str().unwrap().to_owned();
    TestStore::with(&token(&id), Some(serde_json::from_value(user).unwrap()))
}

pub fn consent() -> PhoneAuthorization {
    PhoneAuthorization::new("second-code", "aW4taXY=", "ZGF0YQ==")
}

fn valid(valid: bool) -> Value {
    graphql("checkLoginStatus", json!({ "code": 200, "status": valid }))
}

/// Signs in and authorizes the phone number if asked. Also returns how often the user was asked.
async fn sign_in(server: &Server, store: &TestStore) -> (Result<SignedIn, Error>, usize) {
    let mut times_asked = 0;
    let authorize = || {
        times_asked += 1;
        async { Some(consent()) }
    };
    let result = server.client_over(store.clone()).sign_in("first-code", authorize).await;
    (result, times_asked)
}

/// The codes that were sent, in order.
fn codes(server: &Server) -> Vec<Value> {
    let logins = ["loginByCode", "loginByPhone"];
    let requests = server.requests().into_iter().filter(|request| logins.contains(&&*request.operation));
    requests.map(|request| request.json()["code"].clone()).collect()
}

#[tokio::test]
async fn an_account_with_a_phone_signs_in_by_code_alone() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(with_phone("user-1")));
    let store = TestStore::new();
    let (signed_in, times_asked) = sign_in(&server, &store).await;
    let signed_in = signed_in.unwrap();
    assert_eq!((&*signed_in.user.id, signed_in.phone, signed_in.reused), ("user-1", PhoneOutcome::AlreadyBound, false));
    assert_eq!(times_asked, 0);
    assert_eq!(server.operations(), ["loginByCode"]);
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn an_authorized_phone_is_bound_to_the_account() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("loginByPhone", envelope(with_phone("user-1")));
    let store = TestStore::new();
    let (signed_in, times_asked) = sign_in(&server, &store).await;
    let signed_in = signed_in.unwrap();
    assert_eq!((signed_in.phone, signed_in.reused, times_asked), (PhoneOutcome::Bound, false, 1));
    assert!(signed_in.user.has_phone());
    assert_eq!(codes(&server), ["first-code", "second-code"]);
    let phone = server.requests_for("loginByPhone")[0].json();
    assert_eq!(phone, json!({ "code": "second-code", "iv": "aW4taXY=", "encryptedData": "ZGF0YQ==" }));
    assert!(store.session().unwrap().user().unwrap().has_phone());
}

#[tokio::test]
async fn a_phone_of_another_account_signs_in_to_that_account_and_reports_it() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("loginByPhone", envelope(with_phone("user-2")));
    let store = TestStore::new();
    let signed_in = sign_in(&server, &store).await.0.unwrap();
    assert_eq!(signed_in.phone, PhoneOutcome::BoundToOtherAccount { previous_user_id: "user-1".into() });
    assert_eq!(signed_in.user.id, "user-2");
    assert_eq!((store.user_id().as_deref(), store.token()), (Some("user-2"), Some(token("user-2"))));
}

#[tokio::test]
async fn a_user_who_declines_is_signed_in_without_a_phone() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let store = TestStore::new();
    let client = server.client_over(store.clone());
    let signed_in = client.sign_in("first-code", || async { None }).await.unwrap();
    assert_eq!((&*signed_in.user.id, signed_in.phone, signed_in.reused), ("user-1", PhoneOutcome::Declined, false));
    assert_eq!(server.operations(), ["loginByCode"]);
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn a_valid_stored_session_is_reused_and_the_code_is_not_sent() {
    let server = Server::start().await;
    server.reply("checkLoginStatus", valid(true));
    let store = stored(with_phone("user-1"));
    let (signed_in, times_asked) = sign_in(&server, &store).await;
    let signed_in = signed_in.unwrap();
    assert_eq!((&*signed_in.user.id, signed_in.phone, signed_in.reused), ("user-1", PhoneOutcome::AlreadyBound, true));
    assert_eq!((server.operations(), times_asked), (vec!["checkLoginStatus".to_owned()], 0));
    assert_eq!(server.one_request().bearer(), Some(&*token("user-1")));
}

#[tokio::test]
async fn a_stored_user_without_a_phone_is_fetched_again_before_the_user_is_asked() {
    for store in [TestStore::with(&token("user-1"), None), stored(user_json("user-1"))] {
        let server = Server::start().await;
        server.reply("checkLoginStatus", valid(true));
        server.reply("user", graphql("user", with_phone("user-1")));
        let (signed_in, times_asked) = sign_in(&server, &store).await;
        let signed_in = signed_in.unwrap();
        assert_eq!((signed_in.phone, signed_in.reused, times_asked), (PhoneOutcome::AlreadyBound, true, 0));
        assert_eq!(server.operations(), ["checkLoginStatus", "user"]);
        assert!(store.session().unwrap().user().unwrap().has_phone());
    }
}

#[tokio::test]
async fn a_reused_session_without_a_phone_asks_for_it() {
    let server = Server::start().await;
    server.reply("checkLoginStatus", valid(true));
    server.reply("user", graphql("user", json!({ "id": "user-1" })));
    server.reply("loginByPhone", envelope(with_phone("user-1")));
    let (signed_in, times_asked) = sign_in(&server, &stored(user_json("user-1"))).await;
    let signed_in = signed_in.unwrap();
    assert_eq!((signed_in.phone, signed_in.reused, times_asked), (PhoneOutcome::Bound, true, 1));
    assert_eq!(codes(&server), ["second-code"]);
}

#[tokio::test]
async fn an_expired_session_leads_to_a_new_login() {
    for refused in [valid(false), graphql_refusal(2206, "expired"), graphql_refusal(2020, "log in")] {
        let server = Server::start().await;
        server.reply("checkLoginStatus", refused);
        server.reply("loginByCode", envelope(with_phone("user-1")));
        let store = stored(with_phone("somebody-else"));
        let signed_in = sign_in(&server, &store).await.0.unwrap();
        assert_eq!((&*signed_in.user.id, signed_in.reused), ("user-1", false));
        assert_eq!(codes(&server), ["first-code"]);
        assert_eq!(server.requests_for("loginByCode")[0].bearer(), None);
        assert_eq!(store.user_id().as_deref(), Some("user-1"));
    }
}

/// The token is valid at first, but is refused when the user is fetched.
#[tokio::test]
async fn a_session_that_ends_during_the_flow_leads_to_a_new_login() {
    let server = Server::start().await;
    server.reply("checkLoginStatus", valid(true));
    server.reply("user", graphql_refusal(2020, "log in"));
    server.reply("loginByCode", envelope(with_phone("user-1")));
    let signed_in = sign_in(&server, &TestStore::with(&token_no("user-1", 9), None)).await.0.unwrap();
    assert!(!signed_in.reused);
    assert_eq!(codes(&server), ["first-code"]);
}

#[tokio::test]
async fn a_failed_check_of_the_session_does_not_spend_the_code() {
    let server = Server::start().await;
    server.reply("checkLoginStatus", Reply::raw(502, "text/html", "<html>"));
    let store = stored(with_phone("user-1"));
    let (result, times_asked) = sign_in(&server, &store).await;
    let error = result.unwrap_err();
    assert_eq!((error.verb(), error.code().get(), times_asked), ("sign_in", 502, 0));
    assert_eq!(codes(&server), Vec::<Value>::new());
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn a_refused_code_is_sent_once_and_the_user_is_not_asked() {
    let server = Server::start().await;
    server.reply("loginByCode", refusal(500, "try later"));
    let (result, times_asked) = sign_in(&server, &TestStore::new()).await;
    let error = result.unwrap_err();
    assert_eq!((error.verb(), error.code().get(), times_asked), ("sign_in", 500, 0));
    assert_eq!(codes(&server), ["first-code"]);
}

#[tokio::test]
async fn a_refused_phone_leaves_the_user_signed_in_without_one() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("loginByPhone", refusal(2038, "cannot decrypt"));
    let store = TestStore::new();
    let error = sign_in(&server, &store).await.0.unwrap_err();
    assert_eq!((error.verb(), error.code().get()), ("sign_in", 2038));
    assert_eq!(codes(&server), ["first-code", "second-code"], "each code is sent once");
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn an_empty_code_is_refused_even_if_the_session_could_be_reused() {
    let server = Server::start().await;
    let client = server.client_over(stored(with_phone("user-1")));
    let error = client.begin_sign_in("").await.unwrap_err();
    assert!(error.is_argument() && error.message().starts_with("code is empty"), "{error:?}");
    assert_eq!(error.verb(), "begin_sign_in");
    server.assert_untouched();
}

// --- The flow in two steps ---

/// Makes the first step and serializes the pending sign-in, as a back end would.
async fn begin(server: &Server, store: &TestStore) -> String {
    match server.client_over(store.clone()).begin_sign_in("first-code").await.unwrap() {
        SignInStep::PhoneNeeded(pending) => {
            assert_eq!(pending.user_id(), "user-1");
            serde_json::to_string(&pending).unwrap()
        }
        SignInStep::SignedIn(signed_in) => panic!("already signed in: {signed_in:?}"),
    }
}

fn pending(kept: &str) -> PendingSignIn {
    serde_json::from_str(kept).unwrap()
}

#[tokio::test]
async fn a_pending_sign_in_round_trips_through_json_and_holds_no_secret() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("loginByPhone", envelope(with_phone("user-1")));
    let store = TestStore::new();
    let kept = begin(&server, &store).await;
    assert!(!kept.contains("first-code") && !kept.contains(&token("user-1")), "{kept}");

    let signed_in = server.client_over(store).finish_sign_in(pending(&kept), consent()).await.unwrap();
    assert_eq!((signed_in.phone, signed_in.reused), (PhoneOutcome::Bound, false));
    assert_eq!(codes(&server), ["first-code", "second-code"]);
}

#[tokio::test]
async fn the_first_step_may_complete_the_sign_in() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(with_phone("user-1")));
    match server.client().begin_sign_in("first-code").await.unwrap() {
        SignInStep::SignedIn(signed_in) => assert_eq!(signed_in.phone, PhoneOutcome::AlreadyBound),
        SignInStep::PhoneNeeded(pending) => panic!("{pending:?}"),
    }
    server.one_request();
}

#[tokio::test]
async fn declining_in_the_second_step_sends_nothing() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let store = TestStore::new();
    let kept = begin(&server, &store).await;
    let signed_in = server.client_over(store).finish_sign_in(pending(&kept), None).await.unwrap();
    assert_eq!((&*signed_in.user.id, signed_in.phone), ("user-1", PhoneOutcome::Declined));
    server.one_request();
}

#[tokio::test]
async fn declining_fetches_the_user_if_the_store_has_only_a_token() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("user", graphql("user", json!({ "id": "user-1" })));
    let kept = begin(&server, &TestStore::new()).await;
    let client = server.client().for_token(token("user-1"));
    let signed_in = client.finish_sign_in(pending(&kept), None).await.unwrap();
    assert_eq!((&*signed_in.user.id, signed_in.phone), ("user-1", PhoneOutcome::Declined));
    assert_eq!(server.operations(), ["loginByCode", "user"]);
}

#[tokio::test]
async fn declining_without_a_session_is_an_error() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let kept = begin(&server, &TestStore::new()).await;
    let error = server.client().finish_sign_in(pending(&kept), None).await.unwrap_err();
    assert!(error.is_not_logged_in() && error.verb() == "finish_sign_in", "{error:?}");
}

/// Another user may have logged in between the two steps. That session is not the one of the user who declined.
#[tokio::test]
async fn declining_over_the_session_of_another_user_is_refused() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let kept = begin(&server, &TestStore::new()).await;
    let store = TestStore::with(&token("user-2"), Some(user("user-2")));
    let error = server.client_over(store).finish_sign_in(pending(&kept), None).await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("another user"), "{error:?}");
    assert!(error.message().contains("use the same store for both steps"), "{error}");
}

#[tokio::test]
async fn a_refused_second_step_can_be_repeated_with_a_new_authorization() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("loginByPhone", refusal(2038, "cannot decrypt"));
    server.reply("loginByPhone", envelope(with_phone("user-1")));
    let store = TestStore::new();
    let kept = begin(&server, &store).await;
    let client = server.client_over(store.clone());
    client.finish_sign_in(pending(&kept), consent()).await.unwrap_err();
    assert_eq!(store.token(), Some(token("user-1")));
    let fresh = PhoneAuthorization::new("third-code", "iv", "data");
    let signed_in = client.finish_sign_in(pending(&kept), fresh).await.unwrap();
    assert_eq!(signed_in.phone, PhoneOutcome::Bound);
    assert_eq!(codes(&server), ["first-code", "second-code", "third-code"]);
}

#[tokio::test]
async fn an_authorization_with_an_empty_part_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let store = TestStore::new();
    let kept = begin(&server, &store).await;
    let empty = PhoneAuthorization::new("second-code", "", "data");
    let error = server.client_over(store).finish_sign_in(pending(&kept), empty).await.unwrap_err();
    assert!(error.is_argument() && error.message().starts_with("iv is empty"), "{error:?}");
    server.one_request();
}

#[tokio::test]
async fn a_store_that_fails_after_the_login_leaves_the_session_in_the_error_of_the_flow() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let (result, times_asked) = sign_in(&server, &TestStore::new().break_replace()).await;
    let error = result.unwrap_err();
    assert_eq!((error.verb(), times_asked), ("sign_in", 0));
    assert_eq!(error.session().unwrap().token().expose(), token("user-1"));
}
