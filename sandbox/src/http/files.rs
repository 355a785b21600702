//! Uploaded files and the pictures of QR codes, which anybody may read who knows the address.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{http::serve::Received, state::State};

/// The route of every file; `State::file_address` makes the addresses.
pub const PATH: &str = "/user-contents/{*key}";

pub fn file(state: &State, request: &Received) -> Response {
    match request.path.get("key").and_then(|key| state.files.get(key)) {
        Some((content_type, bytes)) => ([(header::CONTENT_TYPE, content_type.clone())], bytes.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
