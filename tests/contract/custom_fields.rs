//! Custom fields, which a user pool adds to its users.

use std::time::{Duration, SystemTime};

use authing_wxapp::{AuthenticationClient, BoxFuture, CustomDataEntry, CustomNumber, CustomValue, Error};
use serde_json::{Value, json};

use crate::support::{Server, TestStore, graphql, graphql_refusal, token, user};

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

fn field(data_type: &str, value: impl Into<Value>) -> Value {
    json!({ "key": "k", "dataType": data_type, "value": value.into(), "label": null })
}

fn typed(data_type: &str, value: impl Into<Value>) -> Option<CustomValue> {
    serde_json::from_value::<CustomDataEntry>(field(data_type, value)).unwrap().typed()
}

fn moment(milliseconds: u64) -> CustomValue {
    CustomValue::Date(SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds))
}

fn number(digits: &str) -> CustomValue {
    CustomValue::Number(digits.parse().unwrap())
}

fn raw(text: &str) -> Option<CustomValue> {
    Some(CustomValue::Raw(text.into()))
}

#[test]
fn a_value_has_the_type_of_its_field() {
    assert_eq!(typed("STRING", "36"), Some(CustomValue::Text("36".into())));
    assert_eq!(typed("SELECT", "red"), Some(CustomValue::Select("red".into())));
    assert_eq!(typed("NUMBER", "36"), Some(number("36")));
    assert_eq!(typed("BOOLEAN", "true"), Some(CustomValue::Boolean(true)));
    assert_eq!(typed("OBJECT", r#"{"city":"London"}"#), Some(CustomValue::Object(json!({ "city": "London" }))));
    assert_eq!(typed("STRING", Value::Null), None);
    assert_eq!(typed("TELEPATHY", "x"), raw("x"));
}

#[test]
fn a_value_that_is_not_json_text_is_read_too() {
    assert_eq!(typed("NUMBER", 36), Some(number("36")));
    assert_eq!(typed("BOOLEAN", false), Some(CustomValue::Boolean(false)));
    assert_eq!(typed("OBJECT", json!({ "a": [1] })), Some(CustomValue::Object(json!({ "a": [1] }))));
    assert_eq!(typed("DATETIME", 1_609_459_200_000_i64), Some(moment(1_609_459_200_000)));
}

#[test]
fn a_number_keeps_all_its_digits() {
    for digits in ["123456789012345678", "-0.1", "12345678901234567890123.5", "1e3"] {
        assert_eq!(typed("NUMBER", digits), Some(number(digits)), "{digits}");
    }
    let large: CustomNumber = "123456789012345678".parse().unwrap();
    assert_eq!((large.as_i64(), large.to_string()), (Some(123_456_789_012_345_678), "123456789012345678".into()));
    assert_eq!(CustomNumber::from(u64::MAX).as_str(), u64::MAX.to_string());
    assert_eq!("1.5".parse::<CustomNumber>().unwrap().as_f64(), Some(1.5));
    for bad in ["", "NaN", "0x10", "1 2", "036", "\"1\""] {
        let error = authing_wxapp::Error::from(bad.parse::<CustomNumber>().unwrap_err());
        assert!(error.is_argument(), "{bad}");
        assert_eq!(typed("NUMBER", bad), raw(bad));
    }
}

#[test]
fn numbers_inside_an_object_keep_all_their_digits() {
    for exact in [r#"{"id":18446744073709551615,"x":-1.25e3,"t":"1.23456789012345678","b":[true,null]}"#, r#"{"\"":1}"#]
    {
        assert_eq!(typed("OBJECT", exact), Some(CustomValue::Object(serde_json::from_str(exact).unwrap())));
    }
    for lossy in [r#"{"id":184467440737095516150}"#, r#"[1.23456789012345678]"#] {
        assert_eq!(typed("OBJECT", lossy), raw(lossy));
    }
}

#[test]
fn a_date_is_read_as_milliseconds_and_as_text() {
    assert_eq!(typed("DATETIME", "1609459200000"), Some(moment(1_609_459_200_000)));
    for text in ["2021-06-01T08:30:00.000Z", "2021-06-01T08:30:00Z", "2021-06-01T16:30:00+08:00"] {
        assert_eq!(typed("DATETIME", text), Some(moment(1_622_536_200_000)), "{text}");
    }
    assert_eq!(typed("DATETIME", "2021-01-01"), Some(moment(1_609_459_200_000)));
    let before = SystemTime::UNIX_EPOCH - Duration::from_millis(1);
    assert_eq!(typed("DATETIME", "-1"), Some(CustomValue::Date(before)));
    // The time zone of this text is unknown.
    assert_eq!(typed("DATETIME", "2021-06-01T08:30:00"), raw("2021-06-01T08:30:00"));
    for bad in ["", "soon", "2021-13-01", "99999999999999999999"] {
        assert_eq!(typed("DATETIME", bad), raw(bad), "{bad}");
    }
}

#[tokio::test]
async fn an_unreadable_field_keeps_its_text_and_does_not_affect_others() {
    let server = Server::start().await;
    let fields = json!([
        { "key": "ok", "dataType": "STRING", "value": "x", "label": "Label" },
        { "key": "bad", "dataType": "OBJECT", "value": "oops", "label": null },
        { "key": "none", "dataType": "NUMBER", "value": null, "label": null },
    ]);
    server.reply("udv", graphql("udv", fields));
    let store = signed_in();
    let client = server.client_over(store.clone());
    let fields = client.list_udv().await.unwrap();
    assert_eq!((&*fields[0].key, fields[0].label.as_deref()), ("ok", Some("Label")));
    assert_eq!(fields[0].typed(), Some(CustomValue::Text("x".into())));
    assert_eq!((fields[1].value.clone(), fields[1].typed()), (Some(json!("oops")), raw("oops")));
    assert_eq!(fields[2].typed(), None);

    let values = client.get_udf_value().await.unwrap();
    assert_eq!(values.keys().collect::<Vec<_>>(), ["bad", "ok"]);
    assert_eq!(values["bad"], CustomValue::Raw("oops".into()));

    let request = &server.requests()[0];
    assert_eq!(request.variables(), json!({ "targetType": "USER", "targetId": "user-1" }));
    assert_eq!(request.bearer(), Some(&*token("user-1")));
    assert_eq!(store.session().unwrap().user(), Some(&user("user-1")));
}

#[tokio::test]
async fn a_value_is_sent_as_json_text() {
    let server = Server::start().await;
    server.reply("setUdv", graphql("setUdv", json!([field("STRING", "Analytical")])));
    let client = server.client_over(signed_in());
    let fields = client.set_udv("k", "Analytical").await.unwrap();
    assert_eq!(fields[0].typed(), Some(CustomValue::Text("Analytical".into())));
    client.set_udv("k", String::from("say \"hi\"")).await.unwrap();
    client.set_udv("k", 36).await.unwrap();
    client.set_udv("k", "12345678901234567890.5".parse::<CustomNumber>().unwrap()).await.unwrap();
    client.set_udv("k", true).await.unwrap();
    client.set_udv("k", SystemTime::UNIX_EPOCH + Duration::from_millis(1_609_459_200_000)).await.unwrap();
    client.set_udv("k", json!({ "city": "London" })).await.unwrap();
    client.set_udv("k", json!(1.5)).await.unwrap();
    client.set_udv("k", CustomValue::Select("red".into())).await.unwrap();

    let requests = server.requests();
    let first = json!({ "targetType": "USER", "targetId": "user-1", "key": "k", "value": "\"Analytical\"" });
    assert_eq!(requests[0].variables(), first);
    let values: Vec<_> = requests[1..].iter().map(|request| request.variables()["value"].clone()).collect();
    let wanted = [
        r#""say \"hi\"""#,
        "36",
        "12345678901234567890.5",
        "true",
        "1609459200000",
        r#"{"city":"London"}"#,
        "1.5",
        r#""red""#,
    ];
    assert_eq!(values, wanted);
}

#[tokio::test]
async fn several_values_are_sent_in_one_request() {
    let server = Server::start().await;
    server.reply("setUdvBatch", graphql("setUdvBatch", json!([field("STRING", "x")])));
    let client = server.client_over(signed_in());
    assert_eq!(client.set_udf_value([("school", json!("x")), ("age", json!(36))]).await.unwrap().len(), 1);
    client.set_udf_value(json!({ "member": true }).as_object().unwrap().clone()).await.unwrap();
    let list = |at: usize| server.requests()[at].variables()["udvList"].clone();
    assert_eq!(list(0), json!([{ "key": "school", "value": "\"x\"" }, { "key": "age", "value": "36" }]));
    assert_eq!(list(1), json!([{ "key": "member", "value": "true" }]));
}

#[tokio::test]
async fn a_value_is_removed() {
    let server = Server::start().await;
    server.reply("removeUdv", graphql("removeUdv", json!([field("NUMBER", "36")])));
    let client = server.client_over(signed_in());
    assert_eq!(client.remove_udv("school").await.unwrap()[0].typed(), Some(number("36")));
    client.remove_udf_value("school").await.unwrap();
    let variables = json!({ "targetType": "USER", "targetId": "user-1", "key": "school" });
    assert!(server.requests().iter().all(|request| request.variables() == variables));
}

#[tokio::test]
async fn a_list_that_is_null_is_empty() {
    let server = Server::start().await;
    for operation in ["udv", "setUdv", "setUdvBatch", "removeUdv"] {
        server.reply(operation, graphql(operation, Value::Null));
    }
    let client = server.client_over(signed_in());
    assert!(client.list_udv().await.unwrap().is_empty() && client.get_udf_value().await.unwrap().is_empty());
    assert!(client.set_udv("k", "x").await.unwrap().is_empty());
    assert!(client.set_udf_value([("k", "x")]).await.unwrap().is_empty());
    assert!(client.remove_udv("k").await.unwrap().is_empty());
}

type Call = fn(AuthenticationClient) -> BoxFuture<'static, Result<(), Error>>;

const CALLS: [(&str, &str, Call); 6] = [
    ("udv", "list_udv", |c| Box::pin(async move { c.list_udv().await.map(drop) })),
    ("udv", "get_udf_value", |c| Box::pin(async move { c.get_udf_value().await.map(drop) })),
    ("setUdv", "set_udv", |c| Box::pin(async move { c.set_udv("k", "x").await.map(drop) })),
    ("setUdvBatch", "set_udf_value", |c| Box::pin(async move { c.set_udf_value([("k", 1)]).await.map(drop) })),
    ("removeUdv", "remove_udv", |c| Box::pin(async move { c.remove_udv("k").await.map(drop) })),
    ("removeUdv", "remove_udf_value", |c| Box::pin(async move { c.remove_udf_value("k").await })),
];

#[tokio::test]
async fn without_a_session_nothing_is_sent() {
    let server = Server::start().await;
    for (_, method, call) in CALLS {
        let error = call(server.client()).await.unwrap_err();
        assert!(error.is_not_logged_in() && !error.may_have_reached_server(), "{error:?}");
        assert_eq!(error.verb(), method);
    }
    server.assert_untouched();
}

#[tokio::test]
async fn a_refusal_has_the_server_s_code_and_the_method() {
    for (operation, method, call) in CALLS {
        let server = Server::start().await;
        server.reply(operation, graphql_refusal(2100, "no such field"));
        let error = call(server.client_over(signed_in())).await.unwrap_err();
        assert_eq!((error.code().get(), error.message(), error.verb()), (2100, "no such field", method));
    }
}

#[tokio::test]
async fn an_empty_key_no_values_and_null_are_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.client_over(signed_in());
    let errors = [
        (client.set_udv("", "x").await.unwrap_err(), "key is empty"),
        (client.remove_udv(" ").await.unwrap_err(), "key is empty"),
        (client.remove_udf_value("").await.unwrap_err(), "key is empty"),
        (client.set_udf_value([("", "x")]).await.unwrap_err(), "key is empty"),
        (client.set_udf_value([("", ""); 0]).await.unwrap_err(), "values is empty"),
        (client.set_udv("k", Value::Null).await.unwrap_err(), "value is null"),
        (client.set_udf_value([("k", Value::Null)]).await.unwrap_err(), "value is null"),
    ];
    for (error, message) in errors {
        assert!(error.is_argument() && error.message().contains(message), "{error:?}");
    }
    server.assert_untouched();
}
