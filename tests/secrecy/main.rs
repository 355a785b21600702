//! No secret is ever printed or logged. Every secret that goes in or comes back carries a mark, every method runs with
//! every kind of failure, and the marks are then looked for in all that was formatted and in all that was logged.

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod events;
mod failures;
mod marks;
mod methods;
mod values;
mod watch;

use std::sync::{Arc, Mutex};

use authing_wxapp::{AuthenticationClient, ErrorCode};
use wiremock::MockServer;

use crate::{
    answers::Answers,
    methods::{METHODS, Outcome, drive},
    watch::{LOG, assert_secret, found},
};

/// What the server saw in the place of the password is not shown either.
async fn assert_ciphertexts_secret(server: &MockServer, outcomes: &[Outcome]) {
    let log = LOG.text();
    let ciphertexts = answers::ciphertexts(server).await;
    assert!(!ciphertexts.is_empty(), "a password was sent");
    for ciphertext in ciphertexts {
        assert!(ciphertext.len() > 100, "{ciphertext:?}");
        let shown = outcomes.iter().find(|outcome| found(&ciphertext, &outcome.shown));
        assert!(shown.is_none() && !found(&ciphertext, &log), "{:?}", shown.map(|outcome| outcome.verb));
    }
}

#[tokio::test]
async fn success_shows_no_secret() {
    LOG.begin();
    let server = answers::server(Answers::Success).await;
    let outcomes = drive(&marks::client(&server.uri())).await;
    for outcome in &outcomes {
        assert!(outcome.error.is_none(), "{}: {:?}", outcome.verb, outcome.error);
        assert_secret(outcome.verb, &outcome.shown);
    }
    // The marks must have been there to be found.
    let sent = answers::all_that_was_sent(&server).await;
    for mark in marks::sent() {
        assert!(sent.contains(mark), "{mark} was never sent");
    }
    assert_ciphertexts_secret(&server, &outcomes).await;
    assert_secret("log", &LOG.text());
}

#[tokio::test]
async fn the_log_knows_every_verb_and_the_status_of_every_answer() {
    LOG.begin();
    for answers in [Answers::Success, Answers::Refusal] {
        let server = answers::server(answers).await;
        drive(&marks::client(&server.uri())).await;
    }
    let log = LOG.text();
    for verb in METHODS {
        assert!(log.contains(&format!("authing{{verb=\"{verb}\"}}")), "no span of {verb}");
    }
    let told = |verb: &str, event: &str| {
        log.lines().any(|line| line.contains(&format!("verb=\"{verb}\"")) && line.contains(event))
    };
    for verb in ["login_by_code", "login_by_email", "update_avatar", "refresh_token", "logout", "sign_in"] {
        assert!(told(verb, "answered operation=") && told(verb, "status=200"), "no answer to {verb}");
        assert!(told(verb, "failed code=1636"), "no failure of {verb}");
    }
    assert!(log.contains("TRACE hyper_util::"), "others are listened to as well");
    assert_secret("log", &log);
}

#[test]
fn the_search_finds_what_is_planted() {
    LOG.begin();
    for mark in marks::all() {
        let planted = format!("before {mark} after");
        assert!(std::panic::catch_unwind(|| assert_secret("planted", &planted)).is_err(), "{mark}");
    }
    // A mark of its own, for the log is everybody's.
    tracing::trace!(target: "hyper::somewhere", secret = "PLANTED-in-a-field", "PLANTED-in-an-event");
    let _span = tracing::info_span!("authing", verb = "PLANTED-in-a-span").entered();
    for mark in ["PLANTED-in-a-field", "PLANTED-in-an-event", "PLANTED-in-a-span"] {
        assert!(found(mark, &LOG.text()), "{mark}");
    }
    assert!(!found("PLANTED-nowhere", &LOG.text()));
}

#[tokio::test]
async fn on_error_gets_the_data_and_nothing_of_it_is_logged() {
    LOG.begin();
    let server = answers::server(Answers::Refusal).await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    let client = AuthenticationClient::builder("app").host(server.uri()).on_error(move |code, message, data| {
        assert_secret("message", message);
        ear.lock().unwrap().push((code, data.clone()));
    });
    let client = client.build().unwrap();
    let error = client.login_by_code(marks::CODE).await.unwrap_err();
    let heard = heard.lock().unwrap();
    let [(code, data)] = &heard[..] else { panic!("{} calls", heard.len()) };
    assert_eq!(*code, ErrorCode::from(1636));
    assert_eq!(data["mfaToken"], marks::MFA_TOKEN);
    assert_eq!(error.data(), Some(data));
    assert_eq!(error.mfa_token().unwrap().expose(), marks::MFA_TOKEN);
    assert_secret("log", &LOG.text());
}
