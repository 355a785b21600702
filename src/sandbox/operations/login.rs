//! Logging in with other credentials.

use crate::{
    generated::types::{LoginByEmailVariables, PublicKey},
    sandbox::{
        door::Asked,
        password,
        reply::{Answer, ok},
        state::State,
    },
};

pub fn public_key(_: &mut State, _: &Asked) -> Answer {
    ok(PublicKey { public_key: password::public_key()? })
}

pub fn login_by_email(state: &mut State, asked: &Asked) -> Answer {
    let LoginByEmailVariables { input } = asked.variables()?;
    let password = password::decrypt(input.password.expose())?;
    let id = state.by_password(&input.email, &password, input.auto_register == Some(true))?;
    ok(state.log_in_by_first_factor(&id)?)
}
