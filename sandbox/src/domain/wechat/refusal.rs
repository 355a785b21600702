//! Why WeChat does not do what it is asked for.

use authing_wxapp::ErrorCode;
use serde_json::{Value, json};

use crate::domain::refusal::Refusal;

/// An error code of WeChat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WechatRefusal {
    pub errcode: i64,
    /// What people should know beyond the words of WeChat, which only say that something is invalid.
    hint: String,
}

impl WechatRefusal {
    pub fn new(errcode: i64, hint: impl Into<String>) -> Self {
        Self { errcode, hint: hint.into() }
    }

    /// The error code and the message, as WeChat answers them.
    pub fn body(&self) -> Value {
        json!({ "errcode": self.errcode, "errmsg": error_message(self.errcode) })
    }

    /// The refusal of Authing that follows at an endpoint of version 3.
    pub fn of_version3(&self) -> Refusal {
        self.refusal(ErrorCode::THIRD_PARTY_ERROR)
    }

    fn refusal(&self, code: ErrorCode) -> Refusal {
        let message = format!("WeChat answers {}, {}: {}", self.errcode, error_message(self.errcode), self.hint);
        Refusal::new(code, message).with_data(self.body())
    }
}

/// The refusal of Authing that follows at an endpoint of version 2.
impl From<WechatRefusal> for Refusal {
    fn from(refusal: WechatRefusal) -> Self {
        refusal.refusal(ErrorCode::INTERNAL_SERVER_ERROR)
    }
}

/// The words of WeChat for an error code.
pub fn error_message(errcode: i64) -> &'static str {
    match errcode {
        -1 => "system error",
        40001 => "invalid credential, access_token is invalid or not latest",
        40002 => "invalid grant_type",
        40003 => "invalid openid",
        40013 => "invalid appid",
        40029 => "invalid code",
        40125 => "invalid appsecret",
        40163 => "code been used",
        40226 => "code blocked",
        41001 => "access_token missing",
        42001 => "access_token expired",
        45011 => "api minute-quota reach limit, must slower, retry next minute",
        47001 => "data format error",
        87009 => "invalid signature",
        _ => "refused by a test",
    }
}
