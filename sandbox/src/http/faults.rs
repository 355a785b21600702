//! Faults on demand: what a network, a gateway or a service in trouble does to a call.

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

use crate::{World, http::contract::Contract};

/// Something that goes wrong at some operation or path.
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
    /// How many calls it strikes; every one when it is not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    #[serde(flatten)]
    effect: Effect,
}

impl Fault {
    /// A fault at an operation of the contract, such as `loginByCode`, or at a path, such as `/oidc/token`. It never strikes
    /// where the place is neither; only a fault from JSON is refused then.
    pub fn at(place: impl Into<String>, effect: Effect) -> Self {
        Self { at: place.into(), times: None, effect }
    }

    /// Strikes the next `times` calls, not every one.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }
}

/// From JSON, and only what can strike: who writes a script hears of a slip at once.
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
            return Err("times is 1 or more; without it every call is struck".into());
        }
        let given: Vec<_> = members.keys().cloned().collect();
        let effect = Effect::deserialize(Value::Object(members)).map_err(|e| e.to_string())?;
        let known = json!(effect);
        if let Some(odd) = given.iter().find(|name| known.get(name).is_none()) {
            return Err(format!("{odd} is no member of a fault with this effect"));
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
    /// The answer comes later.
    Delay {
        /// By so many milliseconds.
        millis: u64,
    },
    /// The answer never comes, and nothing is done.
    Hang,
    /// The call is done, but the connection is cut in the middle of the answer.
    Cut,
    /// Another HTTP status, with a JSON body or an HTML page. Nothing is done.
    Status {
        /// Such as 503.
        status: u16,
        /// Whether the body is a page of HTML, as of a gateway; else it is JSON.
        #[serde(default)]
        html: bool,
    },
    /// An HTTP status without any body. Nothing is done.
    Empty {
        /// Such as 502.
        status: u16,
    },
    /// The call is done, but the answer is JSON that ends too early.
    Malformed,
    /// A refusal with this business code. Nothing is done.
    Code {
        /// Such as 500.
        code: i64,
        /// Its text.
        message: String,
    },
    /// A redirect. Nothing is done.
    Redirect {
        /// Where to.
        to: String,
    },
    /// An answer of so many bytes. Nothing is done.
    Oversized {
        /// How many.
        bytes: u64,
    },
}

/// The faults of a sandbox, from [`Sandbox::faults`](crate::Sandbox::faults).
pub struct Faults(pub(crate) World);

impl Faults {
    /// Adds a fault. When several fit a call, the one that was added first strikes.
    pub fn add(&self, fault: Fault) {
        if fault.times != Some(0) {
            self.0.lock().faults.0.push(fault);
        }
    }

    /// Those that have not struck as often as they should.
    pub fn pending(&self) -> Vec<Fault> {
        self.0.lock().faults.0.clone()
    }

    /// Takes all away.
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
        let fits = |fault: &Fault| Some(&*fault.at) == operation || fault.at == path;
        let found = self.0.iter().position(fits)?;
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

/// Applies an effect. The call is answered only when the effect lets it happen.
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
            // A header announces more than what comes, even when the body is empty.
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
            (code(status), Html("<html><body><h1>a fault of the sandbox</h1></body></html>")).into_response()
        }
        Some(Effect::Status { status, html: false }) => {
            (code(status), Json(json!({ "code": status, "message": "a fault of the sandbox" }))).into_response()
        }
        Some(Effect::Empty { status }) => code(status).into_response(),
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

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
