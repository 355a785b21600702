//! The clock, the login page and the way back to the seed.

use maud::{Markup, html};

use super::{
    View,
    parts::{action, field, text_field, time},
    words::Words,
};
use crate::{
    domain::{application::LoginPageMode, clock::Clock},
    http::state::State,
};

pub fn section(State { stores, .. }: &State, view: &View) -> Markup {
    let words = view.words();
    html! {
        section #clock tabindex="-1" {
            h2 { (words.clock) }
            p #clock-time .live { (words.clock_is) ": " strong { (time(stores.clock.now())) } }
            div #clock-now .live { (moved(&stores.clock, words)) }
            div.actions { (steps(words, "-", "−")) }
            div.actions { (steps(words, "", "+")) }
            form.fields method="post" {
                (field(words.set_to, html! { input name="now" type="datetime-local" step="1" required; }))
                button name="do" value="setClock" { (words.set) }
            }
        }
        section #login-page tabindex="-1" {
            h2 { (words.login_page) }
            (login_page(&stores.application.login_page, words))
        }
        section #reset tabindex="-1" {
            h2 { (words.reset) }
            p { (words.reset_warning) }
            (action(words.reset, "reset", &[]))
        }
    }
}

fn moved(clock: &Clock, words: &Words) -> Markup {
    html! {
        @if clock.is_moved() {
            p.bad { (words.clock_moved) }
            (action(words.back_to_now, "resetClock", &[]))
        }
    }
}

/// The buttons that move the clock in one direction.
fn steps(words: &Words, sign: &str, shown_sign: &str) -> Markup {
    let steps = [(words.minutes_5, 300), (words.hour_1, 3600), (words.day_1, 86_400), (words.days_14, 14 * 86_400)];
    html! {
        @for (name, seconds) in steps {
            (action(&format!("{shown_sign}{name}"), "advance", &[("seconds", &format!("{sign}{seconds}"))]))
        }
    }
}

fn login_page(mode: &LoginPageMode, words: &Words) -> Markup {
    let (current, user) = match mode {
        LoginPageMode::Automatic => ("automatic", ""),
        LoginPageMode::Ask => ("ask", ""),
        LoginPageMode::Deny => ("deny", ""),
        LoginPageMode::LogInAs(id) => ("logInAs", id.as_str()),
    };
    let modes = [
        ("automatic", words.login_automatic),
        ("ask", words.login_ask),
        ("deny", words.login_deny),
        ("logInAs", words.login_as),
    ];
    html! {
        form.fields method="post" {
            (field(words.login_page, html! {
                select name="mode" {
                    @for (value, name) in modes {
                        option value=(value) selected[value == current] { (name) }
                    }
                }
            }))
            (text_field(words.user, "id", user, "id"))
            button name="do" value="loginPage" { (words.set) }
        }
    }
}
