//! The options that every request has for its own call. `methods.rs` gives them to each, so one without them does not compile.

use std::{net::TcpListener, time::Duration};

use crate::{
    answers::{self, Answers},
    marks,
    methods::{ADDED_HEADER, calls, calls_within},
    watch::LOG,
};

/// Methods that are made of several requests, whose options they do not have.
const SEVERAL: [&str; 2] = ["qrcode_poll", "begin_sign_in"];

/// Methods that send nothing, so that no timeout ends them.
const LOCAL: [&str; 5] = ["check_logged_in", "set_token", "set_current_user", "stored_session", "accept_message"];

#[tokio::test]
async fn every_request_of_a_call_has_the_header_that_the_call_adds() {
    LOG.begin();
    for (index, (method, _)) in calls(&|| marks::client("http://localhost:1")).into_iter().enumerate() {
        if SEVERAL.contains(&method) || LOCAL.contains(&method) {
            continue;
        }
        let server = answers::server(Answers::Success).await;
        let client = marks::client(&server.uri());
        let clients = || client.for_access_token(marks::jwt(marks::BEARER));
        let (_, call) = calls(&clients).swap_remove(index);
        call.await.unwrap();
        let requests = server.received_requests().await.unwrap();
        assert!(!requests.is_empty(), "{method} sent nothing");
        for request in requests {
            let values: Vec<_> = request.headers.get_all(ADDED_HEADER).iter().collect();
            assert_eq!(values, [marks::ADDED_HEADER], "{method}: {}", request.url.path());
        }
    }
}

#[tokio::test]
async fn the_timeout_of_a_call_counts_and_not_that_of_the_client() {
    LOG.begin();
    // The system accepts connections, but nothing answers them.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = format!("http://{}", silent.local_addr().unwrap());
    let client = marks::builder(&host).timeout(Duration::from_secs(3600)).build().unwrap();
    let short = Duration::from_millis(20);
    for (method, call) in calls_within(Some(short), &|| client.for_access_token(marks::jwt(marks::BEARER))) {
        if SEVERAL.contains(&method) {
            continue;
        }
        match call.await {
            Ok(_) => assert!(LOCAL.contains(&method), "{method} succeeded without an answer"),
            Err(error) => {
                assert!(error.is_timeout() && error.message().contains("timeout of 20ms"), "{method}: {error}");
            }
        }
    }
}
