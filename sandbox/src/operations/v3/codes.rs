//! Codes by text message and mail. The purpose of a code is called its channel.

use authing_wxapp::{
    __contract::types::{
        CodeCheck, EmailCodePayload, PreCheckCodeBody, SendEmailV3Body, SendSmsV3Body, SmsCodePayload,
    },
    ErrorCode,
};

use super::{done, without_payload};
use crate::{
    domain::{
        accounts::contact::{mail_address, phone_number},
        phone,
        refusal::Refusal,
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::Stores,
};

/// The shortest time between two messages of one channel to the same address, in seconds.
const PAUSE: i64 = 60;

const SMS_CHANNELS: [&str; 11] = [
    "CHANNEL_LOGIN",
    "CHANNEL_REGISTER",
    "CHANNEL_RESET_PASSWORD",
    "CHANNEL_BIND_PHONE",
    "CHANNEL_UNBIND_PHONE",
    "CHANNEL_BIND_MFA",
    "CHANNEL_VERIFY_MFA",
    "CHANNEL_UNBIND_MFA",
    "CHANNEL_COMPLETE_PHONE",
    "CHANNEL_IDENTITY_VERIFICATION",
    "CHANNEL_DELETE_ACCOUNT",
];
const EMAIL_CHANNELS: [&str; 11] = [
    "CHANNEL_LOGIN",
    "CHANNEL_REGISTER",
    "CHANNEL_RESET_PASSWORD",
    "CHANNEL_VERIFY_EMAIL_LINK",
    "CHANNEL_UPDATE_EMAIL",
    "CHANNEL_BIND_EMAIL",
    "CHANNEL_UNBIND_EMAIL",
    "CHANNEL_VERIFY_MFA",
    "CHANNEL_UNLOCK_ACCOUNT",
    "CHANNEL_COMPLETE_EMAIL",
    "CHANNEL_DELETE_ACCOUNT",
];

pub fn send_sms(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let SendSmsV3Body { phone_number: to, phone_country_code, channel } = request.body()?;
    phone_number(&to, ErrorCode::PHONE_OR_EMAIL_REQUIRED)?;
    let country_code = phone::code(phone_country_code.as_deref())?;
    send(stores, &to, country_code, channel.as_str(), &SMS_CHANNELS)
}

pub fn send_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let SendEmailV3Body { email, channel } = request.body()?;
    mail_address(&email, ErrorCode::MAIL_ADDRESS_INVALID)?;
    send(stores, &email, None, channel.as_str(), &EMAIL_CHANNELS)
}

fn send(stores: &mut Stores, to: &str, country_code: Option<&str>, channel: &str, known: &[&str]) -> Answer {
    if !known.contains(&channel) {
        return Err(Refusal::bad_request("there is no such channel"));
    }
    let Stores { clock, messages, rng, .. } = stores;
    let now = clock.now();
    if messages.was_sent_after(now - PAUSE, to, country_code, channel) {
        let code = if to.contains('@') { ErrorCode::EMAIL_TOO_FREQUENT } else { ErrorCode::TOO_MANY_REQUESTS };
        return Err(Refusal::new(code, "a message of this channel was sent less than a minute ago"));
    }
    messages.send(to, country_code, channel, rng.digits(6), now);
    done()
}

/// Says whether a code is right, and does not use it.
pub fn pre_check_code(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let PreCheckCodeBody { code_type, sms_code_payload, email_code_payload } = request.body()?;
    let (address, code, channel) = match code_type.as_str() {
        "SMS" => {
            let SmsCodePayload { phone, phone_country_code, pass_code, channel } =
                sms_code_payload.ok_or_else(|| without_payload("the type SMS"))?;
            let country_code = phone::code(phone_country_code.as_deref())?;
            (phone::full(&phone, country_code).into_owned(), pass_code, channel.as_str().to_owned())
        }
        "EMAIL" => {
            let EmailCodePayload { email, pass_code, channel } =
                email_code_payload.ok_or_else(|| without_payload("the type EMAIL"))?;
            (email, pass_code, channel.as_str().to_owned())
        }
        _ => return Err(Refusal::bad_request("codeType is SMS or EMAIL")),
    };
    let checked = stores.messages.check_code(&address, &[&channel], code.expose(), stores.clock.now());
    let message = checked.as_ref().err().map(|refusal| refusal.message.clone());
    ok(CodeCheck { is_valid: checked.is_ok(), message })
}
