//! Logins in a browser: what social and enterprise logins share.

use super::{filled, not_empty};
use crate::{
    AuthenticationClient, Error, Secret, User,
    wire::{origin, read_message, request},
};

request! {
    /// Of [`Social::accept_message`](crate::Social::accept_message) and
    /// [`Enterprise::accept_message`](crate::Enterprise::accept_message).
    AcceptMessage("accept_message") -> User { origin: String, data: Secret }
}

impl AcceptMessage {
    pub(super) fn of(client: &AuthenticationClient, origin: String, data: Secret) -> Self {
        Self::new(client, origin, data)
    }

    async fn send(self) -> Result<User, Error> {
        let Self { client, origin: from, data } = self;
        not_empty("origin", &from, "pass event.origin of the message")?;
        filled("data", &data, "pass event.data of the message, as JSON text")?;
        let own = origin(client.host());
        if from != own {
            return Err(Error::argument(format!(
                "the message comes from {from:?} and not from {own}; drop it, and check the host if it should be right"
            )));
        }
        client.store().log_in(read_message(&data)?).await
    }
}

/// Text that nobody can guess, of the characters of an alphabet.
pub(super) fn random_text(length: usize, alphabet: &[u8]) -> Result<String, Error> {
    // Bytes beyond the last whole alphabet would favour its first characters.
    let usable = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(length);
    let mut bytes = [0; 64];
    while text.len() < length {
        getrandom::fill(&mut bytes).map_err(|e| {
            Error::argument("the operating system has no random numbers to give").with_source(std::io::Error::other(e))
        })?;
        let usable = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < usable);
        text.extend(usable.map(|byte| char::from(alphabet[byte % alphabet.len()])).take(length - text.len()));
    }
    Ok(text)
}

/// An address without its query, to be shown.
pub(super) fn without_query(address: &str) -> &str {
    address.split_once('?').map_or(address, |(page, _)| page)
}
