//! Tests of the replay of v3 itself: it finds wrong expectations and wrong behavior, and explains what no record shows.

use serde_json::{Value, json};

use super::{case::Case, classify, drive, methods::Method, record::Record, replay, rules};
use crate::{
    Classification,
    support::{token, token_no},
};

const APP: &str = "60b5a1f0c3d2e4f5a6b7c8d9";
const POOL: &str = "59f86b4832eb28071bdd9214";
const CLOCK: i64 = 1_760_000_000_000;

/// A call of the mini-program SDK that our client makes as recorded, apart from the header with the application.
fn bind_phone() -> Value {
    let access = token("ada");
    json!({
        "id": "synthetic", "sdk": "@authing/miniapp-taro@5.1.18", "method": "bindPhone",
        "options": { "appId": APP, "userPoolId": POOL, "host": "https://demo.authing.cn" },
        "args": [{ "phoneNumber": "17612346754", "passCode": "135790" }],
        "before": { "loginState": { "access_token": access, "refresh_token": "refresh", "expires_at": CLOCK + 600_000 } },
        "requests": [{
            "origin": "https://demo.authing.cn", "method": "POST", "path": "/api/v3/bind-phone", "query": [],
            "headers": {
                "content-type": "application/json", "x-authing-app-id": APP, "x-authing-userpool-id": POOL,
                "x-authing-request-from": "sdk-miniapp", "x-authing-sdk-version": "5.1.18", "authorization": access,
            },
            "body": { "kind": "json", "json": { "phoneNumber": "17612346754", "passCode": "135790" } },
            "reply": { "status": 200, "contentType": "application/json", "json": { "statusCode": 200, "message": "", "data": null } },
        }],
        "result": [null, null],
        "after": { "$sameAs": "before" },
    })
}

/// A sign-in of the back-end SDK.
fn sign_in() -> Value {
    json!({
        "id": "synthetic", "sdk": "authing-node-sdk@4.0.1", "method": "signInByMobile",
        "options": { "appId": APP, "appHost": "https://demo.authing.cn", "tokenEndPointAuthMethod": "none" },
        "args": [{
            "connection": "wechat_mini_program_code", "extIdpConnidentifier": "shop",
            "wechatMiniProgramCodePayload": { "code": "a-code" },
        }],
        "requests": [{
            "origin": "https://demo.authing.cn", "method": "POST", "path": "/api/v3/signin-by-mobile", "query": [],
            "headers": { "content-type": "application/json", "x-authing-app-id": APP },
            "body": { "kind": "json", "json": {
                "connection": "wechat_mini_program_code", "extIdpConnidentifier": "shop",
                "wechatMiniProgramCodePayload": { "code": "a-code" },
            } },
            "reply": { "status": 200, "contentType": "application/json", "json": { "statusCode": 200, "message": "", "data": {
                "access_token": token_no("ada", 1), "id_token": token_no("ada", 2), "token_type": "Bearer", "expires_in": 7200,
            } } },
        }],
        "result": { "$sameAs": "requests[0].reply.json" },
    })
}

/// The same record with another value at a path.
fn with(mut body: Value, place: &str, value: Value) -> Value {
    *body.pointer_mut(place).unwrap_or_else(|| panic!("the record has no {place}")) = value;
    body
}

fn record(body: Value) -> Record {
    Record::new("synthetic", CLOCK, body)
}

async fn complaints(body: Value) -> String {
    match replay(&record(body)).await {
        Classification::Unexplained(complaints) => complaints.join("\n"),
        other => panic!("nothing was found: {other:?}"),
    }
}

/// The rules by which a record is explained.
async fn rules_for(body: Value) -> Vec<&'static str> {
    let known: Vec<_> = rules::all().collect();
    match replay(&record(body)).await {
        Classification::Decided(used) => used.into_iter().map(|index| known[index].what).collect(),
        other => panic!("the record is not explained by a rule: {other:?}"),
    }
}

#[tokio::test]
async fn an_equal_call_is_identical() {
    assert_eq!(replay(&record(bind_phone())).await, Classification::Identical);
}

#[tokio::test]
async fn a_wrong_expectation_is_unexplained_in_every_member() {
    for (place, wrong, found) in [
        ("/requests/0/body/json/passCode", json!("other"), "Body(\"/api/v3/bind-phone\", \"passCode\")"),
        ("/requests/0/path", json!("/other"), "Missing(\"/other\")"),
        ("/requests/0/method", json!("PUT"), "Method(\"/api/v3/bind-phone\")"),
        ("/requests/0/origin", json!("https://other.example.com"), "Origin(\"/api/v3/bind-phone\")"),
        ("/requests/0/query", json!([["a", "b"]]), "Query(\"/api/v3/bind-phone\", \"a\")"),
        (
            "/requests/0/headers/x-authing-app-id",
            json!("other"),
            "Header(\"/api/v3/bind-phone\", \"x-authing-app-id\")",
        ),
        ("/requests/0/headers/authorization", json!("other"), "Header(\"/api/v3/bind-phone\", \"authorization\")"),
        ("/requests/0/headers/content-type", json!("text/plain"), "Header(\"/api/v3/bind-phone\", \"content-type\")"),
        ("/result", json!([null, { "phone": "17612346754" }]), "Value(\"\")"),
        ("/result", json!([{ "statusCode": 400, "message": "no" }, null]), "Outcome"),
        ("/after", json!({ "loginState": null }), "Stored(\"access_token\")"),
        ("/requests", json!([]), "Extra(\"/api/v3/bind-phone\")"),
    ] {
        let complaints = complaints(with(bind_phone(), place, wrong)).await;
        assert!(complaints.contains(found), "{place}: {complaints}");
    }
}

#[tokio::test]
async fn a_failure_is_compared_in_every_member() {
    let refusal = json!({ "statusCode": 400, "apiCode": 2001, "message": "wrong code", "requestId": "r-1" });
    let refused = |error: &Value| {
        let record = with(bind_phone(), "/requests/0/reply/json", refusal.clone());
        with(record, "/result", json!([error, null]))
    };
    assert_eq!(replay(&record(refused(&refusal))).await, Classification::Identical);

    // The rule for refusals explains another form of the failure, and the replay still holds ours against the reply.
    let shapeless = rules_for(refused(&json!({ "message": "{}" }))).await;
    assert_eq!(
        shapeless,
        ["a refusal under HTTP 200 is one error with the server's code, message, data and request id"]
    );
}

#[tokio::test]
async fn a_reply_that_does_not_say_that_it_was_done_is_an_error() {
    let older = json!({ "code": 200, "message": "", "data": null });
    let record = with(bind_phone(), "/requests/0/reply/json", older.clone());
    let explained = rules_for(with(record, "/result", json!([older, null]))).await;
    assert_eq!(explained, ["a success without what was asked for is an error, and null is null"]);

    let mut not_done = with(bind_phone(), "/method", json!("bindWxByCode"));
    not_done["args"] = json!([{ "extIdpConnidentifier": "shop", "code": "a-code" }]);
    not_done["requests"][0]["path"] = json!("/connections/social/wechat-miniprogram/bind");
    not_done["requests"][0]["body"]["json"] = not_done["args"][0].clone();
    not_done["requests"][0]["reply"]["json"]["data"] = json!({ "success": false });
    not_done["result"] = json!([null, { "success": false }]);
    let explained = rules_for(not_done).await;
    assert_eq!(
        explained,
        ["a refusal under HTTP 200 is one error with the server's code, message, data and request id"]
    );
}

#[tokio::test]
async fn a_call_that_was_not_made_or_made_twice_is_found() {
    let mut twice = bind_phone();
    let second = twice["requests"][0].clone();
    twice["requests"].as_array_mut().expect("a list").push(second);
    assert!(complaints(twice).await.contains("Missing(\"/api/v3/bind-phone\")"));
}

#[tokio::test]
async fn a_client_that_does_what_the_recorded_sdk_does_wrong_is_found() {
    // The mini-program SDK keeps the session of a deleted account.
    let mut body = with(bind_phone(), "/method", json!("deleteAccount"));
    body["args"] = json!([{ "deleteAccountToken": "t" }]);
    body["requests"][0]["path"] = json!("/api/v3/delete-account");
    body["requests"][0]["body"]["json"] = body["args"][0].clone();
    assert_eq!(rules_for(body.clone()).await, ["the session of a deleted account is over"]);

    let record = record(body);
    let mut observed = drive::run(&record).await.expect("we have the method").expect("it keeps the contract");
    observed.after = observed.before.clone();
    let method = Method::of(&record).expect("the table has the method");
    match classify(&Case::new(&record, &observed, method)) {
        Classification::Unexplained(complaints) => {
            assert!(complaints[0].starts_with("our session is"), "{complaints:?}")
        }
        other => panic!("a kept session was not found: {other:?}"),
    }
}

#[tokio::test]
async fn general_rules_explain_what_no_record_shows() {
    let slash = with(bind_phone(), "/options/host", json!("https://demo.authing.cn/"));
    let slash = with(slash, "/requests/0/path", json!("//api/v3/bind-phone"));
    assert_eq!(rules_for(slash).await, ["a slash at the end of the host is removed"]);

    // The mini-program SDK takes a session without a stored end for expired.
    let mut endless = with(bind_phone(), "/before/loginState/expires_at", Value::Null);
    endless["requests"] = json!([]);
    endless["result"] = json!([{ "message": "Token has expired, please login again" }, null]);
    let explained = rules_for(endless).await;
    let decides =
        "whether an access token without a refresh token, or without a stored end, is still good the server decides";
    assert!(explained.contains(&decides), "{explained:?}");

    let mut odd = with(bind_phone(), "/before/loginState/access_token", json!("a\nb"));
    odd["requests"][0]["headers"]["authorization"] = json!("a\nb");
    assert_eq!(rules_for(odd).await, ["a token that no header can carry is refused before anything is sent"]);

    let mut number =
        with(bind_phone(), "/args", json!([{ "phoneNumber": "1", "passCode": "2", "phoneCountryCode": 86 }]));
    number["requests"][0]["body"]["json"] = number["args"][0].clone();
    assert_eq!(rules_for(number).await, ["a value of another type than that of the contract does not compile"]);
}

#[tokio::test]
async fn general_rules_explain_odd_arguments_and_results() {
    let nobody = with(bind_phone(), "/options/appId", json!(""));
    assert_eq!(rules_for(nobody).await, ["an application without an id is refused by the builder"]);

    let mut update = with(bind_phone(), "/method", json!("updateUserInfo"));
    update["requests"][0]["path"] = json!("/api/v3/update-profile");
    update["requests"][0]["reply"]["json"]["data"] = json!({ "userId": "ada", "nickname": "Ada" });
    update["result"] = json!([null, { "userId": "ada", "nickname": "Ada" }]);
    update["args"] = json!([]);
    update["requests"][0]["body"] = json!({ "kind": "none" });
    update["requests"][0]["headers"].as_object_mut().expect("headers").remove("content-type");
    assert_eq!(rules_for(update.clone()).await, ["a body without members is sent as one"]);

    update["args"] = json!([{ "nickname": "Ada", "email": "ada@example.com" }]);
    update["requests"][0]["body"] = json!({ "kind": "json", "json": update["args"][0] });
    update["requests"][0]["headers"]["content-type"] = json!("application/json");
    let left_out = "a member or an option that the published API does not have is not sent";
    assert_eq!(rules_for(update.clone()).await, [left_out]);

    // The mini-program SDK returns the reply to the upload, which carries none of the headers.
    let photo = json!("https://files.example.com/1.png");
    update["method"] = json!("updateAvatar");
    update["requests"][0]["body"]["json"] = json!({ "photo": photo });
    let mut upload = update["requests"][0].clone();
    upload["path"] = json!("/api/v2/upload");
    upload["query"] = json!([["folder", "avatar"]]);
    upload["headers"] = json!({ "content-type": "multipart/form-data" });
    upload["body"] = json!({ "kind": "multipart", "parts": [{ "name": "file", "fileName": "avatar.png" }] });
    upload["reply"]["json"] = json!({ "code": 200, "message": "", "data": { "key": "1.png", "url": photo } });
    update["requests"] = json!([upload, update["requests"][0]]);
    update["result"] = json!([null, upload["reply"]["json"]]);
    let explained = rules_for(update).await;
    assert!(
        explained.contains(&"the result of a new picture is the profile that has it, and not the upload"),
        "{explained:?}"
    );
}

#[tokio::test]
async fn general_rules_explain_odd_options() {
    let odd = with(bind_phone(), "/options/appId", json!("应用"));
    assert_eq!(rules_for(odd).await, ["an id that no header can carry is refused by the builder"]);

    let mut number = with(bind_phone(), "/options/userPoolId", json!(5));
    number["requests"][0]["headers"]["x-authing-userpool-id"] = json!("5");
    assert_eq!(rules_for(number).await, ["a value of another type than that of the contract does not compile"]);

    let mut scope = sign_in();
    scope["options"]["scope"] = json!("profile");
    scope["requests"] = json!([]);
    scope["thrown"] = json!({ "kind": "Error", "message": "scope 中必须包含 openid" });
    scope.as_object_mut().expect("a record").remove("result");
    let built = "a client is built without what only some calls need, such as a secret or a scope, and without a host";
    assert!(rules_for(scope).await.contains(&built));

    let other_script = with(bind_phone(), "/options/host", json!("https://例子.cn"));
    let other_script = with(other_script, "/requests/0/origin", json!("https://xn--fsqu00a.cn"));
    assert_eq!(replay(&record(other_script)).await, Classification::Identical);

    // The form of a sign-in follows from its payload.
    let mut unknown = sign_in();
    unknown["method"] = json!("signInByCredentials");
    unknown["args"] = json!([{ "connection": "other", "passwordPayload": { "account": "ada", "password": "p" } }]);
    unknown["requests"][0]["path"] = json!("/api/v3/signin");
    unknown["requests"][0]["body"]["json"] = unknown["args"][0].clone();
    assert!(rules_for(unknown).await.contains(&"what a call is for follows from its type, and is no argument"));
}

#[tokio::test]
async fn general_rules_explain_other_ways_to_ask_for_claims() {
    let mut claims = sign_in();
    claims["method"] = json!("getUserInfoByAccessToken");
    claims["args"] = json!(["an-access-token", { "method": "POST", "tokenPlace": "body" }]);
    claims["requests"][0]["path"] = json!("/oidc/me");
    claims["requests"][0]["headers"]["content-type"] = json!("application/x-www-form-urlencoded");
    claims["requests"][0]["body"] = json!({ "kind": "form", "pairs": [["access_token", "an-access-token"]] });
    claims["requests"][0]["reply"]["json"] = json!({ "sub": "ada" });
    assert!(rules_for(claims).await.contains(&"the claims of a user are asked for with GET, whatever an option says"));
}

#[tokio::test]
async fn general_rules_explain_odd_tokens_of_replies() {
    let mut scope = sign_in();
    scope["requests"][0]["reply"]["json"]["data"]["scope"] = json!(5);
    let explained = rules_for(scope).await;
    assert!(explained.contains(&"an optional member of an unexpected type is left out, a list that is null is empty, and a number may be a text"), "{explained:?}");

    let mut empty = with(sign_in(), "/sdk", json!("@authing/miniapp-taro@5.1.18"));
    empty["method"] = json!("loginByCode");
    empty["options"] = json!({ "appId": APP, "host": "https://demo.authing.cn" });
    empty["before"] = json!({ "loginState": null });
    empty["requests"][0]["reply"]["json"]["data"]["refresh_token"] = json!("");
    empty["requests"][0]["headers"]["x-authing-request-from"] = json!("sdk-miniapp");
    empty["requests"][0]["headers"]["x-authing-sdk-version"] = json!("5.1.18");
    let stored = json!({ "$sameAs": "requests[0].reply.json.data", "$except": { "expires_at": CLOCK + 7_200_000 } });
    empty["result"] = json!([null, stored]);
    empty["after"] = json!({ "loginState": stored });
    let explained = rules_for(empty).await;
    assert!(explained.contains(&"an empty token is none"), "{explained:?}");
}

#[test]
fn every_rule_has_a_row_in_the_document() {
    let document = include_str!("../../../docs/differences-v3.md");
    let rows: Vec<&str> = document.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()).collect();
    let numbered = |row: &&str| row.strip_prefix('V').is_some_and(|number| number.parse::<u8>().is_ok());
    let numbers: Vec<&str> = rows.iter().copied().filter(numbered).collect();
    assert_eq!(numbers, (1..=48).map(|number| format!("V{number:02}")).collect::<Vec<_>>());
    for reason in rules::all().flat_map(|rule| rule.reason.split(", ")) {
        let name = reason.strip_prefix("design: ").unwrap_or(reason);
        assert!(rows.contains(&name), "docs/differences-v3.md has no row {name:?}, which explains records");
    }
}

#[test]
fn every_recorded_method_is_in_the_table_once() {
    let mut names: Vec<&str> = super::methods::METHODS.iter().map(|method| method.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "a method is listed twice");
}
