//! Logging in by a QR code.

use authing_wxapp::__contract::types::{GeneQrCodeBody, QrTicketBody};

use crate::{
    domain::{qr::Redeemed, refusal::Refusal},
    http::{
        ApiRequest,
        reply::{Answer, ok},
    },
    stores::Stores,
};

pub fn gene(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let body: GeneQrCodeBody = request.body()?;
    match &*body.scene {
        "APP_AUTH" | "WXAPP_AUTH" | "WECHATMP_AUTH" => {
            let custom = stores.custom_fields.read_object(body.params)?;
            ok(stores.generate_qr_code(&body.scene, custom, body.with_custom_data == Some(true)))
        }
        other => Err(Refusal::bad_request(format!("{other} is not a scene of QR codes"))),
    }
}

pub fn check(stores: &mut Stores, request: &ApiRequest) -> Answer {
    ok(stores.qr_status(request.query("random"))?)
}

pub fn exchange(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let QrTicketBody { ticket } = request.body()?;
    let Redeemed { user_id, custom, with_custom_data } = stores.qr_codes.redeem(ticket.expose(), stores.clock.now())?;
    // The account may have been locked since the phone agreed.
    stores.may_log_in(&user_id)?;
    stores.set_custom_data(&user_id, custom, None)?;
    let mut user = stores.log_in(&user_id)?;
    if !with_custom_data {
        user.custom_data = None;
    }
    ok(user)
}
