//! QR codes: generating one, polling its status, and logging in with its ticket.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use authing_wxapp::{AuthenticationClient, PollQrCode, QrCode, QrCodeState, QrCodeStatus, QrCodes, QrPicture};
use futures_util::{FutureExt as _, StreamExt as _};
use serde_json::{Value, json};

use crate::support::{Reply, Server, TestStore, envelope, refusal, token, user, user_json};

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

/// A status reply with this state.
fn state(number: i64) -> Value {
    envelope(json!({ "random": "rnd-1", "status": number }))
}

/// A polling stream without a pause between requests.
fn poll(client: &AuthenticationClient) -> PollQrCode {
    client.qrcode().poll("rnd-1").interval(Duration::ZERO)
}

async fn code(server: &Server) -> QrCode {
    server.reply("geneQrCode", envelope(json!({ "random": "rnd-1", "url": "https://files.example/1.png" })));
    server.client().qrcode().gene_code().await.unwrap()
}

#[tokio::test]
async fn each_scene_generates_its_own_codes() {
    let server = Server::start().await;
    let code = json!({ "random": "rnd-1", "url": "https://files.example/1.png", "customLogo": null, "expiresIn": 120 });
    server.reply("geneQrCode", envelope(code));
    let client = server.client();
    let scenes: [(QrCodes, &str); 3] =
        [(client.qrcode(), "APP_AUTH"), (client.wxqrcode(), "WXAPP_AUTH"), (client.wechatmpqrcode(), "WECHATMP_AUTH")];
    for (codes, scene) in scenes {
        assert!(format!("{codes:?}").contains(scene));
        let code = codes.gene_code().await.unwrap();
        assert_eq!((&*code.random, code.url.as_deref()), ("rnd-1", Some("https://files.example/1.png")));
        assert_eq!((code.expires_in, code.custom_logo), (Some(120), None));
        let request = server.requests().pop().unwrap();
        assert_eq!((&*request.method, &*request.path), ("POST", "/api/v2/qrcode/gene"));
        assert_eq!(request.json(), json!({ "scene": scene, "autoMergeQrCode": false }));
        assert_eq!(request.bearer(), None);
    }
}

#[tokio::test]
async fn generating_a_code_sends_every_option_and_the_session_token() {
    let server = Server::start().await;
    server.reply("geneQrCode", envelope(json!({ "random": "rnd-1" })));
    let store = signed_in();
    let codes = server.client_over(store.clone()).wxqrcode();
    let made = codes.gene_code().context(json!({ "a": 1 })).custom_data([("b", "2")]);
    made.ext_idp_conn_id("conn-1").with_custom_data(true).await.unwrap();
    let request = server.one_request();
    assert_eq!(
        request.json(),
        json!({
            "scene": "WXAPP_AUTH", "autoMergeQrCode": false, "context": { "a": 1 }, "params": { "b": "2" },
            "extIdpConnId": "conn-1", "withCustomData": true,
        })
    );
    assert_eq!(request.bearer(), Some(&*token("user-1")));
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn a_status_is_typed_and_its_id_is_escaped() {
    let server = Server::start().await;
    let status = json!({
        "random": "rnd-1", "status": 2, "ticket": "ticket-1", "scannedUserId": "user-1",
        "userInfo": { "nickname": "Ada", "photo": "p", "lastIp": "::1" },
    });
    server.reply("checkQrCode", envelope(status));
    server.reply("checkQrCode", envelope(json!({ "status": 77, "userInfo": {}, "ticket": null })));
    server.reply("checkQrCode", Reply::raw_json(envelope(json!({ "random": "rnd-1" }))));
    server.reply("checkQrCode", refusal(2241, "no such code"));
    let codes = server.client().qrcode();
    let status = codes.check_status("rnd&extra=1").await.unwrap();
    assert_eq!(server.one_request().query, [("random".to_owned(), "rnd&extra=1".to_owned())]);
    assert_eq!((status.status, status.status.is_final()), (QrCodeState::Authorized, true));
    assert_eq!(
        (status.ticket.as_ref().unwrap().expose(), status.scanned_user_id.as_deref()),
        ("ticket-1", Some("user-1"))
    );
    let scanned_by = status.user_info.clone().unwrap();
    assert_eq!((scanned_by.nickname.as_deref(), scanned_by.last_ip.as_deref()), (Some("Ada"), Some("::1")));
    assert!(!format!("{status:?}").contains("ticket-1"));
    assert!(status.error().is_none() && scanned_by.into_user().is_none());

    let other = codes.check_status("rnd-1").await.unwrap();
    assert_eq!((other.status, other.status.is_final()), (QrCodeState::Other(77), false));
    assert!(codes.check_status("rnd-1").await.unwrap_err().is_decode());
    assert_eq!(codes.check_status("rnd-1").await.unwrap_err().code().get(), 2241);
}

#[test]
fn every_state_has_its_number() {
    for number in -3..9 {
        assert_eq!(i64::from(QrCodeState::from(number)), number);
        assert_eq!(QrCodeState::from(number).is_final(), [-1, 2, 3, 4, 5].contains(&number));
    }
}

#[tokio::test]
async fn a_required_second_factor_and_a_failure_are_errors() {
    let server = Server::start().await;
    let data = json!({ "mfaToken": "mfa-1" });
    let challenge = json!({ "status": 4, "scannedResult": { "code": 1636, "message": "MFA", "data": data } });
    server.reply("checkQrCode", envelope(challenge));
    server.reply("checkQrCode", envelope(json!({ "status": 5, "scannedResult": { "errmsg": "oops" } })));
    server.reply("checkQrCode", envelope(json!({ "status": 5 })));
    let codes = server.client().qrcode();
    let status = codes.check_status("rnd-1").await.unwrap();
    assert!(!format!("{status:?}").contains("mfa-1"));
    let error = status.error().unwrap();
    assert!(error.is_mfa_required() && error.message() == "MFA");
    assert_eq!(error.mfa_token().unwrap().expose(), "mfa-1");
    let failed = codes.check_status("rnd-1").await.unwrap().error().unwrap();
    assert_eq!((failed.message(), failed.is_api()), ("oops", true));
    assert!(codes.check_status("rnd-1").await.unwrap().error().unwrap().is_api());
}

#[tokio::test]
async fn a_ticket_logs_in_without_sending_the_token_of_an_earlier_session() {
    let server = Server::start().await;
    server.reply("exchangeQrTicket", envelope(user_json("user-2")));
    server.reply("exchangeQrTicket", envelope(json!({ "id": "user-3", "nickname": "" })));
    let store = signed_in();
    let codes = server.client_over(store.clone()).wechatmpqrcode();
    assert_eq!(codes.exchange_user_info("ticket-1").await.unwrap().id, "user-2");
    let request = server.one_request();
    assert_eq!((&*request.method, &*request.path), ("POST", "/api/v2/qrcode/userinfo"));
    assert_eq!((request.json(), request.bearer()), (json!({ "ticket": "ticket-1" }), None));
    assert_eq!((store.token(), store.user_id()), (Some(token("user-2")), Some("user-2".into())));

    // A reply without a token is not a login.
    assert_eq!(codes.exchange_user_info("ticket-2").await.unwrap().id, "user-3");
    assert_eq!(store.token(), Some(token("user-2")));
}

#[tokio::test]
async fn a_session_from_a_ticket_that_cannot_be_stored_is_in_the_error() {
    let server = Server::start().await;
    server.reply("exchangeQrTicket", envelope(user_json("user-2")));
    let codes = server.client_over(TestStore::new().break_replace()).qrcode();
    let error = codes.exchange_user_info("ticket-1").await.unwrap_err();
    assert!(error.is_store());
    assert_eq!(error.session().unwrap().token().expose(), token("user-2"));
}

#[tokio::test]
async fn a_user_in_the_status_can_be_stored_as_the_session() {
    let server = Server::start().await;
    server.reply(
        "checkQrCode",
        envelope(json!({ "status": 2, "userInfo": { "id": "user-2", "token": token("user-2") } })),
    );
    let store = TestStore::new();
    let client = server.client_over(store.clone());
    let status = client.qrcode().check_status("rnd-1").await.unwrap();
    client.set_current_user(status.user_info.unwrap().into_user().unwrap()).await.unwrap();
    assert_eq!((store.token(), store.user_id()), (Some(token("user-2")), Some("user-2".into())));
}

#[tokio::test]
async fn polling_yields_every_state_and_ends_after_the_last() {
    for last in [2, 3, -1, 4, 5] {
        let server = Server::start().await;
        for number in [0, 1, 1, 77, last] {
            server.reply("checkQrCode", state(number));
        }
        let states: Vec<_> = poll(&server.client()).map(|status| i64::from(status.unwrap().status)).collect().await;
        assert_eq!(states, [0, 1, 1, 77, last]);
        assert_eq!(server.requests().len(), 5);
    }
}

#[tokio::test]
async fn polling_ends_with_one_error_when_the_server_refuses() {
    let server = Server::start().await;
    server.reply("checkQrCode", state(0));
    server.reply("checkQrCode", refusal(2241, "no such code"));
    let reported = Arc::new(Mutex::new(Vec::new()));
    let recorder = Arc::clone(&reported);
    let client =
        server.builder().on_error(move |code, _, _| recorder.lock().unwrap().push(code.get())).build().unwrap();
    let mut states = poll(&client);
    assert_eq!(states.next().await.unwrap().unwrap().status, QrCodeState::Unused);
    let error = states.next().await.unwrap().unwrap_err();
    assert_eq!((error.code().get(), error.verb()), (2241, "qrcode_poll"));
    assert!(states.next().await.is_none() && states.next().await.is_none());
    assert_eq!((server.requests().len(), &reported.lock().unwrap()[..]), (2, &[2241][..]));
}

#[tokio::test]
async fn requests_without_an_answer_are_repeated_a_limited_number_of_times() {
    let gateway = || Reply::raw(503, "text/html", "<html>busy</html>");
    for (answers, tolerated, wanted) in [(3, None, Ok(3)), (4, None, Err(4)), (1, Some(0), Err(1)), (1, Some(1), Ok(1))]
    {
        let server = Server::start().await;
        for _ in 0..answers {
            server.reply("checkQrCode", gateway());
        }
        if wanted.is_ok() {
            server.reply("checkQrCode", state(3));
        }
        let reported = Arc::new(AtomicUsize::new(0));
        let recorder = Arc::clone(&reported);
        let client = server.builder().on_error(move |_, _, _| {
            recorder.fetch_add(1, SeqCst);
        });
        let client = client.build().unwrap();
        let mut states = poll(&client);
        if let Some(tolerated) = tolerated {
            states = states.tolerate(tolerated);
        }
        let first = states.next().await.unwrap();
        match wanted {
            Ok(questions) => {
                assert_eq!((first.unwrap().status, server.requests().len()), (QrCodeState::Cancelled, questions + 1))
            }
            Err(questions) => {
                assert_eq!((first.unwrap_err().http_status(), server.requests().len()), (Some(503), questions));
            }
        }
        assert_eq!(reported.load(SeqCst), usize::from(wanted.is_err()));
        assert!(states.next().await.is_none());
    }
}

#[tokio::test]
async fn each_request_has_the_timeout_of_the_client() {
    let server = Server::start().await;
    server.reply("checkQrCode", Reply::from(state(0)).never());
    let client = server.builder().timeout(Duration::from_millis(30)).build().unwrap();
    let error = poll(&client).tolerate(1).next().await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn only_one_request_is_in_flight_at_a_time() {
    let server = Server::start().await;
    let (tell, mut arrived) = tokio::sync::mpsc::unbounded_channel();
    server.answer("checkQrCode", move |_| {
        tell.send(()).unwrap();
        Reply::from(state(0)).never()
    });
    let mut states = poll(&server.client());
    tokio::select! {
        status = states.next() => panic!("{status:?}"),
        _ = arrived.recv() => {}
    }
    // Polling the stream again waits for the same reply.
    for _ in 0..3 {
        assert!(states.next().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    assert_eq!(server.requests().len(), 1);
    drop(states);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_that_is_not_polled_sends_nothing() {
    let server = Server::start().await;
    let states = poll(&server.client());
    assert!(format!("{states:?}").contains("ended: false"));
    drop(states);
    server.assert_untouched();
}

#[tokio::test]
async fn the_stream_can_be_spawned() {
    let server = Server::start().await;
    server.reply("checkQrCode", state(-1));
    let mut states = server.client().wxqrcode().poll("rnd-1");
    let status: QrCodeStatus = tokio::spawn(async move { states.next().await.unwrap().unwrap() }).await.unwrap();
    assert_eq!(status.status, QrCodeState::Expired);
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let codes = server.client().qrcode();
    let errors = [
        (codes.check_status(" ").await.unwrap_err(), "random"),
        (codes.exchange_user_info("").await.unwrap_err(), "ticket"),
        (codes.poll("").next().await.unwrap().unwrap_err(), "random"),
    ];
    for (error, name) in errors {
        assert!(error.is_argument() && error.message().starts_with(&format!("{name} is empty")), "{error:?}");
    }
    server.assert_untouched();
}

#[tokio::test]
async fn the_code_of_an_app_is_drawn_for_terminals_and_as_svg() {
    let server = Server::start().await;
    let code = code(&server).await;
    let client = server.builder().user_pool_id("pool-1").build().unwrap();
    let picture = client.qrcode().picture(&code).unwrap();
    let lines = picture.to_string();
    // The light margin lets a phone find the code on a dark background.
    assert!(lines.lines().count() > 20 && lines.lines().next().unwrap().chars().all(|c| c == '█'), "{lines}");
    assert!(picture.svg().contains("<svg") && format!("{picture:?}").contains("width"));
    for codes in [client.wxqrcode(), client.wechatmpqrcode()] {
        let error = codes.picture(&code).unwrap_err();
        assert!(error.is_argument() && error.message().contains("url"), "{error:?}");
    }
}

#[test]
fn any_text_that_fits_is_drawn() {
    let (one, other) = (QrPicture::new("https://example.com").unwrap(), QrPicture::new("https://example.org").unwrap());
    assert_ne!(one.terminal(), other.terminal());
    let error = QrPicture::new("x".repeat(5000)).unwrap_err();
    assert!(error.is_argument() && error.message().contains("5000 bytes"), "{error:?}");
}
