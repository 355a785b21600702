//! The devices of the logged-in user. The client chooses the id of a device.

use authing_wxapp::{
    __contract::types::{CreateDeviceBody, DeviceBody, Done},
    ErrorCode, MyDevice,
};
use serde_json::{Value, json};

use crate::{
    APP_ID,
    domain::{
        accounts::details::Device,
        clock::iso,
        refusal::{Refusal, UNKNOWN_APPLICATION},
    },
    http::{
        ApiRequest, cookies,
        reply::{self, Answer, Reply, ok},
    },
    stores::Stores,
};

pub fn list_my_devices(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let devices = stores.account_of_v3(request.bearer())?.details.devices.clone();
    let describe = |device: Device| MyDevice {
        // A device from a seed has no session, and is not online.
        online: Some(device.sessions.iter().any(|sign_in| stores.is_signed_in(sign_in))),
        device: Some(device.device),
        last_ip: Some("127.0.0.1".into()),
        last_login_time: device.last_login_time,
    };
    ok(devices.into_iter().map(describe).collect::<Vec<_>>())
}

/// Adds a device, or updates the one with the same id.
pub fn create_device(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let id = stores.claims_of_v3(request.bearer())?.sub;
    let body: CreateDeviceBody = request.body()?;
    let now = iso(stores.clock.now());
    let mut devices = stores.accounts.get(&id).into_iter().flat_map(|account| &account.details.devices);
    let known = devices.find(|known| is(known, &body.device_unique_id)).cloned().unwrap_or_default();
    let mut sessions = known.sessions;
    sessions.retain(|sign_in| stores.is_signed_in(sign_in));
    sessions.extend(request.bearer().and_then(|token| stores.sign_in_of(token)));
    let device = Device { device: json!(body), last_login_time: Some(now), sessions };
    let devices = &mut stores.accounts.require(&id)?.details.devices;
    match devices.iter_mut().find(|known| is(known, &body.device_unique_id)) {
        Some(known) => *known = device,
        None => devices.push(device),
    }
    done()
}

pub fn unbind_my_device(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let DeviceBody { device_id } = request.body()?;
    let devices = &mut stores.account_of_v3(request.bearer())?.details.devices;
    let before = devices.len();
    devices.retain(|device| !is(device, &device_id));
    if devices.len() == before { Err(unknown()) } else { done() }
}

pub fn logout_my_device(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let DeviceBody { device_id } = request.body()?;
    let devices = &mut stores.account_of_v3(request.bearer())?.details.devices;
    let device = devices.iter_mut().find(|device| is(device, &device_id)).ok_or_else(unknown)?;
    for sign_in in std::mem::take(&mut device.sessions) {
        stores.end_sign_in(&sign_in);
    }
    done()
}

/// Ends the session of the caller, if there is one.
pub fn logout_current(stores: &mut Stores, request: &ApiRequest) -> Answer {
    if !["", APP_ID].contains(&request.query("appId")) {
        return Err(Refusal::new(ErrorCode::APP_NOT_FOUND, UNKNOWN_APPLICATION));
    }
    // A back end ends the sessions of another user.
    if stores.is_back_end(request.bearer()) {
        let id = stores.accounts.require(request.query("userId"))?.user.id.clone();
        stores.log_out_user(&id);
        return ok(Value::Null);
    }
    stores.log_out(request.bearer());
    // A page of the application sends the cookie of the browser in the place of a token.
    let reply = reply::envelope(&request.operation.path, Value::Null);
    match request.session() {
        Some(session) => {
            stores.oidc.log_out_browser(session);
            Ok(Reply::Raw(cookies::with_session(reply, "")))
        }
        None => Ok(Reply::Raw(reply)),
    }
}

fn is(device: &Device, id: &str) -> bool {
    device.device["deviceUniqueId"] == id
}

fn done() -> Answer {
    ok(Done { success: Some(true) })
}

fn unknown() -> Refusal {
    Refusal::new(ErrorCode::NOT_FOUND, "the user has no such device")
}
