//! The corridor that every call goes through: the request's shape, headers and bearer, limits, and what a reply means.
//!
//! Nothing outside this folder knows a header, a path or an envelope.

mod call;
mod graphql;
mod hooks;
mod lenient;
mod links;
mod reply;
mod request;
mod run;
mod text;
mod upload;

pub(crate) use call::{Bearer, Call, accepted, call, call_for_text, call_with_cookies};
pub(crate) use graphql::{Document, Query};
pub(crate) use hooks::Headers;
pub(crate) use links::{AuthorizeQuery, Link};
pub(crate) use reply::{Bare, Envelope, Graphql};
pub(crate) use request::{change_setters, request};
pub(crate) use run::run;
pub(crate) use text::{open_string, present, spared, text_or_number};
pub(crate) use upload::upload;

pub use upload::Picture;

/// A boxed future, as the trait [`TokenStore`](crate::TokenStore) and every request give it.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
