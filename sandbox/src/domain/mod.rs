//! What the sandbox models: accounts and what belongs to them, credentials, messages, WeChat, and the OpenID provider.

pub mod account_details;
pub mod account_store;
pub mod accounts;
pub mod contact;
pub mod credentials;
pub mod custom;
pub mod custom_fields;
pub mod data;
pub mod events;
pub mod messages;
pub mod mfa;
pub mod oidc;
pub mod password;
pub mod picture;
pub mod qr;
pub mod refusal;
pub mod token;
pub mod totp;
pub mod wechat;
