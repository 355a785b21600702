//! A request as the server received it.

use std::collections::BTreeMap;

use http::HeaderMap;
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct ReceivedRequest {
    /// The id of the operation in the contract; empty if the request matches none.
    pub operation: String,
    pub method: String,
    /// Without the prefix of the host.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// One part of a multipart body.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub name: String,
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub bytes: Vec<u8>,
}

impl ReceivedRequest {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    /// The access token of v3, which has no scheme.
    pub fn access_token(&self) -> Option<&str> {
        self.header("authorization").filter(|value| !value.contains(' '))
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    /// The members of a form.
    pub fn form(&self) -> BTreeMap<String, String> {
        pairs(&self.body).into_iter().collect()
    }

    /// The variables of a GraphQL request.
    pub fn variables(&self) -> Value {
        self.json()["variables"].clone()
    }

    /// The only part of a multipart request.
    pub fn part(&self) -> Part {
        let mut parts = parts(self.header("content-type").unwrap_or_default(), &self.body).expect("a multipart body");
        assert_eq!(parts.len(), 1, "{parts:?}");
        parts.remove(0)
    }
}

/// Parses a form body.
pub fn pairs(body: &[u8]) -> Vec<(String, String)> {
    let query = reqwest::Url::parse(&format!("http://form/?{}", String::from_utf8_lossy(body))).expect("a URL");
    query.query_pairs().into_owned().collect()
}

/// Parses a multipart body.
pub fn parts(content_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let boundary =
        content_type.split_once("boundary=").ok_or("the multipart body has no boundary")?.1.trim_matches('"');
    let mark = format!("--{boundary}").into_bytes();
    let mut pieces = split(body, &mark);
    if pieces.len() < 3 || pieces.remove(0) != b"" || !pieces.pop().is_some_and(|end| end.starts_with(b"--")) {
        return Err("the multipart body is not complete".into());
    }
    pieces.into_iter().map(part).collect()
}

fn part(piece: &[u8]) -> Result<Part, String> {
    let at = piece.windows(4).position(|window| window == b"\r\n\r\n").ok_or("a part has no end of its headers")?;
    let (head, rest) = (String::from_utf8_lossy(&piece[..at]), &piece[at + 4..]);
    let header = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
    };
    let disposition = header("content-disposition").ok_or("a part has no disposition")?;
    let quoted = |name: &str| {
        let (_, rest) = disposition.split_once(&format!("; {name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    Ok(Part {
        name: quoted("name").ok_or("a part has no name")?,
        file_name: quoted("filename"),
        content_type: header("content-type"),
        bytes: rest.strip_suffix(b"\r\n").unwrap_or(rest).to_vec(),
    })
}

fn split<'a>(mut text: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    while let Some(at) = text.windows(mark.len()).position(|window| window == mark) {
        pieces.push(&text[..at]);
        text = &text[at + mark.len()..];
    }
    pieces.push(text);
    pieces
}
