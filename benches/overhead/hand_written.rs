//! What a careful programmer would write without the SDK: the same headers, types, checks and session.

use std::{sync::Mutex, time::Duration};

use authing_wxapp::{LoginStatus, User};
use serde::Deserialize;
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../spec/graphql/checkLoginStatus.graphql");

/// A client written by hand.
pub struct HandWritten {
    http: reqwest::Client,
    host: String,
    app_id: String,
    session: Mutex<Option<(String, Option<User>)>>,
}

#[derive(Deserialize)]
struct Envelope {
    code: i64,
    message: Option<String>,
    data: Option<User>,
}

#[derive(Deserialize)]
struct Graphql {
    data: Option<Data>,
    #[serde(default)]
    errors: Vec<Value>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "checkLoginStatus")]
    status: LoginStatus,
}

/// Why a call failed.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

impl HandWritten {
    /// A client of an application.
    ///
    /// # Panics
    ///
    /// If the client of reqwest cannot be built.
    pub fn new(host: &str, app_id: &str) -> Self {
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .connect_timeout(Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self { http, host: host.into(), app_id: app_id.into(), session: Mutex::default() }
    }

    fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.http
            .post(format!("{}{path}", self.host))
            .header("accept", "application/json")
            .header("x-authing-app-id", &self.app_id)
            .header("x-authing-request-from", "wxapp")
            .header("x-authing-sdk-version", "rust:0.1.0")
    }

    /// Logs in, and keeps the token and, if it should, the user.
    ///
    /// # Errors
    ///
    /// What failed, or what the server refused.
    pub async fn login_by_code(&self, code: &str, keep_user: bool) -> Result<User, Failure> {
        let request = self.post("/connections/social/wechat-miniprogram/auth").json(&json!({ "code": code }));
        let reply = request.send().await?.error_for_status()?.bytes().await?;
        let envelope: Envelope = serde_json::from_slice(&reply)?;
        if envelope.code != 200 {
            return Err(envelope.message.unwrap_or_default().into());
        }
        let user = envelope.data.ok_or("no user")?;
        let token = user.token.as_ref().ok_or("no token")?.expose().to_owned();
        *self.session.lock().map_err(|_| "poisoned")? = Some((token, keep_user.then(|| user.clone())));
        Ok(user)
    }

    /// The state of the login.
    ///
    /// # Errors
    ///
    /// What failed, what the server refused, or that nobody is logged in.
    pub async fn check_login_status(&self) -> Result<LoginStatus, Failure> {
        let token = {
            let session = self.session.lock().map_err(|_| "poisoned")?;
            session.as_ref().map(|(token, _)| token.clone()).ok_or("not logged in")?
        };
        let request = self.post("/graphql/v2").bearer_auth(token).json(&json!({ "query": DOCUMENT, "variables": {} }));
        let reply = request.send().await?.error_for_status()?.bytes().await?;
        let graphql: Graphql = serde_json::from_slice(&reply)?;
        match graphql.errors.first() {
            Some(error) => Err(error.to_string().into()),
            None => Ok(graphql.data.ok_or("no data")?.status),
        }
    }
}
