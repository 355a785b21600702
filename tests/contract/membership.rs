//! Organizations, departments, roles, resources and applications of the logged-in user.

use authing_wxapp::{AuthenticationClient, BoxFuture, Error, OrgNodeType, ResourceType};
use serde_json::{Value, json};

use crate::support::{Contract, Reply, Server, TestStore, envelope, graphql, graphql_refusal, refusal, token, user};

fn signed_in() -> TestStore {
    TestStore::with(&token("user-1"), Some(user("user-1")))
}

#[tokio::test]
async fn the_security_level_has_a_score_and_its_reasons() {
    let server = Server::start().await;
    let level = json!({ "score": 65, "email": true, "phone": false, "password": true, "passwordSecurityLevel": 1, "mfa": false });
    server.reply("getSecurityLevel", envelope(level));
    server.reply("getSecurityLevel", envelope(json!({ "score": 20, "passwordSecurityLevel": null })));
    let store = signed_in();
    let client = server.client_over(store.clone());
    let level = client.get_security_level().await.unwrap();
    assert_eq!((level.score, level.password_security_level), (Some(65), Some(1)));
    assert_eq!(
        (level.email, level.phone, level.password, level.mfa),
        (Some(true), Some(false), Some(true), Some(false))
    );
    assert_eq!(client.get_security_level().await.unwrap().password_security_level, None);

    let request = &server.requests()[0];
    assert_eq!((&*request.method, &*request.path), ("GET", "/api/v2/users/me/security-level"));
    assert!(request.query.is_empty());
    assert_eq!(request.bearer(), Some(&*token("user-1")));
    assert_eq!(store.session().unwrap().user(), Some(&user("user-1")));
}

#[tokio::test]
async fn organizations_are_paths_from_the_organization_to_the_node() {
    let server = Server::start().await;
    let path = json!([
        { "type": "org", "id": "o-1", "rootNodeId": "n-1", "logo": null },
        { "type": "node", "id": "n-1", "orgId": "o-1", "name": "HR", "nameI18n": { "de": "Personal" }, "order": 3 },
    ]);
    server.reply("listOrgs", envelope(json!([path])));
    server.reply("listOrgs", envelope(json!([])));
    server.reply("listOrgs", envelope(Value::Null));
    let client = server.client_over(signed_in());
    let orgs = client.list_orgs().await.unwrap();
    let kinds: Vec<_> = orgs[0].iter().map(|node| node.type_.clone().unwrap()).collect();
    assert_eq!(kinds, [OrgNodeType::ORG, OrgNodeType::NODE]);
    assert_eq!((&*orgs[0][1].id, orgs[0][1].name.as_deref(), orgs[0][1].order), ("n-1", Some("HR"), Some(3)));
    assert!(client.list_orgs().await.unwrap().is_empty());
    assert!(client.list_orgs().await.unwrap().is_empty());
    assert_eq!((&*server.requests()[0].method, &*server.requests()[0].path), ("GET", "/api/v2/users/me/orgs"));
}

/// One unreadable node must not hide the rest of the organization.
#[tokio::test]
async fn a_node_that_cannot_be_read_is_left_out() {
    let server = Server::start().await;
    let path = json!([{ "name": "no id" }, { "id": "n-1", "name": 7 }, "text"]);
    server.reply("listOrgs", Reply::raw_json(envelope(json!([path]))));
    let orgs = server.client_over(signed_in()).list_orgs().await.unwrap();
    assert_eq!((orgs[0].len(), &*orgs[0][0].id, &orgs[0][0].name), (1, "n-1", &None));
}

#[tokio::test]
async fn departments_are_those_of_the_user_in_the_token() {
    let server = Server::start().await;
    let department = json!({
        "id": "d-1", "name": "Engines", "code": null, "depth": 1, "path": ["o-1", "d-1"], "codePath": [null, "eng"],
        "isVirtualNode": false,
    });
    let place = json!({ "department": department, "isMainDepartment": true, "joinedAt": "2023-02-03T04:05:06.000Z" });
    server.reply("getUserDepartments", graphql("user", json!({ "departments": { "totalCount": 1, "list": [place] } })));
    server.reply("getUserDepartments", graphql("user", json!({ "departments": null })));
    // The stored user is another one; the token decides.
    let client = server.client_over(TestStore::with(&token("user-1"), Some(user("user-2"))));
    let departments = client.list_departments().await.unwrap();
    assert_eq!(departments.total_count, Some(1));
    let place = &departments.list.unwrap()[0];
    assert_eq!((place.is_main_department, &*place.department.id), (Some(true), "d-1"));
    assert_eq!(place.department.code_path.as_deref(), Some(&[None, Some("eng".to_owned())][..]));
    assert_eq!(client.list_departments().await.unwrap().list, None);

    let request = &server.requests()[0];
    assert_eq!((request.variables(), request.bearer()), (json!({ "id": "user-1" }), Some(&*token("user-1"))));
}

#[tokio::test]
async fn an_odd_member_of_one_department_hides_no_department() {
    let server = Server::start().await;
    let place =
        json!({ "department": { "id": "d-1", "name": "Engines", "depth": ["deep"] }, "isMainDepartment": "yes" });
    let departments = json!({ "departments": { "totalCount": "one", "list": [place] } });
    server.reply("getUserDepartments", Reply::raw_json(json!({ "data": { "user": departments } })));
    let departments = server.client_over(signed_in()).list_departments().await.unwrap();
    let list = departments.list.unwrap();
    assert_eq!((departments.total_count, list[0].department.name.as_deref()), (None, Some("Engines")));
    assert_eq!((list[0].department.depth, list[0].is_main_department), (None, None));
}

#[tokio::test]
async fn resources_are_listed_by_permission_group_and_kind() {
    let server = Server::start().await;
    let list = json!([
        { "code": "books:1", "type": "DATA", "actions": ["books:read"], "apiIdentifier": null },
        { "code": "menu_a", "type": "MENU", "actions": null },
        { "code": "x", "type": "TELEPATHY" },
    ]);
    let resources = json!({ "authorizedResources": { "totalCount": 12, "list": list } });
    server.reply("listUserAuthorizedResources", graphql("user", resources));
    let client = server.client_over(signed_in());
    let resources = client.list_authorized_resources("default").await.unwrap();
    let list = resources.list.unwrap();
    assert_eq!((resources.total_count, list.len()), (Some(12), 3));
    assert_eq!(
        (list[0].type_.as_ref(), list[0].actions.as_deref()),
        (Some(&ResourceType::DATA), Some(&["books:read".to_owned()][..]))
    );
    assert_eq!(list[2].type_.as_ref().unwrap().as_str(), "TELEPATHY");
    client.list_authorized_resources("default").resource_type(ResourceType::MENU).await.unwrap();
    client.list_authorized_resources("default").resource_type("NEW").await.unwrap();

    let variables: Vec<Value> = server.requests().iter().map(|request| request.variables()).collect();
    assert_eq!(variables[0], json!({ "id": "user-1", "namespace": "default" }));
    assert_eq!(variables[1], json!({ "id": "user-1", "namespace": "default", "resourceType": "MENU" }));
    assert_eq!(variables[2]["resourceType"], "NEW");
}

#[tokio::test]
async fn has_role_is_true_or_false() {
    let server = Server::start().await;
    let roles = json!([{ "id": "r-1", "code": "admin", "namespace": "default" }, { "code": "reader", "parent": { "code": "all" } }]);
    server.reply("getUserRoles", graphql("user", json!({ "roles": { "totalCount": 2, "list": roles } })));
    let client = server.client_over(signed_in());
    assert!(client.has_role("admin").await.unwrap());
    assert!(client.has_role("reader").namespace("default").await.unwrap());
    for other in ["owner", "Admin", "all", "admi"] {
        assert!(!client.has_role(other).await.unwrap(), "{other}");
    }
    let requests = server.requests();
    assert_eq!(requests[0].variables(), json!({ "id": "user-1" }));
    assert_eq!(requests[1].variables(), json!({ "id": "user-1", "namespace": "default" }));
}

#[tokio::test]
async fn a_user_without_roles_in_the_reply_has_no_role() {
    let server = Server::start().await;
    server.reply("getUserRoles", graphql("user", json!({ "roles": null })));
    server.reply("getUserRoles", graphql("user", json!({ "roles": { "totalCount": 0, "list": null } })));
    let client = server.client_over(signed_in());
    assert!(!client.has_role("admin").await.unwrap());
    assert!(!client.has_role("admin").await.unwrap());
}

#[tokio::test]
async fn applications_come_page_by_page() {
    let server = Server::start().await;
    let application = json!({ "id": "a-1", "name": "Demo", "logo": null, "protocol": "oidc", "isIntegrate": false });
    server.reply("listApplications", envelope(json!({ "totalCount": 1, "list": [application] })));
    let client = server.client_over(signed_in());
    let page = client.list_applications().await.unwrap();
    assert_eq!((page.total_count, &*page.list.unwrap()[0].id), (Some(1), "a-1"));
    client.list_applications().page(3u32).limit(50u32).await.unwrap();

    let queries: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| {
            let mut query = request.query;
            query.sort();
            query
        })
        .collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(queries[0], [pair("limit", "10"), pair("page", "1")]);
    assert_eq!(queries[1], [pair("limit", "50"), pair("page", "3")]);
    assert_eq!(server.requests()[0].path, "/api/v2/users/me/applications/allowed");
}

type Call = fn(AuthenticationClient) -> BoxFuture<'static, Result<(), Error>>;

const CALLS: [(&str, &str, Call); 6] = [
    ("getSecurityLevel", "get_security_level", |c| Box::pin(async move { c.get_security_level().await.map(drop) })),
    ("listOrgs", "list_orgs", |c| Box::pin(async move { c.list_orgs().await.map(drop) })),
    ("listApplications", "list_applications", |c| Box::pin(async move { c.list_applications().await.map(drop) })),
    ("getUserDepartments", "list_departments", |c| Box::pin(async move { c.list_departments().await.map(drop) })),
    ("listUserAuthorizedResources", "list_authorized_resources", |c| {
        Box::pin(async move { c.list_authorized_resources("default").await.map(drop) })
    }),
    ("getUserRoles", "has_role", |c| Box::pin(async move { c.has_role("admin").await.map(drop) })),
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

fn is_graphql(operation: &str) -> bool {
    Contract::get().operation(operation).unwrap().convention == "graphql"
}

#[tokio::test]
async fn a_refusal_has_the_server_s_code_and_keeps_the_session() {
    for (operation, method, call) in CALLS {
        let server = Server::start().await;
        let graphql = is_graphql(operation);
        server.reply(operation, if graphql { graphql_refusal(2020, "log in") } else { refusal(2020, "log in") });
        let store = signed_in();
        let error = call(server.client_over(store.clone())).await.unwrap_err();
        assert_eq!((error.code().get(), error.message(), error.verb()), (2020, "log in", method));
        assert_eq!(store.token(), Some(token("user-1")));
    }
}

/// An unknown user has no roles, but `false` would hide that something is wrong.
#[tokio::test]
async fn an_unknown_user_is_an_error() {
    for (operation, _, call) in CALLS.into_iter().filter(|(operation, ..)| is_graphql(operation)) {
        let server = Server::start().await;
        server.reply(operation, Reply::raw_json(graphql("user", Value::Null)));
        let error = call(server.client_over(signed_in())).await.unwrap_err();
        assert!(error.is_decode(), "{operation}: {error:?}");
    }
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.client_over(signed_in());
    let error = client.list_authorized_resources(" ").await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("namespace is empty"), "{error:?}");
    let error = client.has_role("").await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("role_code is empty"), "{error:?}");
    server.assert_untouched();
}

#[tokio::test]
async fn a_token_without_a_user_id_cannot_be_used_for_calls_by_id() {
    let server = Server::start().await;
    let error = server.client().for_token("opaque").list_departments().await.unwrap_err();
    assert!(error.is_not_logged_in() && !error.may_have_reached_server(), "{error:?}");
    server.assert_untouched();
}
