//! Captures everything that any crate logs at any level, and searches it.

use std::{
    collections::BTreeSet,
    error::Error,
    io::{self, Write},
    sync::{LazyLock, Mutex},
};

use aho_corasick::AhoCorasick;
use tracing_subscriber::fmt::{MakeWriter, format::FmtSpan};

use crate::marks;

/// One subscriber for the whole program. All tests share the log, which is possible because none may log a mark.
pub static LOG: LazyLock<Log> = LazyLock::new(|| {
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(&TEXT)
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    Log
});
static TEXT: Text = Text(Mutex::new(Vec::new()));

pub struct Log;

impl Log {
    /// Installs the subscriber, if no test has done so yet.
    pub fn begin(&self) {}

    pub fn text(&self) -> String {
        String::from_utf8(TEXT.0.lock().unwrap().clone()).unwrap()
    }
}

struct Text(Mutex<Vec<u8>>);

impl Write for &Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for &'static Text {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self
    }
}

/// The forms in which a secret can be shown: literally, as bytes, and escaped for Rust and for a URL.
fn forms(secret: &str) -> [String; 4] {
    let bytes = format!("{:?}", secret.as_bytes());
    let in_a_url = reqwest::Url::parse_with_params("http://x/", [("x", secret)]).unwrap();
    let in_a_url = in_a_url.query().unwrap()[2..].to_owned();
    [secret.to_owned(), bytes.trim_matches(['[', ']']).to_owned(), secret.escape_debug().to_string(), in_a_url]
}

/// Whether the secret is in the text, in any form.
pub fn found(secret: &str, text: &str) -> bool {
    forms(secret).iter().any(|form| text.contains(form))
}

/// The marks that are in the text, in any form.
pub fn marks_in(text: &str) -> BTreeSet<&'static str> {
    /// Searches for all forms of all marks at once, because the log is long.
    static SEARCH: LazyLock<(AhoCorasick, Vec<&'static str>)> = LazyLock::new(|| {
        let of_mark = |mark| forms(mark).map(|form| (form, mark));
        let (forms, marks): (Vec<String>, Vec<_>) = marks::all().flat_map(of_mark).unzip();
        (AhoCorasick::new(forms).unwrap(), marks)
    });
    let (forms, marks) = &*SEARCH;
    forms.find_overlapping_iter(text).map(|found| marks[found.pattern()]).collect()
}

/// Panics if the text contains a mark.
#[track_caller]
pub fn assert_secret(place: &str, text: &str) {
    if let Some(mark) = marks_in(text).first() {
        let line = text.lines().find(|line| found(mark, line)).unwrap_or(text);
        panic!("{place} shows {mark}: {line}");
    }
}

/// Every printable form of an error and its sources.
pub fn shown(error: &authing_wxapp::Error) -> String {
    let mut text = format!("{error:?}\n{error:#?}\n{error}\n{error:#}\n{}\n", error.message());
    let mut next = error.source();
    while let Some(cause) = next {
        text += &format!("{cause:?}\n{cause:#?}\n{cause}\n{cause:#}\n");
        next = cause.source();
    }
    text
}
