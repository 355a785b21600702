//! What Authing does for the back end of a mini-program at WeChat, and the link between a user and WeChat.

use authing_wxapp::{
    __contract::types::{
        BindWechatBody, WechatAccessTokenBody, WechatAccessTokenInfo, WechatDataBody, WechatPhone, WechatPhoneBody,
    },
    ErrorCode, PhoneNumber,
};
use axum::response::Response;
use serde_json::json;

use super::{check_connection, done, sign_in::exchange};
use crate::{
    WECHAT_APP_ID,
    domain::{accounts::wechat::openids, refusal::Refusal, wechat::WechatUsers},
    http::{
        ApiRequest,
        reply::{Answer, envelope, ok},
        request,
        serve::Received,
    },
    stores::Stores,
};

/// WeChat's access token. The service keeps it for all who ask, says its document, but not when it fetches a new one. Here each call
/// does, unless a test wants the token kept: so a program that asks for a token on each machine or at each request finds out that
/// the tokens overwrite each other.
pub fn get_access_token_info(stores: &mut Stores, request: &ApiRequest) -> Answer {
    ok(access_token(stores, &request.body()?)?)
}

/// The same under the older name of the endpoint, which the contract does not have.
pub fn get_access_token(stores: &mut Stores, received: &Received) -> Response {
    match request::read_object(&received.body).and_then(|body| access_token(stores, &body)) {
        Ok(info) => envelope(received.head.uri.path(), json!(info)),
        Err(refusal) => refusal.version3(),
    }
}

fn access_token(stores: &mut Stores, owner: &WechatAccessTokenBody) -> Result<WechatAccessTokenInfo, Refusal> {
    let WechatAccessTokenBody { app_id, app_secret } = owner;
    WechatUsers::check_owner(app_id, app_secret.expose()).map_err(|refusal| refusal.of_version3())?;
    let (new, now) = (stores.rng.token(), stores.clock.now());
    let (token, expires_at) = stores.wechat.access_tokens.of_authing(new, now);
    Ok(WechatAccessTokenInfo { access_token: token.into(), expires_at: Some(expires_at.to_string()) })
}

/// The number of a code of the phone button: as the published document has it, and as the mini-program SDK reads it.
pub fn get_phone(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let WechatPhoneBody { ext_idp_connidentifier, code } = request.body()?;
    check_connection(stores, &ext_idp_connidentifier)?;
    let now = stores.clock.now();
    let exchanged = stores.wechat.exchange_phone_code(code.expose(), now);
    let (_, number) = exchanged.map_err(|refusal| refusal.of_version3())?;
    let mut info = json!(number);
    info["watermark"] = json!({ "appid": WECHAT_APP_ID, "timestamp": now });
    let unreadable = |_| Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, "the number does not fit the contract");
    let phone_info: PhoneNumber = serde_json::from_value(info).map_err(unreadable)?;
    ok(WechatPhone {
        phone_number: Some(number.phone_number),
        pure_phone_number: Some(number.pure_phone_number),
        country_code: Some(number.country_code),
        phone_info: Some(phone_info),
        ..WechatPhone::default()
    })
}

pub fn decrypt_data(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let WechatDataBody { ext_idp_connidentifier, encrypted_data, iv, code } = request.body()?;
    check_connection(stores, &ext_idp_connidentifier)?;
    ok(exchange(stores, &code)?.decrypt(iv.expose(), encrypted_data.expose())?)
}

/// Links the WeChat user of a code to the signed-in user.
pub fn bind(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.claims_of_v3(request.bearer())?.sub;
    let BindWechatBody { code, ext_idp_connidentifier } = request.body()?;
    if let Some(identifier) = &ext_idp_connidentifier {
        check_connection(stores, identifier)?;
    }
    let user = exchange(stores, &code)?;
    let unionid = user.unionid.as_deref();
    if stores.accounts.is_wechat_taken(&user.openid, unionid, &id) {
        return Err(Refusal::new(ErrorCode::SOCIAL_ACCOUNT_ALREADY_BOUND, "another account has the WeChat user"));
    }
    let own = &stores.accounts.require(&id)?.user;
    let has_unionid = unionid.is_some() && own.unionid.as_deref() == unionid;
    let is_known = has_unionid || openids(own).any(|openid| openid == user.openid);
    let is_other = openids(own).next().is_some() || unionid.is_some() && own.unionid.is_some();
    if !is_known && is_other {
        return Err(Refusal::new(ErrorCode::OAUTH_TYPE_ALREADY_BOUND, "the account has another WeChat user already"));
    }
    stores.accounts.learn_wechat(&id, &user.openid, unionid);
    done()
}
