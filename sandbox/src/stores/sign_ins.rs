//! Sign-ins that go on and end. A sign-in of version 2 has one session. One of OIDC has a grant, with an id token, access tokens and
//! refresh tokens, and ends as a whole.

use crate::{
    domain::{
        refusal::Refusal,
        token::{self, Claims},
    },
    stores::Stores,
};

impl Stores {
    /// The id of the sign-in of a user's token, whether or not the token has expired: that of the grant, or else of the session.
    pub fn sign_in_of(&self, token: &str) -> Option<String> {
        match token::verify(token) {
            Some(claims) => Some(self.sign_in_of_session(&claims.jti)),
            None => self.oidc.grant_of_access_token(token).map(str::to_owned),
        }
    }

    fn sign_in_of_session(&self, jti: &str) -> String {
        self.sessions.grant_of(jti).unwrap_or(jti).to_owned()
    }

    /// Whether a token of a sign-in can be used.
    pub fn is_signed_in(&self, sign_in: &str) -> bool {
        let now = self.clock.now();
        self.sessions.has_sign_in(sign_in, now) || self.oidc.has_grant(sign_in, now)
    }

    pub fn end_sign_in(&mut self, sign_in: &str) {
        self.sessions.end_sign_in(sign_in);
        self.oidc.end(sign_in);
    }

    /// Ends the sign-in of a session, by the id of the session's token.
    pub fn end_session(&mut self, jti: &str) {
        self.end_sign_in(&self.sign_in_of_session(jti));
    }

    /// Ends the sign-in of a token. A token that is not valid is ignored.
    pub fn log_out(&mut self, token: Option<&str>) {
        if let Some(sign_in) = token.and_then(|token| self.sign_in_of(token)) {
            self.end_sign_in(&sign_in);
        }
    }

    /// Ends all sign-ins of a user, also those of browsers and those that could follow from a code or a ticket.
    pub fn log_out_user(&mut self, id: &str) {
        self.sessions.log_out_user(id);
        self.qr_codes.forget(id);
        self.oidc.log_out_user(id);
    }

    /// A new token for the user of a valid one. No published text says what becomes of the tokens of a locked user; a new one is refused
    /// like a login.
    pub fn renew_session(&mut self, claims: &Claims) -> Result<(String, Claims), Refusal> {
        self.accounts.require(&claims.sub)?.may_stay()?;
        let renewed = Claims::new(self.address.url(), &claims.sub, self.clock.now(), self.rng.id());
        let grant = self.sessions.grant_of(&claims.jti).map(str::to_owned);
        let before = self.sign_in_of_session(&claims.jti);
        let token = self.sessions.begin(&renewed, grant)?;
        let after = self.sign_in_of_session(&renewed.jti);
        // The device of the user stays the same.
        let mut devices = std::mem::take(&mut self.accounts.require(&claims.sub)?.details.devices);
        for device in devices.iter_mut().filter(|device| device.sessions.contains(&before)) {
            device.sessions.retain(|sign_in| self.is_signed_in(sign_in));
            device.sessions.insert(after.clone());
        }
        self.accounts.require(&claims.sub)?.details.devices = devices;
        Ok((token, renewed))
    }
}
