//! The service tickets of CAS.

use crate::domain::{
    issued::Expires,
    oidc::{BrowserLogin, Provider},
};

/// How long a ticket is valid, in seconds: the longest time that CAS allows.
const LIFETIME: i64 = 300;

/// A ticket that lets a service know who visits it.
#[derive(Clone)]
pub struct Ticket {
    pub login: BrowserLogin,
    /// Whether the user has logged in for this ticket, and did not come with an older session.
    pub is_new_login: bool,
    service: String,
    issued_at: i64,
}

impl Expires for Ticket {
    fn is_over(&self, now: i64) -> bool {
        now - self.issued_at > LIFETIME
    }
}

/// Why a ticket is not valid.
#[derive(Clone, Copy)]
pub enum InvalidTicket {
    Ticket,
    Service,
}

impl Provider {
    /// Adds a ticket of a user for a service.
    pub fn add_ticket(&mut self, ticket: &str, login: BrowserLogin, is_new_login: bool, service: &str, now: i64) {
        self.tickets.add(ticket, Ticket { login, is_new_login, service: service.into(), issued_at: now }, now);
    }

    /// The ticket for a service. It can be validated once, even if that fails. `renew` accepts only the ticket of a new login.
    pub fn take_ticket(&mut self, ticket: &str, service: &str, renew: bool, now: i64) -> Result<Ticket, InvalidTicket> {
        let found = self.tickets.remove(ticket).filter(|ticket| !ticket.is_over(now));
        match found.filter(|ticket| ticket.is_new_login || !renew) {
            None => Err(InvalidTicket::Ticket),
            Some(ticket) if ticket.service != service => Err(InvalidTicket::Service),
            Some(ticket) => Ok(ticket),
        }
    }
}
