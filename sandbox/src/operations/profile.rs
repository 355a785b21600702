//! The profile of the logged-in user.

use authing_wxapp::{
    __contract::types::{UpdateUserVariables, UploadedFile},
    ErrorCode, User,
};
use serde_json::{Value, json};

use crate::{
    domain::{account_store::Key, data::Account, refusal::Refusal},
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    operations::binding::last_method,
    state::State,
};

pub fn user(state: &mut State, asked: &ApiRequest) -> Answer {
    ok(state.user_of(asked.bearer())?)
}

/// Changes a profile as a user may: not the email, not the phone, and nobody else's.
pub fn update_user(state: &mut State, asked: &ApiRequest) -> Answer {
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
    let account = state.account(&claims.sub)?.clone();
    let mut changed = json!(account.user);
    if let (Value::Object(members), Value::Object(changes)) = (&mut changed, json!(input)) {
        members.extend(changes);
    }
    let user = serde_json::from_value::<User>(changed)
        .map_err(|e| Refusal::bad_request(format!("this is no profile: {e}")))?;
    check_names(state, &account.user, &user)?;
    let before = account.login_methods();
    let changed = Account { user, ..account };
    if changed.login_methods() == 0 && before > 0 {
        return Err(last_method());
    }
    *state.account(&claims.sub)? = changed;
    ok(state.user_of(asked.bearer())?)
}

/// Refuses names that another account has, as a registration does.
fn check_names(state: &State, old: &User, new: &User) -> Result<(), Refusal> {
    if let Some(name) = new.username.as_deref().filter(|_| new.username != old.username)
        && state.data.users.find_all(Key::Username, name).any(|account| account.user.id != old.id)
    {
        return Err(Refusal::new(ErrorCode::USERNAME_ALREADY_EXISTS, "the user name already exists"));
    }
    let external = new.external_id.is_some() && new.external_id != old.external_id;
    match external && state.id_of(|user| user.id != old.id && user.external_id == new.external_id).is_some() {
        true => Err(Refusal::new(ErrorCode::USER_ALREADY_EXISTS, "another user has the external id")),
        false => Ok(()),
    }
}

pub fn upload(state: &mut State, asked: &ApiRequest) -> Answer {
    let file = asked.file()?;
    let (content_type, bytes) = (file.content_type.clone(), file.bytes.clone());
    let key = format!("{}-{}", asked.query("folder"), state.chance.id());
    let url = state.file_address(&key).map(String::from);
    state.files.insert(key.clone(), (content_type, bytes));
    ok(UploadedFile { url, key: Some(key) })
}
