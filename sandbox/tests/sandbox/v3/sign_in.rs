//! Signing in with codes of WeChat, and the tokens that it gives.

use std::time::Duration;

use authing_sandbox::{APP_ID, APP_SECRET, EXT_IDP_CONN_IDENTIFIER};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{Client, PHONE, by_both, by_code, data, refused, text};
use crate::{Sandbox, oidc::site, sandbox};

#[tokio::test]
async fn a_new_user_signs_in_with_both_codes_in_one_call() {
    let sandbox = sandbox().await;
    let (client, ada) = (Client::new(&sandbox), sandbox.wechat().user("openid-ada").with_unionid("union-ada"));
    // The code of the button may be the older one: no session key takes part.
    let phone = ada.press_phone_button_code(PHONE);
    let tokens = data(client.post("signin-by-mobile", by_both(&ada.login(), &phone)).await);
    assert_eq!(tokens["scope"], "openid profile phone offline_access");
    let profile = client.with_token(text(&tokens["access_token"])).profile().await;
    assert_eq!((&profile["phone"], &profile["phoneCountryCode"]), (&json!(PHONE), &json!("+86")), "{profile}");
    let ids: Vec<_> = profile["identities"].as_array().unwrap().iter().map(|one| &one["userIdInIdp"]).collect();
    assert_eq!(ids, ["openid-ada", "union-ada"]);
    assert_eq!(sandbox.users().len(), 1);
}

#[tokio::test]
async fn the_number_goes_only_to_an_account_without_one_and_only_if_it_is_free() {
    let sandbox = Sandbox::seeded(json!({ "users": [
        { "id": "ada", "openid": "openid-ada" },
        { "id": "bob", "openid": "openid-bob", "phone": "13500000001" },
        { "id": "eve", "openid": "openid-eve" },
    ] }))
    .await;
    let client = Client::new(&sandbox);
    let sign_in = async |openid: &str, phone: &str| {
        let user = sandbox.wechat().user(openid);
        let codes = by_both(&user.login(), &user.press_realtime_phone_button_code(phone));
        data(client.post("signin-by-mobile", codes).await);
    };
    sign_in("openid-ada", PHONE).await;
    sign_in("openid-bob", "13500000002").await;
    // The number of Ada. The sign-in succeeds, and only the profile tells that the number was not taken.
    sign_in("openid-eve", PHONE).await;
    sign_in("openid-new", PHONE).await;
    let phones: Vec<_> = sandbox.users().into_iter().map(|user| user.phone).collect();
    assert_eq!(phones, [Some(PHONE.into()), Some("13500000001".into()), None, None]);
}

#[tokio::test]
async fn wechat_refuses_codes_and_authing_tells_which_error_it_was() {
    let sandbox = sandbox().await;
    let (client, ada) = (Client::new(&sandbox), sandbox.wechat().user("openid-ada"));
    let sign_in = async |login: &str, phone: &str| client.post("signin-by-mobile", by_both(login, phone)).await;
    let used = ada.press_phone_button_code(PHONE);
    data(sign_in(&ada.login(), &used).await);
    let old = ada.press_phone_button_code(PHONE);
    sandbox.advance(Duration::from_secs(301));
    let fresh = || ada.press_phone_button_code(PHONE);
    for (login, phone, errcode) in [
        (ada.login(), used, 40029),
        (ada.login(), old, 40029),
        (ada.login(), "guessed".into(), 40029),
        (ada.login(), ada.login(), 40029),
        (fresh(), fresh(), 40029),
        ("guessed".into(), fresh(), 40029),
    ] {
        let reply = sign_in(&login, &phone).await;
        assert_eq!((refused(&reply), &reply["data"]["errcode"]), ((602, 602), &json!(errcode)), "{reply}");
        assert!(reply["data"]["access_token"].is_null(), "{reply}");
    }
    let login = ada.login();
    data(sign_in(&login, &fresh()).await);
    let again = sign_in(&login, &fresh()).await;
    assert_eq!(again["data"], json!({ "errcode": 40163, "errmsg": "code been used" }));
}

#[tokio::test]
async fn the_old_phone_button_needs_the_code_from_before_the_press() {
    let sandbox = sandbox().await;
    let (client, ada) = (Client::new(&sandbox), sandbox.wechat().user("openid-ada"));
    let sign_in = async |code: &str, (iv, data): (String, String)| {
        let body = json!({
            "connection": "wechat_mini_program_phone",
            "extIdpConnidentifier": EXT_IDP_CONN_IDENTIFIER,
            "wechatMiniProgramPhonePayload": { "code": code, "iv": iv, "encryptedData": data },
        });
        client.post("signin-by-mobile", body).await
    };
    let (code, pressed) = (ada.login(), ada.press_phone_button("+85261234567"));
    data(sign_in(&code, pressed).await);
    let user = sandbox.users().remove(0);
    assert_eq!((user.phone.as_deref(), user.phone_country_code.as_deref()), (Some("61234567"), Some("+852")));
    let (pressed, late) = (ada.press_phone_button(PHONE), ada.login());
    assert_eq!(refused(&sign_in(&late, pressed).await).0, 500, "the new login has changed the session key");
}

#[tokio::test]
async fn a_profile_that_wechat_encrypted_comes_along() {
    let sandbox = sandbox().await;
    let (client, ada) = (Client::new(&sandbox), sandbox.wechat().user("openid-ada"));
    let mut body = by_code(&ada.login());
    let (iv, sealed) = ada.press_profile_button(json!({ "nickName": "Ada" }));
    body["wechatMiniProgramCodePayload"]["iv"] = iv.into();
    body["wechatMiniProgramCodePayload"]["encryptedData"] = sealed.into();
    let tokens = data(client.post("signin-by-mobile", body).await);
    assert_eq!((&tokens["scope"], &tokens["refresh_token"]), (&json!("openid profile"), &Value::Null));
    assert_eq!(sandbox.users()[0].nickname.as_deref(), Some("Ada"));
}

#[tokio::test]
async fn a_refresh_token_works_once() {
    let sandbox = sandbox().await;
    let (client, ada) = (Client::new(&sandbox), sandbox.wechat().user("openid-ada"));
    let codes = by_both(&ada.login(), &ada.press_phone_button_code(PHONE));
    let tokens = data(client.post("signin-by-mobile", codes).await);
    sandbox.advance(Duration::from_secs(3601));
    let client = client.with_token(text(&tokens["access_token"]));
    assert_eq!(refused(&client.get("get-profile").await), (401, 2020), "the access token has expired");
    let sdk = site(&sandbox);
    let fresh = sdk.get_new_access_token_by_refresh_token(text(&tokens["refresh_token"])).await.unwrap();
    let again = sdk.get_new_access_token_by_refresh_token(text(&tokens["refresh_token"])).await.unwrap_err();
    assert_eq!(again.oauth_error(), Some("invalid_grant"));
    let client = client.unchecked(&sandbox).with_token(format!("Bearer {}", fresh.access_token.expose()));
    assert_eq!(client.profile().await["phone"], PHONE, "Bearer is taken as well as a bare token");
    sdk.get_new_access_token_by_refresh_token(fresh.refresh_token.unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_sign_in_names_a_connection_of_the_application_and_its_payload() {
    let sandbox = Sandbox::seeded(
        json!({ "application": { "socialConnections": [{ "identifier": "second", "provider": "wechat" }] } }),
    )
    .await;
    let (client, ada) = (Client::new(&sandbox), sandbox.wechat().user("openid-ada"));
    let sign_in = async |member: &str, value: Value, code: &str| {
        let mut body = by_code(code);
        body[member] = value;
        client.post("signin-by-mobile", body).await
    };
    let code = ada.login();
    let unknown = sign_in("extIdpConnidentifier", "another".into(), &code).await;
    assert_eq!(refused(&unknown), (404, 404));
    assert!(text(&unknown["message"]).contains(EXT_IDP_CONN_IDENTIFIER), "{unknown}");
    assert_eq!(refused(&sign_in("connection", "wechat_mini_program_phone".into(), &code).await).1, 2231);
    assert_eq!(refused(&sign_in("connection", "apple".into(), &code).await), (400, 400));
    assert_eq!(refused(&sign_in("client_id", "another".into(), &code).await).1, 2011);
    // Nothing of this has spent the code.
    data(sign_in("extIdpConnidentifier", "second".into(), &code).await);
}

#[tokio::test]
async fn an_application_with_a_secret_has_to_send_it() {
    for (method, right) in [("client_secret_post", "post"), ("client_secret_basic", "basic"), ("none", "none")] {
        let sandbox = Sandbox::seeded(json!({ "application": { "clientAuth": method } })).await;
        let ada = sandbox.wechat().user("openid-ada");
        for way in ["post", "basic", "none"] {
            let mut body = by_code(&ada.login());
            let mut client = Client::new(&sandbox);
            match way {
                "post" => (body["client_id"], body["client_secret"]) = (APP_ID.into(), APP_SECRET.into()),
                "basic" => {
                    let pair = BASE64_STANDARD.encode(format!("{APP_ID}:{APP_SECRET}"));
                    client = client.with_token(format!("Basic {pair}"));
                }
                _ => {}
            }
            let reply = client.post("signin-by-mobile", body).await;
            match way == right {
                true => assert!(data(reply)["access_token"].is_string()),
                false => assert_eq!(refused(&reply), (403, 403), "{method} {way}"),
            }
        }
    }
}

#[tokio::test]
async fn a_sign_in_that_is_refused_makes_no_account_and_says_which_code_is_wrong() {
    let sandbox = sandbox().await;
    let (client, ada) = (Client::new(&sandbox), sandbox.wechat().user("openid-ada"));
    let sign_in = async |login: &str, phone: &str| client.post("signin-by-mobile", by_both(login, phone)).await;
    let old = (ada.login(), ada.press_phone_button_code(PHONE));
    sandbox.advance(Duration::from_secs(301));
    let fresh = || ada.press_phone_button_code(PHONE);
    for (login, phone, expected) in [
        (ada.login(), "guessed".into(), "the code of the phone button was never issued"),
        (ada.login(), old.1, "the code of the phone button has expired"),
        (ada.login(), ada.login(), "the code of the phone button is a code of wx.login"),
        ("guessed".into(), fresh(), "the login code was never issued"),
        (old.0, fresh(), "the login code has expired"),
        (fresh(), fresh(), "the login code is a code of the phone button"),
    ] {
        let reply = sign_in(&login, &phone).await;
        assert_eq!(refused(&reply), (602, 602), "{reply}");
        assert!(text(&reply["message"]).contains(expected), "{reply}");
    }
    sandbox.wechat().refuse(-1, 1);
    let reply = sign_in(&ada.login(), &fresh()).await;
    assert!(text(&reply["message"]).ends_with("a test asked for this at the login code"), "{reply}");
    sandbox.wechat().refuse_phone_codes(-1, 1);
    let reply = sign_in(&ada.login(), &fresh()).await;
    assert!(text(&reply["message"]).ends_with("a test asked for this at the code of the phone button"), "{reply}");

    let mut body = by_code(&ada.login());
    body["wechatMiniProgramCodePayload"]["iv"] = "AAAAAAAAAAAAAAAAAAAAAA==".into();
    body["wechatMiniProgramCodePayload"]["encryptedData"] = "AAAAAAAAAAAAAAAAAAAAAA==".into();
    assert_eq!(refused(&client.post("signin-by-mobile", body.clone()).await).0, 500);
    // A payload that cannot be does not spend the code.
    let code = ada.login();
    body["wechatMiniProgramCodePayload"] =
        json!({ "code": code, "iv": "AAAAAAAAAAAAAAAAAAAAAA==", "encryptedData": "" });
    assert_eq!(refused(&client.post("signin-by-mobile", body).await), (400, 400));
    assert!(sandbox.users().is_empty(), "{:?}", sandbox.users());
    data(client.post("signin-by-mobile", by_code(&code)).await);
}
