//! Logging in by a QR code.

use crate::{
    generated::types::{GeneQrCodeBody, QrTicketBody},
    sandbox::{
        door::Asked,
        reply::{Answer, Refusal, ok},
        state::State,
    },
};

pub fn gene(state: &mut State, asked: &Asked) -> Answer {
    let body: GeneQrCodeBody = asked.body()?;
    match &*body.scene {
        "APP_AUTH" | "WXAPP_AUTH" | "WECHATMP_AUTH" => ok(state.gene_qr_code(&body.scene)),
        other => Err(Refusal::bad_request(format!("{other} is no scene of QR codes"))),
    }
}

pub fn check(state: &mut State, asked: &Asked) -> Answer {
    ok(state.qr_status(asked.query("random"))?)
}

pub fn exchange(state: &mut State, asked: &Asked) -> Answer {
    let QrTicketBody { ticket } = asked.body()?;
    let id = state.redeem_qr_ticket(ticket.expose())?;
    ok(state.log_in(&id)?)
}
