//! URLs that a browser opens: their parameters, and that every value survives the escaping.

use std::collections::BTreeMap;

use authing_wxapp::{
    AuthenticationClient, AuthorizeUrl, AuthorizeUrlBuilder, CodeChallengeMethod, Error, LogoutUrlBuilder, Protocol,
};
use proptest::{prelude::*, test_runner::TestRunner};
use reqwest::Url;

use crate::support::APP_ID;

const CALLBACK: &str = "https://app.example.com/callback?next=/a&b=c";
const HOST: &str = "https://my-app.authing.cn";

fn client(protocol: Protocol) -> AuthenticationClient {
    AuthenticationClient::builder(APP_ID).host(HOST).redirect_uri(CALLBACK).protocol(protocol).build().unwrap()
}

/// Host and path of a URL, and its parameters, of which none may be repeated.
fn parts(url: &str) -> (String, BTreeMap<String, String>) {
    let url = Url::parse(url).unwrap();
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let parameters: BTreeMap<_, _> = pairs.iter().cloned().collect();
    assert_eq!((parameters.len(), url.fragment()), (pairs.len(), None), "{url}");
    (format!("{}{}", url.origin().ascii_serialization(), url.path()), parameters)
}

fn wanted(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, wanted: &[&str]) {
    let error = result.unwrap_err();
    assert!(error.is_argument() && !error.may_have_reached_server(), "{error:?}");
    for word in wanted {
        assert!(error.message().contains(word), "{word:?} is not in: {error}");
    }
}

#[test]
fn an_oidc_login_has_state_and_nonce_and_no_unrequested_parameter() {
    let login = client(Protocol::Oidc).build_authorize_url().build().unwrap();
    let (place, parameters) = parts(&login.url);
    assert_eq!(place, format!("{HOST}/oidc/auth"));
    let expected = wanted(&[
        ("client_id", APP_ID),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile email phone address"),
        ("state", login.state.as_deref().unwrap()),
        ("nonce", login.nonce.as_deref().unwrap()),
    ]);
    assert_eq!((parameters, login.code_verifier), (expected, None));
}

#[test]
fn every_oidc_option_is_in_the_url() {
    let login = client(Protocol::Oidc)
        .build_authorize_url()
        .app_id("other-app")
        .redirect_uri("myapp://callback")
        .scope("openid offline_access")
        .response_type("code id_token")
        .response_mode("form_post")
        .state("st 1")
        .nonce("no&1")
        .code_challenge("challenge-1", CodeChallengeMethod::Plain)
        .tenant_id("tenant-1")
        .build()
        .unwrap();
    let expected = wanted(&[
        ("client_id", "other-app"),
        ("redirect_uri", "myapp://callback"),
        ("response_type", "code id_token"),
        ("response_mode", "form_post"),
        ("scope", "openid offline_access"),
        ("prompt", "consent"),
        ("state", "st 1"),
        ("nonce", "no&1"),
        ("code_challenge", "challenge-1"),
        ("code_challenge_method", "plain"),
        ("tenant_id", "tenant-1"),
    ]);
    assert_eq!(parts(&login.url).1, expected);
    assert_eq!((login.state.as_deref(), login.nonce.as_deref()), (Some("st 1"), Some("no&1")));
    assert_eq!(login.code_verifier, None, "the caller who gives a challenge has its verifier");
}

#[test]
fn only_the_scope_offline_access_asks_for_consent() {
    for (scope, prompt) in [("offline_access", true), ("openid offline_access", true), ("x_offline_access_y", false)] {
        for protocol in [Protocol::Oidc, Protocol::OAuth] {
            let login = client(protocol).build_authorize_url().scope(scope).build().unwrap();
            assert_eq!(parts(&login.url).1.contains_key("prompt"), prompt, "{scope}");
        }
    }
}

#[test]
fn an_oauth_login_has_a_state_and_no_nonce() {
    let login = client(Protocol::OAuth).build_authorize_url().build().unwrap();
    let (place, parameters) = parts(&login.url);
    assert_eq!((place, login.nonce), (format!("{HOST}/oauth/auth"), None));
    let expected = wanted(&[
        ("client_id", APP_ID),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "user"),
        ("state", login.state.as_deref().unwrap()),
    ]);
    assert_eq!(parameters, expected);
}

#[test]
fn saml_and_cas_logins_begin_at_the_application() {
    let saml = client(Protocol::Saml).build_authorize_url().build().unwrap();
    assert_eq!(saml.url, format!("{HOST}/api/v2/saml-idp/{APP_ID}"));
    let cas = client(Protocol::Cas).build_authorize_url().build().unwrap();
    assert_eq!(cas.url, format!("{HOST}/cas-idp/{APP_ID}"));
    assert_eq!((cas.state, cas.nonce), (None, None));
    let cas = client(Protocol::Cas).build_authorize_url().service(CALLBACK).build().unwrap();
    assert_eq!(parts(&cas.url), (format!("{HOST}/cas-idp/{APP_ID}"), wanted(&[("service", CALLBACK)])));
}

#[test]
fn a_host_with_a_path_is_kept_and_an_odd_app_id_is_escaped() {
    let client = AuthenticationClient::builder("a/b?c#d").host("https://x.cn/auth/").protocol(Protocol::Cas);
    let client = client.build().unwrap();
    assert_eq!(client.build_authorize_url().build().unwrap().url, "https://x.cn/auth/cas-idp/a%2Fb%3Fc%23d");
    assert_eq!(client.build_logout_url().build().unwrap().url, "https://x.cn/auth/cas-idp/logout");
}

#[test]
fn state_nonce_and_verifier_are_long_and_never_the_same() {
    let client = client(Protocol::Oidc);
    let mut values = std::collections::BTreeSet::new();
    for _ in 0..50 {
        let login = client.build_authorize_url().pkce().build().unwrap();
        let verifier = login.code_verifier.unwrap();
        let (_, parameters) = parts(&login.url);
        let challenge = client.get_code_challenge_digest(&verifier, CodeChallengeMethod::S256).unwrap();
        assert_eq!((&parameters["code_challenge"], &*parameters["code_challenge_method"]), (&challenge, "S256"));
        assert!(!login.url.contains(verifier.expose()), "the URL must not contain the verifier");
        for text in [login.state.unwrap(), login.nonce.unwrap(), verifier.expose().to_owned()] {
            assert!(
                text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)),
                "{text}"
            );
            assert!(values.insert(text));
        }
    }
}

#[test]
fn the_digests_follow_rfc_7636() {
    let client = client(Protocol::Oidc);
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let digest = |method| client.get_code_challenge_digest(verifier, method).unwrap();
    assert_eq!(digest(CodeChallengeMethod::S256), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert_eq!(digest(CodeChallengeMethod::default()), digest(CodeChallengeMethod::S256));
    assert_eq!(digest(CodeChallengeMethod::Plain), verifier);
    for bad in ["", "short", &"x".repeat(42), &"x".repeat(129), &"é".repeat(30), &format!("{} ", "x".repeat(43))] {
        let refusal = client.get_code_challenge_digest(bad, CodeChallengeMethod::S256);
        refused(refusal, &["code verifier", "generate_code_verifier"]);
    }
    refused("S512".parse::<CodeChallengeMethod>(), &["S512", "S256 or plain"]);
}

#[test]
fn a_login_without_a_destination_is_refused() {
    for protocol in [Protocol::Oidc, Protocol::OAuth] {
        let client = AuthenticationClient::builder(APP_ID).protocol(protocol).build().unwrap();
        refused(client.build_authorize_url().build(), &["redirect_uri", "builder"]);
        assert!(client.build_authorize_url().redirect_uri(CALLBACK).build().is_ok());
    }
}

#[test]
fn an_empty_option_and_one_of_another_protocol_are_refused() {
    let (oidc, oauth) = (client(Protocol::Oidc), client(Protocol::OAuth));
    let (saml, cas) = (client(Protocol::Saml), client(Protocol::Cas));
    refused(oidc.build_authorize_url().state("").build(), &["state is empty", "leave it out"]);
    refused(oidc.build_authorize_url().redirect_uri(" ").build(), &["redirect_uri is empty"]);
    refused(oidc.build_authorize_url().code_challenge("", CodeChallengeMethod::S256).build(), &["code challenge is"]);
    refused(oidc.build_logout_url().id_token("").build(), &["id_token is empty"]);
    refused(oidc.build_authorize_url().service("s").build(), &["OIDC has no option service", "protocol"]);
    refused(oauth.build_authorize_url().nonce("n").build(), &["OAuth 2.0 has no option nonce"]);
    refused(oauth.build_authorize_url().pkce().build(), &["OAuth 2.0 has no option code challenge"]);
    refused(saml.build_authorize_url().state("s").build(), &["SAML has no option state"]);
    refused(cas.build_authorize_url().redirect_uri("s").build(), &["CAS has no option redirect_uri"]);
    refused(saml.build_logout_url().expert().build(), &["SAML has no option expert"]);
    refused(oauth.build_logout_url().id_token("a.b.c").build(), &["OAuth 2.0 has no option id_token"]);
    refused("ldap".parse::<Protocol>(), &["ldap", "oidc, oauth, saml or cas"]);
    for (name, protocol) in
        [("oidc", Protocol::Oidc), ("oauth", Protocol::OAuth), ("saml", Protocol::Saml), ("cas", Protocol::Cas)]
    {
        assert_eq!(name.parse::<Protocol>().unwrap(), protocol);
    }
}

#[test]
fn a_logout_is_general_or_follows_oidc() {
    let url = |builder: LogoutUrlBuilder| parts(&builder.build().unwrap().url);
    for protocol in [Protocol::Oidc, Protocol::OAuth, Protocol::Saml] {
        let general = || client(protocol).build_logout_url();
        assert_eq!(url(general()), (format!("{HOST}/login/profile/logout"), wanted(&[])));
        assert_eq!(url(general().redirect_uri(CALLBACK)).1, wanted(&[("redirect_uri", CALLBACK)]));
    }
    let cas = || client(Protocol::Cas).build_logout_url();
    assert_eq!(url(cas()), (format!("{HOST}/cas-idp/logout"), wanted(&[])));
    assert_eq!(url(cas().redirect_uri(CALLBACK)).1, wanted(&[("url", CALLBACK)]));

    let oidc = || client(Protocol::Oidc).build_logout_url();
    assert_eq!(url(oidc().expert()), (format!("{HOST}/oidc/session/end"), wanted(&[])));
    let both = url(oidc().expert().id_token("a.b.c").redirect_uri(CALLBACK));
    let expected = wanted(&[("id_token_hint", "a.b.c"), ("post_logout_redirect_uri", CALLBACK)]);
    assert_eq!(both, (format!("{HOST}/oidc/session/end"), expected));
    refused(oidc().expert().id_token("a.b.c").build(), &["id_token and redirect_uri go together"]);
    refused(oidc().id_token("a.b.c").redirect_uri(CALLBACK).build(), &["id_token is for an expert logout"]);
    refused(oidc().expert().redirect_uri(CALLBACK).build(), &["id_token and redirect_uri go together"]);
}

#[test]
fn the_secrets_of_a_url_are_not_printed() {
    let client = client(Protocol::Oidc);
    let builder = client.build_authorize_url().state("s3cret").nonce("s3cret").pkce();
    let login = builder.clone().build().unwrap();
    let out = client.build_logout_url().expert().id_token("s3cret.b.c").redirect_uri(CALLBACK);
    let verifier = login.code_verifier.clone().unwrap();
    for shown in [format!("{builder:?} {login:#?}"), format!("{out:?} {:?}", out.clone().build().unwrap())] {
        assert!(!shown.contains("s3cret") && !shown.contains(verifier.expose()), "{shown}");
    }
}

#[test]
fn an_authorize_url_can_be_stored_until_the_browser_returns() {
    for login in [
        client(Protocol::Oidc).build_authorize_url().pkce().build().unwrap(),
        client(Protocol::Saml).build_authorize_url().build().unwrap(),
    ] {
        let kept = serde_json::to_string(&login).unwrap();
        assert_eq!(serde_json::from_str::<AuthorizeUrl>(&kept).unwrap(), login);
    }
}

#[test]
fn every_value_in_a_url_survives_the_escaping() {
    let text = || "(?s).{0,20}[^\\s].{0,20}";
    let (oidc, cas) = (client(Protocol::Oidc), client(Protocol::Cas));
    let strategy = (text(), text(), text(), proptest::option::of(text()));
    TestRunner::default()
        .run(&strategy, |(first, second, third, tenant)| {
            let begin = |builder: AuthorizeUrlBuilder| parts(&builder.build().unwrap().url).1;
            let mut login = oidc.build_authorize_url().redirect_uri(&*first).state(&*second).nonce(&*third);
            if let Some(tenant) = &tenant {
                login = login.tenant_id(&**tenant);
            }
            let login = begin(login);
            prop_assert_eq!((&login["redirect_uri"], &login["state"], &login["nonce"]), (&first, &second, &third));
            prop_assert_eq!(login.get("tenant_id"), tenant.as_ref());
            prop_assert_eq!(begin(cas.build_authorize_url().service(&*first)), wanted(&[("service", &first)]));

            let end = |builder: LogoutUrlBuilder| parts(&builder.build().unwrap().url).1;
            prop_assert_eq!(end(cas.build_logout_url().redirect_uri(&*first)), wanted(&[("url", &first)]));
            prop_assert_eq!(end(oidc.build_logout_url().redirect_uri(&*first)), wanted(&[("redirect_uri", &first)]));
            let expert = end(oidc.build_logout_url().expert().id_token(&*second).redirect_uri(&*first));
            let expected = wanted(&[("id_token_hint", &second), ("post_logout_redirect_uri", &first)]);
            prop_assert_eq!(expert, expected);
            Ok(())
        })
        .unwrap();
}
