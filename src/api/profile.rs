//! The profile of the logged-in user.

use crate::{
    api::request::{change_setters, request},
    client::AuthenticationClient,
    error::Error,
    generated::types::{UpdateUserInput, UpdateUserVariables, User, UserQueryVariables},
    model::{Change, Secret, Session},
    transport::{Folder, Picture, Query, upload},
};

impl AuthenticationClient {
    /// Reads the logged-in user afresh; `None` when nobody is logged in.
    ///
    /// Without a token nothing is sent. A token that the server does not take gives `None` as well, and the session stays
    /// stored; [`check_login_status`](Self::check_login_status) tells why.
    ///
    /// **Stored afterwards:** the user. **Errors:** every failure that is not "not logged in": no connection is an error,
    /// not `None`.
    ///
    /// JavaScript: `getCurrentUser`. Endpoint: GraphQL `user`.
    #[doc(alias = "getCurrentUser")]
    pub fn get_current_user(&self) -> GetCurrentUser {
        GetCurrentUser::new(self)
    }

    /// Changes the profile of the logged-in user: chain the members to set, or to clear with [`Clear`](crate::Clear). A
    /// member that is not named stays as it is.
    ///
    /// **Stored afterwards:** the user; the token stays, unless the reply has a new one.
    ///
    /// **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) without a session, and nothing is sent. The server refuses
    /// to change email and phone ([`EMAIL_UPDATE_NOT_ALLOWED`](crate::ErrorCode::EMAIL_UPDATE_NOT_ALLOWED),
    /// [`PHONE_UPDATE_NOT_ALLOWED`](crate::ErrorCode::PHONE_UPDATE_NOT_ALLOWED)) without a proof.
    ///
    /// JavaScript: `updateProfile`. Endpoint: GraphQL `updateUser`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::Clear;
    ///
    /// let user = client.update_profile().nickname("Bob").company(Clear).await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "updateProfile")]
    pub fn update_profile(&self) -> UpdateProfile {
        UpdateProfile::new(self, UpdateUserInput::default())
    }

    /// Uploads a picture and makes it the avatar of the logged-in user, whose `photo` is then its URL.
    ///
    /// - `picture`: a path, bytes, or a [`Picture`] with options.
    ///
    /// **Stored afterwards:** the user. **Errors:** a file that cannot be read, is too large or is no picture is refused
    /// before anything is sent; [`is_not_logged_in`](Error::is_not_logged_in) without a session.
    ///
    /// JavaScript: `updateAvatar`, `uploadAvatar`. Endpoints: `POST /api/v2/upload`, GraphQL `updateUser`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// let photo = client.update_avatar("me.png").await?.photo;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "updateAvatar")]
    #[doc(alias = "uploadAvatar")]
    pub fn update_avatar(&self, picture: impl Into<Picture>) -> UpdateAvatar {
        UpdateAvatar::new(self, picture.into())
    }
}

request! {
    /// Of [`get_current_user`](AuthenticationClient::get_current_user).
    GetCurrentUser("get_current_user") -> Option<User> {}
}

request! {
    /// Of [`update_profile`](AuthenticationClient::update_profile).
    UpdateProfile("update_profile") -> User {
        input: UpdateUserInput;
        /// The proof that a new email address is the user's own.
        email_token: Secret,
        /// The proof that a new phone number is the user's own.
        phone_token: Secret,
    }
}

request! {
    /// Of [`update_avatar`](AuthenticationClient::update_avatar).
    UpdateAvatar("update_avatar") -> User { picture: Picture }
}

impl GetCurrentUser {
    pub(crate) async fn send(self) -> Result<Option<User>, Error> {
        let Self { client } = self;
        let Some(token) = client.store().token().await? else { return Ok(None) };
        let query = Query(UserQueryVariables { id: None });
        match client.authorized(Some(token.clone())).user(&query).await {
            Ok(Some(user)) => client.store().update_user(&token, user).await.map(Some),
            Ok(None) => Ok(None),
            Err(error) if error.is_not_logged_in() || error.is_token_expired() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl UpdateProfile {
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

/// Updates the user of this session, even if somebody else has logged in meanwhile.
async fn update(
    client: &AuthenticationClient,
    session: &Session,
    variables: UpdateUserVariables,
) -> Result<User, Error> {
    let (query, token) = (Query(variables), session.token());
    let user = client.authorized(Some(token.clone())).update_user(&query).await?;
    client.store().update_user(token, user).await
}

change_setters! {
    UpdateProfile.input {
        username: "the login name",
        nickname: "the display name",
        photo: "the URL of the avatar",
        email: "the email address (with [`email_token`](Self::email_token))",
        phone: "the phone number (with [`phone_token`](Self::phone_token))",
        phone_country_code: "the dialling code of the phone, such as `+86`",
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
