//! Signing in with codes of WeChat.

use authing_wxapp::__contract::types::{PhoneBody, SigninByMobileBody, WechatCodeAndPhone, WechatLoginInfo};
use authing_wxapp::Secret;
use serde_json::Value;

use super::{check_connection, without_payload};
use crate::{
    domain::{
        refusal::Refusal,
        wechat::{Exchanged, phone_codes::PhoneInfo},
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    operations::signin,
    stores::Stores,
};

pub fn signin_by_mobile(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: SigninByMobileBody = request.body()?;
    signin::check_client(stores, request, body.client_id.as_deref(), body.client_secret.as_ref())?;
    check_connection(stores, &body.ext_idp_connidentifier)?;
    let options = body.options.unwrap_or_default();
    let custom = stores.custom_fields.read_object(options.custom_data)?;
    let id = match body.connection.as_str() {
        "wechat_mini_program_code" => {
            by_code(stores, &body.wechat_mini_program_code_payload.ok_or_else(|| without_payload("the connection"))?)
        }
        "wechat_mini_program_phone" => {
            by_phone(stores, &body.wechat_mini_program_phone_payload.ok_or_else(|| without_payload("the connection"))?)
        }
        "wechat_mini_program_code_and_phone" => {
            let payload = body.wechat_mini_program_code_and_phone_payload;
            by_code_and_phone(stores, &payload.ok_or_else(|| without_payload("the connection"))?)
        }
        _ => Err(Refusal::bad_request("the sandbox has no such connection; it has those of the mini-program")),
    }?;
    stores.set_custom_data(&id, custom, None)?;
    stores.finish_login(&id)?;
    let grant = stores.grant(&id, options.scope.unwrap_or_else(|| signin::SCOPE.into()), None);
    ok(signin::tokens(stores, &grant)?)
}

/// A WeChat user with the profile that came along. It is read before the account is looked for, because a sign-in that is refused
/// makes none.
struct Person {
    user: Exchanged,
    profile: Option<Value>,
}

impl Person {
    /// The WeChat user who got a code of `wx.login`.
    fn read(stores: &mut Stores, login: &WechatLoginInfo) -> Result<Self, Refusal> {
        // The mini-program SDK sends empty texts when it has no encrypted profile.
        let given = |text: &'_ Option<Secret>| text.clone().filter(|text| !text.expose().is_empty());
        let sealed = match (given(&login.iv), given(&login.encrypted_data)) {
            (Some(iv), Some(data)) => Some((iv, data)),
            (None, None) => None,
            _ => return Err(Refusal::bad_request("iv and encryptedData come together")),
        };
        let user = exchange(stores, &login.code)?;
        let profile = sealed.map(|(iv, data)| user.decrypt(iv.expose(), data.expose())).transpose()?;
        Ok(Self { user, profile })
    }

    /// The id of the account, which is made if there is none.
    fn account(&self, stores: &mut Stores) -> Result<String, Refusal> {
        let id = stores.by_wechat(&self.user.openid, self.user.unionid.as_deref());
        if let Some(profile) = &self.profile {
            stores.accounts.require(&id)?.fill_wechat_profile(profile);
        }
        Ok(id)
    }
}

/// The id of the account of the WeChat user who got a code of `wx.login`.
fn by_code(stores: &mut Stores, login: &WechatLoginInfo) -> Result<String, Refusal> {
    Person::read(stores, login)?.account(stores)
}

/// The same with what the old phone button gives: the code has to be of the login before the button was pressed.
fn by_phone(stores: &mut Stores, payload: &PhoneBody) -> Result<String, Refusal> {
    let user = exchange(stores, &payload.code)?;
    let number = user.decrypt(payload.iv.expose(), payload.encrypted_data.expose())?;
    let number: PhoneInfo =
        serde_json::from_value(number).map_err(|_| Refusal::bad_request("the data holds no phone number"))?;
    number.check()?;
    let id = stores.by_wechat(&user.openid, user.unionid.as_deref());
    stores.offer_wechat_phone(&id, &number)?;
    Ok(id)
}

/// The same with the code that the phone button gives today. The order in which the service asks WeChat is not published; the code of
/// the login comes first here, so a wrong code of the button costs a code of the login, and never the other way round.
fn by_code_and_phone(stores: &mut Stores, payload: &WechatCodeAndPhone) -> Result<String, Refusal> {
    let person = Person::read(stores, &payload.wx_login_info)?;
    let now = stores.clock.now();
    let exchanged = stores.wechat.exchange_phone_code(payload.wx_phone_info.code.expose(), now);
    let (_, number) = exchanged.map_err(|refusal| refusal.of_version3())?;
    number.check()?;
    let id = person.account(stores)?;
    stores.offer_wechat_phone(&id, &number)?;
    Ok(id)
}

/// Exchanges a code of `wx.login`.
pub fn exchange(stores: &mut Stores, code: &Secret) -> Result<Exchanged, Refusal> {
    let exchanged = stores.wechat.exchange(code.expose(), stores.clock.now());
    exchanged.map_err(|refusal| refusal.of_version3())
}
