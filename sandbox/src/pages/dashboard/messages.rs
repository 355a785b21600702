//! The codes in text messages and mails.

use maud::{Markup, html};

use super::{
    View,
    parts::{Row, copied, state, table, time},
};
use crate::http::state::State;

/// How many messages are shown.
const SHOWN: usize = 50;

pub fn section(State { stores, .. }: &State, view: &View) -> Markup {
    let words = view.words();
    let now = stores.clock.now();
    let rows: Vec<_> = stores
        .messages
        .iter()
        .rev()
        .take(SHOWN)
        .map(|message| {
            let country = message.country_code.as_deref().unwrap_or_default();
            Row {
                id: None,
                news: Some(format!("{} {}: {}", words.new_code, message.to, message.code)),
                cells: [
                    time(message.sent_at),
                    html! { (country) @if !country.is_empty() { " " } (message.to) },
                    html! { (message.scene) },
                    html! { span.code { (copied(words, &message.code)) } },
                    state(words, message.used, message.is_expired(now)),
                ],
            }
        })
        .collect();
    html! {
        section #codes tabindex="-1" {
            h2 { (words.codes) }
            div #codes-now .live {
                (table([words.at, words.to, words.scene, words.code, words.state], &rows, words.no_codes))
            }
        }
    }
}
