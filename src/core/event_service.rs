//! The service that delivers events, and the client for it.

use std::sync::OnceLock;

use crate::error::Error;

type Make = dyn Fn() -> Result<reqwest::Client, Error> + Send + Sync;

/// Where events come from.
pub(crate) struct EventService {
    /// The host, as HTTP.
    pub host: String,
    http: OnceLock<reqwest::Client>,
    make: Box<Make>,
}

impl EventService {
    pub fn new(host: String, make: Box<Make>) -> Self {
        Self { host, http: OnceLock::new(), make }
    }

    /// A client for HTTP/1.1 alone, as a WebSocket begins with it. Other calls may use HTTP/2. It is made for the first stream,
    /// because most programs never open one, and it reads the certificates of the system.
    pub fn http(&self) -> Result<&reqwest::Client, Error> {
        match self.http.get() {
            Some(http) => Ok(http),
            None => {
                let http = (self.make)()?;
                Ok(self.http.get_or_init(|| http))
            }
        }
    }
}
