//! Custom fields have types, and only those that are defined exist.

use std::time::{Duration, SystemTime};

use authing_wxapp::{CustomDataType, CustomValue, ErrorCode};
use serde_json::json;

use crate::proxy::Sandbox;

#[tokio::test]
async fn values_are_kept_in_the_type_of_their_field() {
    let sandbox = Sandbox::seeded(json!({ "customFields": [
        { "key": "school", "label": "School" },
        { "key": "age", "dataType": "NUMBER" },
        { "key": "member", "dataType": "BOOLEAN" },
        { "key": "size", "dataType": "SELECT", "options": ["S", "L"] },
        { "key": "joined", "dataType": "DATETIME" },
    ] }))
    .await;
    sandbox.define_custom_field("address", CustomDataType::OBJECT);
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    assert!(client.list_udv().await.unwrap().is_empty());

    let moment = SystemTime::UNIX_EPOCH + Duration::from_millis(1_622_536_200_000);
    let address = json!({ "city": "London" });
    let set = client.set_udv("school", "Analytical").await.unwrap();
    assert_eq!((set[0].value.clone(), set[0].label.as_deref()), (Some("Analytical".into()), Some("School")));
    let set = client
        .set_udf_value([
            ("age", CustomValue::Number("12345678901234567890.5".parse().unwrap())),
            ("member", true.into()),
            ("size", CustomValue::Select("S".into())),
            ("joined", CustomValue::Date(moment)),
            ("address", CustomValue::Object(address.clone())),
        ])
        .await
        .unwrap();
    assert_eq!(set.len(), 6);
    let values = client.get_udf_value().await.unwrap();
    assert_eq!(values["age"], CustomValue::Number("12345678901234567890.5".parse().unwrap()));
    assert_eq!(values["joined"], CustomValue::Date(moment));
    assert_eq!(values["address"], CustomValue::Object(address));

    let left = client.remove_udv("school").await.unwrap();
    assert!(left.len() == 5 && left.iter().all(|field| field.key != "school"));
    let iso = CustomValue::Text("2021-06-01T08:30:00.000Z".into());
    assert_eq!(client.set_udv("joined", iso).await.unwrap()[3].typed(), Some(CustomValue::Date(moment)));
}

#[tokio::test]
async fn unknown_fields_and_values_of_another_type_are_refused() {
    let sandbox = Sandbox::seeded(json!({ "customFields": [
        { "key": "age", "dataType": "NUMBER" },
        { "key": "size", "dataType": "SELECT", "options": ["S", "L"] },
    ] }))
    .await;
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let unknown = client.set_udv("school", "Analytical").await.unwrap_err();
    assert!(unknown.code() == ErrorCode::BAD_REQUEST && unknown.message().contains("school"), "{unknown}");
    assert!(client.remove_udv("school").await.unwrap_err().is_api());
    assert!(client.set_udv("size", "XL").await.unwrap_err().is_api());
    let mixed = client.set_udf_value([("size", CustomValue::from("S")), ("age", "old".into())]).await;
    assert!(mixed.unwrap_err().message().contains("NUMBER"));
    assert!(client.list_udv().await.unwrap().is_empty(), "either all values are set or none");

    let bob = sandbox.client();
    bob.login_by_code(sandbox.wechat().user("openid-bob").login()).await.unwrap();
    let token = bob.stored_session().await.unwrap().unwrap().token().clone();
    let body = json!({
        "query": "query udv($targetType: UDFTargetType!, $targetId: String!) { udv(targetType: $targetType, targetId: $targetId) { key } }",
        "variables": { "targetType": "USER", "targetId": sandbox.users()[0].id },
    });
    let request = reqwest::Client::new().post(format!("{}/graphql/v2", sandbox.url())).json(&body);
    let request = request.header("x-authing-app-id", authing_sandbox::APP_ID).bearer_auth(token.expose());
    let reply: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(reply["errors"][0]["message"]["code"], ErrorCode::PERMISSION_DENIED.get());
}

#[tokio::test]
async fn a_seed_has_values_as_an_export_does() {
    let fields = json!([{ "key": "age", "dataType": "NUMBER" }, { "key": "name" }]);
    let users = json!([{ "email": "ada@example.com", "password": "passw0rd", "customData": [
        { "key": "age", "value": 36 }, { "key": "name", "value": "36" },
    ] }]);
    let first = Sandbox::seeded(json!({ "customFields": fields, "users": users })).await;
    let second = Sandbox::seeded(first.export()).await;
    assert_eq!(second.export(), first.export());
    let client = second.client();
    client.login_by_email("ada@example.com", "passw0rd").await.unwrap();
    let values = client.get_udf_value().await.unwrap();
    assert_eq!((&values["age"], &values["name"]), (&CustomValue::from(36), &CustomValue::from("36")));

    let broken = json!({ "users": [{ "customData": [{ "key": "age", "value": 36 }] }] });
    let error = authing_sandbox::Sandbox::builder().seed(broken).start().await.unwrap_err();
    assert!(error.to_string().contains("age"), "{error}");
}

#[tokio::test]
async fn a_time_that_is_out_of_range_is_refused_as_such() {
    let sandbox = crate::sandbox().await;
    sandbox.define_custom_field("joined", CustomDataType::DATETIME);
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    for (time, why) in [
        (
            "9999-12-31T23:59:59Z",
            "the time of the custom field joined is out of range; times go from -009999-01-02T01:59:59Z to 9999-12-30",
        ),
        ("9999-12-31T23:59:59+00:00", "the time of the custom field joined is out of range"),
        ("yesterday", "the custom field joined holds values of the type DATETIME"),
        ("2020-13-01", "the custom field joined holds values of the type DATETIME"),
    ] {
        let refused = client.set_udv("joined", time).await.unwrap_err();
        assert!(refused.message().contains(why), "{time}: {refused}");
    }
    client.set_udv("joined", "9999-12-30T22:00:00Z").await.unwrap();
}
