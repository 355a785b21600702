//! What each method of the client sends, returns and stores. Every request and every reply is checked against
//! `spec/authing.yaml`.

#[path = "../support/mod.rs"]
mod support;

mod ad;
mod any_reply;
mod authorization_response;
mod binding;
mod cas;
mod challenge;
mod config;
mod conventions;
mod coverage;
mod credentials;
mod custom_fields;
mod derived;
mod enterprise;
mod events;
mod examples;
mod flow;
mod login;
mod membership;
mod mfa;
mod names;
mod oauth;
mod password;
mod profile;
mod qrcode;
mod refusals;
mod register;
mod replies;
mod schemas;
mod self_check;
mod session;
mod signin;
mod small_areas;
mod social;
mod subscription;
mod tokens;
mod transport;
mod upload;
mod urls;
mod verify;
mod verify_keys;
mod web_login;
mod wechat;
