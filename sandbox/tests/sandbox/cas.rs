//! CAS: tickets, the session of a browser, and the logout.

use authing_sandbox::APP_ID;
use authing_wxapp::Protocol;

use crate::{browser::Browser, oidc_refusals::refused_by_other_logins, proxy::Sandbox, sandbox};

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

#[tokio::test]
async fn the_paths_of_the_protocol_below_the_application_are_answered() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let browser = Browser::new(&sandbox);
    let cas = format!("{}/cas-idp/{APP_ID}", sandbox.url());
    for (path, wanted) in [
        ("validate", "yes\nada@example.com\n"),
        ("serviceValidate", "<cas:user>ada@example.com</cas:user>"),
        ("proxyValidate", "<cas:user>ada@example.com</cas:user>"),
        ("p3/serviceValidate", "<cas:email>ada@example.com</cas:email>"),
        ("p3/proxyValidate", "<cas:isFromNewLogin>false</cas:isFromNewLogin>"),
        ("p3/serviceValidate?format=JSON", "\"user\":\"ada@example.com\""),
    ] {
        // Clients of the protocol know no header of the application.
        let back = browser.open(&format!("{cas}/login?service={SERVICE}")).await;
        let ticket = back.returned_query()["ticket"].clone();
        let mark = if path.contains('?') { '&' } else { '?' };
        let page = browser.open(&format!("{cas}/{path}{mark}ticket={ticket}&service={}", encoded(SERVICE))).await;
        assert!(page.status == 200 && page.text.contains(wanted), "{path}: {}", page.text);
    }
    let gone = browser.open(&format!("{cas}/logout?service={}", encoded(SERVICE))).await;
    assert_eq!((gone.redirect_target(), browser.cookie()), (SERVICE, None));
}

/// An address as a parameter of another one.
fn encoded(address: &str) -> String {
    reqwest::Url::parse_with_params("http://a/", [("a", address)]).unwrap().query().unwrap()[2..].to_owned()
}

#[tokio::test]
async fn a_refusal_has_the_form_of_the_protocol() {
    let sandbox = sandbox().await;
    let browser = Browser::new(&sandbox);
    let cas = format!("{}/cas-idp/{APP_ID}", sandbox.url());
    for path in ["serviceValidate", "p3/serviceValidate", "proxyValidate"] {
        for (query, code) in [
            ("", "INVALID_REQUEST"),
            ("?ticket=ST-1", "INVALID_REQUEST"),
            ("?ticket=ST-1&service=https://a.example/", "INVALID_TICKET"),
            ("?ticket=ST-1&service=https://a.example/&pgtUrl=https://b.example/", "INVALID_PROXY_CALLBACK"),
        ] {
            let page = browser.open(&format!("{cas}/{path}{query}")).await;
            let xml = format!("<cas:authenticationFailure code=\"{code}\">");
            assert!(page.status == 200 && page.text.contains(&xml), "{path}{query}: {}", page.text);
        }
    }
    let json = browser.open(&format!("{cas}/serviceValidate?format=json")).await;
    assert!(json.text.contains("\"code\":\"INVALID_REQUEST\""), "{}", json.text);
    for query in ["", "?ticket=ST-1&service=https://a.example/"] {
        assert_eq!(browser.open(&format!("{cas}/validate{query}")).await.text, "no\n\n");
    }
    let other = browser.open(&format!("{}/cas-idp/another/serviceValidate?ticket=x&service=y", sandbox.url())).await;
    assert!(other.text.contains("INVALID_REQUEST"), "{}", other.text);
}

#[tokio::test]
async fn a_gateway_never_asks_and_a_renewal_always_does() {
    let sandbox = sandbox().await;
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    sandbox.login_page().ask();
    let browser = Browser::new(&sandbox);
    let cas = format!("{}/cas-idp/{APP_ID}", sandbox.url());
    let service = encoded(SERVICE);
    let log_in = async |more: &str| browser.open(&format!("{cas}/login?service={service}{more}")).await;
    let validate = async |ticket: &str, more: &str| {
        browser.open(&format!("{cas}/serviceValidate?service={service}&ticket={ticket}{more}")).await.text
    };
    assert_eq!(log_in("&gateway=true").await.redirect_target(), SERVICE, "without a session there is no ticket");
    assert_eq!(log_in("").await.status, 200, "the page asks");
    let ticket = log_in(&format!("&login_hint={}", ada.id)).await.returned_query()["ticket"].clone();
    assert!(validate(&ticket, "&renew=true").await.contains("authenticationSuccess"), "this was a login");
    let ticket = log_in("&gateway=true").await.returned_query()["ticket"].clone();
    assert!(validate(&ticket, "").await.contains("authenticationSuccess"));
    let ticket = log_in("").await.returned_query()["ticket"].clone();
    assert!(validate(&ticket, "&renew=true").await.contains("INVALID_TICKET"), "the session is no new login");
    assert_eq!(log_in("&renew=true").await.status, 200, "the page asks although the browser is logged in");
    let chosen = format!("&renew=true&chosen=1&login_hint={}", ada.id);
    let ticket = log_in(&chosen).await.returned_query()["ticket"].clone();
    assert!(validate(&ticket, "&renew=true").await.contains("authenticationSuccess"));
    let posted = log_in("&method=POST").await;
    assert!(posted.text.contains("method=\"post\"") && posted.text.contains("name=\"ticket\""), "{}", posted.text);
}

#[tokio::test]
async fn the_log_says_why_a_ticket_or_a_login_was_refused() {
    let sandbox = sandbox().await;
    let mut ada = sandbox.add_user("ada@example.com", "passw0rd");
    let browser = Browser::new(&sandbox);
    let cas = format!("{}/cas-idp/{APP_ID}", sandbox.url());
    let reason = async |path: &str| {
        browser.open(&format!("{cas}/{path}")).await;
        sandbox.requests().pop().unwrap().reason.unwrap_or_default()
    };
    for path in ["validate", "serviceValidate", "p3/serviceValidate"] {
        let reason = reason(&format!("{path}?ticket=ST-1&service=https://a.example/")).await;
        assert!(reason.contains("INVALID_TICKET: the ticket is unknown"), "{path}: {reason}");
    }
    sandbox.login_page().deny();
    assert_eq!(reason(&format!("login?service={SERVICE}")).await, "the user has not agreed");
    sandbox.login_page().automatic();
    ada.blocked = Some(true);
    let seed = serde_json::json!({ "users": [ada] });
    let http = reqwest::Client::new();
    http.put(sandbox.url() + "/sandbox/state").json(&seed).send().await.unwrap().error_for_status().unwrap();
    let locked = reason(&format!("login?service={SERVICE}")).await;
    assert!(locked.contains("locked") || locked.contains("blocked"), "{locked}");
}

#[tokio::test]
async fn a_name_with_a_character_that_xml_does_not_have_is_readable() {
    let seed = serde_json::json!({ "users": [{ "id": "ada", "nickname": "A\u{8}d\u{ffff}a \u{1f469}" }] });
    let sandbox = Sandbox::seeded(seed).await;
    let browser = Browser::new(&sandbox);
    let cas = format!("{}/cas-idp/{APP_ID}", sandbox.url());
    let back = browser.open(&format!("{cas}/login?service={SERVICE}")).await;
    let ticket = back.returned_query()["ticket"].clone();
    let page = browser.open(&format!("{cas}/p3/serviceValidate?ticket={ticket}&service={}", encoded(SERVICE))).await;
    let name = "<cas:nickname>A\u{fffd}d\u{fffd}a \u{1f469}</cas:nickname>";
    assert!(page.text.contains(name), "{}", page.text);
}

#[tokio::test]
async fn an_unknown_application_is_refused_at_every_page_that_names_one() {
    let sandbox = sandbox().await;
    sandbox.add_user("ada@example.com", "passw0rd");
    let browser = Browser::new(&sandbox);
    let service = encoded(SERVICE);
    browser.open(&format!("{}/cas-idp/{APP_ID}/login", sandbox.url())).await;
    for path in [
        format!("/cas-idp/nope/login?service={service}"),
        format!("/cas-idp/nope?service={service}"),
        format!("/cas-idp/nope/logout?service={service}"),
        format!("/login/profile/logout?app_id=nope&redirect_uri={service}"),
        "/oidc/session/end?client_id=nope".into(),
        "/connections/social/github?app_id=nope".into(),
        "/connections/enterprise/any?app_id=nope".into(),
    ] {
        let page = browser.open(&(sandbox.url() + &path)).await;
        assert_eq!((page.status, page.redirect_target()), (400, ""), "{path}");
        assert!(page.text.contains("the application does not exist"), "{path}: {}", page.text);
    }
    assert!(browser.cookie().is_some(), "nobody was logged out");
}
