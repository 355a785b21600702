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
    state::State,
};

pub fn udv(state: &mut State, asked: &ApiRequest) -> Answer {
    let UdvVariables { target_type, target_id } = asked.variables()?;
    own(state, asked, &target_type, &target_id)?;
    ok(state.custom_values(&target_id)?)
}

pub fn set_udv(state: &mut State, asked: &ApiRequest) -> Answer {
    let SetUdvVariables { target_type, target_id, key, value } = asked.variables()?;
    own(state, asked, &target_type, &target_id)?;
    state.set_custom_values(&target_id, &[(key, value)])?;
    ok(state.custom_values(&target_id)?)
}

pub fn set_udv_batch(state: &mut State, asked: &ApiRequest) -> Answer {
    let SetUdvBatchVariables { target_type, target_id, udv_list } = asked.variables()?;
    own(state, asked, &target_type, &target_id)?;
    let values: Vec<_> = udv_list.into_iter().map(|input| (input.key, input.value)).collect();
    state.set_custom_values(&target_id, &values)?;
    ok(state.custom_values(&target_id)?)
}

pub fn remove_udv(state: &mut State, asked: &ApiRequest) -> Answer {
    let RemoveUdvVariables { target_type, target_id, key } = asked.variables()?;
    own(state, asked, &target_type, &target_id)?;
    state.remove_custom_value(&target_id, &key)?;
    ok(state.custom_values(&target_id)?)
}

/// Users reach their own fields, and those of nothing else.
fn own(state: &State, asked: &ApiRequest, target_type: &str, target_id: &str) -> Result<(), Refusal> {
    let claims = state.claims(asked.bearer())?;
    match target_type == "USER" && target_id == claims.sub {
        true => Ok(()),
        false => Err(Refusal::new(ErrorCode::PERMISSION_DENIED, "these are the custom fields of something else")),
    }
}
