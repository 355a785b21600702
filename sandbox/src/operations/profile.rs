//! The profile of the logged-in user.

use authing_wxapp::{
    __contract::types::{UpdateUserVariables, UploadedFile, UserQueryVariables},
    Change, ErrorCode, User,
};
use serde_json::{Value, json};

use crate::{
    domain::{accounts::contact::Contact, phone, refusal::Refusal},
    http::{
        ApiRequest,
        reading::typed,
        reply::{Answer, ok},
    },
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
    let UpdateUserVariables { id, mut input, .. } = request.variables()?;
    if id.is_some_and(|id| id != claims.sub) {
        return Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "this is another user"));
    }
    if input.email.is_some() {
        return Err(Refusal::new(ErrorCode::EMAIL_UPDATE_NOT_ALLOWED, "the email is changed by other means"));
    }
    if input.phone.is_some() {
        return Err(phone_stays());
    }
    if let Some(Change::Set(code)) = &mut input.phone_country_code {
        *code = phone::code(Some(code.as_str()))?.unwrap_or_default().to_owned();
    }
    let account = stores.accounts.require(&claims.sub)?.clone();
    let mut changed = json!(account.user);
    if let (Value::Object(members), Value::Object(changes)) = (&mut changed, json!(input)) {
        members.extend(changes);
    }
    let user = typed::<User>(&changed).map_err(|e| Refusal::bad_request(format!("this is not a profile: {e}")))?;
    // The dialling code is a part of the number.
    let kind = Contact::Phone(None);
    if kind.full_of(&user) != kind.full_of(&account.user) {
        return Err(phone_stays());
    }
    stores.change_own_profile(user)?;
    ok(stores.user_of(request.bearer())?)
}

fn phone_stays() -> Refusal {
    Refusal::new(ErrorCode::PHONE_UPDATE_NOT_ALLOWED, "the phone is changed by other means")
}

pub fn upload(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let file = request.file()?.clone();
    let key = format!("{}-{}", request.query("folder"), stores.rng.id());
    let url = stores.files.add(stores.address.url(), &key, file);
    ok(UploadedFile { url, key: Some(key) })
}
