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
        online: Some(device.sessions.iter().any(|jti| stores.sessions.is_live(jti))),
        device: Some(device.device),
        last_ip: Some("127.0.0.1".into()),
        last_login_time: device.last_login_time,
    };
    ok(devices.into_iter().map(describe).collect::<Vec<_>>())
}

/// Adds a device, or updates the one with the same id.
pub fn create_device(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let claims = stores.claims_of_v3(request.bearer())?;
    let body: CreateDeviceBody = request.body()?;
    let now = iso(stores.clock.now());
    let devices = &mut stores.accounts.require(&claims.sub)?.details.devices;
    let place = devices.iter().position(|known| is(known, &body.device_unique_id)).unwrap_or_else(|| {
        devices.push(Device::default());
        devices.len() - 1
    });
    let known = &mut devices[place];
    known.device = json!(body);
    known.last_login_time = Some(now);
    known.sessions.retain(|jti| stores.sessions.is_live(jti));
    known.sessions.insert(claims.jti);
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
    for jti in std::mem::take(&mut device.sessions) {
        stores.sessions.end(&jti);
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
        stores.sessions.log_out_user(&id);
        return ok(Value::Null);
    }
    stores.sessions.log_out(request.bearer());
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
