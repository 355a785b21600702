//! HTTPS with a certificate of the sandbox's own.

use authing_sandbox::Sandbox;
use reqwest::{Certificate, Client};
use serde_json::Value;

async fn sandbox() -> Sandbox {
    Sandbox::builder().tls().start().await.unwrap()
}

/// A client that trusts the authority of a sandbox.
fn trusting(sandbox: &Sandbox) -> Client {
    let authority = Certificate::from_pem(sandbox.certificate().unwrap().authority().as_bytes()).unwrap();
    Client::builder().tls_certs_only([authority]).build().unwrap()
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_is_served() {
    let sandbox = sandbox().await;
    let url = sandbox.url();
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    let port = url.rsplit(':').next().unwrap();
    for url in [&url, &format!("https://localhost:{port}")] {
        let described = trusting(&sandbox).get(format!("{url}/oidc/.well-known/openid-configuration")).send().await;
        let described: Value = described.unwrap().json().await.unwrap();
        assert_eq!(described["issuer"], format!("{url}/oidc"));
        assert_eq!(described["token_endpoint"], format!("{url}/oidc/token"));
    }
}

#[tokio::test]
async fn a_client_that_does_not_trust_the_authority_refuses_the_sandbox() {
    let (one, other) = (sandbox().await, sandbox().await);
    for http in [Client::new(), trusting(&other)] {
        let error = http.get(one.url()).send().await.unwrap_err();
        assert!(error.is_connect(), "{error:?}");
    }
    let plain = Client::new().get(one.url().replace("https", "http")).send().await.unwrap_err();
    assert!(plain.is_request(), "{plain:?}");
}

#[tokio::test]
async fn the_clients_of_the_sandbox_trust_it() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let user = client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    assert_eq!(sandbox.users()[0].id, user.id);
    // Passwords are encrypted under a key that is fetched first, and events come over a WebSocket.
    sandbox.add_user("ada@example.com", "passw0rd");
    let other = sandbox.client_builder().build().unwrap();
    other.login_by_email("ada@example.com", "passw0rd").await.unwrap();
    let mut orders = other.event().subscribe("order.created").await.unwrap();
    sandbox.publish("order.created", "1");
    assert_eq!(futures_util::StreamExt::next(&mut orders).await.unwrap().unwrap().text(), "1");
}

#[tokio::test]
async fn the_certificate_has_the_public_name() {
    let sandbox = Sandbox::builder().tls().public_url("https://auth.example.com").start().await.unwrap();
    let address = sandbox.url().trim_start_matches("https://").parse().unwrap();
    let authority = Certificate::from_pem(sandbox.certificate().unwrap().authority().as_bytes()).unwrap();
    let http = Client::builder().tls_certs_only([authority]);
    let http = http.resolve("auth.example.com", address).resolve("evil.example", address).build().unwrap();
    let get = async |name: &str| http.get(format!("https://{name}:{}/sandbox/health", address.port())).send().await;
    assert_eq!(get("auth.example.com").await.unwrap().status(), 200);
    assert!(get("evil.example").await.unwrap_err().is_connect());
}

#[tokio::test]
async fn a_sandbox_without_tls_has_no_certificate() {
    let sandbox = Sandbox::start().await.unwrap();
    assert!(sandbox.certificate().is_none() && sandbox.url().starts_with("http://"));
}
