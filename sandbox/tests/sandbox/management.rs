//! What a back end does with the secret of the user pool, in the documents of the ManagementClient of the JavaScript SDK.

use authing_sandbox::{Sandbox, USER_POOL_ID, USER_POOL_SECRET};
use serde_json::{Value, json};

pub struct BackEnd {
    pub sandbox: Sandbox,
    pub http: reqwest::Client,
    pub token: String,
}

impl BackEnd {
    pub async fn start() -> Self {
        Self::of(Sandbox::start().await.unwrap()).await
    }

    /// The back end of a sandbox whose user pool is not empty.
    pub async fn of(sandbox: Sandbox) -> Self {
        let query = "query accessToken($userPoolId: String!, $secret: String!) { \
                     accessToken(userPoolId: $userPoolId, secret: $secret) { accessToken exp iat } }";
        let variables = json!({ "userPoolId": USER_POOL_ID, "secret": USER_POOL_SECRET });
        let http = reqwest::Client::new();
        let reply = post(&http, &sandbox, None, query, variables).await;
        let token =
            reply["data"]["accessToken"]["accessToken"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned();
        Self { sandbox, http, token }
    }

    /// The data of the first root field.
    pub async fn call(&self, query: &str, variables: Value) -> Value {
        let reply = post(&self.http, &self.sandbox, Some(&self.token), query, variables).await;
        assert!(reply["errors"].is_null(), "{reply}");
        reply["data"].as_object().unwrap().values().next().unwrap().clone()
    }

    pub async fn refused(&self, query: &str, variables: Value) -> Value {
        let reply = post(&self.http, &self.sandbox, Some(&self.token), query, variables).await;
        reply["errors"][0]["message"].clone()
    }
}

async fn post(http: &reqwest::Client, sandbox: &Sandbox, token: Option<&str>, query: &str, variables: Value) -> Value {
    let request = http.post(format!("{}/graphql/v2", sandbox.url()));
    let request = request.header("x-authing-userpool-id", USER_POOL_ID);
    let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
    request.json(&json!({ "query": query, "variables": variables })).send().await.unwrap().json().await.unwrap()
}

const CREATE: &str = "mutation createUser($userInfo: CreateUserInput!, $keepPassword: Boolean) { \
                      createUser(userInfo: $userInfo, keepPassword: $keepPassword) { id email username nickname } }";

#[tokio::test]
async fn only_the_token_of_the_user_pool_manages_it() {
    let back_end = BackEnd::start().await;
    let sandbox = &back_end.sandbox;
    let wrong = json!({ "userPoolId": USER_POOL_ID, "secret": "guess" });
    let query = "query($userPoolId: String!, $secret: String!) { \
                 accessToken(userPoolId: $userPoolId, secret: $secret) { accessToken } }";
    assert_eq!(post(&back_end.http, sandbox, None, query, wrong).await["errors"][0]["message"]["code"], 403);
    let user = sandbox.client().login_by_code(sandbox.wechat().user("o1").login()).await.unwrap();
    let of_user = user.token.unwrap().expose().to_owned();
    for token in [None, Some("a.b.c"), Some(&*of_user)] {
        let reply = post(&back_end.http, sandbox, token, "{ users { totalCount } }", json!({})).await;
        assert_eq!(reply["errors"][0]["message"]["code"], 2020, "{token:?}: {reply}");
    }
    // The other way round, the token of the pool is that of no user.
    let me = reqwest::Client::new().get(sandbox.url() + "/api/v2/users/me").bearer_auth(&back_end.token);
    assert_eq!(me.send().await.unwrap().json::<Value>().await.unwrap()["code"], 2020);
    sandbox.advance(std::time::Duration::from_secs(7200));
    assert_eq!(back_end.refused("{ users { totalCount } }", json!({})).await["code"], 2020);
}

#[tokio::test]
async fn a_token_is_renewed() {
    let mut back_end = BackEnd::start().await;
    let query = "mutation($token: String) { refreshAccessToken(accessToken: $token) { accessToken exp iat } }";
    let renewed = back_end.call(query, json!({ "token": back_end.token })).await;
    back_end.token = renewed["accessToken"].as_str().unwrap().to_owned();
    assert_eq!(back_end.call("{ users { totalCount } }", json!({})).await["totalCount"], 0);
}

#[tokio::test]
async fn users_are_created_found_changed_and_deleted() {
    let back_end = BackEnd::start().await;
    let ada = json!({ "userInfo": { "email": "Ada@Example.com", "nickname": "Ada", "username": null } });
    let ada = back_end.call(CREATE, ada).await;
    assert_eq!((&ada["email"], &ada["nickname"]), (&json!("ada@example.com"), &json!("Ada")));
    let bob = back_end.call(CREATE, json!({ "userInfo": { "username": "bob", "phone": "17612346754" } })).await;
    let taken = back_end.refused(CREATE, json!({ "userInfo": { "email": "ada@example.com" } })).await;
    assert_eq!(taken["code"], authing_wxapp::ErrorCode::EMAIL_ALREADY_BOUND.get(), "{taken}");

    let list = back_end.call("{ users(page: 1, limit: 1) { totalCount list { id } } }", json!({})).await;
    assert_eq!((&list["totalCount"], list["list"].as_array().unwrap().len()), (&json!(2), 1));
    let user = "query($id: String) { user(id: $id) { id username } }";
    assert_eq!(back_end.call(user, json!({ "id": bob["id"] })).await["username"], "bob");
    let batch = "query($ids: [String!]!, $type: String) { userBatch(ids: $ids, type: $type) { id } }";
    let found = back_end.call(batch, json!({ "ids": ["bob", "nobody"], "type": "username" })).await;
    assert_eq!(found, json!([{ "id": bob["id"] }]));
    let search = "query($query: String!) { searchUser(query: $query) { totalCount list { id } } }";
    assert_eq!(back_end.call(search, json!({ "query": "EXAMPLE" })).await["list"][0]["id"], ada["id"]);
    let find = "query($phone: String, $email: String) { findUser(phone: $phone, email: $email) { id } }";
    assert_eq!(back_end.call(find, json!({ "phone": "17612346754" })).await["id"], bob["id"]);
    assert_eq!(back_end.call(find, json!({ "email": "nobody@example.com" })).await, Value::Null);

    let update =
        "mutation($id: String, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { company email } }";
    let input = json!({ "company": "Analytical", "email": "ada@lovelace.example", "nickname": null });
    let updated = back_end.call(update, json!({ "id": ada["id"], "input": input })).await;
    assert_eq!(updated, json!({ "company": "Analytical", "email": "ada@lovelace.example" }));
    let taken = back_end.refused(update, json!({ "id": ada["id"], "input": { "phone": "17612346754" } })).await;
    assert_eq!(taken["code"], authing_wxapp::ErrorCode::PHONE_ALREADY_BOUND.get(), "{taken}");

    back_end.call("mutation($id: String!) { deleteUser(id: $id) { code } }", json!({ "id": ada["id"] })).await;
    let gone = back_end.refused("mutation($id: String!) { deleteUser(id: $id) { code } }", json!({ "id": ada["id"] }));
    assert_eq!(gone.await["code"], 2004);
    back_end
        .call("mutation($ids: [String!]!) { deleteUsers(ids: $ids) { code } }", json!({ "ids": [bob["id"]] }))
        .await;
    assert!(back_end.sandbox.users().is_empty());
}

#[tokio::test]
async fn a_created_user_logs_in_with_the_password_and_custom_data() {
    let back_end = BackEnd::start().await;
    let define = "mutation($key: String!) { setUdf(targetType: USER, key: $key, dataType: NUMBER, label: \"Age\") \
                  { targetType dataType key label options } }";
    let field = back_end.call(define, json!({ "key": "age" })).await;
    let expected = json!({ "targetType": "USER", "dataType": "NUMBER", "key": "age", "label": "Age", "options": null });
    assert_eq!(field, expected);
    assert_eq!(back_end.call("{ udf(targetType: USER) { key } }", json!({})).await, json!([{ "key": "age" }]));

    let user = back_end.call(CREATE, json!({ "userInfo": { "username": "ada" } })).await;
    let id = user["id"].clone();
    let set =
        "mutation($id: String!) { setUdv(targetType: USER, targetId: $id, key: \"age\", value: \"36\") { key value } }";
    assert_eq!(back_end.call(set, json!({ "id": id })).await, json!([{ "key": "age", "value": "36" }]));
    let read = "query($id: String!) { udv(targetType: USER, targetId: $id) { value dataType } }";
    assert_eq!(back_end.call(read, json!({ "id": id })).await, json!([{ "value": "36", "dataType": "NUMBER" }]));
    let wrong = set.replace("36", "\\\"old\\\"");
    assert_eq!(back_end.refused(&wrong, json!({ "id": id })).await["code"], 400);
    back_end.call("mutation { removeUdf(targetType: USER, key: \"age\") { code } }", json!({})).await;
    assert_eq!(back_end.call("{ udf(targetType: USER) { key } }", json!({})).await, json!([]));

    // The password comes encrypted, as in a registration.
    let plain = back_end.refused(CREATE, json!({ "userInfo": { "username": "bob", "password": "passw0rd" } })).await;
    assert_eq!(plain["code"], 2016, "{plain}");
}

#[tokio::test]
async fn users_get_and_lose_roles() {
    let back_end = BackEnd::start().await;
    let id = back_end.call(CREATE, json!({ "userInfo": { "username": "ada" } })).await["id"].clone();
    let create = "mutation($code: String!, $parent: String) { createRole(code: $code, parent: $parent) { code parent { code } } }";
    back_end.call(create, json!({ "code": "reader" })).await;
    let writer = back_end.call(create, json!({ "code": "writer", "parent": "reader" })).await;
    assert_eq!(writer, json!({ "code": "writer", "parent": { "code": "reader" } }));
    assert_eq!(back_end.refused(create, json!({ "code": "reader" })).await["code"], 409);
    let assign = "mutation($roleCodes: [String], $userIds: [String!]) { assignRole(roleCodes: $roleCodes, userIds: $userIds) { code } }";
    back_end.call(assign, json!({ "roleCodes": ["reader", "writer"], "userIds": [id] })).await;
    let of_user = "query getUserRoles($id: String!, $namespace: String) { \
                   user(id: $id) { roles(namespace: $namespace) { totalCount list { code } } } }";
    let roles = back_end.call(of_user, json!({ "id": id })).await;
    assert_eq!(roles["roles"], json!({ "totalCount": 2, "list": [{ "code": "reader" }, { "code": "writer" }] }));
    let revoke = "mutation($userIds: [String!]) { revokeRole(roleCode: \"reader\", userIds: $userIds) { code } }";
    back_end.call(revoke, json!({ "userIds": [id] })).await;
    back_end.call("mutation { updateRole(code: \"writer\", newCode: \"author\") { code } }", json!({})).await;
    let roles = back_end.call(of_user, json!({ "id": id })).await;
    assert_eq!(roles["roles"]["list"], json!([{ "code": "author" }]));
    back_end.call("mutation { deleteRole(code: \"author\") { code } }", json!({})).await;
    assert_eq!(back_end.call(of_user, json!({ "id": id })).await["roles"]["totalCount"], 0);
    assert_eq!(back_end.call("{ roles { list { code } } }", json!({})).await["list"], json!([{ "code": "reader" }]));
}

#[tokio::test]
async fn users_join_and_leave_groups() {
    let back_end = BackEnd::start().await;
    let id = back_end.call(CREATE, json!({ "userInfo": { "username": "ada" } })).await["id"].clone();
    let create = "mutation { createGroup(code: \"staff\", name: \"Staff\") { code name } }";
    assert_eq!(back_end.call(create, json!({})).await, json!({ "code": "staff", "name": "Staff" }));
    let join = "mutation($ids: [String!]!) { addUserToGroup(userIds: $ids, code: \"staff\") { code } }";
    back_end.call(join, json!({ "ids": [id] })).await;
    let of_user = "query($id: String!) { user(id: $id) { groups { totalCount list { code name } } } }";
    let groups = back_end.call(of_user, json!({ "id": id })).await;
    assert_eq!(groups["groups"], json!({ "totalCount": 1, "list": [{ "code": "staff", "name": "Staff" }] }));
    // The export has them, so that a seed can.
    assert_eq!(back_end.sandbox.export()["groups"][0]["users"], json!([id]));
    let leave = "mutation($ids: [String!]!) { removeUserFromGroup(userIds: $ids, code: \"staff\") { code } }";
    back_end.call(leave, json!({ "ids": [id] })).await;
    assert_eq!(back_end.call(of_user, json!({ "id": id })).await["groups"]["totalCount"], 0);
    back_end.call("mutation { deleteGroups(codeList: [\"staff\"]) { code } }", json!({})).await;
    assert_eq!(back_end.call("{ groups { totalCount } }", json!({})).await["totalCount"], 0);
}

#[tokio::test]
async fn the_users_of_a_role_and_of_a_group_are_listed() {
    let back_end = BackEnd::start().await;
    let ada = back_end.call(CREATE, json!({ "userInfo": { "username": "ada" } })).await["id"].clone();
    back_end.call(CREATE, json!({ "userInfo": { "username": "bob" } })).await;
    let given = json!({ "code": "staff", "ids": [ada] });
    for (make, add, list) in [
        (
            "mutation($code: String!) { createRole(code: $code) { code } }",
            "mutation($code: String, $ids: [String!]) { assignRole(roleCode: $code, userIds: $ids) { code } }",
            "query($code: String!) { role(code: $code) { users(page: 1, limit: 5) { totalCount list { id } } } }",
        ),
        (
            "mutation($code: String!) { createGroup(code: $code, name: $code) { code } }",
            "mutation($code: String, $ids: [String!]!) { addUserToGroup(code: $code, userIds: $ids) { code } }",
            "query($code: String!) { group(code: $code) { users(page: 1, limit: 5) { totalCount list { id } } } }",
        ),
    ] {
        back_end.call(make, json!({ "code": "staff" })).await;
        back_end.call(add, given.clone()).await;
        let users = back_end.call(list, json!({ "code": "staff" })).await["users"].clone();
        assert_eq!(users, json!({ "totalCount": 1, "list": [{ "id": ada }] }));
    }
}

#[tokio::test]
async fn a_back_end_gives_a_user_a_new_token() {
    let back_end = BackEnd::start().await;
    let ada = back_end.call(CREATE, json!({ "userInfo": { "username": "ada" } })).await["id"].clone();
    let query = "mutation($id: String) { refreshToken(id: $id) { token iat exp } }";
    let renewed = back_end.call(query, json!({ "id": ada })).await;
    let me = reqwest::Client::new().get(back_end.sandbox.url() + "/api/v2/users/me");
    let me: Value = me.bearer_auth(renewed["token"].as_str().unwrap()).send().await.unwrap().json().await.unwrap();
    assert_eq!(me["data"]["id"], ada);
    assert_eq!(back_end.refused(query, json!({ "id": "nobody" })).await["code"], 2004);
}

#[tokio::test]
async fn users_are_found_by_rest() {
    let back_end = BackEnd::start().await;
    let ada = back_end.call(CREATE, json!({ "userInfo": { "username": "ada" } })).await["id"].clone();
    let (http, users) = (reqwest::Client::new(), back_end.sandbox.url() + "/api/v2/users/");
    let json_of = async |request: reqwest::RequestBuilder| -> Value {
        request.bearer_auth(&back_end.token).send().await.unwrap().json().await.unwrap()
    };
    let found = json_of(http.get(format!("{users}{}", ada.as_str().unwrap()))).await;
    assert_eq!(found["data"]["username"], "ada");
    assert_eq!(json_of(http.get(format!("{users}nobody"))).await["data"], Value::Null);
    let wanted = json!({ "ids": ["ada", "nobody"], "type": "username" });
    let found = json_of(http.post(format!("{users}batch")).json(&wanted)).await;
    assert_eq!((found["data"][0]["id"].clone(), found["data"].as_array().map(Vec::len)), (ada, Some(1)));
    // What stands in the place of an id may be another endpoint, which the sandbox does not have.
    for request in [http.get(format!("{users}login-status")), http.post(format!("{users}kick"))] {
        assert_eq!(json_of(request).await["code"], 501);
    }
    let anybody: Value = http.get(format!("{users}ada")).send().await.unwrap().json().await.unwrap();
    assert_eq!(anybody["code"], 2020);
}

#[tokio::test]
async fn a_user_needs_a_name_and_true_times_and_only_groups_that_exist_are_deleted() {
    let back_end = BackEnd::start().await;
    for user in [json!({ "nickname": "Ada" }), json!({ "username": "ada", "lastLogin": "1602756997950" })] {
        assert_eq!(back_end.refused(CREATE, json!({ "userInfo": user })).await["code"], 400);
    }
    let user = json!({ "username": "ada", "signedUp": "2017-06-07T14:34:08+04:00" });
    assert_eq!(back_end.call(CREATE, json!({ "userInfo": user })).await["username"], "ada");
    let query = "mutation($codes: [String!]!) { deleteGroups(codeList: $codes) { code } }";
    assert!(back_end.refused(query, json!({ "codes": ["nobody"] })).await["code"].is_i64());
}

#[tokio::test]
async fn what_the_sandbox_cannot_manage_is_refused_by_name() {
    let back_end = BackEnd::start().await;
    let refused = back_end.refused("mutation { createOrg(name: \"x\") { id } }", json!({})).await;
    assert_eq!(
        (&refused["code"], &refused["message"]),
        (&json!(501), &json!("the sandbox does not support createOrg"))
    );
}

#[tokio::test]
async fn what_a_back_end_reads_of_a_user_is_answered_or_refused_by_its_name() {
    let back_end = BackEnd::start().await;
    let user = back_end.sandbox.add_user("ada@example.com", "passw0rd");
    let query =
        "query($id: String!) { user(id: $id) { departments { totalCount } authorizedResources { totalCount } } }";
    let read = back_end.call(query, json!({ "id": user.id })).await;
    assert_eq!(read, json!({ "departments": { "totalCount": 0 }, "authorizedResources": { "totalCount": 0 } }));

    let create = "mutation { createRole(code: \"admin\") { code } createGroup(code: \"g\", name: \"G\") { code } }";
    back_end.call(create, json!({})).await;
    for (object, name) in [("role", "Role.authorizedResources"), ("group", "Group.authorizedResources")] {
        let code = if object == "role" { "admin" } else { "g" };
        let query = format!(
            "query($type: String) {{ {object}(code: \"{code}\") {{ authorizedResources(resourceType: $type) {{ list {{ code }} }} }} }}"
        );
        let refused = back_end.refused(&query, json!({ "type": "DATA" })).await;
        assert_eq!(refused["code"], 501, "{refused}");
        assert!(refused["message"].as_str().unwrap().contains(name), "{refused}");
    }
}

#[tokio::test]
async fn a_back_end_ends_the_sessions_of_a_user() {
    let back_end = BackEnd::start().await;
    let sandbox = &back_end.sandbox;
    let (ada, bob) = (sandbox.client(), sandbox.client());
    let user = ada.login_by_code(sandbox.wechat().user("o1").login()).await.unwrap();
    bob.login_by_code(sandbox.wechat().user("o2").login()).await.unwrap();
    let logout = async |id: &str| {
        let url = format!("{}/logout?userId={id}", sandbox.url());
        let reply = reqwest::Client::new().get(url).bearer_auth(&back_end.token).send().await.unwrap();
        reply.json::<Value>().await.unwrap()["code"].clone()
    };
    assert_eq!(logout("nobody").await, 2004);
    assert_eq!(logout(&user.id).await, 200);
    assert_eq!(ada.check_login_status().await.unwrap().status, Some(false));
    assert_eq!(bob.check_login_status().await.unwrap().status, Some(true));
}
