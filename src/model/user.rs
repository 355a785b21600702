use crate::{LoginStatus, User};

impl User {
    /// A user of whom nothing is known but the id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Whether a phone number is bound to the account.
    pub fn has_phone(&self) -> bool {
        self.phone.as_ref().is_some_and(|phone| !phone.is_empty())
    }
}

impl LoginStatus {
    /// Whether the token is valid.
    pub fn is_logged_in(&self) -> bool {
        self.status == Some(true)
    }
}
