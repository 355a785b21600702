//! QR codes and the phones that scan them.

use std::collections::BTreeMap;

use authing_wxapp::{ErrorCode, QrCode, QrCodeState, QrCodeStatus, QrCodeUser, SecretJson, User};
use serde_json::json;

use crate::{
    USER_POOL_ID, World,
    domain::{custom::CustomData, refusal::Refusal},
    state::{State, iso},
};

/// A code can be scanned and confirmed for two minutes.
const LIFETIME: i64 = 120;
/// A ticket lives five.
const TICKET_LIFETIME: i64 = 300;

/// The codes that were made, by their `random`.
#[derive(Default)]
pub struct Codes(BTreeMap<String, Code>);

struct Code {
    made: i64,
    state: QrCodeState,
    /// Who has scanned it.
    user: Option<String>,
    ticket: Option<(String, i64)>,
    result: Option<SecretJson>,
    /// What comes along with the login.
    custom: CustomData,
    with_custom_data: bool,
}

/// A login by a ticket.
pub struct Redeemed {
    pub user_id: String,
    pub custom: CustomData,
    /// Whether the reply tells the custom fields.
    pub with_custom_data: bool,
}

/// A phone in front of a QR code; of [`Sandbox::qr`](crate::Sandbox::qr).
#[derive(Clone)]
#[must_use = "the phone does nothing until it scans"]
pub struct Phone {
    pub(crate) world: World,
    pub(crate) random: String,
}

/// A phone that has scanned a QR code, and is asked whether it agrees.
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
    /// A code that is unknown, expired or used stays as it is, as a real phone would show it.
    pub fn scan(self, user: &User) -> ScannedQr {
        self.with(|code, _| {
            if matches!(code.state, QrCodeState::Unused) {
                code.state = QrCodeState::Scanned;
                code.user = Some(user.id.clone());
            }
        });
        ScannedQr(self)
    }

    /// Does something to a code that can still be used.
    fn with(&self, act: impl FnOnce(&mut Code, Option<(String, i64)>)) {
        let mut state = self.world.lock();
        let now = state.clock.now();
        let ticket = state.chance.text();
        if let Some(code) = state.qr.0.get_mut(&self.random).filter(|code| now - code.made < LIFETIME) {
            act(code, Some((ticket, now)));
        }
    }
}

impl ScannedQr {
    /// Agrees to the login. What is in the way of every other login of the user is in the way of this one, too.
    pub fn confirm(self) {
        match self.obstacle() {
            Some(refusal) => self.refuse(refusal),
            None => self.settle(QrCodeState::Authorized, None),
        }
    }

    /// Does not agree.
    pub fn cancel(self) {
        self.settle(QrCodeState::Cancelled, None);
    }

    /// Agrees, but the login fails with this code, as a pipeline or a second factor has it.
    pub fn fail(self, code: ErrorCode, message: &str) {
        self.refuse(Refusal::new(code, message));
    }

    fn refuse(self, refusal: Refusal) {
        let known = [ErrorCode::USER_MFA_REQUIRED, ErrorCode::APP_MFA_REQUIRED];
        let needed = known.iter().any(|code| code.get() == refusal.code());
        let state = if needed { QrCodeState::MfaNeeded } else { QrCodeState::Failed };
        let mut result = refusal.body();
        // The JavaScript SDK reads the message of a failed login as `errmsg`.
        result["errmsg"] = result["message"].clone();
        self.settle(state, Some(result.into()));
    }

    fn obstacle(&self) -> Option<Refusal> {
        let Phone { world, random } = &self.0;
        let mut state = world.lock();
        let user = state.qr.0.get(random)?.user.clone()?;
        state.may_log_in(&user).err()
    }

    fn settle(self, state: QrCodeState, result: Option<SecretJson>) {
        self.0.with(|code, ticket| {
            if matches!(code.state, QrCodeState::Scanned) {
                code.ticket = ticket.filter(|_| matches!(state, QrCodeState::Authorized));
                (code.state, code.result) = (state, result);
            }
        });
    }
}

impl State {
    pub fn gene_qr_code(&mut self, scene: &str, custom: CustomData, with_custom_data: bool) -> QrCode {
        let random = self.chance.text();
        let made = self.clock.now();
        let state = QrCodeState::Unused;
        let code = Code { made, state, user: None, ticket: None, result: None, custom, with_custom_data };
        self.qr.0.insert(random.clone(), code);
        let text = json!({
            "scene": scene, "random": random, "userPoolId": USER_POOL_ID, "createdAt": iso(made),
            "expiresIn": LIFETIME, "customData": {},
        });
        let picture = qrcode::QrCode::new(text.to_string());
        let picture = picture.map(|code| code.render::<qrcode::render::svg::Color<'_>>().build()).unwrap_or_default();
        let key = format!("qr-{random}.svg");
        let url = format!("{}/user-contents/{key}", self.url);
        self.files.insert(key, ("image/svg+xml".into(), picture.into()));
        QrCode { random, url: Some(url), expires_in: Some(LIFETIME), custom_logo: None }
    }

    /// What has become of a code.
    pub fn qr_status(&self, random: &str) -> Result<QrCodeStatus, Refusal> {
        let refuse = || Refusal::new(ErrorCode::QR_CODE_NOT_FOUND, "the QR code does not exist");
        let code = self.qr.0.get(random).ok_or_else(refuse)?;
        let old = self.clock.now() - code.made >= LIFETIME;
        let state = if old && !code.state.is_final() { QrCodeState::Expired } else { code.state };
        let user = code.user.as_ref().and_then(|id| self.data.users.get(id));
        let user = user.map(|account| {
            let mut shown = QrCodeUser::default();
            shown.nickname.clone_from(&account.user.nickname);
            shown.photo.clone_from(&account.user.photo);
            shown
        });
        Ok(QrCodeStatus {
            random: Some(random.into()),
            scanned_result: code.result.clone(),
            scanned_user_id: code.user.clone(),
            status: state,
            ticket: code.ticket.as_ref().map(|(ticket, _)| ticket.clone().into()),
            user_info: user,
        })
    }

    /// The login of a ticket, which is used up by that.
    pub fn redeem_qr_ticket(&mut self, ticket: &str) -> Result<Redeemed, Refusal> {
        let now = self.clock.now();
        let is = |code: &&mut Code| code.ticket.as_ref().is_some_and(|(known, _)| known == ticket);
        let found = self.qr.0.values_mut().find(is).and_then(|code| {
            let (_, made) = code.ticket.take()?;
            let user_id = code.user.clone().filter(|_| now - made <= TICKET_LIFETIME)?;
            Some(Redeemed { user_id, custom: code.custom.clone(), with_custom_data: code.with_custom_data })
        });
        found.ok_or_else(|| Refusal::bad_request("the ticket is unknown, used or expired"))
    }
}
