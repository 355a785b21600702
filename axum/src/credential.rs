//! What a request says about who sent it. Nothing is looked up here.

use std::sync::Arc;

use authing_wxapp::{Secret, SessionId};
use http::{HeaderMap, HeaderName, Method, Uri, header};

use crate::{
    auth::Inner,
    cookies::{self, Sealed},
    problem::{Problem, ProblemKind},
};

/// The header that carries the session id of a mini-program, which has no cookies.
pub(crate) const SESSION_HEADER: HeaderName = HeaderName::from_static("x-session");

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// What a request is authenticated with.
pub(crate) enum Credential {
    /// The id of a session, in a header.
    Header(SessionId),
    /// The id of a session, in a cookie.
    Cookie(SessionId),
    /// The session itself, in a sealed cookie.
    Sealed(Box<Sealed>),
    /// An access token that was issued elsewhere, not verified yet. Shared with the identity of its user.
    Token(Arc<Secret>),
}

impl Credential {
    /// Whether browsers send it by themselves, also when another site makes them send the request.
    pub fn is_ambient(&self) -> bool {
        matches!(self, Self::Cookie(_) | Self::Sealed(_))
    }
}

/// The credential of a request. A header takes precedence over a cookie, because programs set it on purpose.
pub(crate) fn read(inner: &Inner, headers: &HeaderMap) -> Result<Option<Credential>, Problem> {
    let refused = |why: &str| Err(Problem::new(ProblemKind::CredentialRefused).with_detail(why));
    let mut authorizations = headers.get_all(header::AUTHORIZATION).iter().filter_map(|value| {
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    match (authorizations.next(), authorizations.next()) {
        (None, _) => {}
        (Some(token), None) => {
            return match token.parse() {
                Ok(id) => Ok(Some(Credential::Header(id))),
                Err(_) if inner.bearer_tokens => Ok(Some(Credential::Token(Arc::new(token.into())))),
                Err(_) => refused("the bearer token is not the id of a session"),
            };
        }
        (Some(_), Some(_)) => return refused("there are two bearer tokens; send one"),
    }
    let mut ids = headers.get_all(SESSION_HEADER).iter();
    match (ids.next(), ids.next()) {
        (None, _) => {}
        (Some(id), None) => {
            return match id.to_str().ok().and_then(|id| id.parse().ok()) {
                Some(id) => Ok(Some(Credential::Header(id))),
                None => refused("the header x-session is not the id of a session"),
            };
        }
        (Some(_), Some(_)) => return refused("there are two headers x-session; send one"),
    }
    let name = &inner.cookie.name;
    match &cookies::values(headers, name)[..] {
        [] => Ok(None),
        [value] => {
            let found = match &inner.sealing {
                Some(keys) => keys.open(name, value).map(|sealed| Credential::Sealed(Box::new(sealed))),
                None => value.parse().ok().map(Credential::Cookie),
            };
            found.map_or_else(|| refused("the session cookie is not one that was set here"), |found| Ok(Some(found)))
        }
        // One of them may be planted by another site of the domain, and nothing tells which.
        _ => refused("there are several session cookies"),
    }
}

/// Whether another site made the browser send this request, as far as its method can change anything.
///
/// Browsers say so in `Sec-Fetch-Site`, older ones only in `Origin`. Programs that are no browsers send neither of them, and nobody
/// can make them send a cookie.
pub(crate) fn is_cross_site(inner: &Inner, method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
    if method.is_safe() {
        return false;
    }
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let origin = text(&header::ORIGIN);
    if origin.is_some_and(|origin| inner.origins.iter().any(|own| own == origin)) {
        return false;
    }
    match (text(&SEC_FETCH_SITE), origin) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, None) => false,
        (None, Some(origin)) => {
            let forwarded = text(&X_FORWARDED_HOST).filter(|_| inner.forwarded_host);
            let host = forwarded.or_else(|| text(&header::HOST)).or_else(|| uri.authority().map(|own| own.as_str()));
            let origin: Option<Uri> = origin.parse().ok();
            let origin = origin.as_ref().and_then(Uri::authority).map(|authority| authority.as_str());
            origin.is_none() || origin != host
        }
    }
}
