//! Differences that a rule explains in any call, whether or not a record of this repository needs it.
//!
//! The other decisions name methods, which is strict, but explains only what was recorded. A rule here, in `types.rs` and in
//! `refusals.rs` depends on what was given, such as an empty text, and therefore also explains recordings from elsewhere.
//! `self_check.rs` has records that only these rules explain.

use serde_json::{Value, json};

use super::{
    Decision, qrcode,
    refusals::{is_odd, texts},
};
use crate::{
    account,
    calls::{qrcode::reported_states, urls::address},
    case::{Case, ensure},
    compare::{At, Difference},
    design::Verdict,
    model,
    record::{is_falsy, user_id},
    replay::Sent,
    rules::*,
    v3::results::is_tolerated,
};

pub const DIFFERENCES: &[Decision] = &[
    Decision {
        reason: "D01, D03, D07",
        what: "a call begins with the session that the calls before it have left",
        applies: began_with_another_session,
        explains: |case, d| {
            let nobody = is_falsy(&case.record.get("before")["token"]) != case.token_before().is_null();
            let of_the_call = at_outcome(d) || matches!(d.at, At::Extra(_) | At::Missing(_) | At::Value(_));
            at_store(d) || at_header(d, "authorization") || is_the_user_of_the_token(case, d) || (nobody && of_the_call)
        },
        instead: |case| {
            case.headers_are_as_configured()?;
            let kept = case.observed.after == case.observed.before || case.logs_out();
            ensure(kept || case.error().is_none(), "a failed call has changed our store")
        },
    },
    Decision {
        reason: "D03",
        what: "a call is about the user of its token",
        applies: |case| case.differences.iter().any(|d| is_the_user_of_the_token(case, d)),
        explains: is_the_user_of_the_token,
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "D03",
        what: "a token that is set begins a session without a user",
        applies: |case| case.gives("token"),
        explains: |case, d| {
            let own = d.ours == case.record.get("options")["token"];
            let user = matches!(&d.at, At::Stored(place) if place.starts_with("user")) && d.ours.is_null();
            user || (own && d.at == At::Stored("token".into())) || at_header(d, "authorization")
        },
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "D06",
        what: "a stored token that no header can carry does not hinder a login",
        applies: |case| {
            let odd = case.token_before().as_str().is_some_and(is_odd);
            odd && case.observed.sent.iter().any(|sent| case.is_anonymous(sent)) && case.record.requests().is_empty()
        },
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Extra(_) | At::Value(_)),
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "D20, design: reply conventions",
        what: "a key that comes in the new style, or with a code as text, is a key",
        applies: |case| {
            let last = case.record.requests().last();
            let of_the_key =
                last.is_some_and(|last| last["path"].as_str().unwrap_or_default().ends_with("/.well-known"));
            of_the_key && case.observed.sent.len() > case.record.requests().len()
        },
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Extra(_)),
        instead: |case| case.headers_are_as_configured(),
    },
    Decision {
        reason: "D02",
        what: "a reply that says that nobody is logged in does not change the store",
        applies: |case| case.is(&["getCurrentUser"]) && case.error().is_none() && case.value().is_null(),
        explains: |_, d| at_store(d),
        instead: |case| case.store_is_unchanged(),
    },
    Decision {
        reason: "D03",
        what: "a token of another user is not taken for a refreshed one",
        applies: |case| {
            let said =
                case.error().is_some_and(|error| error.is_decode() && error.message().contains("another user's"));
            case.is(&["refreshToken"]) && said
        },
        explains: |_, d| at_outcome(d) || at_store(d),
        instead: |case| case.store_is_unchanged(),
    },
    Decision {
        reason: "D12, D14",
        what: "without a key for the password, or without the picture, the call is not made",
        applies: |case| {
            let last = case.observed.sent.last();
            let before = |sent: &Sent| sent.path.ends_with("/.well-known") || sent.path.ends_with("/upload");
            case.failed() && last.is_some_and(before)
        },
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Missing(_)),
        instead: the_failure_is_returned,
    },
    Decision {
        reason: "D63",
        what: "so does the stored user, as long as it is stored",
        applies: |case| case.record.get("before")["user"]["customData"].is_object(),
        explains: |_, d| d.at == At::Stored("user.customData".into()) || d.at == At::Value("customData".into()),
        instead: |case| {
            let data = &case.observed.after["user"]["customData"];
            ensure(data.is_null() || data.is_array(), "our custom data are not a list")
        },
    },
    Decision {
        reason: "D68, design: options that are types",
        what: "a face is compared with itself if there is no other, and its pictures have the names of 4.23.55",
        applies: |case| case.is(&["mfa.associateFaceByUrl"]),
        explains: |_, d| matches!(&d.at, At::Body(_, place) if place == "photoA" || place == "photoB"),
        instead: |case| {
            let face = &case.record.arg(0);
            let base = if face["baseFace"].is_string() { &face["baseFace"] } else { &face["photoA"] };
            case.each_sent(|sent| sent.json()["photoA"] == *base).map_err(|()| "the face differs".into())
        },
    },
    Decision {
        reason: "design: exclusive arguments",
        what: "an old address and its code go together",
        applies: |case| case.is(&["updatePhone", "updateEmail"]),
        explains: |case, d| {
            let old = ["oldPhone", "oldPhoneCode", "oldEmail", "oldEmailCode"];
            let none = |index| case.record.arg(index).as_str().is_none_or(str::is_empty);
            let alone = none(2) || none(3);
            alone && matches!(&d.at, At::Body(_, place) if old.contains(&place.as_str())) && is_nothing(&d.ours)
        },
        instead: |_| Ok(()),
    },
    Decision {
        reason: "design: tolerant types",
        what: "an optional member of an unexpected type is left out, a list that is null is empty, and a number may be a text",
        applies: |case| matches!(case.verdict, Some(Verdict::Success(_))),
        explains: |_, d| {
            let place = match &d.at {
                At::Value(place) => place,
                At::Stored(place) => place,
                _ => return false,
            };
            let odd = (place == "code" || place == "message") && d.ours.is_null() && !d.recorded.is_null();
            odd || is_tolerated(&d.recorded, &d.ours)
        },
        instead: |_| Ok(()),
    },
    Decision {
        reason: "D31",
        what: "a value that is not of the type of its field stays text",
        applies: |case| case.is(&account::CUSTOM_FIELDS),
        explains: |case, d| {
            let given = |ours: &str| texts(case.record.get("requests")).any(|text| text == ours);
            let as_text = |ours: &str| serde_json::from_str::<Value>(ours).is_ok_and(|value| value == d.recorded);
            let none = d.ours.is_null() && (!d.recorded["$date"].is_null() || !d.recorded["$number"].is_null());
            let At::Value(place) = &d.at else { return false };
            // A field whose name is no text cannot be named.
            let nameless = case.is(&["getUdfValue"]) && d.ours.is_null() && !given(place);
            nameless || (none || d.ours.as_str().is_some_and(|ours| given(ours) || as_text(ours)))
        },
        instead: |_| Ok(()),
    },
    Decision {
        reason: "design: results",
        what: "polling says why a login is not complete, also where 4.15.8 says nothing and 4.23.55 fails over the reply",
        applies: |case| {
            qrcode::is(case, "startPolling") && qrcode::states(case).iter().any(|state| *state == 4 || *state == 5)
        },
        explains: |_, d| matches!(d.at, At::Value(_)),
        instead: |case| {
            let others = |calls: &Value| -> Vec<Value> {
                let calls = calls.as_array().into_iter().flatten();
                calls.filter(|call| !REASONS.iter().any(|name| call["callback"] == *name)).cloned().collect()
            };
            let recorded = reported_states(case.record);
            ensure(others(case.value()) == others(&recorded), "our client reported another state")?;
            let expected: &[&str] =
                if qrcode::states(case).contains(&json!(4)) { &["onMfa", "onAuthFlow"] } else { &["onError"] };
            let told = |name: &str| case.value().as_array().into_iter().flatten().any(|call| call["callback"] == *name);
            let all = expected.iter().all(|name| told(name) != case.record.arg(1)[*name].is_null());
            ensure(all, "our client does not say why")?;
            case.store_is_unchanged()
        },
    },
    Decision {
        reason: "D54",
        what: "every value is escaped in a path and in a query",
        applies: |case| {
            let other = case.is(&["getUserInfoByAccessToken"]);
            !other && reserved(case).next().is_some() && case.differences.iter().any(is_in_an_address)
        },
        explains: |_, d| is_in_an_address(d),
        instead: |case| {
            let sent = case.observed.sent.iter().flat_map(values);
            let carried: Vec<String> = sent.chain(values_of_address(case)).collect();
            let whole = reserved(case).any(|text| carried.iter().any(|value| value == text));
            ensure(whole, "our address carries no value as it was given")
        },
    },
    Decision {
        reason: "D64",
        what: "an integer keeps its digits where JavaScript rounds it",
        applies: |case| case.differences.iter().any(is_rounded),
        explains: |_, d| is_rounded(d),
        instead: |case| {
            let given = [case.record.get("args"), case.record.get("requests")].map(ToString::to_string).concat();
            let exact = |d: &Difference| integer(&d.ours).is_some_and(|ours| given.contains(&ours.to_string()));
            let all = case.differences.iter().filter(|d| is_rounded(d)).all(exact);
            ensure(all, "our integer has other digits than the given one")
        },
    },
];

/// The callbacks that say why a login is not complete.
const REASONS: [&str; 3] = ["onMfa", "onAuthFlow", "onError"];

/// Whether our client began the call with another session, because an earlier call of the sequence ended otherwise.
fn began_with_another_session(case: &Case) -> bool {
    let (recorded, ours) = (&case.record.get("before"), &case.observed.before);
    let token = |value: &Value| if is_falsy(value) { Value::Null } else { value.clone() };
    let user = |mut user: Value| {
        // The one is that of the session, the other always a list.
        for name in ["token", "customData"] {
            if let Some(members) = user.as_object_mut() {
                members.remove(name);
            }
        }
        user
    };
    token(&recorded["token"]) != token(&ours["token"])
        || user(model::user(&recorded["user"])) != user(model::without_nulls(&ours["user"]))
}

/// Whether a request of ours names the user of the token where another one was recorded.
fn is_the_user_of_the_token(case: &Case, difference: &Difference) -> bool {
    let named = matches!(&difference.at, At::Body(_, place) if place == "id" || place == "targetId");
    named && difference.ours.is_string() && difference.ours.as_str() == user_id(case.token_before()).as_deref()
}

/// Whether a value is absent or empty.
pub fn is_nothing(value: &Value) -> bool {
    value.is_null() || *value == ""
}

/// The given texts that mean something else in a URL unless they are escaped.
fn reserved<'a>(case: &'a Case) -> impl Iterator<Item = &'a str> + use<'a> {
    let given = texts(case.record.get("args")).chain(case.record.get("options")["appId"].as_str());
    given.filter(|text| text.contains(|c: char| !c.is_ascii() || "/?#%&=+ \"'<>".contains(c)))
}

/// Whether a difference is in the path or the query of a request, or of an address that a call returns.
fn is_in_an_address(difference: &Difference) -> bool {
    match &difference.at {
        At::Path(_) | At::Query(_) => true,
        At::Value(place) => place == "path" || place == "fragment" || place.starts_with("query"),
        _ => false,
    }
}

/// The decoded segments of the path of a request, and the values of its query.
fn values(sent: &Sent) -> Vec<String> {
    let decoded = |segment: &str| percent_encoding::percent_decode_str(segment).decode_utf8_lossy().into_owned();
    let segments = sent.path.split('/').map(decoded);
    segments.chain(sent.query.iter().map(|(_, value)| value.clone())).collect()
}

/// The values in the query of the address that our call returned.
fn values_of_address(case: &Case) -> Vec<String> {
    let address = address(&case.value()["url"]);
    texts(&address["query"]).map(str::to_owned).collect()
}

const BEYOND_DOUBLES: i128 = 1 << 53;

/// Whether both sides are the same number, except for the rounding of JavaScript.
fn is_rounded(difference: &Difference) -> bool {
    let Some(ours) = integer(&difference.ours).filter(|ours| ours.abs() > BEYOND_DOUBLES) else { return false };
    let double = |number: i128| number as f64;
    match &difference.recorded {
        Value::Number(number) => number.as_f64() == Some(double(ours)),
        Value::String(text) => text.parse::<f64>().is_ok_and(|recorded| recorded == double(ours)),
        _ => false,
    }
}

fn integer(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
