//! Logins in a browser: what the files about them share.

use super::require;
use crate::{
    api::request::request,
    client::AuthenticationClient,
    core::Protocol,
    error::Error,
    generated::types::User,
    model::{Secret, Shared},
    transport::{origin, read_message},
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
        require("origin", &from, "pass event.origin of the message")?;
        require("data", &data, "pass event.data of the message, as JSON text")?;
        let own = origin(client.host());
        if from != own {
            return Err(Error::argument(format!(
                "the message comes from {from:?} and not from {own}; ignore it, or check the option host if that origin is expected"
            )));
        }
        let user = Shared::from(read_message(&data)?);
        client.store().store_login(&user).await?;
        Ok(user.into_value())
    }
}

/// Removes the query from an address. `Debug` prints the rest, because the query holds the state and the nonce of a
/// login.
pub(super) fn without_query(address: &str) -> &str {
    address.split_once('?').map_or(address, |(page, _)| page)
}

/// Refuses empty options and options that only other protocols have.
pub(super) fn check_options(protocol: Protocol, options: &[(&str, Option<&str>, &[Protocol])]) -> Result<(), Error> {
    for (name, value, of) in options {
        let Some(value) = value else { continue };
        require(&format!("the option {name}"), value, "leave it out, or give it a value")?;
        if !of.contains(&protocol) {
            let remedy = "leave it out, or give the builder of the client another protocol";
            return Err(Error::argument(format!("{} has no option {name}; {remedy}", protocol.name())));
        }
    }
    Ok(())
}

/// Implements `Debug` without the fields, which hold the state, the nonce or a token of a login.
macro_rules! hide_fields {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}
pub(super) use hide_fields;
