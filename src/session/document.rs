//! The text in which files, keychains and Redis keep a session.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde::{Deserialize, Serialize};

use super::{StoreError, Version};
use crate::model::Session;

/// The format that is written. It changes whenever a [`Session`] gets a member, so that an older version refuses the text
/// in place of losing that member.
const FORMAT: &str = "authing-wxapp session 2";
/// The format before sessions had an access token, a refresh token and an expiry.
const WITHOUT_TOKENS: &str = "authing-wxapp session 1";

/// What a document of every format has.
#[derive(Deserialize)]
struct Header {
    format: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    session: Session,
}

/// Writes a session. One that could not be read back is refused, because storing it would lock its user out. This happens if the data
/// of the user are nested more than about 120 levels deep.
pub(super) fn encode(session: &Session) -> Result<String, StoreError> {
    let document = Document { format: FORMAT.into(), session: session.clone() };
    // Errors of the parser are left out because they could quote the token.
    let text = serde_json::to_string(&document).ok().filter(|text| decode(text).is_ok());
    text.ok_or_else(|| {
        StoreError::new(
            "the session is not stored because it could not be read back: its user has data that is nested too deep",
        )
    })
}

/// Reads a session, or says what is wrong with the text.
pub(super) fn decode(text: &str) -> Result<Session, &'static str> {
    let damaged = |_| "is damaged or not a session";
    let header: Header = serde_json::from_str(text).map_err(damaged)?;
    if ![FORMAT, WITHOUT_TOKENS].contains(&&*header.format) {
        return Err("was written in a format that this version does not know");
    }
    let document: Document = serde_json::from_str(text).map_err(damaged)?;
    Ok(document.session)
}

/// The version of a store without a counter: a hash of its text, which is never the version of an empty store.
pub(super) fn version(text: &str) -> Version {
    let mut hash = DefaultHasher::new();
    text.hash(&mut hash);
    Version::new(hash.finish() | 1)
}
