//! Replies with arbitrary JSON.

use std::sync::{Arc, Mutex};

use proptest::{collection, prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};

use crate::support::{Reply, Server, TestStore, envelope};

fn any_json() -> impl Strategy<Value = Value> {
    let names = prop_oneof![
        proptest::sample::select(vec![
            "code",
            "statusCode",
            "apiCode",
            "message",
            "data",
            "errors",
            "error",
            "user",
            "id",
            "token",
            "identities",
        ]),
        Just("other"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![Just(200_i64), any::<i64>()].prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z.]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            collection::btree_map(names.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn has_text(value: &Value, member: &str) -> bool {
    value[member].as_str().is_some_and(|text| !text.is_empty())
}

/// No reply makes the client panic, and none without an id and a token logs a user in.
#[test]
fn a_reply_logs_in_only_if_it_is_a_success_with_id_and_token() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::start());
    let body = Arc::new(Mutex::new((200, Value::Null)));
    let mounted = Arc::clone(&body);
    let reply = move || {
        let (status, body) = mounted.lock().unwrap().clone();
        Reply::raw(status, "application/json", body.to_string())
    };
    let another = reply.clone();
    server.answer("loginByCode", move |_| reply());
    server.answer("user", move |_| another());
    let app = server.client();
    let near_miss = (any_json(), any_json()).prop_map(|(code, data)| json!({ "code": code, "data": data }));
    let success = any_json().prop_map(envelope);
    let replies = prop_oneof![any_json(), near_miss, success];
    let statuses = proptest::sample::select(vec![200_u16, 200, 200, 400, 500]);
    let property = |(status, reply): (u16, Value)| {
        *body.lock().unwrap() = (status, reply.clone());
        let store = TestStore::new();
        let login = runtime.block_on(app.for_session(store.clone()).login_by_code("a-code").into_future());
        if login.is_ok() {
            prop_assert!(status == 200 && has_text(&reply["data"], "id") && has_text(&reply["data"], "token"));
        } else {
            prop_assert_eq!(store.session(), None);
        }
        let read = app.for_token("a.b.c").get_current_user();
        if let Ok(Some(user)) = runtime.block_on(read.into_future()) {
            prop_assert_eq!(status, 200);
            let member = json!({ "id": user.id }).to_string();
            let named = reply["data"].to_string().contains(member.trim_matches(['{', '}']));
            prop_assert!(named, "{user:?}");
        }
        Ok(())
    };
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) };
    TestRunner::new(config).run(&(statuses, replies), property).unwrap();
}
