//! Codes by text message and mail, captchas, and whether a user exists.

use authing_wxapp::{
    __contract::types::{IsUserExistsVariables, SendEmailVariables, SendSmsCodeBody},
    CommonMessage, EmailScene, ErrorCode, SmsScene,
};
use axum::{http::header, response::IntoResponse as _};
use cookie::Cookie;

use crate::{
    domain::{
        accounts::{
            Key, Name,
            contact::{mail_address, phone_number},
        },
        credentials::CAPTCHA,
        phone,
        refusal::Refusal,
    },
    http::{
        ApiRequest,
        reply::{Answer, Reply, ok},
    },
    stores::Stores,
};

/// The shortest time between two mails of one scene to the same address, in seconds.
const PAUSE: i64 = 60;

pub fn send_sms_code(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: SendSmsCodeBody = request.body()?;
    // The service is known to answer with this error code.
    phone_number(&body.phone, ErrorCode::INTERNAL_SERVER_ERROR)?;
    let known = [
        SmsScene::LOGIN,
        SmsScene::REGISTER,
        SmsScene::RESET,
        SmsScene::BIND,
        SmsScene::UNBIND,
        SmsScene::MFA_BIND,
        SmsScene::MFA_VERIFY,
        SmsScene::MFA_UNBIND,
        SmsScene::COMPLETE_PHONE,
    ];
    // Older clients name no scene.
    let scene = body.scene.as_ref().map_or("", SmsScene::as_str);
    if !scene.is_empty() && !known.iter().any(|known| known.as_str() == scene) {
        return Err(Refusal::bad_request("there is no such scene"));
    }
    let country_code = phone::code(body.phone_country_code.as_deref())?;
    stores.messages.send(&body.phone, country_code, scene, stores.rng.digits(6), stores.clock.now());
    ok(())
}

pub fn send_email(stores: &mut Stores, request: &ApiRequest) -> Answer {
    ok(mail_code(stores, &request.variables()?)?)
}

/// Sends a code by mail.
pub fn mail_code(
    stores: &mut Stores,
    SendEmailVariables { email, scene }: &SendEmailVariables,
) -> Result<CommonMessage, Refusal> {
    mail_address(email, ErrorCode::MAIL_ADDRESS_INVALID)?;
    let known = [
        EmailScene::RESET_PASSWORD,
        EmailScene::VERIFY_EMAIL,
        EmailScene::CHANGE_EMAIL,
        EmailScene::MFA_VERIFY,
        EmailScene::VERIFY_CODE,
        EmailScene::RESET_PASSWORD_VERIFY_CODE,
        EmailScene::FIRST_EMAIL_LOGIN_VERIFY,
        EmailScene::CONSOLE_CONDUCTED_VERIFY,
        EmailScene::EMAIL_BIND_VERIFY_CODE,
        EmailScene::EMAIL_UNBIND_VERIFY_CODE,
        EmailScene::REGISTER_VERIFY_CODE,
        EmailScene::LOGIN_VERIFY_CODE,
        EmailScene::MFA_VERIFY_CODE,
        EmailScene::INFORMATION_COMPLETION_VERIFY_CODE,
    ];
    let scene = scene.as_str();
    if !known.iter().any(|known| known.as_str() == scene) {
        return Err(Refusal::bad_request("there is no such scene"));
    }
    let (now, to) = (stores.clock.now(), email.to_lowercase());
    if stores.messages.was_sent_after(now - PAUSE, &to, None, scene) {
        return Err(Refusal::new(
            ErrorCode::EMAIL_TOO_FREQUENT,
            "a mail of this scene was sent less than a minute ago",
        ));
    }
    stores.messages.send(&to, None, scene, stores.rng.digits(6), now);
    Ok(CommonMessage { code: Some(200), message: Some("ok".into()) })
}

pub fn is_user_exists(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let IsUserExistsVariables { username, email, phone, external_id } = request.variables()?;
    let names =
        [username.as_deref().map(Name::Username), email.as_deref().map(Name::Email), phone.as_deref().map(Name::Phone)];
    let named = names.into_iter().flatten().any(|name| stores.accounts.id_of_name(name).is_some());
    let found = named || external_id.is_some_and(|id| stores.accounts.find(Key::ExternalId, &id).is_some());
    ok(found)
}

/// A picture with digits. The text of the picture is in the outbox, in a message whose address is the cookie.
pub fn get_captcha(stores: &mut Stores, _: &ApiRequest) -> Answer {
    let cookie = Cookie::new(CAPTCHA, stores.rng.id());
    stores.messages.send(&cookie.to_string(), None, CAPTCHA, stores.rng.digits(6), stores.clock.now());
    let code = stores.messages.last_to(&cookie.to_string()).map(|message| message.code.as_str()).unwrap_or_default();
    let picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"150\" height=\"50\"><rect width=\"150\" height=\"50\" \
         fill=\"#eee\"/><text x=\"12\" y=\"36\" font-family=\"monospace\" font-size=\"32\">{code}</text></svg>"
    );
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml".to_owned()),
        (header::SET_COOKIE, Cookie::build(cookie).path("/").http_only(true).to_string()),
    ];
    Ok(Reply::Raw((headers, picture).into_response()))
}
