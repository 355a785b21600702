//! The codes that the phone button of today gives. They are not those of `wx.login`, and no session key takes part in their
//! exchange.

use std::collections::VecDeque;

use authing_wxapp::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::domain::{
    accounts::contact::phone_number,
    issued::{Expires, Issued},
    phone,
    refusal::Refusal,
    wechat::{SHOWN, refusal::WechatRefusal},
};

/// How long a code is valid, in seconds.
const LIFETIME: i64 = 300;

/// A phone number as WeChat tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneInfo {
    /// A Chinese number has no dialling code, any other one has.
    pub phone_number: String,
    pub pure_phone_number: String,
    /// The dialling code without a plus sign.
    pub country_code: String,
}

impl PhoneInfo {
    /// The form of a number. One that begins with a dialling code, such as `+85261234567`, is of that country; any other one is
    /// Chinese.
    pub fn of(phone: &str) -> Self {
        let (pure, country) = match phonenumber::parse(None, &*phone::full(phone, None)) {
            Ok(number) => (number.national().to_string(), number.country().code().to_string()),
            Err(_) => (phone::full(phone, None).into_owned(), "86".to_owned()),
        };
        let whole = if country == "86" { pure.clone() } else { format!("+{country}{pure}") };
        Self { phone_number: whole, pure_phone_number: pure, country_code: country }
    }

    /// The form of a number that WeChat can have. The error says what is to be written in place of any other text.
    pub fn read(phone: &str) -> Result<Self, String> {
        let info = Self::of(phone);
        match phone_number(phone, ErrorCode::BAD_REQUEST).and_then(|()| info.check()) {
            Ok(()) => Ok(info),
            Err(_) => {
                Err(format!("{phone:?} is not a phone number; write digits, such as 17612346754 or +85261234567"))
            }
        }
    }

    /// Refuses what WeChat does not have: users choose from numbers that WeChat has verified.
    pub fn check(&self) -> Result<(), Refusal> {
        phone_number(&self.phone_number, ErrorCode::BAD_REQUEST)?;
        phone::code(Some(&self.country_code)).map(drop)
    }
}

/// A code of the phone button.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhoneCode {
    pub openid: String,
    pub number: PhoneInfo,
    /// Whether WeChat verified the number at that moment, with a text message to the user.
    pub realtime: bool,
    pub issued_at: i64,
    pub used: bool,
}

impl Expires for PhoneCode {
    fn is_over(&self, now: i64) -> bool {
        self.used || self.is_expired(now)
    }
}

impl PhoneCode {
    pub fn is_expired(&self, now: i64) -> bool {
        now - self.issued_at > LIFETIME
    }
}

/// All codes of the phone button.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PhoneCodes {
    codes: Issued<PhoneCode>,
    /// The error codes with which the next codes are refused. A test decides that, so it is no state.
    #[serde(skip)]
    refusals: VecDeque<i64>,
}

impl PhoneCodes {
    pub fn contains(&self, code: &str) -> bool {
        self.codes.contains(code)
    }

    /// The last codes, the newest first.
    pub fn last(&self) -> impl Iterator<Item = (&str, &PhoneCode)> {
        self.codes.newest().take(SHOWN)
    }

    /// Issues a code to a user who agrees to share a number.
    pub fn issue(&mut self, openid: &str, code: &str, number: PhoneInfo, realtime: bool, now: i64) {
        let issued = PhoneCode { openid: openid.into(), number, realtime, issued_at: now, used: false };
        self.codes.add(code, issued, now);
    }

    /// The error codes with which the next codes are refused.
    pub fn refusals(&self) -> &VecDeque<i64> {
        &self.refusals
    }

    /// Refuses the next codes with this error code. They are not spent.
    pub fn refuse(&mut self, errcode: i64, times: u32) {
        self.refusals.extend((0..times).map(|_| errcode));
    }

    /// Exchanges a code for its user and the number, as `getuserphonenumber` does: once, and within five minutes. Whatever is wrong
    /// with a code, WeChat has one error code for it. `is_of_login` says whether `wx.login` gave it.
    pub fn exchange(&mut self, code: &str, is_of_login: bool, now: i64) -> Result<(String, PhoneInfo), WechatRefusal> {
        if let Some(errcode) = self.refusals.pop_front() {
            return Err(WechatRefusal::new(errcode, "a test asked for this at the code of the phone button"));
        }
        let invalid = |hint| WechatRefusal::new(40029, hint);
        let found = self.codes.get_mut(code).ok_or_else(|| {
            invalid(match is_of_login {
                true => "the code of the phone button is a code of wx.login; the button gives one of its own",
                false => "the code of the phone button was never issued",
            })
        })?;
        if std::mem::replace(&mut found.used, true) {
            return Err(invalid("a code of the phone button works once"));
        }
        match found.is_expired(now) {
            true => Err(invalid("the code of the phone button has expired")),
            false => Ok((found.openid.clone(), found.number.clone())),
        }
    }
}
