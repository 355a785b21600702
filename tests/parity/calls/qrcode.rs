//! QR codes.

use std::{sync::OnceLock, time::Duration};

use authing_wxapp::{AuthenticationClient, Error, QrCode, QrCodeState, QrCodeStatus, QrCodes};
use serde_json::{Value, json};

use super::{chain, custom_data, options, text};
use crate::{drive::json_of, model, record::Record};

const HANDLES: [&str; 3] = ["qrcode", "wxqrcode", "wechatmpqrcode"];
const ACTIONS: [&str; 5] = ["geneCode", "checkStatus", "exchangeUserInfo", "startPolling", "stopPolling"];

/// The name of a QR code method without the scene.
pub fn action(method: &str) -> Option<&str> {
    let (handle, action) = method.split_once('.')?;
    (HANDLES.contains(&handle) && ACTIONS.contains(&action)).then_some(action)
}

/// The JSON Schema of the result of a method.
pub fn result_of(method: &str) -> Option<&'static Value> {
    static SCHEMAS: OnceLock<[Value; 2]> = OnceLock::new();
    let [code, status] =
        SCHEMAS.get_or_init(|| [schemars::schema_for!(QrCode), schemars::schema_for!(QrCodeStatus)].map(Value::from));
    match action(method)? {
        "geneCode" => Some(code),
        "checkStatus" => Some(status),
        "exchangeUserInfo" => model::result_of("getCurrentUser"),
        _ => None,
    }
}

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let codes = match record.method.split('.').next()? {
        "qrcode" => client.qrcode(),
        "wxqrcode" => client.wxqrcode(),
        _ => client.wechatmpqrcode(),
    };
    match action(&record.method)? {
        "geneCode" => {
            let given = options(record, 0);
            let custom = custom_data(&given);
            let made = chain!(codes.gene_code(), given, {
                "context" => context(any), "extIdpConnId" => ext_idp_conn_id(text),
                "withCustomData" => with_custom_data(flag),
            });
            json_of(if let Some(data) = custom { made.custom_data(data) } else { made }.await)
        }
        "checkStatus" => json_of(codes.check_status(text(record, 0)).await),
        "exchangeUserInfo" => json_of(codes.exchange_user_info(text(record, 0)).await),
        "startPolling" => Some(poll(&codes, record).await),
        // Our client has no timer to stop; dropping the stream ends the polling.
        _ => {
            drop(codes.poll("random"));
            json_of(Ok(()))
        }
    }
}

/// The calls that the registered JavaScript callbacks would receive.
async fn poll(codes: &QrCodes, record: &Record) -> Result<Value, Error> {
    let interval = Duration::from_millis(record.arg(1)["interval"].as_u64().unwrap_or(0));
    let mut states = codes.poll(text(record, 0)).interval(interval).tolerate(0);
    let (mut calls, mut scanned) = (Vec::new(), false);
    // A recording ends even if the code never reaches a final state.
    for _ in record.requests() {
        let Some(status) = states.next().await else { break };
        let status = status?;
        let shown = model::without_nulls(&json!(status));
        let who = &shown["userInfo"];
        let why = &shown["scannedResult"];
        calls.push(("onResult", json!([shown])));
        match status.status {
            QrCodeState::Scanned if !std::mem::replace(&mut scanned, true) => calls.push(("onScanned", json!([who]))),
            QrCodeState::Authorized => calls.push(("onSuccess", json!([who, shown["ticket"]]))),
            QrCodeState::Cancelled => calls.push(("onCancel", json!([]))),
            QrCodeState::Expired => calls.push(("onExpired", json!([]))),
            QrCodeState::MfaNeeded => {
                let error = status.error().expect("why a second factor is needed");
                calls.push(("onMfa", json!([error.code().get(), error.message(), error.data()])));
                calls.push(("onAuthFlow", json!([why])));
            }
            QrCodeState::Failed => {
                calls.push(("onError", json!([status.error().expect("what went wrong").message()])));
            }
            _ => {}
        }
    }
    let received = calls.into_iter().filter(|(name, _)| !record.arg(1)[*name].is_null());
    Ok(received.map(|(name, args)| json!({ "callback": name, "args": args })).collect())
}

/// The recorded callbacks that report states. The first callback only passes the timer and is skipped.
pub fn reported_states(record: &Record) -> Value {
    let calls = record.get("callbacks").as_array().into_iter().flatten();
    calls.filter(|call| call["callback"] != "onStart").cloned().collect()
}
