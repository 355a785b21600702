//! Pages on which a user links an identity of a provider.

use std::collections::BTreeMap;

use crate::domain::refusal::Refusal;

/// The user and the connection of a page, by the ticket in its address.
#[derive(Default)]
pub struct IdentityLinks {
    pages: BTreeMap<String, (String, String)>,
}

impl IdentityLinks {
    pub fn add(&mut self, ticket: String, user_id: String, connection: String) {
        self.pages.insert(ticket, (user_id, connection));
    }

    /// The user and the connection of a page, which can be opened once.
    pub fn take(&mut self, ticket: &str) -> Result<(String, String), Refusal> {
        let page = self.pages.remove(ticket);
        page.ok_or_else(|| Refusal::oauth("invalid_request", "the link is used or unknown"))
    }
}
