//! The corridor that every call goes through: the request's shape, headers and credentials, limits, and what a reply means.
//!
//! Nothing outside this folder knows a header, a path or an envelope.

mod call;
mod captcha;
mod graphql;
mod hooks;
mod lenient;
mod links;
mod message;
mod page;
mod reply;
mod run;
#[cfg(feature = "events")]
mod socket;
mod upload;

pub(crate) use call::{Call, Credential, accepted, call, call_at, call_for_text, call_with_cookies, done, told};
pub(crate) use captcha::picture_with_cookie;
pub(crate) use graphql::{Document, Query};
pub(crate) use hooks::{Headers, answer, stream};
pub(crate) use links::{AuthorizeQuery, Link};
pub(crate) use message::read_message;
pub(crate) use page::{SocialPage, origin, with_query};
pub(crate) use reply::{Bare, Envelope, EnvelopeAnd, Graphql};
#[cfg(feature = "events")]
pub(crate) use run::watch;
pub(crate) use run::{in_time, reported, run};
#[cfg(feature = "events")]
pub(crate) use socket::Socket;
pub(crate) use upload::{Folder, upload};

#[cfg(feature = "events")]
pub use socket::Event;
pub use upload::Picture;

/// A boxed future, as the trait [`TokenStore`](crate::TokenStore) and every request give it.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
