//! The rules of the sandbox for accounts, codes and tokens, tested with the SDK. Requests and replies are checked
//! against the contract.

mod accounts;
mod binding;
mod browser;
mod cas;
mod clock;
mod codes;
mod conformance;
mod control;
mod custom_fields;
mod devices;
mod events;
#[cfg(unix)]
mod exec;
mod faults;
mod graphql;
mod guard;
mod help;
mod hostile;
mod hostile_content;
mod identities;
mod left_out;
mod login;
mod login_methods;
mod managed_names;
mod management;
mod membership;
mod mfa;
mod mfa_sent;
mod oidc;
mod oidc_login;
mod oidc_refusals;
mod other_clients;
mod own_state;
mod page;
mod passwords;
mod phone_button;
mod phone_numbers;
mod place;
mod principal;
mod program;
mod proxy;
mod qr;
mod refusals;
mod register;
mod secrecy;
mod sign_ins;
mod signin;
mod sources;
#[path = "../../../tests/support/mod.rs"]
mod support;
#[cfg(feature = "tls")]
mod tls;
mod v3;
mod wechat_api;
mod wechat_crypto;
mod wechat_users;

use proxy::Sandbox;

async fn sandbox() -> Sandbox {
    Sandbox::start().await
}

#[tokio::test]
async fn the_checking_proxy_finds_violations_of_the_contract() {
    let sandbox = sandbox().await;
    let client = sandbox.client_builder().http(|http| http.default_headers(odd_header())).build().unwrap();
    client.login_by_code("021invented").await.unwrap_err();
    let complaints = sandbox.take_complaints();
    assert!(complaints.len() == 1 && complaints[0].contains("x-odd"), "{complaints:?}");
}

fn odd_header() -> reqwest::header::HeaderMap {
    [("x-odd".parse().unwrap(), "1".parse().unwrap())].into_iter().collect()
}

#[tokio::test]
async fn two_sandboxes_do_not_see_each_other() {
    let (one, other) = (sandbox().await, sandbox().await);
    let code = one.wechat().user("openid-ada").login();
    assert!(other.client().login_by_code(&*code).await.unwrap_err().is_api());
    one.client().login_by_code(code).await.unwrap();
    assert_eq!((one.users().len(), other.users().len()), (1, 0));
}

#[tokio::test]
async fn a_dropped_sandbox_no_longer_answers() {
    // The checking proxy would keep running, so it is not used.
    let sandbox = authing_sandbox::Sandbox::start().await.unwrap();
    let client = sandbox.client();
    let code = sandbox.wechat().user("openid-ada").login();
    let url = sandbox.url();
    drop(sandbox);
    // The port is free at once.
    let port = url.rsplit(':').next().unwrap().parse().unwrap();
    drop(authing_sandbox::Sandbox::builder().port(port).start().await.unwrap());
    let error = client.login_by_code(code).await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert!(!error.may_have_reached_server());
}

#[tokio::test]
async fn an_unsupported_operation_is_refused_by_name() {
    // The checking proxy accepts only operations of the contract, so it is not used.
    let sandbox = sandbox().await;
    let reply = reqwest::get(format!("{}/api/v2/weather", sandbox.url())).await.unwrap();
    assert_eq!(reply.status(), 501);
    assert!(reply.text().await.unwrap().contains("GET /api/v2/weather"));
}

#[tokio::test]
async fn an_unknown_application_is_refused() {
    let sandbox = sandbox().await;
    let client =
        authing_wxapp::AuthenticationClient::builder("someone-else").host(sandbox.client().host()).build().unwrap();
    let error = client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap_err();
    assert_eq!(error.code(), authing_wxapp::ErrorCode::APP_NOT_FOUND);
}
