//! The names that a back end gives to users follow the rules of registrations.

use authing_sandbox::Sandbox;
use authing_wxapp::ErrorCode;
use serde_json::{Value, json};

use crate::management::BackEnd;

const CREATE: &str = "mutation($userInfo: CreateUserInput!) { createUser(userInfo: $userInfo) { id email username } }";
const UPDATE: &str =
    "mutation($id: String, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { email username } }";

async fn back_end() -> BackEnd {
    BackEnd::of(Sandbox::start().await.unwrap()).await
}

#[tokio::test]
async fn what_no_user_can_register_with_no_back_end_can_give() {
    let back_end = back_end().await;
    let ada = back_end.call(CREATE, json!({ "userInfo": { "username": "ada" } })).await["id"].clone();
    for (name, code) in [
        (json!({ "phone": "abc" }), ErrorCode::PHONE_OR_EMAIL_REQUIRED),
        (json!({ "username": " " }), ErrorCode::USERNAME_MISSING),
    ] {
        let refused = back_end.refused(CREATE, json!({ "userInfo": name })).await;
        assert_eq!(refused["code"], code.get(), "{name}: {refused}");
        let refused = back_end.refused(UPDATE, json!({ "id": ada, "input": name })).await;
        assert_eq!(refused["code"], code.get(), "{name}: {refused}");
    }
    assert_eq!(back_end.sandbox.users().len(), 1);
}

#[tokio::test]
async fn an_empty_text_is_no_name() {
    let back_end = back_end().await;
    for name in ["email", "phone", "username", "externalId", "openid", "unionid"] {
        let refused = back_end.refused(CREATE, json!({ "userInfo": { name: "" } })).await;
        assert_eq!(refused["code"], 400, "{name}: {refused}");
    }
    let user = json!({ "username": "ada", "email": "" });
    let ada = back_end.call(CREATE, json!({ "userInfo": user })).await;
    assert_eq!(ada["email"], Value::Null);
    let id = &ada["id"];
    back_end.call(UPDATE, json!({ "id": id, "input": { "email": "ada@example.com" } })).await;
    let updated = back_end.call(UPDATE, json!({ "id": id, "input": { "email": "" } })).await;
    assert_eq!(updated, json!({ "email": null, "username": "ada" }), "an update takes it away");
}

#[tokio::test]
async fn users_are_found_by_their_mail_addresses_in_upper_and_lower_case() {
    let back_end = back_end().await;
    let ada = back_end.call(CREATE, json!({ "userInfo": { "email": "Ada@Example.com" } })).await["id"].clone();
    let batch = "query($ids: [String!]!) { userBatch(ids: $ids, type: \"email\") { id } }";
    let find = "query($email: String) { findUser(email: $email) { id } }";
    for email in ["ada@example.com", "ADA@example.com"] {
        assert_eq!(back_end.call(batch, json!({ "ids": [email] })).await, json!([{ "id": ada }]));
        assert_eq!(back_end.call(find, json!({ "email": email })).await, json!({ "id": ada }));
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_is_refused_in_words() {
    let back_end = back_end().await;
    for list in ["users(page: -1)", "users(limit: -1)", "searchUser(query: \"a\", page: -1)", "roles(page: -1)"] {
        let refused = back_end.refused(&format!("{{ {list} {{ totalCount }} }}"), json!({})).await;
        let expected = json!([400, "page and limit cannot be negative"]);
        assert_eq!(json!([refused["code"], refused["message"]]), expected, "{list}");
    }
}

#[tokio::test]
async fn a_back_end_gives_nobody_the_wechat_user_of_another_user() {
    let back_end = back_end().await;
    back_end.call(CREATE, json!({ "userInfo": { "openid": "o1", "unionid": "u1" } })).await;
    let bob = back_end.call(CREATE, json!({ "userInfo": { "username": "bob" } })).await["id"].clone();
    for taken in [json!({ "openid": "o1" }), json!({ "unionid": "u1" })] {
        let refused = back_end.refused(CREATE, json!({ "userInfo": taken })).await;
        assert_eq!(refused["code"], ErrorCode::SOCIAL_ACCOUNT_ALREADY_BOUND.get(), "{refused}");
        let refused = back_end.refused(UPDATE, json!({ "id": bob, "input": taken })).await;
        assert_eq!(refused["code"], ErrorCode::SOCIAL_ACCOUNT_ALREADY_BOUND.get(), "{refused}");
    }
    let create = "mutation($userInfo: CreateUserInput!, $identity: CreateUserIdentityInput) { \
                  createUser(userInfo: $userInfo, identity: $identity) { id } }";
    let identity = json!({ "provider": "ldap", "userIdInIdp": "cyd" });
    back_end.call(create, json!({ "userInfo": { "username": "cyd" }, "identity": identity })).await;
    let refused = back_end.refused(create, json!({ "userInfo": { "username": "dan" }, "identity": identity })).await;
    assert_eq!(refused["message"], "another user has cyd", "{refused}");
    assert_eq!(back_end.sandbox.users().len(), 3);
}
