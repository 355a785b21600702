//! Every public value that holds a secret, printed.

use std::fmt::Debug;

use authing_wxapp::{
    AuthenticationClient, FileSessions, FileStore, Identity, KeyringStore, Lease, LeaseHolder, MemorySessions,
    MemoryStore, PhoneAuthorization, RefreshedToken, Secret, Session, SessionId, SessionStore, SignInStep, Stored,
    TokenStore, User,
};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    answers::{self, Answers},
    marks,
    methods::phone,
    watch::{LOG, assert_secret},
};

#[track_caller]
fn hides(value: &impl Debug) {
    let text = format!("{value:?} {value:#?} {:?} {value:05x?}", Some(value));
    assert!(text.len() > 8, "{text}");
    assert_secret("Debug", &text);
}

fn user() -> User {
    serde_json::from_value(json!({
        "id": "ada",
        "token": marks::jwt(marks::NEW_TOKEN),
        "oauth": marks::OAUTH,
        "password": marks::PASSWORD_HASH,
        "identities": [{
            "accessToken": marks::PROVIDER_TOKEN,
            "refreshToken": marks::PROVIDER_REFRESH,
            "userInfoInIdp": marks::PROVIDER_PROFILE,
        }],
    }))
    .unwrap()
}

#[test]
fn users_and_tokens_hide_their_secrets() {
    let user = user();
    let identity: &Identity = &user.identities.as_ref().unwrap()[0];
    assert_eq!(identity.access_token.as_ref().unwrap().expose(), marks::PROVIDER_TOKEN);
    hides(identity);
    hides(&user);
    let refreshed: RefreshedToken = serde_json::from_value(json!({ "token": marks::NEW_TOKEN })).unwrap();
    assert_eq!(refreshed.token.expose(), marks::NEW_TOKEN);
    hides(&refreshed);
    hides(&Secret::from(marks::BEARER));
    let phone: PhoneAuthorization = phone();
    hides(&phone);
    hides(&marks::picture());
}

#[tokio::test]
async fn stores_and_sessions_hide_their_secrets() {
    let session = Session::new(marks::jwt(marks::BEARER), Some(user()));
    hides(&session);
    let memory = MemoryStore::with_session(session.clone());
    hides(&memory);
    let stored: Stored = memory.load().await.unwrap();
    assert!(stored.session.is_some());
    hides(&stored);
    let home = TempDir::new().unwrap();
    let file = FileStore::open(home.path().join("session.json")).unwrap();
    let version = file.load().await.unwrap().version;
    assert!(file.replace(version, session.clone().into()).await.unwrap());
    hides(&file);
    hides(&file.load().await.unwrap());
    let (memory, files) = (MemorySessions::new(), FileSessions::in_folder(home.path()).unwrap());
    let id: SessionId = marks::BEARER.repeat(43)[..43].parse().unwrap();
    for store in [memory.open(&id), files.open(&id)] {
        store.put(session.clone().into()).await.unwrap();
        hides(&store.load().await.unwrap());
    }
    hides(&memory);
    hides(&files);
    hides(&id);
    keyring_core::set_default_store(keyring_core::mock::Store::new().unwrap());
    let keychain = KeyringStore::open("service", "user").unwrap();
    keychain.put(session.into()).await.unwrap();
    hides(&keychain);
    hides(&keychain.load().await.unwrap());
    hides(&Lease::Held(LeaseHolder::new(1)));
}

#[test]
fn clients_and_builders_hide_their_secrets() {
    let builder = AuthenticationClient::builder("app")
        .access_token(marks::jwt(marks::BEARER))
        .public_key(marks::PAYLOAD)
        .http(|http| http.user_agent(marks::PAYLOAD));
    hides(&builder);
    let client = marks::client("http://127.0.0.1:1");
    hides(&client);
    hides(&client.for_token(marks::jwt(marks::OTHER_TOKEN)));
    hides(&client.for_session(MemoryStore::with_session(Session::new(marks::BEARER, Some(user())))));
}

#[test]
fn urls_hide_their_parameters() {
    let client = marks::client("http://127.0.0.1:1");
    let begin = client.build_authorize_url().redirect_uri("https://x.cn").state(marks::CODE).nonce(marks::RAW).pkce();
    hides(&begin);
    hides(&begin.build().unwrap());
    let end = client.build_logout_url().expert().id_token(marks::jwt(marks::BEARER)).redirect_uri("https://x.cn");
    hides(&end);
    let end = end.build().unwrap();
    assert!(end.url.contains(&marks::jwt(marks::BEARER)));
    hides(&end);
    let login = client.social().authorize_url("github").uuid(marks::CODE).authorization_params(marks::RAW);
    hides(&login);
    hides(&login.build().unwrap());
    hides(&client.generate_code_verifier().unwrap());
    let refused = client.get_code_challenge_digest(marks::CODE, authing_wxapp::CodeChallengeMethod::Plain);
    assert_secret("error", &format!("{:?}", refused.unwrap_err()));
    let alone = client.build_logout_url().id_token(marks::jwt(marks::BEARER)).build();
    assert_secret("error", &format!("{:?}", alone.unwrap_err()));
}

#[test]
fn requests_hide_their_arguments_and_options() {
    let client = marks::client("http://127.0.0.1:1");
    let (code, iv, data) = (marks::CODE, marks::IV, marks::ENCRYPTED);
    hides(&client.login_by_code(code));
    hides(&client.login_by_code(code).raw_data(marks::RAW));
    hides(&client.login_by_code(code).encrypted_data(iv, data));
    hides(&client.login_by_phone(code, iv, data));
    hides(&client.get_phone(code, iv, data));
    hides(&client.login_by_email("ada@example.com", marks::PASSWORD).captcha_code(marks::PAYLOAD));
    hides(&client.update_profile().email_token(marks::EMAIL_TOKEN).phone_token(marks::PHONE_TOKEN));
    hides(&client.update_avatar(marks::picture()));
    hides(&client.check_login_status().token(marks::OTHER_TOKEN));
    hides(&client.set_token(marks::OTHER_TOKEN));
    hides(&client.set_current_user(user()));
    hides(&client.begin_sign_in(code));
    hides(&client.stored_session());
    hides(&client.refresh_token());
}

#[tokio::test]
async fn the_steps_of_a_sign_in_hide_their_secrets() {
    LOG.begin();
    let server = answers::server(Answers::Success).await;
    let client = marks::client(&server.uri()).for_session(MemoryStore::new());
    let step = client.begin_sign_in(marks::CODE).await.unwrap();
    hides(&step);
    let SignInStep::PhoneNeeded(pending) = step else { panic!("{step:?}") };
    hides(&pending);
    assert_secret("stored", &serde_json::to_string(&pending).unwrap());
    let finish = client.finish_sign_in(pending, phone());
    hides(&finish);
    let signed_in = finish.await.unwrap();
    assert!(signed_in.user.token.is_some());
    hides(&signed_in);
    hides(&SignInStep::SignedIn(Box::new(signed_in)));
}
