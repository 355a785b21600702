//! The profile of the logged-in user.

use authing_wxapp::{
    __contract::types::{UpdateUserVariables, UploadedFile, UserQueryVariables},
    ErrorCode, User,
};
use serde_json::{Value, json};

use crate::{
    domain::{
        accounts::{Account, Key},
        refusal::Refusal,
    },
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    operations::binding::last_method,
    stores::Stores,
};

pub fn user(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let user = stores.user_of(request.bearer())?;
    let UserQueryVariables { id } = request.variables()?;
    match id.is_some_and(|id| id != user.id) {
        true => Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "this is another user")),
        false => ok(user),
    }
}

/// Changes the profile of the logged-in user. Mail address and phone number have operations of their own.
pub fn update_user(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let claims = stores.claims(request.bearer())?;
    let UpdateUserVariables { id, input, .. } = request.variables()?;
    if id.is_some_and(|id| id != claims.sub) {
        return Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "this is another user"));
    }
    if input.email.is_some() {
        return Err(Refusal::new(ErrorCode::EMAIL_UPDATE_NOT_ALLOWED, "the email is changed by other means"));
    }
    if input.phone.is_some() {
        return Err(Refusal::new(ErrorCode::PHONE_UPDATE_NOT_ALLOWED, "the phone is changed by other means"));
    }
    let account = stores.accounts.require(&claims.sub)?.clone();
    let mut changed = json!(account.user);
    if let (Value::Object(members), Value::Object(changes)) = (&mut changed, json!(input)) {
        members.extend(changes);
    }
    let user = serde_json::from_value::<User>(changed)
        .map_err(|e| Refusal::bad_request(format!("this is not a profile: {e}")))?;
    check_names(stores, &account.user, &user)?;
    let before = account.login_methods();
    let changed = Account { user, ..account };
    if changed.login_methods() == 0 && before > 0 {
        return Err(last_method());
    }
    *stores.accounts.require(&claims.sub)? = changed;
    ok(stores.user_of(request.bearer())?)
}

/// Refuses names that another account has, as a registration does.
pub fn check_names(stores: &Stores, old: &User, new: &User) -> Result<(), Refusal> {
    if let Some(name) = new.username.as_deref().filter(|_| new.username != old.username)
        && stores.accounts.is_taken(Key::Username, name, &old.id)
    {
        return Err(Refusal::new(ErrorCode::USERNAME_ALREADY_EXISTS, "the user name already exists"));
    }
    let new_id = new.external_id.as_deref().filter(|_| new.external_id != old.external_id);
    match new_id.is_some_and(|id| stores.accounts.is_taken(Key::ExternalId, id, &old.id)) {
        true => Err(Refusal::new(ErrorCode::USER_ALREADY_EXISTS, "another user has the external id")),
        false => Ok(()),
    }
}

pub fn upload(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let file = request.file()?.clone();
    let key = format!("{}-{}", request.query("folder"), stores.rng.id());
    let url = stores.files.add(stores.address.url(), &key, file);
    ok(UploadedFile { url, key: Some(key) })
}
