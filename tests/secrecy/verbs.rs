//! Every public method that does something.

use authing_wxapp::{AuthenticationClient, BoxFuture, Clear, Error, PhoneAuthorization, PrincipalIdentity};
use serde_json::json;

use crate::{
    marks::{
        self, BANK_CARD, CODE, EMAIL_TOKEN, ENCRYPTED, ID_CARD, IV, OLD_CODE, OTHER_TOKEN, PASSWORD, PHONE_TOKEN, RAW,
    },
    watch,
};

pub const VERBS: [&str; 24] = [
    "login_by_code",
    "login_by_phone",
    "get_phone",
    "login_by_email",
    "get_current_user",
    "update_profile",
    "update_avatar",
    "bind_phone",
    "bind_email",
    "update_phone",
    "update_email",
    "link_account",
    "unlink_account",
    "principal_authenticate",
    "check_login_status",
    "refresh_token",
    "logout",
    "check_logged_in",
    "set_token",
    "set_current_user",
    "stored_session",
    "sign_in",
    "begin_sign_in",
    "finish_sign_in",
];

/// What came of one call, in all the forms in which it can be printed.
pub struct Outcome {
    pub verb: &'static str,
    pub shown: String,
    pub error: Option<Error>,
}

type Call = (&'static str, BoxFuture<'static, Result<String, Error>>);

/// Every method once and some with other options, each in a session of its own.
pub async fn drive(client: &AuthenticationClient) -> Vec<Outcome> {
    drive_in(|| client.for_token(marks::jwt(marks::BEARER))).await
}

/// The same with the sessions of these clients.
pub async fn drive_in(client: impl Fn() -> AuthenticationClient) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for (verb, call) in calls(client) {
        outcomes.push(match call.await {
            Ok(shown) => Outcome { verb, shown, error: None },
            Err(error) => Outcome { verb, shown: watch::shown(&error), error: Some(error) },
        });
    }
    outcomes
}

pub fn phone() -> PhoneAuthorization {
    PhoneAuthorization::new(CODE, IV, ENCRYPTED)
}

fn calls(client: impl Fn() -> AuthenticationClient) -> Vec<Call> {
    /// The request as it is printed before it is sent, then its result.
    macro_rules! call {
        ($verb:literal, $request:expr) => {{
            let request = $request;
            let before = format!("{request:?}\n{request:#?}\n");
            let call = async move { request.await.map(|value| format!("{before}{value:?}\n{value:#?}")) };
            ($verb, Box::pin(call) as BoxFuture<'static, _>)
        }};
    }
    let user = serde_json::from_value(json!({ "id": "ada", "token": marks::jwt(OTHER_TOKEN) })).unwrap();
    let signing_in = client();
    let two_steps = client();
    vec![
        call!("login_by_code", client().login_by_code(CODE)),
        call!("login_by_code", client().login_by_code(CODE).raw_data(RAW)),
        call!("login_by_code", client().login_by_code(CODE).encrypted_data(IV, ENCRYPTED)),
        call!("login_by_phone", client().login_by_phone(CODE, IV, ENCRYPTED)),
        call!("get_phone", client().get_phone(CODE, IV, ENCRYPTED)),
        call!("login_by_email", client().login_by_email("ada@example.com", PASSWORD).custom_data([("school", "x")])),
        call!("get_current_user", client().get_current_user()),
        call!(
            "update_profile",
            client().update_profile().nickname("Ada").company(Clear).email_token(EMAIL_TOKEN).phone_token(PHONE_TOKEN)
        ),
        call!("update_avatar", client().update_avatar(marks::picture())),
        call!("bind_phone", client().bind_phone("17612346754", CODE)),
        call!("bind_email", client().bind_email("ada@example.com", CODE)),
        call!("update_phone", client().update_phone("17612346754", CODE).old_phone("13900000000", OLD_CODE)),
        call!("update_email", client().update_email("ada@example.com", CODE).old_email("old@example.com", OLD_CODE)),
        call!("link_account", client().link_account(marks::jwt(OTHER_TOKEN), marks::jwt(OTHER_TOKEN))),
        call!("unlink_account", client().unlink_account(marks::jwt(OTHER_TOKEN), "github")),
        call!(
            "principal_authenticate",
            client().principal().authenticate(PrincipalIdentity::person("Ada", ID_CARD, BANK_CARD))
        ),
        call!("check_login_status", client().check_login_status()),
        call!("check_login_status", client().check_login_status().token(marks::jwt(OTHER_TOKEN))),
        call!("refresh_token", client().refresh_token()),
        call!("logout", client().logout()),
        call!("check_logged_in", client().check_logged_in()),
        call!("set_token", client().set_token(marks::jwt(OTHER_TOKEN))),
        call!("set_current_user", client().set_current_user(user)),
        call!("stored_session", client().stored_session()),
        (
            "sign_in",
            Box::pin(async move {
                let signed_in = signing_in.sign_in(CODE, || async { Some(phone()) }).await?;
                Ok(format!("{signed_in:?}\n{signed_in:#?}"))
            }),
        ),
        (
            "begin_sign_in",
            Box::pin(async move {
                let step = two_steps.begin_sign_in(CODE).await?;
                let mut shown = format!("{step:?}\n{step:#?}");
                if let authing_wxapp::SignInStep::PhoneNeeded(pending) = step {
                    shown += &serde_json::to_string(&pending).unwrap();
                    let signed_in = two_steps.finish_sign_in(pending, phone()).await?;
                    shown += &format!("{signed_in:?}\n{signed_in:#?}");
                }
                Ok(shown)
            }),
        ),
    ]
}
