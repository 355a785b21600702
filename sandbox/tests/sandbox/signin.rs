//! `signin_by_credentials`: logins with any connection, which return tokens.

use authing_wxapp::{
    Challenge, Credentials, EmailScene, ErrorCode, PasswordEncryptType, SigninResponseType, SmsScene, TokenAlgorithm,
};
use serde_json::json;

use crate::{
    Sandbox,
    oidc::{site, verifier},
};

async fn with_ada() -> Sandbox {
    Sandbox::seeded(json!({
        "users": [
            { "username": "ada", "email": "ada@example.com", "phone": "17612346754", "password": "passw0rd" },
            { "username": "eve", "password": "passw0rd", "firstLogin": true },
        ],
        "ldap": [{ "username": "carl", "password": "passw0rd" }],
        "ad": [{ "username": "CORP\\dora", "password": "passw0rd" }],
        "captchaAfter": 1,
        "customFields": [{ "key": "school" }],
    }))
    .await
}

#[tokio::test]
async fn every_connection_returns_tokens_that_are_sessions() {
    let sandbox = with_ada().await;
    let client = sandbox.client();
    let id = sandbox.users()[0].id.clone();
    for credentials in [
        Credentials::account("17612346754", "passw0rd"),
        Credentials::username("ada", "passw0rd"),
        Credentials::email("Ada@example.com", "passw0rd"),
        Credentials::phone("17612346754", "passw0rd"),
    ] {
        let tokens = client.signin_by_credentials(credentials).state("s-1").await.unwrap();
        assert_eq!((tokens.scope.as_deref(), tokens.state.as_deref()), (Some("openid profile"), Some("s-1")));
        assert_eq!(tokens.expires_in, Some(3600));
        assert!(tokens.access_token != tokens.id_token && tokens.refresh_token.is_none());
        assert_eq!(client.get_current_user().await.unwrap().unwrap().id, id);
    }
    for kind in [PasswordEncryptType::NONE, PasswordEncryptType::RSA] {
        let signin = client.signin_by_credentials(Credentials::account("ada", "passw0rd"));
        signin.password_encrypt_type(kind).await.unwrap();
    }
    client.signin_by_credentials(Credentials::ldap("carl", "passw0rd")).await.unwrap();
    client.signin_by_credentials(Credentials::ad("dora", "passw0rd")).await.unwrap();
    assert_eq!(sandbox.users().len(), 4);
}

#[tokio::test]
async fn the_tokens_are_oidc_tokens() {
    let sandbox = with_ada().await;
    let site = site(&sandbox);
    let signin = || site.signin_by_credentials(Credentials::account("ada", "passw0rd")).nonce("n-1");
    let tokens = signin().scope("openid email offline_access").await.unwrap();
    assert_eq!(tokens.scope.as_deref(), Some("openid email offline_access"));
    let claims = verifier(&sandbox, &site, TokenAlgorithm::Rs256).verify(tokens.id_token.unwrap()).nonce("n-1").await;
    assert_eq!(claims.unwrap().extra["email"], "ada@example.com");
    let known = site.get_user_info_by_access_token(tokens.access_token.unwrap()).await.unwrap();
    assert_eq!(known.sub, sandbox.users()[0].id);
    let refreshed = site.get_new_access_token_by_refresh_token(tokens.refresh_token.unwrap()).await.unwrap();
    assert!(refreshed.id_token.is_some() && refreshed.refresh_token.is_some());

    site.logout().await.unwrap();
    let signin = signin().scope("openid offline_access").response_type(SigninResponseType::CODE).state("s-1");
    let given = signin.await.unwrap();
    assert!(given.access_token.is_none() && given.id_token.is_none() && given.state.as_deref() == Some("s-1"));
    assert!(site.stored_session().await.unwrap().is_none());
    let tokens = site.get_access_token_by_code(given.code.clone().unwrap()).await.unwrap();
    assert!(tokens.refresh_token.is_some());
    assert_eq!(site.get_current_user().await.unwrap().unwrap().id, sandbox.users()[0].id);
    let again = site.get_access_token_by_code(given.code.unwrap()).await.unwrap_err();
    assert_eq!(again.oauth_error(), Some("invalid_grant"));
}

#[tokio::test]
async fn codes_sign_in_too() {
    let sandbox = with_ada().await;
    let client = sandbox.client();
    client.send_sms_code("17612346754").scene(SmsScene::LOGIN).await.unwrap();
    let code = sandbox.last_code("17612346754").unwrap();
    client.signin_by_credentials(Credentials::phone_code("17612346754", code)).await.unwrap();

    client.send_email("bob@example.com", EmailScene::LOGIN_VERIFY_CODE).await.unwrap();
    let code = sandbox.last_code("bob@example.com").unwrap();
    let refused = client.signin_by_credentials(Credentials::email_code("bob@example.com", &*code)).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::INVALID_CREDENTIALS);
    let signin = client.signin_by_credentials(Credentials::email_code("bob@example.com", code));
    signin.auto_register(true).custom_data([("school", "A")]).await.unwrap();
    assert_eq!(sandbox.users()[2].custom_data.as_ref().unwrap()[0].key, "school");
}

#[tokio::test]
async fn refusals_follow_the_convention_of_the_v3_api() {
    let sandbox = with_ada().await;
    let client = sandbox.client();
    for name in ["nobody", "ada"] {
        let refused = client.signin_by_credentials(Credentials::account(name, "password")).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::INVALID_CREDENTIALS, "{name}");
    }
    let refused = client.signin_by_credentials(Credentials::account("ada", "passw0rd")).await.unwrap_err();
    assert!(matches!(refused.challenge(), Some(Challenge::Captcha { .. })), "{refused}");
    let captcha = client.get_captcha().await.unwrap();
    let text = sandbox.last_code(captcha.cookie.expose()).unwrap();
    let signin = client.signin_by_credentials(Credentials::account("ada", "passw0rd"));
    signin.captcha_token(captcha.cookie).captcha_code(text).await.unwrap();

    let refused = client.signin_by_credentials(Credentials::account("eve", "passw0rd")).await.unwrap_err();
    assert!(matches!(refused.challenge(), Some(Challenge::FirstLogin(_))), "{refused}");
    let signin = client.signin_by_credentials(Credentials::account("ada", "passw0rd"));
    let refused = signin.client_id("sandbox-app").client_secret("guessed").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::FORBIDDEN);
    let signin = client.signin_by_credentials(Credentials::account("ada", "passw0rd"));
    let refused = signin.response_type(SigninResponseType::CODE).await.unwrap_err();
    assert!(refused.code() == ErrorCode::BAD_REQUEST && refused.message().contains("redirectUri"), "{refused}");
}
