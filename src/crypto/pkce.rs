//! PKCE: a login can only be finished by the program that began it.

use std::str::FromStr;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{AuthenticationClient, Error, Secret, crypto::random};

/// How the challenge of PKCE comes of its verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CodeChallengeMethod {
    /// Its SHA-256: who sees the challenge does not know the verifier.
    #[default]
    S256,
    /// The verifier itself, for servers that know no better.
    Plain,
}

impl CodeChallengeMethod {
    /// Its name in the protocol.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::S256 => "S256",
            Self::Plain => "plain",
        }
    }
}

/// Reads `S256` or `plain`, as the protocol writes them.
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
        random::token().map(Secret::from)
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
