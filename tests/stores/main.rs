//! Token stores: the conformance suite for the two stores of the crate, and how a client handles a failing store.

#[path = "../support/mod.rs"]
mod common;

mod conformance;
mod damage;
mod deadlines;
mod failing;
mod file;
mod links;
mod locking;
mod many;
mod processes;
mod session;
mod shared;
mod support;
