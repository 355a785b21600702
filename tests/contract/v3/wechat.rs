//! What only WeChat can tell.

use serde_json::json;

use super::{CONNECTION, access_token, client, session};
use crate::support::{Reply, Server, TestStore, v3};

#[tokio::test]
async fn a_phone_number_is_read_in_both_forms() {
    let flat = json!({ "phoneNumber": "+86176", "purePhoneNumber": "176", "countryCode": "86" });
    let mut number = flat.clone();
    number["countryCode"] = 86.into();
    number["watermark"] = json!({ "appid": "wx1", "timestamp": 1_700_000_000 });
    for data in [flat, json!({ "errcode": 0, "errmsg": "ok", "phone_info": number })] {
        let server = Server::start().await;
        server.reply("getWechatMiniProgramPhoneV3", Reply::raw_json(v3(data)));
        let client = client(&server, &TestStore::with_session(session()));
        let phone = client.v3().get_wechat_mini_program_phone("phone-code").await.unwrap();
        assert_eq!(phone.pure_phone_number.as_deref(), Some("176"));
        assert_eq!(phone.country_code.as_deref(), Some("86"), "text or a number");
        let request = server.one_request();
        assert_eq!(request.json(), json!({ "extIdpConnidentifier": CONNECTION, "code": "phone-code" }));
        assert_eq!(request.header("authorization"), None);
    }
}

#[tokio::test]
async fn a_refusal_of_wechat_inside_a_success_is_an_error() {
    let server = Server::start().await;
    server.reply("getWechatMiniProgramPhoneV3", v3(json!({ "errcode": 40029, "errmsg": "invalid code" })));
    server.reply("getWechatMiniProgramPhoneV3", v3(json!({ "errcode": 0 })));
    let client = client(&server, &TestStore::new());
    let error = client.v3().get_wechat_mini_program_phone("phone-code").await.unwrap_err();
    assert_eq!((error.code().get(), error.message(), error.is_api()), (40029, "invalid code", true));
    let error = client.v3().get_wechat_mini_program_phone("phone-code").await.unwrap_err();
    assert!(error.is_decode() && error.message().contains("no phone number"), "{error}");
}

#[tokio::test]
async fn data_of_wechat_are_decrypted() {
    let server = Server::start().await;
    let data = json!({ "nickName": "Ada", "gender": 1, "watermark": { "appid": "wx1", "timestamp": 1_700_000_000 } });
    server.reply("decryptWechatMiniProgramDataV3", v3(data));
    let client = client(&server, &TestStore::new());
    let data = client.v3().decrypt_wechat_mini_program_data("login-code", "iv", "data").await.unwrap();
    assert_eq!((data.nick_name.as_deref(), data.extra["gender"].expose()), (Some("Ada"), &json!(1)));
    let body = json!({
        "extIdpConnidentifier": CONNECTION,
        "code": "login-code",
        "iv": "iv",
        "encryptedData": "data",
    });
    assert_eq!(server.one_request().json(), body);
}

#[tokio::test]
async fn a_wechat_user_is_linked_over_the_endpoint_of_the_mini_program_sdk() {
    let server = Server::start().await;
    server.reply("bindWechatMiniProgram", json!({ "code": 200, "message": "ok" }));
    let client = client(&server, &TestStore::with_session(session()));
    client.v3().bind_wechat_mini_program("login-code").await.unwrap();
    let request = server.one_request();
    assert_eq!(request.json(), json!({ "code": "login-code", "extIdpConnidentifier": CONNECTION }));
    assert_eq!(request.access_token(), Some(&*access_token()));
}
