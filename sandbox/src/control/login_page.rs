//! The login page, as a test sets it up.

use crate::{
    domain::{application::LoginPageMode, oidc::BrowserLogin},
    http::state::SharedState,
};

/// Controls what happens when a browser opens a login page; see [`Sandbox::login_page`](crate::Sandbox::login_page).
///
/// By default a visitor is logged in at once: as the user that `login_hint` names, else as the user of the browser's session,
/// else as the first user. The page refuses the users that other logins refuse; it cannot ask for a second factor or a new
/// password. The windows of social and enterprise identity providers are stubs that use the same page.
#[derive(Clone)]
pub struct LoginPage(pub(crate) SharedState);

impl std::fmt::Debug for LoginPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginPage").finish_non_exhaustive()
    }
}

impl LoginPage {
    /// Logs in every visitor, as at the start.
    pub fn automatic(&self) {
        self.set(LoginPageMode::Automatic);
    }

    /// Every visitor is the user with this id, and consents.
    pub fn log_in_as(&self, user_id: impl Into<String>) {
        self.set(LoginPageMode::LogInAs(user_id.into()));
    }

    /// Every visitor refuses: the browser goes back with `access_denied`.
    pub fn deny(&self) {
        self.set(LoginPageMode::Deny);
    }

    /// Shows a page that asks who logs in, unless the browser is logged in already.
    pub fn ask(&self) {
        self.set(LoginPageMode::Ask);
    }

    /// A service ticket of CAS, as if the browser of this user had come back to the service with it.
    pub fn cas_ticket(&self, user_id: &str, service: &str) -> String {
        let stores = &mut self.0.lock().stores;
        let login = BrowserLogin { user_id: user_id.into(), at: stores.clock.now() };
        stores.cas_ticket(login, true, service)
    }

    fn set(&self, mode: LoginPageMode) {
        self.0.lock().stores.application.login_page = mode;
    }
}
