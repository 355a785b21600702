//! What tokens are given for.

use authing_wxapp::TokenSet;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::{
    APP_ID,
    domain::{
        oidc::{CODE_LIFETIME, Grant, Refresh, claims, keys, tokens},
        refusal::Refusal,
    },
    state::State,
};

fn invalid_grant(why: &str) -> Refusal {
    Refusal::oauth("invalid_grant", why)
}

impl State {
    /// Tokens for a code that is used in time, once, by its client and with its redirect URI.
    pub fn redeem_code(
        &mut self,
        code: &str,
        redirect_uri: Option<&str>,
        verifier: Option<&str>,
        oauth: bool,
    ) -> Result<TokenSet, Refusal> {
        let now = self.clock.now();
        let code = self.oidc.codes.get_mut(code).ok_or_else(|| invalid_grant("the code does not exist"))?;
        let grant = code.grant.clone();
        // Somebody else may have got it, so what came of it is not to be trusted any more.
        if std::mem::replace(&mut code.used, true) {
            self.oidc.end(&grant.id);
            return Err(invalid_grant("the code has been used"));
        }
        if now - code.made > CODE_LIFETIME {
            return Err(invalid_grant("the code has expired"));
        }
        if oauth != grant.oauth {
            return Err(invalid_grant("the code is of the other protocol"));
        }
        if redirect_uri != Some(&code.redirect_uri) {
            return Err(invalid_grant("redirect_uri is not the one that the code was sent to"));
        }
        let answers = match (&code.challenge, verifier) {
            (None, None) => true,
            (Some((challenge, true)), Some(verifier)) => {
                *challenge == BASE64_URL_SAFE_NO_PAD.encode(hmac_sha256::Hash::hash(verifier.as_bytes()))
            }
            (Some((challenge, false)), Some(verifier)) => challenge == verifier,
            _ => false,
        };
        if !answers {
            return Err(invalid_grant("code_verifier does not fit the challenge"));
        }
        self.tokens(&grant)
    }

    /// New tokens for a refresh token, which is used up by that. A narrower scope may be asked for.
    pub fn redeem_refresh_token(&mut self, token: &str, scope: Option<&str>, oauth: bool) -> Result<TokenSet, Refusal> {
        let granted = self.refresh_token(token).map(|kept| kept.grant.clone()).filter(|grant| grant.oauth == oauth);
        let mut grant = granted.ok_or_else(|| invalid_grant("the refresh token is not valid"))?;
        if let Some(scope) = scope {
            if !scope.split_whitespace().all(|one| grant.has(one)) {
                return Err(Refusal::oauth("invalid_scope", "this is more than what was granted"));
            }
            grant.scope = scope.into();
        }
        // That of the login goes with the login.
        grant.nonce = None;
        let tokens = self.tokens(&grant)?;
        self.oidc.refresh.remove(token);
        Ok(tokens)
    }

    /// Tokens for the token of a user.
    pub fn redeem_user_token(
        &mut self,
        token: &str,
        redirect_uri: Option<&str>,
        scope: Option<&str>,
        oauth: bool,
    ) -> Result<TokenSet, Refusal> {
        let claims = self.claims(Some(token)).map_err(|_| invalid_grant("the token of the user is not valid"))?;
        if !redirect_uri.is_some_and(|uri| self.data.application.may_return_to(uri)) {
            return Err(Refusal::oauth("invalid_request", "redirect_uri is not registered"));
        }
        let scope = scope.unwrap_or(if oauth { "user" } else { "openid" }).to_owned();
        let grant = Grant { id: self.chance.id(), user: claims.sub, scope, nonce: None, oauth };
        self.tokens(&grant)
    }

    /// An access token for a program.
    pub fn redeem_credentials(
        &mut self,
        client: String,
        scope: Option<&str>,
        oauth: bool,
    ) -> Result<TokenSet, Refusal> {
        let scope = scope.ok_or_else(|| Refusal::oauth("invalid_scope", "say what is asked for"))?.to_owned();
        let known = &self.data.application.scopes;
        if !known.is_empty() && !scope.split_whitespace().all(|one| known.iter().any(|known| known == one)) {
            return Err(Refusal::oauth("invalid_scope", "the application may not ask for that"));
        }
        let grant = Grant { id: self.chance.id(), user: client, scope, nonce: None, oauth };
        Ok(tokens::bearer(self.access_token(&grant)?, &grant.scope))
    }

    pub fn user_info(&self, access_token: &str) -> Result<Map<String, Value>, Refusal> {
        let access = self.access(access_token)?;
        let user = self.user(&access.sub);
        let user = user.map_err(|_| Refusal::oauth("invalid_token", "the access token is of no user"))?;
        Ok(claims::about(user, &access.scope))
    }

    /// What is known of an access token, a refresh token or the token of a user; of any other, that it is not active.
    pub fn introspection(&self, token: &str) -> Value {
        if let Ok(access) = self.access(token) {
            let mut known = json!(access);
            known["active"] = true.into();
            known["client_id"] = APP_ID.into();
            known["token_type"] = "Bearer".into();
            return known;
        }
        if let Some(Refresh { grant, exp }) = self.refresh_token(token) {
            return json!({
                "active": true, "sub": grant.user, "client_id": APP_ID, "scope": grant.scope,
                "exp": exp, "iss": self.issuer(grant.oauth), "token_type": "refresh_token",
            });
        }
        if let Ok(claims) = self.claims(Some(token)) {
            return json!({
                "active": true, "sub": claims.sub, "client_id": APP_ID, "aud": APP_ID, "iat": claims.iat,
                "exp": claims.exp, "jti": claims.jti, "iss": self.issuer(false), "token_type": "id_token",
            });
        }
        json!({ "active": false })
    }

    /// Makes a token invalid; one that is invalid already stays so.
    pub fn revoke(&mut self, token: &str) {
        if let Some(grant) = self.oidc.refresh.get(token).map(|kept| kept.grant.id.clone()) {
            // Nobody wants the access tokens of a refresh token that was lost.
            self.oidc.end(&grant);
        } else if let Ok(access) = self.access(token) {
            self.oidc.live.remove(&access.jti);
        } else {
            self.log_out(Some(token));
        }
    }

    pub fn valid_access_token(&self, token: &str) -> Result<Value, Refusal> {
        Ok(json!(self.access(token)?))
    }

    pub fn valid_id_token(&self, token: &str) -> Result<Value, Refusal> {
        self.claims(Some(token))?;
        keys::read(token).ok_or_else(|| Refusal::bad_request("the token is invalid"))
    }
}
