//! The real-name authentication of the logged-in user. The sandbox accepts any name and number.

use crate::{
    USER_POOL_ID,
    domain::{clock::iso, refusal::Refusal},
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::Stores,
};
use authing_wxapp::{__contract::types::PrincipalBody, PrincipalAuthentication};
use serde_json::Value;

pub fn get_principal(stores: &mut Stores, request: &ApiRequest) -> Answer {
    ok(&stores.account_of(request.bearer())?.details.principal)
}

pub fn authenticate_principal(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let claims = stores.claims(request.bearer())?;
    let PrincipalBody { type_, name, id_card, ext } = request.body()?;
    if !["P", "E"].contains(&type_.as_str()) {
        return Err(Refusal::bad_request("the type is P for a person or E for an enterprise"));
    }
    if name.is_empty() || id_card.expose().is_empty() || ext.expose().is_empty() {
        return Err(Refusal::bad_request("name, idCard and ext are all part of the proof"));
    }
    let (id, now) = (stores.rng.id(), iso(stores.clock.now()));
    stores.accounts.require(&claims.sub)?.details.principal = Some(PrincipalAuthentication {
        id: Some(id),
        user_id: Some(claims.sub.clone()),
        user_pool_id: Some(USER_POOL_ID.into()),
        principal_type: Some(type_.into()),
        principal_name: Some(name),
        principal_code: Some(id_card),
        authentication_time: Some(now.clone()),
        created_at: Some(now.clone()),
        updated_at: Some(now),
    });
    ok(Value::Null)
}
