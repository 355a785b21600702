//! Local verification of tokens: signature, issuer, audience and time.

use std::{borrow::Cow, sync::Arc, time::Duration};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, de::IgnoredAny};

use crate::{
    api::{request::request, require},
    client::AuthenticationClient,
    core::{KeyQuery, TokenAlgorithm},
    crypto::VerifyingKey,
    error::{Error, TokenRejection},
    model::Secret,
};

mod claims;
mod keys;
mod kind;

pub use claims::VerifiedClaims;
use claims::malformed;
pub use kind::TokenKind;

/// The default tolerance for clocks that differ.
const LEEWAY: Duration = Duration::from_secs(60);

impl AuthenticationClient {
    /// Returns a verifier that checks tokens locally, without a request for each token.
    ///
    /// It accepts ID tokens, OIDC access tokens and user tokens, unless [`kind`](TokenVerifier::kind) chooses.
    ///
    /// - `algorithm`: the algorithm that the application signs its tokens with. A token whose header names another
    ///   algorithm is rejected, whatever its signature.
    ///
    /// A token is valid when its signature is correct, it comes from the [issuer](TokenVerifier::issuer), it is meant
    /// for the [audience](TokenVerifier::audience), and the current time lies in its validity period, with some
    /// [leeway](TokenVerifier::leeway). Whether a token was revoked is known to the server only:
    /// [`introspect_token`](Self::introspect_token) asks it.
    ///
    /// The public keys are fetched at the first use and shared by all clients of the application. They are fetched
    /// again after an hour, and also for an unknown key id, at most every 30 seconds. While the server is unreachable,
    /// known keys stay in use for up to 24 hours.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(
    /// #     client: authing_wxapp::AuthenticationClient,
    /// #     id_token: &str, nonce: &str,
    /// # ) -> Result<(), authing_wxapp::Error> {
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
    ///
    /// JavaScript: none. Endpoint: `GET /oidc/.well-known/jwks.json`. Requires the feature `verify`.
    #[doc(alias = "jwks")]
    #[doc(alias = "jwt")]
    pub fn token_verifier(&self, algorithm: TokenAlgorithm) -> TokenVerifier {
        let issuer = format!("{}/oidc", self.host());
        let demands = Demands { algorithm, issuer, audience: self.app_id().to_owned(), kind: None, leeway: LEEWAY };
        let secret = || VerifyingKey::hs256(self.core().oauth.secret.as_ref()?.expose().as_bytes());
        let secret = if algorithm == TokenAlgorithm::Hs256 { secret() } else { None };
        TokenVerifier { client: self.clone(), secret: secret.map(Arc::new), demands: Arc::new(demands) }
    }
}

/// Verifies tokens locally; from [`AuthenticationClient::token_verifier`]. Cheap to clone.
#[derive(Clone)]
pub struct TokenVerifier {
    client: AuthenticationClient,
    /// The secret of the application, for HS256.
    secret: Option<Arc<VerifyingKey>>,
    demands: Arc<Demands>,
}

/// What a verifier demands of tokens.
#[derive(Clone)]
struct Demands {
    algorithm: TokenAlgorithm,
    issuer: String,
    audience: String,
    kind: Option<TokenKind>,
    leeway: Duration,
}

impl TokenVerifier {
    /// Sets the expected issuer, the `iss` of the tokens.
    ///
    /// The default is the host of the client followed by `/oidc`. A client of the public host `core.authing.cn` must
    /// set it, because there each application has its own issuer.
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.demands_mut().issuer = issuer.into();
        self
    }

    /// Sets the expected audience, which must be one of the `aud` of the tokens; by default the application of the
    /// client.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.demands_mut().audience = audience.into();
        self
    }

    /// Accepts tokens of this kind only; by default of every kind.
    ///
    /// - `kind`: what the tokens are for. An API that authorizes requests sets [`TokenKind::AccessToken`], so that
    ///   nobody uses an ID token there, which other programs may have seen. A login sets [`TokenKind::IdToken`].
    ///
    /// The kind of a token follows from the type in its header (`at+jwt`), or else from its claims: an ID token has
    /// `nonce`, `at_hash` or `c_hash`, a user token has `data`, and an access token has none of these but `scope`. A
    /// token that shows no kind is rejected with [`TokenRejection::WrongKind`].
    #[must_use]
    pub fn kind(mut self, kind: TokenKind) -> Self {
        self.demands_mut().kind = Some(kind);
        self
    }

    /// Sets the tolerance for clocks that differ, in whole seconds; by default 60 seconds.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.demands_mut().leeway = leeway;
        self
    }

    /// Verifies a token and returns its claims.
    ///
    /// - `token`: the token, without `Bearer`.
    ///
    /// For an ID token, chain [`nonce`](VerifyToken::nonce) to check that it belongs to a certain login.
    ///
    /// # Session
    ///
    /// The session is neither read nor changed.
    ///
    /// # Errors
    ///
    /// - [`Error::is_token_invalid`] when the token is not valid. [`Error::token_rejection`] tells why, and
    ///   [`Error::is_token_expired`] whether it has expired.
    /// - [`Error::is_argument`] when the token, the issuer or the audience is empty, and for HS256 when the client has
    ///   no application secret.
    /// - Every other error means that the keys of the server could not be fetched.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn f(verifier: authing_wxapp::TokenVerifier, authorization: &str) -> Result<(), authing_wxapp::Error> {
    /// let token = authorization.strip_prefix("Bearer ").unwrap_or_default();
    /// let claims = verifier.verify(token).await?;
    /// println!("{:?} until {}", claims.user_id(), claims.exp);
    /// # Ok(()) }
    /// ```
    pub fn verify(&self, token: impl Into<Secret>) -> VerifyToken {
        VerifyToken::new(&self.client, self.secret.clone(), Arc::clone(&self.demands), token.into())
    }

    fn demands_mut(&mut self) -> &mut Demands {
        Arc::make_mut(&mut self.demands)
    }
}

impl std::fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Demands { algorithm, issuer, audience, kind, leeway } = &*self.demands;
        f.debug_struct("TokenVerifier")
            .field("algorithm", algorithm)
            .field("issuer", issuer)
            .field("audience", audience)
            .field("kind", kind)
            .field("leeway", leeway)
            .finish_non_exhaustive()
    }
}

request! {
    VerifyToken("verify_token") -> VerifiedClaims {
        secret: Option<Arc<VerifyingKey>>,
        demands: Arc<Demands>,
        token: Secret;
        /// Sets the `nonce` that the ID token must contain: the [`nonce`](crate::AuthorizeUrl::nonce) of its login.
        nonce: String,
    }
}

impl VerifyToken {
    async fn send(self) -> Result<VerifiedClaims, Error> {
        let Self { client, secret, demands, token, nonce } = self;
        let Demands { algorithm, issuer, audience, kind, leeway } = &*demands;
        require("token", &token, "pass it as it came")?;
        require("issuer", issuer, "name who issues the tokens, or leave it out")?;
        require("audience", audience, "name whom the tokens are for, or leave it out")?;
        let jwt = Jwt::read(token.expose(), *algorithm)?;
        jwt.check_signature(&client, *algorithm, secret.as_deref()).await?;
        let claims = VerifiedClaims::read(&jwt.payload)?;
        claims.check_time(client.core().clock.seconds(), *leeway)?;
        if claims.iss != *issuer {
            let mend = "name the right issuer to the verifier if the token is good";
            return Err(Error::token_rejected(
                TokenRejection::WrongIssuer,
                format!("the token is not from {issuer:?}; {mend}"),
            ));
        }
        if !claims.aud.contains(audience) {
            let mend = "name the right audience to the verifier if the token is good";
            return Err(Error::token_rejected(
                TokenRejection::WrongAudience,
                format!("the token is not for {audience:?}; {mend}"),
            ));
        }
        let typ = jwt.typ.as_deref();
        if kind::is_foreign(typ, &claims) {
            let message = "the token is of a type that says nothing of a user, such as a logout token";
            return Err(Error::token_rejected(TokenRejection::WrongKind, message));
        }
        if let Some(kind) = kind.filter(|kind| TokenKind::of(typ, &claims) != Some(*kind)) {
            let message = format!("the token is no {}, which the verifier is for", kind.name());
            return Err(Error::token_rejected(TokenRejection::WrongKind, message));
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

/// A token split into its parts. Nothing in it is trustworthy before the signature is checked.
struct Jwt<'a> {
    kid: Option<String>,
    typ: Option<String>,
    /// The part that the signature covers.
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<IgnoredAny>,
}

impl<'a> Jwt<'a> {
    fn read(token: &'a str, algorithm: TokenAlgorithm) -> Result<Self, Error> {
        let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed("a part is no base64url"));
        let mut parts = token.splitn(4, '.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed("it has not three parts"));
        };
        let decoded = decode(header)?;
        let Ok(Header { alg, kid, typ, crit }) = serde_json::from_slice(&decoded) else {
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
        Ok(Self { kid, typ, signed, payload: decode(payload)?, signature: decode(signature)? })
    }

    async fn check_signature(
        &self,
        client: &AuthenticationClient,
        algorithm: TokenAlgorithm,
        secret: Option<&VerifyingKey>,
    ) -> Result<(), Error> {
        let good = if algorithm == TokenAlgorithm::Hs256 {
            let mend = "give app_secret to the builder of the client";
            let secret = secret.ok_or_else(|| {
                Error::configuration(format!("HS256 is verified with the secret of the application; {mend}"))
            })?;
            self.is_signed_with(secret)
        } else {
            let query = KeyQuery { algorithm, kid: self.kid.as_deref() };
            let set = keys::find(client, query).await?;
            let mut keys = set.keys(query).peekable();
            if keys.peek().is_none() {
                let message = "the token is signed with a key that the server does not publish, or that is damaged";
                let mend = "check that the token comes from the application of this client";
                return Err(Error::token_rejected(TokenRejection::UnknownKey, format!("{message}; {mend}")));
            }
            keys.any(|key| self.is_signed_with(key))
        };
        match good {
            true => Ok(()),
            false => {
                Err(Error::token_rejected(TokenRejection::WrongSignature, "the signature of the token is not right"))
            }
        }
    }

    fn is_signed_with(&self, key: &VerifyingKey) -> bool {
        key.verify(self.signed.as_bytes(), &self.signature)
    }
}
