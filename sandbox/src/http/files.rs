//! Uploaded files and the pictures of QR codes, which anybody may read who knows the address.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{domain::files::File, http::serve::Received, stores::Stores};

/// The route of every file; [`Files`](crate::domain::files::Files) makes the addresses.
pub const PATH: &str = "/user-contents/{*key}";

pub fn file(stores: &Stores, request: &Received) -> Response {
    match stores.files.at_path(request.head.uri.path()) {
        Some(File { content_type, bytes }) => {
            ([(header::CONTENT_TYPE, content_type.clone())], bytes.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
