//! The stores of a session: the two that come with the crate, behind one suite, and what happens when one fails.

#[path = "../support/mod.rs"]
mod common;

mod conformance;
mod damage;
mod failing;
mod file;
mod processes;
mod session;
mod shared;
mod support;
