//! All stores of a running sandbox. Each store owns its data and knows no other one; the files of this folder hold what needs
//! several of them.

pub mod contact_change;
pub mod identities;
pub mod login;
pub mod login_page;
pub mod management;
pub mod profile;
pub mod qr;
pub mod second_factor;
pub mod sign_ins;
pub mod snapshot;
pub mod tokens;
pub mod user_pool;

use std::path::PathBuf;

use authing_wxapp::AllowedApplication;

use crate::{
    domain::{
        accounts::Accounts, address::Address, application::Application, back_ends::BackEnds, clock::Clock,
        credentials::Credentials, custom_fields::CustomFields, directories::Directories, events::Events, files::Files,
        groups::Groups, identity_links::IdentityLinks, messages::Messages, mfa::Mfa, oidc::Provider, qr::QrCodes,
        rng::Rng, roles::Roles, sessions::Sessions, verified_requests::VerifiedRequests, wechat::WechatUsers,
    },
    stores::user_pool::UserPool,
};

pub struct Stores {
    pub address: Address,
    pub clock: Clock,
    pub rng: Rng,
    pub accounts: Accounts,
    pub application: Application,
    /// The applications that users may use.
    pub applications: Vec<AllowedApplication>,
    pub back_ends: BackEnds,
    pub credentials: Credentials,
    pub custom_fields: CustomFields,
    pub directories: Directories,
    pub events: Events,
    pub files: Files,
    pub groups: Groups,
    pub identity_links: IdentityLinks,
    pub messages: Messages,
    pub mfa: Mfa,
    pub oidc: Provider,
    pub qr_codes: QrCodes,
    pub roles: Roles,
    pub sessions: Sessions,
    pub verified_requests: VerifiedRequests,
    pub wechat: WechatUsers,
    /// The file that keeps the state over a restart.
    pub state_file: Option<PathBuf>,
    /// The user pool at the start, which a reset restores.
    seed: UserPool,
}

impl Stores {
    pub fn new(address: Address, issuer: &str, rng: Rng, seed: UserPool) -> Self {
        let mut stores = Self {
            address,
            clock: Clock::default(),
            rng,
            accounts: Accounts::default(),
            application: Application::default(),
            applications: Vec::new(),
            back_ends: BackEnds::default(),
            credentials: Credentials::default(),
            custom_fields: CustomFields::default(),
            directories: Directories::default(),
            events: Events::default(),
            files: Files::default(),
            groups: Groups::default(),
            identity_links: IdentityLinks::default(),
            messages: Messages::default(),
            mfa: Mfa::new(issuer),
            oidc: Provider::default(),
            qr_codes: QrCodes::default(),
            roles: Roles::default(),
            sessions: Sessions::default(),
            verified_requests: VerifiedRequests::default(),
            wechat: WechatUsers::default(),
            state_file: None,
            seed: UserPool::default(),
        };
        stores.start_with(seed);
        stores
    }

    /// The address under which clients reach the sandbox.
    pub fn url(&self) -> &str {
        self.address.url()
    }

    /// Starts again with another seed, which resets restore from now on.
    pub fn start_with(&mut self, seed: UserPool) {
        self.seed = seed;
        self.reset();
    }

    /// Restores the seed and clears everything else. The clock and the random number generator go on.
    pub fn reset(&mut self) {
        self.load(self.seed.clone());
        self.back_ends = BackEnds::default();
        self.credentials.clear();
        self.events = Events::default();
        self.files = Files::default();
        self.identity_links = IdentityLinks::default();
        self.messages.clear();
        self.mfa.clear();
        self.oidc = Provider::default();
        self.qr_codes = QrCodes::default();
        self.sessions = Sessions::default();
        self.verified_requests = VerifiedRequests::default();
        self.wechat = WechatUsers::default();
    }
}
