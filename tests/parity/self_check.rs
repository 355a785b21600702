//! Tests of the comparison itself: it finds wrong expectations and wrong behavior.

use serde_json::{Value, json};

use crate::{Classification, case::Case, classify, decisions, drive::Observation, record::Record, replay};

const WXAPP: &str = "authing-wxapp-sdk@4.3.22-alpha.7";
const APP: &str = "60b5a1f0c3d2e4f5a6b7c8d9";

/// A login that our client makes as recorded.
fn login() -> Value {
    json!({
        "id": "synthetic", "area": "wechat", "sdk": WXAPP, "method": "loginByCode",
        "options": { "appId": APP, "host": "https://core.authing.cn" },
        "args": ["021c"],
        "before": { "token": "", "user": "" },
        "requests": [{
            "origin": "https://core.authing.cn", "method": "POST", "path": "/connections/social/wechat-miniprogram/auth",
            "headers": {
                "content-type": "application/json;charset=utf-8", "x-authing-sdk-version": "wxapp:4.2.0",
                "x-authing-request-from": "wxapp", "x-authing-app-id": APP,
            },
            "body": { "kind": "json", "json": { "code": "021c" } },
            "reply": { "status": 200, "contentType": "application/json", "json":
                { "code": 200, "message": "ok", "data": { "id": "ada", "nickname": "Ada", "token": "a.b.c" } } },
        }],
        "result": { "$sameAs": "requests[0].reply.json.data" },
        "after": { "token": "a.b.c", "user": { "$sameAs": "result" } },
    })
}

/// The same login with another value at a path.
fn login_with(place: &str, value: Value) -> Record {
    let mut body = login();
    *body.pointer_mut(place).expect("the record has such a place") = value;
    Record::new(body, "")
}

async fn complaints(record: Record) -> String {
    match replay(&[record]).await.pop() {
        Some(Classification::Unexplained(complaints)) => complaints.join("\n"),
        other => panic!("nothing was found: {other:?}"),
    }
}

#[tokio::test]
async fn an_equal_call_is_identical() {
    assert_eq!(replay(&[Record::new(login(), "")]).await, [Classification::Identical]);
}

#[tokio::test]
async fn a_wrong_expectation_is_unexplained_in_every_member() {
    for (place, wrong, found) in [
        ("/requests/0/body/json/code", json!("other"), "Body(0, \"code\")"),
        ("/requests/0/path", json!("/other"), "Path(0)"),
        ("/requests/0/method", json!("GET"), "Method(0)"),
        ("/requests/0/headers/x-authing-app-id", json!("other"), "Header(0, \"x-authing-app-id\")"),
        ("/requests/0/headers/content-type", json!("text/plain"), "Header(0, \"content-type\")"),
        ("/result", json!({ "id": "ada", "nickname": "Bob", "token": "a.b.c" }), "Value(\"nickname\")"),
        ("/after/token", json!("other"), "Stored(\"token\")"),
        ("/after/user", json!(null), "Stored(\"user\")"),
        ("/requests", json!([]), "Extra(0)"),
    ] {
        let mut body = login();
        body["result"] = json!({ "id": "ada", "nickname": "Ada", "token": "a.b.c" });
        *body.pointer_mut(place).expect("the record has such a place") = wrong;
        let complaints = complaints(Record::new(body, "")).await;
        assert!(complaints.contains(found), "{place}: {complaints}");
    }
}

#[tokio::test]
async fn a_call_that_should_have_failed_or_sent_more_is_unexplained() {
    let mut body = login();
    let second = body["requests"][0].clone();
    body["requests"].as_array_mut().expect("a list").push(second);
    assert!(complaints(Record::new(body, "")).await.contains("Missing(1)"));

    assert!(complaints(Record::new(refused_login(), "")).await.contains("Outcome"));
}

#[tokio::test]
async fn an_equal_failure_is_identical() {
    let mut body = refused_login();
    body["requests"][0]["reply"]["json"] = json!({ "code": 2004, "message": "no such user", "data": null });
    assert_eq!(replay(&[Record::new(body, "")]).await, [Classification::Identical]);
}

/// A record of a refused login whose reply is a success.
fn refused_login() -> Value {
    let mut body = login();
    body.as_object_mut().expect("an object").remove("result");
    body["thrown"] = json!({ "kind": "plain object", "code": 2004, "message": "no such user", "data": null });
    body["after"] = json!({ "$sameAs": "before" });
    body
}

/// The general rules by which a record is explained.
async fn rules_for(body: Value) -> Vec<&'static str> {
    let known: Vec<_> = decisions::known().collect();
    match replay(&[Record::new(body, "")]).await.pop() {
        Some(Classification::Decided(used)) => used.into_iter().map(|index| known[index].what).collect(),
        other => panic!("the record is not explained by a decision: {other:?}"),
    }
}

#[tokio::test]
async fn a_path_prefix_of_the_host_is_compared_as_a_part_of_the_host() {
    let mut body = login();
    body["options"]["host"] = json!("https://core.authing.cn/base");
    body["requests"][0]["path"] = json!("/base/connections/social/wechat-miniprogram/auth");
    assert_eq!(replay(&[Record::new(body.clone(), "")]).await, [Classification::Identical]);

    body["requests"][0]["path"] = json!("/other/connections/social/wechat-miniprogram/auth");
    let complaints = complaints(Record::new(body.clone(), "")).await;
    assert!(complaints.contains("Origin(0)") && complaints.contains("Path(0)"), "{complaints}");

    body["options"]["host"] = json!("https://core.authing.cn/base/");
    body["requests"][0]["path"] = json!("/base//connections/social/wechat-miniprogram/auth");
    assert_eq!(rules_for(body).await, ["a trailing slash of the host is removed"]);
}

#[tokio::test]
async fn a_general_rule_explains_what_no_record_shows() {
    let mut slashes = login();
    slashes["options"]["host"] = json!("https://core.authing.cn//");
    assert_eq!(rules_for(slashes).await, ["a host that ends with several slashes is refused"]);

    // No decision names the members of this call.
    let mut empty = login();
    empty["method"] = json!("principal.authenticate");
    empty["sdk"] = json!("authing-js-sdk@4.23.55");
    empty["before"] = json!({ "token": "a.b.c", "user": "" });
    empty["args"] = json!([{ "type": "P", "name": "Ada", "idCard": "", "bankCard": "6222" }]);
    empty["requests"][0]["path"] = json!("/api/v2/users/principal/authenticate");
    empty["requests"][0]["body"]["json"] = empty["args"][0].clone();
    empty["after"] = json!({ "$sameAs": "before" });
    assert_eq!(rules_for(empty).await, ["an empty value is refused before anything is sent, whatever it is for"]);

    let mut token = login();
    token["method"] = json!("getSecurityLevel");
    token["before"] = json!({ "token": "a\nb", "user": "" });
    token["args"] = json!([]);
    token["after"] = json!({ "$sameAs": "before" });
    assert_eq!(rules_for(token).await, ["a token that no header can carry is refused before anything is sent"]);

    let mut split = login();
    split["method"] = json!("validateTicketV1");
    split["args"] = json!(["ST-1&x=y#z", "https://shop.example.com"]);
    split["requests"][0] = json!({
        "origin": "https://core.authing.cn", "method": "GET", "path": format!("/cas-idp/{APP}/validate"),
        "query": [["service", "https://shop.example.com"], ["ticket", "ST-1"], ["x", "y"]],
        "headers": split["requests"][0]["headers"].clone(), "body": { "kind": "none" },
        "reply": { "status": 200, "contentType": "text/plain", "text": "yes\nada\n" },
    });
    split["requests"][0]["headers"].as_object_mut().expect("headers").remove("content-type");
    split["result"] = json!({ "valid": true, "username": "ada" });
    split["after"] = json!({ "$sameAs": "before" });
    assert_eq!(rules_for(split).await, ["every value is escaped in a path and in a query"]);

    let mut rounded = login();
    rounded["requests"][0]["reply"]["json"]["data"]["loginsCount"] = json!(9_007_199_254_740_993_u64);
    rounded["result"] =
        json!({ "id": "ada", "nickname": "Ada", "token": "a.b.c", "loginsCount": 9_007_199_254_740_992_u64 });
    assert_eq!(rules_for(rounded).await, ["an integer keeps its digits where JavaScript rounds it"]);
}

/// A call for the user of this token whose reply is `{code: 200, data}`.
fn own_call(method: &str, path: &str, args: Value, data: Value) -> Value {
    let mut body = login();
    body["method"] = json!(method);
    body["sdk"] = json!("authing-js-sdk@4.23.55");
    body["before"] = json!({ "token": "a.b.c", "user": "" });
    body["after"] = json!({ "$sameAs": "before" });
    body["args"] = args;
    body["requests"][0]["path"] = json!(path);
    body["requests"][0]["headers"]["authorization"] = json!("Bearer a.b.c");
    body["requests"][0]["headers"]["x-authing-sdk-version"] = json!("js:4.21.8");
    body["requests"][0]["body"]["json"] = body["args"][0].clone();
    body["requests"][0]["reply"]["json"]["data"] = data;
    body
}

#[tokio::test]
async fn a_general_rule_explains_odd_arguments() {
    let missing = json!([{ "primaryUserToken": "a.b.c" }]);
    let missing = own_call("linkAccount", "/api/v2/users/link", missing, Value::Null);
    let explained = rules_for(missing).await;
    assert_eq!(explained, ["required values are arguments, and a missing one is refused before anything is sent"]);

    let number = own_call(
        "linkAccount",
        "/api/v2/users/link",
        json!([{ "primaryUserToken": 1, "secondaryUserToken": "a.b.c" }]),
        Value::Null,
    );
    assert!(rules_for(number).await.contains(&"a text is text, and the compiler refuses anything else in its place"));

    let mut nobody = login();
    nobody["options"]["appId"] = json!("");
    let refused = "a setting that cannot work, such as an application without an id, is refused by the builder";
    assert_eq!(rules_for(nobody).await, [refused]);

    let mut data = login();
    data["args"] = json!(["021c", { "iv": "no base64!", "encryptedData": "AAAA" }]);
    data["requests"][0]["body"]["json"] = json!({ "code": "021c", "iv": "no base64!", "encryptedData": "AAAA" });
    let refused = "what is not base64 cannot be encrypted data of WeChat, and is refused before anything is sent";
    assert_eq!(rules_for(data).await, [refused]);
}

/// A list of the user's applications, asked for with these options and this query.
fn list_of_applications(options: Value, query: Value) -> Value {
    let data = json!({ "list": [], "totalCount": 0 });
    let mut body = own_call("listApplications", "/api/v2/users/me/applications/allowed", json!([options]), data);
    body["requests"][0]["method"] = json!("GET");
    body["requests"][0]["query"] = query;
    body["requests"][0]["body"] = json!({ "kind": "none" });
    body["requests"][0]["headers"].as_object_mut().expect("headers").remove("content-type");
    body
}

#[tokio::test]
async fn a_general_rule_explains_an_option_of_another_type_and_no_other_value() {
    let default = "a member that an argument does not have is not sent, and an omitted option has its default";
    for page in [json!("2"), json!(-2), json!(1.5), json!(true)] {
        let shown = page.as_str().map_or_else(|| page.to_string(), str::to_owned);
        let query = json!([["page", shown], ["limit", "5"]]);
        let explained = rules_for(list_of_applications(json!({ "page": page, "limit": 5 }), query)).await;
        assert!(explained.contains(&default), "{shown}: {explained:?}");
    }
    let lost = list_of_applications(json!({ "page": 2, "limit": 5 }), json!([["page", "7"], ["limit", "5"]]));
    assert!(complaints(Record::new(lost, "")).await.contains("Query(0)"));
    let given = json!({ "page": true, "q": "ada" });
    let other = list_of_applications(given, json!([["page", "true"], ["limit", "10"], ["q", "ada"]]));
    assert!(complaints(Record::new(other, "")).await.contains("Query(0)"), "a text that was given is not sent");
}

#[tokio::test]
async fn a_general_rule_explains_a_session_that_an_earlier_call_has_left() {
    // The first of these calls logs in, and only our client stores its session.
    let mut first = own_call("qrcode.exchangeUserInfo", "/api/v2/qrcode/userinfo", json!(["t-1"]), Value::Null);
    first["before"] = json!({ "token": null, "user": null });
    first["requests"][0]["headers"].as_object_mut().expect("headers").remove("authorization");
    first["requests"][0]["headers"]["content-type"] = json!("application/json");
    first["requests"][0]["body"]["json"] = json!({ "ticket": "t-1" });
    first["requests"][0]["reply"]["json"]["data"] = json!({ "id": "ada", "token": "a.b.c" });
    let mut second = own_call("getSecurityLevel", "/api/v2/users/me/security-level", json!([]), json!({ "score": 1 }));
    second["before"] = json!({ "token": null, "user": null });
    second["requests"][0]["method"] = json!("GET");
    second["requests"][0]["body"] = json!({ "kind": "none" });
    for name in ["authorization", "content-type"] {
        second["requests"][0]["headers"].as_object_mut().expect("headers").remove(name);
    }
    let runs = [Record::new(first, ""), Record::new(second, "")];
    let known: Vec<_> = decisions::known().collect();
    match &replay(&runs).await[1] {
        Classification::Decided(used) => {
            let used: Vec<_> = used.iter().map(|index| known[*index].what).collect();
            assert!(used.contains(&"a call begins with the session that the calls before it have left"), "{used:?}");
        }
        other => panic!("the second call is not explained: {other:?}"),
    }
}

#[tokio::test]
async fn a_general_rule_does_not_excuse_a_wrong_value() {
    let mut rounded = login();
    rounded["requests"][0]["reply"]["json"]["data"]["loginsCount"] = json!(9_007_199_254_740_993_u64);
    rounded["result"] =
        json!({ "id": "ada", "nickname": "Ada", "token": "a.b.c", "loginsCount": 9_007_199_254_741_000_u64 });
    assert!(complaints(Record::new(rounded, "")).await.contains("loginsCount"));

    // A full argument is refused by nobody, so a refusal that was recorded as a success stays a difference.
    let mut path = login();
    path["requests"][0]["path"] = json!("/other");
    path["args"] = json!(["021c"]);
    assert!(complaints(Record::new(path, "")).await.contains("Path(0)"));
}

/// The observation of a client with the defects of the JavaScript SDKs.
fn observation(record: &Record, outcome: Value, after: Value) -> Observation {
    Observation {
        options: record.get("options").clone(),
        sent: vec![crate::replay::Sent {
            method: "POST".into(),
            path: "/connections/social/wechat-miniprogram/auth".into(),
            query: vec![],
            headers: record.requests()[0]["headers"]
                .as_object()
                .expect("an object")
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().expect("text").replace("wxapp:4.2.0", "rust:1.2.3")))
                .collect(),
            body: record.requests()[0]["body"]["json"].to_string().into(),
        }],
        violations: vec![],
        outcome: Ok(outcome),
        skipped: 0,
        on_error: vec![],
        before: record.get("before").clone(),
        after,
    }
}

#[test]
fn a_regression_to_a_recorded_defect_is_found() {
    let mut body = login();
    body["before"] = json!({ "token": "old.old.old", "user": null });
    body["requests"][0]["headers"]["authorization"] = json!("Bearer old.old.old");
    let record = Record::new(body, "");
    let user = record.get("result").clone();
    let observed = observation(&record, user.clone(), json!({ "token": "a.b.c", "user": user }));
    match classify(&Case::new(&record, &observed)) {
        Classification::Unexplained(complaints) => assert!(complaints[0].starts_with("against D06"), "{complaints:?}"),
        other => panic!("a token sent with a login was not found: {other:?}"),
    }
}

#[test]
fn valid_tokens_are_renewed_everywhere_and_expired_ones_stay_expired() {
    let token = |expires: i64| {
        use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
        let claims = json!({ "sub": "ada", "iat": expires - 1, "exp": expires }).to_string();
        format!("eyJh.{}.sig", BASE64_URL_SAFE_NO_PAD.encode(claims))
    };
    let (alive, expired) = (token(1_701_209_600), token(1));
    let record = login_with("/args", json!([format!("Bearer {alive}, {expired}"), { "deep": [alive] }]));
    let renewed = record.arg(1)["deep"][0].as_str().expect("text");
    let claims = crate::record::claims(renewed).expect("a token");
    assert_eq!((claims["iat"].as_i64(), claims["exp"].as_i64()), (Some(2_016_785_599), Some(2_016_785_600)));
    assert_eq!(record.arg(0), &json!(format!("Bearer {renewed}, {expired}")));
}

#[test]
fn every_decision_has_a_row_in_the_document() {
    let document = include_str!("../../docs/differences.md");
    let rows: Vec<&str> = document.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()).collect();
    let numbered = |row: &&str| row.strip_prefix('D').is_some_and(|number| number.parse::<u8>().is_ok());
    let numbers: Vec<&str> = rows.iter().copied().filter(numbered).collect();
    assert_eq!(numbers, (1..=75).map(|number| format!("D{number:02}")).collect::<Vec<_>>());
    for reason in decisions::known().flat_map(|decision| decision.reason.split(", ")) {
        let name = reason.strip_prefix("design: ").unwrap_or(reason);
        assert!(rows.contains(&name), "docs/differences.md has no row {name:?}, which explains records");
    }
}
