//! The ways in which a user can log in.

use authing_wxapp::ErrorCode;

use crate::domain::{
    accounts::{
        Account,
        wechat::{has_wechat, is_of_wechat},
    },
    refusal::Refusal,
};

impl Account {
    /// The number of ways in which the user can log in. The WeChat user is one, however many openids it has, because they go together.
    pub fn login_methods(&self) -> usize {
        let user = &self.user;
        let has = |name: &Option<String>| name.as_ref().is_some_and(|name| !name.trim().is_empty());
        let identities = user.identities.iter().flatten().filter(|identity| !is_of_wechat(identity)).count();
        let others =
            [has(&user.phone), has(&user.email), has(&user.username) && self.password.is_some(), has_wechat(user)];
        others.into_iter().filter(|there| *there).count() + identities
    }

    /// Makes a change, unless the user could not log in any more afterwards.
    pub fn change(&mut self, change: impl FnOnce(&mut Self)) -> Result<(), Refusal> {
        let mut changed = self.clone();
        change(&mut changed);
        self.keeps_a_login_method(&changed)?;
        *self = changed;
        Ok(())
    }

    /// Refuses a change after which the user could not log in any more. An account that nobody could log in to may stay so.
    pub fn keeps_a_login_method(&self, changed: &Self) -> Result<(), Refusal> {
        match changed.login_methods() == 0 && self.login_methods() > 0 {
            true => Err(Refusal::new(ErrorCode::LAST_LOGIN_METHOD, "nothing would be left to log in with")),
            false => Ok(()),
        }
    }
}
