//! What goes wrong: the last refused requests, and the faults that wait for a request.

use authing_wxapp::ErrorCode;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::{
    View,
    parts::{Row, action, field, table, text_field, time},
    requests::{answer, is_problem},
};
use crate::http::{contract::Contract, faults::Fault, state::State};

/// How many refused requests are at the top of the page.
const SHOWN: usize = 5;

pub fn section(State { faults, log, .. }: &State, view: &View) -> Markup {
    let words = view.words();
    let problems = log.entries().rev().filter(|entry| is_problem(&entry.request)).take(SHOWN);
    let rows: Vec<_> = problems
        .map(|entry| {
            let meaning =
                entry.request.code.and_then(|code| Some((ErrorCode::from(code).name()?, view.meaning(code)?)));
            Row::from([
                html! { a href={ "#request-" (entry.number) } { (time(entry.request.at)) } },
                html! { (entry.request.operation.as_ref().unwrap_or(&entry.request.path)) },
                html! {
                    (answer(&entry.request, view))
                    @if let Some((name, meaning)) = meaning {
                        p.meaning { (name) ": " (meaning) }
                    }
                },
            ])
        })
        .collect();
    html! {
        section #problems tabindex="-1" {
            h2 { (words.problems) }
            div #problems-now .live {
                (table([words.at, words.place, words.answer], &rows, words.no_problems))
                @if !rows.is_empty() {
                    p { a href={ (view.with("only", "problems")) "#requests" } { (words.all_problems) } }
                }
            }
            h3 #faults tabindex="-1" { (words.faults) }
            div #faults-now .live { (pending(faults.all(), view)) }
            details #add-fault {
                summary { (words.add_fault) }
                (form(view))
            }
        }
    }
}

fn pending(faults: &[Fault], view: &View) -> Markup {
    let words = view.words();
    let rows: Vec<_> = faults
        .iter()
        .map(|fault| {
            let whole = json!(fault);
            let mut rest = whole.clone();
            let mut take = |name: &str| rest.as_object_mut().and_then(|members| members.remove(name));
            let (at, times) = (take("at").unwrap_or_default(), take("times"));
            Row::from([
                html! { code { (at.as_str().unwrap_or_default()) } },
                html! { code { (effect_in_words(&rest)) } },
                match times.filter(|times| !times.is_null()) {
                    Some(times) => html! { (times.to_string()) " " (words.times_left) },
                    None => html! { (words.always) },
                },
                action(words.remove, "removeFault", &[("fault", &whole.to_string())]),
            ])
        })
        .collect();
    html! {
        (table([words.place, words.effect, words.times, ""], &rows, words.no_faults))
        @if rows.len() > 1 {
            (action(words.remove_all, "clearFaults", &[]))
        }
    }
}

/// An effect as one line, such as `status 503`.
pub fn effect_in_words(effect: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let rest = effect.as_object().into_iter().flatten().filter(|(name, value)| *name != "effect" && **value != false);
    let rest = rest.map(|(name, value)| if *value == true { name.clone() } else { text(value) });
    std::iter::once(text(&effect["effect"])).chain(rest).collect::<Vec<_>>().join(" ")
}

fn form(view: &View) -> Markup {
    let words = view.words();
    let effects = [
        ("status", words.effect_status),
        ("html", words.effect_html),
        ("empty", words.effect_empty),
        ("code", words.effect_code),
        ("delay", words.effect_delay),
        ("hang", words.effect_hang),
        ("cut", words.effect_cut),
        ("malformed", words.effect_malformed),
        ("redirect", words.effect_redirect),
        ("oversized", words.effect_oversized),
    ];
    html! {
        form.fields method="post" {
            (field(words.place, html! {
                input name="at" list="operations" required autocomplete="off" placeholder="loginByCode, /oidc/token";
            }))
            datalist #operations {
                @for operation in Contract::get().operations() {
                    option value=(operation.id) {}
                }
            }
            (field(words.effect, html! {
                select name="effect" {
                    @for (value, name) in effects { option value=(value) { (name) } }
                }
            }))
            (field(words.number, html! { input name="number" type="number" value="503" title=(words.number_hint); }))
            (text_field(words.text, "text", "", words.text_hint))
            (field(words.times, html! {
                input name="times" type="number" min="1" value="1" placeholder=(words.times_hint);
            }))
            button name="do" value="addFault" { (words.add) }
        }
    }
}
