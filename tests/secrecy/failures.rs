//! Every method with every kind of failure.

use std::{net::TcpListener, sync::Arc, time::Duration};

use authing_wxapp::{
    AuthenticationClient, BoxFuture, ClientAuthMethod, MemoryStore, Session, StoreError, Stored, TokenStore, Version,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};

use crate::{
    answers::{self, Answers},
    marks::{self, BEARER},
    methods::{Outcome, drive, drive_in},
    watch::{LOG, assert_secret},
};

/// Methods that send nothing, so that no reply can make them fail.
const LOCAL: [&str; 5] = ["check_logged_in", "set_token", "set_current_user", "stored_session", "accept_message"];

/// Methods that succeed although no member of the reply can be read.
const OPTIONAL: &[&str] = &[
    "logout",
    "link_account",
    "send_sms_code",
    "send_email",
    "unlink_account",
    "principal_authenticate",
    "principal_detail",
    "confirm_associate_mfa_authenticator",
    "delete_mfa_authenticator",
    "reset_password_by_phone_code",
    "reset_password_by_email_code",
    "reset_password_by_first_login_token",
    "reset_password_by_force_reset_token",
    "devices_unbind",
    "devices_logout",
    "logout_current",
    "revoke_token",
    "track_session",
    "social_unlink_ext_idp",
    "devices_create",
    "event_publish",
    "v3_send_sms",
    "v3_send_email",
    "v3_bind_phone",
    "v3_unbind_phone",
    "v3_bind_email",
    "v3_unbind_email",
    "v3_update_phone",
    "v3_update_email",
    "v3_unlink_ext_idp",
    "v3_update_password",
    "v3_delete_account",
    "v3_revoke_token",
    "v3_logout",
    "v3_bind_wechat_mini_program",
    // Whatever WeChat has encrypted is an answer.
    "v3_decrypt_wechat_mini_program_data",
];

/// Methods that belong to no user and do not use the store.
const WITHOUT_STORE: &[&str] = &[
    "enterprise_public_config",
    "enterprise_authorize_url",
    "get_captcha",
    "get_access_token_by_client_credentials",
    "get_user_info_by_access_token",
    "introspect_token",
    "revoke_token",
    "validate_token",
    "validate_ticket_v1",
    "validate_ticket_v2",
    "track_session",
    "verify_token",
    "v3_send_sms",
    "v3_send_email",
    "v3_pre_check_code",
    "v3_introspect_token",
    "v3_revoke_token",
    "v3_get_wechat_access_token_info",
    "v3_get_wechat_mini_program_phone",
    "v3_decrypt_wechat_mini_program_data",
    "v3_get_system_info",
    // It brings a session of its own.
    "v3_refresh_token",
];

fn assert_all_secret(outcomes: &[Outcome]) {
    for outcome in outcomes {
        assert_secret(outcome.method, &outcome.shown);
    }
    assert_secret("log", &LOG.text());
}

/// The methods that failed, each once.
fn failed(outcomes: &[Outcome]) -> Vec<&'static str> {
    let mut methods: Vec<_> = outcomes.iter().filter(|outcome| outcome.error.is_some()).map(|o| o.method).collect();
    methods.dedup();
    methods
}

async fn driven_against(answers: Answers) -> Vec<Outcome> {
    LOG.begin();
    let server = answers::server(answers).await;
    let outcomes = drive(&marks::client(&server.uri())).await;
    assert_all_secret(&outcomes);
    crate::assert_ciphertexts_secret(&server, &outcomes).await;
    outcomes
}

#[tokio::test]
async fn failures_of_the_server_show_no_secret() {
    use Answers::*;
    for answers in [Refusal, RefusalWithStatus, Html, HtmlWithStatus, CutOff, WrongEssentials, Text, Redirect] {
        let outcomes = driven_against(answers).await;
        for outcome in outcomes.iter().filter(|outcome| !LOCAL.contains(&outcome.method)) {
            let content = OPTIONAL.contains(&outcome.method);
            let right_kind = match (&outcome.error, answers) {
                (Some(error), Refusal | RefusalWithStatus | HtmlWithStatus | Redirect) => error.is_api(),
                (Some(error), _) => error.is_decode(),
                (None, WrongEssentials | Text) => content,
                (None, _) => false,
            };
            assert!(
                right_kind,
                "{answers:?}: {} gave {:?}; list it in OPTIONAL if it may succeed when no member of the reply can be read, and \
                 in LOCAL if it sends nothing",
                outcome.method, outcome.error
            );
        }
    }
}

#[tokio::test]
async fn members_of_a_wrong_type_are_left_out_without_being_shown() {
    let outcomes = driven_against(Answers::WrongTypes).await;
    let log = LOG.text();
    assert!(log.contains("left out a member of the reply"), "the log must mention the omission");
    assert!(log.contains("at=token") && log.contains("at=oauth"), "the log must name the path of the member");
    assert!(failed(&outcomes).contains(&"login_by_code"), "a login without a token must fail");
}

#[tokio::test]
async fn an_invalid_password_key_is_not_shown() {
    LOG.begin();
    for answers in [Answers::Refusal, Answers::Html, Answers::CutOff, Answers::WrongTypes, Answers::WrongEssentials] {
        let server = answers::server(answers).await;
        let client = AuthenticationClient::builder("app").host(server.uri()).build().unwrap();
        let error = client.login_by_email("ada@example.com", marks::PASSWORD).await.unwrap_err();
        assert_secret("key", &crate::watch::shown(&error));
        assert_eq!(server.received_requests().await.unwrap().len(), 1, "{answers:?}");
    }
    assert_secret("log", &LOG.text());
}

#[tokio::test]
async fn a_timeout_shows_no_secret() {
    LOG.begin();
    // The system accepts connections, but nothing answers them.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = marks::builder(&format!("http://{}", silent.local_addr().unwrap()))
        .timeout(Duration::from_millis(30))
        .build()
        .unwrap();
    let outcomes = drive(&client).await;
    assert_all_secret(&outcomes);
    assert_every_error(&outcomes, |error| error.is_timeout());
}

#[tokio::test]
async fn a_refused_connection_shows_no_secret() {
    LOG.begin();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let outcomes = drive(&marks::client(&format!("http://{closed}"))).await;
    assert_all_secret(&outcomes);
    assert_every_error(&outcomes, |error| error.is_connect());
}

#[tokio::test]
async fn a_token_that_does_not_fit_a_header_is_not_shown() {
    LOG.begin();
    let server = answers::server(Answers::Success).await;
    let client = marks::client(&server.uri());
    let outcomes = drive_in(|| client.for_access_token(format!("{BEARER}\n{BEARER}"))).await;
    assert_all_secret(&outcomes);
    assert!(failed(&outcomes).contains(&"get_current_user"), "{:?}", failed(&outcomes));
}

/// The header contains the secret in base64, so the test searches for that form.
#[tokio::test]
async fn the_secret_of_the_application_is_not_shown_in_its_header_either() {
    LOG.begin();
    let server = answers::server(Answers::Success).await;
    let basic = ClientAuthMethod::ClientSecretBasic;
    let client = marks::builder(&server.uri()).token_auth_method(basic).introspection_auth_method(basic);
    let client = client.build().unwrap();
    client.get_access_token_by_code(marks::CODE).await.unwrap();
    client.introspect_token(marks::OTHER_TOKEN).await.unwrap();
    let encoded = BASE64_STANDARD.encode(format!("app:{}", marks::CLIENT_SECRET));
    assert_eq!(answers::all_that_was_sent(&server).await.matches(&encoded).count(), 2);
    assert!(!LOG.text().contains(&encoded));
    assert_secret("log", &LOG.text());
}

#[tokio::test]
async fn refused_arguments_are_not_shown() {
    LOG.begin();
    let server = answers::server(Answers::Success).await;
    let client = marks::client(&server.uri());
    let long = format!("{}{}", marks::PASSWORD, "x".repeat(300));
    let errors = [
        client.login_by_email("ada@example.com", long).await.map(drop).unwrap_err(),
        client.login_by_phone(marks::CODE, marks::IV, "").await.map(drop).unwrap_err(),
        client.login_by_code(marks::CODE).raw_data(" ").await.map(drop).unwrap_err(),
        client.login_by_code(marks::CODE).encrypted_data("", marks::ENCRYPTED).await.map(drop).unwrap_err(),
        client.update_avatar(marks::PICTURE.as_bytes()).await.map(drop).unwrap_err(),
        AuthenticationClient::builder("app").public_key(marks::PAYLOAD).build().map(drop).unwrap_err(),
        AuthenticationClient::builder("app")
            .host(format!("https://me:{}@x.cn", marks::PASSWORD))
            .build()
            .map(drop)
            .unwrap_err(),
        AuthenticationClient::builder("app")
            .host(format!("me:{}@x.cn", marks::PASSWORD))
            .build()
            .map(drop)
            .unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_argument(), "{error:?}");
        assert_secret("argument", &crate::watch::shown(&error));
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
    assert_secret("log", &LOG.text());
}

/// A store of which one operation fails.
struct BrokenStore {
    inner: MemoryStore,
    loads: bool,
}

impl TokenStore for BrokenStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        Box::pin(async {
            match self.loads {
                true => self.inner.load().await,
                false => Err(StoreError::new("the vault is shut")),
            }
        })
    }

    fn replace(&self, _: Version, _: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async { Err(StoreError::new("the vault is shut").with_source(std::io::Error::other("no key"))) })
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async { Err(StoreError::new("the vault is shut")) })
    }
}

#[tokio::test]
async fn a_store_that_fails_shows_no_secret() {
    LOG.begin();
    let server = answers::server(Answers::Success).await;
    let client = marks::client(&server.uri());
    for loads in [true, false] {
        let session = Session::new(marks::jwt(BEARER), None).with_access_token(marks::jwt(BEARER));
        let vault = || BrokenStore { inner: MemoryStore::with_session(session.clone()), loads };
        let outcomes = drive_in(|| client.for_session(vault())).await;
        assert_all_secret(&outcomes);
        let stores = [
            "login_by_code",
            "login_by_phone",
            "login_by_email",
            "refresh_token",
            "logout",
            "set_token",
            "sign_in",
            "accept_message",
        ];
        let fails = |method| stores.contains(&method) || (!loads && !WITHOUT_STORE.contains(&method));
        for outcome in outcomes.iter().filter(|outcome| fails(outcome.method)) {
            assert!(
                outcome.error.as_ref().is_some_and(|error| error.is_store()),
                "{}: {:?}",
                outcome.method,
                outcome.error
            );
        }
    }
}

#[track_caller]
fn assert_every_error(outcomes: &[Outcome], right: impl Fn(&authing_wxapp::Error) -> bool) {
    for outcome in outcomes.iter().filter(|outcome| !LOCAL.contains(&outcome.method)) {
        assert!(outcome.error.as_ref().is_some_and(&right), "{}: {:?}", outcome.method, outcome.error);
    }
}
