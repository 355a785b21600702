use crate::generated::types::{LoginStatus, QrCodeUser, User};

impl User {
    /// A user of whom nothing is known but the id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Whether a phone number is bound to the account.
    pub fn has_phone(&self) -> bool {
        self.phone.as_ref().is_some_and(|phone| !phone.is_empty())
    }
}

impl LoginStatus {
    /// Whether the token is valid.
    pub fn is_logged_in(&self) -> bool {
        self.status == Some(true)
    }
}

impl QrCodeUser {
    /// The whole user, when the server told who it is; then [`set_current_user`](crate::AuthenticationClient::set_current_user)
    /// makes the session of it, if there is a token.
    pub fn into_user(self) -> Option<User> {
        let Self { id, token, nickname, photo, username, email, email_verified, phone, .. } = self;
        Some(User {
            id: id?,
            token,
            nickname,
            photo,
            username,
            email,
            email_verified,
            phone,
            unionid: self.unionid,
            openid: self.openid,
            oauth: self.oauth,
            company: self.company,
            token_expired_at: self.token_expired_at,
            logins_count: self.logins_count,
            last_ip: self.last_ip,
            signed_up: self.signed_up,
            blocked: self.blocked,
            is_deleted: self.is_deleted,
            ..User::default()
        })
    }
}
