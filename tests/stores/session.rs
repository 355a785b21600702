//! `Session`: its user id, its `Debug` text and its serialized form.

use authing_wxapp::{Secret, Session, User};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::user;

fn token(claims: &Value) -> String {
    format!("eyJhbGciOiJIUzI1NiJ9.{}.signature", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()))
}

fn user_id(token: &str, user: Option<User>) -> Option<String> {
    Session::new(token, user).user_id()
}

#[test]
fn the_token_names_the_user() {
    for (claims, expected) in [
        (json!({ "sub": "ada" }), Some("ada")),
        (json!({ "data": { "id": "ada" } }), Some("ada")),
        (json!({ "sub": "ada", "data": { "id": "bob" } }), Some("ada")),
        (json!({ "sub": "", "data": { "id": "bob" } }), Some("bob")),
        (json!({ "sub": 7, "data": { "id": "bob" } }), Some("bob")),
        (json!({ "sub": null }), None),
        (json!({ "data": "ada" }), None),
        (json!({ "data": { "id": ["ada"] } }), None),
        (json!({}), None),
        (json!(["ada"]), None),
        (json!("ada"), None),
    ] {
        assert_eq!(user_id(&token(&claims), None).as_deref(), expected, "{claims}");
    }
}

#[test]
fn padding_and_odd_claims_do_not_hide_the_user() {
    let padded = |claims: Value| token(&claims).replace(".signature", "==.signature");
    assert_eq!(user_id(&padded(json!({ "sub": "ada" })), None).as_deref(), Some("ada"));
    let odd = json!({ "sub": "ada", "exp": "tomorrow", "iat": [1], "aud": { "x": null } });
    assert_eq!(user_id(&token(&odd), None).as_deref(), Some("ada"));
}

#[test]
fn the_stored_user_counts_when_the_token_names_none() {
    let stored = || Some(user("stored"));
    assert_eq!(user_id("opaque", stored()).as_deref(), Some("stored"));
    assert_eq!(user_id(&token(&json!({})), stored()).as_deref(), Some("stored"));
    assert_eq!(user_id(&token(&json!({ "sub": "named" })), stored()).as_deref(), Some("named"));
    assert_eq!(user_id("opaque", None), None);
}

#[test]
fn a_session_has_one_token() {
    let mut with_token = user("ada");
    with_token.token = Some("old".into());
    let session = Session::new("new", Some(with_token));
    assert_eq!(session.token().expose(), "new");
    assert_eq!(session.user().unwrap().token, Some("new".into()));
}

#[test]
fn a_deserialized_session_has_one_token() {
    let session: Session =
        serde_json::from_value(json!({ "token": "new", "user": { "id": "ada", "token": "old" } })).unwrap();
    assert_eq!(session.user().unwrap().token.as_ref(), Some(session.token()));
}

#[test]
fn serializing_writes_the_token_and_debug_does_not() {
    let session = Session::new("the-token", Some(user("ada")));
    let text = serde_json::to_string(&session).unwrap();
    assert!(text.contains("the-token"), "{text}");
    for shown in [format!("{session:?}"), format!("{session:#?}"), format!("{:?}", session.token())] {
        assert!(!shown.contains("the-token") && shown.contains("redacted"), "{shown}");
    }
}

#[test]
fn a_session_without_a_user_is_written_without_one() {
    assert_eq!(serde_json::to_value(Session::new("t", None)).unwrap(), json!({ "token": "t" }));
    let read: Session = serde_json::from_value(json!({ "token": "t" })).unwrap();
    assert_eq!(read, Session::new("t", None));
}

#[test]
fn the_expiry_is_the_one_that_the_server_gave_or_else_that_of_the_token() {
    let session = Session::new(token(&json!({ "exp": 5 })), None);
    assert_eq!(session.expires_at(), Some(5));
    assert_eq!(session.with_expires_at(7).expires_at(), Some(7));
    assert_eq!(Session::new("opaque", None).expires_at(), None);
}

#[test]
fn a_member_that_is_not_known_is_refused_and_not_quoted() {
    let error = serde_json::from_str::<Session>(r#"{"token":"t","device_secret":"SECRET-TEXT"}"#).unwrap_err();
    assert!(error.to_string().contains("device_secret") && !error.to_string().contains("SECRET"), "{error}");
}

#[test]
fn secrets_are_equal_when_their_texts_are() {
    for (one, other) in [("", ""), ("a", ""), ("a", "a"), ("a", "b"), ("ab", "a"), ("a", "ab"), ("\u{e9}", "e\u{301}")]
    {
        assert_eq!(Secret::from(one) == Secret::from(other), one == other, "{one:?} {other:?}");
    }
}

fn stored_user() -> impl Strategy<Value = Option<User>> {
    let text = || prop::option::of(".{0,8}");
    prop::option::of(("[a-f0-9]{1,24}", text(), text(), any::<Option<bool>>(), any::<Option<i64>>())).prop_map(
        |members| {
            members.map(|(id, nickname, phone, blocked, logins)| {
                let mut user = user(&id);
                (user.nickname, user.phone, user.blocked, user.logins_count) = (nickname, phone, blocked, logins);
                user
            })
        },
    )
}

/// Text that resembles a token: base64, JSON, or anything.
fn garbage() -> impl Strategy<Value = String> {
    let json = ".{0,20}".prop_map(|text| BASE64_URL_SAFE_NO_PAD.encode(text));
    let claims = ("sub|data|id|exp", "[0-9]{1,30}|null|\"x\"|\\{\\}|\\[1\\]|1e999|-0")
        .prop_map(|(key, value)| BASE64_URL_SAFE_NO_PAD.encode(format!("{{\"{key}\":{value}}}")));
    let part = prop_oneof![".{0,20}", json, claims];
    prop::collection::vec(part, 0..5).prop_map(|parts| parts.join("."))
}

proptest! {
    #[test]
    fn a_session_round_trips_through_its_serialized_form(
        token in ".{0,40}",
        user in stored_user(),
        (access_token, refresh_token) in any::<(Option<String>, Option<String>)>(),
        expires_at in any::<Option<i64>>(),
    ) {
        let mut session = Session::new(token, user);
        if let Some(token) = access_token {
            session = session.with_access_token(token);
        }
        if let Some(token) = refresh_token {
            session = session.with_refresh_token(token);
        }
        if let Some(seconds) = expires_at {
            session = session.with_expires_at(seconds);
        }
        let text = serde_json::to_string(&session).unwrap();
        prop_assert_eq!(serde_json::from_str::<Session>(&text).unwrap(), session);
    }

    #[test]
    fn debug_shows_no_token(token in "[!-~]{12,40}", user in stored_user()) {
        let session = Session::new(&*token, user).with_access_token(&*token).with_refresh_token(&*token);
        let hidden = !format!("{session:?}").contains(&token);
        prop_assert!(hidden);
    }

    #[test]
    fn any_text_is_a_token_and_the_stored_user_gives_the_id(token in garbage()) {
        let alone = Session::new(&*token, None).user_id();
        let with_user = Session::new(&*token, Some(user("stored"))).user_id();
        prop_assert_eq!(with_user, alone.or_else(|| Some("stored".into())));
    }

    #[test]
    fn any_id_in_a_token_is_found(id in ".{1,30}") {
        let token = token(&json!({ "sub": id }));
        prop_assert_eq!(Session::new(&*token, None).user_id(), Some(id));
    }
}
