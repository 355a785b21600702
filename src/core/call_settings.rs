//! The settings of a call: those of its client, and those that the call sets for itself.

use std::{sync::Arc, time::Duration};

use reqwest::header::{HeaderName, HeaderValue};

use super::{Core, Headers, header_value, headers::is_reserved};
use crate::error::Error;

/// What applies to a call: what all clients of the application share, and the settings of this call.
#[derive(Clone)]
pub(crate) struct CallContext {
    pub core: Arc<Core>,
    /// Calls without options of their own share those of their client.
    pub settings: Arc<CallSettings>,
}

/// Headers and timeout of a call.
#[derive(Clone)]
pub(crate) struct CallSettings {
    /// The headers of every request of the client.
    pub headers: Headers,
    /// The headers that this call adds, in the order in which they were set.
    pub added: Vec<(HeaderName, HeaderValue)>,
    pub timeout: Duration,
    /// Why an option of this call is invalid. Setters cannot fail, so the call does, before anything is sent.
    invalid: Option<String>,
}

impl CallSettings {
    pub fn new(headers: Headers, timeout: Duration) -> Self {
        Self { headers, added: Vec::new(), timeout, invalid: None }
    }

    /// Fails when an option of the call is invalid.
    pub fn check(&self) -> Result<(), Error> {
        self.invalid.as_ref().map_or(Ok(()), |message| Err(Error::argument(&**message)))
    }
}

impl CallContext {
    /// Lets the call fail before anything is sent, because an option is invalid. The first reason counts.
    pub fn refuse(&mut self, why: String) {
        Arc::make_mut(&mut self.settings).invalid.get_or_insert(why);
    }

    /// Sets the timeout of this call.
    pub fn set_timeout(&mut self, timeout: Duration) {
        Arc::make_mut(&mut self.settings).timeout = timeout;
        if timeout.is_zero() {
            self.refuse("the timeout of this call is zero; give it a duration, such as Duration::from_secs(10)".into());
        }
    }

    /// Adds a header to the requests of this call. The value may be a secret: it is neither printed nor quoted.
    pub fn add_header(&mut self, name: &str, value: &str) {
        match self.header(name, value) {
            Ok((name, value)) => {
                let added = &mut Arc::make_mut(&mut self.settings).added;
                added.retain(|(other, _)| *other != name);
                added.push((name, value));
            }
            Err(why) => self.refuse(why),
        }
    }

    fn header(&self, name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
        let Ok(header) = name.parse::<HeaderName>() else {
            return Err(format!("{name:?} is not a header name; write it like x-forwarded-for"));
        };
        if is_reserved(&header) || self.core.header_names.all().iter().any(|own| own.eq_ignore_ascii_case(name)) {
            let remedy = "leave it out: methods and options of the client set its value";
            return Err(format!(
                "the header {header} cannot be set for a call, because the client sends it itself; {remedy}"
            ));
        }
        let Some(mut value) = header_value(value) else {
            let why = "a header carries visible ASCII characters only";
            return Err(format!("the value of the header {header} cannot be sent: {why}"));
        };
        value.set_sensitive(true);
        Ok((header, value))
    }
}
