//! What the client sends, what it makes of the replies and what it stores, verb by verb. Every request and every reply is
//! held against `spec/authing.yaml`.

#[path = "../support/mod.rs"]
mod support;

mod ad;
mod any_reply;
mod binding;
mod config;
mod corridor;
mod coverage;
mod credentials;
mod custom_fields;
mod derived;
mod events;
mod examples;
mod flow;
mod judge;
mod login;
mod membership;
mod password;
mod profile;
mod register;
mod session;
mod signin;
mod small_areas;
mod subscription;
mod transport;
mod upload;
mod wechat;
