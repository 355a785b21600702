//! A web site that logs its users in with OIDC through the SDK.

use std::time::Duration;

use authing_wxapp::{
    AuthenticationClient, AuthorizeUrl, ClientAuthMethod, OidcToken, Protocol, TokenAlgorithm, TokenSet, TokenVerifier,
};
use serde_json::json;

use crate::{browser::Browser, proxy::Sandbox, sandbox};

const CALLBACK: &str = "https://app.example.com/callback";

pub fn site(sandbox: &Sandbox) -> AuthenticationClient {
    let builder = sandbox.client_builder().app_secret(authing_sandbox::APP_SECRET).redirect_uri(CALLBACK);
    builder.allow_plain_http().build().unwrap()
}

pub fn verifier(sandbox: &Sandbox, site: &AuthenticationClient, algorithm: TokenAlgorithm) -> TokenVerifier {
    site.token_verifier(algorithm).issuer(format!("{}/oidc", sandbox.url()))
}

/// Makes a whole login: authorization, PKCE and the exchange of the code.
pub async fn log_in(browser: &Browser, site: &AuthenticationClient, scope: &str) -> (AuthorizeUrl, TokenSet) {
    let login = site.build_authorize_url().scope(scope).pkce().build().unwrap();
    let back = browser.open(&login.url).await;
    assert!(back.redirect_target().starts_with(CALLBACK), "{} {}", back.status, back.text);
    let returned = back.returned_query();
    assert_eq!(returned.get("state"), login.state.as_ref());
    let verifier = login.code_verifier.clone().unwrap();
    let tokens = site.get_access_token_by_code(&*returned["code"]).code_verifier(verifier).await.unwrap();
    (login, tokens)
}

#[tokio::test]
async fn a_web_site_logs_a_user_in() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let (site, browser) = (site(&sandbox), Browser::new(&sandbox));
    let (login, tokens) = log_in(&browser, &site, "openid profile email offline_access").await;
    assert_eq!(tokens.expires_in, Some(3600));
    assert_eq!(tokens.scope.as_deref(), Some("openid profile email offline_access"));

    let verifier = verifier(&sandbox, &site, TokenAlgorithm::Rs256);
    let claims = verifier.verify(tokens.id_token.clone().unwrap()).nonce(login.nonce.unwrap()).await.unwrap();
    assert_eq!((claims.sub.as_deref(), claims.user_id()), (Some(&*ada.id), Some(&*ada.id)));
    assert_eq!(claims.extra["email"], "ada@example.com");
    assert!(!claims.extra.contains_key("phone_number"));
    assert!(claims.extra["at_hash"].is_string());
    assert_eq!(verifier.verify(tokens.access_token.clone()).await.unwrap().sub, Some(ada.id.clone()));

    // The id token is the token of the user.
    assert_eq!(site.get_current_user().await.unwrap().unwrap().id, ada.id);

    let refreshed = site.get_new_access_token_by_refresh_token(tokens.refresh_token.clone().unwrap()).await.unwrap();
    assert_ne!(refreshed.access_token, tokens.access_token);
    let claims = verifier.verify(refreshed.id_token.unwrap()).await.unwrap();
    assert_eq!((claims.sub, claims.nonce), (Some(ada.id), None));
    let used = site.get_new_access_token_by_refresh_token(tokens.refresh_token.unwrap()).await.unwrap_err();
    assert_eq!(used.oauth_error(), Some("invalid_grant"));
}

#[tokio::test]
async fn user_info_accepts_the_access_token_in_every_place() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let site = site(&sandbox);
    let (_, tokens) = log_in(&Browser::new(&sandbox), &site, "openid email").await;
    let user_info = || site.get_user_info_by_access_token(tokens.access_token.clone());
    for answer in [
        user_info().await,
        user_info().post().await,
        user_info().token_in_query().await,
        user_info().post().token_in_query().await,
        user_info().token_in_body().await,
    ] {
        let info = answer.unwrap();
        assert_eq!((info.sub, info.email.as_deref()), (ada.id.clone(), Some("ada@example.com")));
        assert_eq!(info.nickname, None);
    }
    sandbox.advance(Duration::from_secs(3600));
    assert_eq!(user_info().await.unwrap_err().oauth_error(), Some("invalid_token"));
}

#[tokio::test]
async fn tokens_are_introspected_and_revoked() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let site = site(&sandbox);
    let (_, tokens) = log_in(&Browser::new(&sandbox), &site, "openid offline_access").await;
    let (access, refresh) = (tokens.access_token, tokens.refresh_token.unwrap());
    let known = site.introspect_token(access.clone()).await.unwrap();
    assert!(known.active);
    assert_eq!((known.sub, known.client_id.as_deref()), (Some(ada.id.clone()), Some(authing_sandbox::APP_ID)));
    assert!(site.introspect_token(refresh.clone()).await.unwrap().active);
    let id_token = tokens.id_token.unwrap();
    assert_eq!(site.validate_token(OidcToken::id(id_token.clone())).await.unwrap().sub, Some(ada.id.clone()));
    assert_eq!(site.validate_token(OidcToken::access(access.clone())).await.unwrap().sub, Some(ada.id));

    site.revoke_token(access.clone()).await.unwrap();
    site.revoke_token(access.clone()).await.unwrap();
    assert!(!site.introspect_token(access.clone()).await.unwrap().active);
    let error = site.validate_token(OidcToken::access(access)).await.unwrap_err();
    assert_eq!(error.code(), authing_wxapp::ErrorCode::BAD_REQUEST);

    // Revoking a refresh token revokes the tokens that were issued with it.
    let fresh = site.get_new_access_token_by_refresh_token(refresh).await.unwrap();
    site.revoke_token(fresh.refresh_token.unwrap()).await.unwrap();
    assert!(!site.introspect_token(fresh.access_token).await.unwrap().active);
    site.revoke_token(id_token.clone()).await.unwrap();
    assert!(site.validate_token(OidcToken::id(id_token)).await.is_err());
}

#[tokio::test]
async fn oauth_gives_no_id_token() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let builder = sandbox.client_builder().app_secret(authing_sandbox::APP_SECRET).redirect_uri(CALLBACK);
    let site = builder.allow_plain_http().protocol(Protocol::OAuth).build().unwrap();
    let login = site.build_authorize_url().build().unwrap();
    let code = Browser::new(&sandbox).open(&login.url).await.returned_query()["code"].clone();
    let tokens = site.get_access_token_by_code(code).await.unwrap();
    assert!(tokens.id_token.is_none());
    let info = site.get_user_info_by_access_token(tokens.access_token).await.unwrap();
    assert_eq!((info.sub, info.email.as_deref()), (ada.id, Some("ada@example.com")));
}

#[tokio::test]
async fn an_application_authenticates_by_three_methods() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let browser = Browser::new(&sandbox);
    for method in [ClientAuthMethod::ClientSecretPost, ClientAuthMethod::ClientSecretBasic, ClientAuthMethod::None] {
        let builder = sandbox.client_builder().app_secret(authing_sandbox::APP_SECRET).redirect_uri(CALLBACK);
        let builder =
            builder.token_auth_method(method).introspection_auth_method(method).revocation_auth_method(method);
        let site = builder.allow_plain_http().build().unwrap();
        let (_, tokens) = log_in(&browser, &site, "openid").await;
        assert!(site.introspect_token(tokens.access_token.clone()).await.unwrap().active);
        site.revoke_token(tokens.access_token).await.unwrap();
    }
    // Other OIDC clients percent-encode both values and send no header of Authing.
    let request = reqwest::Client::new().post(format!("{}/oidc/token", sandbox.url()));
    let request = request.basic_auth("sandbox%2Dapp", Some("sandbox%2Dapp%2Dsecret"));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let request = request.body("grant_type=client_credentials&scope=orders");
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn programs_and_users_with_a_token_need_no_browser() {
    let seed = json!({ "application": { "scopes": ["orders:read"], "accessKeys": { "key": "its secret" } } });
    let sandbox = Sandbox::with(authing_sandbox::Sandbox::builder().seed(seed)).await;
    let site = site(&sandbox);
    let tokens = site.get_access_token_by_client_credentials("orders:read").await.unwrap();
    assert!(tokens.id_token.is_none() && tokens.refresh_token.is_none());
    let known = site.introspect_token(tokens.access_token).await.unwrap();
    assert_eq!((known.sub.as_deref(), known.scope.as_deref()), (Some(authing_sandbox::APP_ID), Some("orders:read")));
    let by_key = site.get_access_token_by_client_credentials("orders:read").access_key("key", "its secret");
    by_key.await.unwrap();
    let more = site.get_access_token_by_client_credentials("orders:write").await.unwrap_err();
    assert_eq!(more.oauth_error(), Some("invalid_scope"));
    let wrong = site.get_access_token_by_client_credentials("orders:read").access_key("key", "wrong");
    assert_eq!(wrong.await.unwrap_err().oauth_error(), Some("invalid_client"));

    let ada = site.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let of_user = site.get_access_token_by_id_token(ada.token.unwrap(), CALLBACK).scope("openid profile");
    let info = site.get_user_info_by_access_token(of_user.await.unwrap().access_token).await.unwrap();
    assert_eq!(info.sub, ada.id);
    let error = site.get_access_token_by_id_token("a.b.c", CALLBACK).await.unwrap_err();
    assert_eq!(error.oauth_error(), Some("invalid_grant"));
}

#[tokio::test]
async fn tokens_may_be_signed_with_the_app_secret() {
    let seed = json!({
        "users": [{ "email": "ada@example.com" }, { "email": "bob@example.com" }],
        "application": { "signature": "HS256" },
    });
    let sandbox = Sandbox::with(authing_sandbox::Sandbox::builder().seed(seed)).await;
    let site = site(&sandbox);
    let bob = sandbox.users()[1].id.clone();
    sandbox.login_page().log_in_as(&*bob);
    let (_, tokens) = log_in(&Browser::new(&sandbox), &site, "openid").await;
    let verifier = verifier(&sandbox, &site, TokenAlgorithm::Hs256);
    assert_eq!(verifier.verify(tokens.id_token.unwrap()).await.unwrap().sub, Some(bob));
}

#[tokio::test]
async fn tokens_are_returned_in_the_fragment_or_by_a_form_post() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let (site, browser) = (site(&sandbox), Browser::new(&sandbox));
    let login = site.build_authorize_url().response_type("code id_token token").build().unwrap();
    let returned = browser.open(&login.url).await.returned_fragment();
    let verified = verifier(&sandbox, &site, TokenAlgorithm::Rs256).verify(&*returned["id_token"]);
    let claims = verified.nonce(login.nonce.unwrap()).await.unwrap();
    assert!(claims.extra["at_hash"].is_string() && claims.extra["c_hash"].is_string());
    assert!(site.introspect_token(&*returned["access_token"]).await.unwrap().active);
    site.get_access_token_by_code(&*returned["code"]).await.unwrap();

    let login = site.build_authorize_url().response_mode("form_post").state("\"><b>").build().unwrap();
    let page = browser.open(&login.url).await;
    assert!(page.text.contains(&format!("action=\"{CALLBACK}\"")) && page.text.contains("name=\"code\""));
    assert!(page.text.contains("value=\"&quot;&gt;&lt;b&gt;\""), "{}", page.text);
}

#[tokio::test]
async fn the_provider_publishes_its_metadata() {
    let sandbox = sandbox().await;
    let url = sandbox.url();
    let text = Browser::new(&sandbox).open(&format!("{url}/oidc/.well-known/openid-configuration")).await.text;
    let described: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(described["issuer"], format!("{url}/oidc"));
    // Other OIDC clients send no header of Authing.
    let keys = reqwest::get(described["jwks_uri"].as_str().unwrap()).await.unwrap();
    assert!(keys.text().await.unwrap().contains("\"kid\":\"sandbox\""));
}
