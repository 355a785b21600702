//! Version 3 of the API, which the mini-program SDK of today and back ends call. Tokens are access tokens of OIDC.

pub mod account;
pub mod binding;
pub mod codes;
pub mod profile;
pub mod sign_in;
pub mod wechat;

use authing_wxapp::ErrorCode;

use crate::{
    EXT_IDP_CONN_IDENTIFIER,
    domain::refusal::Refusal,
    http::reply::{Answer, Reply},
    stores::Stores,
};

/// Refuses a connection that the application does not have. Besides that of the mini-program, a seed may have others.
fn check_connection(stores: &Stores, identifier: &str) -> Result<(), Refusal> {
    match identifier == EXT_IDP_CONN_IDENTIFIER || stores.application.social_connection(identifier).is_some() {
        true => Ok(()),
        false => Err(Refusal::new(
            ErrorCode::NOT_FOUND,
            format!("the application has no connection with this identifier; it has {EXT_IDP_CONN_IDENTIFIER}"),
        )),
    }
}

/// The refusal of a request whose method or connection needs a payload that it does not have.
fn without_payload(what: &str) -> Refusal {
    Refusal::new(ErrorCode::PARAMETERS_INCOMPLETE, format!("{what} needs its payload"))
}

/// A success without data.
fn done() -> Answer {
    Ok(Reply::Data(serde_json::Value::Null))
}
