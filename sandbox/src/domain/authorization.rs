//! The header `Authorization`.

/// The credentials in the header, if they are those of the scheme. HTTP compares the names of schemes without case (RFC 9110,
/// section 11.1).
pub fn credentials<'a>(header: &'a str, scheme: &str) -> Option<&'a str> {
    let (found, credentials) = header.split_once(' ')?;
    found.eq_ignore_ascii_case(scheme).then(|| credentials.trim_start())
}
