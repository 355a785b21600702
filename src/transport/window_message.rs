//! What the window of a login posts to the page that opened it.

use serde_json::Value;

use super::{
    Envelope,
    convention::{JsonConvention as _, Outcome},
    failure::{refusal, unreadable},
};
use crate::{
    error::Error,
    generated::types::User,
    model::{Secret, replace_lone_surrogates},
};

/// Reads the user of a login message, or its failure. Data of any other kind are an argument error.
pub(crate) fn read_message(data: &Secret) -> Result<User, Error> {
    let mut message = parse(data.expose()).ok_or_else(foreign)?;
    // A window may post text instead of an object.
    if let Some(inner) = message.as_str() {
        message = parse(inner).ok_or_else(foreign)?;
    }
    let source = &message["event"]["source"];
    let code = &message["code"];
    let ours = (source.is_null() || source == "authing") && (code.is_i64() || code.is_string());
    if !ours {
        return Err(foreign());
    }
    // The text of a failure may be the failure itself, as JSON.
    let told =
        message["message"].as_str().and_then(parse).filter(|told| told["code"].is_i64() || told["code"].is_string());
    let message = told.filter(|_| message["data"].is_null()).unwrap_or(message);
    match Envelope::<User>::decode(&message.to_string()) {
        Ok(Outcome::Success(user)) => Ok(user),
        Ok(Outcome::Failure(failure)) => Err(refusal(failure, None)),
        Ok(Outcome::Unreadable(reason)) => Err(unreadable(&reason, None)),
        Err(_) => Err(foreign()),
    }
}

fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(&replace_lone_surrogates(text)).ok()
}

fn foreign() -> Error {
    Error::argument(
        "the data are not the message of a login; other windows post messages too: ignore it and wait for the next",
    )
}
