//! Binding a phone number, an email address or another account to the account of the logged-in user.

use authing_wxapp::{AuthenticationClient, BoxFuture, Error, User};
use serde_json::{Value, json};

use crate::support::{Reply, Server, TestStore, envelope, graphql, graphql_refusal, refusal, token, token_no, user};

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

fn changed() -> Value {
    json!({ "id": "user-1", "nickname": "Changed" })
}

type Change = fn(AuthenticationClient) -> BoxFuture<'static, Result<User, Error>>;

/// Operation, method, whether the user is stored, call, and its variables.
fn changes() -> Vec<(&'static str, &'static str, bool, Change, Value)> {
    vec![
        (
            "bindPhone",
            "bind_phone",
            true,
            |c| c.bind_phone("176", "1234").into_future(),
            json!({ "phone": "176", "phoneCode": "1234" }),
        ),
        ("unbindPhone", "unbind_phone", true, |c| c.unbind_phone().into_future(), json!({})),
        (
            "bindEmail",
            "bind_email",
            true,
            |c| c.bind_email("a@b.c", "1234").into_future(),
            json!({ "email": "a@b.c", "emailCode": "1234" }),
        ),
        ("unbindEmail", "unbind_email", true, |c| c.unbind_email().into_future(), json!({})),
        (
            "updatePhone",
            "update_phone",
            false,
            |c| c.update_phone("176", "1234").into_future(),
            json!({ "phone": "176", "phoneCode": "1234" }),
        ),
        (
            "updateEmail",
            "update_email",
            false,
            |c| c.update_email("a@b.c", "1234").into_future(),
            json!({ "email": "a@b.c", "emailCode": "1234" }),
        ),
    ]
}

#[tokio::test]
async fn a_change_sends_its_arguments_and_keeps_the_token() {
    for (operation, _, stores, change, variables) in changes() {
        let server = Server::start().await;
        server.reply(operation, graphql(operation, changed()));
        let store = signed_in();
        let user = change(server.client_over(store.clone())).await.unwrap();
        assert_eq!(user.nickname.as_deref(), Some("Changed"), "{operation}");

        let request = server.one_request();
        assert_eq!((&*request.method, &*request.path), ("POST", "/graphql/v2"));
        assert_eq!((request.variables(), request.bearer()), (variables, Some(&*token("user-1"))), "{operation}");
        assert_eq!(store.token(), Some(token("user-1")), "{operation}");
        let stored = store.session().unwrap().user().unwrap().nickname.clone();
        assert_eq!(stored.as_deref(), Some(if stores { "Changed" } else { "Ada" }), "{operation}");
    }
}

#[tokio::test]
async fn a_token_in_the_reply_replaces_the_old_one_where_the_user_is_stored() {
    for (operation, _, stores, change, _) in changes() {
        let server = Server::start().await;
        server.reply(operation, graphql(operation, json!({ "id": "user-1", "token": token_no("user-1", 2) })));
        let store = signed_in();
        change(server.client_over(store.clone())).await.unwrap();
        let expected = if stores { token_no("user-1", 2) } else { token("user-1") };
        assert_eq!(store.token(), Some(expected), "{operation}");
    }
}

#[tokio::test]
async fn country_codes_and_the_code_of_the_old_contact_are_options() {
    let server = Server::start().await;
    for operation in ["bindPhone", "updatePhone", "updateEmail"] {
        server.reply(operation, graphql(operation, changed()));
    }
    let client = server.client_over(signed_in());
    client.bind_phone("176", "1234").phone_country_code("+44").await.unwrap();
    let update = client.update_phone("176", "1234").old_phone("139", "5678");
    update.phone_country_code("+44").old_phone_country_code("+86").await.unwrap();
    client.update_email("a@b.c", "1234").old_email("old@b.c", "5678").await.unwrap();
    let variables: Vec<Value> = server.requests().iter().map(|request| request.variables()).collect();
    assert_eq!(variables[0], json!({ "phone": "176", "phoneCode": "1234", "phoneCountryCode": "+44" }));
    let phone = json!({
        "phone": "176", "phoneCode": "1234", "oldPhone": "139", "oldPhoneCode": "5678", "phoneCountryCode": "+44",
        "oldPhoneCountryCode": "+86",
    });
    assert_eq!(variables[1], phone);
    let email = json!({ "email": "a@b.c", "emailCode": "1234", "oldEmail": "old@b.c", "oldEmailCode": "5678" });
    assert_eq!(variables[2], email);
}

#[tokio::test]
async fn without_a_session_nothing_is_changed() {
    let server = Server::start().await;
    for (_, method, _, change, _) in changes() {
        let error = change(server.client()).await.unwrap_err();
        assert!(error.is_not_logged_in() && !error.may_have_reached_server(), "{error:?}");
        assert_eq!(error.verb(), method);
    }
    server.assert_untouched();
}

#[tokio::test]
async fn a_refused_change_keeps_the_session() {
    for (operation, method, _, change, _) in changes() {
        for reply in
            [Reply::from(graphql_refusal(2001, "wrong code")), Reply::raw_json(graphql(operation, Value::Null))]
        {
            let server = Server::start().await;
            server.reply(operation, reply);
            let store = signed_in();
            let error = change(server.client_over(store.clone())).await.unwrap_err();
            assert!(error.code().get() == 2001 || error.is_decode(), "{operation}: {error:?}");
            assert_eq!(error.verb(), method);
            assert_eq!(store.session().unwrap().user(), Some(&user("user-1")));
        }
    }
}

#[tokio::test]
async fn a_session_that_changes_during_the_call_is_not_overwritten() {
    let server = Server::start().await;
    let store = signed_in();
    let shared = store.clone();
    server.answer("bindPhone", move |_| {
        shared.put(&token("user-2"), Some(user("user-2")));
        graphql("bindPhone", changed()).into()
    });
    server.client_over(store.clone()).bind_phone("176", "1234").await.unwrap();
    assert_eq!((store.token(), store.user_id().as_deref()), (Some(token("user-2")), Some("user-2")));
}

#[tokio::test]
async fn accounts_are_linked_by_their_tokens_with_or_without_a_session() {
    for session in [None, Some(token("user-1"))] {
        let server = Server::start().await;
        server.reply("linkAccount", json!({ "code": 200, "message": "done" }));
        server.reply("unlinkAccount", envelope(Value::Null));
        let store = session.as_ref().map_or_else(TestStore::new, |token| TestStore::with(token, None));
        let client = server.client_over(store.clone());
        client.link_account("a.b.c", "d.e.f").await.unwrap();
        client.unlink_account("a.b.c", "wechat:miniprogram:default").await.unwrap();

        let requests = server.requests();
        assert_eq!((&*requests[0].path, &*requests[1].path), ("/api/v2/users/link", "/api/v2/users/unlink"));
        assert_eq!(requests[0].json(), json!({ "primaryUserToken": "a.b.c", "secondaryUserToken": "d.e.f" }));
        let provider = "wechat:miniprogram:default";
        assert_eq!(requests[1].json(), json!({ "primaryUserToken": "a.b.c", "provider": provider }));
        assert!(requests.iter().all(|request| request.method == "POST" && request.bearer() == session.as_deref()));
        assert_eq!(store.token(), session);
    }
}

#[tokio::test]
async fn a_refused_link_has_the_server_s_code() {
    let server = Server::start().await;
    server.reply("linkAccount", refusal(500, "no such account"));
    let error = server.client().link_account("a.b.c", "d.e.f").await.unwrap_err();
    assert_eq!((error.code().get(), error.message(), error.verb()), (500, "no such account", "link_account"));
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.client_over(signed_in());
    let errors = [
        (client.bind_phone("", "1").await.unwrap_err(), "phone"),
        (client.bind_phone("1", " ").await.unwrap_err(), "phone_code"),
        (client.bind_email("", "1").await.unwrap_err(), "email"),
        (client.bind_email("a@b.c", "").await.unwrap_err(), "email_code"),
        (client.update_phone("", "1").await.unwrap_err(), "phone"),
        (client.update_email("a@b.c", "").await.unwrap_err(), "email_code"),
        (client.link_account("", "d.e.f").await.unwrap_err(), "primary_user_token"),
        (client.link_account("a.b.c", "").await.unwrap_err(), "secondary_user_token"),
        (client.unlink_account("a.b.c", "").await.unwrap_err(), "provider"),
    ];
    for (error, name) in errors {
        assert!(error.is_argument() && error.message().contains(&format!("{name} is empty")), "{error:?}");
    }
    server.assert_untouched();
}
