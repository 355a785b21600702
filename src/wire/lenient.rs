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
    let mut tree: Value = serde_json::from_str(text).map_err(|_| "it is not JSON".to_owned())?;
    for _ in 0..ROUNDS {
        let error = match serde_path_to_error::deserialize::<_, T>(&tree) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let mut path: Vec<Step> = error.path().iter().filter_map(Step::of).collect();
        let reason = error.inner().to_string();
        // A member under two of its names: keep either.
        path.extend(
            reason.strip_prefix("duplicate field `").and_then(|r| r.split_once('`')).map(|(f, _)| Step::Key(f.into())),
        );
        let place = if path.is_empty() { "the top".to_owned() } else { error.path().to_string() };
        if path.is_empty() || !remove(&mut tree, &path) {
            let missing = reason.strip_prefix("missing field `").and_then(|r| r.split_once('`')).map(|(f, _)| f);
            return Err(match missing {
                Some(field) => format!("`{field}` is missing at {place}"),
                None => format!("the value at {place} has an unexpected form"),
            });
        }
        tracing::warn!(at = %place, "left out a member of the reply that has an unexpected form");
    }
    Err("too many members have an unexpected form".into())
}

enum Step {
    Key(String),
    Index(usize),
}

impl Step {
    fn of(segment: &serde_path_to_error::Segment) -> Option<Self> {
        match segment {
            serde_path_to_error::Segment::Map { key } => Some(Self::Key(key.clone())),
            serde_path_to_error::Segment::Seq { index } => Some(Self::Index(*index)),
            _ => None,
        }
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
