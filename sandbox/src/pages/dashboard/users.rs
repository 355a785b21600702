//! The users with their forms, and their sessions.

use authing_wxapp::User;
use maud::{Markup, html};

use super::{
    View,
    parts::{Row, action, copied, copy_button, field, table, text_field, time, without_iso_marks},
};
use crate::{domain::accounts::Account, http::state::State};

/// How many users are shown.
const SHOWN: usize = 50;

pub fn section(State { stores, .. }: &State, view: &View) -> Markup {
    let words = view.words();
    let searched = view.users.to_lowercase();
    let mut found = 0;
    let mut rows = Vec::new();
    for account in stores.accounts.iter().filter(|account| fits(&account.user, &searched)) {
        found += 1;
        if rows.len() < SHOWN {
            rows.push(row(account, view));
        }
    }
    let none = if view.users.is_empty() { words.no_users } else { words.no_match };
    let head = [words.user, words.username, words.email, words.phone, "openid", words.last_login, ""];
    let edited = view.user.as_deref().and_then(|id| stores.accounts.get(id));
    html! {
        section #users tabindex="-1" {
            h2 { (words.users) }
            form.search role="search" {
                @for (name, value) in view.pairs_without(&["users", "user"]) {
                    input type="hidden" name=(name) value=(value);
                }
                (field(words.search, html! { input type="search" name="users" value=(view.users); }))
                button { (words.search) }
                @if !view.users.is_empty() {
                    a href={ (view.with("users", "")) "#users" } { (words.clear) }
                }
            }
            @if let Some(account) = edited {
                (form(Some(account), view))
            }
            div #users-now .live {
                (table(head, &rows, none))
                @if found > rows.len() {
                    p.none { (rows.len()) " " (words.shown_of) " " (found) }
                }
            }
            details #add-user {
                summary { (words.add_user) }
                (form(None, view))
            }
        }
    }
}

fn names(user: &User) -> [Option<&str>; 7] {
    let names = [&user.nickname, &user.username, &user.email, &user.phone, &user.openid, &user.unionid];
    let [nickname, username, email, phone, openid, unionid] = names.map(|name| name.as_deref());
    [Some(&user.id), nickname, username, email, phone, openid, unionid]
}

fn fits(user: &User, searched: &str) -> bool {
    searched.is_empty() || names(user).iter().flatten().any(|name| name.to_lowercase().contains(searched))
}

fn row(account: &Account, view: &View) -> Row<7> {
    let words = view.words();
    let user = &account.user;
    let [_, nickname, username, email, phone, openid, unionid] = names(user).map(Option::unwrap_or_default);
    let login = without_iso_marks(user.last_login.as_deref().unwrap_or_default());
    Row::from([
        html! {
            @if !nickname.is_empty() { p { (nickname) } }
            (copied(words, &user.id))
            @if user.blocked == Some(true) { p.bad { (words.blocked) } }
        },
        html! { (username) },
        html! { (email) },
        html! { (phone) },
        html! { @if !openid.is_empty() { code { (openid) } } @if !unionid.is_empty() { p.quiet { "unionid " (unionid) } } },
        html! { (login) },
        html! {
            div.actions {
                (action(words.log_in_as, "logInAs", &[("id", &user.id)]))
                a.button href={ (view.with("user", &user.id)) "#user" } { (words.edit) }
                (action(words.delete, "deleteUser", &[("id", &user.id)]))
            }
        },
    ])
}

/// The form of a new user, or of one who is edited.
fn form(account: Option<&Account>, view: &View) -> Markup {
    let words = view.words();
    let nobody = User::default();
    let user = account.map_or(&nobody, |account| &account.user);
    let [id, nickname, username, email, phone, ..] = names(user).map(Option::unwrap_or_default);
    let hint = if account.is_some() { words.password_kept } else { "" };
    let fields = html! {
        (text_field(words.nickname, "nickname", nickname, ""))
        (text_field(words.username, "username", username, ""))
        (text_field(words.email, "email", email, ""))
        (text_field(words.phone, "phone", phone, ""))
        (text_field(words.password, "password", "", hint))
    };
    html! {
        @if account.is_some() {
            div #user .panel tabindex="-1" {
                h3 { (words.edit_user) " " code { (id) } }
                form.fields method="post" {
                    input type="hidden" name="id" value=(id);
                    (fields)
                    label.check {
                        input type="checkbox" name="blocked" value="1" checked[user.blocked == Some(true)];
                        span { (words.blocked) }
                    }
                    button name="do" value="editUser" { (words.save) }
                    a.button href={ (view.with("user", "")) "#users" } { (words.cancel) }
                }
            }
        } @else {
            form.fields method="post" {
                (fields)
                button name="do" value="addUser" { (words.add) }
            }
        }
    }
}

pub fn sessions(State { stores, .. }: &State, view: &View) -> Markup {
    let words = view.words();
    let rows: Vec<_> = stores
        .sessions
        .last(stores.clock.now())
        .map(|session| {
            let account = stores.accounts.get(&session.user_id);
            let name = account.and_then(|account| names(&account.user).into_iter().skip(1).flatten().next());
            Row::from([
                time(session.iat),
                html! {
                    @match (account, name) {
                        (None, _) => span.quiet { (words.deleted_user) },
                        (_, Some(name)) => (name),
                        (_, None) => code { (session.user_id) },
                    }
                },
                html! { code.cut { (session.token) } " " (copy_button(words, &session.token)) },
                time(session.exp),
                action(words.end_session, "endSession", &[("session", &session.jti)]),
            ])
        })
        .collect();
    html! {
        section #sessions tabindex="-1" {
            h2 { (words.sessions) }
            div #sessions-now .live {
                (table([words.at, words.user, words.token, words.until, ""], &rows, words.no_sessions))
            }
        }
    }
}
