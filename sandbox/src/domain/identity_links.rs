//! Pages on which a user links an identity of a provider.

use crate::domain::{
    issued::{Expires, Issued},
    refusal::Refusal,
};

/// How long a page can be opened, in seconds.
const LIFETIME: i64 = 86_400;

/// A page that was not opened yet.
struct Page {
    user_id: String,
    connection: String,
    since: i64,
}

impl Expires for Page {
    fn is_over(&self, now: i64) -> bool {
        now - self.since > LIFETIME
    }
}

/// The pages by the tickets in their addresses.
#[derive(Default)]
pub struct IdentityLinks {
    pages: Issued<Page>,
}

impl IdentityLinks {
    pub fn add(&mut self, ticket: &str, user_id: String, connection: String, now: i64) {
        self.pages.add(ticket, Page { user_id, connection, since: now }, now);
    }

    /// The user and the connection of a page, which can be opened once.
    pub fn take(&mut self, ticket: &str, now: i64) -> Result<(String, String), Refusal> {
        let page = self.pages.remove(ticket).filter(|page| !page.is_over(now));
        let page =
            page.ok_or_else(|| Refusal::oauth("invalid_request", "the link is used, unknown or older than a day"))?;
        Ok((page.user_id, page.connection))
    }
}
