//! What outlives a restart: the user pool, and who is logged in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    domain::{
        issued::{Issued, Until},
        oidc::LongLived,
        sessions::Live,
        wechat::{Profile, access_tokens::AccessTokens, phone_codes::PhoneCodes},
    },
    stores::{Stores, user_pool::UserPool},
};

/// The state in a file.
#[derive(Serialize, Deserialize)]
pub struct Snapshot {
    /// In the form of a seed.
    pub pool: Value,
    #[serde(flatten)]
    pub rest: Rest,
}

/// What a seed does not have.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Rest {
    /// The ids of the tokens of users.
    sessions: Issued<Live>,
    /// The ids of the tokens of back ends.
    back_ends: Issued<Until>,
    oidc: LongLived,
    wechat: BTreeMap<String, Profile>,
    wechat_access_tokens: AccessTokens,
    wechat_phone_codes: PhoneCodes,
}

impl Stores {
    pub fn snapshot(&self) -> Snapshot {
        let rest = Rest {
            sessions: self.sessions.live().clone(),
            back_ends: self.back_ends.live().clone(),
            oidc: self.oidc.issued().clone(),
            wechat: self.wechat.profiles().clone(),
            wechat_access_tokens: self.wechat.access_tokens.clone(),
            wechat_phone_codes: self.wechat.phone_codes.clone(),
        };
        Snapshot { pool: json!(self.export()), rest }
    }

    pub fn restore(&mut self, pool: UserPool, rest: Rest) {
        self.start_with(pool);
        self.sessions.restore(rest.sessions);
        self.back_ends.restore(rest.back_ends);
        self.oidc.restore(rest.oidc);
        self.wechat.restore(rest.wechat);
        self.wechat.access_tokens = rest.wechat_access_tokens;
        self.wechat.phone_codes = rest.wechat_phone_codes;
    }
}
