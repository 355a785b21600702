//! The forms of replies: the envelopes of REST, the envelope of GraphQL, and bare bodies.

use authing_wxapp::{ErrorCode, MfaPolicy};
use axum::{
    Extension, Json,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    domain::{authorization, refusal::Refusal},
    http::{
        contract::{Convention, Operation},
        forms::Form,
        observer::Reason,
    },
};

/// The result of an operation.
pub type Answer = Result<Reply, Refusal>;

pub enum Reply {
    /// Data, which is sent in the convention of the operation.
    Data(Value),
    /// A reply in a form of its own: a page, a redirect, text.
    Raw(Response),
}

/// A success with its data.
pub fn ok(data: impl Serialize) -> Answer {
    match serde_json::to_value(data) {
        Ok(data) => Ok(Reply::Data(data)),
        Err(e) => Err(Refusal::new(ErrorCode::INTERNAL_SERVER_ERROR, e.to_string())),
    }
}

impl Refusal {
    /// The reply of a refusal, in the form that the operation and the headers of the request ask for.
    pub fn of(self, operation: &Operation, headers: &HeaderMap) -> Response {
        let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let uses_basic = authorization.is_some_and(|header| authorization::credentials(header, "Basic").is_some());
        match operation.convention {
            Convention::Bare => self.bare(uses_basic),
            Convention::Envelope if is_version3(&operation.path) => self.version3(),
            Convention::Envelope => self.into_response(),
            Convention::Graphql => self.into_response(),
        }
    }

    /// The refusal in the envelope of version 3, which holds a status in the manner of HTTP besides the business code.
    pub fn version3(self) -> Response {
        let status = match self.code {
            code if (400..=603).contains(&code.get()) => code.get(),
            ErrorCode::NOT_LOGGED_IN | ErrorCode::TOKEN_EXPIRED => 401,
            ErrorCode::EMAIL_TOO_FREQUENT => 429,
            ErrorCode::PHONE_ALREADY_BOUND
            | ErrorCode::EMAIL_ALREADY_BOUND
            | ErrorCode::SOCIAL_ACCOUNT_ALREADY_BOUND
            | ErrorCode::USER_ALREADY_EXISTS
            | ErrorCode::USERNAME_ALREADY_EXISTS => 409,
            ErrorCode::LAST_LOGIN_METHOD => 422,
            ErrorCode::INVALID_CREDENTIALS | ErrorCode::PERMISSION_DENIED => 403,
            ErrorCode::USER_NOT_FOUND => 404,
            _ => 499,
        };
        let body =
            json!({ "statusCode": status, "apiCode": self.code.get(), "message": &self.message, "data": &self.data });
        self.on(Json(body).into_response())
    }

    /// The refusal as the login form Guard shows it: in the envelope of version 3, which newer servers use in version 2, too.
    /// A login that needs another step leads on to it.
    pub fn for_guard(self) -> Response {
        match ONWARD_CODES.contains(&self.code) {
            true => {
                let mut data = self.data.clone();
                // The form reads the list also where the user's own authenticator is asked for.
                if self.code == ErrorCode::USER_MFA_REQUIRED {
                    data["applicationMfa"] = json!([{ "mfaPolicy": MfaPolicy::OTP, "status": 1, "sort": 1 }]);
                }
                self.on(onward(self.code, &self.message, &data))
            }
            false => self.version3(),
        }
    }

    /// A reply with the reason of this refusal.
    pub fn on(&self, mut reply: Response) -> Response {
        reply.extensions_mut().insert(Reason(self.code(), self.message.clone()));
        reply
    }

    /// The refusal in the form of OAuth 2.0. A status 401 comes with the scheme that the client should use: a
    /// token, or HTTP Basic when the request used it.
    pub fn bare(self, basic: bool) -> Response {
        let (status, scheme) = match self.oauth {
            "invalid_client" => (StatusCode::UNAUTHORIZED, basic.then_some("Basic realm=\"sandbox\",")),
            "invalid_token" => (StatusCode::UNAUTHORIZED, Some("Bearer")),
            _ => (StatusCode::BAD_REQUEST, None),
        };
        let challenge = scheme.map(|scheme| [(header::WWW_AUTHENTICATE, format!("{scheme} error=\"{}\"", self.oauth))]);
        let body = Json(json!({ "error": self.oauth, "error_description": &self.message }));
        self.on(match challenge {
            Some(challenge) => (status, challenge, body).into_response(),
            None => (status, body).into_response(),
        })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let reason = Reason(self.code(), self.message.clone());
        (Extension(reason), Json(self.body())).into_response()
    }
}

/// The business codes with which Guard shows another page, to which the data of the refusal belongs.
const ONWARD_CODES: [ErrorCode; 4] = [
    ErrorCode::USER_MFA_REQUIRED,
    ErrorCode::APP_MFA_REQUIRED,
    ErrorCode::FIRST_LOGIN_PASSWORD_RESET,
    ErrorCode::PASSWORD_RESET_REQUIRED,
];

/// The business code that ends a flow without a login. It is not published; Guard's form knows it.
const FLOW_ABORTED: i64 = 1699;

/// A reply that leads Guard on. It takes every status from 300 to 399 for that.
fn onward(code: ErrorCode, message: &str, data: &Value) -> Response {
    let body = json!({
        "statusCode": 300,
        "apiCode": code.get(),
        "message": message,
        "data": data,
        // What comes back with the next step: the token of a second factor, or of a password that has to be changed.
        "flowHandle": data.get("mfaToken").or(data.get("token")),
    });
    Json(body).into_response()
}

/// The reply with which Guard ends a login that took several steps.
pub fn end_of_flow(user: impl Serialize) -> Response {
    onward(ErrorCode::FLOW_COMPLETED, "ok", &json!({ "user": user }))
}

/// The reply with which Guard goes back to the beginning of the login.
pub fn back_to_login() -> Response {
    onward(FLOW_ABORTED.into(), "ok", &Value::Null)
}

/// Data in the envelope of version 3.
pub fn version3_envelope(data: impl Serialize) -> Response {
    Json(json!({ "statusCode": 200, "message": "ok", "data": data })).into_response()
}

/// Whether a path belongs to version 3 of the API.
fn is_version3(path: &str) -> bool {
    Form::at(path) == Form::Version3
}

/// Data in the envelope of REST. The path decides between version 3 and version 2.
pub fn envelope(path: &str, data: Value) -> Response {
    let code = if is_version3(path) { "statusCode" } else { "code" };
    Json(json!({ code: 200, "message": "ok", "data": data })).into_response()
}

/// The refusal of what the sandbox does not support, which names it.
pub fn not_implemented_refusal(what: &str) -> Refusal {
    Refusal::new(ErrorCode::NOT_IMPLEMENTED, format!("the sandbox does not support {what}"))
}
