//! What clients other than the JavaScript SDKs send: no header of the application, a token without a scheme, nulls, other cases.

use authing_sandbox::{APP_ID, APP_SECRET, Sandbox, USER_POOL_ID};
use authing_wxapp::CustomDataType;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};

/// Sends a request without the checking proxy, which accepts only what the SDK of this repository sends.
async fn json_of(request: RequestBuilder) -> Value {
    request.send().await.unwrap().json().await.unwrap()
}

async fn started() -> (Sandbox, Client, String) {
    let sandbox = Sandbox::start().await.unwrap();
    let user = sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let token = user.token.unwrap().expose().to_owned();
    (sandbox, Client::new(), token)
}

/// An access token of OIDC for the first user, by the grant that takes the token of a login.
async fn access_token(sandbox: &Sandbox, http: &Client, token: &str) -> Value {
    let form = format!(
        "grant_type=http%3A%2F%2Fauthing.cn%2Foidc%2Fgrant_type%2Fauthing_token&token={token}\
         &redirect_uri=https%3A%2F%2Fapp.example.com%2F&scope=openid%20offline_access%20username&client_id={APP_ID}\
         &client_secret={APP_SECRET}"
    );
    let request = http.post(format!("{}/oidc/token", sandbox.url()));
    json_of(request.header("content-type", "application/x-www-form-urlencoded").body(form)).await
}

#[tokio::test]
async fn the_user_of_a_token_is_found_by_rest() {
    let (sandbox, http, token) = started().await;
    let url = format!("{}/api/v2/users/me", sandbox.url());
    let reply = json_of(http.get(&url).bearer_auth(&token)).await;
    assert_eq!((&reply["code"], &reply["data"]["openid"]), (&json!(200), &json!("openid-ada")), "{reply}");
    assert_eq!(json_of(http.get(&url)).await["code"], 2020);
    let put = http.put(&url).send().await.unwrap();
    assert_eq!((put.status(), put.headers()["allow"].to_str().unwrap()), (StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD"));
}

#[tokio::test]
async fn no_header_is_needed_where_the_path_or_nothing_names_the_application() {
    let (sandbox, http, _) = started().await;
    for path in [
        format!("/api/v2/applications/{APP_ID}/public-config"),
        "/api/v2/.well-known".into(),
        "/logout".into(),
        format!("/api/v2/logout?app_id={APP_ID}"),
    ] {
        let reply = json_of(http.get(sandbox.url() + &path)).await;
        assert_eq!(reply["code"], 200, "{path}: {reply}");
    }
    assert_eq!(json_of(http.get(sandbox.url() + "/cas/session")).await, Value::Null);
    let reply = json_of(http.get(sandbox.url() + "/api/v2/applications/another/public-config")).await;
    assert_ne!(reply["code"], 200, "{reply}");
    let config = json_of(http.get(format!("{}/api/v2/applications/{APP_ID}/public-config", sandbox.url()))).await;
    assert_eq!(config["data"]["oidcConfig"]["client_id"], APP_ID);
}

#[tokio::test]
async fn the_logout_without_parameters_ends_the_session_of_the_browser() {
    let (sandbox, http, _) = started().await;
    let url = format!(
        "{}/oidc/auth?client_id={APP_ID}&redirect_uri=https%3A%2F%2Fa.example%2F&response_type=code&scope=openid",
        sandbox.url()
    );
    let browser = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let cookie = browser.get(url).send().await.unwrap().headers()["set-cookie"].to_str().unwrap().to_owned();
    let cookie = cookie.split(';').next().unwrap();
    let session = || json_of(http.get(sandbox.url() + "/cas/session").header("cookie", cookie));
    assert!(session().await["session"].is_object());
    assert_eq!(json_of(http.get(sandbox.url() + "/logout").header("cookie", cookie)).await["code"], 200);
    assert_eq!(session().await, Value::Null);
}

#[tokio::test]
async fn an_access_token_is_good_at_version_3_bare_and_as_bearer() {
    let (sandbox, http, token) = started().await;
    let tokens = access_token(&sandbox, &http, &token).await;
    let access = tokens["access_token"].as_str().unwrap();
    for path in ["/api/v3/get-identities", "/api/v3/mydevices/list", "/api/v3/get-profile"] {
        for authorization in [access.to_owned(), format!("Bearer {access}"), format!("bearer {token}"), token.clone()] {
            let request = http.get(sandbox.url() + path).header("x-authing-app-id", APP_ID);
            let reply = json_of(request.header("authorization", &authorization)).await;
            assert_eq!(reply["statusCode"], 200, "{path} {authorization}: {reply}");
        }
        let reply = json_of(http.get(sandbox.url() + path).header("x-authing-app-id", APP_ID)).await;
        assert_eq!((&reply["statusCode"], &reply["apiCode"]), (&json!(401), &json!(2020)), "{path}: {reply}");
    }
    // Version 2 takes the token of the login.
    let reply = json_of(http.get(sandbox.url() + "/api/v2/users/me").bearer_auth(access)).await;
    assert_eq!(reply["code"], 2020);
    // The mini-program SDK names the user pool in place of the application.
    let request = http.get(sandbox.url() + "/api/v3/get-profile").header("authorization", access);
    let profile = json_of(request.header("x-authing-userpool-id", USER_POOL_ID)).await;
    assert!(profile["data"]["userId"].is_string() && profile["data"]["token"].is_null(), "{profile}");
}

#[tokio::test]
async fn the_header_names_the_client_of_a_refresh() {
    let (sandbox, http, token) = started().await;
    let refresh = access_token(&sandbox, &http, &token).await["refresh_token"].as_str().unwrap().to_owned();
    let request = http.post(format!("{}/oidc/token", sandbox.url())).header("x-authing-app-id", APP_ID);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let body = format!("grant_type=refresh_token&redirect_uri=&client_secret=&refresh_token={refresh}");
    let reply = json_of(request.body(body)).await;
    assert!(reply["access_token"].is_string(), "{reply}");
}

#[tokio::test]
async fn the_scope_username_gives_a_claim() {
    let seed = json!({ "users": [{ "username": "ada", "password": "passw0rd" }] });
    let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
    let token = sandbox.client().login_by_username("ada", "passw0rd").await.unwrap().token.unwrap();
    let http = Client::new();
    let tokens = access_token(&sandbox, &http, token.expose()).await;
    let info = http.get(format!("{}/oidc/me", sandbox.url())).bearer_auth(tokens["access_token"].as_str().unwrap());
    assert_eq!(json_of(info).await["username"], "ada");
}

#[tokio::test]
async fn the_type_of_an_authenticator_may_be_left_out_or_spelled_in_two_ways() {
    let (sandbox, http, token) = started().await;
    let url = format!("{}/api/v2/mfa/totp/associate", sandbox.url());
    for body in [
        json!({ "source": "APPLICATION" }),
        json!({ "authenticatorType": "totp" }),
        json!({ "authenticator_type": "totp", "source": null }),
        json!({ "authenticator_type": null }),
    ] {
        let request = http.post(&url).header("x-authing-app-id", APP_ID).bearer_auth(&token).json(&body);
        let reply = json_of(request).await;
        assert!(reply["data"]["secret"].is_string(), "{body}: {reply}");
    }
    let wrong = http.post(&url).header("x-authing-app-id", APP_ID).bearer_auth(&token);
    assert_eq!(json_of(wrong.json(&json!({ "authenticatorType": "sms" }))).await["code"], 400);
}

#[tokio::test]
async fn a_time_without_an_offset_is_one_in_utc() {
    let (sandbox, ..) = started().await;
    sandbox.define_custom_field("born", CustomDataType::DATETIME);
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    for text in ["2020-01-02T03:04:05", "2020-01-02T03:04:05Z", "2020-01-02T11:04:05+08:00"] {
        client.set_udv("born", text).await.unwrap();
        let entries = sandbox.export()["users"][0]["customData"].clone();
        assert_eq!(entries[0]["value"], "1577934245000", "{text}");
    }
    client.set_udv("born", "yesterday").await.unwrap_err();
}

#[tokio::test]
async fn an_unknown_endpoint_is_refused_in_the_envelope_of_its_version() {
    let (sandbox, http, _) = started().await;
    for (path, member) in [
        ("/api/v3/weather", "statusCode"),
        ("/api/v3", "statusCode"),
        ("/api/v2/weather", "code"),
        ("/weather", "code"),
    ] {
        let reply = http.get(sandbox.url() + path).send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::NOT_IMPLEMENTED);
        let body: Value = reply.json().await.unwrap();
        assert_eq!(body[member], 501, "{path}: {body}");
        assert!(body["message"].as_str().unwrap().contains(path), "{body}");
    }
}

#[tokio::test]
async fn schemes_and_media_types_are_compared_without_case() {
    let (sandbox, http, token) = started().await;
    let url = sandbox.url();
    let query = json!({ "query": "{ user { openid } }" }).to_string();
    let request = http.post(format!("{url}/graphql/v2")).header("x-authing-app-id", APP_ID).body(query);
    let request = request.header("content-type", "Application/JSON; charset=utf-8");
    let reply = json_of(request.header("authorization", format!("bEARER  {token}"))).await;
    assert_eq!(reply["data"]["user"]["openid"], "openid-ada", "{reply}");
    let request = http.post(format!("{url}/api/v2/sms/send")).header("x-authing-app-id", APP_ID);
    let sent = request.header("content-type", "APPLICATION/json").body("{\"phone\":\"17612346754\"}");
    assert_eq!(json_of(sent).await["code"], 200);
    // "sandbox-app:sandbox-app-secret"
    let request = http.post(format!("{url}/oidc/token")).header("content-type", "Application/X-WWW-Form-Urlencoded");
    let request = request.header("authorization", "basic c2FuZGJveC1hcHA6c2FuZGJveC1hcHAtc2VjcmV0");
    let reply = json_of(request.body("grant_type=client_credentials&scope=orders")).await;
    assert!(reply["access_token"].is_string(), "{reply}");
    assert!(sandbox.requests().iter().any(|request| request.bearer));
}

#[tokio::test]
async fn a_raw_number_sign_in_a_form_is_part_of_the_value() {
    let (sandbox, http, _) = started().await;
    let request = http.post(format!("{}/oidc/token", sandbox.url()));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let body = "grant_type=client_credentials&scope=a#b&client_id=sandbox-app&client_secret=sandbox-app-secret";
    let reply = json_of(request.body(body)).await;
    assert_eq!(reply["scope"], "a#b", "{reply}");
}

#[tokio::test]
async fn a_token_is_validated_without_a_header() {
    let (sandbox, http, token) = started().await;
    let access = access_token(&sandbox, &http, &token).await["access_token"].as_str().unwrap().to_owned();
    let claims = json_of(http.get(format!("{}/api/v2/oidc/validate_token?access_token={access}", sandbox.url()))).await;
    assert_eq!(claims["aud"], APP_ID, "{claims}");
}

/// The Python SDK sends null for each member of a user that it does not change.
#[tokio::test]
async fn a_member_that_is_null_and_not_in_the_contract_is_absent() {
    let (sandbox, http, token) = started().await;
    let query = "mutation($input: UpdateUserInput!) { updateUser(input: $input) { nickname openid } }";
    let input = json!({ "nickname": "Ada", "openid": null, "unionid": null, "password": null, "blocked": null });
    let request = http.post(sandbox.url() + "/graphql/v2").header("x-authing-app-id", APP_ID).bearer_auth(&token);
    let reply = json_of(request.json(&json!({ "query": query, "variables": { "input": input } }))).await;
    let updated = &reply["data"]["updateUser"];
    assert_eq!((&updated["nickname"], &updated["openid"]), (&json!("Ada"), &json!("openid-ada")), "{reply}");
    let input = json!({ "nickname": "Eve", "blocked": true });
    let request = http.post(sandbox.url() + "/graphql/v2").header("x-authing-app-id", APP_ID).bearer_auth(&token);
    let reply = json_of(request.json(&json!({ "query": query, "variables": { "input": input } }))).await;
    assert_ne!(reply["data"]["updateUser"]["nickname"], "Eve", "a value is not ignored: {reply}");
}
