//! The state of a sandbox as a file, so that a restart keeps who is logged in.

use std::{
    fmt::Display,
    fs,
    io::{self, Write as _},
    path::Path,
};

use serde_json::Value;
use tempfile::NamedTempFile;

use crate::{
    seed,
    stores::{Stores, snapshot::Snapshot},
};

/// Writes the state to the file of the sandbox. A reader never finds half of it, because the file is replaced as a whole. On Unix
/// nobody else can read it, because it has passwords and sessions: testers use their own.
pub fn save(stores: &Stores) -> io::Result<()> {
    let none = || io::Error::new(io::ErrorKind::InvalidInput, "the sandbox was started without a state file");
    let path = stores.state_file.as_deref().ok_or_else(none)?;
    let text = serde_json::to_vec_pretty(&stores.snapshot()).map_err(io::Error::other)?;
    let replaced = draft(path).and_then(|mut new| {
        new.write_all(&text)?;
        new.persist(path).map_err(|e| e.error)
    });
    replaced.map(drop).map_err(|e| at(path, &e))
}

/// A new file beside the state file, which replaces it.
fn draft(path: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the state file {}: {error}", path.display()))
}

/// Restores the state from a file; nothing if there is no such file yet. A file that could not be written at the end is refused.
pub fn load(stores: &mut Stores, path: &Path) -> io::Result<()> {
    let wrong = |why: String| at(path, &io::Error::new(io::ErrorKind::InvalidData, why));
    draft(path).map_err(|e| at(path, &e))?;
    let text = match fs::read_to_string(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read.map_err(|e| at(path, &e))?,
    };
    let foreign = |why: &dyn Display| {
        wrong(format!("it was not written by this version of the sandbox; remove it to start anew ({why})"))
    };
    let document: Value = serde_json::from_str(&text).map_err(|e| foreign(&e))?;
    // The times of the state are added and subtracted.
    let mut others = document.as_object().into_iter().flatten().filter(|(name, _)| *name != "pool");
    if others.any(|(_, part)| has_huge_number(part)) {
        return Err(foreign(&"a number is too large for a time"));
    }
    let Snapshot { pool, rest } = serde_json::from_value(document).map_err(|e| foreign(&e))?;
    let pool = seed::read_written(pool, &mut stores.rng).map_err(wrong)?;
    stores.restore(pool, rest);
    Ok(())
}

/// Whether a part of the state has a number that JSON does not hold exactly everywhere. No time and no code of WeChat is that large.
fn has_huge_number(part: &Value) -> bool {
    match part {
        Value::Number(number) => number.as_f64().is_none_or(|number| number.abs() >= 2_f64.powi(53)),
        Value::Array(items) => items.iter().any(has_huge_number),
        Value::Object(members) => members.values().any(has_huge_number),
        _ => false,
    }
}
