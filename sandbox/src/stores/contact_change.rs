//! The proof that a user may have another phone number or mail address.

use crate::{
    domain::{accounts::contact::Contact, refusal::Refusal},
    stores::Stores,
};

/// A change as the user asks for it.
pub struct ContactChange<'a> {
    pub kind: &'a Contact,
    pub address: &'a str,
    /// The code that was sent to the new address, and the scenes for which it may have been sent.
    pub code: &'a str,
    pub scenes: &'a [&'a str],
    /// The address that the user has, with the code that was sent to it.
    pub old: Option<(&'a str, &'a str)>,
    /// The same as `kind`, with the dialling code of the old number.
    pub old_kind: &'a Contact,
    pub old_scenes: &'a [&'a str],
}

impl Stores {
    /// Refuses a change that the codes do not prove. A user who has an address already has to verify the old one as well as the new
    /// one. A refusal uses no code.
    pub fn verify_contact_change(&mut self, id: &str, change: &ContactChange<'_>) -> Result<(), Refusal> {
        let ContactChange { kind, address, code, scenes, old, old_kind, old_scenes } = *change;
        let (now, full) = (self.clock.now(), kind.full(address));
        let user = &self.accounts.require(id)?.user;
        if kind.full_of(user).is_some_and(|own| own == full) {
            return Err(kind.unchanged());
        }
        let mut proof = None;
        if let Some(current) = kind.full_of(user) {
            let (old, old_code) = old.ok_or_else(|| kind.unverified())?;
            if !old_kind.is_of(user, old) {
                return Err(kind.mismatch());
            }
            // The code went to the address that the account has.
            let old = current.into_owned();
            self.messages.check_code(&old, old_scenes, old_code, now)?;
            proof = Some((old, old_code));
        }
        self.messages.check_code(&full, scenes, code, now)?;
        if self.accounts.is_taken(kind.key(), &full, id) {
            return Err(kind.taken("another account has it"));
        }
        self.messages.use_code(&full, scenes, code, now)?;
        if let Some((old, old_code)) = proof {
            self.messages.use_code(&old, old_scenes, old_code, now)?;
        }
        Ok(())
    }

    /// Sets an address that was verified before, unless another account has taken it meanwhile.
    pub fn set_verified_contact(&mut self, id: &str, kind: &Contact, address: &str) -> Result<(), Refusal> {
        if self.accounts.is_taken(kind.key(), &kind.full(address), id) {
            return Err(kind.taken("another account has it"));
        }
        kind.set_verified(&mut self.accounts.require(id)?.user, address);
        Ok(())
    }
}
