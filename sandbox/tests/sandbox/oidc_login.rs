//! What an application asks of the login at the authorization endpoint: `prompt`, `max_age`, and a message in the place of a
//! redirect.

use std::time::Duration;

use authing_sandbox::APP_ID;
use authing_wxapp::TokenAlgorithm;
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    oidc::{site, verifier},
    proxy::Sandbox,
};

const CALLBACK: &str = "https://app.example.com/callback";

async fn two_users() -> Sandbox {
    Sandbox::seeded(json!({ "users": [{ "id": "ada", "nickname": "Ada" }, { "id": "bob", "nickname": "Bob" }] })).await
}

fn address(sandbox: &Sandbox, more: &str) -> String {
    format!(
        "{}/oidc/auth?client_id={APP_ID}&redirect_uri={CALLBACK}&response_type=code&scope=openid&state=s{more}",
        sandbox.url()
    )
}

/// The claims of the id token for the code with which a browser came back.
async fn claims(sandbox: &Sandbox, page: &Page) -> Value {
    let site = site(sandbox);
    let tokens = site.get_access_token_by_code(&*page.returned_query()["code"]).await.unwrap();
    let claims = verifier(sandbox, &site, TokenAlgorithm::Rs256).verify(tokens.id_token.unwrap()).await.unwrap();
    json!({ "sub": claims.sub, "auth_time": claims.extra["auth_time"] })
}

fn error(page: &Page) -> String {
    page.returned_query().get("error").cloned().unwrap_or_default()
}

#[tokio::test]
async fn the_time_of_the_login_is_that_of_the_session_until_a_new_login() {
    let sandbox = two_users().await;
    let browser = Browser::new(&sandbox);
    let first = claims(&sandbox, &browser.open(&address(&sandbox, "")).await).await;
    sandbox.advance(Duration::from_secs(100));
    let in_session = claims(&sandbox, &browser.open(&address(&sandbox, "")).await).await;
    assert_eq!(in_session, first);
    for again in ["&prompt=login", "&prompt=select_account", "&max_age=0", "&max_age=50"] {
        let before = sandbox.now();
        let anew = claims(&sandbox, &browser.open(&address(&sandbox, again)).await).await;
        assert!(anew["auth_time"].as_i64().unwrap() >= before, "{again}: {anew}");
        sandbox.advance(Duration::from_secs(100));
    }
    let recent = claims(&sandbox, &browser.open(&address(&sandbox, "&max_age=1000")).await).await;
    assert!(recent["auth_time"].as_i64().unwrap() <= sandbox.now() - 100, "{recent}");
}

#[tokio::test]
async fn a_browser_stays_logged_in_for_thirty_days() {
    let sandbox = two_users().await;
    let browser = Browser::new(&sandbox);
    browser.open(&address(&sandbox, "&login_hint=bob")).await;
    sandbox.advance(Duration::from_secs(29 * 86_400));
    let silent = browser.open(&address(&sandbox, "&prompt=none")).await;
    assert_eq!(claims(&sandbox, &silent).await["sub"], "bob");
    sandbox.advance(Duration::from_secs(86_401 + 60));
    assert_eq!(error(&browser.open(&address(&sandbox, "&prompt=none")).await), "login_required");
}

#[tokio::test]
async fn a_page_that_must_not_ask_needs_a_recent_login() {
    let sandbox = two_users().await;
    let browser = Browser::new(&sandbox);
    assert_eq!(error(&browser.open(&address(&sandbox, "&prompt=none")).await), "login_required");
    browser.open(&address(&sandbox, "&login_hint=bob")).await;
    let silent = browser.open(&address(&sandbox, "&prompt=none&max_age=60")).await;
    assert_eq!(claims(&sandbox, &silent).await["sub"], "bob");
    sandbox.advance(Duration::from_secs(61));
    for (more, expected) in [
        ("&prompt=none&max_age=60", "login_required"),
        ("&prompt=none&max_age=0", "login_required"),
        ("&prompt=none%20login", "invalid_request"),
        ("&prompt=none%20consent", "invalid_request"),
        ("&max_age=soon", "invalid_request"),
        ("&max_age=-1", "invalid_request"),
    ] {
        assert_eq!(error(&browser.open(&address(&sandbox, more)).await), expected, "{more}");
    }
}

#[tokio::test]
async fn a_page_that_must_ask_asks_although_the_browser_is_logged_in() {
    let sandbox = two_users().await;
    let browser = Browser::new(&sandbox);
    browser.open(&address(&sandbox, "&login_hint=bob")).await;
    sandbox.login_page().ask();
    assert_eq!(browser.open(&address(&sandbox, "")).await.status, 302, "the session is enough");
    for again in ["&prompt=login&login_hint=bob", "&prompt=select_account", "&max_age=0", "&prompt=login%20consent"] {
        sandbox.advance(Duration::from_secs(10));
        let page = browser.open(&address(&sandbox, again)).await;
        assert_eq!(page.status, 200, "{again}");
        let (link, before) = (link_of(&page, "Bob"), sandbox.now());
        let anew = claims(&sandbox, &browser.open(&link).await).await;
        assert_eq!(anew["sub"], "bob");
        assert!(anew["auth_time"].as_i64().unwrap() >= before, "{again}: the user has logged in again");
    }
}

/// The address of the link with this text.
fn link_of(page: &Page, text: &str) -> String {
    let before = page.text.split(&format!("\">{text}</a>")).next().unwrap();
    before.rsplit("href=\"").next().unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn a_window_sends_the_result_as_a_message_to_the_origin_of_the_redirect_uri() {
    let sandbox = two_users().await;
    let browser = Browser::new(&sandbox);
    let more = "&response_mode=web_message&state=%22%3E%3C/script%3E";
    let refused = browser.open(&address(&sandbox, &format!("{more}&prompt=none"))).await;
    assert_eq!(message(&refused)["response"]["error"], "login_required");
    let page = browser.open(&address(&sandbox, more)).await;
    let sent = message(&page);
    assert_eq!((&sent["type"], &sent["response"]["state"]), (&json!("authorization_response"), &json!("\"></script>")));
    assert!(page.text.contains("data-origin=\"https://app.example.com\""), "{}", page.text);
    let site = site(&sandbox);
    site.get_access_token_by_code(sent["response"]["code"].as_str().unwrap()).await.unwrap();
    let implicit = format!("{more}&response_type=id_token%20token&nonce=n");
    let page = browser.open(&address(&sandbox, "").replace("response_type=code", &implicit[1..])).await;
    assert!(message(&page)["response"]["id_token"].is_string(), "{}", page.text);
}

/// The message in a page that sends one.
fn message(page: &Page) -> Value {
    let (_, rest) = page.text.split_once("data-message=\"").unwrap_or_else(|| panic!("no message: {}", page.text));
    let escaped = rest.split('"').next().unwrap();
    let text = escaped.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn an_id_token_as_a_hint_allows_no_other_user() {
    let sandbox = two_users().await;
    let id_token_of = async |user: &str| {
        let browser = Browser::new(&sandbox);
        let page = browser.open(&address(&sandbox, &format!("&login_hint={user}"))).await;
        let tokens = site(&sandbox).get_access_token_by_code(&*page.returned_query()["code"]).await.unwrap();
        tokens.id_token.unwrap().expose().to_owned()
    };
    let (ada, bob) = (id_token_of("ada").await, id_token_of("bob").await);
    // Without a session the token tells who logs in, also when it has expired.
    sandbox.advance(Duration::from_secs(15 * 24 * 60 * 60));
    let browser = Browser::new(&sandbox);
    let hint = |token: &str, more: &str| address(&sandbox, &format!("&id_token_hint={token}{more}"));
    assert_eq!(claims(&sandbox, &browser.open(&hint(&bob, "")).await).await["sub"], "bob");
    for silent in ["", "&prompt=none"] {
        assert_eq!(claims(&sandbox, &browser.open(&hint(&bob, silent)).await).await["sub"], "bob");
    }
    // The browser has the session of Bob.
    assert_eq!(error(&browser.open(&hint(&ada, "&prompt=none")).await), "login_required");
    assert_eq!(error(&browser.open(&hint(&ada, "&login_hint=bob")).await), "login_required");
    assert_eq!(error(&browser.open(&hint("a.b.c", "")).await), "invalid_request");
    assert_eq!(claims(&sandbox, &browser.open(&hint(&ada, "")).await).await["sub"], "ada");
}

#[tokio::test]
async fn an_address_that_is_not_ascii_comes_back_encoded() {
    let sandbox = two_users().await;
    let browser = Browser::new(&sandbox);
    let registered = "https://app.example.com/\u{4e2d}";
    for more in ["", "&response_mode=fragment"] {
        let address = format!(
            "{}/oidc/auth?client_id={APP_ID}&redirect_uri={registered}&response_type=code&scope=openid{more}",
            sandbox.url()
        );
        let page = browser.open(&address).await;
        let target = page.redirect_target();
        assert!(target.starts_with("https://app.example.com/%E4%B8%AD") && target.is_ascii(), "{target}");
    }
}
