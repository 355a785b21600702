//! The phone button gives phone numbers and nothing else.

use authing_sandbox::{EXT_IDP_CONN_IDENTIFIER, Sandbox};
use authing_wxapp::ErrorCode;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

const WRONG: [&str; 8] =
    ["abc", "", "+", "138-0000-0000", "13800000000 ", "13800000000138000000", "+85", "\u{ff11}\u{ff13}800000000"];

#[tokio::test]
async fn a_text_that_is_no_number_is_refused_when_it_is_set() {
    let sandbox = Sandbox::start().await.unwrap();
    let press = async |button: &str, phone: &str| -> (StatusCode, Value) {
        let request = Client::new().post(sandbox.url() + "/sandbox/wechat/p").json(&json!({ button: phone }));
        let reply = request.send().await.unwrap();
        (reply.status(), reply.json().await.unwrap())
    };
    for button in ["pressPhoneButton", "pressPhoneButtonCode", "pressRealtimePhoneButtonCode"] {
        for wrong in WRONG {
            let (status, reply) = press(button, wrong).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong:?}: {reply}");
            assert!(reply["message"].as_str().unwrap().contains("is not a phone number; write digits"), "{reply}");
        }
        for right in ["17612346754", "+8617612346754", "+85261234567"] {
            assert_eq!(press(button, right).await.0, StatusCode::OK, "{right}");
        }
    }
    for form in ["wechatPhone", "wechatPhoneCode", "wechatRealtimePhoneCode"] {
        let pairs = [("do", form), ("openid", "q"), ("phone", "abc")];
        let request = Client::new().post(sandbox.url() + "/sandbox").form(&pairs);
        let reply = request.send().await.unwrap();
        assert_ne!(reply.status(), StatusCode::OK, "{form}");
        assert!(reply.text().await.unwrap().contains("is not a phone number; write digits"), "{form}");
    }
}

#[tokio::test]
async fn a_sign_in_with_a_text_that_is_no_number_makes_no_account() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.wechat().user("oa");
    let sign_in = async |body: Value| -> Value {
        let request = Client::new().post(sandbox.url() + "/api/v3/signin-by-mobile");
        let request = request.header("x-authing-app-id", authing_sandbox::APP_ID).json(&body);
        request.send().await.unwrap().json().await.unwrap()
    };
    for wrong in WRONG {
        let (code, (iv, sealed)) = (ada.login(), ada.press_phone_button(wrong));
        let refused = sandbox.client().login_by_phone(code, &*iv, &*sealed).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::BAD_REQUEST, "{wrong:?}");
        let (code, (iv, sealed)) = (ada.login(), ada.press_phone_button(wrong));
        let refused = sign_in(json!({
            "connection": "wechat_mini_program_phone",
            "extIdpConnidentifier": EXT_IDP_CONN_IDENTIFIER,
            "wechatMiniProgramPhonePayload": { "code": code, "iv": iv, "encryptedData": sealed },
        }));
        assert_eq!(refused.await["apiCode"], 400, "{wrong:?}");
        let refused = sign_in(crate::v3::by_both(&ada.login(), &ada.press_phone_button_code(wrong))).await;
        assert_eq!(refused["apiCode"], 400, "{wrong:?}: {refused}");
    }
    assert!(sandbox.users().is_empty(), "{:?}", sandbox.users());
}
