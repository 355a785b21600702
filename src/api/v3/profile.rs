//! The profile of the signed-in user.

use super::{
    V3,
    call::{Access, with_access_token},
};
use crate::{
    api::{
        CustomData,
        request::{change_setters, request, take_changes},
    },
    error::Error,
    generated::types::{Profile, UpdateProfileV3Body},
    model::{Change, ProfileChanges, Secret},
    transport::{Folder, Picture, upload},
};

impl V3 {
    /// Fetches the profile of the signed-in user.
    ///
    /// Which members come back depends on the options and on the scope of the access token. The openid and the unionid of WeChat
    /// are among the [identities](GetProfile::with_identities).
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session or without an access token in it (nothing is sent), or when the server
    ///   does not accept the token and there is no refresh token.
    /// - [`Error::is_token_expired`] when the server does not accept the refresh token either. The user has to sign in again.
    /// - [`Error::is_decode`] when the reply has no profile.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let profile = client.v3().get_profile().with_identities(true).with_custom_data(true).await?;
    /// for identity in profile.identities.unwrap_or_default() {
    ///     println!("{:?}: {:?}", identity.type_, identity.user_id_in_idp);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getProfile`; in the mini-program SDK `getUserInfo`. Endpoint: `GET /api/v3/get-profile`.
    #[doc(alias = "getProfile")]
    #[doc(alias = "getUserInfo")]
    pub fn get_profile(&self) -> GetProfile {
        GetProfile::new(&self.client)
    }

    /// Changes the profile of the signed-in user, and returns the new one.
    ///
    /// Chain the members to set; pass [`Clear`](crate::Clear) to clear one. A member that is not chained stays as it is.
    /// [`changes`](UpdateProfile::changes) takes the body of a request, or optional values, and keeps what is absent there. The email address, the phone number and the password
    /// have methods of their own.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`get_profile`](Self::get_profile). [`Error::is_api`] when the server refuses a member, such as a user name that is
    /// taken or a custom field that the user pool does not have.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::Clear;
    ///
    /// client.v3().update_profile().nickname("Bob").company(Clear).custom_data([("school", "x")]).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `updateProfile`; in the mini-program SDK `updateUserInfo`. Endpoint: `POST /api/v3/update-profile`.
    #[doc(alias = "updateUserInfo")]
    pub fn update_profile(&self) -> UpdateProfile {
        UpdateProfile::new(&self.client, UpdateProfileV3Body::default())
    }

    /// Uploads an image and sets it as the avatar of the signed-in user.
    ///
    /// - `picture`: a path, the bytes of an image, or a [`Picture`] with options.
    ///
    /// The `photo` of the returned profile is the URL of the uploaded image. The upload itself carries no token, as in the
    /// mini-program SDK.
    ///
    /// # Session
    ///
    /// The session does not change, except that an expired access token is renewed.
    ///
    /// # Errors
    ///
    /// As [`get_profile`](Self::get_profile), and [`Error::is_argument`] when the image cannot be read, is empty, is larger than
    /// its [limit](Picture::limit), or has an unknown format.
    ///
    /// JavaScript: `updateAvatar` of the mini-program SDK. Endpoints: `POST /api/v2/upload`, `POST /api/v3/update-profile`.
    pub fn update_avatar(&self, picture: impl Into<Picture>) -> UpdateAvatar {
        UpdateAvatar::new(&self.client, picture.into())
    }
}

request! {
    GetProfile("v3_get_profile") -> Profile {
        ;
        /// Sets whether the custom fields come along.
        with_custom_data: bool,
        /// Sets whether the identities at other providers come along, among them those of WeChat.
        with_identities: bool,
        /// Sets whether the ids of the departments come along.
        with_department_ids: bool,
    }
}

request! {
    UpdateProfile("v3_update_profile") -> Profile { body: UpdateProfileV3Body }
}

request! {
    UpdateAvatar("v3_update_avatar") -> Profile { picture: Picture }
}

change_setters! {
    UpdateProfile.body {
        name: "the full name",
        nickname: "the display name",
        photo: "the URL of the avatar",
        external_id: "the id in your own system",
        birthdate: "the date of birth",
        country: "the country",
        province: "the province",
        city: "the city",
        address: "the address",
        street_address: "the street",
        postal_code: "the postal code",
        gender: "the gender (`M`, `F` or `U`)",
        username: "the login name",
        company: "the company",
    }
}

impl UpdateProfile {
    /// Sets or clears several members. What is absent in the changes stays as it is, or as another setter has set it.
    ///
    /// This API cannot change `website` and `locale`: with one of them the call is an
    /// [`Error::is_argument`](crate::Error::is_argument), and nothing is sent.
    pub fn changes(mut self, mut changes: ProfileChanges) -> Self {
        take_changes!(changes, self.body {
            nickname, name, gender, birthdate, company, country, province, city, address,
        });
        if let Some(name) = changes.names().next() {
            let remedy = "leave it out, or use the method of the client itself";
            self.client.context_mut().refuse(format!("the v3 API cannot change `{name}` of a profile; {remedy}"));
        }
        self
    }

    /// Sets the number of the identity card.
    pub fn identity_number(mut self, number: impl Into<Secret>) -> Self {
        self.body.identity_number = Some(number.into());
        self
    }

    /// Sets custom fields of the user, by key. Each must exist in the user pool.
    pub fn custom_data(mut self, custom_data: impl Into<CustomData>) -> Self {
        self.body.custom_data = Some(custom_data.into().into_object());
        self
    }

    async fn send(self) -> Result<Profile, Error> {
        let Self { client, body } = self;
        let body = &body;
        with_access_token(&client, |api| async move { api.update_profile_v3(body).await }).await
    }
}

impl GetProfile {
    pub(crate) async fn send(self) -> Result<Profile, Error> {
        let Self { client, with_custom_data, with_identities, with_department_ids } = self;
        with_access_token(&client, |api| async move {
            api.get_profile_v3(with_custom_data, with_department_ids, with_identities).await
        })
        .await
    }
}

impl UpdateAvatar {
    async fn send(self) -> Result<Profile, Error> {
        let Self { client, picture } = self;
        let picture = picture.open(Folder::Avatar).await?;
        // Before the upload, so that no picture is left behind for a user who cannot be shown with it.
        let access = Access::open(&client).await?;
        access.require_sendable()?;
        let photo = upload(client.anonymous(), picture).await?;
        let body = &UpdateProfileV3Body { photo: Some(Change::Set(photo)), ..UpdateProfileV3Body::default() };
        access.call(|api| async move { api.update_profile_v3(body).await }).await
    }
}
