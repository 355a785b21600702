//! The page for people, without a browser: what it shows, what its forms do, and who may use them.

use std::time::Duration;

use authing_sandbox::{Effect, Fault, Sandbox};
use authing_wxapp::ErrorCode;
use futures_util::StreamExt as _;
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use serde_json::{Value, json};

async fn page(sandbox: &Sandbox, query: &str) -> String {
    let reply = reqwest::get(format!("{}/sandbox{query}", sandbox.url())).await.unwrap();
    assert_eq!(reply.status(), 200);
    reply.text().await.unwrap()
}

/// Sends a form of the page, without following where it leads.
async fn send(sandbox: &Sandbox, query: &str, fields: &[(&str, &str)]) -> Response {
    let http = Client::builder().redirect(Policy::none()).build().unwrap();
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = http.post(format!("{}/sandbox{query}", sandbox.url())).header("origin", sandbox.url());
    request.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.unwrap()
}

/// Where a form that was accepted leads.
async fn accepted(sandbox: &Sandbox, fields: &[(&str, &str)]) -> String {
    let reply = send(sandbox, "", fields).await;
    assert_eq!(reply.status(), StatusCode::SEE_OTHER, "{fields:?}: {}", reply.text().await.unwrap());
    reply.headers()["location"].to_str().unwrap().to_owned()
}

/// The page with the reason for which a form was refused.
async fn refused(sandbox: &Sandbox, fields: &[(&str, &str)]) -> String {
    let reply = send(sandbox, "", fields).await;
    assert_eq!(reply.status(), StatusCode::BAD_REQUEST, "{fields:?}");
    let page = reply.text().await.unwrap();
    assert!(page.contains("role=\"alert\""), "{page}");
    page
}

#[tokio::test]
async fn the_page_shows_the_state_and_escapes_its_texts() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    client.update_profile().nickname("<script>alert(1)</script>").await.unwrap();
    let page = page(&sandbox, "?users=%22%3E%3Cscript%3E&requests=%3Cscript%3E").await;
    assert!(page.contains("openid-ada") && page.contains("&lt;script&gt;"), "{page}");
    assert_eq!(page.matches("<script").count(), 1, "only the script of the page itself");
    let page = self::page(&sandbox, "").await;
    assert!(page.contains("updateUser") && page.contains("&lt;script&gt;alert"), "{page}");
}

#[tokio::test]
async fn each_request_is_listed_with_its_answer() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client_builder().timeout(Duration::from_millis(300)).build().unwrap();
    let code = sandbox.wechat().user("openid-ada").login();
    client.login_by_code(&*code).await.unwrap();
    client.login_by_code(&*code).await.unwrap_err();
    client.login_by_username("nobody", "passw0rd").await.unwrap_err();
    sandbox.faults().add(Fault::at("loginByCode", Effect::Status { status: 503, html: true }).times(1));
    client.login_by_code(&*code).await.unwrap_err();
    sandbox.faults().add(Fault::at("loginByCode", Effect::Code { code: 1000, message: "busy".into() }).times(1));
    client.login_by_code(&*code).await.unwrap_err();
    sandbox.faults().add(Fault::at("loginByCode", Effect::Hang).times(1));
    client.login_by_code(&*code).await.unwrap_err();
    reqwest::get(sandbox.url() + "/api/v2/weather").await.unwrap();

    let requests: Value = reqwest::get(sandbox.url() + "/sandbox/requests").await.unwrap().json().await.unwrap();
    let answers: Vec<_> = requests.as_array().unwrap().iter().map(|it| (&it["status"], &it["code"])).collect();
    let no_user = json!(ErrorCode::USER_NOT_FOUND.get());
    let expected = [
        (json!(200), Value::Null),
        (json!(200), json!(500)),
        (json!(200), Value::Null),
        (json!(200), no_user),
        (json!(503), Value::Null),
        (json!(200), json!(1000)),
        (Value::Null, Value::Null),
        (json!(501), json!(501)),
    ];
    assert_eq!(answers, expected.iter().map(|(status, code)| (status, code)).collect::<Vec<_>>(), "{requests}");
    assert_eq!(requests[1]["reason"], "WeChat answers 40163, code been used: a login code works once");
    assert_eq!(requests[4]["fault"], json!({ "effect": "status", "status": 503, "html": true }));
    assert_eq!((&requests[5]["reason"], &requests[6]["fault"]["effect"]), (&json!("busy"), &json!("hang")));

    let all = page(&sandbox, "").await;
    assert!(all.find("id=\"problems\"").unwrap() < all.find("id=\"requests\"").unwrap(), "refusals come first");
    assert!(all.contains("code been used") && all.contains("fault: hang"), "{all}");
    assert!(all.contains("USER_NOT_FOUND: The user does not exist"), "{all}");
    assert!(page(&sandbox, "?lang=zh").await.contains("USER_NOT_FOUND: 用户不存在"));
    let rows = |page: &str| page.matches("<tr id=\"request-").count();
    assert_eq!(rows(&all), 8);
    assert_eq!(rows(&page(&sandbox, "?only=problems").await), 6);
    assert_eq!(rows(&page(&sandbox, "?requests=USERNAME").await), 1);
}

#[tokio::test]
async fn the_chinese_page_says_in_chinese_why_a_request_or_a_form_was_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client();
    let code = sandbox.wechat().user("openid-ada").login();
    client.login_by_code(&*code).await.unwrap();
    client.login_by_code(&*code).await.unwrap_err();
    client.login_by_username("nobody", "passw0rd").await.unwrap_err();
    reqwest::get(sandbox.url() + "/api/v2/weather").await.unwrap();
    let chinese = page(&sandbox, "?lang=zh").await;
    for reason in
        ["微信返回 40163，code 已被使用：登录 code 只能使用一次", "用户不存在", "沙箱不支持 GET /api/v2/weather"]
    {
        assert!(chinese.matches(reason).count() >= 2, "{reason}: {chinese}");
    }
    assert!(!chinese.contains("code been used"), "{chinese}");
    let rows = |page: &str| page.matches("<tr id=\"request-").count();
    assert_eq!(rows(&page(&sandbox, "?lang=zh&requests=%E5%B7%B2%E8%A2%AB%E4%BD%BF%E7%94%A8").await), 1, "已被使用");
    let form = send(&sandbox, "?lang=zh", &[("do", "publishEvent")]).await.text().await.unwrap();
    assert!(form.contains("name 为空"), "{form}");
    // Programs and logs have the reason as it is.
    assert!(sandbox.requests()[1].reason.as_ref().unwrap().contains("code been used"));
}

#[tokio::test]
async fn events_are_shown_with_who_published_and_who_has_subscribed() {
    let sandbox = Sandbox::start().await.unwrap();
    let empty = page(&sandbox, "").await;
    assert!(empty.contains("No event was published.") && empty.contains("Nobody has subscribed"), "{empty}");
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    let user = client.update_profile().nickname("Ada").await.unwrap();
    let mut orders = client.event().subscribe("order.created").await.unwrap();
    client.event().publish("order.created", json!({ "note": "<b>" })).await.unwrap();
    assert_eq!(orders.next().await.unwrap().unwrap().text(), r#"{"note":"<b>"}"#);

    let shown = page(&sandbox, "").await;
    let section = shown.split("id=\"events\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(section.contains("Ada <code>") && section.contains(&user.id), "{section}");
    assert!(section.contains("{&quot;note&quot;:&quot;&lt;b&gt;&quot;}"), "{section}");
    assert_eq!(section.matches("order.created").count(), 3, "an event, a subscription, and the hint of the form");

    let form = [("do", "publishEvent"), ("name", "order.created"), ("data", "two")];
    assert_eq!(accepted(&sandbox, &form).await, "/sandbox#events");
    assert_eq!(orders.next().await.unwrap().unwrap().text(), "two");
    assert!(page(&sandbox, "").await.contains("a test, or this page"));
    assert!(refused(&sandbox, &[("do", "publishEvent"), ("data", "x")]).await.contains("name is empty"));
}

#[tokio::test]
async fn secrets_of_requests_are_in_the_command_that_replays_them_and_nowhere_else() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client();
    client.login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    client.update_profile().nickname("O'Ada").await.unwrap();
    let token = client.get_current_user().await.unwrap().unwrap().token.unwrap();
    let requests = format!("{:?}", sandbox.requests());
    assert!(!requests.contains(token.expose()), "{requests}");
    let page = page(&sandbox, "?requests=updateUser").await;
    assert!(page.contains(&format!("authorization: Bearer {}", token.expose())), "{page}");
    assert!(page.contains("curl -X POST") && page.contains("O'Ada"), "{page}");
}

#[tokio::test]
async fn users_are_added_edited_found_and_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let password = " pass word ";
    let ada = [("do", "addUser"), ("nickname", "Ada"), ("email", "Ada@example.com"), ("password", password)];
    assert_eq!(accepted(&sandbox, &ada).await, "/sandbox#users");
    let id = sandbox.users()[0].id.clone();
    sandbox.client().login_by_email("ada@example.com", password).await.unwrap();

    assert!(refused(&sandbox, &ada).await.contains("another user has ada@example.com"));
    assert!(refused(&sandbox, &[("do", "addUser")]).await.contains("a user needs a nickname"));
    assert!(refused(&sandbox, &[("do", "addUser"), ("phone", "soon")]).await.contains("not a phone number"));
    assert!(
        refused(&sandbox, &[("do", "addUser"), ("username", "x"), ("password", "x")]).await.contains("6 characters")
    );
    assert_eq!(sandbox.users().len(), 1);

    let form = page(&sandbox, &format!("?user={id}")).await;
    assert!(form.contains("value=\"editUser\"") && form.contains("value=\"ada@example.com\""), "{form}");
    let edited = [("do", "editUser"), ("id", &id), ("username", "lovelace"), ("phone", "17612346754")];
    let back = send(&sandbox, &format!("?lang=zh&user={id}"), &edited).await;
    assert_eq!(back.headers()["location"], "/sandbox?lang=zh#users", "the form closes, and the language stays");
    let user = sandbox.users().remove(0);
    assert_eq!((user.nickname, user.email, user.phone.as_deref()), (None, None, Some("17612346754")));
    sandbox.client().login_by_username("lovelace", password).await.unwrap();

    accepted(&sandbox, &[("do", "addUser"), ("nickname", "Bob")]).await;
    assert!(page(&sandbox, "").await.contains(">Bob<"));
    // No random id contains this name, which has other letters than a hexadecimal number.
    let found = page(&sandbox, "?users=LOVELACE").await;
    assert!(found.contains(&*id) && !found.contains(">Bob<"), "{found}");
    accepted(&sandbox, &[("do", "deleteUser"), ("id", &id)]).await;
    assert_eq!(sandbox.users().len(), 1);
}

#[tokio::test]
async fn a_session_begins_and_ends_by_a_click() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.add_user("ada@example.com", "passw0rd").id;
    let log_in = [("do", "logInAs"), ("id", &*id)];
    assert_eq!(accepted(&sandbox, &log_in).await, "/sandbox#sessions");
    let shown = page(&sandbox, "").await;
    let value = |after: &str| shown.split(after).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let client = sandbox.client();
    client.set_token(value("data-copy=\"eyJ").replacen("", "eyJ", 1)).await.unwrap();
    assert_eq!(client.get_current_user().await.unwrap().unwrap().id, id);
    accepted(&sandbox, &[("do", "endSession"), ("session", &value("name=\"session\" value=\""))]).await;
    assert_eq!(client.check_login_status().await.unwrap().status, Some(false));
    assert!(page(&sandbox, "").await.contains("Nobody is logged in."));

    accepted(&sandbox, &[("do", "editUser"), ("id", &id), ("email", "ada@example.com"), ("blocked", "1")]).await;
    assert!(refused(&sandbox, &log_in).await.contains("the user is locked"));
}

#[tokio::test]
async fn faults_are_added_and_removed_by_a_click() {
    let sandbox = Sandbox::start().await.unwrap();
    let add = |effect: &'static str, number: &'static str, text: &'static str| {
        [("do", "addFault"), ("at", "loginByCode"), ("effect", effect), ("number", number), ("text", text)]
    };
    for (effect, number, text) in [
        ("status", "503", ""),
        ("html", "502", ""),
        ("empty", "204", ""),
        ("code", "-1", "busy"),
        ("delay", "5", ""),
        ("hang", "", ""),
        ("cut", "", ""),
        ("malformed", "", ""),
        ("redirect", "", "https://example.com/"),
        ("oversized", "10", ""),
    ] {
        assert_eq!(accepted(&sandbox, &add(effect, number, text)).await, "/sandbox#faults");
        let fault = json!(sandbox.faults().pending().pop().unwrap());
        assert_eq!(fault["effect"], if effect == "html" { "status" } else { effect }, "{fault}");
        accepted(&sandbox, &[("do", "removeFault"), ("fault", &fault.to_string())]).await;
        assert!(sandbox.faults().pending().is_empty());
    }
    assert!(refused(&sandbox, &add("status", "99", "")).await.contains("status is 200 to 999"));
    assert!(refused(&sandbox, &add("status", "", "")).await.contains("number is empty"));
    assert!(refused(&sandbox, &add("fire", "", "")).await.contains("unknown variant"));
    let once = [("do", "failNext"), ("at", "loginByCode"), ("effect", r#"{"effect":"status","status":503}"#)];
    accepted(&sandbox, &once).await;
    let error = sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap_err();
    assert_eq!(error.http_status(), Some(503));
    assert!(sandbox.faults().pending().is_empty(), "a click lets one request fail");
    let shown = Fault::at("loginByCode", Effect::Cut);
    sandbox.faults().add(shown.clone().times(1));
    accepted(&sandbox, &[("do", "removeFault"), ("fault", &json!(shown.times(2)).to_string())]).await;
    assert!(sandbox.faults().pending().is_empty(), "a fault that has taken effect since is removed, too");
    accepted(&sandbox, &add("cut", "", "")).await;
    accepted(&sandbox, &[("do", "clearFaults")]).await;
    assert!(sandbox.faults().pending().is_empty());
}

#[tokio::test]
async fn wechat_codes_and_payloads_come_by_a_click() {
    let sandbox = Sandbox::start().await.unwrap();
    accepted(&sandbox, &[("do", "wechatPhone"), ("openid", "openid-ada"), ("phone", "17612346754")]).await;
    let shown = page(&sandbox, "").await;
    let section = shown.split("id=\"wechat-now\"").nth(1).unwrap();
    let copied: Vec<_> = section.split("data-copy=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let payload: Value = serde_json::from_str(&copied[2].replace("&quot;", "\"")).unwrap();
    let text = |name: &str| payload[name].as_str().unwrap().to_owned();
    let opened =
        authing_sandbox::decrypt("wx4f4bc4dec97d474b", copied[1], &text("iv"), &text("encryptedData")).unwrap();
    assert_eq!(opened["phoneNumber"], "17612346754", "the session key belongs to the payload");
    let user = sandbox.client().login_by_phone(copied[0], text("iv"), text("encryptedData")).await.unwrap();
    assert_eq!(user.phone.as_deref(), Some("17612346754"));

    for button in ["wechatPhoneCode", "wechatRealtimePhoneCode"] {
        accepted(&sandbox, &[("do", button), ("openid", "openid-ada"), ("phone", "17612346755")]).await;
    }
    let shown = page(&sandbox, "").await;
    assert_eq!(shown.matches("17612346755").count(), 2, "{shown}");
    assert_eq!(shown.matches("verified by WeChat at that moment").count(), 1, "{shown}");

    accepted(&sandbox, &[("do", "wechatProfile"), ("openid", "openid-bob"), ("nickname", "Bob")]).await;
    accepted(&sandbox, &[("do", "wechatCode"), ("openid", "openid-eve")]).await;
    let shown = page(&sandbox, "").await;
    assert!(shown.contains("openid-eve") && shown.contains("{&quot;nickName&quot;:&quot;Bob&quot;}"), "{shown}");
    assert!(refused(&sandbox, &[("do", "wechatCode")]).await.contains("openid is empty"));

    accepted(&sandbox, &[("do", "wechatRefuse"), ("errcode", "45011"), ("times", "1")]).await;
    let code = sandbox.wechat().user("openid-ada").login();
    let error = sandbox.client().login_by_code(&*code).await.unwrap_err();
    assert!(error.message().contains("minute-quota"), "{error}");
    sandbox.client().login_by_code(code).await.unwrap();
    accepted(&sandbox, &[("do", "wechatRefuse"), ("errcode", "-1"), ("times", "1"), ("phoneCodes", "1")]).await;
    assert!(page(&sandbox, "").await.contains("Still refused: -1"));
    sandbox.client().login_by_code(sandbox.wechat().user("openid-ada").login()).await.unwrap();
    accepted(&sandbox, &[("do", "wechatKeys"), ("keep", "1")]).await;
    assert!(page(&sandbox, "").await.contains("Change session keys with each login"));
}

#[tokio::test]
async fn the_clock_and_the_login_page_are_set_by_a_click() {
    let sandbox = Sandbox::start().await.unwrap();
    let start = sandbox.now();
    accepted(&sandbox, &[("do", "advance"), ("seconds", "86400")]).await;
    assert!(sandbox.now() >= start + 86_400);
    accepted(&sandbox, &[("do", "advance"), ("seconds", "-172800")]).await;
    assert!(sandbox.now() < start);
    accepted(&sandbox, &[("do", "setClock"), ("now", "2030-01-01T00:00")]).await;
    assert_eq!(sandbox.now() / 10, 1_893_456_000 / 10);
    assert!(page(&sandbox, "").await.contains("2030-01-01 00:00"));
    accepted(&sandbox, &[("do", "resetClock")]).await;
    assert!((sandbox.now() - start).abs() < 60);
    assert!(refused(&sandbox, &[("do", "setClock"), ("now", "soon")]).await.contains("now is not a time"));
    assert!(refused(&sandbox, &[("do", "advance"), ("seconds", "1e9")]).await.contains("not a number"));
    assert!(refused(&sandbox, &[("do", "advance"), ("seconds", "9223372036854775807")]).await.contains("years 1970"));

    accepted(&sandbox, &[("do", "loginPage"), ("mode", "deny")]).await;
    assert_eq!(sandbox.export()["application"]["loginPage"], "deny");
    let somebody = [("do", "loginPage"), ("mode", "logInAs"), ("id", "nobody")];
    assert!(refused(&sandbox, &somebody).await.contains("no user with the id nobody"));
    accepted(&sandbox, &[("do", "reset")]).await;
    assert_eq!(sandbox.export()["application"]["loginPage"], "automatic");
    assert!(refused(&sandbox, &[("do", "dance")]).await.contains("dance"));
}

#[tokio::test]
async fn the_page_speaks_the_language_of_its_visitor() {
    let sandbox = Sandbox::start().await.unwrap();
    let get = async |query: &str, accepted: &str| {
        let request = Client::new().get(format!("{}/sandbox{query}", sandbox.url()));
        request.header("accept-language", accepted).send().await.unwrap().text().await.unwrap()
    };
    for (query, accepted, language) in [
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("", "en-GB,zh;q=0.5", "en"),
        ("", "fr, zh-TW", "zh-CN"),
        ("", "fr", "en"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=zh", "en", "zh-CN"),
        ("?lang=%F0%9F%91%A9", "\u{e9}", "en"),
    ] {
        let page = get(query, accepted).await;
        assert!(page.contains(&format!("<html lang=\"{language}\">")), "{query} {accepted}");
    }
}

#[tokio::test]
async fn forms_and_events_are_for_the_page_itself_only() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.add_user("ada@example.com", "passw0rd");
    let http = Client::new();
    let reset = |name: &'static str, value: &str| {
        let form = http.post(sandbox.url() + "/sandbox").header("content-type", "application/x-www-form-urlencoded");
        form.header(name, value).body("do=reset").send()
    };
    for (name, value) in [("origin", "https://evil.example"), ("origin", "null"), ("host", "evil.example")] {
        let status = reset(name, value).await.unwrap().status();
        assert_eq!((status, sandbox.users().len()), (StatusCode::FORBIDDEN, 1), "{name}: {value}");
    }
    for path in ["/changes", "/help", "/page.js"] {
        let request = http.get(format!("{}/sandbox{path}", sandbox.url())).header("host", "evil.example");
        assert_eq!(request.send().await.unwrap().status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(reset("origin", &sandbox.url()).await.unwrap().status(), StatusCode::OK);
    assert!(sandbox.users().is_empty());
}

#[tokio::test]
async fn the_page_loads_and_runs_nothing_but_its_own_files() {
    let sandbox = Sandbox::start().await.unwrap();
    for (path, media) in [("", "text/html"), ("/page.css", "text/css"), ("/page.js", "text/javascript")] {
        let reply = reqwest::get(format!("{}/sandbox{path}", sandbox.url())).await.unwrap();
        let header = |name: &str| reply.headers()[name].to_str().unwrap();
        assert!(header("content-type").starts_with(media), "{path}");
        assert!(
            header("content-security-policy").starts_with("default-src 'none'; style-src 'self'; script-src 'self'")
        );
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!((header("x-content-type-options"), header("cache-control")), ("nosniff", "no-store"));
    }
}

#[tokio::test]
async fn an_event_tells_of_every_change_in_code_and_over_http() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut events = reqwest::get(sandbox.url() + "/sandbox/changes").await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let mut next = async || {
        let event = tokio::time::timeout(Duration::from_secs(30), events.chunk()).await;
        event.expect("a change is told").unwrap().unwrap()
    };
    sandbox.wechat().user("openid-ada").login();
    assert_eq!(next().await, "data: changed\n\n");
    sandbox.client().send_sms_code("17612346754").await.unwrap();
    assert_eq!(next().await, "data: changed\n\n");
}
