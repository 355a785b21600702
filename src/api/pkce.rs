//! PKCE: only the program that began a login can finish it.

use crate::{
    client::AuthenticationClient,
    core::CodeChallengeMethod,
    crypto::{pkce, random},
    error::Error,
    model::Secret,
};

impl AuthenticationClient {
    /// A fresh code verifier of PKCE: 43 characters from the system's random numbers. Nothing is sent.
    ///
    /// [`build_authorize_url`](Self::build_authorize_url) makes one by itself when it is asked for `pkce()`; this is for
    /// programs that build their address elsewhere. The verifier stays here until the code is exchanged.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_argument`](Error::is_argument) when the system has no random
    /// numbers to give.
    ///
    /// JavaScript: `generateCodeChallenge`, whose name says challenge and means this.
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::{AuthenticationClient, CodeChallengeMethod};
    ///
    /// let client = AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// let verifier = client.generate_code_verifier()?;
    /// let challenge = client.get_code_challenge_digest(&verifier, CodeChallengeMethod::S256)?;
    /// assert_eq!((verifier.expose().len(), challenge.len()), (43, 43));
    /// # Ok(()) }
    /// ```
    #[doc(alias = "generateCodeChallenge")]
    pub fn generate_code_verifier(&self) -> Result<Secret, Error> {
        Ok(random::token()?.into())
    }

    /// The challenge of a code verifier, for the address where a login begins. Nothing is sent.
    ///
    /// - `code_verifier`: 43 to 128 characters, each a letter, a digit or one of `-._~`.
    /// - `method`: how the challenge comes of it.
    ///
    /// **Stored afterwards:** nothing changes. **Errors:** [`is_argument`](Error::is_argument) for a verifier that is none.
    ///
    /// JavaScript: `getCodeChallengeDigest`.
    #[doc(alias = "getCodeChallengeDigest")]
    pub fn get_code_challenge_digest(
        &self,
        code_verifier: impl Into<Secret>,
        method: CodeChallengeMethod,
    ) -> Result<String, Error> {
        challenge(&code_verifier.into(), method)
    }
}

/// The challenge of a code verifier.
pub(super) fn challenge(verifier: &Secret, method: CodeChallengeMethod) -> Result<String, Error> {
    let text = verifier.expose();
    if !pkce::is_verifier(text) {
        return Err(Error::argument(
            "the code verifier is not 43 to 128 letters, digits or -._~; take one of generate_code_verifier",
        ));
    }
    Ok(match method {
        CodeChallengeMethod::S256 => pkce::s256(text),
        CodeChallengeMethod::Plain => text.to_owned(),
    })
}
