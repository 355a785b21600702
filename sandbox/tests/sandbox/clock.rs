//! The clock: forward, backward, to a time, and back to that of the machine.

use std::time::{Duration, SystemTime};

use authing_sandbox::Sandbox;
use serde_json::{Value, json};

fn machine() -> i64 {
    SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs().try_into().unwrap()
}

/// Whether a time is that of the machine. A second may pass between two looks.
fn is_now(time: i64) -> bool {
    (machine() - time).abs() <= 2
}

#[tokio::test]
async fn the_clock_moves_in_both_directions_and_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let user = sandbox.client().login_by_code(sandbox.wechat().user("o1").login()).await.unwrap();
    let logged_in = || async {
        let client = sandbox.client();
        client.set_token(user.token.clone().unwrap()).await.unwrap();
        client.get_current_user().await.unwrap().is_some()
    };
    sandbox.advance(Duration::from_hours(24 * 15));
    assert!(!logged_in().await);
    sandbox.rewind(Duration::from_hours(24 * 15));
    assert!(logged_in().await && is_now(sandbox.now()));
    sandbox.set_time(4_000_000_000).unwrap();
    assert!((4_000_000_000..4_000_000_003).contains(&sandbox.now()) && !logged_in().await);
    sandbox.reset();
    assert!(sandbox.now() >= 4_000_000_000, "a reset does not set the clock back");
    sandbox.reset_time();
    assert!(is_now(sandbox.now()));
}

#[tokio::test]
async fn a_time_without_a_date_is_refused_and_nothing_panics() {
    let sandbox = Sandbox::start().await.unwrap();
    assert!(sandbox.set_time(-1).is_err() && sandbox.set_time(i64::MAX).is_err());
    sandbox.advance(Duration::MAX);
    sandbox.client().login_by_code(sandbox.wechat().user("o1").login()).await.unwrap();
    sandbox.rewind(Duration::MAX);
    sandbox.client().login_by_code(sandbox.wechat().user("o1").login()).await.unwrap();
    assert!((0..10).contains(&sandbox.now()));
}

#[tokio::test]
async fn the_clock_is_set_over_http() {
    let sandbox = Sandbox::start().await.unwrap();
    let (http, url) = (reqwest::Client::new(), format!("{}/sandbox/clock", sandbox.url()));
    let post = async |body: Value| {
        let reply = http.post(&url).json(&body).send().await.unwrap();
        (reply.status().as_u16(), reply.json::<Value>().await.unwrap())
    };
    for (body, expected) in [
        (json!({ "now": 1_700_000_000 }), 1_700_000_000),
        (json!({ "advance": -1000 }), 1_699_999_000),
        (json!({ "now": "2030-01-01T00:00:00Z" }), 1_893_456_000),
    ] {
        let (status, reply) = post(body.clone()).await;
        let now = reply["now"].as_i64().unwrap();
        assert!(status == 200 && (expected..expected + 3).contains(&now), "{body}: {reply}");
    }
    for body in [json!({}), json!({ "now": 1, "advance": 1 }), json!({ "now": -1 }), json!({ "advance": i64::MAX })] {
        let (status, reply) = post(body.clone()).await;
        assert_eq!((status, &reply["code"]), (400, &json!(400)), "{body}: {reply}");
    }
    let reply: Value = http.delete(&url).send().await.unwrap().json().await.unwrap();
    assert!(is_now(reply["now"].as_i64().unwrap()), "{reply}");
}
