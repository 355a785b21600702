//! No secret is ever printed or logged. Every secret of a request or a reply contains a mark. Every method runs with
//! every kind of failure, and then the tests search for the marks in all formatted values and in the log.

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod events;
mod failures;
mod listed;
mod marks;
mod methods;
mod options;
mod receipts;
mod values;
mod watch;

use std::sync::{Arc, Mutex};

use authing_wxapp::{AuthenticationClient, ErrorCode};
use wiremock::MockServer;

use crate::{
    answers::Answers,
    methods::{Outcome, drive},
    watch::{LOG, assert_secret, found},
};

/// The encrypted passwords must not be printed or logged either.
async fn assert_ciphertexts_secret(server: &MockServer, outcomes: &[Outcome]) {
    let log = LOG.text();
    let ciphertexts = answers::ciphertexts(server).await;
    assert!(!ciphertexts.is_empty(), "no password was sent");
    for ciphertext in ciphertexts {
        assert!(ciphertext.len() > 100, "{ciphertext:?}");
        let shown = outcomes.iter().find(|outcome| found(&ciphertext, &outcome.shown));
        assert!(shown.is_none() && !found(&ciphertext, &log), "{:?}", shown.map(|outcome| outcome.method));
    }
}

#[tokio::test]
async fn success_shows_no_secret() {
    LOG.begin();
    let server = answers::server(Answers::Success).await;
    let outcomes = drive(&marks::client(&server.uri())).await;
    for outcome in &outcomes {
        assert!(outcome.error.is_none(), "{}: {:?}", outcome.method, outcome.error);
        assert_secret(outcome.method, &outcome.shown);
    }
    // The search proves nothing unless the marks were really sent.
    let sent = answers::all_that_was_sent(&server).await;
    for mark in marks::sent() {
        assert!(sent.contains(mark), "{mark} was never sent");
    }
    assert_ciphertexts_secret(&server, &outcomes).await;
    assert_secret("log", &LOG.text());
}

#[tokio::test]
async fn the_log_has_a_span_for_every_method_and_the_status_of_every_reply() {
    LOG.begin();
    for answers in [Answers::Success, Answers::Refusal] {
        let server = answers::server(answers).await;
        drive(&marks::client(&server.uri())).await;
    }
    let log = LOG.text();
    for method in methods::all() {
        assert!(
            log.contains(&format!("authing{{verb=\"{method}\" otel.name=\"{method}\"}}")),
            "no span of {method}; its call is missing in calls() of methods.rs"
        );
    }
    let logged = |method: &str, event: &str| {
        log.lines().any(|line| line.contains(&format!("verb=\"{method}\"")) && line.contains(event))
    };
    for method in ["login_by_code", "login_by_email", "update_avatar", "refresh_token", "logout", "sign_in"] {
        assert!(logged(method, "answered operation=") && logged(method, "status=200"), "no answer to {method}");
        assert!(logged(method, "failed code=1636"), "no failure of {method}");
    }
    assert!(log.contains("TRACE hyper_util::"), "the log must include the events of other crates");
    assert_secret("log", &log);
}

#[test]
fn the_search_finds_planted_marks() {
    LOG.begin();
    for mark in marks::all() {
        let planted = format!("before {mark} after");
        assert!(std::panic::catch_unwind(|| assert_secret("planted", &planted)).is_err(), "{mark}");
    }
    // These marks are different ones, because all tests share the log.
    tracing::trace!(target: "hyper::somewhere", secret = "PLANTED-in-a-field", "PLANTED-in-an-event");
    let _span = tracing::info_span!("authing", verb = "PLANTED-in-a-span").entered();
    for mark in ["PLANTED-in-a-field", "PLANTED-in-an-event", "PLANTED-in-a-span"] {
        assert!(found(mark, &LOG.text()), "{mark}");
    }
    assert!(!found("PLANTED-nowhere", &LOG.text()));
}

#[tokio::test]
async fn on_error_gets_the_data_and_none_of_it_is_logged() {
    LOG.begin();
    let server = answers::server(Answers::Refusal).await;
    let calls = Arc::new(Mutex::new(Vec::new()));
    let recorder = Arc::clone(&calls);
    let client = AuthenticationClient::builder("app").host(server.uri()).on_error(move |code, message, data| {
        assert_secret("message", message);
        recorder.lock().unwrap().push((code, data.clone()));
    });
    let client = client.build().unwrap();
    let error = client.login_by_code(marks::CODE).await.unwrap_err();
    let calls = calls.lock().unwrap();
    let [(code, data)] = &calls[..] else { panic!("{} calls", calls.len()) };
    assert_eq!(*code, ErrorCode::from(1636));
    assert_eq!(data["mfaToken"], marks::MFA_TOKEN);
    assert_eq!(error.data(), Some(data));
    assert_eq!(error.mfa_token().unwrap().expose(), marks::MFA_TOKEN);
    assert_secret("log", &LOG.text());
}
