//! Reading and changing the profile of the logged-in user.

use authing_wxapp::{Change, Clear, ErrorCode, Gender, ProfileChanges, User};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};

use crate::support::{
    Contract, Reply, Server, TestStore, graphql, graphql_refusal, jwt, refusal, token, token_no, user,
};

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

async fn server_updating() -> Server {
    let server = Server::start().await;
    server.reply("updateUser", graphql("updateUser", json!({ "id": "user-1", "nickname": "Bob" })));
    server
}

#[tokio::test]
async fn the_current_user_is_read_with_the_token_and_stored() {
    let server = Server::start().await;
    let identity = json!({ "openid": "oOpen-1", "userIdInIdp": 7, "provider": "wechat", "isSocial": true });
    let field = json!({ "key": "school", "value": { "name": "Analytical" }, "dataType": "OBJECT" });
    let full = json!({
        "id": "user-1", "nickname": "Ada", "status": "Activated", "gender": "F", "phoneCountryCode": 86, "lastIP": "::1",
        "identities": [identity], "customData": [field], "registerSource": ["social:wechat"],
    });
    server.reply("user", graphql("user", full));
    let store = TestStore::with(&token("user-1"), None);
    let user = server.client_over(store.clone()).get_current_user().await.unwrap().unwrap();
    assert_eq!((&*user.id, user.nickname.as_deref()), ("user-1", Some("Ada")));
    assert_eq!((user.gender, user.phone_country_code.as_deref()), (Some(Gender::F), Some("86")));
    assert_eq!(user.status.unwrap().as_str(), "Activated");
    assert_eq!(user.last_ip.as_deref(), Some("::1"));
    assert_eq!(user.identities.unwrap()[0].user_id_in_idp.as_deref(), Some("7"));
    assert_eq!(user.custom_data.unwrap()[0].value, Some(json!({ "name": "Analytical" })));

    let request = server.one_request();
    assert_eq!((request.bearer(), request.variables()), (Some(&*token("user-1")), json!({})));
    assert_eq!(store.token(), Some(token("user-1")), "a reply without a token does not wipe the stored one");
    assert_eq!(store.session().unwrap().user().unwrap().nickname.as_deref(), Some("Ada"));
}

#[tokio::test]
async fn without_a_token_there_is_no_current_user_and_nothing_is_sent() {
    let server = Server::start().await;
    assert_eq!(server.client().get_current_user().await.unwrap(), None);
    server.assert_untouched();
}

#[tokio::test]
async fn a_refused_token_gives_no_user_and_keeps_the_session() {
    let replies: [Reply; 5] = [
        graphql("user", Value::Null).into(),
        graphql_refusal(2020, "log in").into(),
        graphql_refusal(2206, "expired").into(),
        graphql_refusal(401, "who are you").into(),
        Reply::status(401, refusal(2020, "log in")),
    ];
    for reply in replies {
        let server = Server::start().await;
        server.reply("user", reply);
        let store = signed_in();
        assert_eq!(server.client_over(store.clone()).get_current_user().await.unwrap(), None);
        assert_eq!((store.token(), store.user_id().as_deref()), (Some(token("user-1")), Some("user-1")));
    }
}

#[tokio::test]
async fn every_other_failure_to_read_the_user_is_an_error() {
    let odd = |body: Value| Reply::raw_json(body);
    let replies = [
        Reply::from(graphql_refusal(500, "internal error")),
        Reply::raw(502, "text/html", "<html>"),
        Reply::raw(200, "text/html", "<html>"),
        Reply::raw(200, "application/json", ""),
        odd(json!({})),
        odd(json!({ "message": "too many requests" })),
        odd(json!({ "error": "overloaded" })),
        odd(json!({ "errors": "overloaded" })),
        odd(json!({ "errors": { "message": "overloaded" }, "data": null })),
        odd(graphql("user", json!({ "nickname": "no id" }))),
    ];
    for (number, reply) in replies.into_iter().enumerate() {
        let server = Server::start().await;
        server.reply("user", reply);
        let result = server.client_over(signed_in()).get_current_user().await;
        assert!(result.is_err(), "reply {number}: {result:?}");
    }
}

#[tokio::test]
async fn members_are_set_cleared_or_kept() {
    let server = server_updating().await;
    let store = signed_in();
    let client = server.client_over(store.clone());
    let user = client.update_profile().nickname("Bob").company(Clear).gender("").await.unwrap();
    assert_eq!(user.nickname.as_deref(), Some("Bob"));

    let request = server.one_request();
    let input = json!({ "nickname": "Bob", "company": null, "gender": "" });
    assert_eq!(request.variables(), json!({ "id": "user-1", "input": input }));
    assert_eq!(request.bearer(), Some(&*token("user-1")));
    let session = store.session().unwrap();
    assert_eq!(session.user().unwrap().nickname.as_deref(), Some("Bob"));
    assert_eq!(session.token().expose(), token("user-1"));
}

#[tokio::test]
async fn a_change_can_be_given_as_text_an_option_or_a_change() {
    let server = server_updating().await;
    let client = server.client_over(signed_in());
    let update = client.update_profile().name("text").city(String::from("owned")).region(None);
    update.province(Some("some".to_owned())).country(Change::Set("set".into())).address(Change::Clear).await.unwrap();
    let input = json!({
        "name": "text", "city": "owned", "region": null, "province": "some", "country": "set", "address": null,
    });
    assert_eq!(server.one_request().variables()["input"], input);
}

#[tokio::test]
async fn changes_set_and_clear_what_is_present_and_keep_what_is_absent() {
    let server = server_updating().await;
    let client = server.client_over(signed_in());
    let body = json!({ "nickname": "Bob", "company": null });
    let changes: ProfileChanges = serde_json::from_value(body).unwrap();
    client.update_profile().nickname("Eve").city("Turin").changes(changes).await.unwrap();
    let input = json!({ "nickname": "Bob", "company": null, "city": "Turin" });
    assert_eq!(server.one_request().variables()["input"], input);
}

/// A member that is added to the changes must be sent as well.
#[tokio::test]
async fn every_member_of_the_changes_is_sent() {
    let members = ProfileChanges::MEMBERS.iter().map(|&member| (member.to_owned(), json!("x")));
    let all = Value::Object(members.collect());
    let server = server_updating().await;
    let changes: ProfileChanges = serde_json::from_value(all.clone()).unwrap();
    server.client_over(signed_in()).update_profile().changes(changes).await.unwrap();
    assert_eq!(server.one_request().variables()["input"], all);
}

#[tokio::test]
async fn an_update_without_changes_sends_only_the_id() {
    let server = server_updating().await;
    server.client_over(signed_in()).update_profile().await.unwrap();
    assert_eq!(server.one_request().variables(), json!({ "id": "user-1", "input": {} }));
}

/// The contract check refuses unknown members, so together they prove that the setters are those of the contract.
#[tokio::test]
async fn every_updatable_member_of_the_contract_has_a_setter() {
    let server = server_updating().await;
    let update = server.client_over(signed_in()).update_profile();
    let update = update.username("1").nickname("1").photo("1").email("1").phone("1").phone_country_code("1");
    let update = update.company("1").name("1").given_name("1").family_name("1").middle_name("1").profile("1");
    let update = update.preferred_username("1").website("1").gender("1").birthdate("1").zoneinfo("1").locale("1");
    let update = update.address("1").formatted("1").street_address("1").locality("1").region("1").postal_code("1");
    let update = update.city("1").province("1").country("1").external_id("1").device("1").browser("1");
    update.email_token("e.t").phone_token("p.t").await.unwrap();

    let variables = server.one_request().variables();
    assert_eq!((&variables["emailToken"], &variables["phoneToken"]), (&json!("e.t"), &json!("p.t")));
    let members = &Contract::get().document["components"]["schemas"]["UpdateUserInput"]["properties"];
    let wanted: Vec<_> = members.as_object().unwrap().keys().collect();
    let mut sent: Vec<_> = variables["input"].as_object().unwrap().keys().collect();
    let mut sorted = wanted.clone();
    sorted.sort();
    sent.sort();
    assert_eq!(sent, sorted);
}

#[tokio::test]
async fn an_update_is_for_the_user_in_the_token() {
    let server = server_updating().await;
    // The stored user is not the one in the token; the token decides.
    let store = TestStore::with(&token("user-1"), Some(user("user-2")));
    server.client_over(store).update_profile().nickname("Bob").await.unwrap();
    let older = jwt(json!({ "data": { "id": "user-3" } }));
    server.client().for_token(older).update_profile().nickname("Bob").await.unwrap();
    let opaque = TestStore::with("opaque", Some(user("user-4")));
    server.client_over(opaque).update_profile().nickname("Bob").await.unwrap();
    let ids: Vec<Value> = server.requests().iter().map(|request| request.variables()["id"].clone()).collect();
    assert_eq!(ids, ["user-1", "user-3", "user-4"]);
}

#[tokio::test]
async fn an_update_needs_a_session_with_a_user_id() {
    let server = Server::start().await;
    for client in [server.client(), server.client().for_token("opaque")] {
        let error = client.update_profile().nickname("Bob").await.unwrap_err();
        assert!(error.is_not_logged_in() && !error.may_have_reached_server(), "{error:?}");
        assert_eq!(error.verb(), "update_profile");
    }
    server.assert_untouched();
}

#[tokio::test]
async fn a_refused_update_changes_nothing() {
    let server = Server::start().await;
    server.reply("updateUser", graphql_refusal(2226, "not this way"));
    let store = signed_in();
    let error = server.client_over(store.clone()).update_profile().phone("1").await.unwrap_err();
    assert_eq!((error.code(), error.message()), (ErrorCode::PHONE_UPDATE_NOT_ALLOWED, "not this way"));
    assert_eq!(store.session().unwrap().user(), Some(&user("user-1")));
}

#[tokio::test]
async fn a_token_in_the_reply_to_an_update_replaces_the_old_one() {
    let server = Server::start().await;
    server.reply("updateUser", graphql("updateUser", json!({ "id": "user-1", "token": token_no("user-1", 2) })));
    let store = signed_in();
    server.client_over(store.clone()).update_profile().nickname("Bob").await.unwrap();
    assert_eq!(store.token(), Some(token_no("user-1", 2)));
}

/// The reply about one user must not be stored in the session of another, nor restore a session that ended.
#[tokio::test]
async fn a_session_that_changes_during_an_update_is_not_overwritten() {
    let changes: [fn(&TestStore); 2] =
        [|store| store.put(&token("user-2"), Some(user("user-2"))), |store| store.wipe()];
    for (change, left) in changes.into_iter().zip([Some("user-2"), None]) {
        let server = Server::start().await;
        let store = signed_in();
        let shared = store.clone();
        server.answer("updateUser", move |_| {
            change(&shared);
            graphql("updateUser", json!({ "id": "user-1", "nickname": "Bob" })).into()
        });
        let user = server.client_over(store.clone()).update_profile().nickname("Bob").await.unwrap();
        assert_eq!(user.id, "user-1", "the caller gets the user of the reply");
        assert_eq!(store.user_id().as_deref(), left);
        assert_eq!(store.token(), left.map(token));
    }
}

#[tokio::test]
async fn a_store_failure_after_an_update_says_that_the_update_may_have_reached_the_server() {
    let server = server_updating().await;
    let error = server.client_over(signed_in().break_replace()).update_profile().nickname("Bob").await.unwrap_err();
    assert!(error.is_store() && error.may_have_reached_server(), "{error:?}");
}

#[test]
fn a_user_has_a_phone_if_the_number_is_not_empty() {
    let with = |phone: Value| serde_json::from_value::<User>(json!({ "id": "user-1", "phone": phone })).unwrap();
    assert!(with(json!("17612346754")).has_phone());
    assert!(!with(json!("")).has_phone());
    assert!(!with(Value::Null).has_phone());
}

#[test]
fn any_text_is_sent_unchanged() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(server_updating());
    let client = server.client_over(signed_in());
    let property = |text: String| {
        runtime.block_on(client.update_profile().nickname(&*text).into_future()).unwrap();
        prop_assert_eq!(&server.requests().last().unwrap().variables()["input"]["nickname"], &json!(text));
        Ok(())
    };
    TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })
        .run(&any::<String>(), property)
        .unwrap();
}
