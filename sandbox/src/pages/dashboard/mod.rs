//! The page `/sandbox`, for people who develop: what went wrong, codes, users, sessions and requests, and the forms that control
//! the sandbox. The page is complete without scripts; [`SCRIPT`] only keeps it up to date.

mod events;
mod faults;
mod messages;
mod parts;
mod reasons;
mod requests;
mod settings;
mod users;
mod view;
mod wechat;
mod words;

use maud::{DOCTYPE, Markup, html};

pub use self::view::View;
use crate::{APP_ID, APP_SECRET, USER_POOL_ID, USER_POOL_SECRET, http::state::State};

pub const STYLE: &str = include_str!("page.css");
pub const SCRIPT: &str = include_str!("page.js");

/// The page loads only its own style and script, so that the names of users cannot do any harm here, and no other page may show
/// it in a frame and lure people to its buttons.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The whole page. `problem` is why the last form was refused.
pub fn render(state: &State, view: &View, problem: Option<&str>) -> String {
    let words = view.words();
    let page = html! {
        (DOCTYPE)
        html lang=(words.language_tag) {
            head {
                meta charset="utf-8";
                title { (words.title) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/sandbox/page.css";
                script src="/sandbox/page.js" defer {}
            }
            body data-copied=(words.copied) data-live=(words.live) data-lost=(words.lost) {
                a.skip href="#content" { (words.skip) }
                (header(state, view))
                p #news .unseen role="status" aria-live="polite" {}
                main #content {
                    @if let Some(problem) = problem {
                        p.alert role="alert" { (view.reason(problem)) }
                    }
                    (faults::section(state, view))
                    (messages::section(state, view))
                    (wechat::section(state, view))
                    (users::section(state, view))
                    (users::sessions(state, view))
                    (events::section(state, view))
                    (requests::section(state, view))
                    (settings::section(state, view))
                }
                footer {
                    p { a href="/sandbox/help" { (words.scripts_help) } }
                }
            }
        }
    };
    page.into_string()
}

fn header(State { stores, .. }: &State, view: &View) -> Markup {
    let words = view.words();
    let address = stores.address.url_for(view.host.as_deref());
    let facts = [
        (words.address, address.as_str()),
        (words.app_id, APP_ID),
        (words.app_secret, APP_SECRET),
        (words.user_pool_id, USER_POOL_ID),
        (words.user_pool_secret, USER_POOL_SECRET),
    ];
    let sections = [
        ("problems", words.problems),
        ("codes", words.codes),
        ("wechat", words.wechat),
        ("users", words.users),
        ("sessions", words.sessions),
        ("events", words.events),
        ("requests", words.requests),
        ("clock", words.clock),
    ];
    html! {
        header {
            div.top {
                h1 { (words.title) }
                a.language href=(view.in_other_language()) { (words.other_language) }
            }
            dl {
                @for (name, value) in facts {
                    div { dt { (name) } dd { (parts::copied(words, value)) } }
                }
            }
            nav {
                @for (id, name) in sections {
                    a href={ "#" (id) } { (name) }
                }
            }
            p #follows .none { (words.not_live) }
        }
    }
}
