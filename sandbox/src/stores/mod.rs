//! All stores of a running sandbox. Each store owns its data and knows no other one; the files of this folder hold what needs
//! several of them.

pub mod identities;
pub mod login;
pub mod login_page;
pub mod qr;
pub mod second_factor;
pub mod tokens;
pub mod user_pool;

use authing_wxapp::AllowedApplication;

use crate::{
    domain::{
        accounts::Accounts, application::Application, clock::Clock, credentials::Credentials,
        custom_fields::CustomFields, directories::Directories, events::Events, files::Files,
        identity_links::IdentityLinks, messages::Messages, mfa::Mfa, oidc::Provider, qr::QrCodes, rng::Rng,
        sessions::Sessions, wechat::WechatUsers,
    },
    stores::user_pool::UserPool,
};

pub struct Stores {
    /// The address of the sandbox.
    pub url: String,
    pub clock: Clock,
    pub rng: Rng,
    pub accounts: Accounts,
    pub application: Application,
    /// The applications that users may use.
    pub applications: Vec<AllowedApplication>,
    pub credentials: Credentials,
    pub custom_fields: CustomFields,
    pub directories: Directories,
    pub events: Events,
    pub files: Files,
    pub identity_links: IdentityLinks,
    pub messages: Messages,
    pub mfa: Mfa,
    pub oidc: Provider,
    pub qr_codes: QrCodes,
    pub sessions: Sessions,
    pub wechat: WechatUsers,
    /// The user pool at the start, which a reset restores.
    seed: UserPool,
}

impl Stores {
    pub fn new(url: &str, rng: Rng, seed: UserPool) -> Self {
        let mut stores = Self {
            url: url.into(),
            clock: Clock::default(),
            rng,
            accounts: Accounts::default(),
            application: Application::default(),
            applications: Vec::new(),
            credentials: Credentials::default(),
            custom_fields: CustomFields::default(),
            directories: Directories::default(),
            events: Events::default(),
            files: Files::new(url),
            identity_links: IdentityLinks::default(),
            messages: Messages::default(),
            mfa: Mfa::new(url),
            oidc: Provider::new(url),
            qr_codes: QrCodes::default(),
            sessions: Sessions::default(),
            wechat: WechatUsers::default(),
            seed: UserPool::default(),
        };
        stores.start_with(seed);
        stores
    }

    /// Starts again with another seed, which resets restore from now on.
    pub fn start_with(&mut self, seed: UserPool) {
        self.seed = seed;
        self.reset();
    }

    /// Restores the seed and clears everything else. The clock and the random number generator go on.
    pub fn reset(&mut self) {
        self.load(self.seed.clone());
        self.credentials.clear();
        self.events = Events::default();
        self.files.clear();
        self.identity_links = IdentityLinks::default();
        self.messages.clear();
        self.mfa.clear();
        self.oidc = Provider::new(&self.url);
        self.qr_codes = QrCodes::default();
        self.sessions = Sessions::default();
        self.wechat = WechatUsers::default();
    }
}
