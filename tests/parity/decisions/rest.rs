//! Decisions about Active Directory, logins with any connection, SM2, devices, events, and methods that need a browser.

use serde_json::{Value, json};

use super::Decision;
use crate::{
    calls::rest::DEVICE_FACTS,
    case::ensure,
    compare::{At, PASSWORDS},
    design::Verdict,
    hosts, keys,
    replay::Sent,
    rules::*,
};

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D51",
        what: "the directory host is not derived from a host with fewer than three labels",
        applies: |case| case.is(&["loginByAd"]) && hosts::directory_host_of(&case.observed.options).is_err(),
        explains: |_, d| at_outcome(d) || at_store(d) || matches!(d.at, At::Missing(_)),
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "D07",
        what: "signin_by_credentials stores its token",
        applies: |case| case.is(&["signinByCredentials"]) && tokens(case.value()).next().is_some(),
        explains: |_, d| at_store(d),
        instead: |case| {
            ensure(case.observed.after["user"].is_null(), "another user is still stored")?;
            ensure(tokens(case.value()).next() == Some(&case.observed.after["token"]), "the token was not stored")
        },
    },
    Decision {
        reason: "D23",
        what: "signin_by_credentials needs no options, and no state is invented",
        applies: |case| case.is(&["signinByCredentials"]),
        explains: |case, d| {
            let none = case.record.arg(0)["options"].is_null();
            let options = matches!(&d.at, At::Body(_, place) if place == "options") && d.recorded.is_null();
            let state = matches!(&d.at, At::Value(place) if place == "state") && d.ours.is_null();
            (none && (options || at_outcome(d))) || (state && case.record.arg(0)["options"]["state"].is_null())
        },
        instead: |case| {
            let state = &case.record.arg(0)["options"]["state"];
            ensure(case.error().is_some() || case.value()["state"] == *state, "the state differs")?;
            case.reported_once()?;
            match case.verdict {
                Some(Verdict::Success(_)) => ensure(case.error().is_none(), "the login is lost"),
                _ => Ok(()),
            }
        },
    },
    Decision {
        reason: "D67",
        what: "the redirect URI of the client is sent with the arguments, which are not changed",
        applies: |case| case.is(&["signinByCredentials"]) && case.record.arg(0)["options"]["responseType"] == "code",
        explains: |_, d| d.at == At::ArgumentsChanged,
        instead: |case| {
            let own = &case.record.arg(0)["options"]["redirectUri"];
            let expected = if own.is_null() { &case.record.get("options")["redirectUri"] } else { own };
            let same = |sent: &Sent| sent.json()["options"]["redirectUri"] == *expected;
            case.each_sent(same).map_err(|()| "the redirect URI differs".into())
        },
    },
    Decision {
        reason: "D41",
        what: "with an SM2 key passwords are encrypted with it, and no key is fetched",
        applies: |case| {
            case.record.get("options")["encryption"]["type"] == "sm2" && !case.recorded_password().is_null()
        },
        explains: |_, d| matches!(d.at, At::Missing(0)) || (at_password(d) && !d.recorded["$rsa"].is_null()),
        instead: |case| {
            ensure(case.each_sent(|sent| !sent.path.ends_with("/.well-known")).is_ok(), "a key was fetched")?;
            let recorded =
                case.record.requests().last().map_or(Value::Null, |last| last["graphql"]["variables"].clone());
            let Some(sent) = case.observed.sent.last().map(Sent::json) else { return Ok(()) };
            let same = |place: &&str| {
                let plain = recorded.pointer(place).map(|marked| marked["$sm2"].as_str().or(marked["$rsa"].as_str()));
                let ours = sent["variables"].pointer(place).and_then(Value::as_str).and_then(keys::decrypt_sm2);
                plain.is_none_or(|plain| plain.map(str::as_bytes) == ours.as_deref())
            };
            ensure(PASSWORDS.iter().all(same), "a password is not encrypted with SM2, or differs")
        },
    },
    Decision {
        reason: "D37, D38",
        what: "all ciphertexts are different, and none is too short",
        applies: |case| case.is(&["encryptFunction"]),
        explains: |_, d| matches!(d.at, At::Value(_)),
        instead: |case| {
            let facts = case.value();
            let all = facts["sent"].as_u64().is_some_and(|sent| sent > 1);
            ensure(all && facts["distinct"] == facts["sent"], "two ciphertexts are the same")?;
            ensure(facts["whole"] == facts["sent"], "a ciphertext cannot be decrypted")
        },
    },
    Decision {
        reason: "design: types",
        what: "a password is text, and the compiler refuses a number",
        applies: |case| case.is(&["computedPasswordSecurityLevel"]) && !case.record.arg(0).is_string(),
        explains: |_, d| at_outcome(d),
        instead: |case| {
            case.nothing_was_sent()?;
            ensure(case.value().as_u64().is_some_and(|level| (1..=3).contains(&level)), "the text has no level")
        },
    },
    Decision {
        reason: "design: device facts",
        what: "the caller passes the facts about the device, because there is no browser",
        applies: |case| case.is(&DEVICE_FACTS),
        explains: |_, d| matches!(d.at, At::Value(_)) || at_outcome(d),
        instead: |case| {
            case.nothing_was_sent()?;
            case.store_is_unchanged()
        },
    },
    Decision {
        reason: "design: device facts",
        what: "reporting a device needs a session, but no browser",
        applies: |case| case.is(&["browserFingerprint.createDevice"]),
        explains: |_, d| at_outcome(d) || matches!(d.at, At::Extra(0)),
        instead: |case| {
            if case.token_before().is_null() {
                ensure(case.error().is_some_and(|error| error.is_not_logged_in()), "our call needs no session")?;
                return case.nothing_was_sent();
            }
            let [sent] = &case.observed.sent[..] else {
                return Err("our client did not send exactly one request".into());
            };
            let facts = json!({ "deviceUniqueId": "a-device", "type": "Browser" });
            ensure(sent.path.ends_with("/api/v3/create-device") && sent.json() == facts, "our request differs")
        },
    },
    Decision {
        reason: "D47",
        what: "an event names its own SDK as its source",
        applies: |case| case.is(&["event.pub"]),
        explains: |_, d| matches!(&d.at, At::Body(_, place) if place == "source"),
        instead: |case| {
            let named = |sent: &Sent| {
                let source = sent.json()["source"].as_str().unwrap_or_default().replace("authing-wxapp: ", "rust:");
                crate::design::is_our_version(&source)
            };
            case.each_sent(named).map_err(|()| "the source is not the name and version of this crate".into())
        },
    },
    Decision {
        reason: "design: data of events",
        what: "an event may contain any JSON, and publishing returns no value",
        applies: |case| case.is(&["event.pub"]) && case.token_before().is_string() && !lacks_an_argument(case),
        explains: |case, d| {
            let result = matches!(&d.at, At::Value(_)) && d.ours.is_null();
            let of_another_type = !(case.record.arg(0).is_string() && case.record.arg(1).is_string());
            result || (of_another_type && (at_outcome(d) || matches!(d.at, At::Extra(0))))
        },
        instead: |case| {
            let data = case.record.arg(1);
            let expected = data.as_str().map_or_else(|| data.to_string(), str::to_owned);
            ensure(case.error().is_some() || case.value().is_null(), "our call returned a value")?;
            case.each_sent(|sent| sent.json()["eventData"] == expected).map_err(|()| "the data differ".into())
        },
    },
    Decision {
        reason: "D54, D70, design: events are a stream",
        what: "a subscription receives the same messages from the same URL, as a stream and not by callbacks",
        applies: |case| case.is(&["event.sub"]) && case.token_before().is_string() && !lacks_an_argument(case),
        explains: |_, d| at_outcome(d) || matches!(d.at, At::Value(_)),
        instead: |case| {
            let url = |target: &str| reqwest::Url::parse(&format!("wss://host{target}")).map_err(|e| e.to_string());
            let asked = url(case.value()["target"].as_str().unwrap_or_default())?;
            let query: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
            let expected = json!([["code", case.record.arg(0)], ["token", case.token_before()]]);
            ensure(asked.path() == "/events/v1/authentication/sub", "the path differs")?;
            ensure(json!(query) == expected, "the name or the token differs")?;
            let said = case.record.get("callbacks").as_array().into_iter().flatten();
            let said: Vec<&Value> = said.map(|call| &call["args"][0]).collect();
            ensure(case.value()["heard"] == json!(said), "our client received other messages")
        },
    },
];

/// The tokens of a result. The first one becomes the session.
fn tokens(result: &Value) -> impl Iterator<Item = &Value> {
    ["id_token", "access_token"].into_iter().map(|name| &result[name]).filter(|token| token.is_string())
}
