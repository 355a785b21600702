//! Failures as documents, and the table of the README.

use authing_axum::ProblemKind;
use http::StatusCode;

use crate::site::Site;

const README: &str = include_str!("../../README.md");

#[test]
fn the_table_of_the_readme_has_every_kind_with_its_status() {
    let rows = README.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [_, kind, status] = cells[..] else { return None };
        Some((kind.strip_prefix('`')?.strip_suffix('`')?, status.parse::<u16>().ok()?))
    });
    let mut rows: Vec<_> = rows.collect();
    let mut kinds: Vec<_> = ProblemKind::ALL.iter().map(|kind| (kind.name(), kind.status().as_u16())).collect();
    rows.sort_unstable();
    kinds.sort_unstable();
    assert_eq!(rows, kinds);
}

#[tokio::test]
async fn a_problem_is_written_in_the_language_of_the_request() {
    let site = Site::new().await;
    let in_chinese = site.get("/id", &[("accept-language", "zh-CN,zh;q=0.9,en;q=0.8")]).await;
    in_chinese.is_problem(401, "login_required");
    assert_eq!(
        (&in_chinese.json()["title"], in_chinese.header("content-language")),
        (&"请先登录。".into(), Some("zh-CN"))
    );
    let in_english = site.get("/id", &[]).await;
    assert_eq!(in_english.json()["title"], "Please log in.");
    assert_eq!(in_english.header("cache-control"), Some("no-store"));
    let described = in_english.json()["type"].as_str().unwrap().to_owned();
    assert!(described.ends_with("enum.ProblemKind.html#variant.LoginRequired"), "{described}");
}

#[tokio::test]
async fn a_refusal_says_how_to_authenticate() {
    let site = Site::new().await;
    let challenge = async |headers: &[(&str, &str)]| {
        let reply = site.get("/id", headers).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        reply.header("www-authenticate").unwrap().to_owned()
    };
    assert_eq!(challenge(&[]).await, "Bearer");
    assert_eq!(challenge(&[("authorization", "Bearer nonsense")]).await, "Bearer error=\"invalid_token\"");
}

#[tokio::test]
async fn a_route_without_the_layer_fails_with_a_problem_and_not_a_panic() {
    let mut site = Site::new().await;
    site.app = axum::Router::new().route("/id", axum::routing::get(async |_: authing_axum::CurrentUser| "never"));
    site.get("/id", &[]).await.is_problem(500, "internal");
}
