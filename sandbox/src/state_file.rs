//! The state of a sandbox as a file, so that a restart keeps who is logged in.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

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
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let replaced = NamedTempFile::new_in(folder).and_then(|mut new| {
        new.write_all(&text)?;
        new.persist(path).map_err(|e| e.error)
    });
    replaced.map(drop).map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))
}

/// Restores the state from a file; nothing if there is no such file yet.
pub fn load(stores: &mut Stores, path: &Path) -> io::Result<()> {
    let wrong = |why: String| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}", path.display()));
    let text = match fs::read_to_string(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read.map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))?,
    };
    let Snapshot { pool, rest } = serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
    let pool = seed::read(pool, &mut stores.rng).map_err(wrong)?;
    stores.restore(pool, rest);
    Ok(())
}
