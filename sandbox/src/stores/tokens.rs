//! The tokens of OIDC and OAuth 2.0.

use authing_wxapp::{Secret, TokenSet, User};
use serde_json::{Map, Value, json};

use crate::{
    APP_ID, USER_POOL_ID,
    domain::{
        oidc::{ACCESS_LIFETIME, Challenge, Grant, RefreshToken, claims, invalid_grant, issuer, keys},
        refusal::Refusal,
        sessions::Session,
        token::LIFETIME,
    },
    stores::Stores,
};

/// The values whose hashes an id token contains.
#[derive(Default)]
pub struct Hashed<'a> {
    pub access_token: Option<&'a str>,
    pub code: Option<&'a str>,
}

impl Stores {
    /// A new grant of a user or a program, for OIDC.
    pub fn grant(&mut self, user_id: &str, scope: String, nonce: Option<String>) -> Grant {
        Grant { id: self.rng.id(), subject: user_id.into(), scope, nonce, auth_time: None, oauth: false }
    }

    /// A code with which the application gets the tokens of a grant.
    pub fn code(&mut self, grant: Grant, redirect_uri: String, challenge: Option<Challenge>) -> String {
        let code = self.rng.token();
        self.oidc.add_code(&code, grant, redirect_uri, challenge, self.clock.now());
        code
    }

    pub fn access_token(&mut self, grant: &Grant) -> Result<String, Refusal> {
        let Self { address, application, clock, oidc, rng, .. } = self;
        let issuer = issuer(address.url(), grant.oauth);
        oidc.access_token(grant, issuer, application.signature, rng.token(), clock.now())
    }

    /// An id token, which begins a session like the token of a login.
    pub fn id_token(&mut self, grant: &Grant, hashed: &Hashed<'_>) -> Result<String, Refusal> {
        let (now, jti) = (self.clock.now(), self.rng.id());
        let mut token: Map<String, Value> = claims::about(self.user_of_grant(grant)?, &grant.scope);
        let basic = json!({
            "aud": APP_ID, "iat": now, "exp": now + LIFETIME, "iss": issuer(self.url(), false), "jti": jti,
            "userpool_id": USER_POOL_ID,
            "data": { "type": "user", "userPoolId": USER_POOL_ID, "appId": APP_ID, "id": grant.subject },
        });
        if let Value::Object(basic) = basic {
            token.extend(basic);
        }
        let hashes = [("at_hash", hashed.access_token), ("c_hash", hashed.code)];
        token.extend(hashes.into_iter().filter_map(|(name, of)| Some((name.into(), keys::half_hash(of?).into()))));
        token.extend(grant.auth_time.map(|at| ("auth_time".into(), at.into())));
        token.extend(grant.nonce.clone().map(|nonce| ("nonce".into(), nonce.into())));
        let signed = keys::sign(&token, self.application.signature)?;
        let (user_id, exp) = (grant.subject.clone(), now + LIFETIME);
        let grant_id = Some(grant.id.clone());
        self.sessions.add(Session { user_id, token: signed.clone(), jti, iat: now, exp, grant_id });
        Ok(signed)
    }

    /// All tokens of a grant.
    pub fn tokens(&mut self, grant: &Grant) -> Result<TokenSet, Refusal> {
        self.user_of_grant(grant)?;
        let access = self.access_token(grant)?;
        let hashed = Hashed { access_token: Some(&access), code: None };
        let id_token = match grant.has("openid") && !grant.oauth {
            true => Some(Secret::from(self.id_token(grant, &hashed)?)),
            false => None,
        };
        let refresh_token = grant.has("offline_access").then(|| {
            let token = self.rng.token();
            self.oidc.add_refresh_token(&token, grant.clone(), self.clock.now());
            Secret::from(token)
        });
        Ok(TokenSet { id_token, refresh_token, ..bearer(access, &grant.scope) })
    }

    /// The tokens of an authorization code.
    pub fn redeem_code(
        &mut self,
        code: &str,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        oauth: bool,
    ) -> Result<TokenSet, Refusal> {
        let grant = self.oidc.redeem_code(code, redirect_uri, verifier, oauth, self.clock.now())?;
        self.tokens(&grant)
    }

    /// New tokens for a refresh token, which can be used once. The request may narrow the scope.
    pub fn redeem_refresh_token(&mut self, token: &str, scope: Option<&str>, oauth: bool) -> Result<TokenSet, Refusal> {
        let found = self.oidc.refresh_token(token, self.clock.now());
        let granted = found.map(|found| found.grant.clone()).filter(|grant| grant.oauth == oauth);
        let mut grant = granted.ok_or_else(|| invalid_grant("the refresh token is not valid"))?;
        if let Some(scope) = scope {
            if !scope.split_whitespace().all(|one| grant.has(one)) {
                return Err(Refusal::oauth("invalid_scope", "the scope is wider than the granted one"));
            }
            grant.scope = scope.into();
        }
        // The nonce belongs to the id token of the login only.
        grant.nonce = None;
        let tokens = self.tokens(&grant)?;
        self.oidc.remove_refresh_token(token);
        Ok(tokens)
    }

    /// Tokens for the session token of a user.
    pub fn redeem_user_token(
        &mut self,
        token: &str,
        redirect_uri: Option<&str>,
        scope: Option<&str>,
        oauth: bool,
    ) -> Result<TokenSet, Refusal> {
        let claims = self.claims(Some(token)).map_err(|_| invalid_grant("the token of the user is not valid"))?;
        if !redirect_uri.is_some_and(|uri| self.application.may_return_to(uri)) {
            return Err(Refusal::oauth("invalid_request", "redirect_uri is not registered"));
        }
        let scope = scope.unwrap_or(if oauth { "user" } else { "openid" }).to_owned();
        let grant = Grant { oauth, ..self.grant(&claims.sub, scope, None) };
        self.tokens(&grant)
    }

    /// An access token for a program.
    pub fn redeem_client_credentials(
        &mut self,
        client_id: &str,
        scope: Option<&str>,
        oauth: bool,
    ) -> Result<TokenSet, Refusal> {
        let scope = scope.ok_or_else(|| Refusal::oauth("invalid_scope", "the scope is missing"))?.to_owned();
        let known = &self.application.scopes;
        if !known.is_empty() && !scope.split_whitespace().all(|one| known.iter().any(|known| known == one)) {
            return Err(Refusal::oauth("invalid_scope", "the application may not request this scope"));
        }
        let grant = Grant { oauth, ..self.grant(client_id, scope, None) };
        Ok(bearer(self.access_token(&grant)?, &grant.scope))
    }

    pub fn user_info(&self, access_token: &str) -> Result<Map<String, Value>, Refusal> {
        let access = self.oidc.access_claims(access_token, self.clock.now())?;
        let account = self.accounts.get(&access.sub);
        let account = account.ok_or_else(|| Refusal::oauth("invalid_token", "the access token belongs to no user"))?;
        Ok(claims::about(&account.user, &access.scope))
    }

    /// What is known about an access token or a refresh token (RFC 7662). Any other token is not active, also an id token: the published
    /// document says that there is no online check of those.
    pub fn introspection(&self, token: &str) -> Value {
        let now = self.clock.now();
        if let Ok(access) = self.oidc.access_claims(token, now) {
            let mut known = json!(access);
            known["active"] = true.into();
            known["client_id"] = APP_ID.into();
            known["token_type"] = "Bearer".into();
            return known;
        }
        if let Some(RefreshToken { grant, exp }) = self.oidc.refresh_token(token, now) {
            return json!({
                "active": true, "sub": grant.subject, "client_id": APP_ID, "scope": grant.scope,
                "exp": exp, "iss": issuer(self.url(), grant.oauth), "token_type": "refresh_token",
            });
        }
        json!({ "active": false })
    }

    /// Revokes a token. A token that is not valid is ignored.
    pub fn revoke(&mut self, token: &str) {
        if let Some(grant) = self.oidc.grant_of_refresh_token(token) {
            // The access tokens that a revoked refresh token gave are revoked too.
            let id = grant.id.clone();
            self.oidc.end(&id);
        } else if let Ok(access) = self.oidc.access_claims(token, self.clock.now()) {
            self.oidc.revoke_access(&access.jti);
        } else {
            self.log_out(Some(token));
        }
    }

    /// The claims of an access token.
    pub fn valid_access_token(&self, token: &str) -> Result<Value, Refusal> {
        Ok(json!(self.oidc.access_claims(token, self.clock.now())?))
    }

    /// The claims of an id token.
    pub fn valid_id_token(&self, token: &str) -> Result<Value, Refusal> {
        self.claims(Some(token))?;
        keys::read(token).ok_or_else(|| Refusal::bad_request("the token is invalid"))
    }

    /// The user who gets tokens. No published text says what becomes of the refresh tokens of a locked user; they are refused like a
    /// login.
    fn user_of_grant(&self, grant: &Grant) -> Result<&User, Refusal> {
        let account = self.accounts.get(&grant.subject);
        let account = account.ok_or_else(|| invalid_grant("the user does not exist any more"))?;
        account.may_stay().map_err(|refusal| invalid_grant(&refusal.message))?;
        Ok(&account.user)
    }
}

fn bearer(access: String, scope: &str) -> TokenSet {
    TokenSet {
        access_token: access.into(),
        expires_in: Some(ACCESS_LIFETIME),
        id_token: None,
        refresh_token: None,
        scope: Some(scope.into()),
        token_type: Some("Bearer".into()),
    }
}
