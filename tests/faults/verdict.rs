//! What one call with one fault must come to.

use std::sync::Arc;

use authing_wxapp::{Error, Session};

use crate::{
    faults::{Expect, Fault},
    watch,
};

/// One call, and what it left behind.
pub struct Cell<'a> {
    pub method: &'static str,
    pub fault: &'a Fault,
    /// The stored session, before and after.
    pub before: Option<Arc<Session>>,
    pub after: Option<Arc<Session>>,
    /// How often the hook was called.
    pub heard: usize,
}

/// Methods for which the example of the contract is not the reply that their call in `methods.rs` asks for: another connection,
/// another key, JSON instead of XML, text that must not have more space.
const OTHER_EXAMPLE: &[&str] =
    &["enterprise_authorize_url", "verify_token", "validate_ticket_v1", "validate_ticket_v2"];
/// Methods that read the status 401 as an answer: nobody is logged in.
const ASKS_WHO_IS_LOGGED_IN: &[&str] = &["check_login_status", "get_current_user"];
/// Methods that ignore the body of a success, as RFC 7009 wants it, unless it is a page.
const IGNORES_BODY: &[&str] = &["revoke_token", "v3_revoke_token", "v3_logout"];
/// The members without which a call cannot do what it is for, as its error names them. Every other member can be spared.
const ESSENTIAL: &[&str] = &[
    "`id`",
    "`key`",
    "`token`",
    "`url`",
    "it has no token",
    "`userId`",
    "`isValid`",
    "Token`",
    "it has no phone number",
];
/// Methods whose result is one member of what the reply has.
const ASKS_FOR_ONE_MEMBER: &[&str] = &["has_role", "list_authorized_resources", "list_departments"];
/// Methods that end the session whatever the server says.
const ENDS_SESSION: &[&str] = &["logout", "logout_current", "v3_logout"];

impl Cell<'_> {
    /// Everything that is wrong with it.
    pub fn judge(&self, result: &Result<String, Error>) -> Vec<String> {
        let mut wrong = Vec::new();
        let shown = match result {
            Ok(shown) => shown.clone(),
            Err(error) => watch::shown(error),
        };
        for mark in watch::marks_in(&shown) {
            wrong.push(format!("it shows {mark}"));
        }
        match result {
            Ok(_) => {
                if !self.may_succeed() {
                    wrong.push("it succeeds".into());
                }
                if self.heard > 0 {
                    wrong.push(format!("it succeeds, and the hook hears of {} errors", self.heard));
                }
            }
            Err(error) => {
                wrong.extend(self.judge_error(error).map(|why| format!("{why}: {error:?}")));
                if self.heard != 1 {
                    wrong.push(format!("the hook hears of it {} times", self.heard));
                }
                if self.session_is_lost(error) {
                    wrong.push("the session is lost".into());
                }
            }
        }
        wrong
    }

    fn may_succeed(&self) -> bool {
        match self.fault.expect {
            Expect::Fine | Expect::Odd | Expect::OddMember => true,
            Expect::Unreadable => IGNORES_BODY.contains(&self.method) && !self.fault.name.starts_with("a page"),
            Expect::Refused(401, ..) | Expect::Failed(401) => ASKS_WHO_IS_LOGGED_IN.contains(&self.method),
            _ => false,
        }
    }

    fn judge_error(&self, error: &Error) -> Option<String> {
        let status = error.http_status();
        let right = match self.fault.expect {
            Expect::Broken => !error.is_api() && !error.is_timeout() && !error.is_argument() && !error.is_store(),
            Expect::Timeout => error.is_timeout(),
            Expect::Refused(at, code, message) => {
                error.is_api() && status == Some(at) && error.code().get() == code && error.message() == message
            }
            Expect::Failed(at) => error.is_api() && status == Some(at),
            Expect::Unreadable => error.is_decode(),
            Expect::Odd => error.is_decode() || error.is_api() || error.is_argument(),
            Expect::OddMember if ASKS_FOR_ONE_MEMBER.contains(&self.method) => error.is_decode(),
            Expect::OddMember => {
                OTHER_EXAMPLE.contains(&self.method)
                    || (error.is_decode() && ESSENTIAL.iter().any(|name| error.message().contains(name)))
            }
            Expect::Fine => OTHER_EXAMPLE.contains(&self.method),
        };
        if !right {
            return Some(format!("another error than {:?}", self.fault.expect));
        }
        // What was obtained was refused on this side.
        let local = error.is_argument() || error.token_rejection().is_some();
        (!local && !error.may_have_reached_server()).then(|| "it reached the server".into())
    }

    fn session_is_lost(&self, error: &Error) -> bool {
        let same = |session: &Option<Arc<Session>>| {
            session.as_ref().map(|session| session.token().expose().to_owned())
                == self.before.as_ref().map(|session| session.token().expose().to_owned())
        };
        !same(&self.after) && error.session().is_none() && !ENDS_SESSION.contains(&self.method)
    }
}
