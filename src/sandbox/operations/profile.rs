//! The profile of the logged-in user.

use serde_json::{Value, json};

use crate::{
    ErrorCode, User,
    generated::types::{UpdateUserVariables, UploadedFile},
    sandbox::{
        door::Asked,
        reply::{Answer, Refusal, ok},
        state::State,
    },
};

pub fn user(state: &mut State, asked: &Asked) -> Answer {
    ok(state.user_of(asked.bearer())?)
}

/// Changes a profile as a user may: not the email, not the phone, and nobody else's.
pub fn update_user(state: &mut State, asked: &Asked) -> Answer {
    let claims = state.claims(asked.bearer())?;
    let UpdateUserVariables { id, input, .. } = asked.variables()?;
    if id.is_some_and(|id| id != claims.sub) {
        return Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "this is another user"));
    }
    if input.email.is_some() {
        return Err(Refusal::new(ErrorCode::EMAIL_UPDATE_NOT_ALLOWED, "the email is changed by other means"));
    }
    if input.phone.is_some() {
        return Err(Refusal::new(ErrorCode::PHONE_UPDATE_NOT_ALLOWED, "the phone is changed by other means"));
    }
    let user = &mut state.account(&claims.sub)?.user;
    let mut changed = json!(user);
    if let (Value::Object(members), Value::Object(changes)) = (&mut changed, json!(input)) {
        members.extend(changes);
    }
    *user = serde_json::from_value::<User>(changed)
        .map_err(|e| Refusal::bad_request(format!("this is no profile: {e}")))?;
    ok(state.user_of(asked.bearer())?)
}

pub fn upload(state: &mut State, asked: &Asked) -> Answer {
    let file = asked.file()?;
    let (content_type, bytes) = (file.content_type.clone(), file.bytes.clone());
    let key = format!("{}-{}", asked.query("folder"), state.chance.id());
    let url = format!("{}/user-contents/{key}", state.url);
    state.files.insert(key.clone(), (content_type, bytes));
    ok(UploadedFile { url: Some(url), key: Some(key) })
}
