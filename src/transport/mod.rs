//! Everything between a method and the network: credentials, headers, timeouts, limits, and the reading of replies.
//!
//! The methods of `api` know no headers, paths or reply conventions. This folder does.

#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod convention;
mod credential;
mod failure;
#[cfg(feature = "__fuzz")]
pub mod fuzz;
mod graphql;
mod lenient;
mod payload;
mod redaction;
mod run;
mod send;
#[cfg(feature = "events")]
mod socket;
mod telemetry;
mod upload;
mod web_address;
mod window_message;

#[cfg(feature = "events")]
pub use socket::Event;
pub use upload::Picture;

#[cfg(feature = "blocking")]
pub(crate) use blocking::wait;
pub(crate) use convention::Picture as PictureReply;
pub(crate) use convention::{
    Bare, BareOrXml, BareWithCookies, Convention, Envelope, EnvelopeAnd, EnvelopeV3, Graphql, JsonOrXml,
    PictureWithCookie, Text,
};
pub(crate) use credential::Credential;
pub(crate) use failure::{error_from_json, require_done};
pub(crate) use graphql::{Document, Query};
pub(crate) use payload::{Expected, Payload};
#[cfg(feature = "events")]
pub(crate) use run::report_stream_error;
pub(crate) use run::{in_time, reported, run};
pub(crate) use send::{Call, ResponseParts, encode_path, send, send_repeatable};
#[cfg(feature = "events")]
pub(crate) use socket::Socket;
pub(crate) use upload::{Folder, upload};
pub(crate) use web_address::{AuthorizeQuery, Link, SocialPage, origin, with_query};
pub(crate) use window_message::read_message;
