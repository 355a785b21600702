//! The rate limit of the README.

use std::net::SocketAddr;

use authing_axum::Auth;
use authing_sandbox::Sandbox;
use authing_wxapp::MemorySessions;
use http::{StatusCode, header};
use serde_json::{Value, json};
use tokio::net::TcpListener;

mod snippet {
    include!("limited.rs");

    pub fn app(auth: &Auth) -> Router {
        limited(auth)
    }
}

#[test]
fn the_readme_shows_the_limit() {
    assert!(include_str!("../../README.md").contains(include_str!("limited.rs")), "copy limited.rs into the README");
}

#[tokio::test]
async fn guesses_are_limited_by_their_address_and_reading_is_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let auth = Auth::new(sandbox.client(), MemorySessions::new());
    let app = snippet::app(&auth).into_make_service_with_connect_info::<SocketAddr>();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, app).await });
    let http = reqwest::Client::new();
    let guess = async || {
        let request = http.post(format!("{url}/login")).header("accept-language", "zh-CN");
        request.json(&json!({ "code": "021guessed" })).send().await.unwrap()
    };
    for _ in 0..5 {
        assert_eq!(guess().await.status(), StatusCode::BAD_REQUEST);
    }
    let asked = sandbox.requests().len();
    let refused = guess().await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = refused.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=10).contains(&wait), "{wait}");
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(
        (&problem["kind"], &problem["title"]),
        (&json!("too_many_requests"), &json!("操作过于频繁，请稍后再试。"))
    );
    assert_eq!(sandbox.requests().len(), asked, "Authing is not asked");
    let me = http.get(format!("{url}/me")).send().await.unwrap();
    assert_eq!(me.status(), StatusCode::UNAUTHORIZED, "GET is not limited");
}
