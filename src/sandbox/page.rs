//! The page of the sandbox, for people: who is there, which codes were sent, what was asked, what goes wrong.

use std::fmt::Write as _;

use serde_json::json;

use super::{
    APP_ID, APP_SECRET, USER_POOL_ID,
    state::{State, iso},
};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#222}\
    h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}\
    th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}\
    code{font-family:ui-monospace,monospace}.none{color:#777}";

/// The whole page. It needs nothing from outside.
pub fn render(state: &State) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Authing sandbox</title><style>{STYLE}</style>\
         <h1>Authing sandbox</h1><p>At <code>{}</code>, application <code>{APP_ID}</code> with the secret \
         <code>{APP_SECRET}</code>, user pool <code>{USER_POOL_ID}</code>; its clock says {}.</p>",
        escape(&state.url),
        iso(state.clock.now()),
    );
    let users = state.data.users.iter().map(|account| {
        let user = &account.user;
        [
            user.id.clone(),
            text(&user.nickname),
            text(&user.username),
            text(&user.email),
            text(&user.phone),
            text(&user.openid),
            text(&user.last_login),
        ]
    });
    table(&mut page, "Users", ["id", "nickname", "user name", "email", "phone", "openid", "last login"], users);
    let messages = state.messages.iter().rev().map(|message| {
        let state = if message.used { "used" } else { "unused" };
        [iso(message.sent_at), message.to.clone(), message.scene.clone(), message.code.clone(), state.into()]
    });
    table(&mut page, "Codes sent", ["at", "to", "scene", "code", "state"], messages);
    let requests = state.log.all().rev().take(100).map(|request| {
        let body = if request.body.is_null() { String::new() } else { request.body.to_string() };
        let path = format!("{} {}", request.method, request.path);
        [iso(request.at), request.operation.clone().unwrap_or_else(|| "unknown".into()), path, body]
    });
    table(&mut page, "Last requests", ["at", "operation", "request", "body, without secrets"], requests);
    let faults = state.faults.all().iter().map(|fault| [json!(fault).to_string()]);
    table(&mut page, "Faults", ["fault"], faults);
    page + "</html>"
}

fn table<const N: usize>(page: &mut String, title: &str, head: [&str; N], rows: impl Iterator<Item = [String; N]>) {
    let _ = write!(page, "<h2>{title}</h2>");
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        page.push_str("<p class=\"none\">none</p>");
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
    page.push_str("</tbody></table>");
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
