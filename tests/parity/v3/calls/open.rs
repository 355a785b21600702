//! Calls without a session: messages with codes, keys, and what only WeChat can tell.

use authing_wxapp::{AuthenticationClient, Error, SentCode};
use serde_json::{Value, json};

use super::{given, text};
use crate::{drive::json_of, v3::record::Record};

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let v3 = client.v3();
    let arg = record.arg();
    let member = |name: &str| text(&arg[name]);
    match record.method.as_str() {
        "sendSms" => {
            let request = v3.send_sms(member("phoneNumber"), member("channel"));
            json_of(match given(&arg["phoneCountryCode"]) {
                Some(code) => request.phone_country_code(code).await,
                None => request.await,
            })
        }
        "sendEmail" | "sendEmailCode" => json_of(v3.send_email(member("email"), member("channel")).await),
        "preCheckCode" => json_of(v3.pre_check_code(sent_code(arg)).await),
        "getPublicKey" => {
            let kind = record.arg().as_str().unwrap_or_default();
            Some(v3.get_system_info().await.map(|info| json!(info)[kind]["publicKey"].clone()))
        }
        "getSystemInfo" => json_of(v3.get_system_info().await),
        "getPhone" | "getWechatMiniprogramPhone" => json_of(v3.get_wechat_mini_program_phone(member("code")).await),
        "decryptData" | "decryptWechatMiniProgramData" => {
            json_of(v3.decrypt_wechat_mini_program_data(member("code"), member("iv"), member("encryptedData")).await)
        }
        "getWechatMpAccessTokenInfo" | "getWechatMpAccessToken" => {
            let token = v3.get_wechat_access_token_info(member("appId"), member("appSecret")).await;
            json_of(token.map(|token| json!({ "accessToken": token.access_token, "expiresAt": token.expires_at })))
        }
        _ => None,
    }
}

fn sent_code(arg: &Value) -> SentCode {
    let email = &arg["emailCodePayload"];
    if email.is_object() {
        return SentCode::email(text(&email["email"]), text(&email["channel"]), text(&email["passCode"]));
    }
    let sms = &arg["smsCodePayload"];
    SentCode::Sms {
        phone: text(&sms["phone"]),
        phone_country_code: given(&sms["phoneCountryCode"]).map(str::to_owned),
        channel: text(&sms["channel"]).into(),
        code: text(&sms["passCode"]).into(),
    }
}
