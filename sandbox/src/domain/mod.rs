//! What the service consists of. Each store owns its data and knows no other store; [`Stores`](crate::stores::Stores) has all of
//! them.

pub mod accounts;
pub mod address;
pub mod application;
pub mod authorization;
pub mod back_ends;
pub mod clock;
pub mod credentials;
pub mod custom_fields;
pub mod directories;
pub mod events;
pub mod files;
pub mod groups;
pub mod identity_links;
pub mod issued;
pub mod messages;
pub mod mfa;
pub mod oidc;
pub mod password;
pub mod phone;
pub mod picture;
pub mod qr;
pub mod refusal;
pub mod rng;
pub mod roles;
pub mod sessions;
pub mod token;
pub mod totp;
pub mod verified_requests;
pub mod wechat;
