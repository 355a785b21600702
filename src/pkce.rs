//! PKCE (RFC 7636): only the program that began a login can finish it.

use std::str::FromStr;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{AuthenticationClient, Error, Secret, random};

/// How a PKCE code challenge is derived from its code verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CodeChallengeMethod {
    /// The SHA-256 hash of the verifier, which does not reveal it.
    #[default]
    S256,
    /// The verifier itself, for servers that do not support `S256`.
    Plain,
}

impl CodeChallengeMethod {
    /// The name of the method in the protocol.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::S256 => "S256",
            Self::Plain => "plain",
        }
    }
}

/// Parses `S256` or `plain`, as the protocol writes them; anything else is an [argument error](Error::is_argument).
impl FromStr for CodeChallengeMethod {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "S256" => Ok(Self::S256),
            "plain" => Ok(Self::Plain),
            _ => Err(Error::argument(format!("{text:?} is no method of PKCE; write S256 or plain"))),
        }
    }
}

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
        random::token().map(Secret::from)
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

pub(crate) fn challenge(verifier: &Secret, method: CodeChallengeMethod) -> Result<String, Error> {
    let text = verifier.expose();
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&text.len()) || !text.bytes().all(unreserved) {
        return Err(Error::argument(
            "the code verifier is not 43 to 128 letters, digits or -._~; take one of generate_code_verifier",
        ));
    }
    Ok(match method {
        CodeChallengeMethod::S256 => BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256::Hash::hash(text.as_bytes())),
        CodeChallengeMethod::Plain => text.to_owned(),
    })
}
