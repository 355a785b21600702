//! CAS: tickets, the session of a browser, and the logout.

use authing_sandbox::APP_ID;
use authing_wxapp::Protocol;

use crate::{browser::Browser, oidc_refusals::refused_by_other_logins, sandbox};

const SERVICE: &str = "https://shop.example.com/cart?item=1";

#[tokio::test]
async fn a_ticket_can_be_validated_once() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("a&da@example.com", "passw0rd");
    let site = sandbox.client_builder().allow_plain_http().protocol(Protocol::Cas).build().unwrap();
    let browser = Browser::new(&sandbox);
    let url = site.build_authorize_url().service(SERVICE).build().unwrap().url;
    let back = browser.open(&url).await;
    assert!(back.redirect_target().starts_with(SERVICE));
    let ticket = back.returned_query()["ticket"].clone();
    let validated = site.validate_ticket_v1(&*ticket, SERVICE).await.unwrap();
    assert_eq!((validated.valid, validated.username.as_deref()), (true, Some("a&da@example.com")));
    assert!(!site.validate_ticket_v1(ticket, SERVICE).await.unwrap().valid);

    let ticket = || sandbox.login_page().cas_ticket(&ada.id, SERVICE);
    let validated = site.validate_ticket_v2(ticket(), SERVICE).await.unwrap().authentication_success.unwrap();
    assert_eq!((&*validated.user, &validated.attributes.unwrap()["id"]), ("a&da@example.com", &ada.id.clone().into()));
    let xml = site.validate_ticket_v2(ticket(), SERVICE).xml().await.unwrap();
    assert!(xml.contains("<cas:user>a&amp;da@example.com</cas:user>"), "{xml}");

    let elsewhere = site.validate_ticket_v2(ticket(), "https://evil.example.com").await.unwrap();
    assert_eq!(elsewhere.authentication_failure.unwrap().code.as_deref(), Some("INVALID_SERVICE"));
    let late = ticket();
    sandbox.advance(std::time::Duration::from_secs(301));
    let late = site.validate_ticket_v2(late, SERVICE).xml().await.unwrap();
    assert!(late.contains("code=\"INVALID_TICKET\""), "{late}");
}

#[tokio::test]
async fn a_session_lasts_until_the_logout() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let site = sandbox.client_builder().allow_plain_http().protocol(Protocol::Cas).build().unwrap();
    let browser = Browser::new(&sandbox);
    browser.open(&site.build_authorize_url().build().unwrap().url).await;
    let cookie = browser.cookie().unwrap();
    let tracked = site.track_session(&*cookie).await.unwrap();
    assert_eq!(tracked.set_cookies.len(), 1);
    let session = tracked.session.unwrap();
    assert_eq!(session.user_info.unwrap().id, ada.id);
    assert_eq!(session.session.unwrap().cookie.unwrap().user_id, Some(ada.id));
    browser.open(&site.build_logout_url().build().unwrap().url).await;
    assert_eq!(site.track_session(cookie).await.unwrap().session, None);
}

#[tokio::test]
async fn a_user_refused_by_other_logins_gets_no_ticket() {
    let (sandbox, users) = refused_by_other_logins().await;
    let site = sandbox.client_builder().allow_plain_http().protocol(Protocol::Cas).build().unwrap();
    let url = site.build_authorize_url().service(SERVICE).build().unwrap().url;
    for (user, why) in users {
        let browser = Browser::new(&sandbox);
        let page = browser.open(&format!("{url}&login_hint={user}")).await;
        assert_eq!((page.redirect_target(), browser.cookie()), ("", None), "{user}");
        assert!(page.text.contains(why), "{}", page.text);
    }
}

#[tokio::test]
async fn a_service_must_be_an_http_url() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let browser = Browser::new(&sandbox);
    for service in ["javascript:alert(1)", "data:text/html,x", "shop"] {
        let page = browser.open(&format!("{}/cas-idp/{APP_ID}?service={service}", sandbox.url())).await;
        assert_eq!((page.status, page.redirect_target()), (400, ""), "{service}");
        let page = browser.open(&format!("{}/cas-idp/logout?url={service}", sandbox.url())).await;
        assert_eq!((page.status, page.redirect_target()), (400, ""), "{service}");
    }
}
