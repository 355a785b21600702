//! Derived clients, which differ in one header and share everything else; and passwords encrypted with SM2.

use authing_wxapp::HeaderNames;
use serde_json::Value;
use sm2::{SecretKey, pke::DecryptingKey};

use crate::support::{Server, TestKey, TestStore, envelope, graphql, token, user_json};

#[tokio::test]
async fn a_client_in_another_language_has_the_same_session_and_key() {
    let server = Server::start().await;
    server.reply("getPublicKey", TestKey::small().reply());
    server.reply("loginByEmail", graphql("loginByEmail", user_json("user-1")));
    server.reply("listOrgs", envelope(serde_json::json!([])));
    let store = TestStore::new();
    let client = server.builder().lang("zh-CN").token_store(store.clone()).build().unwrap();
    let english = client.with_lang("en-US").unwrap().with_request_from("shop").unwrap();
    english.login_by_email("a@b.c", "passw0rd").await.unwrap();
    client.login_by_email("a@b.c", "passw0rd").await.unwrap();
    client.with_lang("").unwrap().list_orgs().await.unwrap();

    assert_eq!(server.operations(), ["getPublicKey", "loginByEmail", "loginByEmail", "listOrgs"]);
    let headers = |name: &str| -> Vec<Option<String>> {
        server.requests().iter().map(|request| request.header(name).map(str::to_owned)).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(headers("x-authing-lang"), [some("en-US"), some("en-US"), some("zh-CN"), None]);
    assert_eq!(headers("x-authing-request-from"), [some("shop"), some("shop"), some("wxapp"), some("wxapp")]);
    assert_eq!(server.requests()[3].bearer(), Some(&*token("user-1")));
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn a_renamed_header_is_changed_under_its_new_name() {
    let server = Server::start_as("", &[("x-acme-lang", "x-authing-lang")]).await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let client =
        server.builder().lang("zh-CN").header_names(HeaderNames::default().lang("X-Acme-Lang")).build().unwrap();
    client.with_lang("en-US").unwrap().login_by_code("a-code").await.unwrap();
    assert_eq!(server.one_request().header("x-authing-lang"), Some("en-US"));
}

#[test]
fn text_that_does_not_fit_a_header_is_refused() {
    let client = authing_wxapp::AuthenticationClient::builder("app").build().unwrap();
    for (error, name) in [
        (client.with_lang("中文").unwrap_err(), "x-authing-lang"),
        (client.with_request_from("a\nb").unwrap_err(), "x-authing-request-from"),
    ] {
        assert!(error.is_argument() && error.message().contains(name), "{error:?}");
        assert!(error.message().contains("visible ASCII"), "{error}");
    }
}

/// The private key of a test key pair.
const SECRET: [u8; 32] = [0x3d; 32];

fn key_pair() -> (String, DecryptingKey) {
    let secret = SecretKey::from_slice(&SECRET).unwrap();
    let key = DecryptingKey::new(secret);
    let public = key.encrypting_key().to_sec1_bytes();
    (base16ct::lower::encode_string(&public), key)
}

fn decrypted(key: &DecryptingKey, sent: &Value) -> String {
    let hex = sent.as_str().and_then(|text| text.strip_prefix("sm2:")).expect("the prefix of SM2");
    let bytes = base16ct::mixed::decode_vec(format!("04{hex}")).expect("digits");
    String::from_utf8(key.decrypt(&bytes).expect("a ciphertext")).expect("UTF-8")
}

#[tokio::test]
async fn with_an_sm2_key_passwords_are_encrypted_with_it_and_no_key_is_fetched() {
    let (public, key) = key_pair();
    let server = Server::start().await;
    server.reply("loginByEmail", graphql("loginByEmail", user_json("user-1")));
    let with_mark = server.builder().sm2_public_key(&*public).build().unwrap();
    let without = server.builder().sm2_public_key(public.strip_prefix("04").unwrap()).build().unwrap();
    for client in [with_mark, without] {
        client.login_by_email("a@b.c", "pässwörd 🔑").await.unwrap();
        let sent = server.requests().pop().unwrap().variables();
        assert_eq!(decrypted(&key, &sent["input"]["password"]), "pässwörd 🔑");
    }
    assert_eq!(server.operations(), ["loginByEmail", "loginByEmail"]);
    let long = "x".repeat(1000);
    server.builder().sm2_public_key(&*public).build().unwrap().login_by_email("a@b.c", &*long).await.unwrap();
    assert_eq!(decrypted(&key, &server.requests()[2].variables()["input"]["password"]), long);
}

#[tokio::test]
async fn an_invalid_sm2_key_is_refused_without_being_quoted_and_an_empty_password_is_not_sent() {
    let server = Server::start().await;
    for bad in ["", "s3cret", "04ffff"] {
        let error = server.builder().sm2_public_key(bad).build().unwrap_err();
        assert!(error.is_argument() && error.message().contains("sm2_public_key"), "{error:?}");
        assert!(bad.is_empty() || !error.message().contains(bad), "{error}");
    }
    let client = server.builder().sm2_public_key(key_pair().0).build().unwrap();
    assert!(client.login_by_email("a@b.c", "").await.unwrap_err().is_argument());
    server.assert_untouched();
}
