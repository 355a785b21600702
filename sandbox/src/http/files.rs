//! Uploaded files and the pictures of QR codes, which anybody may read who knows the address.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{domain::files::File, http::serve::Received, stores::Stores};

/// The route of every file; [`Files`](crate::domain::files::Files) makes the addresses.
pub const PATH: &str = "/user-contents/{*key}";

/// What a file may do if a browser opens it as a page: nothing. Anybody may upload a file, and a script in it would be one of the
/// sandbox's own pages, which may do everything. Styles stay, because drawings have them.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

/// The media types that a browser may show in a tab of its own. An `<img>` shows every other picture, too.
const SHOWN: [&str; 7] =
    ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/x-icon"];

pub fn file(stores: &Stores, request: &Received) -> Response {
    match stores.files.at_path(request.head.uri.path()) {
        Some(File { content_type, bytes }) => {
            let media = content_type.split(';').next().unwrap_or_default().trim();
            let is_shown = SHOWN.iter().any(|shown| media.eq_ignore_ascii_case(shown));
            let headers = [
                (header::CONTENT_TYPE, &**content_type),
                (header::CONTENT_DISPOSITION, if is_shown { "inline" } else { "attachment" }),
                (header::CONTENT_SECURITY_POLICY, POLICY),
                // A browser must not find another type in the content.
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (headers, bytes.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
