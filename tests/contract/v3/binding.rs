//! Codes, the phone number, the email address and the identities of the signed-in user.

use authing_wxapp::{EmailChannel, SentCode, SmsChannel};
use serde_json::{Value, json};

use super::{access_token, client, session};
use crate::support::{Server, TestStore, v3, v3_refusal};

fn done() -> Value {
    json!({ "statusCode": 200, "message": "ok" })
}

#[tokio::test]
async fn codes_are_sent_without_a_token_and_checked_without_being_used() {
    let server = Server::start().await;
    for operation in ["sendSmsV3", "sendEmailV3"] {
        server.reply(operation, done());
    }
    server.reply("preCheckCodeV3", v3(json!({ "isValid": false, "message": "expired" })));
    let client = client(&server, &TestStore::with_session(session()));
    client.v3().send_sms("5550100", SmsChannel::CHANNEL_BIND_PHONE).phone_country_code("+1").await.unwrap();
    client.v3().send_email("ada@example.com", EmailChannel::CHANNEL_LOGIN).await.unwrap();
    let code = SentCode::sms("17612346754", SmsChannel::CHANNEL_LOGIN, "123456");
    let check = client.v3().pre_check_code(code).await.unwrap();
    assert_eq!((check.is_valid, check.message.as_deref()), (false, Some("expired")));
    client.v3().pre_check_code(SentCode::email("a@b.c", EmailChannel::CHANNEL_LOGIN, "1234")).await.unwrap();

    let bodies: Vec<Value> = server.requests().iter().map(|request| request.json()).collect();
    let phone = json!({ "phone": "17612346754", "passCode": "123456", "channel": "CHANNEL_LOGIN" });
    let email = json!({ "email": "a@b.c", "passCode": "1234", "channel": "CHANNEL_LOGIN" });
    let wanted = [
        json!({ "phoneNumber": "5550100", "phoneCountryCode": "+1", "channel": "CHANNEL_BIND_PHONE" }),
        json!({ "email": "ada@example.com", "channel": "CHANNEL_LOGIN" }),
        json!({ "codeType": "SMS", "smsCodePayload": phone }),
        json!({ "codeType": "EMAIL", "emailCodePayload": email }),
    ];
    assert_eq!(bodies, wanted);
    assert!(server.requests().iter().all(|request| request.header("authorization").is_none()));
}

#[tokio::test]
async fn a_phone_number_and_an_address_are_bound_and_unbound() {
    let server = Server::start().await;
    let operations = ["bindPhoneV3", "unbindPhoneV3", "bindEmailV3", "unbindEmailV3"];
    for operation in operations {
        server.reply(operation, done());
    }
    let store = TestStore::with_session(session());
    let client = client(&server, &store);
    client.v3().bind_phone("5550100", "1").phone_country_code("+1").await.unwrap();
    client.v3().unbind_phone("2").await.unwrap();
    client.v3().bind_email("ada@example.com", "3").await.unwrap();
    client.v3().unbind_email("4").await.unwrap();
    assert_eq!(server.operations(), operations);
    let bodies: Vec<Value> = server.requests().iter().map(|request| request.json()).collect();
    let wanted = [
        json!({ "phoneNumber": "5550100", "phoneCountryCode": "+1", "passCode": "1" }),
        json!({ "passCode": "2" }),
        json!({ "email": "ada@example.com", "passCode": "3" }),
        json!({ "passCode": "4" }),
    ];
    assert_eq!(bodies, wanted);
    assert!(server.requests().iter().all(|request| request.access_token() == Some(&access_token())));
    assert_eq!(*store.session().unwrap(), session());
}

#[tokio::test]
async fn a_number_and_an_address_are_changed_in_two_steps() {
    let server = Server::start().await;
    server.reply("verifyUpdatePhoneRequestV3", v3(json!({ "updatePhoneToken": "phone-1", "tokenExpiresIn": 60 })));
    server.reply("updatePhoneV3", done());
    server.reply("verifyUpdateEmailRequestV3", v3(json!({ "updateEmailToken": "email-1", "tokenExpiresIn": 60 })));
    server.reply("updateEmailV3", done());
    let client = client(&server, &TestStore::with_session(session()));

    let request = client.v3().verify_update_phone_request("176", "1").old_phone("177", "2");
    let proof = request.new_phone_country_code("+86").old_phone_country_code("+1").await.unwrap();
    assert_eq!(proof.token_expires_in, Some(60));
    client.v3().update_phone(proof.update_phone_token).await.unwrap();
    let proof = client.v3().verify_update_email_request("new@b.c", "3").old_email("old@b.c", "4").await.unwrap();
    client.v3().update_email(proof.update_email_token).await.unwrap();

    let bodies: Vec<Value> = server.requests().iter().map(|request| request.json()).collect();
    let phone = json!({
        "newPhoneNumber": "176",
        "newPhonePassCode": "1",
        "newPhoneCountryCode": "+86",
        "oldPhoneNumber": "177",
        "oldPhonePassCode": "2",
        "oldPhoneCountryCode": "+1",
    });
    let email =
        json!({ "newEmail": "new@b.c", "newEmailPassCode": "3", "oldEmail": "old@b.c", "oldEmailPassCode": "4" });
    let wanted = [
        json!({ "verifyMethod": "PHONE_PASSCODE", "phonePassCodePayload": phone }),
        json!({ "updatePhoneToken": "phone-1" }),
        json!({ "verifyMethod": "EMAIL_PASSCODE", "emailPassCodePayload": email }),
        json!({ "updateEmailToken": "email-1" }),
    ];
    assert_eq!(bodies, wanted);
}

#[tokio::test]
async fn identities_are_listed_and_taken_off() {
    let server = Server::start().await;
    server.reply("getIdentities", v3(json!([{ "extIdpId": "e1", "type": "openid", "userIdInIdp": "oOpen-1" }])));
    server.reply("getIdentities", v3(Value::Null));
    server.reply("unlinkExtIdp", v3(json!({ "success": true })));
    server.reply("unlinkExtIdp", v3(json!({ "success": false })));
    let client = client(&server, &TestStore::with_session(session()));
    let identities = client.v3().get_identities().await.unwrap();
    assert_eq!(identities[0].ext_idp_id.as_deref(), Some("e1"));
    assert!(client.v3().get_identities().await.unwrap().is_empty(), "null is no identity");
    client.v3().unlink_ext_idp("e1").await.unwrap();
    assert!(client.v3().unlink_ext_idp("e1").await.unwrap_err().is_api(), "the server reports that it has not done it");
    assert!(server.requests().iter().all(|request| request.access_token() == Some(&access_token())));
}

#[tokio::test]
async fn a_refusal_is_an_error_whatever_the_http_status() {
    let server = Server::start().await;
    server.reply("bindPhoneV3", v3_refusal(409, 2035, "taken"));
    let client = client(&server, &TestStore::with_session(session()));
    let error = client.v3().bind_phone("176", "1").await.unwrap_err();
    assert_eq!((error.code().get(), error.message(), error.request_id()), (2035, "taken", Some("request-1")));
}

#[tokio::test]
async fn blank_arguments_are_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = client(&server, &TestStore::with_session(session()));
    let errors = [
        client.v3().send_sms(" ", SmsChannel::CHANNEL_LOGIN).await.unwrap_err(),
        client.v3().send_sms("176", "").await.unwrap_err(),
        client.v3().send_email("", EmailChannel::CHANNEL_LOGIN).await.unwrap_err(),
        client.v3().bind_phone("176", "").await.unwrap_err(),
        client.v3().unbind_phone("").await.unwrap_err(),
        client.v3().bind_email("", "1").await.unwrap_err(),
        client.v3().verify_update_phone_request("", "1").await.map(drop).unwrap_err(),
        client.v3().update_phone("").await.unwrap_err(),
        client.v3().update_email(" ").await.unwrap_err(),
        client.v3().unlink_ext_idp("").await.unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_argument() && error.message().contains("is empty"), "{error}");
    }
    server.assert_untouched();
}
