//! The visitors of the login page, and CAS.

use authing_wxapp::{__contract::types::CasSuccess, CasServiceResponse, User};

use crate::{
    domain::{accounts::Key, application::LoginPageMode, oidc::cas::failure},
    stores::Stores,
};

/// The user who visits the login page, if it is known.
pub enum Visitor {
    User(String),
    /// The page has to ask.
    Unknown,
    /// The user does not want to log in.
    Denied,
}

impl Stores {
    /// The visitor of the login page. `denied` says that the user refused on the page that asks; `hint` is `login_hint`, and
    /// `session` that of the browser.
    pub fn visitor(&self, denied: bool, hint: Option<&str>, session: Option<&str>) -> Visitor {
        if denied {
            return Visitor::Denied;
        }
        let known = |id: &str| self.accounts.get(id).is_some();
        let hinted = hint.and_then(|hint| {
            let keys = [Key::Id, Key::Email, Key::Phone, Key::Username, Key::Openid];
            self.accounts.find_by_any(&keys.map(|key| (key, hint))).map(|account| account.user.id.clone())
        });
        let in_session = || self.oidc.user_of_browser(session).filter(|id| known(id)).map(str::to_owned);
        let first = || self.accounts.iter().next().map(|account| account.user.id.clone());
        let found = match &self.application.login_page {
            LoginPageMode::Deny => return Visitor::Denied,
            LoginPageMode::LogInAs(id) => Some(id.clone()).filter(|id| known(id)),
            LoginPageMode::Ask => hinted.or_else(in_session),
            LoginPageMode::Automatic => hinted.or_else(in_session).or_else(first),
        };
        found.map_or(Visitor::Unknown, Visitor::User)
    }

    /// Logs a browser in and gives its session.
    pub fn log_in_browser(&mut self, session: Option<&str>, user_id: &str) -> String {
        self.oidc.log_in_browser(session, user_id, self.rng.token())
    }

    /// A service ticket of CAS.
    pub fn cas_ticket(&mut self, user_id: &str, service: &str) -> String {
        let ticket = format!("ST-{}", self.rng.token());
        self.oidc.add_ticket(&ticket, user_id, service, self.clock.now());
        ticket
    }

    /// Validates a service ticket of CAS, which can be done once.
    pub fn validate_ticket(&mut self, ticket: &str, service: &str) -> CasServiceResponse {
        let id = match self.oidc.take_ticket(ticket, service, self.clock.now()) {
            Ok(id) => id,
            Err(response) => return response,
        };
        let Some(user) = self.accounts.get(&id).map(|account| &account.user) else {
            return failure("INVALID_TICKET", "the user does not exist any more");
        };
        let attributes = serde_json::json!({
            "id": user.id, "email": user.email, "phone": user.phone, "nickname": user.nickname,
        });
        let success = CasSuccess { user: cas_name(user).into(), attributes: Some(attributes) };
        CasServiceResponse { authentication_success: Some(success), authentication_failure: None }
    }
}

/// The name of a user in CAS.
fn cas_name(user: &User) -> &str {
    let names = [&user.username, &user.email, &user.phone];
    names.into_iter().flatten().next().unwrap_or(&user.id)
}
