//! Verifying tokens on this side: the signature, and whether the token is from whom, for whom and at the time it should be.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, crypto::aws_lc};
use serde::{Deserialize, de::IgnoredAny};

use crate::{
    api::{request::request, require},
    client::AuthenticationClient,
    core::{KeyQuery, TokenAlgorithm},
    error::{Error, TokenRejection},
    model::Secret,
};

mod claims;
mod keys;

pub use claims::VerifiedClaims;
use claims::malformed;

/// What the clocks of two machines may differ by.
const LEEWAY: Duration = Duration::from_secs(60);

impl AuthenticationClient {
    /// Verifies tokens on this side, without a request for each: id tokens, access tokens of OIDC, tokens of users.
    ///
    /// - `algorithm`: how the application's tokens are signed. It is yours to say: a token that names another one is
    ///   refused, whatever it is signed with.
    ///
    /// A token is good when its signature is, when it is from the [issuer](TokenVerifier::issuer), for the
    /// [audience](TokenVerifier::audience), and neither expired nor of the future, with some
    /// [leeway](TokenVerifier::leeway). Whether it was revoked only the server knows.
    ///
    /// The keys of the server are fetched when they are first needed, and shared by all clients of the application. They
    /// are fetched again after an hour, and for a key that is not among them, at most every 30 seconds; while the server is
    /// away the old ones serve for a day.
    ///
    /// Endpoint: `GET /oidc/.well-known/jwks.json`. With feature `verify`.
    ///
    /// ```no_run
    /// # async fn f(client: authing_wxapp::AuthenticationClient, id_token: &str, nonce: &str) -> Result<(), authing_wxapp::Error> {
    /// use authing_wxapp::TokenAlgorithm;
    ///
    /// let verifier = client.token_verifier(TokenAlgorithm::Rs256).issuer("https://my-app.authing.cn/oidc");
    /// match verifier.verify(id_token).nonce(nonce).await {
    ///     Ok(claims) => println!("hello {:?}", claims.user_id()),
    ///     Err(error) if error.is_token_invalid() => println!("log in again: {error}"),
    ///     Err(error) => println!("the keys of the server could not be fetched: {error}"),
    /// }
    /// # Ok(()) }
    /// ```
    #[doc(alias = "jwks")]
    #[doc(alias = "jwt")]
    pub fn token_verifier(&self, algorithm: TokenAlgorithm) -> TokenVerifier {
        let issuer = format!("{}/oidc", self.host());
        TokenVerifier { client: self.clone(), algorithm, issuer, audience: self.app_id().to_owned(), leeway: LEEWAY }
    }
}

/// Verifies tokens; [`AuthenticationClient::token_verifier`] gives it. Cheap to clone.
#[derive(Clone)]
pub struct TokenVerifier {
    client: AuthenticationClient,
    algorithm: TokenAlgorithm,
    issuer: String,
    audience: String,
    leeway: Duration,
}

impl TokenVerifier {
    /// Who issues the tokens, as their `iss` has it: by default the host of the client and `/oidc`. A client of the public
    /// host `core.authing.cn` has to say it, for there each application is an issuer of its own.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = issuer.into();
        self
    }

    /// Whom the tokens are for, as their `aud` has it: by default the application of the client.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = audience.into();
        self
    }

    /// What the clocks of two machines may differ by, in whole seconds: by default 60 seconds.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Verifies a token and gives what it says.
    ///
    /// - `token`: as it came, without `Bearer`.
    ///
    /// **Stored afterwards:** nothing changes; whose session it is does not matter.
    ///
    /// **Errors:** [`is_token_invalid`](Error::is_token_invalid) for a token that is not good;
    /// [`token_rejection`](Error::token_rejection) tells why, and [`is_token_expired`](Error::is_token_expired) whether that is its
    /// age. [`is_argument`](Error::is_argument) for an empty one, and for HS256 without the secret of the application.
    /// Otherwise the keys of the server could not be fetched.
    pub fn verify(&self, token: impl Into<Secret>) -> VerifyToken {
        VerifyToken::new(&self.client, self.clone(), token.into())
    }
}

impl std::fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenVerifier")
            .field("algorithm", &self.algorithm)
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("leeway", &self.leeway)
            .finish_non_exhaustive()
    }
}

request! {
    /// Of [`verify`](TokenVerifier::verify).
    VerifyToken("verify_token") -> VerifiedClaims {
        verifier: TokenVerifier,
        token: Secret;
        /// What the id token has to hold: the [`nonce`](crate::AuthorizeUrl::nonce) of the login that it came of.
        nonce: String,
    }
}

impl VerifyToken {
    async fn send(self) -> Result<VerifiedClaims, Error> {
        let Self { client, verifier: TokenVerifier { algorithm, issuer, audience, leeway, .. }, token, nonce } = self;
        require("token", &token, "pass it as it came")?;
        require("issuer", &issuer, "name who issues the tokens, or leave it out")?;
        require("audience", &audience, "name whom the tokens are for, or leave it out")?;
        let jwt = Jwt::read(token.expose(), algorithm)?;
        jwt.check_signature(&client, algorithm).await?;
        let claims = VerifiedClaims::read(&jwt.payload)?;
        claims.check_time(leeway)?;
        if claims.iss != issuer {
            let mend = "name the right issuer to the verifier if the token is good";
            return Err(Error::token_rejected(
                TokenRejection::WrongIssuer,
                format!("the token is not from {issuer:?}; {mend}"),
            ));
        }
        if !claims.aud.contains(&audience) {
            let mend = "name the right audience to the verifier if the token is good";
            return Err(Error::token_rejected(
                TokenRejection::WrongAudience,
                format!("the token is not for {audience:?}; {mend}"),
            ));
        }
        if nonce.is_some() && nonce != claims.nonce {
            return Err(Error::token_rejected(
                TokenRejection::WrongNonce,
                "the token came of another login than this one",
            ));
        }
        Ok(claims)
    }
}

/// A token taken apart. Nothing in it is to be believed before the signature is checked.
struct Jwt<'a> {
    kid: Option<String>,
    /// What the signature is of.
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<IgnoredAny>,
}

impl<'a> Jwt<'a> {
    fn read(token: &'a str, algorithm: TokenAlgorithm) -> Result<Self, Error> {
        let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed("a part is no base64url"));
        let parts: Vec<&str> = token.splitn(4, '.').collect();
        let [header, payload, signature] = parts[..] else { return Err(malformed("it has not three parts")) };
        let Ok(Header { alg, kid, crit }) = serde_json::from_slice(&decode(header)?) else {
            return Err(malformed("its header is no JSON object with an algorithm"));
        };
        if alg != algorithm.name() {
            let expected = algorithm.name();
            let message = format!("the token names another algorithm than {expected}, which the verifier is for");
            return Err(Error::token_rejected(TokenRejection::WrongAlgorithm, message));
        }
        if crit.is_some() {
            return Err(malformed("its header has conditions (crit) that nobody here knows"));
        }
        let signed = &token[..header.len() + 1 + payload.len()];
        Ok(Self { kid, signed, payload: decode(payload)?, signature: decode(signature)? })
    }

    async fn check_signature(&self, client: &AuthenticationClient, algorithm: TokenAlgorithm) -> Result<(), Error> {
        let core = client.core();
        let good = if algorithm == TokenAlgorithm::Hs256 {
            let secret = core.oauth.secret.as_ref().filter(|secret| !secret.expose().is_empty());
            let mend = "give app_secret to the builder of the client";
            let secret = secret.ok_or_else(|| {
                Error::argument(format!("HS256 is verified with the secret of the application; {mend}"))
            })?;
            self.is_signed_with(&DecodingKey::from_secret(secret.expose().as_bytes()), algorithm)
        } else {
            let query = KeyQuery { algorithm, kid: self.kid.as_deref() };
            let set = keys::find(client, query).await?;
            let mut keys = set.keys(query).peekable();
            if keys.peek().is_none() {
                let message = "the token is signed with a key that the server does not have";
                return Err(Error::token_rejected(TokenRejection::UnknownKey, message));
            }
            keys.any(|key| self.is_signed_with(key, algorithm))
        };
        match good {
            true => Ok(()),
            false => {
                Err(Error::token_rejected(TokenRejection::WrongSignature, "the signature of the token is not right"))
            }
        }
    }

    fn is_signed_with(&self, key: &DecodingKey, algorithm: TokenAlgorithm) -> bool {
        // By name: the default of the process panics when another crate of the program switches on a second provider.
        let verifier = (aws_lc::DEFAULT_PROVIDER.verifier_factory)(&algorithm.into(), key);
        verifier.is_ok_and(|verifier| verifier.verify(self.signed.as_bytes(), &self.signature).is_ok())
    }
}
