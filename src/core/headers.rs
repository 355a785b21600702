//! The headers that are the same for every request of a client.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, EXPECT,
    HOST, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION, RANGE, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};

/// Headers that the client itself sends, or that change how a message is framed or read.
const RESERVED: [HeaderName; 20] = [
    ACCEPT,
    ACCEPT_ENCODING,
    AUTHORIZATION,
    CONNECTION,
    CONTENT_ENCODING,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    COOKIE,
    EXPECT,
    HOST,
    PROXY_AUTHORIZATION,
    RANGE,
    SEC_WEBSOCKET_EXTENSIONS,
    SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_PROTOCOL,
    SEC_WEBSOCKET_VERSION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Whether no option may set this header.
pub(super) fn is_reserved(header: &HeaderName) -> bool {
    RESERVED.contains(header)
}

/// Names and values of headers.
#[derive(Clone)]
pub(crate) struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// Takes names and values; an empty value leaves the header out. An error has the name and what is wrong with it.
    pub fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, (&'a str, String)> {
        let mut headers = Vec::new();
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            let header: HeaderName = name.parse().map_err(|_| (name, format!("{name:?} is not a header name")))?;
            let value = header_value(value)
                .ok_or_else(|| (name, "a header carries visible ASCII characters only".to_owned()))?;
            if is_reserved(&header) || headers.iter().any(|(other, _)| *other == header) {
                return Err((name, format!("the header {name} is already used for something else")));
            }
            headers.push((header, value));
        }
        Ok(Self(headers))
    }

    /// The same headers with another value for one of them; an empty value leaves it out. `None` when no header can carry
    /// the value.
    pub fn with(&self, name: &str, value: &str) -> Option<Self> {
        let name: HeaderName = name.parse().ok()?;
        let mut headers: Vec<_> = self.0.iter().filter(|(other, _)| *other != name).cloned().collect();
        if !value.is_empty() {
            headers.push((name, header_value(value)?));
        }
        Some(Self(headers))
    }

    pub fn apply(&self, map: &mut HeaderMap) {
        for (name, value) in &self.0 {
            map.insert(name.clone(), value.clone());
        }
    }
}

/// The text as the value of a header. `None` when it has characters beyond visible ASCII.
pub(crate) fn header_value(text: &str) -> Option<HeaderValue> {
    text.is_ascii().then(|| HeaderValue::from_str(text).ok())?
}
