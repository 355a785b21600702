//! What a WeChat user does in the mini-program, over HTTP.

use axum::{
    Json,
    extract::{Path, State as Shared},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    control::{
        body::{ControlError, JsonBody},
        wechat::WeChat,
    },
    domain::wechat::phone_codes::PhoneInfo,
    http::state::SharedState,
};

/// An action of a WeChat user in the mini-program.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WechatAct {
    Login,
    /// The phone number that the user agrees to share.
    PressPhoneButton(String),
    /// The same, for the code that the button gives today.
    PressPhoneButtonCode(String),
    /// The same, for the button whose number WeChat verifies at that moment.
    PressRealtimePhoneButtonCode(String),
    /// The profile that the user agrees to share.
    PressProfileButton(Map<String, Value>),
    /// The unionid at the open platform that the mini-program is bound to; null if WeChat tells none.
    Unionid(Option<String>),
}

/// Answers with what the mini-program gets.
pub async fn act(
    Shared(shared): Shared<SharedState>,
    Path(openid): Path<String>,
    JsonBody(act): JsonBody<WechatAct>,
) -> Result<Json<Value>, ControlError> {
    if let WechatAct::PressPhoneButton(phone)
    | WechatAct::PressPhoneButtonCode(phone)
    | WechatAct::PressRealtimePhoneButtonCode(phone) = &act
    {
        PhoneInfo::read(phone).map_err(ControlError::bad)?;
    }
    let user = WeChat::new(shared).user(&openid);
    let encrypted = |(iv, encrypted_data): (String, String)| json!({ "iv": iv, "encryptedData": encrypted_data });
    Ok(Json(match act {
        WechatAct::Login => json!({ "code": user.login() }),
        WechatAct::PressPhoneButton(phone) => encrypted(user.press_phone_button(&phone)),
        WechatAct::PressPhoneButtonCode(phone) => json!({ "code": user.press_phone_button_code(&phone) }),
        WechatAct::PressRealtimePhoneButtonCode(phone) => {
            json!({ "code": user.press_realtime_phone_button_code(&phone) })
        }
        WechatAct::PressProfileButton(profile) => encrypted(user.press_profile_button(Value::Object(profile))),
        WechatAct::Unionid(unionid) => {
            let unionid = unionid.filter(|unionid| !unionid.is_empty());
            match &unionid {
                Some(unionid) => user.with_unionid(unionid),
                None => user.without_unionid(),
            };
            json!({ "unionid": unionid })
        }
    }))
}
