//! Paths, and operations on files that know nothing of sessions.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

/// How many symbolic links are followed: as many as Linux does.
const LINKS: usize = 40;

/// Whether the path ends as the path of a folder does: with a separator, `.` or `..`, or with nothing.
pub(super) fn names_a_folder(path: &Path) -> bool {
    path.file_name().is_none() || path.components().as_path().as_os_str() != path.as_os_str()
}

/// The path that the symbolic link points to, or the path itself. The target need not exist.
pub(super) fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        match fs::read_link(&path) {
            Ok(target) => path = folder_of(&path).join(target),
            // There is no file, or it is not a link. Any other problem fails when the path is used.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("there are too many symbolic links"))
}

/// The absolute path of a file, without links, in a folder that exists.
pub(super) fn in_its_folder(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    create_folder(folder_of(path))?;
    Ok(folder_of(path).canonicalize()?.join(name))
}

pub(in crate::session) fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Where the new content of a file is written before it replaces the old one. The name is always the same, so that what a
/// killed process leaves behind is found. Only the holder of the lock may touch it.
pub(super) fn draft_of(path: &Path) -> PathBuf {
    beside(path, ".draft")
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Whether a file has to survive a power failure. Waiting for the disk takes most of the time of a write.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Durable {
    Yes,
    No,
}

/// Replaces the content of the file atomically.
pub(super) fn replace(path: &Path, draft: &Path, text: &[u8], durable: Durable) -> io::Result<()> {
    let replaced = write_new(draft, text, durable).and_then(|()| fs::rename(draft, path));
    match &replaced {
        Ok(()) if durable == Durable::Yes => sync_folder(path),
        Ok(()) => {}
        Err(_) => {
            let _the_first_error_counts = fs::remove_file(draft);
        }
    }
    replaced
}

/// Writes the entries of the folder to the disk. Otherwise a session that was replaced, or ended by a logout, could come back after a
/// power failure.
fn sync_folder(path: &Path) {
    // The change itself has succeeded. Some file systems cannot do this, and Windows has no such call.
    #[cfg(unix)]
    let _where_it_can_be_done = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
    #[cfg(not(unix))]
    let _ = path;
}

/// The text of a file, and how long ago it was written.
pub(super) fn read(path: &Path) -> io::Result<(String, Duration)> {
    // Both are read from one open file, because another file may take its name in between.
    let mut file = File::open(path)?;
    let age = age(&file.metadata()?)?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok((text, age))
}

fn age(file: &fs::Metadata) -> io::Result<Duration> {
    // A time in the future means that the clock was set back.
    Ok(file.modified()?.elapsed().unwrap_or_default())
}

/// Removes the draft that a killed process has left, and checks that a new one can be written.
pub(super) fn try_draft(draft: &Path) -> io::Result<()> {
    remove(draft)?;
    write_new(draft, b"", Durable::No)?;
    fs::remove_file(draft)
}

/// Whether a file was written so long ago. One that does not exist was not.
pub(in crate::session) fn is_older(path: &Path, age: Duration) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(self::age(&metadata)? >= age),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// Removes a file, if it exists, so that it does not come back after a power failure.
pub(super) fn remove_for_good(path: &Path) -> io::Result<()> {
    remove(path)?;
    sync_folder(path);
    Ok(())
}

/// Removes a file, if it exists.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Writes a file that does not exist yet, accessible to its owner only.
fn write_new(path: &Path, text: &[u8], durable: Durable) -> io::Result<()> {
    let mut file = private(File::options().write(true).create_new(true)).open(path)?;
    file.write_all(text)?;
    match durable {
        Durable::Yes => file.sync_all(),
        Durable::No => Ok(()),
    }
}

/// Makes a file that is created accessible to its owner only.
pub(super) fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_removed_meanwhile_is_not_old() {
        let home = tempfile::TempDir::new().unwrap();
        let file = home.path().join("session");
        assert!(!is_older(&file, Duration::ZERO).unwrap());
        fs::write(&file, "text").unwrap();
        assert!(is_older(&file, Duration::ZERO).unwrap());
        assert!(!is_older(&file, Duration::from_secs(3600)).unwrap());
        is_older(&file.join("below a file"), Duration::ZERO).unwrap_err();
    }
}
