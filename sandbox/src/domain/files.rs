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
#[derive(Default)]
pub struct Files(BTreeMap<String, File>);

impl Files {
    /// Stores a file and gives its address at the sandbox, whose address is `url`.
    pub fn add(&mut self, url: &str, key: &str, file: File) -> Option<String> {
        self.0.insert(key.into(), file);
        address(url, key).map(Into::into)
    }

    pub fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The file whose address has this path.
    pub fn at_path(&self, path: &str) -> Option<&File> {
        let is_there = |key: &str| address("http://sandbox", key).is_some_and(|address| address.path() == path);
        self.0.iter().find(|(key, _)| is_there(key)).map(|(_, file)| file)
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// The address of a file. A key may hold any text, because the name of the folder in it is free, so it is escaped.
fn address(url: &str, key: &str) -> Option<Url> {
    let mut url = Url::parse(url).ok()?;
    url.path_segments_mut().ok()?.pop_if_empty().extend(["user-contents", key]);
    Some(url)
}
