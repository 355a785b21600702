//! When a login needs a second factor, and the token with which it is answered.

use authing_wxapp::{ErrorCode, MfaPolicy, Secret};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    APP_ID, APP_SECRET, USER_POOL_ID,
    domain::{
        accounts::Account,
        issued::{Expires, Issued},
        refusal::Refusal,
        rng::Rng,
    },
};

/// How long a login waits for its second factor, in seconds.
const LIFETIME: i64 = 360;

/// The claims of an MFA token. They lack claims of a login token, so that neither is accepted as the other.
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

/// A login that waits for its second factor.
struct Waiting {
    answered: bool,
    exp: i64,
}

impl Expires for Waiting {
    fn is_over(&self, now: i64) -> bool {
        self.exp <= now
    }
}

/// The rules of second factors, and the logins that wait for one.
pub struct Mfa {
    /// The address of the sandbox, which is the issuer of its tokens.
    issuer: String,
    /// The second factors that the application requires of everybody, in its order.
    pub policies: Vec<MfaPolicy>,
    /// Whether every face is found to be that of a stranger.
    pub fail_face_checks: bool,
    /// The logins that wait, by the ids of their MFA tokens.
    waiting: Issued<Waiting>,
}

impl Mfa {
    pub fn new(issuer: &str) -> Self {
        Self { issuer: issuer.into(), policies: Vec::new(), fail_face_checks: false, waiting: Issued::default() }
    }

    /// Ends the logins that wait.
    pub fn clear(&mut self) {
        self.waiting.clear();
    }

    /// The refusal of a login that needs a second factor, because the user has an authenticator (1635) or the application
    /// requires one of everybody (1636). It is checked last, after the first factor.
    pub fn challenge(&mut self, account: &Account, jti: String, now: i64) -> Option<Refusal> {
        let own = account.confirmed_authenticator().is_some();
        if !own && self.policies.is_empty() {
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
            // Guard sends the code there. It asks for an address where there is none.
            "mfaEmail": account.user.email,
            "mfaPhone": account.user.phone,
            "mfaPhoneCountryCode": account.user.phone_country_code,
        });
        let (code, message) = if own {
            (ErrorCode::USER_MFA_REQUIRED, "a code of the authenticator is needed")
        } else {
            let entry =
                |(place, policy): (usize, &MfaPolicy)| json!({ "mfaPolicy": policy, "status": 1, "sort": place + 1 });
            data["applicationMfa"] = self.policies.iter().enumerate().map(entry).collect::<Vec<Value>>().into();
            (ErrorCode::APP_MFA_REQUIRED, "the application requires a second factor")
        };
        Some(match self.token(&account.user.id, jti, now) {
            Ok(token) => {
                data["mfaToken"] = token.into();
                Refusal::new(code, message).with_data(data)
            }
            Err(refusal) => refusal,
        })
    }

    fn token(&mut self, user_id: &str, jti: String, now: i64) -> Result<String, Refusal> {
        let claims = Claims {
            kind: "mfa".into(),
            sub: user_id.into(),
            iat: now,
            exp: now + LIFETIME,
            jti,
            iss: self.issuer.clone(),
            aud: APP_ID.into(),
            user_pool_id: USER_POOL_ID.into(),
        };
        let token = EncodingKey::from_secret(APP_SECRET.as_bytes())
            .and_then(|key| encode(&Header::default(), &claims, &key))
            .map_err(|e| Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, format!("the token cannot be signed: {e}")))?;
        self.waiting.add(&claims.jti, Waiting { answered: false, exp: claims.exp }, now);
        Ok(token)
    }

    /// The user whose login waits for a second factor with this MFA token. The token stays valid, so that a user can answer
    /// again.
    pub fn waiting(&self, token: Option<&str>, now: i64) -> Result<String, Refusal> {
        let refuse = |message| Refusal::new(ErrorCode::NOT_LOGGED_IN, message);
        let token = token.ok_or_else(|| refuse("the MFA token is missing"))?;
        let claims = read(token).ok_or_else(|| refuse("this is not an MFA token"))?;
        // All sandboxes sign with the same key, and those with the same seed make the same ids.
        if claims.iss != self.issuer || !self.waiting.contains(&claims.jti) {
            return Err(refuse("no login waits with this MFA token"));
        }
        match claims.exp <= now {
            true => Err(Refusal::new(ErrorCode::TOKEN_EXPIRED, "the MFA token has expired")),
            false => Ok(claims.sub),
        }
    }

    /// Remembers that the second factor was answered. The login form shows a page before it finishes the login.
    pub fn answer(&mut self, token: Option<&str>) {
        let claims = token.and_then(read);
        if let Some(waiting) = claims.and_then(|claims| self.waiting.get_mut(&claims.jti)) {
            waiting.answered = true;
        }
    }

    /// The user whose second factor was answered with this MFA token. The login is finished once.
    pub fn answered(&mut self, token: Option<&str>, now: i64) -> Result<String, Refusal> {
        let id = self.waiting(token, now)?;
        let claims = token.and_then(read);
        let waiting = claims.and_then(|claims| self.waiting.get_mut(&claims.jti));
        match waiting.is_some_and(|waiting| std::mem::take(&mut waiting.answered)) {
            true => Ok(id),
            false => Err(Refusal::new(ErrorCode::NOT_LOGGED_IN, "the second factor was not answered")),
        }
    }

    /// Whether a login that waits may be finished with this factor: the application requires it, or requires none and waits
    /// because of the user's authenticator.
    pub fn accepts(&self, policy: &MfaPolicy) -> Result<(), Refusal> {
        match self.policies.is_empty() || self.policies.contains(policy) {
            true => Ok(()),
            false => Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "the application takes other second factors")),
        }
    }

    /// Refuses to bind a new factor if the user has an authenticator or a face that could be used instead.
    pub fn has_no_other_factor(&self, account: &Account, policy: &MfaPolicy) -> Result<(), Refusal> {
        let authenticator = *policy != MfaPolicy::OTP && account.confirmed_authenticator().is_some();
        let face =
            *policy != MfaPolicy::FACE && account.details.face.is_some() && self.accepts(&MfaPolicy::FACE).is_ok();
        match authenticator || face {
            true => {
                Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "the user has another second factor to answer with"))
            }
            false => Ok(()),
        }
    }
}

/// A code that logs the user in without the authenticator, such as `10af-4f2f-f34f`.
pub fn recovery_code(rng: &mut Rng) -> Secret {
    let digits = rng.id();
    let group = |index: usize| digits.get(4 * index..4 * index + 4).unwrap_or_default();
    format!("{}-{}-{}", group(0), group(1), group(2)).into()
}

/// Whether this is an MFA token, valid or not.
pub fn is_mfa_token(token: &str) -> bool {
    read(token).is_some()
}

fn read(token: &str) -> Option<Claims> {
    let mut validation = Validation::new(Algorithm::HS256);
    // The age of the token is compared with the sandbox's clock.
    validation.validate_exp = false;
    validation.set_audience(&[APP_ID]);
    let key = DecodingKey::from_secret(APP_SECRET.as_bytes()).ok()?;
    let claims: Claims = decode(token, &key, &validation).ok()?.claims;
    (claims.kind == "mfa").then_some(claims)
}
