//! PKCE: only the program that began a login can finish it.

use crate::{
    client::AuthenticationClient,
    core::CodeChallengeMethod,
    crypto::{pkce, random},
    error::Error,
    model::Secret,
};

impl AuthenticationClient {
    /// Generates a PKCE code verifier: 43 characters from the random number generator of the operating system.
    ///
    /// Nothing is sent. Keep the verifier in your program until you exchange the authorization code.
    /// [`build_authorize_url`](Self::build_authorize_url) with `pkce()` generates one itself; this method is for
    /// programs that build the authorization URL elsewhere.
    ///
    /// # Session
    ///
    /// The session is neither used nor changed.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] if the operating system provides no random numbers.
    ///
    /// # Examples
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
    ///
    /// JavaScript: `generateCodeChallenge`, which despite its name returns the verifier.
    #[doc(alias = "generateCodeChallenge")]
    pub fn generate_code_verifier(&self) -> Result<Secret, Error> {
        Ok(random::token()?.into())
    }

    /// Derives the PKCE code challenge from a code verifier, for the authorization URL.
    ///
    /// Nothing is sent.
    ///
    /// - `code_verifier`: 43 to 128 characters, each a letter, a digit or one of `-._~`.
    /// - `method`: how the challenge is derived.
    ///
    /// # Session
    ///
    /// The session is neither used nor changed.
    ///
    /// # Errors
    ///
    /// [`Error::is_argument`] if the verifier has another length or other characters.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn main() -> Result<(), authing_wxapp::Error> {
    /// # let client = authing_wxapp::AuthenticationClient::builder("YOUR_APP_ID").build()?;
    /// use authing_wxapp::CodeChallengeMethod;
    ///
    /// // The example of RFC 7636, appendix B.
    /// let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    /// let challenge = client.get_code_challenge_digest(verifier, CodeChallengeMethod::S256)?;
    /// assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    /// # Ok(()) }
    /// ```
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
