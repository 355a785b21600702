//! Tickets and sessions of CAS.

use authing_wxapp::AuthenticationClient;
use serde_json::{Value, json};

use crate::support::{APP_ID, Reply, Server, TestStore, token, user_json};

const SERVICE: &str = "https://app.example.com/cas?a=1&b=é";

fn pairs(given: &[(&str, &str)]) -> Vec<(String, String)> {
    given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_cas_1_ticket_names_a_user_or_is_invalid() {
    let server = Server::start().await;
    let replies = [
        ("text/plain; charset=utf-8", "yes\nada\n", true, Some("ada")),
        ("text/html", "yes\r\n ada \r\n", true, Some("ada")),
        ("text/plain", "yes\n", true, None),
        ("text/plain", "no\n\n", false, None),
        ("text/plain", "no", false, None),
    ];
    for (media_type, body, ..) in replies {
        server.reply("validateTicketV1", Reply::text(media_type, body));
    }
    let store = TestStore::with(&token("user-1"), None);
    let client = server.client_over(store);
    for (_, body, valid, username) in replies {
        let answer = client.validate_ticket_v1("ST-1", SERVICE).await.unwrap();
        assert_eq!((answer.valid, answer.username.as_deref()), (valid, username), "{body:?}");
    }
    let request = &server.requests()[0];
    assert_eq!((&*request.method, &*request.path), ("GET", &*format!("/cas-idp/{APP_ID}/validate")));
    assert_eq!(request.query, pairs(&[("service", SERVICE), ("ticket", "ST-1")]));
    assert_eq!(request.bearer(), None);
}

#[tokio::test]
async fn a_cas_1_reply_that_is_neither_yes_nor_no_is_unreadable() {
    let server = Server::start().await;
    server.reply("validateTicketV1", Reply::raw_json(json!({ "code": 500, "message": "x" })));
    server.reply("validateTicketV1", Reply::raw(200, "text/html", "<html>yes</html>"));
    server.reply("validateTicketV1", Reply::raw(200, "text/plain", "yesterday\nada"));
    server.reply("validateTicketV1", Reply::raw(200, "text/plain", ""));
    server.reply("validateTicketV1", Reply::raw(503, "text/plain", "yes\nada\n"));
    let client = server.client();
    let mut errors = Vec::new();
    for _ in 0..5 {
        errors.push(client.validate_ticket_v1("ST-1", SERVICE).await.unwrap_err());
    }
    assert_eq!((errors[0].is_api(), errors[0].code().get(), errors[0].message()), (true, 500, "x"));
    assert!(errors[1..4].iter().all(|error| error.is_decode() && error.may_have_reached_server()), "{errors:?}");
    assert!(errors[4].is_api() && errors[4].code().get() == 503);
}

#[tokio::test]
async fn a_cas_2_reply_has_a_user_or_a_failure() {
    let server = Server::start().await;
    let answer = |inside: Value| json!({ "serviceResponse": inside });
    let success = json!({ "user": "ada", "attributes": { "email": "ada@example.com" } });
    server.reply("validateTicketV2", answer(json!({ "authenticationSuccess": success })));
    let failure = json!({ "code": "INVALID_TICKET", "description": "used" });
    server.reply("validateTicketV2", answer(json!({ "authenticationFailure": failure })));
    server.reply("validateTicketV2", answer(json!({})));
    server.reply("validateTicketV2", Reply::raw_json(json!({})));
    let client = server.client();
    let validate = || client.validate_ticket_v2("ST-1", SERVICE);
    let success = validate().await.unwrap().authentication_success.unwrap();
    assert_eq!((&*success.user, &success.attributes.unwrap()["email"]), ("ada", &json!("ada@example.com")));
    let failure = validate().await.unwrap();
    assert_eq!(failure.authentication_success, None);
    let failure = failure.authentication_failure.unwrap();
    assert_eq!((failure.code.as_deref(), failure.description.as_deref()), (Some("INVALID_TICKET"), Some("used")));
    assert!(validate().await.unwrap_err().is_decode());
    assert!(validate().await.unwrap_err().is_decode());
    let request = &server.requests()[0];
    assert_eq!((&*request.method, &*request.path), ("GET", &*format!("/cas-idp/{APP_ID}/serviceValidate")));
    let mut query = request.query.clone();
    query.sort();
    assert_eq!(query, pairs(&[("format", "JSON"), ("service", SERVICE), ("ticket", "ST-1")]));
}

#[tokio::test]
async fn the_cas_2_reply_is_available_as_xml() {
    const XML: &str = "<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'><cas:authenticationFailure/></cas:serviceResponse>";
    let server = Server::start().await;
    server.reply("validateTicketV2", Reply::raw(200, "application/xml", XML));
    server.reply("validateTicketV2", Reply::raw(200, "text/plain", "no"));
    server.reply("validateTicketV2", Reply::raw_json(json!({ "code": 500, "message": "x" })));
    server.reply("validateTicketV2", Reply::raw(404, "application/xml", XML));
    let client = server.client();
    let validate = || client.validate_ticket_v2("ST-1", SERVICE).xml();
    assert_eq!(validate().await.unwrap(), XML);
    assert!(validate().await.unwrap_err().is_decode());
    let refused = validate().await.unwrap_err();
    assert_eq!((refused.code().get(), refused.verb()), (500, "validate_ticket_v2"));
    assert_eq!(validate().await.unwrap_err().http_status(), Some(404));
    assert!(server.requests()[0].query.contains(&("format".into(), "XML".into())));
}

#[tokio::test]
async fn the_id_of_the_application_is_escaped_in_the_path() {
    let server = Server::start().await;
    server.reply("validateTicketV1", Reply::text("text/plain", "no\n\n"));
    let client = AuthenticationClient::builder("a/b?c").host(server.host()).build().unwrap();
    client.validate_ticket_v1("ST-1", SERVICE).await.unwrap();
    assert_eq!(server.one_request().path, "/cas-idp/a%2Fb%3Fc/validate");
}

#[tokio::test]
async fn track_session_sends_the_given_cookies_and_keeps_none() {
    let server = Server::start().await;
    let session = json!({
        "session": { "_id": "s1", "cookie": { "appId": APP_ID, "userId": "user-1", "type": "oidc", "secure": true } },
        "userInfo": user_json("user-1"),
    });
    let cookie = "authing.session=s1; Path=/; HttpOnly";
    server.reply("trackSession", Reply::from(session).header("set-cookie", cookie));
    server.reply("trackSession", Value::Null);
    let store = TestStore::with(&token("user-2"), None);
    let client = server.client_over(store.clone());
    let tracked = client.track_session("authing.session=s0; lang=zh").await.unwrap();
    assert_eq!(tracked.set_cookies.iter().map(|cookie| cookie.expose()).collect::<Vec<_>>(), [cookie]);
    assert!(!format!("{tracked:?}").contains("s1"), "{tracked:?}");
    let session = tracked.session.unwrap();
    assert_eq!(session.user_info.unwrap().id, "user-1");
    let cookie = session.session.unwrap().cookie.unwrap();
    assert_eq!((cookie.app_id.as_deref(), cookie.secure), (Some(APP_ID), Some(true)));
    assert_eq!(client.track_session("lang=zh").await.unwrap().session, None);

    let requests = server.requests();
    assert_eq!((&*requests[0].method, &*requests[0].path), ("GET", "/cas/session"));
    assert_eq!(requests[0].header("cookie"), Some("authing.session=s0; lang=zh"));
    assert_eq!(requests[1].header("cookie"), Some("lang=zh"));
    assert!(requests.iter().all(|request| request.bearer().is_none()));
    assert_eq!(store.token(), Some(token("user-2")));
}

#[tokio::test]
async fn cookies_that_do_not_fit_a_header_are_refused_without_being_quoted() {
    let server = Server::start().await;
    let error = server.client().track_session("sid=s3cret\n").await.unwrap_err();
    assert!(error.is_argument() && error.message().contains("cookies"), "{error:?}");
    assert!(!format!("{error:?} {error}").contains("s3cret"));
    server.assert_untouched();
}

#[tokio::test]
async fn an_empty_argument_is_refused_before_anything_is_sent() {
    let server = Server::start().await;
    let client = server.client();
    let errors = [
        (client.validate_ticket_v1("", SERVICE).await.map(drop).unwrap_err(), "ticket"),
        (client.validate_ticket_v1("ST-1", "").await.map(drop).unwrap_err(), "service"),
        (client.validate_ticket_v2("", SERVICE).await.map(drop).unwrap_err(), "ticket"),
        (client.validate_ticket_v2("ST-1", " ").xml().await.map(drop).unwrap_err(), "service"),
        (client.track_session("").await.map(drop).unwrap_err(), "cookies"),
    ];
    for (error, name) in errors {
        assert!(error.is_argument() && error.message().starts_with(&format!("{name} is empty")), "{error:?}");
    }
    server.assert_untouched();
}
