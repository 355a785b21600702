//! What a running sandbox holds.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::{Duration, SystemTime},
};

use authing_wxapp::ErrorCode;
use axum::body::Bytes;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::{
    domain::{
        credentials::PendingReset,
        data::Data,
        events::Events,
        messages::Message,
        oidc::Provider,
        qr::Codes,
        refusal::Refusal,
        token::{self, Claims},
        wechat::Accounts,
    },
    http::{faults::Pending, log::Log},
};

/// The machine's time, moved on by what a test asked for.
#[derive(Default)]
pub struct Clock(Duration);

impl Clock {
    /// Seconds since 1970.
    pub fn now(&self) -> i64 {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default() + self.0;
        i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
    }

    pub fn advance(&mut self, time: Duration) {
        self.0 += time;
    }
}

/// Where ids, codes and keys come from; the same seed gives the same ones.
pub struct Chance(StdRng);

impl Chance {
    pub fn new(seed: Option<u64>) -> Self {
        Self(seed.map_or_else(rand::make_rng, StdRng::seed_from_u64))
    }

    /// 24 hexadecimal digits, as the service's ids.
    pub fn id(&mut self) -> String {
        base16ct::lower::encode_string(&self.0.random::<[u8; 12]>())
    }

    /// Decimal digits, as the codes in messages.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from_digit(self.0.random_range(0..10), 10).unwrap_or('0')).collect()
    }

    /// Text that nobody guesses, for codes and tokens.
    pub fn text(&mut self) -> String {
        (0..43).map(|_| char::from(self.0.sample(rand::distr::Alphanumeric))).collect()
    }

    /// A key of 16 bytes.
    pub fn key(&mut self) -> [u8; 16] {
        self.0.random()
    }
}

pub struct State {
    pub url: String,
    pub clock: Clock,
    pub chance: Chance,
    pub wechat: Accounts,
    /// Content type and content of what was uploaded.
    pub files: BTreeMap<String, (String, Bytes)>,
    pub faults: Pending,
    pub log: Log,
    pub messages: VecDeque<Message>,
    pub oidc: Provider,
    pub qr: Codes,
    /// Who links an identity by which connection, by the ticket of the page.
    pub links: BTreeMap<String, (String, String)>,
    pub events: Events,
    /// Logins that were refused until the password is changed, by their token.
    pub resets: BTreeMap<String, PendingReset>,
    /// The ids of the MFA tokens of logins that wait for a second factor.
    pub mfa_tokens: BTreeSet<String>,
    pub data: Data,
    /// What a reset goes back to.
    start: Data,
}

impl State {
    pub fn new(url: String, seed: Option<u64>) -> Self {
        Self {
            url,
            clock: Clock::default(),
            chance: Chance::new(seed),
            wechat: Accounts::default(),
            files: BTreeMap::new(),
            faults: Pending::default(),
            log: Log::default(),
            messages: VecDeque::new(),
            oidc: Provider::default(),
            qr: Codes::default(),
            links: BTreeMap::new(),
            events: Events::default(),
            resets: BTreeMap::new(),
            mfa_tokens: BTreeSet::new(),
            data: Data::default(),
            start: Data::default(),
        }
    }

    pub fn start_with(&mut self, data: Data) {
        self.start = data;
        self.reset();
    }

    /// Where a file is. The folder in its key is free text, so it is escaped.
    pub fn file_address(&self, key: &str) -> Option<reqwest::Url> {
        let mut url = reqwest::Url::parse(&self.url).ok()?;
        url.path_segments_mut().ok()?.pop_if_empty().extend(["user-contents", key]);
        Some(url)
    }

    /// Back to the start. The clock goes on, and so do ids.
    pub fn reset(&mut self) {
        self.data = self.start.clone();
        self.wechat = Accounts::default();
        self.files.clear();
        self.faults = Pending::default();
        self.log = Log::default();
        self.messages.clear();
        self.oidc = Provider::default();
        self.qr = Codes::default();
        self.links.clear();
        self.events = Events::default();
        self.resets.clear();
        self.mfa_tokens.clear();
    }

    /// A new token for a valid one.
    pub fn renew(&mut self, claims: &Claims) -> Result<(String, Claims), Refusal> {
        let fresh = Claims::new(&self.url, &claims.sub, self.clock.now(), self.chance.id());
        let token = token::sign(&fresh)?;
        self.data.sessions.insert(fresh.jti.clone());
        // It is still the same device.
        let account = self.data.users.get_mut(&claims.sub);
        for device in account.into_iter().flat_map(|account| &mut account.details.devices) {
            if device.sessions.contains(&claims.jti) {
                device.sessions.insert(fresh.jti.clone());
            }
        }
        Ok((token, fresh))
    }

    /// Whose token it is: signed here, not expired, not logged out.
    pub fn claims(&self, token: Option<&str>) -> Result<Claims, Refusal> {
        let refuse = |code, message| Refusal::new(code, message);
        let token = token.ok_or_else(|| refuse(ErrorCode::NOT_LOGGED_IN, "nobody is logged in"))?;
        let claims = token::verify(token).ok_or_else(|| refuse(ErrorCode::NOT_LOGGED_IN, "the token is invalid"))?;
        if claims.exp <= self.clock.now() {
            return Err(refuse(ErrorCode::TOKEN_EXPIRED, "the login has expired"));
        }
        match self.data.sessions.contains(&claims.jti) {
            true => Ok(claims),
            false => Err(refuse(ErrorCode::NOT_LOGGED_IN, "the session has ended")),
        }
    }

    pub fn log_out(&mut self, token: Option<&str>) {
        if let Some(claims) = token.and_then(token::verify) {
            self.data.sessions.remove(&claims.jti);
        }
    }
}

/// A moment as ISO 8601 text in UTC.
pub fn iso(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX).to_string()
}
