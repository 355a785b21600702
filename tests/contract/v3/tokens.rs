//! The access token of a call, its renewal, and the end of a session.

use authing_wxapp::{ClientAuthMethod, Error, Session};
use serde_json::json;

use super::{
    REFRESH_TOKEN, access, access_token, client, expired, new_access_token, old_access_token, profile, refresh,
    renewed, session,
};
use crate::support::{APP_ID, Reply, Server, TestStore, token, v3, v3_refusal};

#[tokio::test]
async fn a_call_carries_the_bare_access_token_of_the_session() {
    let server = Server::start().await;
    server.reply("getProfileV3", v3(profile(Some("17612346754"))));
    let store = TestStore::with_session(session());
    let request = client(&server, &store).v3().get_profile().with_custom_data(true).with_identities(false);
    let profile = request.with_department_ids(true).await.unwrap();
    assert_eq!((&*profile.user_id, profile.phone.as_deref()), ("user-1", Some("17612346754")));
    let request = server.one_request();
    assert_eq!(request.header("authorization"), Some(&*access_token()));
    assert_eq!(request.header("x-authing-app-id"), Some(APP_ID));
    let query = [("withCustomData", "true"), ("withDepartmentIds", "true"), ("withIdentities", "false")];
    assert_eq!(request.query, query.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn a_back_end_gives_the_access_token_that_a_request_brings() {
    let server = Server::start().await;
    server.reply("getProfileV3", v3(profile(None)));
    server.client().for_access_token(access_token()).v3().get_profile().await.unwrap();
    assert_eq!(server.one_request().access_token(), Some(&*access_token()));
    let nobody = server.client().for_access_token("").v3().get_profile().await.unwrap_err();
    assert!(nobody.is_not_logged_in(), "{nobody:?}");
}

#[tokio::test]
async fn a_session_without_an_access_token_is_told_before_anything_is_sent() {
    let server = Server::start().await;
    for store in [TestStore::new(), TestStore::with(&token("user-1"), None)] {
        let client = client(&server, &store);
        let errors = [
            client.v3().get_profile().await.map(drop).unwrap_err(),
            client.v3().bind_phone("176", "1234").await.unwrap_err(),
            client.v3().update_password("pw").await.unwrap_err(),
            client.v3().update_avatar(&b"GIF89a\x01\0"[..]).await.map(drop).unwrap_err(),
            client.v3().refresh_token().await.map(drop).unwrap_err(),
        ];
        for error in errors {
            assert!(error.is_not_logged_in(), "{error:?}");
        }
    }
    let older = client(&server, &TestStore::with(&token("user-1"), None)).v3().get_profile().await.unwrap_err();
    assert!(older.message().contains("no access token"), "{older}");
    server.assert_untouched();
}

#[tokio::test]
async fn an_expired_access_token_is_renewed_before_the_call() {
    let server = Server::start().await;
    server.reply("token", renewed());
    server.reply("bindPhoneV3", json!({ "statusCode": 200, "message": "ok" }));
    let store = TestStore::with_session(expired());
    client(&server, &store).v3().bind_phone("17612346754", "1234").await.unwrap();
    assert_eq!(server.operations(), ["token", "bindPhoneV3"]);
    let form = server.requests_for("token")[0].form();
    let wanted = [("client_id", APP_ID), ("grant_type", "refresh_token"), ("refresh_token", REFRESH_TOKEN)];
    assert_eq!(form, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    assert_eq!(server.requests_for("bindPhoneV3")[0].access_token(), Some(&*new_access_token()));
    // The reply had no ID token, so that of the sign-in stays.
    assert_eq!(store.session().unwrap().token(), expired().token());
    assert_eq!((access(&store), refresh(&store).as_deref()), (Some(new_access_token()), Some("refresh-2")));
}

#[tokio::test]
async fn a_refused_access_token_is_renewed_once_and_the_call_repeated() {
    let refusals: [Reply; 3] = [
        v3_refusal(401, 2020, "log in").into(),
        Reply::status(401, v3_refusal(401, 2020, "log in")),
        v3_refusal(403, 2020, "log in").into(),
    ];
    for refusal in refusals {
        let server = Server::start().await;
        server.reply("updateProfileV3", refusal);
        server.reply("updateProfileV3", v3(profile(None)));
        server.reply("token", renewed());
        let store = TestStore::with_session(session());
        client(&server, &store).v3().update_profile().nickname("Ada").await.unwrap();
        assert_eq!(server.operations(), ["updateProfileV3", "token", "updateProfileV3"]);
        let sent: Vec<_> =
            server.requests_for("updateProfileV3").iter().map(|one| one.access_token().map(str::to_owned)).collect();
        assert_eq!(sent, [Some(access_token()), Some(new_access_token())]);
    }
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_not_renewed_again() {
    let server = Server::start().await;
    server.reply("getProfileV3", v3_refusal(401, 2020, "log in"));
    server.reply("token", renewed());
    let error = client(&server, &TestStore::with_session(session())).v3().get_profile().await.unwrap_err();
    assert!(error.is_not_logged_in() && error.message() == "log in", "{error:?}");
    assert_eq!(server.operations(), ["getProfileV3", "token", "getProfileV3"]);

    let server = Server::start().await;
    server.reply("token", renewed());
    server.reply("getProfileV3", v3_refusal(401, 2020, "log in"));
    let error = client(&server, &TestStore::with_session(expired())).v3().get_profile().await.unwrap_err();
    assert!(error.is_not_logged_in() && error.message() == "log in", "{error:?}");
    assert_eq!(server.operations(), ["token", "getProfileV3"], "it was renewed before the call");
}

#[tokio::test]
async fn without_a_refresh_token_the_refusal_of_the_server_is_the_result() {
    let server = Server::start().await;
    server.reply("getProfileV3", v3_refusal(401, 2020, "log in"));
    // Only the server decides that the token has expired: the clock of this machine may be wrong.
    let session = Session::new(token("user-1"), None).with_access_token(old_access_token()).with_expires_at(1);
    let error = client(&server, &TestStore::with_session(session)).v3().get_profile().await.unwrap_err();
    assert!(error.is_not_logged_in(), "{error:?}");
    server.one_request();
}

#[tokio::test]
async fn a_dead_refresh_token_is_told_and_the_session_stays_stored() {
    let dead = || Reply::status(400, json!({ "error": "invalid_grant", "error_description": "used" }));
    let server = Server::start().await;
    server.reply("token", dead());
    let store = TestStore::with_session(expired());
    let error = client(&server, &store).v3().get_profile().await.unwrap_err();
    assert!(error.is_token_expired() && error.message().contains("sign in again"), "{error:?}");
    assert_eq!(server.operations(), ["token"]);
    assert!(store.session().is_some());
}

#[tokio::test]
async fn calls_at_the_same_time_renew_the_session_once() {
    let server = Server::start().await;
    server.reply("token", renewed());
    server.reply("getProfileV3", v3(profile(None)));
    let store = TestStore::with_session(expired());
    let client = client(&server, &store);
    let calls = (0..8).map(|_| tokio::spawn(client.v3().get_profile().into_future()));
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.requests_for("token").len(), 1);
    assert_eq!(server.requests_for("getProfileV3").len(), 8);
}

#[tokio::test]
async fn the_tokens_are_renewed_on_demand_as_the_application_authenticates() {
    let server = Server::start().await;
    server.reply("token", json!({ "access_token": new_access_token(), "expire_in": 7200 }));
    let store = TestStore::with_session(session());
    let basic = server.builder().token_store(store.clone()).app_secret("s3cret");
    let client = basic.token_auth_method(ClientAuthMethod::ClientSecretBasic).build().unwrap();
    let tokens = client.v3().refresh_token().await.unwrap();
    assert_eq!((tokens.access_token.expose(), tokens.expires_in), (&*new_access_token(), Some(7200)));
    assert!(server.one_request().header("authorization").unwrap().starts_with("Basic "));
    assert_eq!(refresh(&store).as_deref(), Some(REFRESH_TOKEN), "a refresh token that is not replaced stays");
}

#[tokio::test]
async fn a_token_that_another_call_has_replaced_is_not_replaced_again() {
    let server = Server::start().await;
    server.reply("token", json!({ "access_token": new_access_token(), "expire_in": 7200 }));
    let store = TestStore::with_session(expired());
    let client = client(&server, &store);
    let old = expired().access_token().unwrap().clone();
    // The refresh token stays the same, so that the access token alone tells what has happened.
    for _ in 0..2 {
        let tokens = client.v3().refresh_token().replacing(old.clone()).await.unwrap();
        assert_eq!(tokens.access_token.expose(), new_access_token());
        assert_eq!(server.requests().len(), 1);
    }
    client.v3().refresh_token().replacing(new_access_token()).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_refresh_whose_reply_has_no_access_token_keeps_the_session() {
    for empty in ["", " "] {
        let server = Server::start().await;
        server.reply("token", json!({ "access_token": empty, "refresh_token": "refresh-2" }));
        let store = TestStore::with_session(session());
        let error = client(&server, &store).v3().refresh_token().await.unwrap_err();
        assert!(error.is_decode() && error.may_have_reached_server(), "{error:?}");
        let kept = (access(&store), refresh(&store));
        assert_eq!(kept, (Some(access_token()), Some(REFRESH_TOKEN.to_owned())));
    }
}

#[tokio::test]
async fn a_session_that_is_an_access_token_alone_is_the_new_one_after_a_refresh() {
    let server = Server::start().await;
    server.reply("token", json!({ "access_token": "opaque-2", "expires_in": 7200 }));
    let alone = Session::new("opaque-1", None).with_access_token("opaque-1").with_refresh_token(REFRESH_TOKEN);
    let store = TestStore::with_session(alone);
    client(&server, &store).v3().refresh_token().await.unwrap();
    let session = store.session().unwrap();
    let tokens = (session.token().expose(), session.access_token().unwrap().expose());
    assert_eq!(tokens, ("opaque-2", "opaque-2"), "the old token is not used beside the new one");
}

#[tokio::test]
async fn introspection_and_revocation_identify_the_application() {
    let server = Server::start().await;
    server.reply("introspectToken", json!({ "active": false }));
    server.reply("revokeToken", Reply::text("text/plain", ""));
    let client = server.client();
    assert!(!client.v3().introspect_token("a.b.c").await.unwrap().active);
    client.v3().revoke_token("a.b.c").await.unwrap();
    for request in server.requests() {
        let form = request.form();
        assert_eq!((form["token"].as_str(), form["client_id"].as_str(), form.len()), ("a.b.c", APP_ID, 2));
    }
    // The published document answers with a flag, and a refusal may come under any status.
    server.reply("revokeToken", Reply::raw_json(json!({ "statusCode": 200, "data": { "success": true } })));
    client.v3().revoke_token("a.b.c").await.unwrap();
    for refusal in [v3_refusal(401, 2020, "no"), json!({ "statusCode": 499 })] {
        server.reply("revokeToken", Reply::raw_json(refusal.clone()));
        assert!(client.v3().revoke_token("a.b.c").await.unwrap_err().is_api(), "{refusal}");
    }
}

#[tokio::test]
async fn logging_out_clears_the_store_and_revokes_both_tokens() {
    for session in [session(), expired()] {
        let server = Server::start().await;
        server.reply("revokeToken", Reply::text("text/plain", ""));
        let store = TestStore::with_session(session.clone());
        client(&server, &store).v3().logout().await.unwrap();
        let revoked: Vec<String> = server.requests().iter().map(|request| request.form()["token"].clone()).collect();
        assert_eq!(revoked, [REFRESH_TOKEN, session.access_token().unwrap().expose()]);
        assert_eq!(store.session(), None);
        client(&server, &store).v3().logout().await.unwrap();
        assert_eq!(server.requests().len(), 2, "nobody is signed in any more");
    }
}

#[tokio::test]
async fn logging_out_clears_the_store_even_if_the_server_refuses() {
    let server = Server::start().await;
    server.reply("revokeToken", Reply::raw(502, "text/html", "<html>"));
    let store = TestStore::with_session(session());
    let error = client(&server, &store).v3().logout().await.unwrap_err();
    assert_eq!((error.http_status(), store.session()), (Some(502), None));
    assert_eq!(server.requests().len(), 2, "the other token is revoked all the same");

    let (offline, _socket) = crate::support::host_that_refuses();
    let store = TestStore::with_session(session());
    let client = authing_wxapp::AuthenticationClient::builder("app").host(offline).token_store(store.clone());
    let error: Error = client.build().unwrap().v3().logout().await.unwrap_err();
    assert!(error.is_connect() && store.session().is_none(), "{error:?}");
}

#[tokio::test]
async fn logging_out_of_a_session_of_the_older_api_says_that_its_token_lives_on() {
    let server = Server::start().await;
    let store = TestStore::with(&token("user-1"), None);
    let error = client(&server, &store).v3().logout().await.unwrap_err();
    assert!(error.is_not_logged_in() && store.session().is_none(), "{error:?}");
    server.assert_untouched();
}
