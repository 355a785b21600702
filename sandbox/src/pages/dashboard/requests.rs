//! The last requests, each with its answer, and with the `curl` command that sends it again.

use axum::http::{HeaderMap, header};
use maud::{Markup, html};
use serde_json::{Value, json};

use super::{
    View,
    faults::effect_in_words,
    parts::{Row, action, copy_button, field, table, time},
    words::Words,
};
use crate::http::{
    log::{Entry, ReceivedRequest, WholeRequest},
    state::State,
};

/// How many requests are shown.
const SHOWN: usize = 100;
/// The faults that one click adds.
const QUICK_FAULTS: [(&str, &str); 4] = [
    ("503", r#"{"effect":"status","status":503}"#),
    ("500", r#"{"effect":"code","code":500,"message":"a fault of the sandbox"}"#),
    ("cut", r#"{"effect":"cut"}"#),
    ("hang", r#"{"effect":"hang"}"#),
];

pub fn section(state: &State, view: &View) -> Markup {
    let words = view.words();
    let address = state.stores.address.url_for(view.host.as_deref());
    let wanted = |entry: &&Entry| (!view.only_problems || is_problem(&entry.request)) && fits(&entry.request, view);
    let entries = state.log.entries().rev().filter(wanted).take(SHOWN);
    let rows: Vec<_> = entries.map(|entry| row(entry, &address, view)).collect();
    let is_filtered = view.only_problems || !view.requests.is_empty();
    let none = if is_filtered { words.no_request_fits } else { words.no_requests };
    html! {
        section #requests tabindex="-1" {
            h2 { (words.requests) }
            form.search role="search" {
                @for (name, value) in view.pairs_without(&["requests", "only"]) {
                    input type="hidden" name=(name) value=(value);
                }
                (field(words.filter, html! {
                    input type="search" name="requests" value=(view.requests) placeholder=(words.filter_hint);
                }))
                label.check {
                    input type="checkbox" name="only" value="problems" checked[view.only_problems];
                    span { (words.only_problems) }
                }
                button { (words.filter) }
            }
            div #requests-now .live {
                (table([words.at, words.operation, words.request, words.answer], &rows, none))
            }
        }
    }
}

/// Whether a request was refused, or a fault was applied to it.
pub fn is_problem(request: &ReceivedRequest) -> bool {
    request.code.is_some() || request.fault.is_some() || request.status.is_some_and(|status| status >= 400)
}

/// Whether a request has the text that requests are searched for.
fn fits(request: &ReceivedRequest, view: &View) -> bool {
    let searched = view.requests.to_lowercase();
    let reason = request.reason.as_deref().unwrap_or_default();
    let texts = [
        request.operation.as_deref().unwrap_or_default(),
        &request.method,
        &request.path,
        reason,
        &view.reason(reason),
        &request.body.to_string(),
    ];
    searched.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&searched))
}

fn row(entry: &Entry, address: &str, view: &View) -> Row<4> {
    let words = view.words();
    let request = &entry.request;
    let place = request.operation.as_deref().unwrap_or(&request.path);
    let cells = [
        time(request.at),
        operation(request, words),
        html! {
            details id={ "request-" (entry.number) "-details" } {
                summary { code { (request_line(request)) } }
                @if let Some(body) = body_or_variables(&request.body) {
                    h4 { (words.body_without_secrets) }
                    pre { (body) }
                }
                h4 { (words.as_curl) }
                @match entry.whole.as_ref().and_then(|whole| curl(whole, address)) {
                    Some(command) => { pre { (command) } (copy_button(words, &command)) }
                    None => p.none { (words.too_large) },
                }
                div.actions {
                    span { (words.fail_next) }
                    @for (label, effect) in QUICK_FAULTS {
                        (action(label, "failNext", &[("at", place), ("effect", effect)]))
                    }
                }
            }
        },
        answer(request, view),
    ];
    Row { id: Some(format!("request-{}", entry.number)), news: None, cells }
}

fn operation(request: &ReceivedRequest, words: &Words) -> Markup {
    match &request.operation {
        Some(operation) => html! { (operation) },
        None => html! { span.quiet { (words.beyond_contract) } },
    }
}

/// The status, the business code with its reason, and the fault.
pub fn answer(request: &ReceivedRequest, view: &View) -> Markup {
    let words = view.words();
    let class = match request.status {
        Some(status) if status < 400 && request.code.is_none() => "good",
        Some(_) => "bad",
        None => "quiet",
    };
    html! {
        span class={ "status " (class) } {
            @match request.status {
                Some(status) => (status),
                None => (words.unanswered),
            }
        }
        @if let Some(code) = request.code {
            " " span.status.bad { (code) }
        }
        @if let Some(fault) = &request.fault {
            " " span.status.fault { (words.fault) ": " (effect_in_words(&json!(fault))) }
        }
        @if let Some(reason) = &request.reason {
            p.reason { (view.reason(reason)) }
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
fn body_or_variables(body: &Value) -> Option<String> {
    let shown = if body["query"].is_string() { &body["variables"] } else { body };
    (!shown.is_null()).then(|| serde_json::to_string_pretty(shown).unwrap_or_default())
}

/// The command for a POSIX shell that sends a request again; nothing if the request is not text.
fn curl(WholeRequest { method, uri, headers, body }: &WholeRequest, address: &str) -> Option<String> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let mut command = format!("curl -X {method} {}", quoted(&format!("{address}{path}"))?);
    for (name, value) in sent_again(headers) {
        command += &format!(" \\\n  -H {}", quoted(&format!("{name}: {value}"))?);
    }
    if !body.is_empty() {
        command += &format!(" \\\n  --data-raw {}", quoted(std::str::from_utf8(body).ok()?)?);
    }
    Some(command)
}

/// The headers that matter to the sandbox. The others are those of the client's HTTP library.
fn sent_again(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let names = [header::AUTHORIZATION, header::CONTENT_TYPE, header::COOKIE];
    let matters = move |name: &header::HeaderName| names.contains(name) || name.as_str().starts_with("x-");
    let matching = headers.iter().filter(move |(name, _)| matters(name));
    matching.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
}

fn quoted(text: &str) -> Option<String> {
    shlex::try_quote(text).ok().map(Into::into)
}
