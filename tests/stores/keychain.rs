//! Failures that only a keychain has.

use authing_wxapp::{KeyringStore, TokenStore, Version};
use keyring_core::{Entry, Error as Refusal, mock::Cred};

use crate::support::{client, login_server, mock_keychain, requests, session};

/// Lets the next operation on an entry fail.
fn fail(user: &str, refusal: Refusal) {
    let entry = Entry::new("keychain", user).unwrap();
    entry.as_any().downcast_ref::<Cred>().unwrap().set_error(refusal);
}

fn store(user: &str) -> KeyringStore {
    mock_keychain();
    KeyringStore::open("keychain", user).unwrap()
}

#[tokio::test]
async fn a_refusal_is_an_error_that_names_the_entry_and_quotes_nothing() {
    let store = store("refused");
    store.put(session("a")).await.unwrap();
    let secret = || b"SECRET".to_vec();
    let platform = || std::io::Error::other("SECRET").into();
    let refusals = [
        (Refusal::NoStorageAccess(platform()), "unlock it"),
        (Refusal::PlatformFailure(platform()), "the keychain has failed"),
        (Refusal::BadEncoding(secret()), "remove the entry"),
        (Refusal::BadDataFormat(secret(), platform()), "remove the entry"),
        (Refusal::TooLong("secret".into(), 2560), "2560 bytes"),
        (Refusal::Ambiguous(Vec::new()), "several entries"),
    ];
    for (refusal, what) in refusals {
        fail("refused", refusal);
        let error = store.load().await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains("refused") && text.contains(what) && !text.contains("SECRET"), "{text}");
        assert_eq!(store.load().await.unwrap().session, Some(session("a")));
    }
}

#[tokio::test]
async fn an_entry_of_another_program_is_neither_read_nor_replaced_nor_removed() {
    let store = store("foreign");
    let entry = Entry::new("keychain", "foreign").unwrap();
    let server = login_server().await;
    for content in [&b"SECRET"[..], b"\xff\xfe", br#"{"format":"authing-wxapp session 9","session":"SECRET"}"#] {
        entry.set_secret(content).unwrap();
        let errors = [
            store.load().await.map(drop).unwrap_err(),
            store.put(session("mine")).await.unwrap_err(),
            store.replace(Version::new(0), session("mine")).await.map(drop).unwrap_err(),
            store.clear().await.unwrap_err(),
        ];
        for error in errors {
            let text = format!("{error} {error:?}");
            assert!(text.contains("left as it is") && !text.contains("SECRET"), "{text}");
        }
        let error = client(&server, store.clone()).login_by_code("code").await.unwrap_err();
        assert!(error.is_store() && !error.may_have_reached_server(), "{error:?}");
        assert_eq!(entry.get_secret().unwrap(), content);
    }
    assert_eq!(requests(&server).await, 0);
}

#[tokio::test]
async fn a_session_outlives_the_store_and_debug_does_not_show_it() {
    store("kept").put(session("the-token")).await.unwrap();
    let again = store("kept");
    assert_eq!(again.load().await.unwrap().session, Some(session("the-token")));
    let shown = format!("{again:?}");
    assert!(shown.contains("kept") && !shown.contains("the-token"), "{shown}");
    assert_eq!(store("another").load().await.unwrap().session, None);
}

#[test]
fn stores_of_one_entry_have_one_key() {
    let key = |user| store(user).session_key().expect("a keychain is shared");
    assert_eq!(key("ada"), key("ada"));
    assert_ne!(key("ada"), key("bob"));
    let other_service = KeyringStore::open("another program", "ada").unwrap();
    assert_ne!(other_service.session_key().unwrap(), key("ada"));
}
