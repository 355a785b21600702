//! Uploaded files and pictures of QR codes.

use std::collections::BTreeMap;

use axum::body::Bytes;
use reqwest::Url;

/// A file with its content type.
#[derive(Clone)]
pub struct File {
    pub content_type: String,
    pub bytes: Bytes,
}

/// The files by their keys.
pub struct Files {
    /// The address of the sandbox.
    url: String,
    files: BTreeMap<String, File>,
}

impl Files {
    pub fn new(url: &str) -> Self {
        Self { url: url.into(), files: BTreeMap::new() }
    }

    /// Stores a file and gives its address.
    pub fn add(&mut self, key: &str, file: File) -> Option<String> {
        self.files.insert(key.into(), file);
        self.address(key).map(Into::into)
    }

    pub fn contains(&self, key: &str) -> bool {
        self.files.contains_key(key)
    }

    /// The file whose address has this path.
    pub fn at_path(&self, path: &str) -> Option<&File> {
        let is_there = |key: &str| self.address(key).is_some_and(|address| address.path() == path);
        self.files.iter().find(|(key, _)| is_there(key)).map(|(_, file)| file)
    }

    pub fn clear(&mut self) {
        self.files.clear();
    }

    /// The address of a file. A key may hold any text, because the name of the folder in it is free, so it is escaped.
    fn address(&self, key: &str) -> Option<Url> {
        let mut url = Url::parse(&self.url).ok()?;
        url.path_segments_mut().ok()?.pop_if_empty().extend(["user-contents", key]);
        Some(url)
    }
}
