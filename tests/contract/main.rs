//! What the client sends, what it makes of the replies and what it stores, verb by verb. Every request and every reply is
//! held against `spec/authing.yaml`.

#[path = "../support/mod.rs"]
mod support;

mod any_reply;
mod binding;
mod cas;
mod config;
mod corridor;
mod coverage;
mod credentials;
mod custom_fields;
mod examples;
mod flow;
mod judge;
mod login;
mod membership;
mod oauth;
mod password;
mod profile;
mod register;
mod session;
mod small_areas;
mod tokens;
mod transport;
mod upload;
mod urls;
mod verify;
mod verify_keys;
mod web_login;
mod wechat;
