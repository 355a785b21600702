//! The profile and the password of a user, and the end of the account.

use serde_json::{Value, json};

use super::{Client, PHONE, data, mail, refused, sms, text};
use crate::{Sandbox, sandbox};

async fn signed_in(sandbox: &Sandbox, account: &str, password: &str) -> Value {
    let payload = json!({ "account": account, "password": password });
    Client::new(sandbox).post("signin", json!({ "connection": "PASSWORD", "passwordPayload": payload })).await
}

async fn client_of(sandbox: &Sandbox, account: &str, password: &str) -> Client {
    let tokens = data(signed_in(sandbox, account, password).await);
    Client::new(sandbox).with_token(text(&tokens["access_token"]))
}

#[tokio::test]
async fn the_profile_has_the_parts_that_the_call_asks_for() {
    let sandbox = Sandbox::seeded(json!({
        "users": [{
            "id": "ada", "openid": "openid-ada",
            "departments": [{ "department": { "id": "d1", "name": "Research" } }],
            "customData": [{ "key": "school", "value": "A" }],
        }],
        "customFields": [{ "key": "school" }],
    }))
    .await;
    let ada = Client::of(&sandbox, "openid-ada").await;
    let bare = data(ada.get("get-profile").await);
    assert_eq!(bare["userId"], "ada");
    for part in ["customData", "identities", "departmentIds"] {
        assert_eq!(bare[part], Value::Null, "{part}");
    }
    let whole = data(ada.get("get-profile?withCustomData=true&withIdentities=true&withDepartmentIds=true").await);
    assert_eq!((&whole["customData"], &whole["departmentIds"]), (&json!({ "school": "A" }), &json!(["d1"])));
    assert_eq!(whole["identities"], data(ada.get("get-identities").await));
    assert_eq!(refused(&Client::new(&sandbox).with_token("guessed").get("get-profile").await), (401, 2020));
}

#[tokio::test]
async fn a_user_changes_the_profile_but_no_name_that_another_has() {
    let sandbox =
        Sandbox::seeded(json!({ "users": [{ "username": "bob" }], "customFields": [{ "key": "school" }] })).await;
    let ada = Client::of(&sandbox, "openid-ada").await;
    let body = json!({
        "name": "Ada Lovelace", "nickname": "Ada", "gender": "F", "birthdate": "1815-12-10", "streetAddress": "St. James's Square",
        "postalCode": "SW1Y", "username": "ada", "company": "Analytical Engines", "identityNumber": "1", "customData": { "school": "A" },
    });
    let changed = data(ada.post("update-profile", body.clone()).await);
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(changed[name], *value, "{name}");
    }
    let again = data(ada.post("update-profile", json!({ "nickname": null })).await);
    assert_eq!((&again["nickname"], &again["name"]), (&Value::Null, &json!("Ada Lovelace")), "null clears a member");
    assert_eq!(refused(&ada.post("update-profile", json!({ "username": "bob" })).await), (409, 2034));
    let unknown = ada.post("update-profile", json!({ "customData": { "shoe": 37 } })).await;
    assert_eq!(refused(&unknown), (400, 400));
    assert!(text(&unknown["message"]).contains("shoe"), "{unknown}");
}

#[tokio::test]
async fn a_password_is_changed_with_the_old_one_and_encrypted_as_the_call_says() {
    let sandbox = Sandbox::seeded(json!({ "users": [{ "username": "ada", "password": "passw0rd" }] })).await;
    let ada = client_of(&sandbox, "ada", "passw0rd").await;
    let update = async |body: Value| ada.post("update-password", body).await;
    assert_eq!(refused(&update(json!({ "newPassword": "secret-2" })).await).1, 2201);
    let wrong = update(json!({ "newPassword": "secret-2", "oldPassword": "guessed" })).await;
    assert_eq!(refused(&wrong).1, 2203);
    data(update(json!({ "newPassword": "secret-2", "oldPassword": "passw0rd", "passwordEncryptType": "none" })).await);

    let key = data_of_system(&sandbox).await["rsa"]["publicKey"].clone();
    let seal = |password: &str| encrypted(key.as_str().unwrap(), password);
    let plain = json!({ "newPassword": "secret-3", "oldPassword": "secret-2", "passwordEncryptType": "rsa" });
    assert_eq!(refused(&update(plain).await).1, 2016, "the new password has to be encrypted then");
    // The mini-program SDK encrypts the new password only.
    data(
        update(json!({ "newPassword": seal("secret-3"), "oldPassword": "secret-2", "passwordEncryptType": "rsa" }))
            .await,
    );
    let both =
        json!({ "newPassword": seal("secret-4"), "oldPassword": seal("secret-3"), "passwordEncryptType": "rsa" });
    data(update(both).await);
    data(signed_in(&sandbox, "ada", "secret-4").await);
    assert_eq!(refused(&signed_in(&sandbox, "ada", "passw0rd").await), (403, 2333));
}

/// The facts of the server, which have no envelope and need no application.
async fn data_of_system(sandbox: &Sandbox) -> Value {
    reqwest::get(format!("{}/api/v3/system", sandbox.url())).await.unwrap().json().await.unwrap()
}

fn encrypted(key: &str, password: &str) -> String {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    use rsa::{Pkcs1v15Encrypt, PublicKey, pkcs8::DecodePublicKey as _};
    // The body of the PEM is one line, as the service sends it.
    let body = key.lines().nth(1).unwrap();
    let key = PublicKey::from_public_key_der(&BASE64_STANDARD.decode(body).unwrap()).unwrap();
    BASE64_STANDARD.encode(key.encrypt(&mut rand::rng(), Pkcs1v15Encrypt, password.as_bytes()).unwrap())
}

#[tokio::test]
async fn the_keys_of_passwords_are_public() {
    let sandbox = sandbox().await;
    let facts = data_of_system(&sandbox).await;
    assert!(text(&facts["rsa"]["publicKey"]).contains("BEGIN PUBLIC KEY"), "{facts}");
    assert_eq!(facts["sm2"]["publicKey"], authing_sandbox::SM2_PUBLIC_KEY);
}

#[tokio::test]
async fn an_account_ends_with_a_code_and_its_tokens_with_it() {
    let sandbox = sandbox().await;
    let ada = Client::of(&sandbox, "openid-ada").await;
    let code = sms(&sandbox, PHONE, "CHANNEL_BIND_PHONE").await;
    data(ada.post("bind-phone", json!({ "phoneNumber": PHONE, "passCode": code })).await);
    let verify = async |body: Value| ada.post("verify-delete-account-request", body).await;
    let by_phone = |number: &str, code: &str| {
        let payload = json!({ "phoneNumber": number, "passCode": code });
        json!({ "verifyMethod": "PHONE_PASSCODE", "phonePassCodePayload": payload })
    };
    let code = sms(&sandbox, PHONE, "CHANNEL_DELETE_ACCOUNT").await;
    assert_eq!(refused(&verify(by_phone("13500000009", &code)).await).1, 2038, "the number of somebody else");
    assert_eq!(refused(&verify(by_phone(PHONE, "guessed")).await).1, 2001);
    let password = json!({ "verifyMethod": "PASSWORD", "passwordPayload": { "password": "passw0rd" } });
    assert_eq!(refused(&verify(password).await), (400, 400), "who has a phone number proves it");
    assert_eq!(refused(&verify(json!({ "verifyMethod": "PHONE_PASSCODE" })).await).1, 2231);
    let token = text(&data(verify(by_phone(PHONE, &code)).await)["deleteAccountToken"]);
    assert_eq!(refused(&ada.post("update-phone", json!({ "updatePhoneToken": token })).await), (400, 400));
    assert_eq!(data(ada.post("delete-account", json!({ "deleteAccountToken": token })).await)["success"], true);
    assert!(sandbox.users().is_empty());
    assert_eq!(refused(&ada.get("get-profile").await), (401, 2020));
}

#[tokio::test]
async fn an_account_ends_with_a_mail_or_for_want_of_addresses_with_the_password() {
    let sandbox = Sandbox::seeded(json!({ "users": [
        { "username": "ada", "email": "ada@example.com", "password": "passw0rd" },
        { "username": "bob", "password": "passw0rd" },
    ] }))
    .await;
    let delete = async |client: &Client, body: Value| {
        let token = text(&data(client.post("verify-delete-account-request", body).await)["deleteAccountToken"]);
        data(client.post("delete-account", json!({ "deleteAccountToken": token })).await);
    };
    let ada = client_of(&sandbox, "ada", "passw0rd").await;
    let code = mail(&sandbox, "ada@example.com", "CHANNEL_DELETE_ACCOUNT").await;
    let payload = json!({ "email": "ada@example.com", "passCode": code });
    delete(&ada, json!({ "verifyMethod": "EMAIL_PASSCODE", "emailPassCodePayload": payload })).await;
    let bob = client_of(&sandbox, "bob", "passw0rd").await;
    let wrong = json!({ "verifyMethod": "PASSWORD", "passwordPayload": { "password": "guessed" } });
    assert_eq!(refused(&bob.post("verify-delete-account-request", wrong).await).1, 2006);
    delete(&bob, json!({ "verifyMethod": "PASSWORD", "passwordPayload": { "password": "passw0rd" } })).await;
    assert!(sandbox.users().is_empty());
}
