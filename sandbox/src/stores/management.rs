//! What a back end changes in several stores at once.

use authing_wxapp::{__contract::types::Role, CustomDataEntry};

use crate::{
    domain::{accounts::Account, custom_fields::CustomField, roles},
    stores::Stores,
};

impl Stores {
    /// Whether a token is that of a back end.
    pub fn is_back_end(&self, token: Option<&str>) -> bool {
        token.is_some_and(|token| self.back_ends.is_valid(token, self.clock.now()))
    }

    /// Removes a user, also from its groups, and ends its sign-ins: the id may be given again by a generator that begins anew.
    pub fn remove_user(&mut self, id: &str) {
        self.log_out_user(id);
        self.accounts.remove(id);
        self.application.keep_users(|id| self.accounts.get(id).is_some());
        self.groups.forget(id);
    }

    /// Defines a custom field. Users keep the values that it may hold, if it had another definition before.
    pub fn define_custom_field(&mut self, field: CustomField) {
        for id in self.ids_with_value(&field.key) {
            let Ok(account) = self.accounts.require(&id) else { continue };
            let fitting = |entry: CustomDataEntry| match entry.key == field.key {
                true => field.entry(&entry.value.unwrap_or_default()).ok(),
                false => Some(entry),
            };
            account.user.custom_data =
                account.user.custom_data.take().map(|entries| entries.into_iter().filter_map(fitting).collect());
        }
        self.custom_fields.define(field);
    }

    /// Removes a custom field, also its values.
    pub fn remove_custom_field(&mut self, key: &str) {
        for id in self.ids_with_value(key) {
            if let Ok(account) = self.accounts.require(&id) {
                account.remove_custom_value(key);
            }
        }
        self.custom_fields.remove(key);
    }

    /// The ids of the users who have a value in a custom field.
    fn ids_with_value(&self, key: &str) -> Vec<String> {
        let has_value = |account: &&Account| account.user.custom_data.iter().flatten().any(|entry| entry.key == key);
        self.accounts.iter().filter(has_value).map(|account| account.user.id.clone()).collect()
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
