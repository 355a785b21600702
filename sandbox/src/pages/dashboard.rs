//! The page of the sandbox, for people: which codes were sent, who is there, what was asked, what goes wrong.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::{
    APP_ID, APP_SECRET, USER_POOL_ID, USER_POOL_SECRET, domain::clock::iso, http::log::ReceivedRequest, state::State,
};

/// Nothing is loaded and nothing runs, so that what users are called cannot do anything here.
const HEAD: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Authing sandbox</title>\
    <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\">\
    <meta http-equiv=\"Content-Security-Policy\" \
    content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">";

const STYLE: &str = "<style>:root{color-scheme:light dark;--line:#8884;--quiet:#8a8a8a}\
    body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}\
    h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.1rem;margin:2.2rem 0 .4rem}\
    h2 small,dt,.none{color:var(--quiet)}\
    dl{display:flex;flex-wrap:wrap;gap:.2rem 2rem;margin:0}dt{font-size:.8rem}dd{margin:0}section{overflow-x:auto}\
    table{border-collapse:collapse;width:100%}\
    th,td{text-align:left;padding:.35rem .7rem;border-bottom:1px solid var(--line);vertical-align:top}\
    th{font-size:.8rem;font-weight:600;white-space:nowrap;color:var(--quiet)}tbody tr:hover{background:#8881}\
    dd,td{font-family:ui-monospace,monospace;font-size:.85rem}\
    #codes td:nth-child(4){font-size:1.05rem;font-weight:700}\
    #users td:nth-child(2),#requests td:nth-child(n+3){overflow-wrap:anywhere}\
    #codes td:first-child,#requests td:first-child,#users td:last-child{white-space:nowrap}</style>";

/// The whole page. It needs nothing from outside.
pub fn render(State { stores, faults, log }: &State) -> String {
    let now = format!("{} UTC", moment(stores.clock.now()));
    let facts = [
        ("address", &*stores.url),
        ("app id", APP_ID),
        ("app secret", APP_SECRET),
        ("user pool id", USER_POOL_ID),
        ("user pool secret", USER_POOL_SECRET),
        ("clock", &now),
    ];
    let mut page = format!("{HEAD}{STYLE}<h1>Authing sandbox</h1><dl>");
    for (name, value) in facts {
        let _ = write!(page, "<div><dt>{name}</dt><dd>{}</dd></div>", escape(value));
    }
    page.push_str("</dl>");
    let messages = stores.messages.iter().rev().map(|message| {
        let state = if message.used { "used" } else { "unused" };
        [moment(message.sent_at), message.to.clone(), message.scene.clone(), message.code.clone(), state.into()]
    });
    table(&mut page, "codes", "Codes sent", ["at", "to", "scene", "code", "state"], messages);
    let users = stores.accounts.iter().map(|account| {
        let user = &account.user;
        let names = [&user.nickname, &user.username, &user.email, &user.phone, &user.openid, &user.unionid];
        let [nickname, username, email, phone, openid, unionid] = names.map(|name| name.clone().unwrap_or_default());
        let login = plain(user.last_login.as_deref().unwrap_or_default());
        [user.id.clone(), nickname, username, email, phone, openid, unionid, login]
    });
    let head = ["id", "nickname", "user name", "email", "phone", "openid", "unionid", "last login"];
    table(&mut page, "users", "Users", head, users);
    let requests = log.all().rev().take(100).map(|request| {
        let operation = request.operation.clone().unwrap_or_else(|| "unknown".into());
        [moment(request.at), operation, line(request), body(&request.body)]
    });
    table(&mut page, "requests", "Last requests", ["at", "operation", "request", "body, without secrets"], requests);
    let faults = faults.all().iter().map(|fault| {
        let mut told = json!(fault);
        let mut take = |name: &str| told.as_object_mut().and_then(|members| members.remove(name)).unwrap_or_default();
        let (at, effect, times) = (take("at"), take("effect"), take("times"));
        let times = if times.is_null() { "always".into() } else { times.to_string() };
        [text(&at), text(&effect), times, told.to_string()]
    });
    table(&mut page, "faults", "Faults", ["at", "effect", "times left", "more"], faults);
    page + "</html>"
}

fn table<const N: usize>(
    page: &mut String,
    id: &str,
    title: &str,
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) {
    let rows: Vec<_> = rows.collect();
    let _ = write!(page, "<section id=\"{id}\"><h2>{title} <small>{}</small></h2>", rows.len());
    if rows.is_empty() {
        page.push_str("<p class=\"none\">none</p></section>");
        return;
    }
    page.push_str("<table><thead><tr>");
    for name in head {
        let _ = write!(page, "<th>{name}</th>");
    }
    page.push_str("</tr></thead><tbody>");
    for row in rows {
        page.push_str("<tr>");
        for cell in row {
            let _ = write!(page, "<td>{}</td>", escape(&cell));
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table></section>");
}

/// Method, path and query.
fn line(request: &ReceivedRequest) -> String {
    let pairs: Vec<_> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mark = if pairs.is_empty() { "" } else { "?" };
    format!("{} {}{mark}{}", request.method, request.path, pairs.join("&"))
}

/// Of GraphQL the variables: the document is long, and the operation says enough.
fn body(body: &Value) -> String {
    let told = if body["query"].is_string() { &body["variables"] } else { body };
    if told.is_null() { String::new() } else { told.to_string() }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn moment(seconds: i64) -> String {
    plain(&iso(seconds))
}

/// A moment as people write it.
fn plain(iso: &str) -> String {
    iso.trim_end_matches('Z').replace('T', " ")
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
