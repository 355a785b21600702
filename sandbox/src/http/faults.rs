//! Faults on demand: the failures of a network, a gateway or the service, which a test provokes.

use std::{io, time::Duration};

use axum::{
    Json,
    body::{Body, Bytes, to_bytes},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use futures_util::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::http::{contract::Contract, state::SharedState};

/// A failure of the calls of one operation or path.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use authing_sandbox::{Effect, Fault, Sandbox};
///
/// let sandbox = Sandbox::start().await?;
/// let code = sandbox.wechat().user("openid-ada").login();
/// sandbox.faults().add(Fault::at("loginByCode", Effect::Status { status: 503, html: true }).times(1));
///
/// let error = sandbox.client().login_by_code(&*code).await.unwrap_err();
/// assert_eq!(error.http_status(), Some(503));
/// sandbox.client().login_by_code(code).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "Map<String, Value>")]
pub struct Fault {
    /// The id of an operation of the contract, such as `loginByCode`, or a path, such as `/oidc/token`.
    at: String,
    /// The number of calls to which the fault applies; every call if it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    #[serde(flatten)]
    effect: Effect,
}

impl Fault {
    /// A fault at an operation of the contract, such as `loginByCode`, or at a path, such as `/oidc/token`. A place that is
    /// neither has no effect; only a fault from JSON is refused then.
    pub fn at(place: impl Into<String>, effect: Effect) -> Self {
        Self { at: place.into(), times: None, effect }
    }

    /// Limits the fault to the next `times` calls.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }
}

/// Reads a fault from JSON. One that can have no effect is refused, so that the author of a script notices a mistake at once.
impl TryFrom<Map<String, Value>> for Fault {
    type Error = String;

    fn try_from(mut members: Map<String, Value>) -> Result<Self, String> {
        let at = match members.remove("at") {
            Some(Value::String(at)) => at,
            _ => return Err("at is missing: the id of an operation, such as loginByCode, or a path".into()),
        };
        if !at.starts_with('/') && !Contract::get().has(&at) {
            return Err(format!(
                "{at} is no operation of the contract; at is the id of one, such as loginByCode, or a path, such as \
                 /oidc/token"
            ));
        }
        let times = members.remove("times").map(Option::<u32>::deserialize).transpose();
        let times = times.map_err(|e| format!("times: {e}"))?.flatten();
        if times == Some(0) {
            return Err("times is 1 or more; without it the fault applies to every call".into());
        }
        let names: Vec<_> = members.keys().cloned().collect();
        let effect = Effect::deserialize(Value::Object(members)).map_err(|e| e.to_string())?;
        let members = json!(effect);
        if let Some(unknown) = names.iter().find(|name| members.get(name).is_none()) {
            return Err(format!("a fault with this effect has no member {unknown}"));
        }
        match effect {
            Effect::Status { status, .. } | Effect::Empty { status } if !(200..=999).contains(&status) => {
                Err(format!("status is 200 to 999, not {status}"))
            }
            Effect::Redirect { ref to } if HeaderValue::try_from(to).is_err() => {
                Err("to has characters that no header can have".into())
            }
            effect => Ok(Self { at, times, effect }),
        }
    }
}

/// What a [`Fault`] does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "camelCase")]
#[non_exhaustive]
pub enum Effect {
    /// The reply is delayed.
    Delay {
        /// The delay in milliseconds.
        millis: u64,
    },
    /// There is no reply, and the call is not carried out.
    Hang,
    /// The call is carried out, but the connection is closed in the middle of the reply.
    Cut,
    /// Another HTTP status, with a JSON body or an HTML page. The call is not carried out.
    Status {
        /// The status, such as 503.
        status: u16,
        /// Whether the body is an HTML page, like that of a gateway; otherwise it is JSON.
        #[serde(default)]
        html: bool,
    },
    /// An HTTP status without a body. The call is not carried out.
    Empty {
        /// The status, such as 502.
        status: u16,
    },
    /// The call is carried out, but the reply is JSON that ends too early.
    Malformed,
    /// A refusal with this business code. The call is not carried out.
    Code {
        /// The business code, such as 500.
        code: i64,
        /// The message of the refusal.
        message: String,
    },
    /// A redirect. The call is not carried out.
    Redirect {
        /// The address in `Location`.
        to: String,
    },
    /// A very long reply. The call is not carried out.
    Oversized {
        /// The length of the body in bytes.
        bytes: u64,
    },
}

/// The faults of a sandbox, from [`Sandbox::faults`](crate::Sandbox::faults).
pub struct Faults(pub(crate) SharedState);

impl Faults {
    /// Adds a fault. When several apply to a call, the one that was added first takes effect.
    pub fn add(&self, fault: Fault) {
        if fault.times != Some(0) {
            self.0.lock().faults.0.push(fault);
        }
    }

    /// The faults that still have an effect.
    pub fn pending(&self) -> Vec<Fault> {
        self.0.lock().faults.0.clone()
    }

    /// Removes one fault, however often it may still apply; nothing happens if there is no such fault.
    pub(crate) fn remove(&self, fault: &Fault) {
        let mut state = self.0.lock();
        let is_it = |one: &Fault| one.at == fault.at && one.effect == fault.effect;
        if let Some(place) = state.faults.0.iter().position(is_it) {
            state.faults.0.remove(place);
        }
    }

    /// Removes all faults.
    pub fn clear(&self) {
        self.0.lock().faults.0.clear();
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Faults").field(&self.pending()).finish()
    }
}

#[derive(Default)]
pub struct Pending(Vec<Fault>);

impl Pending {
    pub fn all(&self) -> &[Fault] {
        &self.0
    }

    /// The effect of the first fault at this operation or path. The call counts against the number of times of that fault.
    pub fn take_effect_for(&mut self, operation: Option<&str>, path: &str) -> Option<Effect> {
        let applies = |fault: &Fault| Some(&*fault.at) == operation || fault.at == path;
        let found = self.0.iter().position(applies)?;
        let fault = self.0.get_mut(found)?;
        let effect = fault.effect.clone();
        if let Some(times) = &mut fault.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.0.remove(found);
            }
        }
        Some(effect)
    }
}

/// Applies an effect. `answer` carries the call out; effects that prevent the call do not use it.
pub async fn apply(effect: Option<Effect>, answer: impl FnOnce() -> Response) -> Response {
    match effect {
        None => answer(),
        Some(Effect::Delay { millis }) => {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            answer()
        }
        Some(Effect::Hang) => std::future::pending().await,
        Some(Effect::Cut) => {
            let (mut head, body) = answer().into_parts();
            let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
            let half = whole.slice(..whole.len() / 2);
            // The header announces more bytes than are sent, even when the body is empty.
            head.headers.insert(header::CONTENT_LENGTH, whole.len().max(1).into());
            let cut = async {
                // An error that is ready at once would discard the half that is not sent yet.
                tokio::task::yield_now().await;
                Err(io::Error::new(io::ErrorKind::ConnectionAborted, "a fault of the sandbox"))
            };
            let body = Body::from_stream(stream::iter([Ok(half)]).chain(stream::once(cut)));
            Response::from_parts(head, body)
        }
        Some(Effect::Status { status, html: true }) => {
            (status_code(status), Html("<html><body><h1>a fault of the sandbox</h1></body></html>")).into_response()
        }
        Some(Effect::Status { status, html: false }) => {
            (status_code(status), Json(json!({ "code": status, "message": "a fault of the sandbox" }))).into_response()
        }
        Some(Effect::Empty { status }) => status_code(status).into_response(),
        Some(Effect::Malformed) => {
            drop(answer());
            ([(header::CONTENT_TYPE, "application/json")], r#"{"code":200,"data":{"id":"#).into_response()
        }
        Some(Effect::Code { code, message }) => {
            Json(json!({ "code": code, "message": message, "data": null })).into_response()
        }
        Some(Effect::Redirect { to }) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Some(Effect::Oversized { bytes }) => {
            const BLOCK: &[u8] = &[b' '; 1 << 16];
            let blocks = stream::unfold(bytes, |left| async move {
                let size = usize::try_from(left).unwrap_or(usize::MAX).min(BLOCK.len());
                (size > 0).then(|| (Ok::<_, io::Error>(Bytes::from_static(&BLOCK[..size])), left - size as u64))
            });
            ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(blocks)).into_response()
        }
    }
}

fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
