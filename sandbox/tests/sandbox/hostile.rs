//! Clients that mean harm: connections that are slow on purpose, requests without end, and pages of other sites.

use std::time::Duration;

use authing_sandbox::Sandbox;
use reqwest::{Client, Method, StatusCode};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// How long the sandboxes of these tests wait for slow clients.
const PATIENCE: Duration = Duration::from_millis(300);
/// How long a slow client pauses.
const PAUSE: Duration = Duration::from_millis(20);
/// The tests end in much less, unless the sandbox waits without end.
const TOO_LONG: Duration = Duration::from_secs(60);

const GIB: u64 = 1 << 30;

/// A sandbox with little patience.
async fn sandbox() -> Sandbox {
    Sandbox::builder().patience(PATIENCE).start().await.unwrap()
}

async fn connect(sandbox: &Sandbox) -> TcpStream {
    let url = sandbox.url();
    TcpStream::connect(url.split_once("://").unwrap().1).await.unwrap()
}

/// The first line of what the sandbox answers to these bytes; empty when it closes the connection without an answer.
pub async fn answer(sandbox: &Sandbox, request: &[u8]) -> String {
    let mut stream = connect(sandbox).await;
    // The sandbox may refuse the request before all of it is sent.
    let _ = stream.write_all(request).await;
    first_line(&mut stream).await
}

async fn first_line(stream: &mut TcpStream) -> String {
    let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
    while !seen.contains(&b'\n') {
        match timeout(TOO_LONG, stream.read(&mut buffer)).await.expect("the sandbox answers or closes the connection") {
            Ok(0) | Err(_) => break,
            Ok(count) => seen.extend(&buffer[..count]),
        }
    }
    String::from_utf8_lossy(&seen).lines().next().unwrap_or_default().to_owned()
}

/// Sends one byte after the other until the sandbox answers or closes the connection. The first line of the answer.
async fn drip(sandbox: &Sandbox, begin: &str) -> String {
    let mut stream = connect(sandbox).await;
    stream.write_all(begin.as_bytes()).await.unwrap();
    let dripped = async {
        let mut first = [0];
        loop {
            match timeout(PAUSE, stream.peek(&mut first)).await {
                Ok(Ok(1..)) => return first_line(&mut stream).await,
                Ok(_) => return String::new(),
                Err(_) => drop(stream.write_all(b"a").await),
            }
        }
    };
    timeout(TOO_LONG, dripped).await.expect("the sandbox loses its patience")
}

async fn assert_well(sandbox: &Sandbox) {
    let reply = reqwest::get(sandbox.url() + "/sandbox/health").await.unwrap();
    assert_eq!(reply.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_slow_head_of_a_request_ends_the_connection() {
    let sandbox = sandbox().await;
    for begin in ["", "GET /sandbox", "GET /sandbox/health HTTP/1.1\r\nx-header: "] {
        assert_eq!(drip(&sandbox, begin).await, "", "after {begin:?}");
    }
    assert_well(&sandbox).await;
}

#[tokio::test]
async fn a_slow_body_is_refused() {
    let sandbox = sandbox().await;
    for path in ["/api/v2/sms/send", "/graphql/v2", "/sandbox/reset", "/sandbox/faults", "/unknown", "/cas/login"] {
        let begin = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n");
        assert_eq!(drip(&sandbox, &begin).await, "HTTP/1.1 408 Request Timeout", "{path}");
    }
}

#[tokio::test]
async fn many_slow_connections_do_not_keep_others_waiting() {
    let sandbox = sandbox().await;
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = connect(&sandbox).await;
        stream.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
        slow.push(stream);
    }
    assert_well(&sandbox).await;
    for mut stream in slow {
        assert_eq!(first_line(&mut stream).await, "", "the connection is closed");
    }
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let sandbox = sandbox().await;
    let mut stream = connect(&sandbox).await;
    stream.write_all(b"GET /sandbox/health HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut all = Vec::new();
    timeout(TOO_LONG, stream.read_to_end(&mut all)).await.expect("the connection is closed").unwrap();
    assert!(all.starts_with(b"HTTP/1.1 200 OK"));
}

#[tokio::test]
async fn a_client_that_does_not_read_is_disconnected() {
    // More than the buffers of both sides hold.
    let long = "x".repeat(30 << 20);
    let seed = json!({ "users": [{ "nickname": long, "email": "ada@example.com" }] });
    let sandbox = Sandbox::builder().patience(PATIENCE).seed(seed).start().await.unwrap();
    let mut stream = connect(&sandbox).await;
    stream.write_all(b"GET /sandbox/state HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let disconnected = async {
        loop {
            let pause = timeout(PAUSE, std::future::pending::<()>()).await;
            assert!(pause.is_err());
            if stream.write_all(b"a").await.is_err() {
                return;
            }
        }
    };
    timeout(TOO_LONG, disconnected).await.expect("the sandbox loses its patience");
    assert_well(&sandbox).await;
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn a_slow_handshake_ends_the_connection() {
    let sandbox = Sandbox::builder().patience(PATIENCE).tls().start().await.unwrap();
    // Nothing, and the first bytes of a handshake, whose length says that more follow.
    for begin in [&[][..], &[22, 3, 1, 2, 0, 1]] {
        let mut stream = connect(&sandbox).await;
        stream.write_all(begin).await.unwrap();
        assert_eq!(first_line(&mut stream).await, "");
    }
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
}

/// Sends a body without end; the first line of the answer, and how many bytes were sent before it.
async fn endless(sandbox: &Sandbox, head: &str, chunked: bool) -> (String, u64) {
    let stream = connect(sandbox).await;
    let (mut read, mut write) = stream.into_split();
    write.write_all(head.as_bytes()).await.unwrap();
    let sending = tokio::spawn(async move {
        let part = vec![b'x'; 1 << 20];
        let mut sent = 0;
        while sent < GIB {
            let written = match chunked {
                true => {
                    let chunk = [format!("{:x}\r\n", part.len()).as_bytes(), &part, b"\r\n"].concat();
                    write.write_all(&chunk).await
                }
                false => write.write_all(&part).await,
            };
            if written.is_err() {
                break;
            }
            sent += part.len() as u64;
        }
        sent
    });
    let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
    while !seen.contains(&b'\n') {
        match timeout(TOO_LONG, read.read(&mut buffer)).await.expect("the sandbox answers") {
            Ok(0) | Err(_) => break,
            Ok(count) => seen.extend(&buffer[..count]),
        }
    }
    let sent = timeout(TOO_LONG, sending).await.expect("the sandbox closes the connection").unwrap();
    (String::from_utf8_lossy(&seen).lines().next().unwrap_or_default().to_owned(), sent)
}

#[tokio::test]
async fn a_body_without_end_is_refused_while_it_arrives() {
    // The whole body may take as long as the machine needs.
    let sandbox = Sandbox::start().await.unwrap();
    for (path, head, chunked) in [
        ("/api/v2/sms/send", format!("content-length: {GIB}"), false),
        ("/graphql/v2", "transfer-encoding: chunked".into(), true),
        ("/sandbox/faults", "transfer-encoding: chunked".into(), true),
        ("/unknown", format!("content-length: {GIB}"), false),
    ] {
        let head = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\n{head}\r\n\r\n");
        let (refused, sent) = endless(&sandbox, &head, chunked).await;
        assert_eq!(refused, "HTTP/1.1 413 Payload Too Large", "{path}");
        assert!(sent < 64 << 20, "{path}: {sent} bytes were taken");
    }
    assert_well(&sandbox).await;
}

#[tokio::test]
async fn a_head_without_end_is_refused() {
    let sandbox = sandbox().await;
    let request = |head: &str| format!("GET /sandbox/health HTTP/1.1\r\nhost: localhost\r\n{head}\r\n");
    let many = request(&"x-header: 1\r\n".repeat(100_000));
    let long = request(&format!("x-header: {}\r\n", "1".repeat(10 << 20)));
    let too_large = "HTTP/1.1 431 Request Header Fields Too Large";
    assert_eq!(answer(&sandbox, many.as_bytes()).await, too_large);
    assert_eq!(answer(&sandbox, long.as_bytes()).await, too_large);
    let address = format!("GET /{} HTTP/1.1\r\nhost: localhost\r\n\r\n", "a".repeat(100_000));
    assert_eq!(answer(&sandbox, address.as_bytes()).await, "HTTP/1.1 414 URI Too Long");
    assert_well(&sandbox).await;
}

#[tokio::test]
async fn a_request_with_two_lengths_is_refused() {
    let sandbox = sandbox().await;
    let request = |head: &str| format!("POST /sandbox/reset HTTP/1.1\r\nhost: localhost\r\n{head}\r\n\r\nabc");
    for head in ["content-length: 3\r\ncontent-length: 4", "content-length: -3", "transfer-encoding: gzip"] {
        assert_eq!(answer(&sandbox, request(head).as_bytes()).await, "HTTP/1.1 400 Bad Request", "{head}");
    }
    let broken = "POST /sandbox/reset HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nnot a chunk\r\n";
    assert_eq!(answer(&sandbox, broken.as_bytes()).await, "HTTP/1.1 400 Bad Request");
}

/// What scripts the sandbox: a method and a path each.
const CONTROL: [(Method, &str); 14] = [
    (Method::GET, "/sandbox"),
    (Method::GET, "/sandbox/outbox"),
    (Method::GET, "/sandbox/requests"),
    (Method::GET, "/sandbox/state"),
    (Method::GET, "/sandbox/clock"),
    (Method::PUT, "/sandbox/state"),
    (Method::POST, "/sandbox/reset"),
    (Method::POST, "/sandbox/save"),
    (Method::POST, "/sandbox/clock"),
    (Method::DELETE, "/sandbox/clock"),
    (Method::POST, "/sandbox/faults"),
    (Method::POST, "/sandbox/login-page"),
    (Method::POST, "/sandbox/wechat"),
    (Method::POST, "/sandbox/wechat/openid-ada"),
];

#[tokio::test]
async fn other_sites_cannot_script_the_sandbox() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let before = sandbox.export();
    let port = sandbox.url().rsplit(':').next().unwrap().to_owned();
    let evil_host = format!("evil.example:{port}");
    for (method, path) in CONTROL {
        let request = || Client::new().request(method.clone(), sandbox.url() + path);
        // A page whose name its owner lets point to this machine.
        let rebound = request().header("host", &evil_host).send().await.unwrap();
        assert_eq!(rebound.status(), StatusCode::FORBIDDEN, "{method} {path} at another name");
        // A form, which needs no permission to be sent.
        for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
            let form = request().header("origin", origin).header("content-type", "text/plain").body("{}");
            let refused = form.send().await.unwrap();
            assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{method} {path} from {origin}");
            assert!(!refused.headers().contains_key("access-control-allow-origin"), "{path}");
        }
    }
    assert_eq!(sandbox.export(), before);
}

/// Linux gives each machine the whole network 127.0.0.0/8, of which the sandbox takes one address.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn other_addresses_are_not_listened_on_unless_an_option_says_so() {
    let reached = async |sandbox: &Sandbox| {
        let port: u16 = sandbox.url().rsplit(':').next().unwrap().parse().unwrap();
        TcpStream::connect(("127.0.0.2", port)).await.is_ok()
    };
    assert!(!reached(&Sandbox::start().await.unwrap()).await);
    assert!(reached(&Sandbox::builder().bind([0, 0, 0, 0]).start().await.unwrap()).await);
}

/// The memory of the program stays small whatever is sent to it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn attacks_take_little_memory() {
    let mut running = crate::program::Running::start(&["--json", "--quiet"]);
    let facts: serde_json::Value = serde_json::from_str(&running.line()).unwrap();
    let url = facts["url"].as_str().unwrap();
    let address = url.trim_start_matches("http://");
    // Heads that never end.
    let mut open = Vec::new();
    for _ in 0..300 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nx-header: ").await.unwrap();
        stream.write_all(&vec![b'x'; 100_000]).await.unwrap();
        open.push(stream);
    }
    let http = Client::new();
    for _ in 0..20 {
        let body = reqwest::Body::from(vec![b'['; 1_000_000]);
        let reply = http.post(format!("{url}/graphql/v2")).body(body).send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::OK, "GraphQL refuses in its own form");
    }
    // Requests that are understood are kept in the log, and messages in the outbox.
    let post = async |path: &str, body: serde_json::Value| {
        let request = http.post(format!("{url}{path}")).header("x-authing-app-id", authing_sandbox::APP_ID);
        assert_eq!(request.json(&body).send().await.unwrap().status(), StatusCode::OK, "{path}");
    };
    let long = "1".repeat(1_000_000);
    let many = vec![0; 8_000];
    for _ in 0..10 {
        post("/api/v2/sms/send", json!({ "phone": long })).await;
    }
    for number in 0..180 {
        // Another mail to the same address would have to wait for a minute.
        let mail = json!({ "email": format!("{number}-{long}@example.com"), "scene": "VERIFY_CODE" });
        post("/api/v2/email/send", mail).await;
    }
    for _ in 0..800 {
        post("/api/v2/sms/send", json!({ "phone": many })).await;
    }
    // The reason of a refusal quotes the path.
    let path = format!("{url}/{}?a={}", "b".repeat(20_000), "c".repeat(40_000));
    for _ in 0..300 {
        let refused = http.get(&path).header("x-long", "d".repeat(60_000)).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::NOT_IMPLEMENTED);
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.0.id())).unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let peak: u64 = peak.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert!(peak < 200 << 10, "{peak} KiB");
}
