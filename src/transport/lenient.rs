//! Decoding that does not let a login fail because of a member that nobody asked for.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// How many members may be dropped from one reply before it counts as unreadable.
const ROUNDS: usize = 32;

/// Reads a value from JSON text. What has an odd form and can be spared is left out, with a warning; what is essential
/// and missing or odd is an error. The error names the place and never the value, which may be a secret.
pub(super) fn decode<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let mut found = Err("too many members have an unexpected form".to_owned());
    // Reading text is the only way in which a type is read: a second one would be compiled once more for each type.
    mend(text, &mut |text| serde_json::from_str(text).map(|value| found = Ok(value)))?;
    found
}

/// Takes members out of the text until it can be read, or as many as may be.
fn mend(text: &str, read: &mut dyn FnMut(&str) -> serde_json::Result<()>) -> Result<(), String> {
    let mut tree: Value = serde_json::from_str(text).map_err(|_| "it is not JSON".to_owned())?;
    for _ in 0..ROUNDS {
        let Err(error) = read(&tree.to_string()) else { return Ok(()) };
        let path = blamed(&tree, &error);
        let place = match path.is_empty() {
            true => "the top".to_owned(),
            false => path.iter().map(Step::to_string).collect::<String>().trim_start_matches('.').to_owned(),
        };
        if !remove(&mut tree, &path) {
            let reason = error.to_string();
            let missing = reason.strip_prefix("missing field `").and_then(|r| r.split_once('`')).map(|(f, _)| f);
            return Err(match missing {
                Some(field) => format!("`{field}` is missing at {place}"),
                None => format!("the value at {place} has an unexpected form"),
            });
        }
        tracing::warn!(at = %place, "left out a member of the reply that has an unexpected form");
    }
    Ok(())
}

enum Step {
    Key(String),
    Index(usize),
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(key) => write!(f, ".{key}"),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// The way to the value that an error is about. The error tells the column where reading stopped, which in the text of a
/// tree, one line without spaces, is the offset of the value's end, or of its beginning when it was not even begun.
fn blamed(tree: &Value, error: &serde_json::Error) -> Vec<Step> {
    if error.is_syntax() {
        // The text is JSON, so this means a list with more elements than were read, and the next was looked at: it stands
        // behind a comma. The list is odd, not its element.
        let mut path = path_to(tree, error.column().saturating_sub(2));
        path.pop();
        return path;
    }
    path_to(tree, error.column())
}

/// The way to the innermost value at this offset of the tree's text. The colon before a member belongs to it: there
/// reading stops when a member comes under two of its names, of which either is kept.
fn path_to(tree: &Value, offset: usize) -> Vec<Step> {
    let (mut path, mut node, mut begin) = (Vec::new(), tree, 0);
    loop {
        let mut next = begin + 1;
        // Whether the value that comes next, behind this much of a name, is there; and where it begins.
        let mut there = |name: usize, value: &Value| {
            let colon = next + name;
            let begin = colon + usize::from(name > 0);
            let end = begin + value.to_string().len();
            next = end + 1;
            (colon..=end).contains(&offset).then_some(begin)
        };
        let found = match node {
            Value::Object(map) => map.iter().find_map(|(key, value)| {
                let begin = there(Value::from(key.as_str()).to_string().len(), value)?;
                Some((Step::Key(key.clone()), value, begin))
            }),
            Value::Array(list) => {
                let mut values = list.iter().enumerate();
                values.find_map(|(index, value)| Some((Step::Index(index), value, there(0, value)?)))
            }
            _ => None,
        };
        let Some((step, value, at)) = found else { return path };
        path.push(step);
        (node, begin) = (value, at);
    }
}

fn remove(tree: &mut Value, path: &[Step]) -> bool {
    let Some((last, parents)) = path.split_last() else { return false };
    let parent = parents.iter().try_fold(tree, |node, step| match step {
        Step::Key(key) => node.get_mut(key),
        Step::Index(index) => node.get_mut(*index),
    });
    match (parent, last) {
        (Some(Value::Object(map)), Step::Key(key)) => map.remove(key).is_some(),
        (Some(Value::Array(list)), Step::Index(index)) if *index < list.len() => {
            list.remove(*index);
            true
        }
        _ => false,
    }
}
