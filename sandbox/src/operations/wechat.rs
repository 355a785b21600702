//! Logging in with WeChat.

use authing_wxapp::{
    __contract::types::{LoginByCodeBody, PhoneBody},
    ErrorCode, PhoneNumber,
};
use serde_json::Value;

use crate::{
    domain::{accounts::contact::phone_number, phone, refusal::Refusal, wechat::Exchanged},
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::Stores,
};

pub fn login_by_code(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: LoginByCodeBody = request.body()?;
    let now = stores.clock.now();
    let wechat = stores.wechat.exchange(body.code.expose(), now)?;
    let profile: Option<Value> = match (&body.iv, &body.encrypted_data, &body.raw_data) {
        (Some(iv), Some(data), None) => Some(wechat.decrypt(iv.expose(), data.expose())?),
        (None, None, Some(raw)) => Some(
            serde_json::from_str(raw.expose())
                .map_err(|_| Refusal::bad_request("rawData is not the JSON of a profile"))?,
        ),
        (None, None, None) => None,
        _ => return Err(Refusal::bad_request("pass iv and encryptedData together, or rawData alone")),
    };
    let id = stores.by_wechat(&wechat.openid, wechat.unionid.as_deref());
    if let Some(profile) = profile {
        stores.accounts.require(&id)?.fill_wechat_profile(&profile);
    }
    ok(stores.finish_login(&id)?)
}

pub fn login_by_phone(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: PhoneBody = request.body()?;
    let now = stores.clock.now();
    let wechat = stores.wechat.exchange(body.code.expose(), now)?;
    let number = number(&wechat, &body)?;
    let phone = number.pure_phone_number.ok_or_else(|| Refusal::bad_request("the data holds no phone number"))?;
    let country = phone::code(number.country_code.as_deref())?.unwrap_or("86");
    phone_number(&phone::full(&phone, Some(country)), ErrorCode::BAD_REQUEST)?;
    let id = stores.bind_wechat_phone(&wechat.openid, wechat.unionid.as_deref(), &phone, country);
    ok(stores.finish_login(&id)?)
}

pub fn get_phone(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: PhoneBody = request.body()?;
    let now = stores.clock.now();
    let wechat = stores.wechat.exchange(body.code.expose(), now)?;
    let mut number = number(&wechat, &body)?;
    number.openid = Some(wechat.openid);
    number.unionid = wechat.unionid;
    ok(number)
}

fn number(wechat: &Exchanged, body: &PhoneBody) -> Result<PhoneNumber, Refusal> {
    let data = wechat.decrypt(body.iv.expose(), body.encrypted_data.expose())?;
    serde_json::from_value(data).map_err(|_| Refusal::bad_request("the data holds no phone number"))
}
