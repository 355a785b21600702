//! What a back end asks Authing about WeChat, and the link between a user and WeChat.

use std::time::Duration;

use authing_sandbox::{EXT_IDP_CONN_IDENTIFIER, WECHAT_APP_ID, WECHAT_APP_SECRET};
use serde_json::{Value, json};

use super::{Client, PHONE, data, refused, text};
use crate::{Sandbox, sandbox};

#[tokio::test]
async fn each_access_token_overwrites_the_one_before() {
    let sandbox = sandbox().await;
    let (client, ada) = (Client::new(&sandbox), sandbox.wechat().user("openid-ada"));
    let fetch = async || {
        let owner = json!({ "appId": WECHAT_APP_ID, "appSecret": WECHAT_APP_SECRET });
        let info = data(client.post("get-wechat-access-token-info", owner).await);
        let expires_at: i64 = text(&info["expiresAt"]).parse().unwrap();
        assert!((300..=7200).contains(&(expires_at - sandbox.now())), "{info}");
        text(&info["accessToken"])
    };
    // WeChat itself is asked with the token.
    let works = async |token: &str| {
        let url = format!("{}/wxa/business/getuserphonenumber?access_token={token}", sandbox.url());
        let body = json!({ "code": ada.press_phone_button_code(PHONE) });
        let answer: Value = reqwest::Client::new().post(url).json(&body).send().await.unwrap().json().await.unwrap();
        answer["errcode"].clone()
    };
    let (first, second) = (fetch().await, fetch().await);
    assert_eq!((works(&first).await, works(&second).await), (json!(0), json!(0)), "both work for five minutes");
    sandbox.advance(Duration::from_secs(301));
    assert_eq!((works(&first).await, works(&second).await), (json!(40001), json!(0)));

    sandbox.wechat().keep_access_token(true);
    let kept = fetch().await;
    sandbox.advance(Duration::from_secs(6000));
    assert_eq!(fetch().await, kept, "Authing keeps it for all who ask");
    sandbox.advance(Duration::from_secs(700));
    assert_ne!(fetch().await, kept, "it would expire within five minutes");
    let wrong = json!({ "appId": WECHAT_APP_ID, "appSecret": "guessed" });
    let reply = client.post("get-wechat-access-token-info", wrong).await;
    assert_eq!((refused(&reply), &reply["data"]["errcode"]), ((602, 602), &json!(40125)));
}

#[tokio::test]
async fn the_number_of_a_code_is_told_without_a_sign_in() {
    let sandbox = sandbox().await;
    let (client, ada) = (Client::new(&sandbox), sandbox.wechat().user("openid-ada"));
    let code = ada.press_phone_button_code("+85261234567");
    let ask = async |identifier: &str| {
        let body = json!({ "extIdpConnidentifier": identifier, "code": code });
        client.post("get-wechat-miniprogram-phone", body).await
    };
    assert_eq!(refused(&ask("another").await), (404, 404));
    let number = data(ask(EXT_IDP_CONN_IDENTIFIER).await);
    // As the document has it, and as the mini-program SDK reads it.
    for place in [&number, &number["phone_info"]] {
        assert_eq!((&place["purePhoneNumber"], &place["countryCode"]), (&json!("61234567"), &json!("852")), "{number}");
    }
    assert_eq!(ask(EXT_IDP_CONN_IDENTIFIER).await["data"]["errcode"], 40029, "the code is spent");
    assert!(sandbox.users().is_empty());
}

#[tokio::test]
async fn encrypted_data_is_decrypted_with_the_code_from_before() {
    let sandbox = sandbox().await;
    let (client, ada) = (Client::new(&sandbox), sandbox.wechat().user("openid-ada"));
    let (code, (iv, sealed)) = (ada.login(), ada.press_profile_button(json!({ "nickName": "Ada" })));
    let body =
        json!({ "extIdpConnidentifier": EXT_IDP_CONN_IDENTIFIER, "code": code, "iv": iv, "encryptedData": sealed });
    let opened = data(client.post("decrypt-wechat-miniprogram-data", body.clone()).await);
    assert_eq!((&opened["nickName"], &opened["watermark"]["appid"]), (&json!("Ada"), &json!(WECHAT_APP_ID)));
    assert_eq!(client.post("decrypt-wechat-miniprogram-data", body).await["data"]["errcode"], 40163);
}

#[tokio::test]
async fn a_user_links_a_wechat_user_whom_no_other_account_has() {
    let sandbox = Sandbox::seeded(json!({ "users": [
        { "id": "ada", "username": "ada", "password": "passw0rd" },
        { "id": "eve", "openid": "openid-eve" },
    ] }))
    .await;
    let client = Client::new(&sandbox);
    let payload = json!({ "username": "ada", "password": "passw0rd" });
    let tokens = data(client.post("signin", json!({ "connection": "PASSWORD", "passwordPayload": payload })).await);
    let ada = client.with_token(text(&tokens["access_token"]));
    let bind = async |openid: &str| {
        let code = sandbox.wechat().user(openid).login();
        let body = json!({ "code": code, "extIdpConnidentifier": EXT_IDP_CONN_IDENTIFIER });
        ada.post_to("/connections/social/wechat-miniprogram/bind", body).await
    };
    assert_eq!(refused(&bind("openid-eve").await), (409, 2215));
    data(bind("openid-ada").await);
    data(bind("openid-ada").await);
    assert_eq!(refused(&bind("openid-other").await).1, 2213);
    let signed_in = Client::of(&sandbox, "openid-ada").await;
    assert_eq!(signed_in.profile().await["userId"], "ada");

    let linked = data(ada.get("get-identities").await);
    let source = &linked[0]["extIdpId"];
    assert_ne!(*source, EXT_IDP_CONN_IDENTIFIER, "a source is not a connection");
    assert_eq!(data(ada.post("unlink-extidp", json!({ "extIdpId": source })).await)["success"], true);
    assert_eq!(data(ada.get("get-identities").await), json!([]));
}
