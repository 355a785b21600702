//! Real-name authentication, devices, and `logout_current`.

use authing_wxapp::{AuthenticationClient, BoxFuture, Error, PrincipalIdentity, PrincipalType};
use serde_json::{Value, json};

use crate::support::{APP_ID, Reply, Server, TestStore, envelope, refusal, token, user};

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

fn v3(data: Value) -> Value {
    json!({ "statusCode": 200, "message": "ok", "data": data })
}

#[tokio::test]
async fn a_real_name_authentication_may_be_absent_and_its_code_is_not_printed() {
    let server = Server::start().await;
    let detail = json!({ "id": "p-1", "principalType": "P", "principalName": "Ada", "principalCode": "1101011990" });
    server.reply("getPrincipal", envelope(detail));
    server.reply("getPrincipal", envelope(Value::Null));
    let principal = server.client_over(signed_in()).principal();
    let detail = principal.detail().await.unwrap().unwrap();
    assert_eq!(
        (detail.principal_type.as_ref(), detail.principal_name.as_deref()),
        (Some(&PrincipalType::P), Some("Ada"))
    );
    assert_eq!(detail.principal_code.as_ref().unwrap().expose(), "1101011990");
    assert!(!format!("{detail:?}").contains("1101011990"));
    assert_eq!(principal.detail().await.unwrap(), None);
    let request = &server.requests()[0];
    assert_eq!((&*request.method, &*request.path), ("GET", "/api/v2/users/principal_authentication"));
    assert_eq!(request.bearer(), Some(&*token("user-1")));
}

#[tokio::test]
async fn a_person_and_an_enterprise_authenticate() {
    let server = Server::start().await;
    server.reply("authenticatePrincipal", json!({ "code": 200, "message": "done" }));
    let principal = server.client_over(signed_in()).principal();
    let person = PrincipalIdentity::person("Ada", "1101011990", "6222020000");
    assert!(!format!("{person:?} {:?}", principal.authenticate(person.clone())).contains("1101011990"));
    principal.authenticate(person).await.unwrap();
    principal.authenticate(PrincipalIdentity::enterprise("Engines Ltd", "9111", "Ada")).await.unwrap();
    let bodies: Vec<Value> = server.requests().iter().map(|request| request.json()).collect();
    assert_eq!(bodies[0], json!({ "type": "P", "name": "Ada", "idCard": "1101011990", "ext": "6222020000" }));
    assert_eq!(bodies[1], json!({ "type": "E", "name": "Engines Ltd", "idCard": "9111", "ext": "Ada" }));
    assert!(server.requests().iter().all(|request| request.method == "POST"));
}

#[tokio::test]
async fn devices_are_listed() {
    let server = Server::start().await;
    let device = json!({ "device": { "deviceUniqueId": "dev-1" }, "lastIp": "203.0.113.9", "online": true });
    server.reply("listMyDevices", v3(json!([device])));
    server.reply("listMyDevices", v3(Value::Null));
    let devices = server.client_over(signed_in()).devices();
    let list = devices.list().await.unwrap();
    assert_eq!((list[0].online, list[0].last_ip.as_deref()), (Some(true), Some("203.0.113.9")));
    assert_eq!(list[0].device.as_ref().unwrap()["deviceUniqueId"], "dev-1");
    assert!(devices.list().await.unwrap().is_empty());
    assert_eq!((&*server.requests()[0].method, &*server.requests()[0].path), ("GET", "/api/v3/mydevices/list"));
}

#[tokio::test]
async fn a_device_is_unbound_or_logged_out() {
    let server = Server::start().await;
    for operation in ["unbindMyDevice", "logoutMyDevice"] {
        server.reply(operation, v3(json!({ "success": true })));
        server.reply(operation, v3(Value::Null));
        server.reply(operation, v3(json!({ "success": false })));
        server.reply(operation, json!({ "statusCode": 403, "message": "no", "data": null }));
    }
    let store = signed_in();
    let devices = server.client_over(store.clone()).devices();
    for _ in 0..2 {
        devices.unbind("dev-1").await.unwrap();
        devices.logout("dev-1").await.unwrap();
    }
    let not_done = [devices.unbind("dev-1").await.unwrap_err(), devices.logout("dev-1").await.unwrap_err()];
    assert!(not_done.iter().all(|error| error.is_api() && error.may_have_reached_server()), "{not_done:?}");
    assert!(not_done.iter().all(|error| error.code().get() == 500 && error.http_status() == Some(200)), "{not_done:?}");
    let refused = [devices.unbind("dev-1").await.unwrap_err(), devices.logout("dev-1").await.unwrap_err()];
    assert!(refused.iter().all(|error| error.code().get() == 403 && error.message() == "no"), "{refused:?}");

    let requests = server.requests();
    assert_eq!(
        (&*requests[0].path, &*requests[1].path),
        ("/api/v3/mydevices/unbind", "/api/v3/mydevices/revoke-session")
    );
    assert!(requests.iter().all(|request| request.json() == json!({ "deviceId": "dev-1" })));
    assert_eq!(store.token(), Some(token("user-1")));
}

#[tokio::test]
async fn a_device_is_created_with_the_facts_of_the_caller() {
    let server = Server::start().await;
    server.reply("createDevice", v3(json!({ "success": true })));
    server.reply("createDevice", v3(json!({ "success": false })));
    let devices = server.client_over(signed_in()).devices();
    devices.create("dev-1").name("Ada's phone").fact("os", "HarmonyOS").fact("screenWidth", 1080).await.unwrap();
    let error = devices.create("dev-1").await.unwrap_err();
    assert!(error.is_api() && error.verb() == "devices_create", "{error:?}");
    let requests = server.requests();
    assert_eq!((&*requests[0].method, &*requests[0].path), ("POST", "/api/v3/create-device"));
    let expected = json!({ "deviceUniqueId": "dev-1", "name": "Ada's phone", "os": "HarmonyOS", "screenWidth": 1080 });
    assert_eq!(requests[0].json(), expected);
    assert_eq!(requests[1].json(), json!({ "deviceUniqueId": "dev-1" }));
    assert_eq!(requests[0].bearer(), Some(&*token("user-1")));
}

#[tokio::test]
async fn logout_current_clears_the_session_even_if_the_server_refuses() {
    let replies = [
        Reply::from(json!({ "code": 200, "message": "done" })),
        refusal(500, "no").into(),
        Reply::raw(200, "text/html", "<html>bye</html>"),
    ];
    for (number, reply) in replies.into_iter().enumerate() {
        let server = Server::start().await;
        server.reply("logoutCurrent", reply);
        let store = signed_in();
        let result = server.client_over(store.clone()).logout_current().await;
        assert_eq!(result.is_ok(), number == 0, "{result:?}");
        assert!(result.err().is_none_or(|error| error.verb() == "logout_current"));
        assert_eq!(store.token(), None);
        let mut request = server.one_request();
        request.query.sort();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(request.query, [pair("appId", APP_ID), pair("deviceId", "current")]);
        assert_eq!((&*request.method, &*request.path), ("GET", "/logout"));
        assert_eq!(request.bearer(), Some(&*token("user-1")));
    }
}

type Call = fn(AuthenticationClient) -> BoxFuture<'static, Result<(), Error>>;

const CALLS: [(&str, Call); 7] = [
    ("principal_detail", |c| Box::pin(async move { c.principal().detail().await.map(drop) })),
    ("principal_authenticate", |c| {
        Box::pin(async move { c.principal().authenticate(PrincipalIdentity::person("a", "b", "c")).await })
    }),
    ("devices_list", |c| Box::pin(async move { c.devices().list().await.map(drop) })),
    ("devices_unbind", |c| Box::pin(async move { c.devices().unbind("d").await })),
    ("devices_logout", |c| Box::pin(async move { c.devices().logout("d").await })),
    ("devices_create", |c| Box::pin(async move { c.devices().create("d").await })),
    ("event_publish", |c| Box::pin(async move { c.event().publish("e", "x").await })),
];

#[tokio::test]
async fn without_a_session_nothing_is_sent() {
    let server = Server::start().await;
    for (method, call) in CALLS {
        let error = call(server.client()).await.unwrap_err();
        assert!(error.is_not_logged_in() && !error.may_have_reached_server(), "{error:?}");
        assert_eq!(error.verb(), method);
    }
    server.assert_untouched();
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.client_over(signed_in());
    let identities = [
        (PrincipalIdentity::person("", "b", "c"), "name"),
        (PrincipalIdentity::person("a", "", "c"), "id_card"),
        (PrincipalIdentity::person("a", "b", ""), "bank_card"),
        (PrincipalIdentity::enterprise("a", " ", "c"), "code"),
        (PrincipalIdentity::enterprise("a", "b", ""), "legal_person_name"),
    ];
    for (identity, name) in identities {
        let error = client.principal().authenticate(identity).await.unwrap_err();
        assert!(error.is_argument() && error.message().starts_with(&format!("{name} is empty")), "{error:?}");
    }
    for error in [client.devices().unbind("").await.unwrap_err(), client.devices().logout(" ").await.unwrap_err()] {
        assert!(error.is_argument() && error.message().contains("device_id is empty"), "{error:?}");
    }
    let error = client.devices().create(" ").await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("device_unique_id is empty"), "{error:?}");
    server.assert_untouched();
}
