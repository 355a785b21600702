//! When a login needs a second factor, and the token with which it is answered.

use authing_wxapp::{ErrorCode, MfaAuthenticator, MfaPolicy, Secret};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    APP_ID, APP_SECRET, Sandbox, USER_POOL_ID,
    domain::{data::Account, refusal::Refusal, totp},
    state::State,
};

/// How long a login waits for its second factor.
const LIFETIME: i64 = 360;

/// What an MFA token says. It lacks what a login token has, so that neither passes for the other.
#[derive(Serialize, Deserialize)]
struct Claims {
    #[serde(rename = "type")]
    kind: String,
    sub: String,
    iat: i64,
    exp: i64,
    jti: String,
    iss: String,
    aud: String,
    #[serde(rename = "userPoolId")]
    user_pool_id: String,
}

impl Sandbox {
    /// The code that an authenticator with this secret shows now, by the sandbox's clock (RFC 6238). Empty when the secret
    /// is no base32.
    pub fn totp(&self, secret: &str) -> String {
        totp::code(secret, self.world.lock().clock.now()).unwrap_or_default()
    }

    /// Whether faces are found to be those of strangers from now on. The sandbox looks at no picture: otherwise every face
    /// is the right one. A seed does it with `failFaceChecks`.
    pub fn fail_face_checks(&self, fail: bool) {
        self.world.lock().data.fail_face_checks = fail;
    }
}

impl Account {
    /// The authenticator, when it was confirmed.
    pub fn confirmed(&self) -> Option<&MfaAuthenticator> {
        self.details.authenticator.as_ref().filter(|authenticator| authenticator.enable == Some(true))
    }
}

impl State {
    /// Why this login cannot be finished yet: the user has an authenticator (1635), or the application asks for a second
    /// factor of everybody (1636). To be asked where logins finish, after the first factor was checked.
    pub fn second_factor_needed(&mut self, id: &str) -> Option<Refusal> {
        let account = self.data.users.get(id)?;
        let own = account.confirmed().is_some();
        let policies = &self.data.application_mfa;
        if !own && policies.is_empty() {
            return None;
        }
        let mut data = json!({
            "nickname": account.user.nickname,
            "email": account.user.email,
            "phone": account.user.phone,
            "phoneCountryCode": account.user.phone_country_code,
            "username": account.user.username,
            "avatar": account.user.photo,
            "faceMfaEnabled": account.details.face.is_some(),
            "totpMfaEnabled": own,
        });
        let (code, message) = if own {
            (ErrorCode::USER_MFA_REQUIRED, "a code of the authenticator is needed")
        } else {
            let listed =
                |(place, policy): (usize, &MfaPolicy)| json!({ "mfaPolicy": policy, "status": 1, "sort": place + 1 });
            data["applicationMfa"] = policies.iter().enumerate().map(listed).collect::<Vec<Value>>().into();
            (ErrorCode::APP_MFA_REQUIRED, "the application asks for a second factor")
        };
        Some(match self.mfa_token(id) {
            Ok(token) => {
                data["mfaToken"] = token.into();
                Refusal::new(code, message).with_data(data)
            }
            Err(refusal) => refusal,
        })
    }

    fn mfa_token(&mut self, id: &str) -> Result<String, Refusal> {
        let now = self.clock.now();
        let claims = Claims {
            kind: "mfa".into(),
            sub: id.into(),
            iat: now,
            exp: now + LIFETIME,
            jti: self.chance.id(),
            iss: self.url.clone(),
            aud: APP_ID.into(),
            user_pool_id: USER_POOL_ID.into(),
        };
        let token = encode(&Header::default(), &claims, &EncodingKey::from_secret(APP_SECRET.as_bytes()))
            .map_err(|e| Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, format!("the token cannot be signed: {e}")))?;
        self.mfa_tokens.insert(claims.jti);
        Ok(token)
    }

    /// Whose login waits for a second factor, by its MFA token. It is not used up: a second answer is taken, too.
    pub fn waiting(&self, token: Option<&str>) -> Result<String, Refusal> {
        let refuse = |message| Refusal::new(ErrorCode::NOT_LOGGED_IN, message);
        let token = token.ok_or_else(|| refuse("the MFA token is missing"))?;
        let claims = read(token).ok_or_else(|| refuse("this is no MFA token"))?;
        // All sandboxes sign with the same key, and those of the same chance count the same.
        if claims.iss != self.url || !self.mfa_tokens.contains(&claims.jti) {
            return Err(refuse("no login waits with this MFA token"));
        }
        match claims.exp <= self.clock.now() {
            true => Err(Refusal::new(ErrorCode::TOKEN_EXPIRED, "the MFA token has expired")),
            false => Ok(claims.sub),
        }
    }

    /// The user of a session token or of an MFA token.
    pub fn waiting_or_logged_in(&self, token: Option<&str>) -> Result<String, Refusal> {
        match token.and_then(read) {
            Some(_) => self.waiting(token),
            None => Ok(self.claims(token)?.sub),
        }
    }

    /// Whether a login that waits may be finished in this way: the application names it, or names none and the authenticator
    /// of the user is why it waits.
    pub fn takes_factor(&self, policy: &MfaPolicy) -> Result<(), Refusal> {
        let policies = &self.data.application_mfa;
        match policies.is_empty() || policies.contains(policy) {
            true => Ok(()),
            false => Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "the application takes other second factors")),
        }
    }

    /// Whose second factor is bound by this token. In the middle of a login it is the first one, and such as the application
    /// asks for: otherwise who knows the password only would answer with a factor of their own.
    pub fn may_bind_factor(&self, token: Option<&str>, policy: &MfaPolicy) -> Result<String, Refusal> {
        let id = self.waiting_or_logged_in(token)?;
        if token.and_then(read).is_none() {
            return Ok(id);
        }
        self.takes_factor(policy)?;
        self.has_no_factor_besides(&id, policy)?;
        Ok(id)
    }

    /// Refuses a new factor to who has an authenticator or a face to answer with.
    pub fn has_no_factor_besides(&self, id: &str, policy: &MfaPolicy) -> Result<(), Refusal> {
        let Some(account) = self.data.users.get(id) else { return Ok(()) };
        let authenticator = *policy != MfaPolicy::OTP && account.confirmed().is_some();
        let face =
            *policy != MfaPolicy::FACE && account.details.face.is_some() && self.takes_factor(&MfaPolicy::FACE).is_ok();
        match authenticator || face {
            true => {
                Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "the user has another second factor to answer with"))
            }
            false => Ok(()),
        }
    }

    /// A code by which the user gets in without the authenticator, such as `10af-4f2f-f34f`.
    pub fn recovery_code(&mut self) -> Secret {
        let id = self.chance.id();
        format!("{}-{}-{}", &id[..4], &id[4..8], &id[8..12]).into()
    }
}

fn read(token: &str) -> Option<Claims> {
    let mut validation = Validation::new(Algorithm::HS256);
    // Its age is a question of the sandbox's clock.
    validation.validate_exp = false;
    validation.set_audience(&[APP_ID]);
    let key = DecodingKey::from_secret(APP_SECRET.as_bytes());
    let claims: Claims = decode(token, &key, &validation).ok()?.claims;
    (claims.kind == "mfa").then_some(claims)
}
