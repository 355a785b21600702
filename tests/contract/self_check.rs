//! Tests of the contract checks that the other tests rely on: each kind of violation must be found.

use authing_wxapp::{AuthenticationClient, HeaderNames};
use serde_json::{Value, json};

use crate::support::{APP_ID, Contract, Reply, Server, envelope, graphql, graphql_refusal, refusal, token, user_json};

const LOGIN: &str = "/connections/social/wechat-miniprogram/auth";

/// A valid request, of which a test changes one part.
struct Request {
    method: &'static str,
    path: &'static str,
    query: Vec<(String, String)>,
    headers: Vec<(&'static str, String)>,
    body: Value,
    /// The body, if it is not JSON.
    text: Option<&'static str>,
}

impl Request {
    fn login() -> Self {
        let headers = [
            ("x-authing-app-id", APP_ID),
            ("x-authing-request-from", "wxapp"),
            ("x-authing-sdk-version", "rust:0.1.0"),
            ("content-type", "application/json"),
        ];
        Self {
            method: "POST",
            path: LOGIN,
            query: Vec::new(),
            headers: headers.map(|(name, value)| (name, value.to_owned())).into(),
            body: json!({ "code": "a-code" }),
            text: None,
        }
    }

    fn query(document: &str, variables: Value) -> Self {
        let mut request = Self::login().header("authorization", &format!("Bearer {}", token("user-1")));
        request.path = "/graphql/v2";
        request.body = json!({ "query": document, "variables": variables });
        request
    }

    fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self
    }

    fn body(mut self, body: Value) -> Self {
        self.body = body;
        self
    }

    fn verdict(self) -> Result<String, String> {
        let headers =
            self.headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let body = self.text.map_or_else(|| self.body.to_string(), str::to_owned).into_bytes();
        Contract::get().check_request(self.method, self.path, &self.query, &headers, &body)
    }

    #[track_caller]
    fn refused_for(self, reason: &str) {
        let why = self.verdict().expect_err("the check accepted an invalid request");
        assert!(why.contains(reason), "{why}");
    }
}

#[test]
fn a_request_that_matches_the_contract_passes() {
    assert_eq!(Request::login().verdict(), Ok("loginByCode".into()));
    assert_eq!(
        Request::query("query user($id: String) { user(id: $id) { id } }", json!({})).verdict(),
        Ok("user".into())
    );
}

#[test]
fn a_request_that_violates_the_contract_is_refused() {
    let login = Request::login;
    Request { method: "PUT", ..login() }.refused_for("the contract has no PUT");
    Request { path: "//connections", ..login() }.refused_for("the contract has no POST //connections");
    Request { query: vec![("lang".into(), "en".into())], ..login() }.refused_for("lang is not in the contract");
    login().header("api-version", "2.0.0").refused_for("api-version is not in the contract");
    login().header("cookie", "a=b").refused_for("cookie is not in the contract");
    login().header("x-authing-sdk-version", "js:4.21.8").refused_for("x-authing-sdk-version has the value");
    login().header("x-authing-lang", "").refused_for("x-authing-lang has the value");
    login().without("x-authing-request-from").refused_for("x-authing-request-from is missing");
    login().without("x-authing-app-id").refused_for("the contract wants one of");
    login().header("authorization", "Bearer a.b.c").refused_for("the contract wants one of");
    login().header("authorization", "Basic abc").refused_for("no bearer token");
    login().header("authorization", "Basic YWJj").refused_for("nor an id and a secret");
    login().header("content-type", "text/plain").refused_for("its media type is");
    login().body(json!({})).refused_for("LoginByCodeBody");
    login().body(json!({ "code": "a", "rawdata": "{}" })).refused_for("rawdata");
}

#[test]
fn a_form_is_checked_against_the_contract() {
    let form = |path: &'static str, text: &'static str| {
        let mut request = Request::login().header("content-type", "application/x-www-form-urlencoded");
        request.path = path;
        request.text = Some(text);
        request
    };
    let token = |text| form("/oauth/token", text);
    assert_eq!(token("grant_type=refresh_token&refresh_token=a%20b").verdict(), Ok("token".into()));
    token("refresh_token=a").refused_for("TokenForm");
    token("grant_type=a&code_verifer=b").refused_for("code_verifer");
    token("grant_type=a&grant_type=b").refused_for("is repeated");
    token("grant_type=a").header("content-type", "application/json").refused_for("its media type is");
    form("/oidc//token", "grant_type=a").refused_for("the contract has no POST /oidc//token");
    form("//token", "grant_type=a").refused_for("the contract has no POST //token");
    let named = token("grant_type=a").header("authorization", "Basic YXBwOnNlY3JldA==");
    assert_eq!(named.verdict(), Ok("token".into()));
    token("grant_type=a").header("authorization", "Bearer a.b.c").refused_for("the contract wants one of");
    token("grant_type=a").header("cookie", "a=b").refused_for("cookie is not in the contract");
}

#[test]
fn a_bare_reply_is_checked_against_the_contract() {
    let check = |operation: &str, status: u16, body: Value| Contract::get().check_reply(operation, status, &body);
    assert_eq!(check("token", 200, json!({ "access_token": "a" })), Ok(()));
    assert_eq!(check("token", 400, json!({ "error": "invalid_grant", "error_description": "used" })), Ok(()));
    assert_eq!(check("getUserInfo", 200, json!({ "sub": "a", "school": "x" })), Ok(()));
    assert_eq!(check("trackSession", 200, Value::Null), Ok(()));
    assert_eq!(check("revokeToken", 200, json!("")), Ok(()));
    assert!(check("token", 200, json!({ "id_token": "a" })).is_err());
    assert!(check("token", 200, json!({ "access_token": "a", "expires": 1 })).is_err());
    assert!(check("getUserInfo", 200, json!({ "sub": 1 })).is_err());
}

#[test]
fn an_invalid_graphql_document_is_refused() {
    let user = |inside: &str| format!("query user($id: String) {{ user(id: $id) {{ {inside} }} }}");
    let check = |document: &str, variables: Value, reason: &str| {
        Request::query(document, variables).refused_for(reason);
    };
    check(&user("id password"), json!({}), "selects the password");
    check(&user("id nicname"), json!({}), "selects nicname");
    check(&user("identities"), json!({}), "selects identities with too little");
    check(&user("id"), json!({ "token": "a" }), "token is sent and not declared");
    check("query user { user(id: $id) { id } }", json!({}), "id is used and not declared");
    check("{ user { id } }", json!({}), "neither a named query");
    check("query user {", json!({}), "not GraphQL");
    check("query nobody { user { id } }", json!({}), "/graphql/v2#nobody");
    let update = "mutation updateUser($input: UpdateUserInput!) { updateUser(input: $input) { id } }";
    check(update, json!({}), "input is required and not sent");
    check(update, json!({ "input": { "nickname": 1 } }), "UpdateUserBody");
    Request::query(&user("id"), json!({})).without("authorization").refused_for("the contract wants one of");
}

#[test]
fn a_reply_is_checked_against_the_contract() {
    let check = |operation: &str, status: u16, body: Value| Contract::get().check_reply(operation, status, &body);
    let user = user_json("user-1");
    assert_eq!(check("loginByCode", 200, envelope(user.clone())), Ok(()));
    assert_eq!(check("loginByCode", 200, refusal(2004, "no such user")), Ok(()));
    assert_eq!(check("user", 200, graphql("user", Value::Null)), Ok(()));
    assert_eq!(check("user", 200, graphql_refusal(2020, "log in")), Ok(()));
    let phone = json!({ "countryCode": 86, "watermark": { "timestamp": 1 } });
    assert_eq!(check("getPhone", 200, envelope(phone)), Ok(()));

    assert!(check("loginByCode", 200, envelope(json!({ "nickname": "no id" }))).is_err());
    assert!(check("loginByCode", 200, envelope(json!({ "id": "a", "nicname": "misspelt" }))).is_err());
    assert!(check("loginByCode", 200, envelope(json!({ "id": "a", "phoneVerified": "yes" }))).is_err());
    assert!(check("user", 200, graphql("usr", user)).is_err());
    assert!(check("user", 200, json!({ "errors": [{ "message": 7 }] })).is_err());
}

#[tokio::test]
async fn the_server_reports_missing_replies_unused_replies_and_violations() {
    let server = Server::start().await;
    server.reply("getPhone", envelope(json!({})));
    server.reply("loginByCode", envelope(json!({ "nickname": "no id" })));
    let client = server.client();
    client.login_by_code("a-code").await.unwrap_err();
    client.logout().await.unwrap_err();
    let names = HeaderNames::default().lang("x-unheard-of");
    let odd = server.builder().lang("en").header_names(names).build().unwrap();
    odd.login_by_code("a-code").await.unwrap_err();

    let complaints = server.take_complaints();
    for wanted in ["getPhone were mounted", "no id", "nothing is mounted for GET /api/v2/logout", "x-unheard-of"] {
        assert!(complaints.iter().any(|complaint| complaint.contains(wanted)), "{wanted}: {complaints:#?}");
    }
}

#[tokio::test]
async fn replies_are_sent_in_order_and_the_last_one_is_repeated() {
    let server = Server::start().await;
    server.reply("loginByCode", refusal(500, "first"));
    server.reply("loginByCode", Reply::raw(502, "text/html", "<html>"));
    server.reply("loginByCode", refusal(500, "last"));
    let client: AuthenticationClient = server.client();
    let mut messages = Vec::new();
    for _ in 0..4 {
        messages.push(client.login_by_code("a-code").await.unwrap_err().message().to_owned());
    }
    assert_eq!((&*messages[0], &*messages[2], &*messages[3]), ("first", "last", "last"));
    assert!(messages[1].contains("502"), "{messages:?}");
}
