//! Which kind of problem an error of the SDK is.

use authing_wxapp::{Error, ErrorCode as Code, TokenRejection};

use super::ProblemKind as Kind;

/// The methods that send a code of WeChat.
const WECHAT: &[&str] = &[
    "login_by_code",
    "login_by_phone",
    "get_phone",
    "sign_in",
    "sign_in_with_phone",
    "begin_sign_in",
    "finish_sign_in",
];

const TOO_OFTEN: &[Code] = &[
    Code::TOO_MANY_REQUESTS,
    Code::LOGIN_TOO_FREQUENT,
    Code::EMAIL_TOO_FREQUENT,
    Code::REGISTRATION_TOO_FREQUENT,
    Code::SMS_TOO_FREQUENT,
];
const CONFLICTS: &[Code] = &[
    Code::CONFLICT,
    Code::USERNAME_CONFLICT,
    Code::USER_ALREADY_EXISTS,
    Code::USERNAME_ALREADY_EXISTS,
    Code::PHONE_ALREADY_BOUND,
    Code::EMAIL_ALREADY_BOUND,
    Code::OAUTH_TYPE_ALREADY_BOUND,
    Code::SOCIAL_ACCOUNT_ALREADY_BOUND,
    Code::FACE_ALREADY_BOUND,
];
const FORBIDDEN: &[Code] = &[
    Code::FORBIDDEN,
    Code::PERMISSION_DENIED,
    Code::DEVICE_DISABLED,
    Code::DEVICE_SUSPENDED,
    Code::USER_LOCKED,
    Code::LOGIN_ATTEMPTS_LOCKED,
    Code::UPDATE_FORBIDDEN,
    Code::REGISTRATION_DISABLED,
    Code::UNVERIFIED_EMAIL_FORBIDDEN,
    Code::USER_DISABLED,
    Code::TENANT_LOGIN_FORBIDDEN,
];
const WRONG_LOGIN: &[Code] = &[
    Code::USER_NOT_FOUND,
    Code::WRONG_PASSWORD,
    Code::INVALID_CREDENTIALS,
    Code::VERIFICATION_CODE_INCORRECT,
    Code::VERIFICATION_CODE_EXPIRED,
];

/// Errors of OAuth that say how the application is set up, here or in the console: its secret, its grants or its scopes.
const OF_THE_APPLICATION: &[&str] =
    &["invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type", "unsupported_response_type"];

pub(super) fn kind_of(error: &Error) -> Kind {
    if error.is_timeout() {
        Kind::AuthingTimeout
    } else if error.is_store() {
        Kind::StoreFailed
    } else if error.is_connect() || error.is_tls() || error.is_decode() {
        Kind::AuthingFailed
    } else if error.is_token_expired() {
        Kind::SessionExpired
    } else if error.is_token_invalid() {
        Kind::CredentialRefused
    } else if error.is_not_logged_in() {
        Kind::LoginRequired
    } else if error.is_configuration() {
        // Nobody who sends a request can mend it.
        Kind::Internal
    } else if error.is_argument() {
        Kind::InvalidRequest
    } else if error.challenge().is_some() {
        Kind::StepRequired
    } else {
        of_the_server(error)
    }
}

/// What is told to the program that sent the request. The words of the SDK are for whoever writes the back end, and name its options
/// where a token may be good and an option wrong.
pub(super) fn detail_of(error: &Error) -> String {
    let detail = match error.token_rejection() {
        Some(TokenRejection::WrongAlgorithm) => "the token has another algorithm than those that are accepted here",
        Some(TokenRejection::WrongIssuer) => "the token is of another issuer than the one that is trusted here",
        Some(TokenRejection::WrongAudience) => "the token is for another application",
        _ => return error.message().to_owned(),
    };
    tracing::info!(%error, "a token is refused; if it is good, an option of the back end is wrong");
    detail.to_owned()
}

/// The kind of a refusal of the server.
fn of_the_server(error: &Error) -> Kind {
    let has = |codes: &[Code]| codes.contains(&error.code());
    let status = error.http_status();
    match error.oauth_error() {
        Some("invalid_grant") => return Kind::CodeRefused,
        Some("access_denied") => return Kind::Forbidden,
        Some("temporarily_unavailable" | "server_error") => return Kind::AuthingFailed,
        Some(name) if OF_THE_APPLICATION.contains(&name) => return Kind::Internal,
        _ => {}
    }
    if has(TOO_OFTEN) || status == Some(429) {
        Kind::TooManyRequests
    } else if has(CONFLICTS) {
        Kind::Conflict
    } else if has(FORBIDDEN) || status == Some(403) {
        Kind::Forbidden
    } else if has(WRONG_LOGIN) {
        Kind::LoginRefused
    } else if WECHAT.contains(&error.verb()) && status == Some(200) {
        of_wechat(error)
    } else if status.is_none_or(|status| status >= 500 || is_redirect(status)) || is_failure(error) {
        Kind::AuthingFailed
    } else {
        Kind::Refused
    }
}

/// The kind of a refusal of WeChat, which Authing passes on with a code of its own whatever it is.
fn of_wechat(error: &Error) -> Kind {
    if error.is_wechat_code_refused() {
        return Kind::CodeRefused;
    } else if error.is_wechat_data_refused() {
        return Kind::PhoneRefused;
    }
    match error.data().and_then(|data| data.get("errcode")?.as_i64()) {
        Some(40226) => Kind::Forbidden,
        Some(45011) => Kind::TooManyRequests,
        Some(_) => Kind::AuthingFailed,
        None if is_failure(error) => Kind::AuthingFailed,
        None => Kind::Refused,
    }
}

/// The SDK follows no redirect, because a token must go to no other host.
fn is_redirect(status: u16) -> bool {
    (300..400).contains(&status)
}

/// Whether the code, under whatever HTTP status, is that of a failure of the server.
fn is_failure(error: &Error) -> bool {
    (500..600).contains(&error.code().get())
}
