//! Token stores: the conformance suite for the stores of the crate, refreshes of those who share a session, and how a client
//! handles a failing store.

#[path = "../support/mod.rs"]
mod common;

mod conformance;
mod damage;
mod deadlines;
mod dropped;
mod failing;
mod file;
mod fleet;
mod keychain;
mod kills;
mod links;
mod locking;
mod many;
mod members;
mod overlapping;
mod processes;
mod redis;
mod redis_cluster;
mod refreshing;
mod session;
mod shared;
mod support;
mod token_server;
mod wechat_fleet;
mod wechat_token;
