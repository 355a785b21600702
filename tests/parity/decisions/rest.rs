//! Decisions about Active Directory, logins by any connection, SM2, devices, events, and what only a browser can do.

use serde_json::{Value, json};

use super::Decision;
use crate::{
    calls::rest::DEVICE_FACTS,
    case::ensure,
    compare::{At, PASSWORDS},
    design::Verdict,
    drive, keys,
    replay::Sent,
    rules::*,
};

pub const DECISIONS: &[Decision] = &[
    Decision {
        reason: "D51",
        what: "a host of the directory service is not guessed from one of less than three labels",
        applies: |case| case.is(&["loginByAd"]) && drive::directory_host_of(&case.seen.options).is_err(),
        explains: |_, d| of_the_end(d) || of_the_store(d) || matches!(d.at, At::Missing(_)),
        instead: |case| {
            case.nothing_was_sent()?;
            case.refused_the_argument()
        },
    },
    Decision {
        reason: "D07",
        what: "a login by any connection stores its token",
        applies: |case| case.is(&["signinByCredentials"]) && tokens(case.value()).next().is_some(),
        explains: |_, d| of_the_store(d),
        instead: |case| {
            ensure(case.seen.after["user"].is_null(), "the user of somebody else is still stored")?;
            ensure(tokens(case.value()).next() == Some(&case.seen.after["token"]), "the token was not stored")
        },
    },
    Decision {
        reason: "D23",
        what: "a login by any connection does without options, and no state is made up that was not given",
        applies: |case| case.is(&["signinByCredentials"]),
        explains: |case, d| {
            let none = case.record.arg(0)["options"].is_null();
            let options = matches!(&d.at, At::Body(_, place) if place == "options") && d.recorded.is_null();
            let state = matches!(&d.at, At::Value(place) if place == "state") && d.ours.is_null();
            (none && (options || of_the_end(d))) || (state && case.record.arg(0)["options"]["state"].is_null())
        },
        instead: |case| {
            let state = &case.record.arg(0)["options"]["state"];
            ensure(case.error().is_some() || case.value()["state"] == *state, "the state is another")?;
            case.reported_once()?;
            match case.verdict {
                Some(Verdict::Success(_)) => ensure(case.error().is_none(), "the login is lost"),
                _ => Ok(()),
            }
        },
    },
    Decision {
        reason: "D67",
        what: "the redirect URI of the client is sent with the arguments, not written into them",
        applies: |case| case.is(&["signinByCredentials"]) && case.record.arg(0)["options"]["responseType"] == "code",
        explains: |_, d| d.at == At::ArgumentsChanged,
        instead: |case| {
            let own = &case.record.arg(0)["options"]["redirectUri"];
            let expected = if own.is_null() { &case.record.get("options")["redirectUri"] } else { own };
            let same = |sent: &Sent| sent.json()["options"]["redirectUri"] == *expected;
            case.each_sent(same).map_err(|()| "the redirect URI is another".into())
        },
    },
    Decision {
        reason: "D41",
        what: "with a key of SM2 no other key is fetched, and passwords are encrypted with it",
        applies: |case| {
            case.record.get("options")["encryption"]["type"] == "sm2" && !case.recorded_password().is_null()
        },
        explains: |_, d| matches!(d.at, At::Missing(0)) || (at_password(d) && !d.recorded["$rsa"].is_null()),
        instead: |case| {
            ensure(case.each_sent(|sent| !sent.path.ends_with("/.well-known")).is_ok(), "a key was fetched")?;
            let recorded =
                case.record.requests().last().map_or(Value::Null, |last| last["graphql"]["variables"].clone());
            let Some(sent) = case.seen.sent.last().map(Sent::json) else { return Ok(()) };
            let same = |place: &&str| {
                let plain = recorded.pointer(place).map(|marked| marked["$sm2"].as_str().or(marked["$rsa"].as_str()));
                let ours = sent["variables"].pointer(place).and_then(Value::as_str).and_then(keys::decrypt_sm2);
                plain.is_none_or(|plain| plain.map(str::as_bytes) == ours.as_deref())
            };
            ensure(PASSWORDS.iter().all(same), "a password is not under SM2, or another one")
        },
    },
    Decision {
        reason: "D37, D38",
        what: "no two ciphertexts are the same, and none is short of a byte",
        applies: |case| case.is(&["encryptFunction"]),
        explains: |_, d| matches!(d.at, At::Value(_)),
        instead: |case| {
            let facts = case.value();
            let all = facts["sent"].as_u64().is_some_and(|sent| sent > 1);
            ensure(all && facts["distinct"] == facts["sent"], "two ciphertexts are the same")?;
            ensure(facts["whole"] == facts["sent"], "a ciphertext cannot be read")
        },
    },
    Decision {
        reason: "design: types",
        what: "a password is text: a number has to be written out, which the compiler sees to",
        applies: |case| case.is(&["computedPasswordSecurityLevel"]) && !case.record.arg(0).is_string(),
        explains: |_, d| of_the_end(d),
        instead: |case| {
            case.nothing_was_sent()?;
            ensure(case.value().as_u64().is_some_and(|level| (1..=3).contains(&level)), "the text has no level")
        },
    },
    Decision {
        reason: "design: device facts",
        what: "there is no browser to gather facts about: they are arguments of the caller",
        applies: |case| case.is(&DEVICE_FACTS),
        explains: |_, d| matches!(d.at, At::Value(_)) || of_the_end(d),
        instead: |case| {
            case.nothing_was_sent()?;
            case.store_is_unchanged()
        },
    },
    Decision {
        reason: "design: device facts",
        what: "so reporting a device needs no browser, but a session",
        applies: |case| case.is(&["browserFingerprint.createDevice"]),
        explains: |_, d| of_the_end(d) || matches!(d.at, At::Extra(0)),
        instead: |case| {
            if case.token_before().is_null() {
                ensure(case.error().is_some_and(|error| error.is_not_logged_in()), "ours wants no session")?;
                return case.nothing_was_sent();
            }
            let [sent] = &case.seen.sent[..] else { return Err("ours did not send one request".into()) };
            let facts = json!({ "deviceUniqueId": "a-device", "type": "Browser" });
            ensure(sent.path.ends_with("/api/v3/create-device") && sent.json() == facts, "ours sent something else")
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
            case.each_sent(named).map_err(|()| "the source is not our name and version".into())
        },
    },
    Decision {
        reason: "design: data of events",
        what: "an event may say anything, and is published without a result",
        applies: |case| case.is(&["event.pub"]) && case.token_before().is_string() && !lacks_an_argument(case),
        explains: |case, d| {
            let result = matches!(&d.at, At::Value(_)) && d.ours.is_null();
            let of_another_type = !(case.record.arg(0).is_string() && case.record.arg(1).is_string());
            result || (of_another_type && (of_the_end(d) || matches!(d.at, At::Extra(0))))
        },
        instead: |case| {
            let data = case.record.arg(1);
            let expected = data.as_str().map_or_else(|| data.to_string(), str::to_owned);
            ensure(case.error().is_some() || case.value().is_null(), "ours gave a value")?;
            case.each_sent(|sent| sent.json()["eventData"] == expected).map_err(|()| "the data are others".into())
        },
    },
    Decision {
        reason: "D54, D70, design: events are a stream",
        what: "who subscribes hears the same from the same address, as a stream and not by callbacks",
        applies: |case| case.is(&["event.sub"]) && case.token_before().is_string() && !lacks_an_argument(case),
        explains: |_, d| of_the_end(d) || matches!(d.at, At::Value(_)),
        instead: |case| {
            let url = |target: &str| reqwest::Url::parse(&format!("wss://host{target}")).map_err(|e| e.to_string());
            let asked = url(case.value()["target"].as_str().unwrap_or_default())?;
            let query: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
            let expected = json!([["code", case.record.arg(0)], ["token", case.token_before()]]);
            ensure(asked.path() == "/events/v1/authentication/sub", "the path is another")?;
            ensure(json!(query) == expected, "the name or the token is another")?;
            let said = case.record.get("callbacks").as_array().into_iter().flatten();
            let said: Vec<&Value> = said.map(|call| &call["args"][0]).collect();
            ensure(case.value()["heard"] == json!(said), "ours heard something else")
        },
    },
];

/// The tokens of a result, the one that a session is made of first.
fn tokens(result: &Value) -> impl Iterator<Item = &Value> {
    ["id_token", "access_token"].into_iter().map(|name| &result[name]).filter(|token| token.is_string())
}
