//! Replies without a network, for the fuzz targets.

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{CONTENT_TYPE, HeaderValue},
};

use super::{
    Bare, BareOrXml, BareWithCookies, Convention, Credential, Envelope, EnvelopeAnd, EnvelopeV3, Graphql, PictureReply,
    ResponseParts, Text,
    body::Failure,
    convention::Outcome,
    failure::{refusal, unreadable},
};
use crate::{
    error::Error,
    generated::types::{CasEnvelope, CommonMessage, Done, Profile, TokenSet, User, UserInfo},
    model::Shared,
};

/// How many conventions [`read_reply`] knows.
pub const CONVENTIONS: u8 = 12;

/// Reads a reply as a call does, by one of the conventions, and returns the error of the call.
///
/// - `convention`: below [`CONVENTIONS`].
/// - `secret`: what the call has sent as its bearer token and as the member `code`.
///
/// # Errors
///
/// As the call: a refusal, or a reply that cannot be read.
pub fn read_reply(convention: u8, status: u16, content_type: &[u8], body: &[u8], secret: &str) -> Result<(), Error> {
    let mut reply = hyper::http::Response::new(reqwest::Body::default());
    *reply.status_mut() =
        StatusCode::from_u16(status).map_err(|_| Error::argument("the number is not an HTTP status"))?;
    if let Ok(value) = HeaderValue::from_bytes(content_type) {
        reply.headers_mut().insert(CONTENT_TYPE, value);
    }
    let credential = Credential::Bearer(secret.into());
    let sent = serde_json::json!({ "code": secret }).to_string().into_bytes();
    let parts = ResponseParts::new(reply.into(), Bytes::copy_from_slice(body), &credential, sent);
    if !(200..300).contains(&status) {
        return Err(refusal(Failure::read(&parts.body), Some(&parts)));
    }
    match convention {
        0 => read::<Envelope<Shared<User>>>(&parts),
        1 => read::<Envelope<Option<Done>>>(&parts),
        2 => read::<EnvelopeAnd<Shared<User>, CommonMessage>>(&parts),
        3 => read::<Graphql<Shared<User>>>(&parts),
        4 => read::<Graphql<Option<CommonMessage>>>(&parts),
        5 => read::<Bare<TokenSet>>(&parts),
        6 => read::<Bare<UserInfo>>(&parts),
        7 => read::<BareWithCookies<serde_json::Value>>(&parts),
        8 => read::<BareOrXml<CasEnvelope>>(&parts),
        9 => read::<Text>(&parts),
        11 => read::<EnvelopeV3<Profile>>(&parts),
        _ => read::<PictureReply>(&parts),
    }
}

fn read<C: Convention>(parts: &ResponseParts<'_>) -> Result<(), Error> {
    match C::read(parts) {
        Outcome::Success(_) => Ok(()),
        Outcome::Failure(failure) => Err(refusal(failure, Some(parts))),
        Outcome::Unreadable(reason) => Err(unreadable(&reason, Some(parts))),
    }
}
