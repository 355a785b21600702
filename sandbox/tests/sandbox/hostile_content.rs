//! Requests that mean harm by what they say: text that is not UTF-8, nests without end, documents that grow, and paths that leave
//! their folder.

use std::time::{Duration, Instant};

use authing_sandbox::{APP_ID, Sandbox};
use reqwest::{Client, Response, StatusCode, multipart};
use serde_json::{Value, json};

use crate::hostile::answer;

async fn sandbox() -> Sandbox {
    Sandbox::start().await.unwrap()
}

async fn post(sandbox: &Sandbox, path: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Response {
    let request = Client::new().post(sandbox.url() + path).header("x-authing-app-id", APP_ID);
    request.header("content-type", content_type).body(body).send().await.unwrap()
}

async fn graphql(sandbox: &Sandbox, document: &str, token: Option<&str>) -> String {
    let request = Client::new().post(sandbox.url() + "/graphql/v2").header("x-authing-app-id", APP_ID);
    let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
    request.json(&json!({ "query": document })).send().await.unwrap().text().await.unwrap()
}

async fn assert_well(sandbox: &Sandbox) {
    assert_eq!(reqwest::get(sandbox.url() + "/sandbox/health").await.unwrap().status(), StatusCode::OK);
    sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
}

#[tokio::test]
async fn text_that_is_not_utf_8_is_answered() {
    let sandbox = sandbox().await;
    for head in [
        &b"GET /%ff%fe HTTP/1.1\r\nhost: localhost\r\n"[..],
        b"GET /user-contents/%ff HTTP/1.1\r\nhost: localhost\r\n",
        b"GET /sandbox/wechat/%c3%28 HTTP/1.1\r\nhost: localhost\r\n",
        b"GET /cas/login?service=%ff HTTP/1.1\r\nhost: localhost\r\n",
        b"GET /sandbox/outbox?to=%ff HTTP/1.1\r\nhost: localhost\r\n",
        b"GET /api/v2/users/me HTTP/1.1\r\nhost: localhost\r\nauthorization: \xff\xfe\r\ncookie: \xff=\xff\r\n",
        b"GET /sandbox HTTP/1.1\r\nhost: \xff\r\norigin: \xff\r\n",
        b"GET /oidc/.well-known/openid-configuration HTTP/1.1\r\nhost: \xf0\x9f\r\n",
    ] {
        let answered = answer(&sandbox, &[head, b"connection: close\r\n\r\n"].concat()).await;
        assert!(answered.starts_with("HTTP/1.1 "), "{answered:?} to {}", String::from_utf8_lossy(head));
        assert!(!answered.starts_with("HTTP/1.1 500"), "{answered:?} to {}", String::from_utf8_lossy(head));
    }
    let text = &b"{\"phone\": \"\xff\xfe\"}"[..];
    let refused = post(&sandbox, "/api/v2/sms/send", "application/json", text).await;
    assert!(refused.text().await.unwrap().contains("the body is not JSON"));
    let half = r#"{"phone": "\ud800"}"#;
    let refused = post(&sandbox, "/api/v2/sms/send", "application/json", half).await;
    assert!(refused.text().await.unwrap().contains("the body is not JSON"));
    let form = post(&sandbox, "/oidc/token", "application/x-www-form-urlencoded", &b"grant_type=\xff%zz"[..]).await;
    assert!(form.status().is_client_error(), "{}", form.status());
    assert_well(&sandbox).await;
}

#[tokio::test]
async fn a_deep_nest_of_json_is_refused() {
    let sandbox = sandbox().await;
    let (arrays, objects) = ("[".repeat(100_000), r#"{"a":"#.repeat(100_000));
    for path in ["/api/v2/sms/send", "/graphql/v2", "/sandbox/faults", "/sandbox/reset", "/sandbox/wechat/openid-ada"] {
        for body in [arrays.clone(), objects.clone(), format!(r#"{{"query":"{{a}}","variables":{{"a":{arrays}"#)] {
            let refused = post(&sandbox, path, "application/json", body).await;
            let status = refused.status();
            assert!(status.is_client_error() || status == StatusCode::OK, "{path}: {status}");
        }
    }
    let state = Client::new().put(sandbox.url() + "/sandbox/state").body(arrays).send().await.unwrap();
    assert_eq!(state.status(), StatusCode::BAD_REQUEST);
    let yaml = Sandbox::builder().seed_text(&"[".repeat(100_000)).unwrap_err();
    assert!(!yaml.to_string().is_empty());
    assert_well(&sandbox).await;
}

/// Documents that grow while they are validated or executed.
#[tokio::test]
async fn a_document_that_grows_is_answered_soon_and_shortly() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let client = sandbox.client();
    let token = client.login_by_email("ada@example.com", "passw0rd").await.unwrap().token;
    let fields = "id email phone nickname";
    // Each fragment spreads the next one twice.
    let flat: String = (0..40).map(|n| format!("fragment G{n} on User {{ ...G{0} ...G{0} }}\n", n + 1)).collect();
    // The fields of a type have types, which have fields.
    let nested = |n: usize| {
        let next = format!("fields {{ type {{ ...T{} ofType {{ ...T{} }} }} }}", n + 1, n + 1);
        format!("fragment T{n} on __Type {{ a: {next} b: {next} }}\n")
    };
    let introspection: String = (0..40).map(nested).collect();
    let bombs = [
        (
            "many aliases",
            format!("{{ {} }}", (0..1000).map(|n| format!("a{n}: user {{ {fields} }} ")).collect::<String>()),
            r#""a999":{"#,
        ),
        ("one field many times", format!("{{ user {{ {} }} }}", "id ".repeat(9_000)), r#"{"data":{"user":{"id":"#),
        ("too many tokens", format!("{{ {} }}", "a: user { id } ".repeat(50_000)), "token limit"),
        ("a deep selection", format!("{}{}", "{ user ".repeat(10_000), "}".repeat(10_000)), "recursion limit"),
        ("a deep value", format!("{{ user(id: {}) {{ id }} }}", "[".repeat(10_000)), "recursion limit"),
        (
            "fragments that repeat",
            format!("{{ user {{ ...G0 }} }} {flat} fragment G40 on User {{ id }}"),
            r#"{"data":{"user":{"id":"#,
        ),
        (
            "fragments in a circle",
            "{ user { ...A } } fragment A on User { ...B } fragment B on User { ...A }".into(),
            "itself",
        ),
        (
            "introspection that grows",
            format!("{{ __type(name: \"__Type\") {{ ...T0 }} }} {introspection} fragment T40 on __Type {{ name }}"),
            "introspection",
        ),
    ];
    for (name, document, expected) in bombs {
        let begin = Instant::now();
        let answered = graphql(&sandbox, &document, token.as_ref().map(|token| token.expose())).await;
        let time = begin.elapsed();
        let start: String = answered.chars().take(300).collect();
        assert!(answered.contains(expected), "{name}: {start}");
        assert!(serde_json::from_str::<Value>(&answered).is_ok(), "{name}: {start}");
        assert!(answered.len() < 8 << 20, "{name}: the answer has {} bytes", answered.len());
        // Far more than it takes, and far less than a document that grows would.
        assert!(time < Duration::from_secs(60), "{name} took {time:?}");
    }
    assert_well(&sandbox).await;
}

#[tokio::test]
async fn an_upload_stays_in_its_folder() {
    let sandbox = sandbox().await;
    let upload = async |folder: &str, name: &str| {
        let part = multipart::Part::bytes(b"picture".to_vec()).file_name(name.to_owned());
        let request = Client::new().post(sandbox.url() + "/api/v2/upload").query(&[("folder", folder)]);
        let request = request.header("x-authing-app-id", APP_ID).multipart(multipart::Form::new().part("file", part));
        request.send().await.unwrap().json::<Value>().await.unwrap()
    };
    for (folder, name) in [
        ("avatar", "../../../../etc/passwd"),
        ("../../../../etc/", "passwd"),
        ("..%2f..%2fsandbox", "state"),
        ("/etc/passwd\0", "x"),
        ("\\..\\", "C:\\windows"),
    ] {
        let answered = upload(folder, name).await;
        let url = answered["data"]["url"].as_str().unwrap_or_else(|| panic!("{folder}: {answered}"));
        let path = url.strip_prefix(&sandbox.url()).unwrap();
        assert!(path.starts_with("/user-contents/") && !path["/user-contents/".len()..].contains('/'), "{path}");
        assert_eq!(reqwest::get(url).await.unwrap().text().await.unwrap(), "picture", "{path}");
    }
    for path in [
        "/user-contents/../../../etc/passwd",
        "/user-contents/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/user-contents//etc/passwd",
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        assert_eq!(answer(&sandbox, request.as_bytes()).await, "HTTP/1.1 404 Not Found", "{path}");
    }
}

#[tokio::test]
async fn an_upload_cannot_run_a_script_as_a_page_of_the_sandbox() {
    let sandbox = sandbox().await;
    let upload = async |media: &str| {
        let part = multipart::Part::bytes(b"<script>alert(1)</script>".to_vec()).mime_str(media).unwrap();
        let request = Client::new().post(sandbox.url() + "/api/v2/upload?folder=p").header("x-authing-app-id", APP_ID);
        let answered = request.multipart(multipart::Form::new().part("file", part)).send().await.unwrap();
        let url = answered.json::<Value>().await.unwrap()["data"]["url"].as_str().unwrap().to_owned();
        reqwest::get(url).await.unwrap()
    };
    let picture = sandbox.client().qrcode().gene_code().await.unwrap().url.unwrap();
    for (file, shown) in [
        (upload("text/html").await, false),
        (upload("TEXT/HTML; charset=utf-8").await, false),
        (upload("application/xhtml+xml").await, false),
        (upload("application/xml").await, false),
        (upload("text/javascript").await, false),
        (upload("application/pdf").await, false),
        (upload("image/svg+xml").await, false),
        (upload("multipart/x-mixed-replace").await, false),
        (upload("image/png").await, true),
        (upload("IMAGE/JPEG; q=1").await, true),
        // The QR codes are drawings, too, which an `<img>` shows.
        (reqwest::get(picture).await.unwrap(), false),
    ] {
        let headers = file.headers();
        let header = |name: &str| headers[name].to_str().unwrap();
        assert!(header("content-security-policy").starts_with("sandbox; default-src 'none'"), "{headers:?}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{headers:?}");
        assert_eq!(header("content-disposition"), if shown { "inline" } else { "attachment" }, "{headers:?}");
    }
}

#[tokio::test]
async fn a_broken_form_is_refused() {
    let sandbox = sandbox().await;
    let part = "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
    for (content_type, body) in [
        ("multipart/form-data", "--x--".to_owned()),
        ("multipart/form-data; boundary=", "--x--".to_owned()),
        (
            "multipart/form-data; boundary=x",
            "--x\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nno end".into(),
        ),
        ("multipart/form-data; boundary=x", format!("--x\r\n{}: 1\r\n\r\n1\r\n--x--", "a".repeat(1 << 20))),
        ("multipart/form-data; boundary=x", part.repeat(100_000) + "--x--"),
        ("multipart/form-data; boundary=x", "\r\n".repeat(100_000)),
    ] {
        let refused = post(&sandbox, "/api/v2/upload?folder=avatar", content_type, body).await;
        let refused = refused.json::<Value>().await.unwrap();
        assert_eq!(refused["code"], 400, "{content_type}: {refused}");
    }
    assert_well(&sandbox).await;
}

#[tokio::test]
async fn a_seed_with_the_largest_numbers_is_served() {
    let ada = json!({ "openid": "openid-ada", "loginsCount": i64::MAX, "wrongPasswords": u32::MAX });
    let sandbox = Sandbox::builder().seed(json!({ "users": [ada] })).start().await.unwrap();
    let user = sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    assert_eq!(user.logins_count, Some(i64::MAX));
}
