//! The endpoints of WeChat that a back end calls itself: they share the users, codes and keys of the simulated WeChat.

use std::time::Duration;

use authing_sandbox::{Sandbox, WECHAT_APP_ID, WECHAT_APP_SECRET, decrypt};
use reqwest::Client;
use serde_json::{Value, json};

async fn get(sandbox: &Sandbox, path: &str) -> Value {
    reqwest::get(sandbox.url() + path).await.unwrap().json().await.unwrap()
}

async fn post(sandbox: &Sandbox, path: &str, body: Value) -> Value {
    Client::new().post(sandbox.url() + path).json(&body).send().await.unwrap().json().await.unwrap()
}

fn owner() -> String {
    format!("appid={WECHAT_APP_ID}&secret={WECHAT_APP_SECRET}")
}

async fn session(sandbox: &Sandbox, code: &str) -> Value {
    get(sandbox, &format!("/sns/jscode2session?{}&js_code={code}&grant_type=authorization_code", owner())).await
}

async fn access_token(sandbox: &Sandbox) -> String {
    let token = get(sandbox, &format!("/cgi-bin/token?grant_type=client_credential&{}", owner())).await;
    assert_eq!(token["expires_in"], 7200, "{token}");
    token["access_token"].as_str().unwrap().to_owned()
}

async fn stable_token(sandbox: &Sandbox, force: bool) -> String {
    let body = json!({
        "grant_type": "client_credential", "appid": WECHAT_APP_ID, "secret": WECHAT_APP_SECRET, "force_refresh": force,
    });
    post(sandbox, "/cgi-bin/stable_token", body).await["access_token"].as_str().unwrap().to_owned()
}

async fn phone(sandbox: &Sandbox, token: &str, code: &str) -> Value {
    post(sandbox, &format!("/wxa/business/getuserphonenumber?access_token={token}"), json!({ "code": code })).await
}

#[tokio::test]
async fn a_login_code_gives_the_session_key_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.wechat().user("openid-ada").with_unionid("union-ada");
    let code = ada.login();
    let (iv, data) = ada.press_phone_button("17612346754");
    let session = session(&sandbox, &code).await;
    assert_eq!((&session["openid"], &session["unionid"]), (&json!("openid-ada"), &json!("union-ada")));
    assert_eq!(session["errcode"], Value::Null, "a success has no error code");
    let key = session["session_key"].as_str().unwrap();
    assert_eq!(decrypt(WECHAT_APP_ID, key, &iv, &data).unwrap()["purePhoneNumber"], "17612346754");
    let again = self::session(&sandbox, &code).await;
    assert_eq!(again, json!({ "errcode": 40163, "errmsg": "code been used" }));
    // Authing asks the same WeChat.
    let refused = sandbox.client().login_by_code(code).await.unwrap_err();
    assert!(refused.message().contains("40163"), "{refused}");
}

#[tokio::test]
async fn a_session_key_is_checked_by_its_signature() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.wechat().user("openid-ada");
    let session = session(&sandbox, &ada.login()).await;
    let token = access_token(&sandbox).await;
    let mac = hmac_sha256::HMAC::mac([], session["session_key"].as_str().unwrap());
    let signature: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
    let check = async || {
        let query = format!("access_token={token}&openid=openid-ada&signature={signature}&sig_method=hmac_sha256");
        get(&sandbox, &format!("/wxa/checksession?{query}")).await["errcode"].clone()
    };
    assert_eq!(check().await, 0);
    ada.login();
    assert_eq!(check().await, 87009, "the next login has changed the key");
}

#[tokio::test]
async fn a_phone_code_gives_the_number_once_and_within_five_minutes() {
    let sandbox = Sandbox::start().await.unwrap();
    let (ada, token) = (sandbox.wechat().user("openid-ada"), access_token(&sandbox).await);
    let code = ada.press_phone_button_code("17612346754");
    let answer = phone(&sandbox, &token, &code).await;
    let info = &answer["phone_info"];
    assert_eq!((&answer["errcode"], &info["phoneNumber"]), (&json!(0), &json!("17612346754")), "{answer}");
    assert_eq!((&info["countryCode"], &info["watermark"]["appid"]), (&json!("86"), &json!(WECHAT_APP_ID)));
    let abroad = phone(&sandbox, &token, &ada.press_realtime_phone_button_code("+85261234567")).await;
    let expected = ("+85261234567", "61234567", "852");
    let [whole, pure, country] =
        ["phoneNumber", "purePhoneNumber", "countryCode"].map(|name| abroad["phone_info"][name].as_str().unwrap());
    assert_eq!((whole, pure, country), expected);

    let old = ada.press_phone_button_code("17612346754");
    sandbox.advance(Duration::from_secs(301));
    let cases = [
        (code, "works once"),
        (old, "has expired"),
        ("guessed".into(), "never issued"),
        (ada.login(), "a code of wx.login"),
    ];
    for (code, why) in cases {
        let refused = phone(&sandbox, &token, &code).await;
        assert_eq!(refused, json!({ "errcode": 40029, "errmsg": "invalid code" }), "WeChat does not say more");
        let requests = sandbox.requests();
        let reason = requests.last().unwrap().reason.clone().unwrap_or_default();
        assert!(reason.contains(why), "but the sandbox does: {reason}");
    }
    // And the other way round.
    let swapped = session(&sandbox, &ada.press_phone_button_code("17612346754")).await;
    assert_eq!(swapped["errcode"], 40029);
}

#[tokio::test]
async fn a_refused_phone_code_is_not_spent() {
    let sandbox = Sandbox::start().await.unwrap();
    let (ada, token) = (sandbox.wechat().user("openid-ada"), access_token(&sandbox).await);
    sandbox.wechat().refuse_phone_codes(-1, 1);
    let code = ada.press_phone_button_code("17612346754");
    assert_eq!(phone(&sandbox, &token, &code).await["errmsg"], "system error");
    assert_eq!(phone(&sandbox, &token, &code).await["errcode"], 0);
    let path = format!("/wxa/business/getuserphonenumber?access_token={token}");
    let of_eve = json!({ "code": ada.press_phone_button_code("17612346754"), "openid": "openid-eve" });
    assert_eq!(post(&sandbox, &path, of_eve).await["errcode"], 40003);
    assert_eq!(post(&sandbox, &path, json!([])).await["errcode"], 47001);
}

#[tokio::test]
async fn a_new_access_token_ends_the_old_one_after_five_minutes() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.wechat().user("openid-ada");
    let works = async |token: &str| {
        phone(&sandbox, token, &ada.press_phone_button_code("17612346754")).await["errcode"].clone()
    };
    let old = access_token(&sandbox).await;
    let new = access_token(&sandbox).await;
    assert_eq!((works(&old).await, works(&new).await), (json!(0), json!(0)));
    sandbox.advance(Duration::from_secs(301));
    assert_eq!((works(&old).await, works(&new).await), (json!(40001), json!(0)));
    sandbox.advance(Duration::from_secs(7200));
    assert_eq!(works(&new).await, 42001, "it has expired");
    assert_eq!((works("").await, works("guessed").await), (json!(41001), json!(40001)));
}

#[tokio::test]
async fn the_stable_access_token_is_the_same_for_everybody() {
    let sandbox = Sandbox::start().await.unwrap();
    let first = stable_token(&sandbox, false).await;
    access_token(&sandbox).await;
    assert_eq!(stable_token(&sandbox, false).await, first, "the other endpoint does not touch it");
    let forced = stable_token(&sandbox, true).await;
    assert_ne!(forced, first);
    let code = sandbox.wechat().user("openid-ada").press_phone_button_code("17612346754");
    let with = async |token: &str| phone(&sandbox, token, &code).await;
    assert_eq!(with(&first).await["errcode"], 40001, "a forced renewal ends it at once");
    assert_eq!(with(&forced).await["errcode"], 0);
    assert_eq!(stable_token(&sandbox, true).await, forced, "a second one comes too soon");
    sandbox.advance(Duration::from_secs(7200 - 299));
    assert_ne!(stable_token(&sandbox, false).await, forced, "it ends soon");
}

#[tokio::test]
async fn only_the_owner_of_the_mini_program_gets_tokens() {
    let sandbox = Sandbox::start().await.unwrap();
    for (query, errcode) in [
        (format!("grant_type=client_credential&appid=another&secret={WECHAT_APP_SECRET}"), 40013),
        (format!("grant_type=client_credential&appid={WECHAT_APP_ID}&secret=guessed"), 40125),
        (format!("grant_type=password&{}", owner()), 40002),
        (String::new(), 40002),
    ] {
        assert_eq!(get(&sandbox, &format!("/cgi-bin/token?{query}")).await["errcode"], errcode, "{query}");
    }
    let code = sandbox.wechat().user("openid-ada").login();
    let path = format!("/sns/jscode2session?appid={WECHAT_APP_ID}&secret=guessed&js_code={code}");
    assert_eq!(get(&sandbox, &path).await["errcode"], 40125);
    assert_eq!(session(&sandbox, &code).await["openid"], "openid-ada", "the code was not spent");
    let log = format!("{:?}", sandbox.requests());
    assert!(log.contains("jscode2session") && log.contains(WECHAT_APP_ID), "{log}");
    assert!(!log.contains(&code) && !log.contains("guessed"), "secrets are not logged: {log}");
}

#[tokio::test]
async fn a_restart_keeps_the_access_tokens_and_the_codes_of_the_phone_button() {
    const PHONE: &str = "17612346754";
    let folder = tempfile::tempdir().unwrap();
    let start = async || Sandbox::builder().state_file(folder.path().join("state.json")).start().await.unwrap();
    let sandbox = start().await;
    let (overwritten, latest) = (access_token(&sandbox).await, access_token(&sandbox).await);
    let stable = stable_token(&sandbox, false).await;
    let [used, pending, late] = [(); 3].map(|()| sandbox.wechat().user("openid-ada").press_phone_button_code(PHONE));
    assert_eq!(phone(&sandbox, &latest, &used).await["errcode"], 0);
    sandbox.stop().await;

    let sandbox = start().await;
    assert_eq!(stable_token(&sandbox, false).await, stable);
    assert_eq!(phone(&sandbox, &stable, &used).await["errcode"], 40029, "a code works once");
    let number = phone(&sandbox, &overwritten, &pending).await;
    assert_eq!((&number["errcode"], &number["phone_info"]["purePhoneNumber"]), (&json!(0), &json!(PHONE)));
    sandbox.advance(Duration::from_secs(301));
    assert_eq!(phone(&sandbox, &overwritten, &late).await["errcode"], 40001, "it worked for five minutes more");
    assert_eq!(phone(&sandbox, &latest, &late).await["errcode"], 40029, "the code has expired");
    let next = access_token(&sandbox).await;
    sandbox.advance(Duration::from_secs(301));
    let fresh = sandbox.wechat().user("openid-ada").press_phone_button_code(PHONE);
    assert_eq!(phone(&sandbox, &latest, &fresh).await["errcode"], 40001, "the next token overwrites the last one");
    sandbox.advance(Duration::from_secs(6800));
    let fresh = sandbox.wechat().user("openid-ada").press_phone_button_code(PHONE);
    assert_eq!(phone(&sandbox, &stable, &fresh).await["errcode"], 42001, "it is two hours old");
    assert_eq!(phone(&sandbox, &next, &fresh).await["errcode"], 0);
}

#[tokio::test]
async fn after_a_restart_the_newest_code_of_the_phone_button_is_shown_first() {
    let folder = tempfile::tempdir().unwrap();
    let start = async || Sandbox::builder().state_file(folder.path().join("state.json")).start().await.unwrap();
    let press = |sandbox: &Sandbox| sandbox.wechat().user("openid-ada").press_phone_button_code("17612346754");
    let sandbox = start().await;
    let old = [press(&sandbox), press(&sandbox)];
    sandbox.stop().await;
    let sandbox = start().await;
    let new = press(&sandbox);
    let page = reqwest::get(sandbox.url() + "/sandbox").await.unwrap().text().await.unwrap();
    let place = |code: &str| page.find(code).unwrap_or_else(|| panic!("{code} is not shown"));
    assert!(place(&new) < place(&old[1]) && place(&old[1]) < place(&old[0]));
}
