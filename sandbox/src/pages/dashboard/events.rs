//! The events that programs publish and subscribe to.

use maud::{Markup, html};

use super::{
    View,
    parts::{Row, field, table, text_field, time},
};
use crate::{domain::events::PublishedEvent, http::state::State, stores::Stores};

/// How many events are shown.
const SHOWN: usize = 50;

pub fn section(State { stores, .. }: &State, view: &View) -> Markup {
    let words = view.words();
    let published: Vec<_> = stores.events.all().rev().take(SHOWN).map(|event| row(event, stores, view)).collect();
    let subscribed: Vec<_> = stores
        .events
        .subscriptions()
        .into_iter()
        .map(|(name, count)| Row::from([html! { code { (name) } }, html! { (count) }]))
        .collect();
    html! {
        section #events tabindex="-1" {
            h2 { (words.events) }
            div #events-now .live {
                (table([words.at, words.event, words.data, words.published_by], &published, words.no_events))
                h3 { (words.subscriptions) }
                (table([words.event, words.subscribers], &subscribed, words.no_subscriptions))
            }
            details #publish-event {
                summary { (words.publish_event) }
                form.fields method="post" {
                    (text_field(words.event, "name", "", "order.created"))
                    (field(words.data, html! { textarea name="data" rows="3" placeholder=(words.data_hint) {} }))
                    button name="do" value="publishEvent" { (words.publish) }
                }
            }
        }
    }
}

fn row(event: &PublishedEvent, stores: &Stores, view: &View) -> Row<4> {
    let words = view.words();
    let publisher = match &event.user_id {
        Some(id) => {
            let user = stores.accounts.get(id).map(|account| &account.user);
            let name = user.and_then(|user| user.nickname.as_ref().or(user.username.as_ref()));
            html! { @if let Some(name) = name { (name) " " } code { (id) } }
        }
        None => html! { span.quiet { (words.a_test) } },
    };
    let cells = [time(event.at), html! { code { (event.name) } }, html! { pre { (event.data) } }, publisher];
    Row { id: None, news: None, cells }
}
