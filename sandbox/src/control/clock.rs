//! The clock, as scripts move it.

use axum::{Json, extract::State as Shared};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{ControlError, JsonBody};
use crate::{domain::clock::is_out_of_range, http::state::SharedState};

pub async fn show(Shared(shared): Shared<SharedState>) -> Json<Value> {
    Json(json!({ "now": shared.lock().stores.clock.now() }))
}

/// How the clock is moved: by seconds, which may be negative, or to a time, as seconds since 1970 or in ISO 8601.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockMove {
    advance: Option<i64>,
    now: Option<Time>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "now is neither seconds since 1970 nor a time such as 2030-01-01T00:00:00Z")]
enum Time {
    Seconds(i64),
    Iso(Timestamp),
    /// A time that has no timestamp.
    OutOfRange(OutOfRange),
}

#[derive(Deserialize)]
#[serde(try_from = "String")]
struct OutOfRange;

impl TryFrom<String> for OutOfRange {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        if is_out_of_range(&text) { Ok(Self) } else { Err("no time") }
    }
}

pub async fn move_to(
    Shared(shared): Shared<SharedState>,
    JsonBody(to): JsonBody<ClockMove>,
) -> Result<Json<Value>, ControlError> {
    let clock = &mut shared.lock().stores.clock;
    let moved = match (to.advance, to.now) {
        (Some(seconds), None) => clock.move_by(SignedDuration::from_secs(seconds)),
        (None, Some(Time::Seconds(seconds))) => clock.set(seconds),
        (None, Some(Time::Iso(time))) => clock.set(time.as_second()),
        (None, Some(Time::OutOfRange(_))) => clock.set(i64::MAX),
        _ => Err("pass either advance or now".into()),
    };
    moved.map_err(ControlError::bad)?;
    Ok(Json(json!({ "now": clock.now() })))
}

/// Sets the clock back to the time of the machine.
pub async fn reset(Shared(shared): Shared<SharedState>) -> Json<Value> {
    let clock = &mut shared.lock().stores.clock;
    clock.reset();
    Json(json!({ "now": clock.now() }))
}
