//! The endpoints of WeChat itself that a back end calls, with the state of the mini-program that Authing sees, too. As WeChat does,
//! they answer with the HTTP status 200 and an error code.

use std::collections::BTreeMap;

use authing_wxapp::Secret;
use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    WECHAT_APP_ID,
    domain::wechat::{WechatUsers, access_tokens, refusal::WechatRefusal},
    http::{form, request::read_object, serve::Received},
    stores::Stores,
};

type Answer = Result<Value, WechatRefusal>;

/// Exchanges a code of `wx.login`. A success has no error code.
pub fn code_to_session(stores: &mut Stores, request: &Received) -> Response {
    reply(|| {
        let query = query(request);
        WechatUsers::check_owner(&query["appid"], &query["secret"])?;
        check_grant(&query["grant_type"], "authorization_code")?;
        let exchanged = stores.wechat.exchange(&query["js_code"], stores.clock.now())?;
        let mut session = json!({ "openid": exchanged.openid, "session_key": exchanged.session_key() });
        if let Some(unionid) = exchanged.unionid {
            session["unionid"] = unionid.into();
        }
        Ok(session)
    })
}

/// Exchanges a code of the phone button.
pub fn phone_number(stores: &mut Stores, request: &Received) -> Response {
    #[derive(Deserialize)]
    struct Body {
        code: Secret,
        /// The user to whom the code must belong, if the back end knows.
        openid: Option<String>,
    }
    reply(|| {
        let now = stores.clock.now();
        stores.wechat.access_tokens.check(&query(request)["access_token"], now)?;
        let Body { code, openid } = body(request)?;
        let (owner, number) = stores.wechat.exchange_phone_code(code.expose(), now)?;
        if openid.is_some_and(|openid| openid != owner) {
            return Err(WechatRefusal::new(40003, "the code is of another user"));
        }
        let mut info = json!(number);
        info["watermark"] = json!({ "timestamp": now, "appid": WECHAT_APP_ID });
        Ok(json!({ "errcode": 0, "errmsg": "ok", "phone_info": info }))
    })
}

/// A new access token, which overwrites the one before.
pub fn access_token(stores: &mut Stores, request: &Received) -> Response {
    reply(|| {
        let query = query(request);
        check_grant(&query["grant_type"], "client_credential")?;
        WechatUsers::check_owner(&query["appid"], &query["secret"])?;
        let token = stores.rng.token();
        stores.wechat.access_tokens.issue(token.clone(), stores.clock.now());
        Ok(json!({ "access_token": token, "expires_in": access_tokens::LIFETIME }))
    })
}

/// The stable access token, which is the same for everybody who asks.
pub fn stable_access_token(stores: &mut Stores, request: &Received) -> Response {
    #[derive(Deserialize)]
    struct Body {
        grant_type: String,
        appid: String,
        secret: Secret,
        force_refresh: Option<bool>,
    }
    reply(|| {
        let Body { grant_type, appid, secret, force_refresh } = body(request)?;
        check_grant(&grant_type, "client_credential")?;
        WechatUsers::check_owner(&appid, secret.expose())?;
        let (now, new) = (stores.clock.now(), stores.rng.token());
        let (token, expires_at) = stores.wechat.access_tokens.stable(new, force_refresh == Some(true), now);
        Ok(json!({ "access_token": token, "expires_in": expires_at - now }))
    })
}

/// Whether the back end has the present session key of a user.
pub fn check_session(stores: &mut Stores, request: &Received) -> Response {
    reply(|| {
        let query = query(request);
        stores.wechat.access_tokens.check(&query["access_token"], stores.clock.now())?;
        stores.wechat.check_session(&query["openid"], &query["signature"])?;
        Ok(json!({ "errcode": 0, "errmsg": "ok" }))
    })
}

fn check_grant(grant: &str, expected: &str) -> Result<(), WechatRefusal> {
    match grant == expected {
        true => Ok(()),
        false => Err(WechatRefusal::new(40002, format!("grant_type is {expected} here"))),
    }
}

/// The parameters of the address. A missing one is empty.
struct Query(BTreeMap<String, String>);

impl std::ops::Index<&str> for Query {
    type Output = str;

    fn index(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

fn query(request: &Received) -> Query {
    Query(form(request.head.uri.query().unwrap_or_default().as_bytes()))
}

fn body<T: DeserializeOwned>(request: &Received) -> Result<T, WechatRefusal> {
    read_object(&request.body)
        .map_err(|_| WechatRefusal::new(47001, "the body is not the JSON that this endpoint takes"))
}

fn reply(answer: impl FnOnce() -> Answer) -> Response {
    match answer() {
        Ok(value) => Json(value).into_response(),
        Err(refusal) => refusal.of_version3().on(Json(refusal.body()).into_response()),
    }
}
