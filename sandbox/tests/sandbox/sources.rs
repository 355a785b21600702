//! Social and enterprise identity sources, and events.

use std::time::Duration;

use authing_wxapp::{ErrorCode, SocialProvider};
use serde_json::json;

use crate::{
    browser::{Browser, Page},
    proxy::Sandbox,
    sandbox,
};

#[tokio::test]
async fn an_identity_is_linked_and_unlinked() {
    let seed = json!({ "application": { "socialConnections": [{ "identifier": "gh", "provider": "github" }] } });
    let sandbox = Sandbox::with(authing_sandbox::Sandbox::builder().seed(seed)).await;
    let client = sandbox.client();
    let ada = client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let token = ada.token.unwrap();
    let of_wechat = client.social().get_identities().await.unwrap();
    assert_eq!((of_wechat.len(), of_wechat[0].user_id_in_idp.as_deref()), (1, Some("openid-ada")));

    let link = client.social().generate_link_ext_idp_url("gh", token.clone()).await.unwrap();
    let browser = Browser::new(&sandbox);
    assert_eq!(browser.open(&link).await.status, 200);
    assert_eq!(browser.open(&link).await.status, 400, "a link can be used only once");
    let linked = client.social().get_identities().await.unwrap();
    assert_eq!((linked.len(), &linked[0].provider), (2, &Some(SocialProvider::GITHUB)));
    let unopened = client.social().generate_link_ext_idp_url("gh", token.clone()).await.unwrap();
    sandbox.advance(Duration::from_secs(86_401));
    let too_late = browser.open(&unopened).await;
    assert!(too_late.status == 400 && too_late.text.contains("older than a day"), "{}", too_late.text);

    let source = linked[0].ext_idp_id.clone().unwrap();
    client.social().unlink_ext_idp(&*source).await.unwrap();
    assert_eq!(client.social().get_identities().await.unwrap(), of_wechat);
    assert_eq!(client.social().unlink_ext_idp(source).await.unwrap_err().code(), ErrorCode::BAD_REQUEST);
    let unknown = client.social().generate_link_ext_idp_url("odd", token).await.unwrap_err();
    assert_eq!(unknown.code(), ErrorCode::BAD_REQUEST);
    let nobody = client.social().generate_link_ext_idp_url("gh", "a.b.c").await.unwrap_err();
    assert_eq!(nobody.code(), ErrorCode::NOT_LOGGED_IN);
}

#[tokio::test]
async fn an_enterprise_login_has_the_url_of_its_provider() {
    let seed = json!({ "application": { "identityProviders": [{
        "identifier": "corp", "protocol": "oidc", "displayName": "Corp",
        "config": {
            "authorizationEdpoint": "https://idp.example.com/authorize", "clientId": "c1", "scopes": "openid",
            "redirectUri": "https://app.example.com/callback", "responseType": "code",
        },
    }] } });
    let sandbox = Sandbox::with(authing_sandbox::Sandbox::builder().seed(seed)).await;
    let client =
        sandbox.client_builder().user_pool_id(authing_sandbox::USER_POOL_ID).allow_plain_http().build().unwrap();
    let config = client.enterprise().public_config().await.unwrap();
    assert_eq!((&*config.id, config.identity_providers.unwrap().len()), (authing_sandbox::APP_ID, 1));
    let login = client.enterprise().authorize_url("oidc", "corp").await.unwrap();
    assert!(login.url.starts_with("https://idp.example.com/authorize"), "{}", login.url);
}

/// The message that a window posts to the page that opened it.
fn message_of(window: &Page) -> &str {
    let (_, message) = window.text.split_once("postMessage(").unwrap_or_else(|| panic!("{}", window.text));
    message.split_once(", '*')").unwrap().0
}

#[tokio::test]
async fn a_user_who_returns_from_a_source_is_logged_in() {
    let seed = json!({
        "users": [{ "id": "ada", "nickname": "</script>" }],
        "application": {
            "socialConnections": [{ "identifier": "gh", "provider": "github" }],
            "identityProviders": [{ "identifier": "corp", "protocol": "saml" }],
        },
    });
    let sandbox = Sandbox::with(authing_sandbox::Sandbox::builder().seed(seed)).await;
    let client =
        sandbox.client_builder().user_pool_id(authing_sandbox::USER_POOL_ID).allow_plain_http().build().unwrap();
    let browser = Browser::new(&sandbox);
    let social = client.social().authorize_url("github").build().unwrap();
    let window = browser.open(&social.url).await;
    assert!(!message_of(&window).contains('<'), "a name must not end the script");
    let user = client.social().accept_message(client.host(), message_of(&window)).await.unwrap();
    assert_eq!((&*user.id, user.nickname.as_deref()), ("ada", Some("</script>")));
    assert!(client.check_login_status().await.unwrap().is_logged_in());

    let enterprise = client.enterprise().authorize_url("saml", "corp").await.unwrap();
    let window = browser.open(&enterprise.url).await;
    assert_eq!(client.enterprise().accept_message(client.host(), message_of(&window)).await.unwrap().id, "ada");

    sandbox.login_page().deny();
    let window = browser.open(&social.url).await;
    let refused = client.social().accept_message(client.host(), message_of(&window)).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PERMISSION_DENIED);
    let unknown = client.social().authorize_url("invented").build().unwrap();
    assert_eq!(browser.open(&unknown.url).await.status, 400);
}

#[tokio::test]
async fn events_are_published_by_logged_in_users_only() {
    let sandbox = sandbox().await;
    let client = sandbox.client();
    let ada = client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    client.event().publish("order.created", json!({ "id": 1 })).await.unwrap();
    let events = sandbox.events();
    assert_eq!((events.len(), &*events[0].name, &*events[0].data), (1, "order.created", "{\"id\":1}"));
    assert_eq!(events[0].user_id.as_deref(), Some(&*ada.id));
    client.set_token("a.b.c").await.unwrap();
    assert_eq!(client.event().publish("x", 1).await.unwrap_err().code(), ErrorCode::NOT_LOGGED_IN);
    sandbox.reset();
    assert!(sandbox.events().is_empty());
}
