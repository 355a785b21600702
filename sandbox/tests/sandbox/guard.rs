//! What Guard, Authing's login form for web pages, asks for beyond what the SDKs do. Its form itself is tested in a browser.

use authing_sandbox::{APP_ID, EXT_IDP_CONN_IDENTIFIER, Sandbox};
use serde_json::{Value, json};

struct Form {
    sandbox: Sandbox,
    http: reqwest::Client,
}

impl Form {
    async fn start() -> Self {
        let ada = json!({ "id": "ada", "username": "ada", "phone": "17612346754", "password": "analytical" });
        let sandbox = Sandbox::builder().seed(json!({ "users": [ada] })).start().await.unwrap();
        Self { sandbox, http: reqwest::Client::new() }
    }

    async fn get(&self, path: &str) -> Value {
        self.http.get(self.sandbox.url() + path).send().await.unwrap().json().await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> reqwest::Response {
        self.http.post(self.sandbox.url() + path).json(&body).send().await.unwrap()
    }

    async fn reply(&self, path: &str, body: Value) -> Value {
        self.post(path, body).await.json().await.unwrap()
    }
}

#[tokio::test]
async fn the_settings_have_every_member_without_which_the_form_stays_blank() {
    let form = Form::start().await;
    let settings = form.get(&format!("/api/v2/applications/{APP_ID}/public-config")).await["data"].take();
    assert!(settings["publicKey"].as_str().unwrap().contains("PUBLIC KEY"));
    for (place, expected) in [
        ("/cdnBase", json!(form.sandbox.url())),
        ("/loginTabs/default", json!("password")),
        ("/passwordTabConfig/validLoginMethods/0", json!("username-password")),
        ("/verifyCodeTabConfig/validLoginMethods/0", json!("phone-code")),
        ("/verifyCodeLength", json!(6)),
        ("/ssoPageComponentDisplay/registerBtn", json!(true)),
        ("/registerTabs/default", json!("email")),
        ("/qrcodeTabsSettings/wechat-miniprogram-qrcode/0/id", json!(EXT_IDP_CONN_IDENTIFIER)),
    ] {
        assert_eq!(settings.pointer(place), Some(&expected), "{place}");
    }
    let shared = form.get(&format!("/api/v2/applications/{APP_ID}/components-public-config/guard")).await;
    assert_eq!(shared["data"]["global"]["defaultLanguage"], "browser");
    let icons = form.http.get(form.sandbox.url() + "/svg-string/guard?v=1").send().await.unwrap();
    assert!(icons.text().await.unwrap().starts_with("<svg"));
}

#[tokio::test]
async fn a_code_logs_in_the_user_and_the_browser() {
    let form = Form::start().await;
    for (kind, name, exists) in [("phone", "17612346754", true), ("email", "eve@example.com", false)] {
        let reply = form.get(&format!("/api/v2/users/find?userPoolId=pool&key={name}&type={kind}")).await;
        assert_eq!(reply["data"], exists, "{name}");
    }
    form.sandbox.client().send_sms_code("17612346754").await.unwrap();
    let code = form.sandbox.last_code("17612346754").unwrap();
    let logged_in = form.post("/api/v2/login/phone-code", json!({ "phone": "17612346754", "code": code })).await;
    let cookie = logged_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let user = logged_in.json::<Value>().await.unwrap()["data"].take();
    assert_eq!(user["id"], "ada");

    // The browser is logged in at the provider, too, and the token is valid.
    let session = form.http.get(form.sandbox.url() + "/cas/session").header("cookie", cookie);
    assert_eq!(session.send().await.unwrap().json::<Value>().await.unwrap()["userInfo"]["id"], "ada");
    let path = "/api/v2/users/login/check-status";
    let status = form.reply(path, json!({ "token": user["token"] })).await;
    assert_eq!((&status["code"], &status["status"], &status["data"]["id"]), (&json!(200), &json!(true), &json!("ada")));
    assert_eq!(form.reply(path, json!({ "token": "a.b.c" })).await["status"], false);
}

#[tokio::test]
async fn a_refusal_comes_in_the_envelope_that_the_form_shows() {
    let form = Form::start().await;
    // The password must be encrypted.
    let login = json!({ "account": "ada", "password": "analytical" });
    let refused = form.reply("/api/v2/login/account", login).await;
    assert_eq!((&refused["statusCode"], &refused["apiCode"]), (&json!(499), &json!(2016)), "{refused}");
    let refused = form.reply("/api/v2/login/phone-code", json!({ "phone": "17612346754" })).await;
    assert_eq!(refused["apiCode"], 400, "{refused}");
    let mail = |scene| json!({ "email": "ada@example.com", "scene": scene });
    assert_eq!(form.reply("/api/v2/email/send", mail("LOGIN_VERIFY_CODE")).await["code"], 200);
    assert!(form.sandbox.last_code("ada@example.com").is_some());
    assert_eq!(form.reply("/api/v2/email/send", mail("odd")).await["apiCode"], 400);
}
