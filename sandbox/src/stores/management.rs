//! What a back end changes in several stores at once.

use authing_wxapp::__contract::types::Role;

use crate::{domain::roles, stores::Stores};

impl Stores {
    /// Whether a token is that of a back end.
    pub fn is_back_end(&self, token: Option<&str>) -> bool {
        token.is_some_and(|token| self.back_ends.is_valid(token, self.clock.now()))
    }

    /// Removes a user, also from its groups.
    pub fn remove_user(&mut self, id: &str) {
        self.accounts.remove(id);
        self.groups.forget(id);
    }

    /// Replaces a role that users have, or takes it from them.
    pub fn replace_role(&mut self, namespace: &str, code: &str, replacement: Option<&Role>) {
        let has = |role: &Role| roles::is(role, namespace, code);
        let owners = self.accounts.iter().filter(|account| account.details.roles.iter().any(has));
        let owners: Vec<_> = owners.map(|account| account.user.id.clone()).collect();
        for id in owners {
            let Ok(account) = self.accounts.require(&id) else { continue };
            match replacement {
                Some(role) => {
                    account.details.roles.iter_mut().filter(|own| has(own)).for_each(|own| *own = role.clone())
                }
                None => account.details.roles.retain(|own| !has(own)),
            }
        }
    }
}
