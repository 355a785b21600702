//! Neither the log nor a reply quotes what a client sent in the place of a secret, whatever is wrong with the request.

use authing_sandbox::{APP_ID, Sandbox};
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// What no log and no reply may have: as a text, and as a number.
const SECRETS: [&str; 2] = ["s3cret", "271828"];

/// Sends a body; the reply, and all that the log has of the request but its time, which may have the digits of a secret.
async fn send(sandbox: &Sandbox, path: &str, media: &str, body: String) -> (String, String) {
    let request = Client::new().request(Method::POST, sandbox.url() + path).header("x-authing-app-id", APP_ID);
    let reply = request.header("content-type", media).body(body).send().await.unwrap();
    let mut logged = serde_json::to_value(sandbox.requests().pop().unwrap()).unwrap();
    assert!(logged["at"].take().is_number(), "{logged}");
    (reply.text().await.unwrap(), logged.to_string())
}

async fn post(sandbox: &Sandbox, path: &str, body: &Value) -> (String, String) {
    send(sandbox, path, "application/json", body.to_string()).await
}

fn assert_secret(what: &str, (reply, logged): &(String, String)) {
    for secret in SECRETS {
        assert!(!reply.contains(secret), "the reply to {what}: {reply}");
        assert!(!logged.contains(secret), "the log of {what}: {logged}");
    }
}

#[tokio::test]
async fn a_wrong_value_in_graphql_is_named_but_not_quoted() {
    let sandbox = Sandbox::start().await.unwrap();
    let strength = "query q($c: String!) { checkPasswordStrength(password: $c) { valid } }";
    let by_email = "mutation m($i: LoginByEmailInput!) { loginByEmail(input: $i) { id } }";
    let pool = "query a($p: String!, $s: String!) { accessToken(userPoolId: $p, secret: $s) { accessToken } }";
    for (query, variables, words) in [
        (strength, json!({ "c": 271_828 }), "could not coerce variable c to type String"),
        (strength, json!({ "c": ["s3cret"] }), "could not coerce variable c to type String"),
        (
            by_email,
            json!({ "i": { "email": "a@b.cn", "password": ["s3cret"] } }),
            "could not coerce input field LoginByEmailInput.password to type String",
        ),
        (by_email, json!({ "i": ["s3cret"] }), "could not coerce variable i to type LoginByEmailInput"),
        (pool, json!({ "p": "pool", "s": { "s3cret": 271_828 } }), "could not coerce variable s to type String"),
        (strength, json!(["s3cret"]), "variables is not an object"),
    ] {
        let body = json!({ "query": query, "variables": variables });
        let sent = post(&sandbox, "/graphql/v2", &body).await;
        assert_secret(&body.to_string(), &sent);
        assert!(sent.0.contains(words) && sent.1.contains(words), "{body}: {sent:?}");
    }
}

#[tokio::test]
async fn a_literal_in_a_document_is_not_quoted() {
    let sandbox = Sandbox::start().await.unwrap();
    for arguments in [
        "(password: 271828)",
        "(password: s3cret)",
        "(password: P@s3cret)",
        "(password: $s3cret)",
        "(password: my:s3cret)",
        "(password: [\"s3cret\"])",
        "(password: { s3: s3cret })",
        "(password: \"s3cret\", email: 271828)",
        "(password: \"s3cret\"",
        "(password \"s3cret\")",
        "(password: \"s3cret)",
        "(password: \"\"\"s3cret)",
        "(password: 271828x)",
        "(password: $s \"s3cret\")",
        "\"s3cret\"",
        "(# s3cret\npassword: 1)",
        "(email: s3cret)",
    ] {
        let query = format!("{{ checkPasswordStrength{arguments} {{ valid }} }}");
        assert_secret(&query, &post(&sandbox, "/graphql/v2", &json!({ "query": query })).await);
    }
    let scene = "mutation { sendEmail(email: \"a@b.cn\", scene: s3cret) { code } }";
    let sent = post(&sandbox, "/graphql/v2", &json!({ "query": scene })).await;
    assert_secret(scene, &sent);
    assert!(sent.0.contains("does not exist on `EmailScene`"), "{}", sent.0);
    for body in [
        json!(["s3cret"]),
        json!("s3cret"),
        json!([{ "query": "{ a(b: \"s3cret\") }" }]),
        json!({ "query": ["s3cret"] }),
    ] {
        assert_secret(&body.to_string(), &post(&sandbox, "/graphql/v2", &body).await);
    }
}

#[tokio::test]
async fn a_variable_may_have_any_name_and_its_secret_is_not_logged() {
    let sandbox = Sandbox::start().await.unwrap();
    let change = "mutation m($o: String!, $n: String!) { updatePassword(oldPassword: $o, newPassword: $n) { id } }";
    let inner = "mutation m($e: String!, $o: String!) { loginByEmail(input: { email: $e, password: $o }) { id } }";
    let fragment = "query q { ...F } fragment F on Query { checkPasswordStrength(password: $o) { valid } }";
    let unknown_argument = "mutation m($o: String!) { updatePassword(oldPasword: $o) { id } }";
    let unknown_field = "mutation m($o: String!) { createOrg(adminKey: $o) { id } }";
    let broken = "mutation m($o: String!) { updatePassword(oldPassword: $o";
    for query in [change, inner, fragment, unknown_argument, unknown_field, broken, "{ user { id } }"] {
        let body = json!({ "query": query, "variables": { "o": "s3cret", "n": "s3cret", "e": "ada@example.com" } });
        assert_secret(query, &post(&sandbox, "/graphql/v2", &body).await);
    }
    let input = "mutation m($i: UpdateUserInput!) { updateUser(input: $i) { id } }";
    let misspelt = json!({ "query": input, "variables": { "i": { "nickname": "Ada", "pasword": "s3cret" } } });
    let sent = post(&sandbox, "/graphql/v2", &misspelt).await;
    assert_secret(input, &sent);
    assert!(sent.1.contains("Ada"), "{}", sent.1);
    // What is no secret stays, for whoever looks for a mistake.
    let logged =
        post(&sandbox, "/graphql/v2", &json!({ "query": inner, "variables": { "e": "ada@example.com" } })).await.1;
    assert!(logged.contains("ada@example.com"), "{logged}");
}

#[tokio::test]
async fn a_wrong_member_beyond_the_contract_is_named_but_not_quoted() {
    let sandbox = Sandbox::start().await.unwrap();
    let number = || json!(271_828);
    for (path, body, words) in [
        ("/api/v2/login/account", json!({ "account": "a", "password": number() }), "password: value is not of type"),
        ("/api/v2/login/account", json!({ "account": ["s3cret"], "password": "x" }), "account: value is not of type"),
        ("/api/v2/login/account", json!({}), r#"\"account\" is a required property"#),
        ("/api/v2/login/phone-code", json!({ "phone": "1", "code": number() }), "code: value is not of type"),
        ("/api/v2/register-email", json!({ "email": "a@b.cn", "password": number() }), "password: value is not of"),
        ("/api/v2/register-email", json!({ "email": "a@b.cn", "profile": "s3cret" }), "profile: value is not of type"),
        ("/api/v2/register-phone-code", json!({ "phone": "1", "code": number() }), "code: value is not of type"),
        ("/api/v2/users/password/forget/check-code", json!({ "code": number() }), "code: value is not of type"),
        (
            "/api/v2/users/password/password-reset",
            json!({ "newPassword": ["s3cret"], "resetPasswordToken": "x" }),
            "newPassword: value is not of type",
        ),
        ("/api/v2/users/login/check-status", json!({ "token": number() }), "token: value is not of type"),
        (
            "/interaction/authFlow",
            json!({ "action": "verify-totp", "data": { "totp": number() } }),
            "totp: value is not",
        ),
        ("/interaction/authFlow", json!({ "action": "verify-totp", "data": ["s3cret"] }), "value is not of type"),
        ("/interaction/authFlow", json!({ "action": "x", "flowHandle": number() }), "flowHandle: value is not of type"),
        ("/api/v3/get-wechat-access-token", json!({ "appId": "a", "appSecret": number() }), "appSecret: value is not"),
        ("/cgi-bin/stable_token", json!({ "grant_type": "a", "appid": "b", "secret": number() }), "47001"),
        ("/api/v2/sms/send", json!("s3cret"), "the body does not fit the contract"),
        ("/api/v3/signin", json!(["s3cret", 271_828]), "the body does not fit the contract"),
    ] {
        let sent = post(&sandbox, path, &body).await;
        assert_secret(&format!("{path} {body}"), &sent);
        assert!(sent.0.contains(words) && sent.1.contains(words), "{path} {body}: {sent:?}");
        assert!(!sent.0.contains("struct") && !sent.0.contains("elements"), "{path}: {}", sent.0);
    }
}

#[tokio::test]
async fn json_that_was_sent_as_a_form_is_not_logged_as_the_name_of_a_field() {
    let sandbox = Sandbox::start().await.unwrap();
    let form = "application/x-www-form-urlencoded";
    let body = r#"{"client_secret":"s3cret","grant_type":"refresh_token"}"#;
    let others = [
        r#"{"a":1,"client_secret":"u=s3cret"}"#,
        r#"{"password":"x&s3cret&y"}"#,
        "client_secret: s3cret",
        "a%3Dx%26client_secret%3Ds3cret",
    ];
    for body in [body].into_iter().chain(others) {
        assert_secret(body, &send(&sandbox, "/oidc/token", form, body.into()).await);
    }
    let query = format!("/api/v2/weather?{}", body.replace('"', "%22").replace('{', "%7B").replace('}', "%7D"));
    let logged = {
        reqwest::get(sandbox.url() + &query).await.unwrap();
        serde_json::to_string(&sandbox.requests().pop().unwrap()).unwrap()
    };
    assert!(!logged.contains("s3cret"), "{logged}");
}
