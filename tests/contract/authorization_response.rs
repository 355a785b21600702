//! What a browser brings back is accepted only when it belongs to the login that was begun, and comes from its issuer.

use authing_wxapp::{AuthenticationClient, AuthorizeUrl, Error, Protocol};
use proptest::{prelude::*, test_runner::TestRunner};

fn client() -> AuthenticationClient {
    let client = AuthenticationClient::builder("app").host("https://my-app.authing.cn");
    client.redirect_uri("https://app.example.com/callback").build().unwrap()
}

fn login() -> AuthorizeUrl {
    client().build_authorize_url().state("the state").nonce("the nonce").pkce().build().unwrap()
}

#[track_caller]
fn refused(returned: &str, why: &str) {
    let error = client().authorization_response(&login()).read(returned).expect_err(returned);
    assert!(error.is_argument() && error.message().contains(why), "{returned}: {error}");
    assert!(!error.to_string().contains("c0de-1234"), "the error shows the code: {error}");
}

#[test]
fn a_code_is_read_with_what_belongs_to_it() {
    let login = login();
    for returned in [
        "https://app.example.com/callback?code=c0de-1234&state=the+state",
        "/callback?state=the%20state&code=c0de-1234&session_state=x#fragment",
        "?code=c0de-1234&state=the+state&iss=https%3A%2F%2Fmy-app.authing.cn%2Foidc",
    ] {
        let read = client().authorization_response(&login).read(returned).unwrap();
        assert_eq!(read.code.expose(), "c0de-1234");
        assert_eq!((&read.code_verifier, read.nonce.as_deref()), (&login.code_verifier, Some("the nonce")));
        assert!(read.code_verifier.is_some() && !format!("{read:?}").contains("c0de-1234"));
    }
}

#[test]
fn a_response_with_another_state_is_refused() {
    refused("?code=c0de-1234&state=another", "state");
    refused("?code=c0de-1234&state=", "state");
    refused("?code=c0de-1234", "state");
    refused("?error=access_denied&state=another", "state");
    // A login without a state has no response that could belong to it.
    let cas = AuthenticationClient::builder("app").protocol(Protocol::Cas).build().unwrap();
    let login = cas.build_authorize_url().service("https://app.example.com").build().unwrap();
    let error = cas.authorization_response(&login).read("?code=c0de-1234").unwrap_err();
    assert!(error.is_argument() && error.message().contains("no state"), "{error}");
}

#[test]
fn a_response_of_another_issuer_is_refused() {
    let good = "?code=c0de-1234&state=the+state";
    for other in
        ["https://evil.example.com/oidc", "https://my-app.authing.cn/oidc/", "https://MY-APP.authing.cn/oidc", ""]
    {
        refused(&format!("{good}&iss={other}"), "issuer");
        refused(&format!("?error=access_denied&state=the+state&iss={other}"), "issuer");
    }
    let response = || client().authorization_response(&login());
    let named = response().issuer("https://other.example.com").require_issuer();
    assert!(named.clone().read(&format!("{good}&iss=https://other.example.com")).is_ok());
    let error = named.read(good).unwrap_err();
    assert!(error.is_argument() && error.message().contains("issuer"), "{error}");
    let builder = AuthenticationClient::builder("app").host("https://my-app.authing.cn").protocol(Protocol::OAuth);
    let oauth = builder.redirect_uri("https://app.example.com/callback").build().unwrap();
    let login = oauth.build_authorize_url().state("the state").build().unwrap();
    let response = oauth.authorization_response(&login);
    assert!(response.read(&format!("{good}&iss=https://my-app.authing.cn/oauth")).is_ok());
}

#[test]
fn a_response_with_a_parameter_twice_or_without_a_code_is_refused() {
    refused("?code=c0de-1234&state=the+state&code=another", "code twice");
    refused("?code=c0de-1234&state=the+state&state=the+state", "state twice");
    refused("?code=c0de-1234&state=the+state&iss=https://my-app.authing.cn/oidc&iss=x", "iss twice");
    refused("?state=the+state", "no code");
    refused("?state=the+state&code=+", "no code");
    refused("https://[::1", "not an address");
}

#[test]
fn a_refusal_of_the_server_has_its_name() {
    let returned = "?error=access_denied&error_description=the+user%0Asaid+no&state=the+state&code=c0de-1234";
    let error: Error = client().authorization_response(&login()).read(returned).unwrap_err();
    assert_eq!(error.oauth_error(), Some("access_denied"));
    assert!(error.is_api() && !error.to_string().contains('\n'), "{error}");
}

#[test]
fn any_text_is_accepted_or_refused() {
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() });
    let text = "(https?://)?[a-z/:?#&=%+.0-9\\[\\]éß\u{0}]{0,60}";
    let (client, login) = (client(), login());
    runner
        .run(&text, |returned| {
            let read = client.authorization_response(&login).read(&returned);
            prop_assert!(read.is_err(), "{returned} was accepted without the state");
            Ok(())
        })
        .unwrap();
}
