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

#[tokio::test]
async fn an_unsupported_method_is_refused() {
    let paths = [
        ("/api/v2/mfa/totp/associate", "DELETE, POST"),
        ("/graphql/v2", "POST"),
        ("/api/v2/.well-known", "GET, HEAD"),
        ("/user-contents/any", "GET, HEAD"),
        ("/oidc/auth", "GET, HEAD, POST"),
        ("/oidc/token", "POST"),
        ("/events/v1/authentication/sub", "GET, HEAD"),
    ];
    for (path, methods) in paths {
        let (status, allow, reply) = send(Method::PUT, path, "").await;
        assert_eq!((status, &*allow, &reply["code"]), (405, methods, &json!(405)), "{path}");
    }
    let (status, allow, reply) = send(Method::POST, "/api/v3/get-profile", "").await;
    assert_eq!((status, &*allow), (405, "GET, HEAD"));
    assert_eq!((&reply["statusCode"], &reply["apiCode"]), (&json!(405), &json!(405)), "{reply}");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_in_the_envelope_of_its_version_and_logged() {
    let sandbox = Sandbox::start().await.unwrap();
    for (path, code) in [("/api/v2/login/account", "code"), ("/graphql/v2", "code"), ("/api/v3/signin", "statusCode")] {
        let request = reqwest::Client::new().post(sandbox.url() + path).body("x".repeat((1 << 20) + 1));
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), 413, "{path}");
        let reply: Value = reply.json().await.unwrap();
        assert_eq!(reply[code], 413, "{path}: {reply}");
        let logged = sandbox.requests().pop().unwrap();
        assert_eq!((&*logged.path, logged.status, logged.code), (path, Some(413), Some(413)));
        assert!(logged.reason.unwrap().contains("1048576 bytes"), "{path}");
    }
    let seed = reqwest::Client::new().put(sandbox.url() + "/sandbox/state").body("x".repeat((32 << 20) + 1));
    assert_eq!(seed.send().await.unwrap().status(), 413);
    assert_eq!(sandbox.requests().len(), 3, "a request to the sandbox itself is not logged");
}

#[tokio::test]
async fn a_path_with_an_empty_segment_is_unknown() {
    for path in ["//token", "/api/v2/applications//public-config", "//oidc/auth", "/cas-idp/", "/user-contents/"] {
        let (status, _, reply) = send(Method::GET, path, "").await;
        assert_eq!((status, &reply["code"]), (501, &json!(501)), "{path}");
    }
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
