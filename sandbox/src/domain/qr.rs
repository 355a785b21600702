//! QR codes with which users log in by scanning them.

use authing_wxapp::{ErrorCode, QrCode, QrCodeState, QrCodeStatus, SecretJson};
use serde_json::json;

use crate::{
    USER_POOL_ID,
    domain::{
        clock::iso,
        custom_fields::CustomData,
        issued::{Expires, Issued},
        refusal::Refusal,
    },
};

/// How long a code can be scanned and confirmed, in seconds.
const LIFETIME: i64 = 120;
/// How long the ticket of a confirmed code is valid, in seconds.
const TICKET_LIFETIME: i64 = 300;

/// The QR codes that were generated, by their `random`.
#[derive(Default)]
pub struct QrCodes {
    codes: Issued<Code>,
    /// The `random` of the code that gave a ticket.
    tickets: Issued<Ticket>,
}

struct Ticket {
    random: String,
    issued_at: i64,
}

impl Expires for Ticket {
    fn is_over(&self, now: i64) -> bool {
        now - self.issued_at > TICKET_LIFETIME
    }
}

impl Expires for Code {
    fn is_over(&self, now: i64) -> bool {
        // A browser may ask for its state until the ticket expires.
        now - self.created_at > LIFETIME + TICKET_LIFETIME
    }
}

struct Code {
    created_at: i64,
    state: QrCodeState,
    /// The id of the user who has scanned it.
    scanned_by: Option<String>,
    ticket: Option<String>,
    result: Option<SecretJson>,
    /// The custom data that the login stores.
    custom: CustomData,
    with_custom_data: bool,
}

/// A login by a ticket.
pub struct Redeemed {
    pub user_id: String,
    pub custom: CustomData,
    /// Whether the reply contains the custom fields.
    pub with_custom_data: bool,
}

/// How a scanned code ends.
pub enum Outcome {
    /// The user agrees. The ticket logs in.
    Confirmed {
        ticket: String,
    },
    Cancelled,
    Refused(Refusal),
}

impl QrCodes {
    /// A new code with this `random`, and its text, which goes into the picture.
    pub fn generate(
        &mut self,
        random: &str,
        scene: &str,
        custom: CustomData,
        with_custom_data: bool,
        now: i64,
    ) -> (QrCode, String) {
        let code = Code {
            created_at: now,
            state: QrCodeState::Unused,
            scanned_by: None,
            ticket: None,
            result: None,
            custom,
            with_custom_data,
        };
        self.codes.add(random, code, now);
        let text = json!({
            "scene": scene, "random": random, "userPoolId": USER_POOL_ID, "createdAt": iso(now),
            "expiresIn": LIFETIME, "customData": {},
        });
        let code = QrCode { random: random.into(), url: None, expires_in: Some(LIFETIME), custom_logo: None };
        (code, text.to_string())
    }

    /// The code with this `random`, if it has not expired.
    fn live(&mut self, random: &str, now: i64) -> Option<&mut Code> {
        self.codes.get_mut(random).filter(|code| now - code.created_at < LIFETIME)
    }

    /// The phone of this user scans a code. A code that is unknown, expired or used stays as it is.
    pub fn scan(&mut self, random: &str, user_id: &str, now: i64) {
        if let Some(code) = self.live(random, now)
            && matches!(code.state, QrCodeState::Unused)
        {
            code.state = QrCodeState::Scanned;
            code.scanned_by = Some(user_id.into());
        }
    }

    /// Forgets the codes that a user has scanned, so that none of their tickets logs in any more.
    pub fn forget(&mut self, user_id: &str) {
        self.codes.retain(|code| code.scanned_by.as_deref() != Some(user_id));
    }

    /// The id of the user who has scanned a code.
    pub fn scanned_by(&self, random: &str) -> Option<&str> {
        self.codes.get(random)?.scanned_by.as_deref()
    }

    /// Ends the login of a code that was scanned. Any other code stays as it is.
    pub fn finish(&mut self, random: &str, outcome: Outcome, now: i64) {
        let Some(code) = self.live(random, now).filter(|code| matches!(code.state, QrCodeState::Scanned)) else {
            return;
        };
        match outcome {
            Outcome::Confirmed { ticket } => {
                code.state = QrCodeState::Authorized;
                code.ticket = Some(ticket.clone());
                self.tickets.add(&ticket, Ticket { random: random.into(), issued_at: now }, now);
            }
            Outcome::Cancelled => code.state = QrCodeState::Cancelled,
            Outcome::Refused(refusal) => {
                let mfa = [ErrorCode::USER_MFA_REQUIRED, ErrorCode::APP_MFA_REQUIRED].contains(&refusal.code);
                code.state = if mfa { QrCodeState::MfaNeeded } else { QrCodeState::Failed };
                let mut result = refusal.body();
                // The JavaScript SDK reads the message of a failed login as `errmsg`.
                result["errmsg"] = result["message"].clone();
                code.result = Some(result.into());
            }
        }
    }

    /// The state of a code. The caller adds the profile of the user who has scanned it.
    pub fn status(&self, random: &str, now: i64) -> Result<QrCodeStatus, Refusal> {
        let refuse = || Refusal::new(ErrorCode::QR_CODE_NOT_FOUND, "the QR code does not exist");
        let code = self.codes.get(random).ok_or_else(refuse)?;
        let expired = now - code.created_at >= LIFETIME && !code.state.is_final();
        Ok(QrCodeStatus {
            random: Some(random.into()),
            scanned_result: code.result.clone(),
            scanned_user_id: code.scanned_by.clone(),
            status: if expired { QrCodeState::Expired } else { code.state },
            ticket: code.ticket.clone().map(Into::into),
            user_info: None,
        })
    }

    /// The login of a ticket, which can be used once.
    pub fn redeem(&mut self, ticket: &str, now: i64) -> Result<Redeemed, Refusal> {
        let redeemed = self.tickets.remove(ticket).and_then(|ticket| {
            let code = self.codes.get_mut(&ticket.random)?;
            code.ticket = None;
            let user_id = code.scanned_by.clone().filter(|_| !ticket.is_over(now))?;
            Some(Redeemed { user_id, custom: code.custom.clone(), with_custom_data: code.with_custom_data })
        });
        redeemed.ok_or_else(|| Refusal::bad_request("the ticket is unknown, used or expired"))
    }
}

/// The SVG picture of a QR code with this text.
pub fn svg(text: &str) -> String {
    let code = qrcode::QrCode::new(text);
    code.map(|code| code.render::<qrcode::render::svg::Color<'_>>().build()).unwrap_or_default()
}
