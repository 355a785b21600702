//! The parts that the sections of the page share.

use maud::{Markup, Render, html};

use super::words::Words;
use crate::domain::clock::iso;

/// A table, or a sentence when it has no rows. Narrow windows show the head beside each cell.
pub fn table<const N: usize>(head: [&str; N], rows: &[Row<N>], none: &str) -> Markup {
    html! {
        @if rows.is_empty() {
            p.none { (none) }
        } @else {
            table {
                thead {
                    tr { @for name in head { th scope="col" { (name) } } }
                }
                tbody {
                    @for Row { id, news, cells } in rows {
                        tr id=[id.as_deref()] data-news=[news.as_deref()] {
                            @for (name, cell) in head.iter().zip(cells) {
                                td data-label=(name) { div { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A row of a table.
pub struct Row<const N: usize> {
    /// The id of the element.
    pub id: Option<String>,
    /// The sentence that a screen reader says when the row is new.
    pub news: Option<String>,
    pub cells: [Markup; N],
}

impl<const N: usize> From<[Markup; N]> for Row<N> {
    fn from(cells: [Markup; N]) -> Self {
        Self { id: None, news: None, cells }
    }
}

/// Whether a code can still be used.
pub fn state(words: &Words, used: bool, expired: bool) -> Markup {
    match (used, expired) {
        (true, _) => html! { span.quiet { (words.used) } },
        (_, true) => html! { span.quiet { (words.expired) } },
        _ => html! { span.good { (words.unused) } },
    }
}

/// A value with a button that copies it, which only scripts can do.
pub fn copied(words: &Words, value: &str) -> Markup {
    html! { span.copied { code { (value) } " " (copy_button(words, value)) } }
}

pub fn copy_button(words: &Words, value: &str) -> Markup {
    html! { button.copy type="button" data-copy=(value) { (words.copy) } }
}

/// A time as people write it.
pub fn time(seconds: i64) -> Markup {
    let iso = iso(seconds);
    html! { time datetime=(iso) { (without_iso_marks(&iso)) } }
}

/// A time of ISO 8601 as people write it.
pub fn without_iso_marks(iso: &str) -> String {
    iso.trim_end_matches('Z').replace('T', " ")
}

/// A field of a form with its label.
pub fn field(label: &str, input: impl Render) -> Markup {
    html! { label { span { (label) } (input) } }
}

/// A text field.
pub fn text_field(label: &str, name: &str, value: &str, hint: &str) -> Markup {
    let hint = Some(hint).filter(|hint| !hint.is_empty());
    let value = Some(value).filter(|value| !value.is_empty());
    // The passwords of a browser's user are not those of the sandbox.
    field(label, html! { input name=(name) value=[value] placeholder=[hint] autocomplete="off"; })
}

/// A form of one button, which does something with hidden values.
pub fn action(label: &str, act: &str, values: &[(&str, &str)]) -> Markup {
    html! {
        form method="post" {
            @for (name, value) in values {
                input type="hidden" name=(name) value=(value);
            }
            button name="do" value=(act) { (label) }
        }
    }
}
