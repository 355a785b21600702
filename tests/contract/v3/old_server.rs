//! A private deployment that is older than the v3 API.

use authing_wxapp::WechatCredentials;
use serde_json::json;

use super::{client, session};
use crate::support::{Reply, Server, TestStore, v3_refusal};

#[tokio::test]
async fn an_old_server_is_told_and_the_old_form_named() {
    let answers = [
        Reply::raw(404, "text/html", "<html>not found</html>"),
        Reply::raw(404, "text/plain", "404 page not found"),
        Reply::raw(404, "application/json", ""),
        Reply::raw(
            404,
            "application/json",
            json!({ "statusCode": 404, "message": "Cannot POST /api/v3/signin-by-mobile", "error": "Not Found" })
                .to_string(),
        ),
        Reply::status(404, json!({ "statusCode": 404, "error": "Not Found" })),
        Reply::status(404, json!({ "code": 404, "message": "Not Found" })),
        Reply::status(404, json!({ "code": 404, "message": "404 page not found" })),
        Reply::status(404, json!({ "code": 404 })),
        Reply::status(404, json!({ "message": "no Route matched with those values" })),
    ];
    for answer in answers {
        let server = Server::start().await;
        server.reply("signinByMobileV3", answer.clone());
        server.reply("getProfileV3", answer);
        let client = client(&server, &TestStore::with_session(session()));
        let sign_in = client.v3().signin_by_mobile(WechatCredentials::code("login-code")).await.unwrap_err();
        let profile = client.v3().get_profile().await.unwrap_err();
        for error in [sign_in, profile] {
            assert!(error.is_api() && error.http_status() == Some(404), "{error:?}");
            for part in ["does not have the v3 API", "login_by_code", "login_by_phone", "ext_idp_conn_identifier"] {
                assert!(error.message().contains(part), "{error}");
            }
        }
    }
}

/// What a server with the v3 API does not find is told in its own words.
#[tokio::test]
async fn a_refusal_of_the_v3_api_keeps_its_words() {
    for reply in [
        Reply::status(404, v3_refusal(404, 2011, "no such application")),
        v3_refusal(404, 2011, "no such application").into(),
    ] {
        let server = Server::start().await;
        server.reply("getProfileV3", reply);
        let error = client(&server, &TestStore::with_session(session())).v3().get_profile().await.unwrap_err();
        assert_eq!((error.code().get(), error.message()), (2011, "no such application"));
    }
    // So is a failure that has no code but that of HTTP, when it says more than a framework does.
    let server = Server::start().await;
    server.reply("getProfileV3", Reply::status(404, json!({ "statusCode": 404, "message": "no such user" })));
    let error = client(&server, &TestStore::with_session(session())).v3().get_profile().await.unwrap_err();
    assert_eq!((error.code().get(), error.message()), (404, "no such user"));
    // The endpoints of the older API are as they were.
    let server = Server::start().await;
    server.reply("loginByCode", Reply::raw(404, "text/html", "<html>"));
    let error = server.client().login_by_code("login-code").await.unwrap_err();
    assert!(!error.message().contains("v3"), "{error}");
}
