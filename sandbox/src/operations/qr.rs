//! Logging in by a QR code.

use authing_wxapp::__contract::types::{GeneQrCodeBody, QrTicketBody};

use crate::{
    domain::{qr::Redeemed, refusal::Refusal},
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    state::State,
};

pub fn gene(state: &mut State, asked: &ApiRequest) -> Answer {
    let body: GeneQrCodeBody = asked.body()?;
    match &*body.scene {
        "APP_AUTH" | "WXAPP_AUTH" | "WECHATMP_AUTH" => {
            let custom = state.custom_object(body.params)?;
            ok(state.gene_qr_code(&body.scene, custom, body.with_custom_data == Some(true)))
        }
        other => Err(Refusal::bad_request(format!("{other} is no scene of QR codes"))),
    }
}

pub fn check(state: &mut State, asked: &ApiRequest) -> Answer {
    ok(state.qr_status(asked.query("random"))?)
}

pub fn exchange(state: &mut State, asked: &ApiRequest) -> Answer {
    let QrTicketBody { ticket } = asked.body()?;
    let Redeemed { user_id, custom, with_custom_data } = state.redeem_qr_ticket(ticket.expose())?;
    // Something may have come into the way since the phone agreed.
    state.may_log_in(&user_id)?;
    state.keep(&user_id, custom, None)?;
    let mut user = state.log_in(&user_id)?;
    if !with_custom_data {
        user.custom_data = None;
    }
    ok(user)
}
