//! Publishing events.

use serde_json::json;

use crate::support::{Server, TestStore, token, user};

#[tokio::test]
async fn an_event_is_published_with_text_or_with_json() {
    let server = Server::start().await;
    server.reply("publishEvent", json!({ "statusCode": 200, "message": "ok", "data": { "success": true } }));
    let client = server.client_over(TestStore::with(&token("user-1"), Some(user("user-1"))));
    client.event().publish("order.created", "{\"id\":1}").await.unwrap();
    client.event().publish("order created?&", json!({ "id": 1 })).await.unwrap();
    let source = format!("authing-wxapp: {}", env!("CARGO_PKG_VERSION"));
    for (request, name) in server.requests().iter().zip(["order.created", "order created?&"]) {
        assert_eq!((&*request.method, &*request.path), ("POST", "/api/v3/pub-userEvent"));
        assert_eq!(request.bearer(), Some(&*token("user-1")));
        assert_eq!(request.json(), json!({ "eventType": name, "source": source, "eventData": "{\"id\":1}" }));
    }
}

#[tokio::test]
async fn a_refused_event_and_an_empty_name_are_errors() {
    let server = Server::start().await;
    server.reply("publishEvent", json!({ "statusCode": 200, "message": "ok", "data": { "success": false } }));
    server.reply("publishEvent", json!({ "statusCode": 403, "message": "no", "data": null }));
    let client = server.client_over(TestStore::with(&token("user-1"), None));
    let codes = [500, 403];
    for code in codes {
        let error = client.event().publish("order.created", "x").await.unwrap_err();
        assert!(error.is_api() && error.code().get() == code && error.verb() == "event_publish", "{error:?}");
    }
    let error = client.event().publish(" ", "x").await.unwrap_err();
    assert!(error.is_argument() && error.message().starts_with("name is empty"), "{error:?}");
    assert_eq!(server.requests().len(), codes.len());
}
