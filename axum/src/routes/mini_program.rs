use authing_wxapp::{
    AuthenticationClient, PhoneAuthorization, PhoneOutcome, ProfileChanges, PublicUser, Secret, SignedIn,
};
use axum::Json;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Body;
use crate::{
    auth::Auth,
    problem::{Problem, ProblemKind},
    user::CurrentUser,
    visit::CurrentVisit,
};

/// The body of [`login`].
#[derive(Deserialize)]
pub struct LoginBody {
    code: Secret,
}

/// The body of [`login_by_phone`]: what the event of the button gave, in one of its two forms, and a code of `wx.login()`.
#[derive(Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum PhoneBody {
    /// The button of today, whose event has a code of its own. It has the other values as well, which are left alone.
    Codes {
        /// A fresh code of `wx.login()`.
        code: Secret,
        /// `detail.code` of the event.
        phone_code: Secret,
    },
    /// The old form of the button.
    Encrypted {
        /// The code of the `wx.login()` that came before the press.
        code: Secret,
        /// `detail.iv` of the event.
        iv: Secret,
        /// `detail.encryptedData` of the event.
        encrypted_data: Secret,
    },
}

impl From<PhoneBody> for PhoneAuthorization {
    fn from(body: PhoneBody) -> Self {
        match body {
            PhoneBody::Codes { code, phone_code } => Self::from_codes(code, phone_code),
            PhoneBody::Encrypted { code, iv, encrypted_data } => Self::new(code, iv, encrypted_data),
        }
    }
}

/// The answer to a login of a mini-program.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoginAnswer {
    /// The session id, which the mini-program keeps and sends in the header `x-session`.
    session: String,
    user: PublicUser,
    /// Whether the account has no phone number, so that the mini-program should ask for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_needed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<PhoneResult>,
}

/// What has happened to the phone number.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum PhoneResult {
    /// It is that of the account.
    Bound,
    /// It was that of another account, which is logged in now.
    BoundToOtherAccount,
    /// The account still has none. The server did not take the number, most likely because it belongs to another account.
    NotTaken,
}

/// Logs in with the code of `wx.login()`.
///
/// # Session
///
/// Every login begins a session of its own, with a new id.
///
/// # Errors
///
/// [`ProblemKind::CodeRefused`] when the code was used, has expired or is none, and every failure of
/// [`login_by_code`](authing_wxapp::AuthenticationClient::login_by_code).
pub async fn login(auth: Auth, Body(LoginBody { code }): Body<LoginBody>) -> Result<Json<LoginAnswer>, Problem> {
    let (user, id) = auth.log_in(|client| async move { client.login_by_code(code).await }).await?;
    let (session, phone_needed) = (id.expose().to_owned(), Some(!user.has_phone()));
    Ok(Json(LoginAnswer { session, user: PublicUser::from(&user), phone_needed, phone: None }))
}

/// Binds the phone number of a user who is logged in, with what the `getPhoneNumber` button gave: `{"code", "phoneCode"}` of the
/// button of today, for which the client needs
/// [`ext_idp_conn_identifier`](authing_wxapp::AuthenticationClientBuilder::ext_idp_conn_identifier), or
/// `{"code", "iv", "encryptedData"}` of the old one. [`PhoneAuthorization`] says which code of `wx.login()` each of them needs.
///
/// # Session
///
/// The answer has a new session, and the one of the request ends: the number may belong to another account, which is logged in
/// then. After a failure the session of the request goes on, and the mini-program can show the button again.
///
/// # Errors
///
/// [`ProblemKind::CodeRefused`] and [`ProblemKind::PhoneRefused`]; [`ProblemKind::Internal`] for the button of today when the
/// client lacks the option; and every failure of
/// [`sign_in_with_phone`](authing_wxapp::AuthenticationClient::sign_in_with_phone).
pub async fn login_by_phone(
    auth: Auth,
    before: CurrentUser,
    Body(body): Body<PhoneBody>,
) -> Result<Json<LoginAnswer>, Problem> {
    let own = auth.clone();
    auth.to_the_end(async move {
        let login = |client: AuthenticationClient| async move { client.sign_in_with_phone(body.into()).await };
        let (SignedIn { user, phone, .. }, id) = own.log_in(login).await?;
        if let Some(old) = before.session_id() {
            own.end(old).await?;
        }
        let phone = match phone {
            PhoneOutcome::NotTaken => PhoneResult::NotTaken,
            _ if user.id == before.id() => PhoneResult::Bound,
            _ => PhoneResult::BoundToOtherAccount,
        };
        let (session, user) = (id.expose().to_owned(), PublicUser::from(&user));
        Ok(Json(LoginAnswer { session, user, phone_needed: None, phone: Some(phone) }))
    })
    .await
}

/// Answers with the profile of the user, as Authing has it now.
///
/// # Session
///
/// The profile is stored in the session. A session whose token Authing does not accept any more ends.
///
/// # Errors
///
/// Those of [`CurrentUser::profile`].
pub async fn me(auth: Auth, user: CurrentUser) -> Result<Json<PublicUser>, Problem> {
    match user.profile().await {
        Ok(profile) => Ok(Json(PublicUser::from(&profile))),
        Err(problem) => {
            if let (ProblemKind::SessionExpired, Some(id)) = (problem.kind(), user.session_id()) {
                auth.end(id).await?;
            }
            Err(problem)
        }
    }
}

/// Changes the profile of the user: nickname, name, gender, birthdate, company, website, locale, country, province, city and
/// address. What the body does not have stays, and `null` clears it.
///
/// # Session
///
/// The profile is stored in the session.
///
/// # Errors
///
/// [`ProblemKind::InvalidRequest`] when there is nothing to change, or something that cannot be changed here; and every
/// failure of [`update_profile`](authing_wxapp::AuthenticationClient::update_profile).
pub async fn update_me(user: CurrentUser, Body(body): Body<Map<String, Value>>) -> Result<Json<PublicUser>, Problem> {
    // What serde says of a wrong body would repeat its values.
    let changes = ProfileChanges::deserialize(Value::Object(body)).unwrap_or_default();
    if changes.is_empty() {
        let members = ProfileChanges::MEMBERS.join(", ");
        let detail = format!("send an object with some of these members and no others, each a text or null: {members}");
        return Err(Problem::new(ProblemKind::InvalidRequest).with_detail(detail));
    }
    let user = user.client().update_profile().changes(changes).await?;
    Ok(Json(PublicUser::from(&user)))
}

/// Ends the session, here and at Authing.
///
/// # Session
///
/// The session is removed. A token that was issued elsewhere cannot be ended here, and stays as it is.
///
/// # Errors
///
/// Those of [`Auth::log_out`]; none without a session, because then nothing is left to do.
pub async fn logout(auth: Auth, user: Option<CurrentUser>, visit: CurrentVisit) -> Result<StatusCode, Problem> {
    if let Some(id) = user.as_ref().and_then(CurrentUser::session_id) {
        auth.log_out(id).await?;
    }
    if visit.0.is_of_cookie() {
        visit.0.set_cookie(auth.removed_cookie()?);
    }
    Ok(StatusCode::NO_CONTENT)
}
