//! Replies in every convention, with the leniency for odd members: any bytes give a value or an error, in bounded time and
//! space, and no error shows what the call has sent.
//!
//! The first byte chooses the convention, and the second one the status and the content type.

#![no_main]

use authing_wxapp::__fuzz::{CONVENTIONS, read_reply};
use libfuzzer_sys::fuzz_target;

/// The token and the code of the call. The corpus has replies that quote it.
const SECRET: &str = "k7Qz-echoed-secret-4821";

const STATUSES: [u16; 8] = [200, 200, 200, 204, 302, 400, 401, 502];

const CONTENT_TYPES: [&[u8]; 4] = [b"application/json", b"text/html; charset=utf-8", b"image/png", b"\xff"];

/// The longest message that an error may have: 1,000 characters of the server, each escaped, and the words around them.
const LONGEST: usize = 16_000;

fuzz_target!(|data: &[u8]| {
    let [convention, form, body @ ..] = data else { return };
    let status = STATUSES[usize::from(form % 8)];
    let content_type = CONTENT_TYPES[usize::from(form / 8 % 4)];
    let Err(error) = read_reply(convention % CONVENTIONS, status, content_type, body, SECRET) else { return };
    let shown = format!("{error}");
    assert!(shown.len() <= LONGEST, "the error has {} bytes", shown.len());
    assert!(!shown.chars().any(char::is_control), "the error has a control character: {shown:?}");
    assert!(!format!("{shown} {error:?}").contains(SECRET), "the error shows the secret of the call");
});
