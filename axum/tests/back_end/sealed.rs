//! Cookies that have the whole session.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::StatusCode;

use crate::{
    browser::{self, session_cookie},
    hostile::refused_everywhere,
    site::{COOKIE, Site},
};

const KEY: [u8; 32] = [7; 32];

async fn site() -> Site {
    Site::with(|builder| builder.seal_cookies([KEY]).scope("openid offline_access")).await
}

/// The same site after a restart, which has lost what was in memory.
fn restarted(site: Site, keys: &[[u8; 32]]) -> Site {
    Site::on(site.sandbox, Default::default(), |builder| builder.seal_cookies(keys))
}

#[tokio::test]
async fn a_session_goes_on_although_the_store_has_lost_it() {
    let site = site().await;
    let cookie = browser::log_in(&site).await;
    let site = restarted(site, &[KEY]);
    site.get("/id", &[("cookie", &cookie)]).await.is_ok(&site.sandbox.users()[0].id);
}

#[tokio::test]
async fn a_cookie_has_no_readable_part() {
    let site = site().await;
    let cookie = browser::log_in(&site).await;
    assert!(cookie.len() < 4096);
    let value = cookie.split_once('=').unwrap().1;
    let bytes = BASE64_STANDARD.decode(value).expect("a sealed cookie is Base64");
    let has = |text: &[u8], part: &str| text.windows(part.len()).any(|window| window == part.as_bytes());

    // A session that is not sealed has the token that a sealed one hides. All tokens begin alike.
    let open = Site::with(|builder| builder.scope("openid offline_access")).await;
    let id = browser::log_in(&open).await;
    let session = open.stored(id.split_once('=').unwrap().1).await.unwrap();
    let start = &session.token().expose()[..16];
    assert!(has(&serde_json::to_vec(&*session).unwrap(), start));
    for part in [start, &site.sandbox.users()[0].id] {
        assert!(!has(value.as_bytes(), part) && !has(&bytes, part), "{part} can be read");
    }
}

#[tokio::test]
async fn a_sealed_cookie_of_an_old_key() {
    let site = site().await;
    let cookie = browser::log_in(&site).await;
    // While the key is rotated, the old one opens.
    let site = restarted(site, &[[8; 32], KEY]);
    assert_eq!(site.get("/id", &[("cookie", &cookie)]).await.status, StatusCode::OK);
    let site = restarted(site, &[[8; 32]]);
    refused_everywhere(&site, &[("cookie", &cookie)], "credential_refused").await;
}

#[tokio::test]
async fn a_sealed_cookie_that_was_cut_or_changed() {
    let site = site().await;
    let cookie = browser::log_in(&site).await;
    let other = if &cookie[40..41] == "A" { "B" } else { "A" };
    let changed = format!("{}{other}{}", &cookie[..40], &cookie[41..]);
    for cookie in [&cookie[..cookie.len() - 1], &cookie[..100], &changed, "__Host-session=", "__Host-session=AAAA"] {
        refused_everywhere(&site, &[("cookie", cookie)], "credential_refused").await;
    }
}

#[tokio::test]
async fn a_sealed_cookie_in_the_place_of_another_one() {
    let site = site().await;
    let begun = browser::begin(&site, "").await;
    let planted = begun.cookie.replace(browser::LOGIN_COOKIE, COOKIE);
    refused_everywhere(&site, &[("cookie", &planted)], "credential_refused").await;
}

#[tokio::test]
async fn a_sealed_cookie_that_is_used_again_after_the_logout() {
    let site = site().await;
    let cookie = browser::log_in(&site).await;
    let left = browser::submit(&site, "/logout", &cookie).await;
    assert!(left.set_cookie(COOKIE).unwrap().contains("Max-Age=0"));
    refused_everywhere(&site, &[("cookie", &cookie)], "session_expired").await;
}

#[tokio::test]
async fn a_renewed_session_gets_a_new_cookie_and_the_old_one_works_meanwhile() {
    let site = site().await;
    let cookie = browser::log_in(&site).await;
    let id = {
        let set = session_id(&site).await;
        site.auth.session_cookie(&set).await.unwrap().to_str().unwrap().split(';').next().unwrap().to_owned()
    };
    let before = site.asked("token");
    let renewed = site.get("/id", &[("cookie", &id)]).await;
    assert_eq!(renewed.status, StatusCode::OK);
    let new = session_cookie(&renewed);
    assert_ne!(new, id);
    for cookie in [&id, &new, &cookie] {
        assert_eq!(site.get("/id", &[("cookie", cookie)]).await.status, StatusCode::OK);
    }
    assert_eq!(site.asked("token") - before, 1);
    // The new cookie has the new tokens, so that nothing is lost with the store.
    let site = restarted(site, &[KEY]);
    assert_eq!(site.get("/id", &[("cookie", &new)]).await.status, StatusCode::OK);
    assert_eq!(site.asked("token") - before, 1);
}

/// The id of a session whose access token has expired, with a refresh token of its own.
async fn session_id(site: &Site) -> authing_wxapp::SessionId {
    let client = site.auth.client().for_session(authing_wxapp::MemoryStore::new());
    let login = client.build_authorize_url().scope("openid offline_access").build().unwrap();
    let path = browser::at_authing(&login.url).await;
    let code = client.authorization_response(&login).read(&path).unwrap();
    client.get_access_token_by_code(code.code).await.unwrap();
    let session = client.stored_session().await.unwrap().unwrap();
    site.expired_session(authing_wxapp::Session::clone(&session)).await.parse().unwrap()
}

#[tokio::test]
async fn a_session_that_fits_into_no_cookie_is_refused_when_it_begins() {
    let site = site().await;
    let session = authing_wxapp::Session::new("x".repeat(5000), Some(authing_wxapp::User::new("ada")));
    let id = site.auth.keep(session).await.unwrap();
    let problem = site.auth.session_cookie(&id).await.unwrap_err();
    assert_eq!(problem.kind(), authing_axum::ProblemKind::Internal);
}
