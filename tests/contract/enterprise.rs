//! Enterprise connections: the public settings, the login pages, and the message of the login window.

use authing_wxapp::{ConnectionProtocol, SocialProvider};
use reqwest::Url;
use serde_json::{Value, json};

use crate::support::{APP_ID, Reply, Server, TestStore, envelope, refusal, token, user, user_json};

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

fn provider(identifier: &str, protocol: &str, config: Value) -> Value {
    json!({ "identifier": identifier, "protocol": protocol, "displayName": "Corp", "config": config })
}

fn settings(providers: &[Value]) -> Value {
    envelope(json!({ "id": APP_ID, "userPoolId": "pool-1", "identityProviders": providers }))
}

fn oidc() -> Value {
    json!({
        "authorizationEdpoint": "https://idp.example.com/authorize?tenant=a%20b", "clientId": "oc&1",
        "redirectUri": "https://demo.authing.cn/callback?x=1", "scopes": "openid profile", "responseType": "code",
    })
}

#[tokio::test]
async fn the_public_settings_are_typed_and_requested_without_a_token() {
    let server = Server::start().await;
    let github = json!({ "id": "s1", "provider": "github", "identifier": "gh", "name_en": "GitHub", "tooltip": {} });
    let data = json!({
        "id": APP_ID, "name": "Shop", "userPoolId": "pool-1", "protocol": "oidc", "verifyCodeLength": 6,
        "registerDisabled": false, "socialConnections": [github], "identityProviders": [provider("corp", "oidc", oidc())],
    });
    server.reply("getPublicConfig", envelope(data));
    let settings = server.client_over(signed_in()).enterprise().public_config().await.unwrap();
    assert_eq!((settings.name.as_deref(), settings.verify_code_length), (Some("Shop"), Some(6)));
    assert_eq!(settings.social_connections.unwrap()[0].provider, Some(SocialProvider::GITHUB));
    let corp = &settings.identity_providers.unwrap()[0];
    assert_eq!((&*corp.identifier, corp.protocol.as_ref()), ("corp", Some(&ConnectionProtocol::OIDC)));
    let endpoint = corp.config.as_ref().unwrap().authorization_endpoint.as_deref();
    assert_eq!(endpoint, Some("https://idp.example.com/authorize?tenant=a%20b"));
    let request = server.one_request();
    assert_eq!(request.path, format!("/api/v2/applications/{APP_ID}/public-config"));
    assert_eq!((&*request.method, request.bearer()), ("GET", None));
}

#[tokio::test]
async fn an_oidc_login_is_announced_and_its_url_is_escaped() {
    let server = Server::start().await;
    server.reply("getPublicConfig", settings(&[provider("corp", "oidc", oidc())]));
    server.reply("startInteraction", envelope(json!({})));
    let store = signed_in();
    let enterprise = server.client_over(store.clone()).enterprise();
    let request =
        enterprise.authorize_url(ConnectionProtocol::OIDC, "corp").referer("https://shop.example.com/cart?step=1");
    let login = request.await.unwrap();
    let (state, nonce) = (login.state.clone().unwrap(), login.nonce.clone().unwrap());
    let url = Url::parse(&login.url).unwrap();
    assert!(login.url.starts_with("https://idp.example.com/authorize?tenant=a%20b&state="), "{}", login.url);
    assert!(login.url.contains("scope=openid%20profile") && login.url.contains("client_id=oc%261"), "{}", login.url);
    let query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let expected = [
        ("tenant", "a b"),
        ("state", state.expose()),
        ("client_id", "oc&1"),
        ("redirect_uri", "https://demo.authing.cn/callback?x=1"),
        ("scope", "openid profile"),
        ("response_type", "code"),
        ("nonce", nonce.expose()),
    ];
    assert_eq!(query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));

    let requests = server.requests();
    assert_eq!(requests[1].path, "/api/v2/connections/oidc/start-interaction");
    assert_eq!(
        requests[1].json(),
        json!({
            "state": state, "protocol": "oidc", "userPoolId": "pool-1", "appId": APP_ID,
            "referer": "https://shop.example.com/cart?step=1", "connection": { "providerIentifier": "corp" },
        })
    );
    assert!(requests.iter().all(|request| request.bearer().is_none()));
    assert_eq!(store.token(), Some(token("user-1")));
    let shown = format!("{login:?}");
    assert!(shown.contains("idp.example.com/authorize") && !shown.contains(state.expose()), "{shown}");
}

#[tokio::test]
async fn state_and_nonce_are_random_each_time() {
    let server = Server::start().await;
    server.reply("getPublicConfig", settings(&[provider("corp", "oidc", oidc())]));
    server.reply("startInteraction", envelope(json!({})));
    let enterprise = server.client().enterprise();
    let mut marks = Vec::new();
    for _ in 0..3 {
        let login = enterprise.authorize_url("oidc", "corp").await.unwrap();
        marks.extend([login.state.unwrap(), login.nonce.unwrap()].map(|mark| mark.expose().to_owned()));
    }
    assert!(marks.iter().all(|mark| mark.len() == 32 && mark.bytes().all(|c| (b'a'..=b'p').contains(&c))), "{marks:?}");
    marks.sort();
    marks.dedup();
    assert_eq!(marks.len(), 6);
}

#[tokio::test]
async fn the_login_pages_of_other_protocols_come_from_the_settings() {
    let server = Server::start().await;
    let pages = [
        ("saml", "samlRequest", "https://idp.example.com/saml?SAMLRequest=abc"),
        ("cas", "casConnectionLoginUrl", "https://idp.example.com/cas/login?service=x"),
        ("oauth", "authUrl", "https://idp.example.com/oauth?client_id=1"),
        ("azure-ad", "authorizationUrl", "https://login.example.com/azure?x=1"),
    ];
    // The same identifier at two protocols is two connections.
    let providers = pages.map(|(protocol, member, page)| provider("corp", protocol, json!({ member: page })));
    server.reply("getPublicConfig", settings(&providers));
    for (protocol, _, page) in pages {
        let login = server.client().enterprise().authorize_url(protocol, "corp").await.unwrap();
        assert_eq!((&*login.url, login.state, login.nonce), (page, None, None));
    }
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn an_unknown_connection_is_an_argument_error_that_lists_the_known_ones() {
    let server = Server::start().await;
    server.reply("getPublicConfig", settings(&[provider("corp", "saml", json!({}))]));
    server.reply("getPublicConfig", settings(&[provider("corp", "saml", json!({}))]));
    server.reply("getPublicConfig", envelope(json!({ "id": APP_ID })));
    let enterprise = server.client().enterprise();
    for (protocol, identifier, said) in
        [("saml", "no-such", "corp (saml)"), ("oidc", "corp", "corp (saml)"), ("saml", "corp", "none")]
    {
        let error = enterprise.authorize_url(protocol, identifier).await.unwrap_err();
        assert!(error.is_argument() && error.message().contains(said), "{error:?}");
        assert_eq!(error.verb(), "enterprise_authorize_url");
    }
    assert!(server.operations().iter().all(|operation| operation == "getPublicConfig"));
}

#[tokio::test]
async fn each_connection_without_a_login_page_has_its_own_error() {
    let server = Server::start().await;
    let providers = [
        provider("corp", "saml", json!({})),
        provider("corp", "cas", json!({ "casConnectionLoginUrl": "not an address" })),
        provider("corp", "oidc", json!({ "clientId": "c" })),
        provider("corp", "ldap", Value::Null),
    ];
    server.reply("getPublicConfig", settings(&providers));
    let enterprise = server.client().enterprise();
    for protocol in ["saml", "cas", "oidc"] {
        let error = enterprise.authorize_url(protocol, "corp").await.unwrap_err();
        assert!(error.is_decode() && error.message().contains("\"corp\""), "{error:?}");
    }
    let error = enterprise.authorize_url(ConnectionProtocol::LDAP, "corp").await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("password"), "{error:?}");
}

#[tokio::test]
async fn a_refusal_of_either_request_is_an_error() {
    let server = Server::start().await;
    server.reply("getPublicConfig", refusal(2000, "no such application"));
    server.reply("getPublicConfig", settings(&[provider("corp", "oidc", oidc())]));
    server.reply("startInteraction", Reply::status(500, json!({ "message": "broken" })));
    let enterprise = server.client().enterprise();
    assert_eq!(enterprise.authorize_url("oidc", "corp").await.unwrap_err().code().get(), 2000);
    assert_eq!(enterprise.authorize_url("oidc", "corp").await.unwrap_err().http_status(), Some(500));
}

#[tokio::test]
async fn a_window_message_logs_in_unless_it_is_from_another_origin() {
    let server = Server::start().await;
    let store = signed_in();
    let enterprise = server.client_over(store.clone()).enterprise();
    let message = envelope(user_json("user-2")).to_string();
    let error = enterprise.accept_message("https://evil.example.com", &*message).await.unwrap_err();
    assert!(error.is_argument(), "{error:?}");
    assert_eq!(store.user_id(), Some("user-1".into()));
    assert_eq!(enterprise.accept_message(server.host(), message).await.unwrap().id, "user-2");
    assert_eq!((store.token(), store.user_id()), (Some(token("user-2")), Some("user-2".into())));
    let error = enterprise.accept_message(server.host(), refusal(2033, "refused").to_string()).await.unwrap_err();
    assert_eq!(error.code().get(), 2033);
    server.assert_untouched();
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let enterprise = server.client().enterprise();
    let errors = [
        (enterprise.authorize_url("", "corp").await.unwrap_err(), "protocol"),
        (enterprise.authorize_url("saml", " ").await.unwrap_err(), "identifier"),
    ];
    for (error, name) in errors {
        assert!(error.is_argument() && error.message().starts_with(&format!("{name} is empty")), "{error:?}");
    }
    server.assert_untouched();
}
