//! What the forms of the page do.

use std::collections::BTreeMap;

use axum::http::request::Parts;
use jiff::{SignedDuration, civil::DateTime, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::wechat::WeChat;
use crate::{
    domain::{application::LoginPageMode, events::PublishedEvent, refusal::Refusal, wechat::phone_codes::PhoneInfo},
    http::{
        faults::{Fault, Faults},
        form,
        state::SharedState,
    },
    stores::profile::Profile,
};

/// The fields of a form.
pub struct Form(BTreeMap<String, String>);

impl Form {
    pub fn read(body: &[u8]) -> Self {
        Self(form(body))
    }

    /// The text of a field without spaces around it; nothing if it is empty.
    fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    fn text(&self, name: &str) -> &str {
        self.given(name).unwrap_or_default()
    }

    fn required(&self, name: &str) -> Result<&str, String> {
        self.given(name).ok_or_else(|| format!("{name} is empty"))
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Result<T, String> {
        let text = self.required(name)?;
        text.parse().map_err(|_| format!("{name}: {text} is not a number that fits"))
    }
}

/// Does what a form asks for, and gives the section of the page that shows the result. The error is a reason for people.
pub fn act(shared: &SharedState, head: &Parts, form: &Form) -> Result<&'static str, String> {
    let faults = || Faults(shared.clone());
    let wechat_user = || Ok::<_, String>(WeChat::new(shared.clone()).user(form.required("openid")?));
    let in_words = |refusal: Refusal| format!("{}: {}", refusal.code(), refusal.message());
    let phone = || {
        let number = form.required("phone")?;
        PhoneInfo::read(number).map(|_| number)
    };
    match form.text("do") {
        "addFault" => {
            faults().add(Fault::try_from(fault(form)?)?);
            Ok("faults")
        }
        "failNext" => {
            let mut members = read(form.required("effect")?)?;
            members.insert("at".into(), form.required("at")?.into());
            members.insert("times".into(), 1.into());
            faults().add(Fault::try_from(members)?);
            Ok("faults")
        }
        "removeFault" => {
            faults().remove(&Fault::try_from(read(form.required("fault")?)?)?);
            Ok("faults")
        }
        "clearFaults" => {
            faults().clear();
            Ok("faults")
        }
        "wechatCode" => {
            wechat_user()?.login();
            Ok("wechat")
        }
        // The code comes first, because the button uses the session key that belongs to it.
        "wechatPhone" => {
            let phone = phone()?;
            wechat_user()?.authorize_phone(phone);
            Ok("wechat")
        }
        "wechatPhoneCode" => {
            let phone = phone()?;
            wechat_user()?.press_phone_button_code(phone);
            Ok("wechat")
        }
        "wechatRealtimePhoneCode" => {
            let phone = phone()?;
            wechat_user()?.press_realtime_phone_button_code(phone);
            Ok("wechat")
        }
        "wechatProfile" => {
            let (user, nickname) = (wechat_user()?, form.required("nickname")?);
            user.login();
            user.press_profile_button(json!({ "nickName": nickname }));
            Ok("wechat")
        }
        "wechatRefuse" => {
            let times: u32 = form.number("times")?;
            if times > 1000 {
                return Err("times is 1000 at most".into());
            }
            let (wechat, errcode) = (WeChat::new(shared.clone()), form.number("errcode")?);
            match form.given("phoneCodes") {
                Some(_) => wechat.refuse_phone_codes(errcode, times),
                None => wechat.refuse(errcode, times),
            }
            Ok("wechat")
        }
        "wechatKeys" => {
            WeChat::new(shared.clone()).keep_session_keys(form.given("keep").is_some());
            Ok("wechat")
        }
        "addUser" => shared.lock().stores.add_profile(profile(form)).map(|_| "users").map_err(in_words),
        "editUser" => {
            let changed = shared.lock().stores.change_profile(form.required("id")?, profile(form));
            changed.map(|()| "users").map_err(in_words)
        }
        "deleteUser" => {
            shared.lock().stores.remove_user(form.required("id")?);
            Ok("users")
        }
        "logInAs" => {
            let id = form.required("id")?;
            // The token names the address under which the browser reaches the sandbox.
            let logged_in = shared.answer(head, |stores| stores.finish_login(id));
            logged_in.map(|_| "sessions").map_err(in_words)
        }
        "endSession" => {
            shared.lock().stores.end_session(form.required("session")?);
            Ok("sessions")
        }
        "publishEvent" => {
            let (name, data) = (form.required("name")?.to_owned(), form.text("data").to_owned());
            let stores = &mut shared.lock().stores;
            stores.events.publish(PublishedEvent { at: stores.clock.now(), name, data, user_id: None });
            Ok("events")
        }
        "advance" => {
            let by = SignedDuration::from_secs(form.number("seconds")?);
            shared.lock().stores.clock.move_by(by)?;
            Ok("clock")
        }
        "setClock" => {
            let now: DateTime = form.required("now")?.parse().map_err(|e| format!("now is not a time: {e}"))?;
            let now = TimeZone::UTC.to_timestamp(now).map_err(|e| format!("now is not a time: {e}"))?;
            shared.lock().stores.clock.set(now.as_second())?;
            Ok("clock")
        }
        "resetClock" => {
            shared.lock().stores.clock.reset();
            Ok("clock")
        }
        "loginPage" => {
            set_login_page(shared, form)?;
            Ok("login-page")
        }
        "reset" => {
            shared.lock().reset();
            Ok("reset")
        }
        other => Err(format!("the page has no form that does {other:?}")),
    }
}

fn read(json: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(json).map_err(|e| format!("the form is broken: {e}"))
}

/// A fault in the form that scripts use.
fn fault(form: &Form) -> Result<Map<String, Value>, String> {
    let mut members = Map::new();
    members.insert("at".into(), form.required("at")?.into());
    if form.given("times").is_some() {
        members.insert("times".into(), form.number::<u32>("times")?.into());
    }
    let number = || form.number::<u64>("number");
    let effect = match form.text("effect") {
        "status" => json!({ "effect": "status", "status": number()? }),
        "html" => json!({ "effect": "status", "status": number()?, "html": true }),
        "empty" => json!({ "effect": "empty", "status": number()? }),
        "code" => {
            let message = form.given("text").unwrap_or("a fault of the sandbox");
            json!({ "effect": "code", "code": form.number::<i64>("number")?, "message": message })
        }
        "delay" => json!({ "effect": "delay", "millis": number()? }),
        "redirect" => json!({ "effect": "redirect", "to": form.required("text")? }),
        "oversized" => json!({ "effect": "oversized", "bytes": number()? }),
        // These have no members; a wrong name is refused with the list of the right ones.
        other => json!({ "effect": other }),
    };
    members.extend(effect.as_object().cloned().unwrap_or_default());
    Ok(members)
}

fn profile(form: &Form) -> Profile {
    let given = |name: &str| form.given(name).map(str::to_owned);
    Profile {
        nickname: given("nickname"),
        username: given("username"),
        email: given("email"),
        phone: given("phone"),
        // Spaces may be part of a password.
        password: form.0.get("password").filter(|password| !password.is_empty()).cloned(),
        blocked: form.given("blocked").is_some(),
    }
}

fn set_login_page(shared: &SharedState, form: &Form) -> Result<(), String> {
    let mode = match form.text("mode") {
        "automatic" => LoginPageMode::Automatic,
        "ask" => LoginPageMode::Ask,
        "deny" => LoginPageMode::Deny,
        "logInAs" => LoginPageMode::LogInAs(form.required("id")?.into()),
        other => return Err(format!("the login page has no mode {other:?}")),
    };
    let mut state = shared.lock();
    if let LoginPageMode::LogInAs(id) = &mode
        && state.stores.accounts.get(id).is_none()
    {
        return Err(format!("there is no user with the id {id}"));
    }
    state.stores.application.login_page = mode;
    Ok(())
}
