//! Decoding that ignores unexpected values in optional members, so that a login does not fail because of one.
//!
//! A reader of JSON stops at the first value of an unexpected form. To find all of them in one pass, each member is read
//! alone, in a text that has nothing else; then what could be read is put together. So the work grows with the size of the
//! text, not with the number of odd members in it.

use std::{borrow::Cow, collections::HashSet};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

/// How many levels of a value are examined. Types of the contract have fewer. A deeper value is left out as a whole.
const DEPTH: usize = 12;

/// The largest number of members that are read one by one. A larger value with an odd member is left out as a whole.
const MEMBERS: usize = 100_000;

/// The largest number of members of one value that are left out because the same member came under another name.
const ALIASES: usize = 8;

/// How many characters of the place of a member are logged.
const SHOWN: usize = 200;

/// The limit of the bytes that are read altogether: a multiple of the size of the text, and a constant for small texts.
const WORK: (usize, usize) = (12, 256 << 10);

/// Reads a value from JSON text. What has an odd form and can be spared is left out, with a warning; what is essential
/// and missing or odd is an error. The error names the place and never the value, which may be a secret. With the value
/// comes the text without what was left out.
pub(super) fn decode<T: DeserializeOwned>(text: &str) -> Result<(T, Cow<'_, str>), String> {
    if let Ok(value) = serde_json::from_str(text) {
        return Ok((value, Cow::Borrowed(text)));
    }
    let mut found = None;
    // Types are read from text only, because the compiler would make a second copy of the code for another source.
    let mended = mend(text, &mut |text| serde_json::from_str(text).map(|value| found = Some(value)))?;
    found.map(|value| (value, Cow::Owned(mended))).ok_or_else(|| "it has an unexpected form".to_owned())
}

/// The text without the members that cannot be read.
pub(super) fn mend(text: &str, read: &mut dyn FnMut(&str) -> serde_json::Result<()>) -> Result<String, String> {
    if serde_json::from_str::<IgnoredAny>(text).is_err() {
        return Err("it is not JSON".to_owned());
    }
    // Positions of errors are then columns. A line break is never inside of a string.
    let text = text.replace(['\n', '\r'], " ");
    let work = text.len().saturating_mul(WORK.0).saturating_add(WORK.1);
    let mut mender = Mender { read, work, path: Vec::new(), odd: HashSet::new(), last: None };
    let mended = mender.value("", text.trim_ascii(), "").map(Cow::into_owned);
    let Some(mended) = mended else {
        let reason = mender.last.map(|error| error.to_string()).unwrap_or_default();
        let missing = reason.strip_prefix("missing field `").and_then(|r| r.split_once('`')).map(|(f, _)| f);
        return Err(match missing {
            Some(field) if mender.odd.contains(field) => format!("`{field}` has an unexpected form"),
            Some(field) => format!("`{field}` is missing at the top"),
            None => "the value at the top has an unexpected form".to_owned(),
        });
    };
    match read(&mended) {
        Ok(()) => Ok(mended),
        Err(_) => Err("the value at the top has an unexpected form".to_owned()),
    }
}

struct Mender<'r> {
    read: &'r mut dyn FnMut(&str) -> serde_json::Result<()>,
    /// How many bytes may still be read.
    work: usize,
    /// The names and indexes of the value that is looked at.
    path: Vec<String>,
    /// The members at the top that were left out.
    odd: HashSet<String>,
    last: Option<serde_json::Error>,
}

impl Mender<'_> {
    /// Returns what can be read of a value at its place, between the texts before and after it. `None` if nothing can be read.
    fn value<'t>(&mut self, before: &str, value: &'t str, after: &str) -> Option<Cow<'t, str>> {
        if self.stop(before, value, after).is_none() {
            return Some(Cow::Borrowed(value));
        }
        let [open, close] = match value.as_bytes().first()? {
            b'{' => ["{", "}"],
            b'[' => ["[", "]"],
            _ => return None,
        };
        // The type at this place accepts no object or list, not even an empty one.
        let refused = self.stop(before, &format!("{open}{close}"), after).is_some_and(|at| at <= before.len() + 1);
        // A type that also accepts `true` accepts any JSON. A part of such a value would look complete, so all of it is left out.
        let free = !before.is_empty() && self.stop(before, "true", after).is_none();
        if refused || free || self.path.len() == DEPTH {
            return None;
        }
        let behind = format!("{close}{after}");
        let mut kept = Vec::new();
        for (index, (name, member)) in members(value)?.into_iter().enumerate() {
            self.path.push(step(&name, index));
            match self.value(&format!("{before}{open}{name}"), member, &behind) {
                Some(mended) => kept.push((name, mended)),
                None => self.left_out(),
            }
            self.path.pop();
        }
        for _ in 0..=ALIASES {
            let (joined, ends) = join(open, &kept, close);
            let Some(stop) = self.stop(before, &joined, after) else { return Some(Cow::Owned(joined)) };
            // Reading stops at a member that came under another name before.
            let repeated = ends.partition_point(|end| before.len() + end < stop);
            if repeated == kept.len() || open == "[" {
                return None;
            }
            kept.remove(repeated);
        }
        None
    }

    fn left_out(&mut self) {
        let place = self.path.concat().trim_start_matches('.').to_owned();
        // The names are the server's.
        let shown: String = place.chars().take(SHOWN).flat_map(char::escape_debug).collect();
        tracing::warn!(at = %shown, "left out a member of the reply that has an unexpected form");
        if self.path.len() == 1 {
            self.odd.insert(place);
        }
    }

    /// The column at which reading stops, if it is before the end of the value. An error behind the value is about what is missing.
    fn stop(&mut self, before: &str, value: &str, after: &str) -> Option<usize> {
        let text = format!("{before}{value} {after}");
        let Some(left) = self.work.checked_sub(text.len()) else { return Some(text.len()) };
        self.work = left;
        let error = (self.read)(&text).err()?;
        let column = error.column();
        self.last = Some(error);
        (column <= before.len() + value.len()).then_some(column)
    }
}

/// A member of a value. The first text is its name as JSON with the colon, and empty for an element of a list.
type Member<V> = (String, V);

fn step(name: &str, index: usize) -> String {
    match serde_json::from_str::<String>(name.trim_end_matches(':')) {
        Ok(name) => format!(".{name}"),
        Err(_) => format!("[{index}]"),
    }
}

/// The members of a value. Of several with the same name the last one counts, as in JavaScript.
fn members(value: &str) -> Option<Vec<Member<&str>>> {
    let Members(mut members) = serde_json::from_str(value).ok()?;
    if value.starts_with('{') {
        let mut seen = HashSet::new();
        members.reverse();
        members.retain(|(name, _)| seen.insert(name.clone()));
        members.reverse();
    }
    Some(members)
}

/// The text of a value, and where each of its members ends.
fn join(open: &str, members: &[Member<Cow<'_, str>>], close: &str) -> (String, Vec<usize>) {
    let (mut text, mut ends) = (open.to_owned(), Vec::new());
    for (name, value) in members {
        if !ends.is_empty() {
            text.push(',');
        }
        text.push_str(name);
        text.push_str(value);
        ends.push(text.len());
    }
    text.push_str(close);
    (text, ends)
}

struct Members<'t>(Vec<Member<&'t str>>);

impl<'de: 't, 't> Deserialize<'de> for Members<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object or a list")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    add(&mut members, format!("{}:", Value::from(name)), value)?;
                }
                Ok(Members(members))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(value) = list.next_element::<&RawValue>()? {
                    add(&mut members, String::new(), value)?;
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

fn add<'t, E: serde::de::Error>(
    members: &mut Vec<Member<&'t str>>,
    name: String,
    value: &'t RawValue,
) -> Result<(), E> {
    if members.len() == MEMBERS {
        return Err(E::custom("too many members"));
    }
    members.push((name, value.get()));
    Ok(())
}
