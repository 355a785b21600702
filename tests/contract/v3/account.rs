//! The profile, the password and the end of an account.

use authing_wxapp::{Clear, DeletionProof, ProfileChanges, Session, User};
use serde_json::{Value, json};

use super::{access_token, client, expired, profile, renewed, session};
use crate::support::{Reply, Server, TestKey, TestStore, token, v3};

#[tokio::test]
async fn a_profile_is_changed_member_by_member() {
    let server = Server::start().await;
    server.reply("updateProfileV3", v3(profile(None)));
    let client = client(&server, &TestStore::with_session(session()));
    let request = client.v3().update_profile().nickname("Ada").company(Clear).gender("F").identity_number("110101");
    request.custom_data([("school", "x")]).await.unwrap();
    let body = server.one_request().json();
    let wanted = json!({
        "nickname": "Ada",
        "company": null,
        "gender": "F",
        "identityNumber": "110101",
        "customData": { "school": "x" },
    });
    assert_eq!(body, wanted);
}

/// A member that is added to the changes must be sent as well, or be refused because this API cannot change it.
#[tokio::test]
async fn every_member_of_the_changes_is_sent_or_refused() {
    for &member in ProfileChanges::MEMBERS {
        let server = Server::start().await;
        let client = client(&server, &TestStore::with_session(session()));
        let changes: ProfileChanges = serde_json::from_value(json!({ member: "x" })).unwrap();
        let update = client.v3().update_profile().photo("kept").changes(changes);
        if ["website", "locale"].contains(&member) {
            let error = update.await.unwrap_err();
            assert!(error.is_argument() && error.to_string().contains(member), "{error}");
            server.assert_untouched();
        } else {
            server.reply("updateProfileV3", v3(profile(None)));
            update.await.unwrap();
            assert_eq!(server.one_request().json(), json!({ "photo": "kept", member: "x" }));
        }
    }
}

#[tokio::test]
async fn a_profile_has_the_members_of_the_document_and_becomes_a_user() {
    let server = Server::start().await;
    server.reply("getProfileV3", v3(profile(Some("17612346754"))));
    let client = client(&server, &TestStore::with_session(session()));
    let profile = client.v3().get_profile().await.unwrap();
    let user = User::from(profile);
    assert_eq!((&*user.id, user.openid.as_deref(), user.has_phone()), ("user-1", Some("oOpen-1"), true));
}

/// Nobody gets the whole reply as a profile because its data are missing.
#[tokio::test]
async fn a_reply_without_a_profile_is_none() {
    for data in [json!(null), json!(false), json!(0), json!(""), json!({}), json!({ "nickname": "Ada" })] {
        let server = Server::start().await;
        server.reply("getProfileV3", Reply::raw_json(v3(data.clone())));
        let result = client(&server, &TestStore::with_session(session())).v3().get_profile().await;
        assert!(result.unwrap_err().is_decode(), "{data}");
    }
}

#[tokio::test]
async fn a_picture_is_uploaded_and_becomes_the_avatar() {
    let server = Server::start().await;
    server.reply("upload", json!({ "code": 200, "data": { "url": "https://files.example/1.gif" } }));
    server.reply("updateProfileV3", v3(profile(None)));
    let client = client(&server, &TestStore::with_session(session()));
    client.v3().update_avatar(&b"GIF89a\x01\0"[..]).await.unwrap();
    assert_eq!(server.operations(), ["upload", "updateProfileV3"]);
    assert_eq!(server.requests_for("updateProfileV3")[0].json(), json!({ "photo": "https://files.example/1.gif" }));
}

#[tokio::test]
async fn an_expired_session_is_renewed_before_a_picture_is_uploaded() {
    let server = Server::start().await;
    server.reply("token", Reply::status(400, json!({ "error": "invalid_grant" })));
    let dead = client(&server, &TestStore::with_session(expired())).v3().update_avatar(&b"GIF89a\x01\0"[..]).await;
    assert!(dead.unwrap_err().is_token_expired());
    assert_eq!(server.operations(), ["token"], "no picture is left behind");

    let server = Server::start().await;
    server.reply("token", renewed());
    server.reply("upload", json!({ "code": 200, "data": { "url": "https://files.example/1.gif" } }));
    server.reply("updateProfileV3", v3(profile(None)));
    client(&server, &TestStore::with_session(expired())).v3().update_avatar(&b"GIF89a\x01\0"[..]).await.unwrap();
    assert_eq!(server.operations(), ["token", "upload", "updateProfileV3"]);
}

#[tokio::test]
async fn no_picture_is_uploaded_with_a_token_that_no_header_can_carry() {
    let server = Server::start().await;
    let odd = Session::new(token("user-1"), None).with_access_token("line\nbreak");
    let error =
        client(&server, &TestStore::with_session(odd)).v3().update_avatar(&b"GIF89a\x01\0"[..]).await.unwrap_err();
    assert!(error.is_argument() && !error.to_string().contains("break"), "{error}");
    server.assert_untouched();
}

#[tokio::test]
async fn a_refusal_beside_the_code_of_a_success_keeps_its_own_code() {
    let server = Server::start().await;
    server.reply("getProfileV3", Reply::raw_json(json!({ "code": 200, "statusCode": 403, "message": "no" })));
    let error = client(&server, &TestStore::with_session(session())).v3().get_profile().await.unwrap_err();
    assert_eq!((error.code().get(), error.message()), (403, "no"));
}

#[tokio::test]
async fn an_empty_password_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = client(&server, &TestStore::with_session(session()));
    for request in [client.v3().update_password(""), client.v3().update_password("new passw0rd").old_password("")] {
        let error = request.await.unwrap_err();
        assert!(error.is_argument() && error.message().contains("password"), "{error}");
    }
    server.assert_untouched();
}

#[tokio::test]
async fn both_passwords_are_encrypted_with_the_key_of_the_server() {
    let (server, key) = (Server::start().await, TestKey::small());
    server.reply("getSystemInfoV3", json!({ "rsa": { "publicKey": key.base64() } }));
    server.reply("updatePasswordV3", json!({ "statusCode": 200, "message": "ok" }));
    let client = client(&server, &TestStore::with_session(session()));
    client.v3().update_password("new passw0rd").old_password("old passw0rd").await.unwrap();
    let body = server.requests_for("updatePasswordV3")[0].json();
    assert_eq!(key.decrypt(&body["newPassword"]), "new passw0rd");
    assert_eq!(key.decrypt(&body["oldPassword"]), "old passw0rd");
    assert_eq!(body["passwordEncryptType"], "rsa");
    assert_eq!(server.requests_for("getSystemInfoV3").len(), 1);
}

#[tokio::test]
async fn a_server_without_a_key_for_passwords_is_told() {
    let server = Server::start().await;
    server.reply("getSystemInfoV3", json!({ "version": { "server": "2.0.0" } }));
    let error = client(&server, &TestStore::with_session(session())).v3().update_password("pw").await.unwrap_err();
    assert!(error.is_decode() && error.message().contains("publishes no RSA key"), "{error}");
    assert_eq!(server.operations(), ["getSystemInfoV3"]);
}

#[tokio::test]
async fn the_facts_of_a_server_have_no_envelope_and_need_no_token() {
    let server = Server::start().await;
    server.reply("getSystemInfoV3", json!({ "sm2": { "publicKey": "04ab12" }, "version": { "server": "2.0.0" } }));
    let client = client(&server, &TestStore::with_session(session()));
    let facts = client.v3().get_system_info().await.unwrap();
    assert_eq!(facts.sm2.unwrap().public_key.as_deref(), Some("04ab12"));
    assert_eq!((facts.version.unwrap().server.as_deref(), facts.rsa), (Some("2.0.0"), None));
    assert_eq!(server.one_request().header("authorization"), None);
}

#[tokio::test]
async fn an_account_is_deleted_in_two_steps_and_the_session_with_it() {
    let (server, key) = (Server::start().await, TestKey::small());
    server.reply("getSystemInfoV3", json!({ "rsa": { "publicKey": key.base64() } }));
    server.reply("verifyDeleteAccountRequestV3", v3(json!({ "deleteAccountToken": "delete-1", "tokenExpiresIn": 60 })));
    server.reply("deleteAccountV3", v3(json!({ "success": true })));
    let store = TestStore::with_session(session());
    let client = client(&server, &store);
    let proofs =
        [DeletionProof::phone_code("176", "1"), DeletionProof::email_code("a@b.c", "2"), DeletionProof::password("pw")];
    for proof in proofs {
        client.v3().verify_delete_account_request(proof).await.unwrap();
    }
    let bodies: Vec<Value> =
        server.requests_for("verifyDeleteAccountRequestV3").iter().map(|request| request.json()).collect();
    let phone = json!({ "phoneNumber": "176", "passCode": "1" });
    assert_eq!(bodies[0], json!({ "verifyMethod": "PHONE_PASSCODE", "phonePassCodePayload": phone }));
    let email = json!({ "email": "a@b.c", "passCode": "2" });
    assert_eq!(bodies[1], json!({ "verifyMethod": "EMAIL_PASSCODE", "emailPassCodePayload": email }));
    assert_eq!(key.decrypt(&bodies[2]["passwordPayload"]["password"]), "pw");
    assert_eq!(bodies[2]["passwordPayload"]["passwordEncryptType"], "rsa");

    assert!(store.session().is_some());
    client.v3().delete_account("delete-1").await.unwrap();
    let request = server.requests_for("deleteAccountV3").remove(0);
    assert_eq!(request.json(), json!({ "deleteAccountToken": "delete-1" }));
    assert_eq!(request.access_token(), Some(&*access_token()));
    assert_eq!(store.session(), None);
}

#[tokio::test]
async fn an_account_that_was_not_deleted_keeps_its_session() {
    let server = Server::start().await;
    server.reply("deleteAccountV3", v3(json!({ "success": false })));
    let store = TestStore::with_session(session());
    assert!(client(&server, &store).v3().delete_account("delete-1").await.unwrap_err().is_api());
    assert!(store.session().is_some());
}
