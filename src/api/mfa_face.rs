//! A second factor: faces.

use super::{
    mfa::{Mfa, require_mfa_token, session_or},
    require,
};
use crate::{
    api::request::request,
    client::AuthenticationClient,
    error::Error,
    generated::types::{AssociateFaceBody, User, VerifyFaceMfaBody},
    model::Secret,
    transport::{Credential, Folder, Picture, upload},
};

const PICTURE: &str = "pass the URL of a picture";

impl Mfa {
    /// Binds a face to the logged-in user, or with an [`mfa_token`](AssociateFaceByUrl::mfa_token) to the one who is
    /// logging in, by pictures that are already somewhere.
    ///
    /// - `base_face`: the URL of a picture of the face. The server compares it with
    ///   [`compare_face`](AssociateFaceByUrl::compare_face), which is the same unless it is chained.
    ///
    /// **Stored afterwards:** the user; during a login the user and the token, if the reply has one.
    ///
    /// **Errors:** [`is_not_logged_in`](Error::is_not_logged_in) with neither a session nor an MFA token, and nothing is
    /// sent; an empty argument is refused as well. What the server does not take for a face has one of its codes 1700 to
    /// 1707.
    ///
    /// JavaScript: `mfa.associateFaceByUrl`. Endpoint: `POST /api/v2/mfa/face/associate`.
    #[doc(alias = "associateFaceByUrl")]
    pub fn associate_face_by_url(&self, base_face: impl Into<String>) -> AssociateFaceByUrl {
        AssociateFaceByUrl::new(&self.client, base_face.into())
    }

    /// Does the same as [`associate_face_by_url`](Self::associate_face_by_url) with pictures of your own, which are
    /// uploaded privately. When an upload fails nothing is bound.
    ///
    /// - `base_face`: a path, bytes, or a [`Picture`] with options.
    ///
    /// **Stored afterwards** and **Errors:** as [`associate_face_by_url`](Self::associate_face_by_url); a picture that
    /// cannot be read, is too large or is none is refused before anything is sent.
    ///
    /// JavaScript: `mfa.associateFaceByLocalFile`, `mfa.associateFaceByBlob`. Endpoints: `POST /api/v2/upload`,
    /// `POST /api/v2/mfa/face/associate`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient) -> Result<(), authing_wxapp::Error> {
    /// client.mfa().associate_face_by_picture("me.jpg").compare_face("me-again.jpg").await?;
    /// # Ok(()) }
    /// ```
    #[doc(alias = "associateFaceByLocalFile")]
    #[doc(alias = "associateFaceByBlob")]
    pub fn associate_face_by_picture(&self, base_face: impl Into<Picture>) -> AssociateFaceByPicture {
        AssociateFaceByPicture::new(&self.client, base_face.into())
    }

    /// Finishes a login with a picture of the face that the user has bound.
    ///
    /// - `photo`: the URL of the picture, or the key of a private upload.
    /// - `mfa_token`: as for [`verify_totp_mfa`](Self::verify_totp_mfa).
    ///
    /// **Stored afterwards:** the user and the token, in the place of whoever was logged in. **Errors:** an empty argument
    /// is refused before anything is sent; another face is [`FACE_CHECK_FAILED`](crate::ErrorCode::FACE_CHECK_FAILED).
    ///
    /// JavaScript: `mfa.verifyFaceMfa`. Endpoint: `POST /api/v2/mfa/face/verify`.
    #[doc(alias = "verifyFaceMfa")]
    pub fn verify_face_mfa(&self, photo: impl Into<String>, mfa_token: impl Into<Secret>) -> VerifyFaceMfa {
        VerifyFaceMfa::new(&self.client, VerifyFaceMfaBody { photo: photo.into() }, mfa_token.into())
    }

    /// Does the same as [`verify_face_mfa`](Self::verify_face_mfa) with a picture of your own, which is uploaded privately.
    ///
    /// - `photo`: a path, bytes, or a [`Picture`] with options.
    ///
    /// **Stored afterwards** and **Errors:** as [`verify_face_mfa`](Self::verify_face_mfa); a picture that cannot be read,
    /// is too large or is none is refused before anything is sent.
    ///
    /// JavaScript: none, a picture has to be somewhere already. Endpoints: `POST /api/v2/upload`,
    /// `POST /api/v2/mfa/face/verify`.
    pub fn verify_face_mfa_by_picture(
        &self,
        photo: impl Into<Picture>,
        mfa_token: impl Into<Secret>,
    ) -> VerifyFaceMfaByPicture {
        VerifyFaceMfaByPicture::new(&self.client, photo.into(), mfa_token.into())
    }
}

request! {
    /// Of [`associate_face_by_url`](Mfa::associate_face_by_url).
    AssociateFaceByUrl("associate_face_by_url") -> User {
        base_face: String;
        /// The URL of another picture of the same face.
        compare_face: String,
        /// Binds it to the user of a login that needs a second factor.
        mfa_token: Secret,
    }
}

request! {
    /// Of [`associate_face_by_picture`](Mfa::associate_face_by_picture).
    AssociateFaceByPicture("associate_face_by_picture") -> User {
        base_face: Picture;
        /// Another picture of the same face.
        compare_face: Picture,
        /// Binds it to the user of a login that needs a second factor.
        mfa_token: Secret,
    }
}

request! {
    /// Of [`verify_face_mfa`](Mfa::verify_face_mfa).
    VerifyFaceMfa("verify_face_mfa") -> User { body: VerifyFaceMfaBody, mfa_token: Secret }
}

request! {
    /// Of [`verify_face_mfa_by_picture`](Mfa::verify_face_mfa_by_picture).
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
            // Both are looked at before either is sent.
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
        let token = require_mfa_token(mfa_token)?;
        let photo = upload(client.authorized(Credential::None), photo.open(Folder::FacePhoto).await?).await?;
        verify(&client, token, VerifyFaceMfaBody { photo }).await
    }
}

/// Binds the faces that `faces` gives, which gets the token of the session for its uploads: an MFA token is good for the
/// calls about a second factor only.
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
