//! Service tickets of CAS.

use authing_wxapp::{
    __contract::types::{CasFailure, CasSuccess},
    CasServiceResponse, User,
};

use crate::state::State;

/// A ticket lives five minutes, the longest that CAS allows.
const LIFETIME: i64 = 300;

pub struct Ticket {
    user: String,
    service: String,
    made: i64,
}

/// What CAS calls a user.
fn name(user: &User) -> &str {
    let names = [&user.username, &user.email, &user.phone];
    names.into_iter().flatten().next().unwrap_or(&user.id)
}

impl State {
    pub fn cas_ticket(&mut self, user: &str, service: &str) -> String {
        let ticket = format!("ST-{}", self.chance.text());
        let made = self.clock.now();
        self.oidc.tickets.insert(ticket.clone(), Ticket { user: user.into(), service: service.into(), made });
        ticket
    }

    /// Whose ticket it is. Asking uses it up, whatever comes of it.
    pub fn check_ticket(&mut self, ticket: &str, service: &str) -> CasServiceResponse {
        let failure = |code: &str, description: &str| CasServiceResponse {
            authentication_failure: Some(CasFailure { code: Some(code.into()), description: Some(description.into()) }),
            authentication_success: None,
        };
        let now = self.clock.now();
        let found = self.oidc.tickets.remove(ticket).filter(|kept| now - kept.made <= LIFETIME);
        let Some(kept) = found else {
            return failure("INVALID_TICKET", "the ticket is unknown, used or expired");
        };
        if kept.service != service {
            return failure("INVALID_SERVICE", "the ticket is for another service");
        }
        let Ok(user) = self.account(&kept.user).map(|account| account.user.clone()) else {
            return failure("INVALID_TICKET", "the user does not exist any more");
        };
        let attributes = serde_json::json!({
            "id": user.id, "email": user.email, "phone": user.phone, "nickname": user.nickname,
        });
        let success = CasSuccess { user: name(&user).into(), attributes: Some(attributes) };
        CasServiceResponse { authentication_success: Some(success), authentication_failure: None }
    }
}
