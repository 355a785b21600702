//! The profile of the logged-in user.

use crate::{
    api::request::{change_setters, request, take_changes},
    client::AuthenticationClient,
    error::Error,
    generated::types::{UpdateUserInput, UpdateUserVariables, User, UserQueryVariables},
    model::{Change, ProfileChanges, Secret, Session},
    transport::{Folder, Picture, Query, upload},
};

impl AuthenticationClient {
    /// Fetches the logged-in user from the server; `None` when nobody is logged in.
    ///
    /// Without a token nothing is sent. When the server does not accept the token, the result is `None` as well and the
    /// session stays stored; [`check_login_status`](Self::check_login_status) tells the reason.
    ///
    /// # Session
    ///
    /// The returned user is stored. The token stays, unless the reply contains a new one.
    ///
    /// # Errors
    ///
    /// Every failure other than "not logged in" is an error and never `None`: for example [`Error::is_connect`] without
    /// a connection, or [`Error::is_store`] when the session cannot be read or stored.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// match client.get_current_user().await? {
    ///     Some(user) => println!("hello {}", user.id),
    ///     None => println!("please log in"),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `getCurrentUser`. Endpoint: GraphQL `user`.
    #[doc(alias = "getCurrentUser")]
    pub fn get_current_user(&self) -> GetCurrentUser {
        GetCurrentUser::new(self)
    }

    /// Changes the profile of the logged-in user.
    ///
    /// Chain the fields to set; pass [`Clear`](crate::Clear) to clear one. A field that is not chained stays as it is.
    /// [`changes`](UpdateProfile::changes) takes the body of a request, or optional values, and keeps what is absent there.
    ///
    /// # Session
    ///
    /// The returned user is stored. The token stays, unless the reply contains a new one.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session; nothing is sent.
    /// - [`Error::code`] is [`EMAIL_UPDATE_NOT_ALLOWED`](crate::ErrorCode::EMAIL_UPDATE_NOT_ALLOWED) or
    ///   [`PHONE_UPDATE_NOT_ALLOWED`](crate::ErrorCode::PHONE_UPDATE_NOT_ALLOWED) when an email address or a phone
    ///   number is changed without its proof ([`email_token`](UpdateProfile::email_token),
    ///   [`phone_token`](UpdateProfile::phone_token)).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::Clear;
    ///
    /// let user = client.update_profile().nickname("Bob").company(Clear).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `updateProfile`. Endpoint: GraphQL `updateUser`.
    #[doc(alias = "updateProfile")]
    pub fn update_profile(&self) -> UpdateProfile {
        UpdateProfile::new(self, UpdateUserInput::default())
    }

    /// Uploads an image and sets it as the avatar of the logged-in user.
    ///
    /// - `picture`: a path, the bytes of an image, or a [`Picture`] with options.
    ///
    /// The `photo` of the returned user is the URL of the uploaded image.
    ///
    /// # Session
    ///
    /// The returned user is stored. The token stays, unless the reply contains a new one.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] without a session; nothing is sent.
    /// - [`Error::is_argument`] when the image cannot be read, is empty, is larger than its [limit](Picture::limit), or
    ///   has an unknown format. Nothing is sent, except when a [stream](Picture::stream) fails or exceeds the limit
    ///   during the upload.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let photo = client.update_avatar("me.png").await?.photo;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `updateAvatar`, `uploadAvatar`. Endpoints: `POST /api/v2/upload`, GraphQL `updateUser`.
    #[doc(alias = "updateAvatar")]
    #[doc(alias = "uploadAvatar")]
    pub fn update_avatar(&self, picture: impl Into<Picture>) -> UpdateAvatar {
        UpdateAvatar::new(self, picture.into())
    }
}

request! {
    GetCurrentUser("get_current_user") -> Option<User> {}
}

request! {
    UpdateProfile("update_profile") -> User {
        input: UpdateUserInput;
        /// Sets the token that proves that the new email address belongs to the user.
        email_token: Secret,
        /// Sets the token that proves that the new phone number belongs to the user.
        phone_token: Secret,
    }
}

request! {
    UpdateAvatar("update_avatar") -> User { picture: Picture }
}

impl GetCurrentUser {
    pub(crate) async fn send(self) -> Result<Option<User>, Error> {
        let Self { client } = self;
        let Some(token) = client.store().token().await? else { return Ok(None) };
        let query = Query(UserQueryVariables { id: None });
        match client.authorized(token.clone()).user(&query).await {
            Ok(Some(user)) => client.store().update_user(&token, user).await.map(Some),
            Ok(None) => Ok(None),
            Err(error) if error.is_not_logged_in() || error.is_token_expired() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl UpdateProfile {
    /// Sets or clears several members. What is absent in the changes stays as it is, or as another setter has set it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, body: &str) -> Result<(), Box<dyn std::error::Error>> {
    /// use authing_wxapp::ProfileChanges;
    ///
    /// let changes: ProfileChanges = serde_json::from_str(body)?;
    /// let user = client.update_profile().changes(changes).await?;
    /// # Ok(()) }
    /// ```
    pub fn changes(mut self, mut changes: ProfileChanges) -> Self {
        take_changes!(changes, self.input {
            nickname, name, gender, birthdate, company, website, locale, country, province, city, address,
        });
        self
    }

    async fn send(self) -> Result<User, Error> {
        let Self { client, input, email_token, phone_token } = self;
        let session = client.store().required().await?;
        let id = Some(session.user_id().ok_or_else(Error::token_without_user)?);
        update(&client, &session, UpdateUserVariables { id, input, email_token, phone_token }).await
    }
}

impl UpdateAvatar {
    async fn send(self) -> Result<User, Error> {
        let Self { client, picture } = self;
        let session = client.store().required().await?;
        let id = Some(session.user_id().ok_or_else(Error::token_without_user)?);
        let picture = picture.open(Folder::Avatar).await?;
        let photo = upload(client.authorized(session.token().clone()), picture).await?;
        let input = UpdateUserInput { photo: Some(Change::Set(photo)), ..UpdateUserInput::default() };
        update(&client, &session, UpdateUserVariables { id, input, email_token: None, phone_token: None }).await
    }
}

/// Updates the user of this session, even when another user logs in during the call.
async fn update(
    client: &AuthenticationClient,
    session: &Session,
    variables: UpdateUserVariables,
) -> Result<User, Error> {
    let (query, token) = (Query(variables), session.token());
    let user = client.authorized(token.clone()).update_user(&query).await?;
    client.store().update_user(token, user).await
}

change_setters! {
    UpdateProfile.input {
        username: "the login name",
        nickname: "the display name",
        photo: "the URL of the avatar",
        email: "the email address (with [`email_token`](Self::email_token))",
        phone: "the phone number (with [`phone_token`](Self::phone_token))",
        phone_country_code: "the country calling code of the phone number, such as `+86`",
        company: "the company",
        name: "the full name",
        given_name: "the given name",
        family_name: "the family name",
        middle_name: "the middle name",
        profile: "the URL of the profile page",
        preferred_username: "the preferred name",
        website: "the URL of the personal site",
        gender: "the gender (`M`, `F` or `U`)",
        birthdate: "the date of birth",
        zoneinfo: "the time zone",
        locale: "the language",
        address: "the address",
        formatted: "the whole address as one text",
        street_address: "the street",
        locality: "the locality",
        region: "the region",
        postal_code: "the postal code",
        city: "the city",
        province: "the province",
        country: "the country",
        external_id: "the id in your own system",
        device: "the device",
        browser: "the user agent",
    }
}
