//! GraphQL as other clients use it: introspection, any selection, several fields, nulls and defaults, and its errors.

use authing_sandbox::{APP_ID, Sandbox, USER_POOL_ID};
use serde_json::{Value, json};

/// Sends a body without the checking proxy, which accepts only the documents of the contract.
async fn send(sandbox: &Sandbox, token: Option<&str>, body: Value) -> Value {
    let request = reqwest::Client::new().post(format!("{}/graphql/v2", sandbox.url()));
    let request = request.header("x-authing-app-id", APP_ID).json(&body);
    let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
    request.send().await.unwrap().json().await.unwrap()
}

async fn logged_in(sandbox: &Sandbox) -> String {
    let user = sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    user.token.unwrap().expose().to_owned()
}

#[tokio::test]
async fn introspection_tells_the_types_that_clients_validate_with() {
    let sandbox = Sandbox::start().await.unwrap();
    // A client asks for the schema before it knows an application, so no header is sent.
    let query = "query IntrospectionQuery { __schema { queryType { name } mutationType { name } \
                 types { name fields { name args { name type { kind name ofType { name } } } } } } }";
    let request = reqwest::Client::new().post(format!("{}/graphql/v2", sandbox.url())).json(&json!({ "query": query }));
    let reply: Value = request.send().await.unwrap().json().await.unwrap();
    let schema = &reply["data"]["__schema"];
    assert_eq!((&schema["queryType"]["name"], &schema["mutationType"]["name"]), (&json!("Query"), &json!("Mutation")));
    let mutation = schema["types"].as_array().unwrap().iter().find(|one| one["name"] == "Mutation").unwrap();
    let login = mutation["fields"].as_array().unwrap().iter().find(|one| one["name"] == "loginByEmail").unwrap();
    assert_eq!(login["args"][0]["type"]["ofType"]["name"], "LoginByEmailInput");
}

#[tokio::test]
async fn aliases_fragments_and_several_fields_are_answered() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = logged_in(&sandbox).await;
    let query = "query Both($long: Boolean!, $phone: String = \"1\") { \
                   me: user { ...Names roles { totalCount } ... on User @include(if: $long) { loginsCount } } \
                   known: isUserExists(phone: $phone) __typename } \
                 fragment Names on User { openid again: openid nickname }";
    let reply = send(&sandbox, Some(&token), json!({ "query": query, "variables": { "long": false } })).await;
    let me = json!({ "openid": "openid-ada", "again": "openid-ada", "nickname": null, "roles": { "totalCount": 0 } });
    assert_eq!(reply, json!({ "data": { "me": me, "known": false, "__typename": "Query" } }));
}

#[tokio::test]
async fn the_variables_may_be_left_out_or_null() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = logged_in(&sandbox).await;
    for variables in [None, Some(Value::Null), Some(json!({})), Some(json!({ "id": null }))] {
        let mut body = json!({ "query": "mutation refreshToken($id: String) { refreshToken(id: $id) { token } }" });
        if let Some(variables) = variables {
            body["variables"] = variables;
        }
        let reply = send(&sandbox, Some(&token), body).await;
        assert!(reply["data"]["refreshToken"]["token"].is_string(), "{reply}");
    }
}

#[tokio::test]
async fn a_null_where_the_schema_has_one_is_an_absent_value() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.add_user("ada@example.com", "passw0rd");
    let query = "mutation loginByEmail($input: LoginByEmailInput!) { loginByEmail(input: $input) { id } }";
    let input = json!({
        "email": "ada@example.com", "password": "not encrypted", "captchaCode": null, "autoRegister": null,
        "clientIp": null, "params": null, "context": null,
    });
    let reply = send(&sandbox, None, json!({ "query": query, "variables": { "input": input } })).await;
    // The request was understood: the password is what is refused.
    let refused = &reply["errors"][0]["message"];
    assert_eq!(refused["code"], 2016, "{reply}");
    // Null that means something stays: it clears a member of the profile.
    let token = logged_in(&sandbox).await;
    let update = "mutation($input: UpdateUserInput!) { updateUser(input: $input) { nickname } }";
    for (nickname, stored) in [(json!("Ada"), json!("Ada")), (Value::Null, Value::Null)] {
        let body = json!({ "query": update, "variables": { "input": { "nickname": nickname } } });
        assert_eq!(send(&sandbox, Some(&token), body).await["data"]["updateUser"]["nickname"], stored);
    }
}

#[tokio::test]
async fn a_refusal_is_an_error_with_its_path_and_the_other_fields_are_answered() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = send(&sandbox, None, json!({ "query": "{ me: user { id } isUserExists(phone: \"1\") }" })).await;
    assert_eq!(reply["data"], json!({ "me": null, "isUserExists": false }));
    let error = &reply["errors"][0];
    assert_eq!((&error["message"]["code"], &error["path"]), (&json!(2020), &json!(["me"])));
    assert_eq!(error["locations"], json!([{ "line": 1, "column": 7 }]));
}

#[tokio::test]
async fn a_document_that_does_not_fit_the_schema_is_refused_before_anything_is_done() {
    let sandbox = Sandbox::start().await.unwrap();
    for query in [
        "{ user { weather } }",
        "{ user { id { id } } }",
        "query($id: Int) { user(id: $id) { id } }",
        "mutation { sendEmail(email: \"a@b.cn\") { code } }",
        "query A { user { id } } query B { user { id } }",
        "subscription { user { id } }",
    ] {
        let reply = send(&sandbox, None, json!({ "query": query })).await;
        let message = &reply["errors"][0]["message"];
        assert_eq!((&message["code"], reply.get("data")), (&json!(400), None), "{query}: {reply}");
    }
    assert!(sandbox.outbox().is_empty());
    let reply = send(&sandbox, None, json!({ "query": "query($v: Boolean!) { user { id @skip(if: $v) } }" })).await;
    assert_eq!(reply["errors"][0]["message"]["code"], 400, "{reply}");
}

#[tokio::test]
async fn the_operation_name_chooses_one_of_several_operations() {
    let sandbox = Sandbox::start().await.unwrap();
    let query = "query A { a: isUserExists(phone: \"1\") } query B { b: isUserExists(phone: \"1\") }";
    let reply = send(&sandbox, None, json!({ "query": query, "operationName": "B" })).await;
    assert_eq!(reply, json!({ "data": { "b": false } }));
}

#[tokio::test]
async fn the_user_pool_alone_names_the_application() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = reqwest::Client::new();
    let ask = async |pool: &str| {
        let request = http.post(format!("{}/graphql/v2", sandbox.url())).header("x-authing-userpool-id", pool);
        let body = json!({ "query": "{ isUserExists(phone: \"1\") }" });
        request.json(&body).send().await.unwrap().json::<Value>().await.unwrap()
    };
    assert_eq!(ask(USER_POOL_ID).await, json!({ "data": { "isUserExists": false } }));
    assert!(ask("another").await["errors"][0]["message"]["message"].as_str().unwrap().contains("user pool"));
}

#[tokio::test]
async fn documents_that_would_cost_too_much_are_answered_or_refused_at_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = logged_in(&sandbox).await;
    let fragment = |n: u32| format!("fragment F{n} on User {{ {} }}", format!("...F{} ", n + 1).repeat(10));
    let fragments: String = (0..12).map(fragment).collect();
    let bomb = format!("query user {{ user {{ ...F0 }} }} {fragments} fragment F12 on User {{ openid }}");
    let reply = send(&sandbox, Some(&token), json!({ "query": bomb })).await;
    assert_eq!(reply, json!({ "data": { "user": { "openid": "openid-ada" } } }));

    let aliases: String = (0..20_000).map(|n| format!("a{n}: id ")).collect();
    let deep = format!("{}{}", "{ user ".repeat(1000), "}".repeat(1000));
    for query in [format!("{{ user {{ {aliases} }} }}"), deep] {
        let reply = send(&sandbox, Some(&token), json!({ "query": query })).await;
        assert_eq!(reply["errors"][0]["message"]["code"], 400, "{}", reply.to_string().len());
    }
}
