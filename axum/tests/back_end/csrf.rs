//! Requests that another site makes a browser send.

use http::{Method, StatusCode};

use crate::site::{COOKIE, Site};

const OWN: (&str, &str) = ("host", "shop.example.com");

/// The status of a request with the session cookie of a browser and these headers.
async fn status(site: &Site, method: Method, cookie: &str, headers: &[(&str, &str)]) -> StatusCode {
    let headers = [&[("cookie", cookie), OWN], headers].concat();
    site.send(method, "/id", &headers, ()).await.status
}

#[tokio::test]
async fn a_post_of_another_site_is_refused() {
    let site = Site::new().await;
    let cookie = site.cookie("openid-ada").await;
    let refused: &[&[(&str, &str)]] = &[
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "nonsense")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "https://shop.example.com.evil.example")],
        &[("origin", "https://shop.example.com"), ("sec-fetch-site", "cross-site")],
        &[("origin", "https://evil.example"), ("x-forwarded-host", "evil.example")],
    ];
    for headers in refused {
        for method in [Method::POST] {
            assert_eq!(status(&site, method, &cookie, headers).await, StatusCode::FORBIDDEN, "{headers:?}");
        }
        let headers = [&[("cookie", &*cookie), OWN], *headers].concat();
        site.post("/id", &headers).await.is_problem(403, "cross_site");
        site.post("/maybe", &headers).await.is_problem(403, "cross_site");
        site.post("/guarded", &headers).await.is_problem(403, "cross_site");
        site.post("/mini/logout", &headers).await.is_problem(403, "cross_site");
        site.post("/logout", &headers).await.is_problem(403, "cross_site");
    }
    assert_eq!(status(&site, Method::GET, &cookie, &[]).await, StatusCode::OK, "the session has not ended");
}

#[tokio::test]
async fn pages_of_the_site_and_programs_may_send_what_they_want() {
    let site = Site::new().await;
    let cookie = site.cookie("openid-ada").await;
    let accepted: &[&[(&str, &str)]] = &[
        &[],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://shop.example.com")],
    ];
    for headers in accepted {
        assert_eq!(status(&site, Method::POST, &cookie, headers).await, StatusCode::OK, "{headers:?}");
    }
    // A link of another site opens a page, which changes nothing.
    assert_eq!(status(&site, Method::GET, &cookie, &[("sec-fetch-site", "cross-site")]).await, StatusCode::OK);
}

#[tokio::test]
async fn a_header_is_sent_by_nobody_but_the_program_itself() {
    let site = Site::new().await;
    let session = site.log_in("openid-ada").await;
    let headers = [("x-session", &*session), ("sec-fetch-site", "cross-site")];
    assert_eq!(site.post("/id", &headers).await.status, StatusCode::OK);
}

#[tokio::test]
async fn other_origins_and_forwarded_hosts_count_only_when_told() {
    let site = Site::with(|builder| builder.origin("https://app.example.com").trust_forwarded_host()).await;
    let cookie = site.cookie("openid-ada").await;
    let of_app = [("origin", "https://app.example.com"), ("sec-fetch-site", "cross-site")];
    assert_eq!(status(&site, Method::POST, &cookie, &of_app).await, StatusCode::OK);
    let forwarded = [("origin", "https://www.example.com"), ("x-forwarded-host", "www.example.com")];
    assert_eq!(status(&site, Method::POST, &cookie, &forwarded).await, StatusCode::OK);
    let other = [("origin", "https://evil.example"), ("x-forwarded-host", "www.example.com")];
    assert_eq!(status(&site, Method::POST, &cookie, &other).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_logout_of_another_site_does_not_even_remove_the_cookie() {
    let site = Site::new().await;
    let cookie = site.cookie("openid-ada").await;
    let headers = [("cookie", &*cookie), OWN, ("sec-fetch-site", "cross-site")];
    assert_eq!(site.post("/logout", &headers).await.set_cookie(COOKIE), None);
}
