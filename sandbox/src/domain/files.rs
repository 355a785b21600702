//! Uploaded files and pictures of QR codes.

use std::collections::{HashMap, VecDeque};

use axum::body::Bytes;
use reqwest::Url;

/// How many bytes of files are kept. A sandbox may run for weeks, so the oldest files go when others are added.
const KEPT: usize = 256 << 20;

/// A file with its content type.
#[derive(Clone)]
pub struct File {
    pub content_type: String,
    pub bytes: Bytes,
}

/// The files by the paths of their addresses.
pub struct Files {
    by_path: HashMap<String, File>,
    /// The paths, oldest first.
    order: VecDeque<String>,
    bytes: usize,
    kept: usize,
}

impl Default for Files {
    fn default() -> Self {
        Self { by_path: HashMap::new(), order: VecDeque::new(), bytes: 0, kept: KEPT }
    }
}

impl Files {
    /// Stores a file and gives its address at the sandbox, whose address is `url`.
    pub fn add(&mut self, url: &str, key: &str, file: File) -> Option<String> {
        let path = path(key)?;
        self.remove(&path);
        self.bytes += file.bytes.len();
        self.order.push_back(path.clone());
        self.by_path.insert(path, file);
        // The new file stays, however large it is.
        while self.bytes > self.kept && self.order.len() > 1 {
            let oldest = self.order.pop_front()?;
            self.forget(&oldest);
        }
        address(url, key).map(Into::into)
    }

    pub fn contains(&self, key: &str) -> bool {
        path(key).is_some_and(|path| self.by_path.contains_key(&path))
    }

    /// The file whose address has this path.
    pub fn at_path(&self, path: &str) -> Option<&File> {
        self.by_path.get(path)
    }

    fn remove(&mut self, path: &str) {
        if self.forget(path) {
            self.order.retain(|other| other != path);
        }
    }

    fn forget(&mut self, path: &str) -> bool {
        let file = self.by_path.remove(path);
        self.bytes -= file.as_ref().map_or(0, |file| file.bytes.len());
        file.is_some()
    }
}

fn path(key: &str) -> Option<String> {
    address("http://sandbox", key).map(|address| address.path().to_owned())
}

/// The address of a file. A key may hold any text, because the name of the folder in it is free, so it is escaped.
fn address(url: &str, key: &str) -> Option<Url> {
    let mut url = Url::parse(url).ok()?;
    url.path_segments_mut().ok()?.pop_if_empty().extend(["user-contents", key]);
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: usize) -> File {
        File { content_type: "text/plain".into(), bytes: vec![0; bytes].into() }
    }

    #[test]
    fn the_oldest_files_go_when_there_are_too_many_bytes() {
        let mut files = Files { kept: 100, ..Files::default() };
        for key in ["a", "b", "c"] {
            files.add("http://sandbox", key, file(40));
        }
        assert!(!files.contains("a") && files.contains("b") && files.contains("c"));
        files.add("http://sandbox", "b", file(50));
        files.add("http://sandbox", "d", file(10));
        assert!(["b", "c", "d"].iter().all(|key| files.contains(key)), "b counts once");
        files.add("http://sandbox", "large", file(1000));
        assert!(files.contains("large") && files.order.len() == 1 && files.bytes == 1000);
    }

    #[test]
    fn a_file_is_found_at_the_path_of_its_address() {
        let mut files = Files::default();
        for key in ["a b/ü?.png", "%2F"] {
            let address = files.add("https://host.example/below", key, file(3)).unwrap();
            let path = Url::parse(&address).unwrap().path().replacen("/below", "", 1);
            assert!(files.contains(key) && files.at_path(&path).is_some(), "{key}: {address}");
        }
        assert!(files.at_path("/user-contents/other").is_none());
    }
}
