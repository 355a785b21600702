//! WeChat: buttons for login codes and payloads, and what the buttons gave.

use maud::{Markup, html};
use serde_json::json;

use super::{
    View,
    parts::{Row, action, copied, copy_button, field, state, table, text_field, time},
};
use crate::{
    domain::wechat::{WechatUsers, refusal::error_message},
    http::state::State,
};

/// The error codes with which WeChat refuses login codes.
const REFUSALS: [i64; 5] = [-1, 40029, 40163, 40226, 45011];

pub fn section(State { stores, .. }: &State, view: &View) -> Markup {
    let words = view.words();
    let wechat = &stores.wechat;
    html! {
        section #wechat tabindex="-1" {
            h2 { (words.wechat) }
            form.fields method="post" {
                (field(words.wechat_user, html! {
                    input name="openid" list="openids" value="openid-ada" required autocomplete="off";
                }))
                datalist #openids {
                    @for openid in wechat.profiles().keys() { option value=(openid) {} }
                }
                button name="do" value="wechatCode" { (words.new_login_code) }
                (text_field(words.phone, "phone", "17612346754", ""))
                button name="do" value="wechatPhoneCode" { (words.phone_code) }
                button name="do" value="wechatRealtimePhoneCode" { (words.realtime_phone_code) }
                button name="do" value="wechatPhone" { (words.phone_payload) }
                (text_field(words.nickname, "nickname", "Ada", ""))
                button name="do" value="wechatProfile" { (words.profile_payload) }
            }
            div #wechat-now .live {
                h3 { (words.login_codes) }
                (codes(wechat, stores.clock.now(), view))
                h3 { (words.phone_codes) }
                (phone_codes(wechat, stores.clock.now(), view))
                h3 { (words.payloads) }
                (payloads(wechat, view))
            }
            details #wechat-refusals {
                summary { (words.refuse_codes) }
                (refusals(view))
            }
            div #wechat-settings .live { (settings(wechat, view)) }
        }
    }
}

fn codes(wechat: &WechatUsers, now: i64, view: &View) -> Markup {
    let words = view.words();
    let rows: Vec<_> = wechat
        .last_codes()
        .map(|(text, code)| {
            let unionid = wechat.profiles().get(&code.openid).and_then(|profile| profile.unionid());
            Row::from([
                time(code.issued_at),
                html! { code { (code.openid) } @if let Some(unionid) = unionid { p.quiet { "unionid " (unionid) } } },
                copied(words, text),
                copied(words, &code.session_key()),
                state(words, code.used, code.is_expired(now)),
            ])
        })
        .collect();
    table([words.at, "openid", "code", words.session_key, words.state], &rows, words.no_login_codes)
}

fn phone_codes(wechat: &WechatUsers, now: i64, view: &View) -> Markup {
    let words = view.words();
    let rows: Vec<_> = wechat
        .phone_codes
        .last()
        .map(|(text, code)| {
            Row::from([
                time(code.issued_at),
                html! { code { (code.openid) } },
                copied(words, text),
                html! { (code.number.phone_number) @if code.realtime { p.quiet { (words.realtime) } } },
                state(words, code.used, code.is_expired(now)),
            ])
        })
        .collect();
    table([words.at, "openid", "code", words.phone, words.state], &rows, words.no_phone_codes)
}

fn payloads(wechat: &WechatUsers, view: &View) -> Markup {
    let words = view.words();
    let rows: Vec<_> = wechat
        .pressed()
        .map(|pressed| {
            let json = json!({ "iv": pressed.iv, "encryptedData": pressed.encrypted_data }).to_string();
            Row::from([
                time(pressed.at),
                html! { code { (pressed.openid) } },
                html! { code { (pressed.data.to_string()) } },
                html! { code.cut { (json) } " " (copy_button(words, &json)) },
            ])
        })
        .collect();
    table([words.at, "openid", words.content, "iv, encryptedData"], &rows, words.no_payloads)
}

fn refusals(view: &View) -> Markup {
    let words = view.words();
    html! {
        form.fields method="post" {
            (field("errcode", html! {
                select name="errcode" {
                    @for errcode in REFUSALS {
                        option value=(errcode) { (errcode) ": " (view.reason(error_message(errcode))) }
                    }
                }
            }))
            (field(words.times, html! { input name="times" type="number" min="1" max="1000" value="1"; }))
            (field(words.phone_codes, html! { input name="phoneCodes" type="checkbox" value="1"; }))
            button name="do" value="wechatRefuse" { (words.refuse) }
        }
    }
}

fn settings(wechat: &WechatUsers, view: &View) -> Markup {
    let words = view.words();
    let refused: Vec<_> = wechat.refusals().iter().chain(wechat.phone_codes.refusals()).map(i64::to_string).collect();
    html! {
        @if !refused.is_empty() {
            p.bad { (words.still_refused) " " (refused.join(", ")) }
        }
        @match wechat.keep_session_keys {
            true => (action(words.change_keys, "wechatKeys", &[])),
            false => (action(words.keep_keys, "wechatKeys", &[("keep", "1")])),
        }
    }
}
