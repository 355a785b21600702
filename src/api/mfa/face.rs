//! Faces as second factors.

use super::{Mfa, require_mfa_token, session_or};
use crate::{
    api::{request::request, require},
    client::AuthenticationClient,
    error::Error,
    generated::types::{AssociateFaceBody, User, VerifyFaceMfaBody},
    model::Secret,
    transport::{Credential, Folder, Picture, upload},
};

const PICTURE: &str = "pass the URL of a picture";

impl Mfa {
    /// Binds a face to the logged-in user, from pictures that have a URL.
    ///
    /// With an [`mfa_token`](AssociateFaceByUrl::mfa_token) it binds the face to the user who is logging in.
    ///
    /// - `base_face`: the URL of a picture of the face. The server compares it with
    ///   [`compare_face`](AssociateFaceByUrl::compare_face), by default the same picture.
    ///
    /// # Session
    ///
    /// Stores the user from the reply; the token stays unless the reply has a new one. With an MFA token, stores the
    /// user and the token in place of the previous session, but only if the reply has a token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_not_logged_in`] with neither a session nor an MFA token (nothing is sent), or if the server
    ///   rejects the token.
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`Error::is_api`] with a code from 1700 to 1707 if the server does not accept the face.
    /// - [`Error::is_store`] if the session cannot be stored.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// # let mfa_token = "";
    /// let picture = "https://files.example.com/ada.jpg";
    /// let user = client.mfa().associate_face_by_url(picture).mfa_token(mfa_token).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `mfa.associateFaceByUrl`. Endpoint: `POST /api/v2/mfa/face/associate`.
    #[doc(alias = "associateFaceByUrl")]
    pub fn associate_face_by_url(&self, base_face: impl Into<String>) -> AssociateFaceByUrl {
        AssociateFaceByUrl::new(&self.client, base_face.into())
    }

    /// Uploads pictures of a face privately, and binds the face to the logged-in user.
    ///
    /// With an [`mfa_token`](AssociateFaceByPicture::mfa_token) it binds the face to the user who is logging in; the
    /// pictures are then uploaded without a bearer token. If an upload fails, nothing is bound.
    ///
    /// - `base_face`: a path, bytes, or a [`Picture`] with options. The server compares it with
    ///   [`compare_face`](AssociateFaceByPicture::compare_face), by default the same picture.
    ///
    /// # Session
    ///
    /// Stores the user from the reply; the token stays unless the reply has a new one. With an MFA token, stores the
    /// user and the token in place of the previous session, but only if the reply has a token.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if a picture cannot be read, is too large, or is not an image, or if the MFA token is
    ///   blank. Nothing is sent, except that a stream may fail or exceed the limit during the upload.
    /// - [`Error::is_not_logged_in`], [`Error::is_api`] and [`Error::is_store`] as for
    ///   [`associate_face_by_url`](Self::associate_face_by_url).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.mfa().associate_face_by_picture("me.jpg").compare_face("me-again.jpg").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: `mfa.associateFaceByLocalFile`, `mfa.associateFaceByBlob`. Endpoints: `POST /api/v2/upload`, `POST
    /// /api/v2/mfa/face/associate`.
    #[doc(alias = "associateFaceByLocalFile")]
    #[doc(alias = "associateFaceByBlob")]
    pub fn associate_face_by_picture(&self, base_face: impl Into<Picture>) -> AssociateFaceByPicture {
        AssociateFaceByPicture::new(&self.client, base_face.into())
    }

    /// Finishes a login with a picture of the face that is bound to the user.
    ///
    /// - `photo`: the URL of the picture, or the key of a private upload.
    /// - `mfa_token`: the MFA token of the refused login, from [`Error::mfa_token`]. It is sent as the bearer token.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session, whose token is not sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if an argument is blank; nothing is sent.
    /// - [`FACE_CHECK_FAILED`](crate::ErrorCode::FACE_CHECK_FAILED) if it is another face.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
    ///
    /// JavaScript: `mfa.verifyFaceMfa`. Endpoint: `POST /api/v2/mfa/face/verify`.
    #[doc(alias = "verifyFaceMfa")]
    pub fn verify_face_mfa(&self, photo: impl Into<String>, mfa_token: impl Into<Secret>) -> VerifyFaceMfa {
        VerifyFaceMfa::new(&self.client, VerifyFaceMfaBody { photo: photo.into() }, mfa_token.into())
    }

    /// Uploads a picture of the user's face privately, and finishes a login with it.
    ///
    /// The upload carries no bearer token.
    ///
    /// - `photo`: a path, bytes, or a [`Picture`] with options.
    /// - `mfa_token`: the MFA token of the refused login, from [`Error::mfa_token`]. It is the bearer token of the
    ///   verification.
    ///
    /// # Session
    ///
    /// Stores the user and the token in place of the previous session, whose token is not sent.
    ///
    /// # Errors
    ///
    /// - [`Error::is_argument`] if the picture cannot be read, is too large, or is not an image, or if the MFA token is
    ///   blank. Nothing is sent, except that a stream may fail or exceed the limit during the upload.
    /// - [`FACE_CHECK_FAILED`](crate::ErrorCode::FACE_CHECK_FAILED) if it is another face.
    /// - [`Error::is_store`] if the session cannot be stored; [`Error::session`] has it.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// # let mfa_token = "";
    /// let user = client.mfa().verify_face_mfa_by_picture("me.jpg", mfa_token).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// JavaScript: none, it takes only the URL of a picture. Endpoints: `POST /api/v2/upload`, `POST
    /// /api/v2/mfa/face/verify`.
    pub fn verify_face_mfa_by_picture(
        &self,
        photo: impl Into<Picture>,
        mfa_token: impl Into<Secret>,
    ) -> VerifyFaceMfaByPicture {
        VerifyFaceMfaByPicture::new(&self.client, photo.into(), mfa_token.into())
    }
}

request! {
    AssociateFaceByUrl("associate_face_by_url") -> User {
        base_face: String;
        /// Sets the URL of another picture of the same face.
        compare_face: String,
        /// Binds the face to the user who is logging in, by the MFA token of the refused login.
        mfa_token: Secret,
    }
}

request! {
    AssociateFaceByPicture("associate_face_by_picture") -> User {
        base_face: Picture;
        /// Sets another picture of the same face.
        compare_face: Picture,
        /// Binds the face to the user who is logging in, by the MFA token of the refused login.
        mfa_token: Secret,
    }
}

request! {
    VerifyFaceMfa("verify_face_mfa") -> User { body: VerifyFaceMfaBody, mfa_token: Secret }
}

request! {
    VerifyFaceMfaByPicture("verify_face_mfa_by_picture") -> User { photo: Picture, mfa_token: Secret }
}

impl AssociateFaceByUrl {
    async fn send(self) -> Result<User, Error> {
        let Self { client, base_face, compare_face, mfa_token } = self;
        let compare_face = compare_face.unwrap_or_else(|| base_face.clone());
        require("base_face", &base_face, PICTURE)?;
        require("compare_face", &compare_face, PICTURE)?;
        let body = AssociateFaceBody { photo_a: base_face, photo_b: compare_face, is_external: Some(true) };
        associate(&client, mfa_token, async |_| Ok(body)).await
    }
}

impl AssociateFaceByPicture {
    async fn send(self) -> Result<User, Error> {
        let Self { client, base_face, compare_face, mfa_token } = self;
        associate(&client, mfa_token, async |session| {
            // Both pictures are checked before either is uploaded.
            let base = base_face.open(Folder::FacePhoto).await?;
            let compare = match compare_face {
                Some(picture) => Some(picture.open(Folder::FacePhoto).await?),
                None => None,
            };
            let photo_a = upload(client.authorized(session.clone()), base).await?;
            let photo_b = match compare {
                Some(picture) => upload(client.authorized(session), picture).await?,
                None => photo_a.clone(),
            };
            Ok(AssociateFaceBody { photo_a, photo_b, is_external: None })
        })
        .await
    }
}

impl VerifyFaceMfa {
    async fn send(self) -> Result<User, Error> {
        let Self { client, body, mfa_token } = self;
        require("photo", &body.photo, PICTURE)?;
        let token = require_mfa_token(mfa_token)?;
        verify(&client, token, body).await
    }
}

impl VerifyFaceMfaByPicture {
    async fn send(self) -> Result<User, Error> {
        let Self { client, photo, mfa_token } = self;
        let token = session_or(&client, Some(mfa_token)).await?;
        let photo = upload(client.authorized(Credential::None), photo.open(Folder::FacePhoto).await?).await?;
        verify(&client, token, VerifyFaceMfaBody { photo }).await
    }
}

/// Binds the pictures that `faces` returns. During a login `faces` gets no token for its uploads, because an MFA token
/// is valid only for the calls about second factors.
async fn associate(
    client: &AuthenticationClient,
    mfa_token: Option<Secret>,
    faces: impl AsyncFnOnce(Option<Secret>) -> Result<AssociateFaceBody, Error>,
) -> Result<User, Error> {
    let logging_in = mfa_token.is_some();
    let token = session_or(client, mfa_token).await?;
    let body = faces((!logging_in).then(|| token.clone())).await?;
    let api = client.authorized(token.clone());
    match logging_in {
        true => client.store().register(api.associate_face(&body)).await,
        false => client.store().update_user(&token, api.associate_face(&body).await?).await,
    }
}

async fn verify(client: &AuthenticationClient, mfa_token: Secret, body: VerifyFaceMfaBody) -> Result<User, Error> {
    client.store().log_in(client.authorized(mfa_token).verify_face_mfa(&body)).await
}
