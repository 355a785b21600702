//! The visitors of the login page, and CAS.

use authing_wxapp::{__contract::types::CasSuccess, User};

use crate::{
    domain::{
        accounts::Key,
        application::LoginPageMode,
        clock::iso,
        oidc::{BrowserLogin, cas::InvalidTicket},
    },
    stores::Stores,
};

/// What a request says about the user who visits the login page.
#[derive(Clone, Copy, Default)]
pub struct VisitorHints<'a> {
    /// Whether the user has refused on the page that asks.
    pub denied: bool,
    /// `login_hint`.
    pub hint: Option<&'a str>,
    /// The session of the browser.
    pub session: Option<&'a str>,
    /// Whether the session is ignored, because the user has to log in again or to choose an account.
    pub again: bool,
    /// Whether the page has asked, and `hint` is the answer.
    pub chosen: bool,
}

/// The user who visits the login page, if it is known.
pub enum Visitor {
    /// The user, and when the user last logged in in this browser, which may be now.
    User(BrowserLogin),
    /// The page has to ask.
    Unknown,
    /// The user does not want to log in.
    Denied,
}

impl Stores {
    /// The login of a browser, unless the user does not exist any more.
    pub fn current_login(&self, session: Option<&str>) -> Option<&BrowserLogin> {
        self.oidc
            .login_of_browser(session, self.clock.now())
            .filter(|login| self.accounts.get(&login.user_id).is_some())
    }

    /// The visitor of the login page.
    pub fn visitor(&self, VisitorHints { denied, hint, session, again, chosen }: VisitorHints<'_>) -> Visitor {
        if denied {
            return Visitor::Denied;
        }
        let hinted = hint.and_then(|hint| {
            let keys = [Key::Id, Key::Email, Key::Phone, Key::Username, Key::Openid];
            self.accounts.find_by_any(&keys.map(|key| (key, hint))).map(|account| account.user.id.clone())
        });
        let current = self.current_login(session);
        let in_session = || current.map(|login| login.user_id.clone());
        let first = || self.accounts.iter().next().map(|account| account.user.id.clone());
        let found = match &self.application.login_page {
            LoginPageMode::Deny => return Visitor::Denied,
            LoginPageMode::LogInAs(id) => Some(id.clone()).filter(|id| self.accounts.get(id).is_some()),
            LoginPageMode::Ask if again && !chosen => None,
            LoginPageMode::Ask => hinted.or_else(in_session),
            LoginPageMode::Automatic => hinted.or_else(in_session).or_else(first),
        };
        let Some(user_id) = found else { return Visitor::Unknown };
        match current {
            Some(login) if login.user_id == user_id && !again && !chosen => Visitor::User(login.clone()),
            _ => Visitor::User(BrowserLogin { user_id, at: self.clock.now() }),
        }
    }

    /// Logs a browser in and gives its session.
    pub fn log_in_browser(&mut self, session: Option<&str>, login: BrowserLogin) -> String {
        self.oidc.log_in_browser(session, login, self.rng.token())
    }

    /// A service ticket of CAS.
    pub fn cas_ticket(&mut self, login: BrowserLogin, is_new_login: bool, service: &str) -> String {
        let ticket = format!("ST-{}", self.rng.token());
        self.oidc.add_ticket(&ticket, login, is_new_login, service, self.clock.now());
        ticket
    }

    /// Validates a service ticket of CAS, which can be done once. `renew` accepts only the ticket of a new login.
    pub fn validate_ticket(&mut self, ticket: &str, service: &str, renew: bool) -> Result<CasSuccess, InvalidTicket> {
        let ticket = self.oidc.take_ticket(ticket, service, renew, self.clock.now())?;
        let user = &self.accounts.get(&ticket.login.user_id).ok_or(InvalidTicket::Ticket)?.user;
        let attributes = serde_json::json!({
            "id": user.id, "email": user.email, "phone": user.phone, "nickname": user.nickname,
            "authenticationDate": iso(ticket.login.at), "isFromNewLogin": ticket.is_new_login.to_string(),
        });
        Ok(CasSuccess { user: cas_name(user).into(), attributes: Some(attributes) })
    }
}

/// The name of a user in CAS.
fn cas_name(user: &User) -> &str {
    let names = [&user.username, &user.email, &user.phone];
    names.into_iter().flatten().next().unwrap_or(&user.id)
}
