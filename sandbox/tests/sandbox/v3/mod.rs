//! Version 3 of the API: the sign-ins of mini-programs, and what a user does with the access token. Requests are sent as they stand
//! here, through the proxy that checks them and their replies against the contract.

mod account;
mod binding;
mod sdk;
mod sign_in;
mod wechat;

use authing_sandbox::{APP_ID, EXT_IDP_CONN_IDENTIFIER};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::Sandbox;

pub const PHONE: &str = "17612346754";

/// A client that sends what it is told, with an access token if it has one.
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

impl Client {
    pub fn new(sandbox: &Sandbox) -> Self {
        Self { http: reqwest::Client::new(), url: sandbox.client().host().to_string(), token: None }
    }

    /// A client of the user who signs in with this WeChat user.
    pub async fn of(sandbox: &Sandbox, openid: &str) -> Self {
        let client = Self::new(sandbox);
        let code = sandbox.wechat().user(openid).login();
        let tokens = data(client.post("signin-by-mobile", by_code(&code)).await);
        Self { token: Some(text(&tokens["access_token"])), ..client }
    }

    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    pub async fn get(&self, path: &str) -> Value {
        self.send(self.http.get(format!("{}/api/v3/{path}", self.url))).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.send(self.http.post(format!("{}/api/v3/{path}", self.url)).json(&body)).await
    }

    /// Sends to an address outside of `/api/v3`.
    pub async fn post_to(&self, path: &str, body: Value) -> Value {
        self.send(self.http.post(format!("{}{path}", self.url)).json(&body)).await
    }

    /// The same client past the proxy, which accepts only what the SDK of this repository sends.
    pub fn unchecked(self, sandbox: &Sandbox) -> Self {
        Self { url: sandbox.url(), ..self }
    }

    pub async fn profile(&self) -> Value {
        data(self.get("get-profile?withIdentities=true&withCustomData=true").await)
    }

    async fn send(&self, request: RequestBuilder) -> Value {
        let request = self.token.iter().fold(request, |request, token| request.header("authorization", token));
        let names = [("app-id", APP_ID), ("request-from", "sdk"), ("sdk-version", "rust:1.0.0")];
        let request =
            names.iter().fold(request, |request, (name, value)| request.header(format!("x-authing-{name}"), *value));
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::OK, "business failures have the HTTP status 200");
        reply.json().await.unwrap()
    }
}

/// The body of a sign-in with a code of `wx.login`.
pub fn by_code(code: &str) -> Value {
    json!({
        "connection": "wechat_mini_program_code",
        "extIdpConnidentifier": EXT_IDP_CONN_IDENTIFIER,
        // As the mini-program SDK sends it.
        "wechatMiniProgramCodePayload": { "code": code, "iv": "", "encryptedData": "" },
    })
}

/// The body of a sign-in with a code of `wx.login` and one of the phone button.
pub fn by_both(login: &str, phone: &str) -> Value {
    json!({
        "connection": "wechat_mini_program_code_and_phone",
        "extIdpConnidentifier": EXT_IDP_CONN_IDENTIFIER,
        "wechatMiniProgramCodeAndPhonePayload": { "wxLoginInfo": { "code": login }, "wxPhoneInfo": { "code": phone } },
        "options": { "scope": "openid profile phone offline_access" },
    })
}

/// Sends a code to a phone number and gives it.
pub async fn sms(sandbox: &Sandbox, number: &str, channel: &str) -> String {
    data(Client::new(sandbox).post("send-sms", json!({ "phoneNumber": number, "channel": channel })).await);
    sandbox.last_code(number).unwrap()
}

/// Sends a code to a mail address and gives it.
pub async fn mail(sandbox: &Sandbox, email: &str, channel: &str) -> String {
    data(Client::new(sandbox).post("send-email", json!({ "email": email, "channel": channel })).await);
    sandbox.last_code(email).unwrap()
}

/// The data of a success.
pub fn data(reply: Value) -> Value {
    assert_eq!(reply["statusCode"], 200, "{reply}");
    reply["data"].clone()
}

/// The status and the code of a refusal.
pub fn refused(reply: &Value) -> (i64, i64) {
    let number = |name: &str| reply[name].as_i64().unwrap_or_else(|| panic!("this is no refusal: {reply}"));
    (number("statusCode"), number("apiCode"))
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("this is no text: {value}")).to_owned()
}
