//! Malformed requests are refused in the reply convention of their operation.

use authing_sandbox::{APP_ID, Effect, Fault, Sandbox};
use reqwest::Method;
use serde_json::{Value, json};

async fn send(method: Method, path: &str, body: impl Into<String>) -> (u16, String, Value) {
    // The checking proxy accepts only operations of the contract, so it is not used.
    let sandbox = Sandbox::start().await.unwrap();
    let request = reqwest::Client::new().request(method, sandbox.url() + path).header("x-authing-app-id", APP_ID);
    let reply = request.header("content-type", "application/json").body(body.into()).send().await.unwrap();
    let allow = reply.headers().get("allow").map(|methods| methods.to_str().unwrap().to_owned());
    (reply.status().as_u16(), allow.unwrap_or_default(), reply.json().await.unwrap())
}

/// The members of a refusal in JSON, by which a client knows it.
fn members(reply: &Value) -> Vec<&str> {
    reply.as_object().unwrap().keys().map(String::as_str).collect()
}

const VERSION_2: [&str; 3] = ["code", "data", "message"];
const VERSION_3: [&str; 4] = ["apiCode", "data", "message", "statusCode"];
const STANDARD: [&str; 2] = ["error", "error_description"];

#[tokio::test]
async fn an_unsupported_method_is_refused_in_the_form_of_the_path() {
    let paths: [(&str, &str, &[&str]); 20] = [
        ("/api/v2/mfa/totp/associate", "DELETE, POST", &VERSION_2),
        ("/api/v2/.well-known", "GET, HEAD", &VERSION_2),
        ("/user-contents/any", "GET, HEAD", &VERSION_2),
        ("/events/v1/authentication/sub", "GET, HEAD", &VERSION_2),
        ("/connections/social/wechat-miniprogram/auth", "POST", &VERSION_2),
        ("/connections/social/wechat-miniprogram/bind", "POST", &VERSION_3),
        ("/connections/social/github", "GET, HEAD, POST", &STANDARD),
        ("/api/v3/get-profile", "GET, HEAD", &VERSION_3),
        ("/api/v3/get-wechat-access-token", "POST", &VERSION_3),
        ("/api/v2/login/account", "POST", &VERSION_3),
        ("/interaction/authFlow", "POST", &VERSION_3),
        ("/oidc/auth", "GET, HEAD, POST", &STANDARD),
        ("/oidc/token", "POST", &STANDARD),
        ("/oauth/token/introspection", "POST", &STANDARD),
        ("/cas-idp/sandbox-app/login", "GET, HEAD, POST", &STANDARD),
        ("/login/profile/logout", "GET, HEAD, POST", &STANDARD),
        ("/graphql/v2", "POST", &["errors"]),
        ("/sns/jscode2session", "GET, HEAD", &["errcode", "errmsg"]),
        ("/wxa/business/getuserphonenumber", "POST", &["errcode", "errmsg"]),
        ("/cgi-bin/token", "GET, HEAD", &["errcode", "errmsg"]),
    ];
    for (path, methods, form) in paths {
        let (status, allow, reply) = send(Method::PUT, path, "").await;
        assert_eq!((status, &*allow, members(&reply)), (405, methods, form.to_vec()), "{path}: {reply}");
        let code = match form {
            ["errors"] => &reply["errors"][0]["message"]["code"],
            ["errcode", ..] => &reply["errcode"],
            ["apiCode", ..] => &reply["statusCode"],
            ["code", ..] => &reply["code"],
            _ => &json!(405),
        };
        assert_eq!(*code, 405, "{path}: {reply}");
        assert!(reply.to_string().contains(&format!("{path} takes {methods}, not PUT")), "{path}: {reply}");
    }
}

/// Every endpoint refuses a wrong method in the form in which it refuses a wrong request.
#[tokio::test]
async fn a_wrong_method_and_a_wrong_request_are_refused_in_one_form() {
    let posts = [
        "/api/v2/login/account",
        "/api/v2/login/phone-code",
        "/api/v2/users/login/check-status",
        "/api/v2/email/send",
        "/api/v2/register-email",
        "/api/v2/register-username",
        "/api/v2/register-phone",
        "/api/v2/register-email-code",
        "/api/v2/register-phone-code",
        "/api/v2/users/password/forget/check-code",
        "/api/v2/users/password/password-reset",
        "/api/v2/users/batch",
        "/interaction/authFlow",
        "/api/v3/get-wechat-access-token",
        "/api/v3/signin",
        "/api/v2/sms/send",
        "/oidc/token",
        "/graphql/v2",
        "/wxa/business/getuserphonenumber",
        "/cgi-bin/stable_token",
    ];
    for path in posts {
        let (_, _, wrong) = send(Method::POST, path, "[").await;
        for (status, method, body) in
            [(405, Method::PUT, String::new()), (413, Method::POST, "x".repeat((1 << 20) + 1))]
        {
            let (got, _, reply) = send(method, path, body).await;
            assert_eq!((got, members(&reply)), (status, members(&wrong)), "{path}: {reply} {wrong}");
        }
    }
}

#[tokio::test]
async fn the_validation_of_a_ticket_refuses_in_the_form_of_cas() {
    let sandbox = Sandbox::start().await.unwrap();
    for (path, start) in [
        ("validate", "no\n\n"),
        ("serviceValidate", "<cas:serviceResponse"),
        ("proxyValidate", "<cas:serviceResponse"),
        ("p3/serviceValidate", "<cas:serviceResponse"),
        ("p3/proxyValidate", "<cas:serviceResponse"),
        (
            "p3/serviceValidate?format=JSON",
            "{\"serviceResponse\":{\"authenticationFailure\":{\"code\":\"INVALID_REQUEST\"",
        ),
    ] {
        let url = format!("{}/cas-idp/{APP_ID}/{path}", sandbox.url());
        for (status, body) in [(405, String::new()), (413, "x".repeat((1 << 20) + 1))] {
            let reply = reqwest::Client::new().post(&url).body(body).send().await.unwrap();
            assert_eq!(reply.status().as_u16(), status, "{path}");
            let text = reply.text().await.unwrap();
            assert!(text.starts_with(start), "{path}: {text}");
        }
    }
}

#[tokio::test]
async fn a_list_is_not_taken_for_an_object() {
    let wechat = r#"["wx4f4bc4dec97d474b","sandbox-wechat-secret"]"#;
    let (_, _, reply) = send(Method::POST, "/api/v3/get-wechat-access-token", wechat).await;
    assert_eq!((&reply["statusCode"], &reply["data"]), (&json!(400), &Value::Null), "{reply}");
    assert_eq!(reply["message"], "the body is not an object");
    for path in
        ["/api/v2/login/account", "/api/v2/register-email", "/api/v2/users/login/check-status", "/api/v2/users/batch"]
    {
        for body in ["[]", r#"["ada","passw0rd"]"#, "\"ada\"", "1", "null"] {
            let (_, _, reply) = send(Method::POST, path, body).await;
            assert_eq!(reply["message"], "the body is not an object", "{path} {body}");
        }
    }
    let stable = r#"["client_credential","wx4f4bc4dec97d474b","sandbox-wechat-secret",null]"#;
    let (_, _, reply) = send(Method::POST, "/cgi-bin/stable_token", stable).await;
    assert_eq!(reply["errcode"], 47001, "{reply}");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_the_envelope_of_its_version_and_logged() {
    let sandbox = Sandbox::start().await.unwrap();
    for (path, code) in [
        ("/api/v2/sms/send", "/code"),
        ("/api/v2/login/account", "/statusCode"),
        ("/graphql/v2", "/errors/0/message/code"),
        ("/api/v3/signin", "/statusCode"),
        ("/cgi-bin/stable_token", "/errcode"),
    ] {
        let request = reqwest::Client::new().post(sandbox.url() + path).body("x".repeat((1 << 20) + 1));
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), 413, "{path}");
        let reply: Value = reply.json().await.unwrap();
        assert_eq!(reply.pointer(code), Some(&json!(413)), "{path}: {reply}");
        let logged = sandbox.requests().pop().unwrap();
        assert_eq!((&*logged.path, logged.status, logged.code), (path, Some(413), Some(413)));
        assert!(logged.reason.unwrap().contains("1048576 bytes"), "{path}");
    }
    let seed = reqwest::Client::new().put(sandbox.url() + "/sandbox/state").body("x".repeat((32 << 20) + 1));
    assert_eq!(seed.send().await.unwrap().status(), 413);
    assert_eq!(sandbox.requests().len(), 5, "a request to the sandbox itself is not logged");
}

#[tokio::test]
async fn a_path_with_an_empty_segment_is_unknown() {
    for path in ["//token", "/api/v2/applications//public-config", "//oidc/auth", "/user-contents/"] {
        let (status, _, reply) = send(Method::GET, path, "").await;
        assert_eq!((status, &reply["code"]), (501, &json!(501)), "{path}");
    }
    let (status, _, reply) = send(Method::GET, "/cas-idp/", "").await;
    assert_eq!((status, &reply["error"]), (501, &json!("invalid_request")), "{reply}");
}

#[tokio::test]
async fn refused_requests_are_logged_and_faults_apply_to_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = reqwest::Client::new();
    let paths = ["/api/v2/weather", "/api/v2/.well-known", "/oidc/auth", "/user-contents/any"];
    for path in paths {
        sandbox.faults().add(Fault::at(path, Effect::Empty { status: 502 }).times(1));
        let reply = http.delete(sandbox.url() + path).send().await.unwrap();
        assert_eq!(reply.status(), 502, "{path}");
        assert_eq!(reply.headers().get("allow"), None, "{path}");
    }
    let logged = sandbox.requests();
    assert_eq!(logged.iter().map(|request| &*request.path).collect::<Vec<_>>(), paths);
    assert!(logged.iter().all(|request| request.method == "DELETE" && request.operation.is_none()), "{logged:?}");
}

#[tokio::test]
async fn an_invalid_document_is_refused() {
    for body in ["", "no JSON", "[]", r#"{"query":1}"#, r#"{"query":"no GraphQL"}"#] {
        let (status, _, reply) = send(Method::POST, "/graphql/v2", body).await;
        let reason = &reply["errors"][0]["message"];
        assert_eq!((status, &reason["code"], &reply["data"]), (200, &json!(400), &Value::Null), "{body}: {reply}");
    }
}

#[tokio::test]
async fn an_unknown_root_field_is_refused_by_name() {
    let (status, _, reply) = send(Method::POST, "/graphql/v2", r#"{"query":"{ weather { wind } }"}"#).await;
    let reason = json!({ "code": 501, "message": "the sandbox does not support weather", "data": null });
    let expected = json!({ "errors": [{ "message": reason, "path": ["weather"] }], "data": { "weather": null } });
    assert_eq!((status, reply), (200, expected));
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let (_, _, version2) = send(Method::POST, "/api/v2/sms/send", "no JSON").await;
    assert_eq!(version2["code"], 400, "{version2}");
    let (_, _, version3) = send(Method::POST, "/api/v3/signin", "no JSON").await;
    assert_eq!((&version3["statusCode"], &version3["apiCode"]), (&json!(400), &json!(400)), "{version3}");
    let (status, _, standard) = send(Method::POST, "/oidc/token", "no form").await;
    assert_eq!((status, &standard["error"]), (400, &json!("invalid_request")));
}

#[tokio::test]
async fn head_is_answered_like_get_without_a_body() {
    let sandbox = Sandbox::start().await.unwrap();
    let picture = sandbox.client().qrcode().gene_code().await.unwrap().url.unwrap();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let send = async |method: Method, url: String| {
        let reply = http.request(method, url).header("x-authing-app-id", APP_ID).send().await.unwrap();
        let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
        let selected = ["content-type", "content-length", "location"].map(|name| headers.get(name).cloned());
        (status, selected, reply.bytes().await.unwrap().len())
    };
    let paths = ["/api/v2/.well-known", "/oidc/.well-known/openid-configuration", "/sandbox", "/", "/api/v2/weather"];
    let urls = paths.iter().map(|path| sandbox.url() + path).chain([picture]);
    for (url, status) in urls.zip([200, 200, 200, 307, 501, 200]) {
        let (got, head) = (send(Method::GET, url.clone()).await, send(Method::HEAD, url.clone()).await);
        assert_eq!((head.0, &head.1, head.2), (status, &got.1, 0), "{url}");
        assert_eq!(got.0, status, "{url}");
    }
    assert_eq!(send(Method::HEAD, sandbox.url() + "/graphql/v2").await.0, 405);
    assert!(sandbox.requests().iter().any(|request| request.method == "HEAD"));
}
