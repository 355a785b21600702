//! The service tickets of CAS.

use authing_wxapp::{__contract::types::CasFailure, CasServiceResponse};

use crate::domain::oidc::Provider;

/// How long a ticket is valid, in seconds: the longest time that CAS allows.
const LIFETIME: i64 = 300;

pub struct Ticket {
    user_id: String,
    service: String,
    issued_at: i64,
}

/// The response that refuses a ticket.
pub fn failure(code: &str, description: &str) -> CasServiceResponse {
    CasServiceResponse {
        authentication_failure: Some(CasFailure { code: Some(code.into()), description: Some(description.into()) }),
        authentication_success: None,
    }
}

impl Provider {
    /// Adds a ticket of a user for a service.
    pub fn add_ticket(&mut self, ticket: &str, user_id: &str, service: &str, now: i64) {
        let (user_id, service) = (user_id.into(), service.into());
        self.tickets.insert(ticket.into(), Ticket { user_id, service, issued_at: now });
    }

    /// The id of the user of a ticket, or the response that refuses it. A ticket can be validated once, even if that fails.
    pub fn take_ticket(&mut self, ticket: &str, service: &str, now: i64) -> Result<String, CasServiceResponse> {
        let found = self.tickets.remove(ticket).filter(|ticket| now - ticket.issued_at <= LIFETIME);
        match found {
            None => Err(failure("INVALID_TICKET", "the ticket is unknown, used or expired")),
            Some(ticket) if ticket.service != service => {
                Err(failure("INVALID_SERVICE", "the ticket is for another service"))
            }
            Some(ticket) => Ok(ticket.user_id),
        }
    }
}
