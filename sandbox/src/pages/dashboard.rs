//! The page `/sandbox`, for people: the codes that were sent, the users, the last requests and the faults.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Value, json};

use crate::{
    APP_ID, APP_SECRET, USER_POOL_ID, USER_POOL_SECRET,
    domain::clock::iso,
    http::{
        faults::Pending,
        log::{Log, ReceivedRequest},
        state::State,
    },
    stores::Stores,
};

/// The page loads nothing and runs nothing, so that the names of users cannot do any harm here.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const STYLE: &str = ":root{color-scheme:light dark;--line:#8884;--quiet:#8a8a8a}\
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
    #codes td:first-child,#requests td:first-child,#users td:last-child{white-space:nowrap}";

/// The whole page.
pub fn render(State { stores, faults, log, .. }: &State) -> String {
    let now = format!("{} UTC", readable_time(stores.clock.now()));
    let facts = [
        ("address", stores.url()),
        ("app id", APP_ID),
        ("app secret", APP_SECRET),
        ("user pool id", USER_POOL_ID),
        ("user pool secret", USER_POOL_SECRET),
        ("clock", &now),
    ];
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Authing sandbox" }
                meta name="viewport" content="width=device-width";
                link rel="icon" href="data:,";
                meta http-equiv="Content-Security-Policy" content=(CONTENT_SECURITY_POLICY);
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "Authing sandbox" }
                dl {
                    @for (name, value) in facts {
                        div { dt { (name) } dd { (value) } }
                    }
                }
                (codes_table(stores))
                (users_table(stores))
                (requests_table(log))
                (faults_table(faults))
            }
        }
    };
    page.into_string()
}

fn codes_table(stores: &Stores) -> Markup {
    let rows = stores.messages.iter().rev().map(|message| {
        let used = if message.used { "used" } else { "unused" };
        [readable_time(message.sent_at), message.to.clone(), message.scene.clone(), message.code.clone(), used.into()]
    });
    table("codes", "Codes sent", ["at", "to", "scene", "code", "state"], rows.collect())
}

fn users_table(stores: &Stores) -> Markup {
    let rows = stores.accounts.iter().map(|account| {
        let user = &account.user;
        let names = [&user.nickname, &user.username, &user.email, &user.phone, &user.openid, &user.unionid];
        let [nickname, username, email, phone, openid, unionid] = names.map(|name| name.clone().unwrap_or_default());
        let login = without_iso_marks(user.last_login.as_deref().unwrap_or_default());
        [user.id.clone(), nickname, username, email, phone, openid, unionid, login]
    });
    let head = ["id", "nickname", "user name", "email", "phone", "openid", "unionid", "last login"];
    table("users", "Users", head, rows.collect())
}

fn requests_table(log: &Log) -> Markup {
    let rows = log.all().rev().take(100).map(|request| {
        let operation = request.operation.clone().unwrap_or_else(|| "unknown".into());
        [readable_time(request.at), operation, request_line(request), body_or_variables(&request.body)]
    });
    table("requests", "Last requests", ["at", "operation", "request", "body, without secrets"], rows.collect())
}

fn faults_table(faults: &Pending) -> Markup {
    let rows = faults.all().iter().map(|fault| {
        let mut members = json!(fault);
        let mut take = |name: &str| members.as_object_mut().and_then(|members| members.remove(name));
        let [at, effect, times] = ["at", "effect", "times"].map(|name| take(name).unwrap_or_default());
        let times = if times.is_null() { "always".into() } else { times.to_string() };
        [text(&at), text(&effect), times, members.to_string()]
    });
    table("faults", "Faults", ["at", "effect", "times left", "more"], rows.collect())
}

fn table<const N: usize>(id: &str, title: &str, head: [&str; N], rows: Vec<[String; N]>) -> Markup {
    html! {
        section id=(id) {
            h2 { (title) " " small { (rows.len()) } }
            @if rows.is_empty() {
                p.none { "none" }
            } @else {
                table {
                    thead {
                        tr { @for name in head { th { (name) } } }
                    }
                    tbody {
                        @for row in rows {
                            tr { @for cell in row { td { (cell) } } }
                        }
                    }
                }
            }
        }
    }
}

/// Method, path and query.
fn request_line(request: &ReceivedRequest) -> String {
    let pairs: Vec<_> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mark = if pairs.is_empty() { "" } else { "?" };
    format!("{} {}{mark}{}", request.method, request.path, pairs.join("&"))
}

/// The body; of GraphQL the variables only, because the document is long and the name of the operation is shown beside it.
fn body_or_variables(body: &Value) -> String {
    let shown = if body["query"].is_string() { &body["variables"] } else { body };
    if shown.is_null() { String::new() } else { shown.to_string() }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn readable_time(seconds: i64) -> String {
    without_iso_marks(&iso(seconds))
}

/// A time of ISO 8601 as people write it.
fn without_iso_marks(iso: &str) -> String {
    iso.trim_end_matches('Z').replace('T', " ")
}
