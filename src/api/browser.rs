//! Logins in a browser: the parts that social and enterprise logins share.

use super::{filled, not_empty};
use crate::{
    AuthenticationClient, Error, Secret, User,
    wire::{origin, read_message, request},
};

request! {
    /// [`Social::accept_message`](crate::Social::accept_message) and
    /// [`Enterprise::accept_message`](crate::Enterprise::accept_message) return it.
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

/// Removes the query from an address. `Debug` prints the rest, because the query holds the state and the nonce of a
/// login.
pub(super) fn without_query(address: &str) -> &str {
    address.split_once('?').map_or(address, |(page, _)| page)
}
