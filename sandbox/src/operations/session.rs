//! The session of the logged-in user.

use authing_wxapp::{
    __contract::types::CheckLoginStatusVariables, ErrorCode, LoginStatus, LoginStatusDetail, RefreshedToken, Secret,
};
use serde_json::Value;

use crate::{
    APP_ID, USER_POOL_ID,
    domain::refusal::{Refusal, UNKNOWN_APPLICATION},
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::Stores,
};

/// Checks the token of the variables, else the bearer token. An invalid token is reported as a status, not as a refusal.
pub fn check_login_status(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let CheckLoginStatusVariables { token, .. } = request.variables()?;
    ok(status(stores, token.as_ref().map(Secret::expose).or(request.bearer())))
}

/// The status of a token.
pub fn status(stores: &mut Stores, token: Option<&str>) -> LoginStatus {
    let claims = stores.claims(token);
    // The account may have been removed since the login.
    match claims.and_then(|claims| stores.accounts.require(&claims.sub).map(|_| claims)) {
        Ok(claims) => {
            let data = LoginStatusDetail { id: Some(claims.sub), user_pool_id: Some(USER_POOL_ID.into()), arn: None };
            LoginStatus {
                code: Some(200),
                message: Some("ok".into()),
                status: Some(true),
                exp: Some(claims.exp),
                iat: Some(claims.iat),
                data: Some(data),
            }
        }
        Err(refusal) => {
            let message = Some("not logged in".into());
            LoginStatus { code: Some(refusal.code()), message, status: Some(false), ..LoginStatus::default() }
        }
    }
}

pub fn refresh_token(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let claims = stores.claims(request.bearer())?;
    let (token, fresh) = stores.renew_session(&claims)?;
    ok(RefreshedToken { token: token.into(), iat: Some(fresh.iat), exp: Some(fresh.exp) })
}

pub fn logout(stores: &mut Stores, request: &ApiRequest) -> Answer {
    if request.query("app_id") != APP_ID {
        return Err(Refusal::new(ErrorCode::APP_NOT_FOUND, UNKNOWN_APPLICATION));
    }
    stores.log_out(request.bearer());
    ok(Value::Null)
}
