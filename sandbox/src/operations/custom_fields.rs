//! Custom fields of the logged-in user. Every answer is the list of the fields that have a value.

use authing_wxapp::{
    __contract::types::{RemoveUdvVariables, SetUdvBatchVariables, SetUdvVariables, UdvVariables},
    ErrorCode,
};

use crate::{
    domain::refusal::Refusal,
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::Stores,
};

pub fn udv(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let UdvVariables { target_type, target_id } = request.variables()?;
    own(stores, request, &target_type, &target_id)?;
    values(stores, &target_id)
}

pub fn set_udv(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let SetUdvVariables { target_type, target_id, key, value } = request.variables()?;
    own(stores, request, &target_type, &target_id)?;
    let entries = stores.custom_fields.read_json_pairs(&[(key, value)])?;
    stores.set_custom_data(&target_id, entries, None)?;
    values(stores, &target_id)
}

pub fn set_udv_batch(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let SetUdvBatchVariables { target_type, target_id, udv_list } = request.variables()?;
    own(stores, request, &target_type, &target_id)?;
    let pairs: Vec<_> = udv_list.into_iter().map(|input| (input.key, input.value)).collect();
    let entries = stores.custom_fields.read_json_pairs(&pairs)?;
    stores.set_custom_data(&target_id, entries, None)?;
    values(stores, &target_id)
}

pub fn remove_udv(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let RemoveUdvVariables { target_type, target_id, key } = request.variables()?;
    own(stores, request, &target_type, &target_id)?;
    stores.custom_fields.require(&key)?;
    stores.accounts.require(&target_id)?.remove_custom_value(&key);
    values(stores, &target_id)
}

fn values(stores: &mut Stores, id: &str) -> Answer {
    ok(stores.accounts.require(id)?.user.custom_data.as_deref().unwrap_or_default())
}

/// Users may only read and set their own fields.
fn own(stores: &Stores, request: &ApiRequest, target_type: &str, target_id: &str) -> Result<(), Refusal> {
    let claims = stores.claims(request.bearer())?;
    match target_type == "USER" && target_id == claims.sub {
        true => Ok(()),
        false => Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "these are the custom fields of something else")),
    }
}
