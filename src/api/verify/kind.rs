//! What a token is for. Its issuer signs ID tokens and access tokens with one key, so that a signature does not tell.

use super::VerifiedClaims;

/// What a token is for.
///
/// # Examples
///
/// ```
/// use authing_wxapp::{AuthenticationClient, TokenAlgorithm, TokenKind};
///
/// # fn main() -> Result<(), authing_wxapp::Error> {
/// let client = AuthenticationClient::builder("YOUR_APP_ID").host("https://my-app.authing.cn").build()?;
/// // An API accepts access tokens only.
/// let verifier = client.token_verifier(TokenAlgorithm::Rs256).kind(TokenKind::AccessToken);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// It tells the application who has logged in: an ID token, or a user token of Authing.
    IdToken,
    /// It authorizes requests to an API.
    AccessToken,
}

impl TokenKind {
    /// The name for messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::IdToken => "ID token",
            Self::AccessToken => "access token",
        }
    }

    /// Returns the kind of a verified token; `None` when nothing tells it.
    ///
    /// - `typ`: the type in the header of the token.
    pub(super) fn of(typ: Option<&str>, claims: &VerifiedClaims) -> Option<Self> {
        if typ.is_some_and(|typ| is_type(typ, "at+jwt")) {
            return Some(Self::AccessToken);
        }
        if !typ.is_none_or(|typ| is_type(typ, "jwt")) {
            return None;
        }
        let of_a_login = ["at_hash", "c_hash"].iter().any(|name| claims.extra.contains_key(*name));
        if of_a_login || claims.nonce.is_some() || claims.data.is_some() {
            return Some(Self::IdToken);
        }
        claims.scope.is_some().then_some(Self::AccessToken)
    }
}

/// Whether tokens of this type are none of a user: a logout token, for example, says that somebody has left.
pub(super) fn is_foreign(typ: Option<&str>, claims: &VerifiedClaims) -> bool {
    let known = typ.is_none_or(|typ| is_type(typ, "jwt") || is_type(typ, "at+jwt"));
    !known || claims.extra.contains_key("events")
}

/// Compares types of tokens: in any case, and without the prefix that may be left out (RFC 7515, section 4.1.9).
fn is_type(typ: &str, name: &str) -> bool {
    let typ = match typ.split_once('/') {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("application") => rest,
        _ => typ,
    };
    typ.eq_ignore_ascii_case(name)
}
