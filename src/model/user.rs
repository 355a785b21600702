//! Methods of the generated user types.

use crate::generated::types::{LoginStatus, Profile, QrCodeUser, User};

impl User {
    /// Creates a user with this id and no other data. What a response shows of a user is a
    /// [`PublicUser`](crate::PublicUser), which has no token.
    ///
    /// # Examples
    ///
    /// ```
    /// let user = authing_wxapp::User::new("5f7019a1b2c3d4e5f6a7b8c9");
    /// assert!(!user.has_phone());
    /// ```
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Returns whether a phone number is bound to the account.
    pub fn has_phone(&self) -> bool {
        self.phone.as_ref().is_some_and(|phone| !phone.is_empty())
    }
}

/// The same user in the form of the older API. The openid and the unionid are those of the identities, if the profile has them;
/// the custom fields and the identities themselves stay behind.
impl From<Profile> for User {
    fn from(profile: Profile) -> Self {
        let identity = |wanted: &str| {
            let identities = profile.identities.iter().flatten();
            let found = identities.filter(|identity| identity.type_.as_deref() == Some(wanted));
            found.filter_map(|identity| identity.user_id_in_idp.clone()).next()
        };
        let (openid, unionid) = (identity("openid"), identity("unionid"));
        Self {
            id: profile.user_id,
            status: profile.status,
            username: profile.username,
            email: profile.email,
            email_verified: profile.email_verified,
            phone: profile.phone,
            phone_verified: profile.phone_verified,
            phone_country_code: profile.phone_country_code,
            openid,
            unionid,
            nickname: profile.nickname,
            register_source: profile.register_source,
            photo: profile.photo,
            logins_count: profile.logins_count,
            last_login: profile.last_login,
            last_ip: profile.last_ip,
            device: profile.device,
            browser: profile.browser,
            company: profile.company,
            name: profile.name,
            given_name: profile.given_name,
            family_name: profile.family_name,
            middle_name: profile.middle_name,
            profile: profile.profile,
            preferred_username: profile.preferred_username,
            website: profile.website,
            gender: profile.gender,
            birthdate: profile.birthdate,
            zoneinfo: profile.zoneinfo,
            locale: profile.locale,
            address: profile.address,
            formatted: profile.formatted,
            street_address: profile.street_address,
            region: profile.region,
            postal_code: profile.postal_code,
            city: profile.city,
            province: profile.province,
            country: profile.country,
            created_at: profile.created_at,
            updated_at: profile.updated_at,
            external_id: profile.external_id,
            ..Self::default()
        }
    }
}

impl LoginStatus {
    /// Returns whether the token is valid.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// if !client.check_login_status().await?.is_logged_in() {
    ///     println!("log in again");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn is_logged_in(&self) -> bool {
        self.status == Some(true)
    }
}

impl QrCodeUser {
    /// Converts to a [`User`], if the server has identified the user; `None` if there is no id.
    ///
    /// If the user has a token, [`set_current_user`](crate::AuthenticationClient::set_current_user) stores the session.
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
