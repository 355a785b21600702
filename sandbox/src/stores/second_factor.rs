//! The users who may bind or use a second factor.

use authing_wxapp::MfaPolicy;

use crate::{
    domain::{mfa::is_mfa_token, refusal::Refusal},
    stores::Stores,
};

impl Stores {
    /// The user whose login waits for a second factor with this MFA token.
    pub fn waiting(&self, token: Option<&str>) -> Result<String, Refusal> {
        self.mfa.waiting(token, self.clock.now())
    }

    /// The user of a session token or of an MFA token.
    pub fn waiting_or_logged_in(&self, token: Option<&str>) -> Result<String, Refusal> {
        match token.is_some_and(is_mfa_token) {
            true => self.waiting(token),
            false => Ok(self.claims(token)?.sub),
        }
    }

    /// The user who may bind a second factor with this token. During a login it has to be the user's first factor and one that
    /// the application requires: otherwise, somebody who only knows the password could answer with a factor of their own.
    pub fn may_bind_factor(&self, token: Option<&str>, policy: &MfaPolicy) -> Result<String, Refusal> {
        let id = self.waiting_or_logged_in(token)?;
        if token.is_some_and(is_mfa_token) {
            self.mfa.accepts(policy)?;
            self.has_no_other_factor(&id, policy)?;
        }
        Ok(id)
    }

    /// Refuses to bind a new factor if the user has an authenticator or a face that could be used instead.
    pub fn has_no_other_factor(&self, id: &str, policy: &MfaPolicy) -> Result<(), Refusal> {
        self.accounts.get(id).map_or(Ok(()), |account| self.mfa.has_no_other_factor(account, policy))
    }
}
