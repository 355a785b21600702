//! The provider of OIDC, OAuth 2.0 and CAS: what it has given out, and to whom.

pub mod cas;
pub mod claims;
mod grants;
pub mod keys;
pub mod tokens;

use std::collections::BTreeMap;

use authing_wxapp::User;

use crate::{
    domain::{data::LoginPageMode, refusal::Refusal},
    state::State,
};

/// A code lives ten minutes.
const CODE_LIFETIME: i64 = 600;
/// A refresh token lives 30 days.
const REFRESH_LIFETIME: i64 = 30 * 86_400;

/// What is under way. All of it ends with a reset.
#[derive(Default)]
pub struct Provider {
    /// Codes that were given to a browser.
    codes: BTreeMap<String, Code>,
    refresh: BTreeMap<String, Refresh>,
    /// The ids of access tokens that are good, and the grants that they came of.
    live: BTreeMap<String, String>,
    /// Browsers that are logged in: the value of the cookie, and whose it is.
    pub browsers: BTreeMap<String, String>,
    /// Service tickets of CAS.
    tickets: BTreeMap<String, cas::Ticket>,
}

/// What a user, or nobody, has granted.
#[derive(Clone)]
pub struct Grant {
    /// What ties together everything that comes of one login.
    pub id: String,
    pub user: String,
    pub scope: String,
    pub nonce: Option<String>,
    pub oauth: bool,
}

/// A refresh token.
pub struct Refresh {
    grant: Grant,
    exp: i64,
}

struct Code {
    grant: Grant,
    redirect_uri: String,
    /// The challenge of PKCE, and whether it is the hash of the verifier.
    challenge: Option<(String, bool)>,
    made: i64,
    used: bool,
}

impl Grant {
    fn has(&self, scope: &str) -> bool {
        self.scope.split_whitespace().any(|one| one == scope)
    }
}

impl Provider {
    /// Makes everything invalid that came of a grant.
    fn end(&mut self, grant: &str) {
        self.refresh.retain(|_, other| other.grant.id != grant);
        self.live.retain(|_, other| other != grant);
    }
}

/// Who comes to the login page, or why nobody does.
pub enum Visitor {
    User(String),
    /// A person is to say who they are.
    Unknown,
    Refuses,
}

impl State {
    /// Who logs in at the login page.
    pub fn visitor(&self, login_hint: Option<&str>, session: Option<&str>) -> Visitor {
        let known = |id: &str| self.data.users.get(id).is_some();
        let hinted = login_hint.and_then(|hint| {
            let is = |member: &Option<String>| member.as_deref() == Some(hint);
            self.id_of(|user| {
                user.id == hint || is(&user.email) || is(&user.phone) || is(&user.username) || is(&user.openid)
            })
        });
        let in_session = || session.and_then(|session| self.browser(session)).filter(|id| known(id)).map(str::to_owned);
        let found = match &self.data.application.login_page {
            LoginPageMode::Deny => return Visitor::Refuses,
            LoginPageMode::LogInAs(id) => Some(id.clone()).filter(|id| known(id)),
            LoginPageMode::Ask => hinted.or_else(in_session),
            LoginPageMode::Automatic => hinted.or_else(in_session).or_else(|| self.id_of(|_| true)),
        };
        found.map_or(Visitor::Unknown, Visitor::User)
    }

    /// The user of a browser's session.
    pub fn browser(&self, session: &str) -> Option<&str> {
        self.oidc.browsers.get(session).map(String::as_str)
    }

    /// Logs a browser in, and gives its session: the one that it has, or a new one.
    pub fn log_browser_in(&mut self, session: Option<&str>, user: &str) -> String {
        let known = session.filter(|session| self.oidc.browsers.contains_key(*session));
        let session = known.map_or_else(|| self.chance.text(), str::to_owned);
        self.oidc.browsers.insert(session.clone(), user.to_owned());
        session
    }

    /// What a user grants who has logged in without a browser.
    pub fn grant(&mut self, user: &str, scope: String, nonce: Option<String>) -> Grant {
        Grant { id: self.chance.id(), user: user.into(), scope, nonce, oauth: false }
    }

    /// A code for which the application gets the tokens of a grant.
    pub fn code(&mut self, grant: Grant, redirect_uri: String, challenge: Option<(String, bool)>) -> String {
        let (code, made) = (self.chance.text(), self.clock.now());
        self.oidc.codes.insert(code.clone(), Code { grant, redirect_uri, challenge, made, used: false });
        code
    }

    fn user(&self, id: &str) -> Result<&User, Refusal> {
        let found = self.data.users.get(id).map(|account| &account.user);
        found.ok_or_else(|| Refusal::oauth("invalid_grant", "the user does not exist any more"))
    }
}
