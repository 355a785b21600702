//! Organizations, departments, roles, resources and applications come from the seed; the security level is computed.

use authing_wxapp::{ErrorCode, ResourceType};
use serde_json::json;

use crate::proxy::Sandbox;

#[tokio::test]
async fn a_user_has_the_memberships_of_the_seed() {
    let sandbox = Sandbox::seeded(json!({
        "users": [{
            "email": "ada@example.com",
            "password": "passw0rd",
            "orgs": [[{ "type": "org", "id": "o1" }, { "type": "node", "id": "n1", "name": "Engines" }]],
            "departments": [{ "department": { "id": "n1", "name": "Engines" }, "isMainDepartment": true }],
            "roles": [{ "code": "admin" }, { "code": "reader", "namespace": "books" }],
            "resources": [
                { "code": "book:1", "type": "DATA", "actions": ["book:read"] },
                { "code": "GET:/books", "type": "API" },
                { "code": "other", "namespace": "books" },
            ],
        }],
        "applications": [{ "id": "a1", "name": "One" }, { "id": "a2" }, { "id": "a3" }],
    }))
    .await;
    let client = sandbox.client();
    client.login_by_email("ada@example.com", "passw0rd").await.unwrap();

    assert_eq!(client.list_orgs().await.unwrap()[0][1].name.as_deref(), Some("Engines"));
    let departments = client.list_departments().await.unwrap();
    assert_eq!((departments.total_count, departments.list.unwrap()[0].is_main_department), (Some(1), Some(true)));

    assert!(client.has_role("admin").await.unwrap());
    assert!(client.has_role("reader").await.unwrap());
    assert!(!client.has_role("admin").namespace("books").await.unwrap());
    assert!(!client.has_role("owner").await.unwrap());

    assert_eq!(client.list_authorized_resources("default").await.unwrap().total_count, Some(2));
    let apis = client.list_authorized_resources("default").resource_type(ResourceType::API).await.unwrap();
    assert_eq!(apis.list.unwrap()[0].code, "GET:/books");
    assert_eq!(client.list_authorized_resources("books").await.unwrap().list.unwrap()[0].code, "other");

    let second = client.list_applications().page(2_u32).limit(2_u32).await.unwrap();
    assert_eq!((second.total_count, second.list.unwrap()[0].id.as_str()), (Some(3), "a3"));
    assert_eq!(client.list_applications().page(0_u32).await.unwrap_err().code(), ErrorCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_user_without_a_seed_has_no_memberships() {
    let sandbox = Sandbox::start().await;
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    assert!(client.list_orgs().await.unwrap().is_empty());
    assert_eq!(client.list_departments().await.unwrap().total_count, Some(0));
    assert_eq!(client.list_authorized_resources("default").await.unwrap().total_count, Some(0));
    assert_eq!(client.list_applications().await.unwrap().list.unwrap()[0].id, authing_sandbox::APP_ID);
}

#[tokio::test]
async fn the_security_level_is_computed_unless_the_seed_has_one() {
    let sandbox = Sandbox::seeded(json!({ "users": [
        { "email": "ada@example.com", "password": "passw0rd" },
        { "email": "bob@example.com", "password": "passw0rd", "securityLevel": { "score": 99 } },
    ] }))
    .await;
    let client = sandbox.client();
    client.login_by_email("ada@example.com", "passw0rd").await.unwrap();
    let level = client.get_security_level().await.unwrap();
    assert_eq!((level.score, level.email, level.phone), (Some(65), Some(true), Some(false)));
    assert_eq!((level.password, level.password_security_level, level.mfa), (Some(true), Some(2), Some(false)));
    client.login_by_email("bob@example.com", "passw0rd").await.unwrap();
    assert_eq!(client.get_security_level().await.unwrap().score, Some(99));
}
