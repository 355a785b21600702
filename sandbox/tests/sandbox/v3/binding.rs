//! Codes, and the phone number and the mail address of a user.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Client, PHONE, data, mail, refused, sms, text};
use crate::{Sandbox, sandbox};

const EMAIL: &str = "ada@example.com";

#[tokio::test]
async fn a_code_is_for_one_channel_and_one_message_goes_out_a_minute() {
    let sandbox = sandbox().await;
    let client = Client::new(&sandbox);
    let check = async |channel: &str, code: &str| {
        let payload = json!({ "phone": PHONE, "passCode": code, "channel": channel });
        data(client.post("pre-check-code", json!({ "codeType": "SMS", "smsCodePayload": payload })).await)
    };
    let code = sms(&sandbox, PHONE, "CHANNEL_BIND_PHONE").await;
    assert_eq!(check("CHANNEL_BIND_PHONE", &code).await["isValid"], true);
    assert_eq!(check("CHANNEL_BIND_PHONE", &code).await["isValid"], true, "the check does not use the code");
    assert_eq!(check("CHANNEL_LOGIN", &code).await["isValid"], false);
    let wrong = check("CHANNEL_BIND_PHONE", "guessed").await;
    assert!(wrong["isValid"] == false && wrong["message"].is_string(), "{wrong}");

    let again =
        async || client.post("send-sms", json!({ "phoneNumber": PHONE, "channel": "CHANNEL_BIND_PHONE" })).await;
    assert_eq!(refused(&again().await), (429, 429));
    sms(&sandbox, PHONE, "CHANNEL_LOGIN").await;
    sandbox.advance(Duration::from_secs(60));
    data(again().await);
    sandbox.advance(Duration::from_secs(301));
    let code = sandbox.last_code(PHONE).unwrap();
    assert!(text(&check("CHANNEL_BIND_PHONE", &code).await["message"]).contains("expired"));

    mail(&sandbox, EMAIL, "CHANNEL_LOGIN").await;
    let again = client.post("send-email", json!({ "email": EMAIL, "channel": "CHANNEL_LOGIN" })).await;
    assert_eq!(refused(&again), (429, 2080));
    for (path, body) in [
        ("send-sms", json!({ "phoneNumber": PHONE, "channel": "CHANNEL_LOTTERY" })),
        ("send-email", json!({ "email": EMAIL, "channel": "CHANNEL_BIND_PHONE" })),
        ("pre-check-code", json!({ "codeType": "FAX" })),
    ] {
        assert_eq!(refused(&client.post(path, body).await), (400, 400), "{path}");
    }
    assert_eq!(refused(&client.post("pre-check-code", json!({ "codeType": "SMS" })).await).1, 2231);
}

#[tokio::test]
async fn a_code_of_the_login_channel_signs_in() {
    let sandbox = Sandbox::seeded(json!({ "users": [{ "id": "ada", "phone": PHONE, "email": EMAIL }] })).await;
    let client = Client::new(&sandbox);
    let sign_in = async |payload: Value| {
        client.post("signin", json!({ "connection": "PASSCODE", "passCodePayload": payload })).await
    };
    let code = sms(&sandbox, PHONE, "CHANNEL_LOGIN").await;
    data(sign_in(json!({ "phone": PHONE, "phoneCountryCode": "+86", "passCode": code })).await);
    let code = mail(&sandbox, EMAIL, "CHANNEL_LOGIN").await;
    data(sign_in(json!({ "email": EMAIL, "passCode": code })).await);
    let code = mail(&sandbox, EMAIL, "CHANNEL_BIND_EMAIL").await;
    assert_eq!(refused(&sign_in(json!({ "email": EMAIL, "passCode": code })).await).1, 2001);
}

#[tokio::test]
async fn a_user_binds_an_address_that_nobody_has_and_unbinds_it() {
    let sandbox = Sandbox::seeded(json!({ "users": [{ "id": "bob", "phone": "13500000001" }] })).await;
    let ada = Client::of(&sandbox, "openid-ada").await;
    let bind = async |number: &str, code: &str| {
        ada.post("bind-phone", json!({ "phoneNumber": number, "passCode": code })).await
    };
    let code = sms(&sandbox, "13500000001", "CHANNEL_BIND_PHONE").await;
    assert_eq!(refused(&bind("13500000001", &code).await), (409, 2035), "it is the number of Bob");
    let code = sms(&sandbox, PHONE, "CHANNEL_BIND_PHONE").await;
    assert_eq!(refused(&bind(PHONE, "guessed").await).1, 2001);
    data(bind(PHONE, &code).await);
    assert_eq!(refused(&bind("13500000002", "").await), (409, 2035), "a number is changed by other means");

    let code = mail(&sandbox, EMAIL, "CHANNEL_BIND_EMAIL").await;
    data(ada.post("bind-email", json!({ "email": "Ada@example.com", "passCode": code })).await);
    let profile = ada.profile().await;
    assert_eq!((&profile["email"], &profile["phone"]), (&json!(EMAIL), &json!(PHONE)));

    let code = sms(&sandbox, PHONE, "CHANNEL_UNBIND_PHONE").await;
    let other = sms(&sandbox, "13500000009", "CHANNEL_UNBIND_PHONE").await;
    assert_eq!(refused(&ada.post("unbind-phone", json!({ "passCode": other })).await).1, 2001);
    data(ada.post("unbind-phone", json!({ "passCode": code })).await);
    let code = mail(&sandbox, EMAIL, "CHANNEL_UNBIND_EMAIL").await;
    data(ada.post("unbind-email", json!({ "passCode": code })).await);
    assert_eq!(refused(&ada.post("unbind-email", json!({ "passCode": "" })).await).1, 2219, "there is none any more");
}

#[tokio::test]
async fn the_last_way_to_log_in_stays() {
    let sandbox = Sandbox::seeded(json!({ "users": [{ "id": "ada", "email": EMAIL, "password": "passw0rd" }] })).await;
    let client = Client::new(&sandbox);
    let payload = json!({ "email": EMAIL, "password": "passw0rd" });
    let tokens = data(client.post("signin", json!({ "connection": "PASSWORD", "passwordPayload": payload })).await);
    let ada = client.with_token(text(&tokens["access_token"]));
    let code = mail(&sandbox, EMAIL, "CHANNEL_UNBIND_EMAIL").await;
    assert_eq!(refused(&ada.post("unbind-email", json!({ "passCode": code })).await), (422, 2217));
}

#[tokio::test]
async fn a_new_phone_number_needs_the_codes_of_both_and_then_the_token() {
    let sandbox = Sandbox::seeded(json!({ "users": [{ "id": "ada", "openid": "openid-ada", "phone": PHONE }] })).await;
    let ada = Client::of(&sandbox, "openid-ada").await;
    let new = "13500000002";
    let verify = async |payload: Value| {
        let body = json!({ "verifyMethod": "PHONE_PASSCODE", "phonePassCodePayload": payload });
        ada.post("verify-update-phone-request", body).await
    };
    let update = async |token: &str| ada.post("update-phone", json!({ "updatePhoneToken": token })).await;
    let old_code = sms(&sandbox, PHONE, "CHANNEL_UNBIND_PHONE").await;
    let new_code = sms(&sandbox, new, "CHANNEL_BIND_PHONE").await;
    let whole = json!({
        "newPhoneNumber": new, "newPhonePassCode": new_code, "oldPhoneNumber": PHONE, "oldPhonePassCode": old_code,
    });
    let without = verify(json!({ "newPhoneNumber": new, "newPhonePassCode": new_code })).await;
    assert_eq!(refused(&without).1, 2228, "the old number has to be verified, too");
    let token = data(verify(whole.clone()).await);
    assert_eq!(token["tokenExpiresIn"], 60);
    let token = text(&token["updatePhoneToken"]);
    assert_eq!(ada.profile().await["phone"], PHONE, "nothing has changed yet");
    assert_eq!(refused(&verify(whole).await).1, 2001, "the codes are used");

    let eve = Client::of(&sandbox, "openid-eve").await;
    assert_eq!(refused(&eve.post("update-phone", json!({ "updatePhoneToken": token })).await), (400, 400));
    assert_eq!(refused(&ada.post("update-email", json!({ "updateEmailToken": token })).await), (400, 400));
    data(update(&token).await);
    assert_eq!(ada.profile().await["phone"], new);
    assert_eq!(refused(&update(&token).await), (400, 400), "the token works once");
}

#[tokio::test]
async fn a_token_for_a_new_mail_address_expires_after_a_minute() {
    let sandbox = sandbox().await;
    let ada = Client::of(&sandbox, "openid-ada").await;
    let token = async |email: &str| {
        let code = mail(&sandbox, email, "CHANNEL_UPDATE_EMAIL").await;
        let payload = json!({ "newEmail": email, "newEmailPassCode": code });
        let body = json!({ "verifyMethod": "EMAIL_PASSCODE", "emailPassCodePayload": payload });
        text(&data(ada.post("verify-update-email-request", body).await)["updateEmailToken"])
    };
    let late = token(EMAIL).await;
    sandbox.advance(Duration::from_secs(61));
    assert_eq!(refused(&ada.post("update-email", json!({ "updateEmailToken": late })).await), (400, 400));
    let meanwhile = token(EMAIL).await;
    sandbox.add_user(EMAIL, "passw0rd");
    let taken = ada.post("update-email", json!({ "updateEmailToken": meanwhile })).await;
    assert_eq!(refused(&taken), (409, 2200), "somebody else was quicker");
    let token = token("ada@example.org").await;
    data(ada.post("update-email", json!({ "updateEmailToken": token })).await);
    assert_eq!(ada.profile().await["email"], "ada@example.org");
    let body =
        json!({ "verifyMethod": "PIGEON", "emailPassCodePayload": { "newEmail": EMAIL, "newEmailPassCode": "" } });
    assert_eq!(refused(&ada.post("verify-update-email-request", body).await), (400, 400));
}
