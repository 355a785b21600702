//! The provider of OIDC, OAuth 2.0 and CAS: the codes, tokens and tickets that it has issued, and the browsers that are logged
//! in.

pub mod cas;
pub mod claims;
pub mod client;
pub mod keys;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use crate::{
    APP_ID,
    domain::{
        application::Signature,
        issued::{Expires, Issued},
        refusal::Refusal,
    },
};

/// How long an authorization code is valid, in seconds.
const CODE_LIFETIME: i64 = 600;
/// How long an access token is valid, in seconds.
pub const ACCESS_LIFETIME: i64 = 3600;
/// How long a refresh token is valid, in seconds.
const REFRESH_LIFETIME: i64 = 30 * 86_400;
/// How long a browser stays logged in, in seconds.
const BROWSER_LIFETIME: i64 = 30 * 86_400;

/// What a login of a user, or a program, was granted.
#[derive(Clone, Serialize, Deserialize)]
pub struct Grant {
    /// The id that all codes and tokens of one grant share.
    pub id: String,
    /// The id of the user or of the program.
    pub subject: String,
    pub scope: String,
    pub nonce: Option<String>,
    /// When the user logged in in a browser, in seconds since 1970.
    pub auth_time: Option<i64>,
    /// Whether the protocol is OAuth 2.0, not OIDC.
    pub oauth: bool,
}

impl Grant {
    pub fn has(&self, scope: &str) -> bool {
        self.scope.split_whitespace().any(|one| one == scope)
    }
}

/// A refresh token.
#[derive(Clone, Serialize, Deserialize)]
pub struct RefreshToken {
    pub grant: Grant,
    pub exp: i64,
}

impl Expires for RefreshToken {
    fn is_over(&self, now: i64) -> bool {
        self.exp <= now
    }
}

/// An access token that was not revoked.
#[derive(Clone, Serialize, Deserialize)]
struct AccessToken {
    grant_id: String,
    /// The id of the user or of the program. State files of earlier versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    exp: i64,
}

impl Expires for AccessToken {
    fn is_over(&self, now: i64) -> bool {
        self.exp <= now
    }
}

/// The challenge of PKCE (RFC 7636).
#[derive(Clone)]
pub enum Challenge {
    Plain(String),
    S256(String),
}

impl Challenge {
    fn accepts(&self, verifier: &str) -> bool {
        match self {
            Self::Plain(challenge) => challenge == verifier,
            Self::S256(challenge) => {
                *challenge == BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256::Hash::hash(verifier.as_bytes()))
            }
        }
    }
}

struct Code {
    grant: Grant,
    redirect_uri: String,
    challenge: Option<Challenge>,
    issued_at: i64,
    used: bool,
}

impl Expires for Code {
    fn is_over(&self, now: i64) -> bool {
        self.used || now - self.issued_at > CODE_LIFETIME
    }
}

/// The claims of an access token.
#[derive(Clone, Serialize, Deserialize)]
pub struct AccessClaims {
    pub sub: String,
    pub aud: String,
    pub scope: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
    pub iss: String,
}

/// The issuer of tokens, of OAuth 2.0 or of OIDC. `url` is the address of the sandbox.
pub fn issuer(url: &str, oauth: bool) -> String {
    format!("{url}/{}", if oauth { "oauth" } else { "oidc" })
}

/// The login of a browser at the provider.
#[derive(Clone, Serialize, Deserialize)]
pub struct BrowserLogin {
    pub user_id: String,
    /// When the user last logged in, in seconds since 1970: `auth_time`.
    pub at: i64,
}

impl Expires for BrowserLogin {
    fn is_over(&self, now: i64) -> bool {
        now - self.at > BROWSER_LIFETIME
    }
}

/// Everything that the provider has issued. All of it ends with a reset.
#[derive(Default)]
pub struct Provider {
    codes: Issued<Code>,
    /// The service tickets of CAS.
    tickets: Issued<cas::Ticket>,
    issued: LongLived,
}

/// What lasts longer than a login, and outlives a restart.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LongLived {
    refresh_tokens: Issued<RefreshToken>,
    /// By the ids in the tokens.
    access_tokens: Issued<AccessToken>,
    /// By the sessions of the browsers.
    browsers: Issued<BrowserLogin>,
}

pub fn invalid_grant(message: &str) -> Refusal {
    Refusal::oauth("invalid_grant", message)
}

impl Provider {
    pub fn issued(&self) -> &LongLived {
        &self.issued
    }

    pub fn restore(&mut self, issued: LongLived) {
        self.issued = issued;
    }

    /// The login of a browser, by the browser's session.
    pub fn login_of_browser(&self, session: Option<&str>, now: i64) -> Option<&BrowserLogin> {
        self.issued.browsers.get(session?).filter(|login| !login.is_over(now))
    }

    /// Logs a browser in and gives its session, which is a new one unless the browser has one already.
    pub fn log_in_browser(&mut self, session: Option<&str>, login: BrowserLogin, new_session: String) -> String {
        let known = session.filter(|session| self.issued.browsers.contains(session));
        let session = known.map_or(new_session, str::to_owned);
        let now = login.at;
        self.issued.browsers.add(&session, login, now);
        session
    }

    pub fn log_out_browser(&mut self, session: &str) {
        self.issued.browsers.remove(session);
    }

    /// Adds a code with which the application gets the tokens of a grant.
    pub fn add_code(&mut self, code: &str, grant: Grant, redirect_uri: String, challenge: Option<Challenge>, now: i64) {
        self.codes.add(code, Code { grant, redirect_uri, challenge, issued_at: now, used: false }, now);
    }

    /// The grant of a code that is used in time, once, with its protocol, its redirect URI and its PKCE verifier.
    pub fn redeem_code(
        &mut self,
        code: &str,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        oauth: bool,
        now: i64,
    ) -> Result<Grant, Refusal> {
        let code = self.codes.get_mut(code).ok_or_else(|| invalid_grant("the code does not exist"))?;
        let grant = code.grant.clone();
        // Somebody else may have used the code first, so the tokens that it gave are not trusted any more.
        if std::mem::replace(&mut code.used, true) {
            self.end(&grant.id);
            return Err(invalid_grant("the code has been used"));
        }
        if now - code.issued_at > CODE_LIFETIME {
            return Err(invalid_grant("the code has expired"));
        }
        if oauth != grant.oauth {
            return Err(invalid_grant("the code is of the other protocol"));
        }
        if redirect_uri != Some(&code.redirect_uri) {
            return Err(invalid_grant("redirect_uri is not the address to which the code was sent"));
        }
        let verified = match (&code.challenge, verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => challenge.accepts(verifier),
            _ => false,
        };
        match verified {
            true => Ok(grant),
            false => Err(invalid_grant("code_verifier does not fit the challenge")),
        }
    }

    pub fn add_refresh_token(&mut self, token: &str, grant: Grant, now: i64) {
        self.issued.refresh_tokens.add(token, RefreshToken { grant, exp: now + REFRESH_LIFETIME }, now);
    }

    /// A refresh token that has not expired.
    pub fn refresh_token(&self, token: &str, now: i64) -> Option<&RefreshToken> {
        self.issued.refresh_tokens.get(token).filter(|token| !token.is_over(now))
    }

    /// The grant of a refresh token, also of one that has expired.
    pub fn grant_of_refresh_token(&self, token: &str) -> Option<&Grant> {
        self.issued.refresh_tokens.get(token).map(|refresh_token| &refresh_token.grant)
    }

    pub fn remove_refresh_token(&mut self, token: &str) {
        self.issued.refresh_tokens.remove(token);
    }

    /// Issues an access token.
    pub fn access_token(
        &mut self,
        grant: &Grant,
        issuer: String,
        signature: Signature,
        jti: String,
        now: i64,
    ) -> Result<String, Refusal> {
        let claims = AccessClaims {
            sub: grant.subject.clone(),
            aud: APP_ID.into(),
            scope: grant.scope.clone(),
            iat: now,
            exp: now + ACCESS_LIFETIME,
            jti,
            iss: issuer,
        };
        let issued = AccessToken { grant_id: grant.id.clone(), subject: Some(grant.subject.clone()), exp: claims.exp };
        self.issued.access_tokens.add(&claims.jti, issued, now);
        keys::sign(&claims, signature)
    }

    /// The claims of an access token that was signed here and has neither expired nor been revoked.
    pub fn access_claims(&self, token: &str, now: i64) -> Result<AccessClaims, Refusal> {
        let refuse = |message| Refusal::oauth("invalid_token", message);
        let access: AccessClaims = keys::read(token).ok_or_else(|| refuse("this is not an access token"))?;
        if access.exp <= now {
            return Err(refuse("the access token has expired"));
        }
        match self.issued.access_tokens.contains(&access.jti) {
            true => Ok(access),
            false => Err(refuse("the access token is not valid any more")),
        }
    }

    /// The grant of an access token that was signed here, also of one that has expired.
    pub fn grant_of_access_token(&self, token: &str) -> Option<&str> {
        let access: AccessClaims = keys::read(token)?;
        Some(&self.issued.access_tokens.get(&access.jti)?.grant_id)
    }

    /// Whether an access token or a refresh token of a grant can be used.
    pub fn has_grant(&self, grant_id: &str, now: i64) -> bool {
        let LongLived { access_tokens, refresh_tokens, .. } = &self.issued;
        access_tokens.iter().any(|token| token.grant_id == grant_id && !token.is_over(now))
            || refresh_tokens.iter().any(|token| token.grant.id == grant_id && !token.is_over(now))
    }

    /// Ends everything that was issued to a user: also what is not used yet, or tokens would follow from it.
    pub fn log_out_user(&mut self, user_id: &str) {
        self.codes.retain(|code| code.grant.subject != user_id);
        self.tickets.retain(|ticket| ticket.login.user_id != user_id);
        let LongLived { refresh_tokens, access_tokens, browsers } = &mut self.issued;
        refresh_tokens.retain(|token| token.grant.subject != user_id);
        access_tokens.retain(|token| token.subject.as_deref() != Some(user_id));
        browsers.retain(|login| login.user_id != user_id);
    }

    /// Revokes one access token.
    pub fn revoke_access(&mut self, jti: &str) {
        self.issued.access_tokens.remove(jti);
    }

    /// Ends a grant with its tokens, and the code that was not used yet. A used one stays, so that its second use is known.
    pub fn end(&mut self, grant_id: &str) {
        self.codes.retain(|code| code.used || code.grant.id != grant_id);
        self.issued.refresh_tokens.retain(|token| token.grant.id != grant_id);
        self.issued.access_tokens.retain(|token| token.grant_id != grant_id);
    }
}
