//! Where a sandbox stands: its address, its port, its state over a restart, and what a test waits for.

use std::time::Duration;

use authing_sandbox::Sandbox;
use reqwest::{Client, StatusCode};
use serde_json::Value;

async fn discovery(url: &str, host: Option<&str>) -> Value {
    let request = Client::new().get(format!("{url}/oidc/.well-known/openid-configuration"));
    let request = host.into_iter().fold(request, |request, host| request.header("host", host));
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn the_issuer_is_the_address_that_was_asked() {
    let sandbox = Sandbox::builder().bind([0, 0, 0, 0]).start().await.unwrap();
    let url = sandbox.url();
    let port = url.rsplit(':').next().unwrap();
    for (host, issuer) in [
        (None, format!("{url}/oidc")),
        (Some(format!("localhost:{port}")), format!("http://localhost:{port}/oidc")),
        (Some("sandbox:8080".into()), "http://sandbox:8080/oidc".into()),
        (Some("auth.example.com".into()), "http://auth.example.com/oidc".into()),
    ] {
        let described = discovery(&url, host.as_deref()).await;
        assert_eq!(described["issuer"], *issuer);
        assert_eq!(described["token_endpoint"], format!("{issuer}/token"));
    }
    // A header that is no address changes nothing.
    assert_eq!(discovery(&url, Some("a/b?c")).await["issuer"], format!("{url}/oidc"));
}

#[tokio::test]
async fn the_public_address_takes_precedence() {
    let sandbox = Sandbox::builder().public_url("https://auth.example.com/").start().await.unwrap();
    for host in [None, Some("localhost")] {
        assert_eq!(discovery(&sandbox.url(), host).await["issuer"], "https://auth.example.com/oidc");
    }
    for (address, why) in [
        ("auth.example.com", "auth.example.com is not an HTTP address"),
        ("https://a.example/?x=1", "must not have a query or a fragment"),
        ("https://a.example#x", "must not have a query or a fragment"),
        ("https://ada:secret@a.example/", "must not hold a user name or a password"),
        ("https://ada@a.example/", "must not hold a user name or a password"),
    ] {
        let error = Sandbox::builder().public_url(address).start().await.unwrap_err().to_string();
        assert!(error.contains(why) && !error.contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn a_page_whose_name_points_to_this_machine_cannot_script_the_sandbox() {
    let sandbox = Sandbox::builder().public_url("https://auth.example.com").start().await.unwrap();
    let url = format!("{}/sandbox/outbox", sandbox.url());
    let status = async |host: &str| Client::new().get(&url).header("host", host).send().await.unwrap().status();
    for host in ["evil.example:80", "localhost.evil.example"] {
        assert_eq!(status(host).await, StatusCode::FORBIDDEN, "{host}");
    }
    for host in ["127.0.0.1", "localhost:3000", "sandbox.localhost", "[::1]:80", "192.168.0.2", "auth.example.com"] {
        assert_eq!(status(host).await, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn the_pages_of_the_public_address_are_the_sandboxs_own_whatever_a_proxy_passes_on() {
    let sandbox = Sandbox::builder().public_url("https://auth.example.com/below/").start().await.unwrap();
    let here = sandbox.url().trim_start_matches("http://").to_owned();
    let port = here.rsplit(':').next().unwrap().to_owned();
    let status = async |host: &str, origin: &str| {
        let request = Client::new().post(format!("{}/sandbox/clock", sandbox.url())).body(r#"{"advance":1}"#);
        request.header("host", host).header("origin", origin).send().await.unwrap().status()
    };
    for (host, origin) in [
        (&*here, "https://auth.example.com"),
        ("auth.example.com", "https://auth.example.com"),
        ("auth.example.com:443", "https://auth.example.com"),
        ("auth.example.com:80", "http://auth.example.com"),
        (&here, &sandbox.url()),
        ("localhost:80", "http://localhost"),
        (&format!("localhost:{port}"), &format!("http://localhost:{port}")),
    ] {
        assert_eq!(status(host, origin).await, StatusCode::OK, "{origin} at {host}");
    }
    for origin in [
        "https://auth.example.com:444",
        "http://auth.example.com",
        "https://evil.example",
        "https://auth.example.com.evil.example",
        "https://auth.example.com@evil.example",
        "file:///etc/passwd",
        "null",
        "",
    ] {
        assert_eq!(status(&here, origin).await, StatusCode::FORBIDDEN, "{origin}");
    }
    // Without a public address no other origin is its own.
    let private = Sandbox::start().await.unwrap();
    let request = Client::new().post(format!("{}/sandbox/reset", private.url()));
    let refused = request.header("origin", "https://auth.example.com").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_port_is_free_when_a_sandbox_has_stopped() {
    let mut sandbox = Sandbox::start().await.unwrap();
    let port = sandbox.url().rsplit(':').next().unwrap().parse().unwrap();
    for _ in 0..5 {
        // An open connection does not keep the port.
        let client = Client::new();
        client.get(sandbox.url() + "/sandbox/health").send().await.unwrap();
        sandbox.stop().await;
        sandbox = Sandbox::builder().port(port).start().await.unwrap();
        drop(sandbox);
        sandbox = Sandbox::builder().port(port).start().await.unwrap();
    }
}

#[tokio::test]
async fn a_sandbox_reports_that_it_is_well() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = reqwest::get(sandbox.url() + "/sandbox/health").await.unwrap();
    assert_eq!((reply.status(), reply.text().await.unwrap().as_str()), (StatusCode::OK, r#"{"status":"ok"}"#));
}

#[tokio::test]
async fn a_restart_keeps_who_is_logged_in() {
    let path = std::env::temp_dir().join(format!("authing-sandbox-state-{}.json", std::process::id()));
    let start = || Sandbox::builder().state_file(&path).start();
    let sandbox = start().await.unwrap();
    let url = sandbox.url();
    sandbox.add_user("ada@example.com", "passw0rd");
    let token = sandbox.client().login_by_email("ada@example.com", "passw0rd").await.unwrap().token.unwrap();
    let refresh = {
        let client =
            sandbox.client_builder().app_secret(authing_sandbox::APP_SECRET).allow_plain_http().build().unwrap();
        let tokens =
            client.get_access_token_by_id_token(token.clone(), "https://a.example/").scope("openid offline_access");
        tokens.await.unwrap().refresh_token.unwrap()
    };
    sandbox.stop().await;

    // The system could give the port, which is free, to the next sandbox.
    let _taken = std::net::TcpListener::bind(url.strip_prefix("http://").unwrap()).unwrap();
    let sandbox = start().await.unwrap();
    assert_ne!(sandbox.url(), url);
    let client = sandbox.client_builder().app_secret(authing_sandbox::APP_SECRET).allow_plain_http().build().unwrap();
    client.set_token(token.clone()).await.unwrap();
    assert_eq!(client.get_current_user().await.unwrap().unwrap().email.as_deref(), Some("ada@example.com"));
    let other = client.for_session(authing_wxapp::MemoryStore::new());
    other.get_new_access_token_by_refresh_token(refresh.clone()).await.unwrap();
    // Saved on demand, and again by the drop.
    sandbox.save_state().unwrap();
    let reply = Client::new().post(sandbox.url() + "/sandbox/save").send().await.unwrap();
    assert_eq!(reply.status(), StatusCode::OK);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "the file has passwords and sessions");
    }
    client.logout().await.unwrap();
    drop(sandbox);

    let sandbox = start().await.unwrap();
    let client = sandbox.client_builder().app_secret(authing_sandbox::APP_SECRET).allow_plain_http().build().unwrap();
    client.set_token(token).await.unwrap();
    assert!(client.get_current_user().await.unwrap().is_none(), "the logout was kept");
    let used = client.get_new_access_token_by_refresh_token(refresh).await.unwrap_err();
    assert_eq!(used.oauth_error(), Some("invalid_grant"));
    drop(sandbox);

    std::fs::write(&path, "{").unwrap();
    let error = start().await.unwrap_err();
    assert!(error.to_string().contains("authing-sandbox-state"), "{error}");
    std::fs::remove_file(&path).unwrap();
    let without = Sandbox::start().await.unwrap();
    assert!(without.save_state().is_err());
}

#[tokio::test]
async fn a_state_with_a_time_that_cannot_be_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let start = || Sandbox::builder().state_file(&path).start();
    let sandbox = start().await.unwrap();
    sandbox.wechat().user("openid-ada").press_phone_button_code("17612346754");
    sandbox.stop().await;
    let mut state: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let time = &mut state["wechatPhoneCodes"]["codes"][0][1]["issuedAt"];
    assert!(time.is_i64(), "{time}");
    *time = i64::MIN.into();
    std::fs::write(&path, state.to_string()).unwrap();
    let refused = start().await.unwrap_err().to_string();
    assert!(refused.contains("a number is too large for a time"), "{refused}");
}

#[tokio::test]
async fn a_message_is_waited_for_by_its_address() {
    let sandbox = Sandbox::start().await.unwrap();
    let outbox = async |query: &str| {
        let reply = reqwest::get(format!("{}/sandbox/outbox?{query}", sandbox.url())).await.unwrap();
        reply.json::<Value>().await.unwrap()
    };
    assert_eq!(outbox("to=17612346754").await, Value::Array(Vec::new()));
    let send = async {
        sandbox.client().send_sms_code("17612346754").await.unwrap();
        sandbox.client().send_sms_code("17600000000").await.unwrap();
    };
    let waited = tokio::time::timeout(Duration::from_secs(30), outbox("to=%2B8617612346754&wait=60"));
    let (found, ()) = tokio::join!(waited, send);
    let found = found.expect("the message ends the wait");
    assert_eq!((found[0]["to"].as_str(), found.as_array().unwrap().len()), (Some("17612346754"), 1));
    assert_eq!(outbox("").await.as_array().unwrap().len(), 2);
}
