//! What tokens are made of, and who asks for them.

use authing_wxapp::{Secret, TokenSet};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    APP_ID, APP_SECRET, USER_POOL_ID,
    domain::{
        data::ClientAuth,
        oidc::{Grant, REFRESH_LIFETIME, Refresh, claims, keys},
        refusal::Refusal,
        token::LIFETIME,
    },
    http::ApiRequest,
    state::State,
};

/// An access token lives an hour.
pub const ACCESS_LIFETIME: i64 = 3600;

/// What an access token says.
#[derive(Clone, Serialize, Deserialize)]
pub struct Access {
    pub sub: String,
    pub aud: String,
    pub scope: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
    pub iss: String,
}

/// What an id token says of the login that it came of.
#[derive(Default)]
pub struct About<'a> {
    pub access_token: Option<&'a str>,
    pub code: Option<&'a str>,
}

impl State {
    pub fn issuer(&self, oauth: bool) -> String {
        format!("{}/{}", self.url, if oauth { "oauth" } else { "oidc" })
    }

    pub fn access_token(&mut self, grant: &Grant) -> Result<String, Refusal> {
        let now = self.clock.now();
        let claims = Access {
            sub: grant.user.clone(),
            aud: APP_ID.into(),
            scope: grant.scope.clone(),
            iat: now,
            exp: now + ACCESS_LIFETIME,
            jti: self.chance.text(),
            iss: self.issuer(grant.oauth),
        };
        self.oidc.live.insert(claims.jti.clone(), grant.id.clone());
        keys::sign(&claims, self.data.application.signature)
    }

    /// An id token, which is a token of the user, too.
    pub fn id_token(&mut self, grant: &Grant, about: &About<'_>) -> Result<String, Refusal> {
        let now = self.clock.now();
        let jti = self.chance.id();
        let mut token: Map<String, Value> = claims::about(self.user(&grant.user)?, &grant.scope);
        let basis = json!({
            "aud": APP_ID, "iat": now, "exp": now + LIFETIME, "iss": self.issuer(false), "jti": jti,
            "userpool_id": USER_POOL_ID,
            "data": { "type": "user", "userPoolId": USER_POOL_ID, "appId": APP_ID, "id": grant.user },
        });
        if let Value::Object(basis) = basis {
            token.extend(basis);
        }
        let hashes = [("at_hash", about.access_token), ("c_hash", about.code)];
        token.extend(hashes.into_iter().filter_map(|(name, of)| Some((name.into(), keys::half_hash(of?).into()))));
        token.extend(grant.nonce.clone().map(|nonce| ("nonce".into(), nonce.into())));
        let signed = keys::sign(&token, self.data.application.signature)?;
        self.data.sessions.insert(jti);
        Ok(signed)
    }

    /// Everything that a grant is worth.
    pub fn tokens(&mut self, grant: &Grant) -> Result<TokenSet, Refusal> {
        self.user(&grant.user)?;
        let access = self.access_token(grant)?;
        let about = About { access_token: Some(&access), code: None };
        let id_token = match grant.has("openid") && !grant.oauth {
            true => Some(Secret::from(self.id_token(grant, &about)?)),
            false => None,
        };
        let refresh_token = grant.has("offline_access").then(|| {
            let token = self.chance.text();
            let exp = self.clock.now() + REFRESH_LIFETIME;
            self.oidc.refresh.insert(token.clone(), Refresh { grant: grant.clone(), exp });
            Secret::from(token)
        });
        Ok(TokenSet { id_token, refresh_token, ..bearer(access, &grant.scope) })
    }

    /// A good refresh token.
    pub fn refresh_token(&self, token: &str) -> Option<&Refresh> {
        self.oidc.refresh.get(token).filter(|kept| kept.exp > self.clock.now())
    }

    /// What a good access token says: signed here, neither expired nor revoked.
    pub fn access(&self, token: &str) -> Result<Access, Refusal> {
        let refuse = |why| Refusal::oauth("invalid_token", why);
        let access: Access = keys::read(token).ok_or_else(|| refuse("this is no access token"))?;
        if access.exp <= self.clock.now() {
            return Err(refuse("the access token has expired"));
        }
        match self.oidc.live.contains_key(&access.jti) {
            true => Ok(access),
            false => Err(refuse("the access token is not valid any more")),
        }
    }

    /// Whether the caller is the application, or one of its access keys when those are allowed.
    pub fn check_client(
        &self,
        asked: &ApiRequest,
        id: Option<&str>,
        secret: Option<&Secret>,
        keys_allowed: bool,
    ) -> Result<String, Refusal> {
        let refuse = |why: &str| Refusal::oauth("invalid_client", why);
        let basic = asked.header("authorization").and_then(|header| header.strip_prefix("Basic "));
        let (id, secret, method) = match (basic, secret) {
            (Some(basic), _) => {
                let text = BASE64_STANDARD.decode(basic).ok().and_then(|bytes| String::from_utf8(bytes).ok());
                let (id, secret) = text
                    .as_deref()
                    .and_then(|text| text.split_once(':'))
                    .map(|(id, secret)| (plain(id), plain(secret)))
                    .ok_or_else(|| refuse("the header is not HTTP Basic"))?;
                (id, Some(secret), ClientAuth::ClientSecretBasic)
            }
            (None, Some(secret)) => {
                (id.unwrap_or_default().into(), Some(secret.expose().to_owned()), ClientAuth::ClientSecretPost)
            }
            (None, None) => (id.unwrap_or_default().into(), None, ClientAuth::None),
        };
        if keys_allowed && secret.is_some() && self.data.application.access_keys.get(&id) == secret.as_ref() {
            return Ok(id);
        }
        if id != APP_ID {
            return Err(refuse("the application does not exist"));
        }
        if secret.as_deref().is_some_and(|secret| secret != APP_SECRET) {
            return Err(refuse("the secret is wrong"));
        }
        match self.data.application.client_auth {
            Some(only) if only != method => Err(refuse("the application proves in another way who it is")),
            _ => Ok(id),
        }
    }
}

/// As RFC 6749 has it, both are percent-encoded in HTTP Basic; the SDKs of Authing leave them as they are.
fn plain(text: &str) -> String {
    match text.contains('%') {
        // As the name of a query parameter, so that an equals sign stays what it is.
        true => crate::http::form(text.replace('=', "%3D").as_bytes()).into_keys().next().unwrap_or_default(),
        false => text.into(),
    }
}

pub fn bearer(access: String, scope: &str) -> TokenSet {
    TokenSet {
        access_token: access.into(),
        expires_in: Some(ACCESS_LIFETIME),
        id_token: None,
        refresh_token: None,
        scope: Some(scope.into()),
        token_type: Some("Bearer".into()),
    }
}
