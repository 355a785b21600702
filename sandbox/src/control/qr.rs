//! The phones that scan QR codes, as a test plays them.

use authing_wxapp::{ErrorCode, User};

use crate::{
    domain::{qr::Outcome, refusal::Refusal},
    http::state::SharedState,
    stores::Stores,
};

/// A phone that can scan a QR code; from [`Sandbox::qr`](crate::Sandbox::qr).
#[derive(Clone)]
#[must_use = "the phone does nothing until it scans"]
pub struct Phone {
    pub(crate) shared: SharedState,
    pub(crate) random: String,
}

/// A phone that has scanned a QR code and asks its user whether to log in.
#[derive(Clone)]
#[must_use = "the phone is asked: confirm() or cancel()"]
pub struct ScannedQr(pub(crate) Phone);

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Phone").field("random", &self.random).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ScannedQr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ScannedQr").field(&self.0).finish()
    }
}

impl Phone {
    /// Scans the code, on the phone of this user.
    ///
    /// A code that is unknown, expired or used stays as it is, because a real phone would only show that.
    pub fn scan(self, user: &User) -> ScannedQr {
        {
            let Stores { clock, qr_codes, .. } = &mut self.shared.lock().stores;
            qr_codes.scan(&self.random, &user.id, clock.now());
        }
        ScannedQr(self)
    }
}

impl ScannedQr {
    /// Agrees to the login. It is refused for the same reasons as any other login of the user.
    pub fn confirm(self) {
        self.0.shared.lock().stores.confirm_qr_code(&self.0.random);
    }

    /// Does not agree.
    pub fn cancel(self) {
        self.finish(Outcome::Cancelled);
    }

    /// Agrees, but the login fails with this code, as if a pipeline or a second factor had refused it.
    pub fn fail(self, code: ErrorCode, message: &str) {
        self.finish(Outcome::Refused(Refusal::new(code, message)));
    }

    fn finish(self, outcome: Outcome) {
        let Stores { clock, qr_codes, .. } = &mut self.0.shared.lock().stores;
        qr_codes.finish(&self.0.random, outcome, clock.now());
    }
}
