//! A script that knows nothing but the address of the sandbox finds its way.

use authing_sandbox::{Effect, Fault, Sandbox};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

async fn help(sandbox: &Sandbox) -> String {
    reqwest::get(sandbox.url() + "/sandbox/help").await.unwrap().text().await.unwrap()
}

/// The answer to a control request, and its status.
async fn send(sandbox: &Sandbox, method: Method, path: &str, body: Option<&str>) -> (u16, Value) {
    let request = Client::new().request(method, format!("{}/sandbox{path}", sandbox.url()));
    let request = body.into_iter().fold(request, |request, body| request.body(body.to_owned()));
    let reply = request.send().await.unwrap();
    (reply.status().as_u16(), reply.json().await.unwrap())
}

async fn post(sandbox: &Sandbox, path: &str, body: Value) -> (u16, Value) {
    send(sandbox, Method::POST, path, Some(&body.to_string())).await
}

#[cfg(unix)]
#[tokio::test]
async fn the_commands_of_the_help_work_as_they_stand() {
    let sandbox = Sandbox::start().await.unwrap();
    let help = help(&sandbox).await;
    let commands: Vec<_> = help
        .lines()
        .filter_map(|line| {
            let begins = |start: &&str| line.trim_start().starts_with(start);
            line.strip_prefix("    ").filter(|_| ["curl ", "code=", "phone=", "to="].iter().any(begins))
        })
        .collect();
    assert_eq!(commands.len(), 13, "{help}");
    let script = format!("set -eu\n{}", commands.join("\necho\n"));
    let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said} {}", String::from_utf8_lossy(&output.stderr));
    let answers: Vec<Value> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let [login, tokens, new_start, signed_in, exchanged, sent, outbox, fault, clock] =
        answers.try_into().unwrap_or_else(|_| panic!("{said}"));
    assert!(login["data"]["token"].is_string() && login["data"]["openid"] == "openid-ada", "{login}");
    assert!(tokens["data"]["access_token"].is_string(), "{tokens}");
    assert_eq!(new_start["users"], 1, "{new_start}");
    assert!(signed_in["data"]["id_token"].is_string(), "{signed_in}");
    assert!(exchanged["id_token"].is_string(), "{exchanged}");
    assert_eq!(sent["code"], 200);
    assert_eq!(outbox[0]["code"], sandbox.last_code("17612346754").unwrap());
    assert_eq!(fault["at"], "loginByCode");
    assert!((0..10).contains(&(sandbox.now() - clock["now"].as_i64().unwrap())), "{clock}");
}

#[tokio::test]
async fn every_endpoint_of_the_help_exists() {
    let sandbox = Sandbox::start().await.unwrap();
    let help = help(&sandbox).await;
    let mut seen = 0;
    for (method, path) in help.lines().filter_map(|line| line.split_once(" /sandbox/")) {
        let Ok(method) = method.parse::<Method>() else { continue };
        seen += 1;
        let reply = Client::new().request(method.clone(), format!("{}/sandbox/{path}", sandbox.url()));
        let status = reply.send().await.unwrap().status();
        // The QR code with this name does not exist, but its endpoint does.
        let is_missing = status == StatusCode::NOT_FOUND && !path.starts_with("qr/");
        assert!(!is_missing && status != StatusCode::METHOD_NOT_ALLOWED, "{method} {path}: {status}");
    }
    assert!(seen > 20, "only {seen} endpoints were read");
}

#[tokio::test]
async fn every_effect_of_the_help_can_be_sent_as_the_help_writes_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let help = help(&sandbox).await;
    for effect in ["hang", "cut", "malformed", "status", "empty", "delay", "code", "redirect", "oversized"] {
        let mut fault = json!({ "at": "logout", "effect": effect });
        let name = if effect == "status" { "status or empty" } else { effect };
        let mut rest = help.split_once(&format!("{name} with ")).map_or("", |(_, after)| after);
        // Members follow as they stand in JSON, with "and" between them.
        while rest.starts_with('"') {
            let (member, value) = rest.split_once(": ").unwrap();
            let mut values = serde_json::Deserializer::from_str(value).into_iter::<Value>();
            fault[serde_json::from_str::<String>(member).unwrap()] = values.next().unwrap().unwrap();
            rest = value[values.byte_offset()..].strip_prefix(" and ").unwrap_or_default();
        }
        let (status, answer) = post(&sandbox, "/faults", fault.clone()).await;
        assert_eq!(status, 201, "{fault}: {answer}");
    }
}

#[tokio::test]
async fn what_was_made_is_answered() {
    let sandbox = Sandbox::start().await.unwrap();
    let fault = json!({ "at": "logout", "times": 2, "effect": "status", "status": 503, "html": false });
    assert_eq!(post(&sandbox, "/faults", fault.clone()).await, (201, fault.clone()));
    let event = json!({ "name": "order.created", "data": { "id": 1 } });
    let (status, mut made) = post(&sandbox, "/events", event).await;
    assert!(made["at"].take().as_i64().unwrap() > 1_700_000_000, "{made}");
    let expected = json!({ "at": null, "name": "order.created", "data": r#"{"id":1}"#, "userId": null });
    assert_eq!((status, made), (201, expected));
    let settings = json!({ "refuse": 45011, "refusePhoneCodes": -1, "times": 2, "keepSessionKeys": true, "keepAccessToken": true });
    let expected = json!({
        "refusals": [45011, 45011], "phoneCodeRefusals": [-1, -1], "keepSessionKeys": true, "keepAccessToken": true,
    });
    assert_eq!(post(&sandbox, "/wechat", settings).await, (200, expected));
    assert_eq!(post(&sandbox, "/login-page", json!("deny")).await, (200, json!("deny")));
    let random = sandbox.client().qrcode().gene_code().await.unwrap().random;
    sandbox.add_user("ada@example.com", "passw0rd");
    let id = sandbox.users()[0].id.clone();
    let (status, scanned) = post(&sandbox, &format!("/qr/{random}"), json!({ "scan": id })).await;
    assert!(status == 200 && scanned["scannedUserId"] == *id, "{scanned}");
    assert_eq!(send(&sandbox, Method::DELETE, "/faults", None).await, (200, json!([fault])));
}

#[tokio::test]
async fn a_new_start_says_what_it_removes() {
    let sandbox = Sandbox::start().await.unwrap();
    let begin = async || {
        let client = sandbox.client();
        client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
        client.send_sms_code("17612346754").await.unwrap();
        sandbox.faults().add(Fault::at("logout", Effect::Hang));
    };
    let removed = json!({ "sessions": 1, "messages": 1, "events": 0, "faults": 1, "requests": 2 });
    begin().await;
    let seed = json!({ "users": [{ "id": "bob", "username": "bob" }] }).to_string();
    let (status, answer) = send(&sandbox, Method::PUT, "/state", Some(&seed)).await;
    assert_eq!((status, &answer), (200, &json!({ "users": 1, "removed": removed })));
    begin().await;
    assert_eq!(send(&sandbox, Method::POST, "/reset", None).await, (200, answer));
}

#[tokio::test]
async fn a_wrong_request_is_refused_with_what_would_be_right() {
    let sandbox = Sandbox::start().await.unwrap();
    let random = sandbox.client().qrcode().gene_code().await.unwrap().random;
    let scan = format!("/qr/{random}");
    for (path, body, code, words) in [
        ("/faults", r#"{"at": "nosuchOperation", "effect": "cut"}"#, 400, "no operation of the contract"),
        ("/faults", "", 400, r#"the body is missing; POST /sandbox/faults takes {"at": "loginByCode""#),
        ("/qr/unknown", r#""confirm""#, 404, "the QR code does not exist"),
        (&scan, r#"{"scan": "nobody"}"#, 400, "no user with the id nobody"),
        ("/login-page", r#"{"logInAs": "nobody"}"#, 400, "no user with the id nobody"),
        ("/clock", r#"{"advance": 1, "back": 1}"#, 400, r#"unknown field `back`, expected `advance` or `now`; POST"#),
        ("/clock", r#"{"now": "soon"}"#, 400, "now is neither seconds since 1970 nor a time"),
        ("/wechat/openid-ada", r#""logout""#, 400, r#"takes "login" or {"pressPhoneButton": "17612346754"}"#),
        ("/wechat/openid-ada", "login", 400, "the body is not JSON; JSON puts a text in double quotes"),
        (
            "/wechat/openid-ada",
            r#"{"unionid": "u", "x": 1}"#,
            400,
            "the body has 2 members, unionid and x, where one is",
        ),
        (
            "/wechat/openid-ada",
            r#"{"unionid": "u", "unionid": "v"}"#,
            400,
            "the body has more than one member where one is expected",
        ),
        ("/wechat/openid-ada", "{}", 400, "the body is JSON, but not what is expected"),
        ("/wechat/openid-ada", r#"["login"]"#, 400, "the body is a list, but not what is expected; POST"),
        ("/wechat", "[45011]", 400, "the body is a list, but not what is expected; POST"),
        ("/events", r#"["order.created", 1]"#, 400, "the body is a list"),
        ("/clock", r#"{"now": "9999-12-31T23:59:59Z"}"#, 400, "the clock cannot leave the years 1970 to 9998"),
        ("/wechat", r#"{"refuse": -1, "times": 4000000000}"#, 400, "times is 1000 at most"),
        ("/save", "", 400, "started without a state file"),
    ] {
        let (status, why) = send(&sandbox, Method::POST, path, Some(body)).await;
        assert_eq!((status, &why["code"]), (code, &json!(code)), "{path}: {why}");
        let message = why["message"].as_str().unwrap();
        assert!(message.contains(words), "{path}: {message}");
        assert!(!message.contains("at line"), "{path}: {message}");
    }
    assert!(sandbox.faults().pending().is_empty());
    assert_eq!(sandbox.export()["application"]["loginPage"], "automatic");
}

#[tokio::test]
async fn a_wrong_method_names_the_right_ones() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = reqwest::get(sandbox.url() + "/sandbox/wechat/openid-ada").await.unwrap();
    assert_eq!((reply.status(), &reply.headers()["allow"]), (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().unwrap()));
    let why: Value = reply.json().await.unwrap();
    let message = why["message"].as_str().unwrap();
    assert!(message.starts_with(r#"/sandbox/wechat/openid-ada takes POST with "login""#), "{message}");
    assert!(message.ends_with("not GET"), "{message}");
}

#[tokio::test]
async fn an_unknown_path_lists_what_exists_and_is_no_request_to_authing() {
    let sandbox = Sandbox::start().await.unwrap();
    for path in ["/nonsense", "/wechat/a/b"] {
        let (status, why) = send(&sandbox, Method::GET, path, None).await;
        assert_eq!((status, &why["code"]), (404, &json!(404)), "{path}");
        assert!(why["message"].as_str().unwrap().contains(path), "{why}");
        assert!(why["endpoints"].as_array().unwrap().contains(&json!("POST /sandbox/faults")), "{why}");
    }
    assert!(sandbox.requests().is_empty(), "the sandbox's own paths are not logged");
}

#[tokio::test]
async fn a_missing_application_is_refused_with_the_name_of_its_header() {
    let sandbox = Sandbox::start().await.unwrap();
    let request = Client::new().post(sandbox.url() + "/connections/social/wechat-miniprogram/auth");
    let refusal: Value = request.json(&json!({ "code": "021" })).send().await.unwrap().json().await.unwrap();
    assert!(refusal["message"].as_str().unwrap().contains("x-authing-app-id"), "{refusal}");
}

#[tokio::test]
async fn a_query_that_the_outbox_does_not_take_is_refused_with_what_it_takes() {
    let sandbox = Sandbox::start().await.unwrap();
    for (query, why) in [("?form=1", "unknown field `form`"), ("?wait=long", "wait: invalid digit")] {
        let (status, refused) = send(&sandbox, Method::GET, &format!("/outbox{query}"), None).await;
        let message = refused["message"].as_str().unwrap();
        assert!(status == 400 && message.contains(why) && message.contains("?to=17612346754&wait=5"), "{message}");
    }
}
