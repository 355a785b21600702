//! Makes a recorded call with our client, which has the options of the record.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use authing_wxapp::{
    AuthenticationClient, AuthenticationClientBuilder, BoxFuture, Change, Error, HeaderNames, MemoryStore, Secret,
    Session, StoreError, Stored, TokenStore, Version, request::UpdateProfile,
};
use serde_json::{Value, json};

use crate::{
    account, calls, events,
    hosts::{directory_host_of, host_of, origin, path_of, prefixes},
    keys, model,
    record::{Record, Sdk, is_falsy},
    replay::{Replay, Sent, closed_port},
};

/// What our client did for a recorded call.
pub struct Observation {
    /// The options of the record, with the changes by setters earlier in the sequence.
    pub options: Value,
    /// How many recorded requests at the beginning our client does not need. The next one is compared with our first.
    pub skipped: usize,
    pub sent: Vec<Sent>,
    /// How these requests violate the contract.
    pub violations: Vec<String>,
    pub outcome: Result<Value, Error>,
    /// Code, message and data of each call of `on_error`.
    pub on_error: Vec<Value>,
    pub before: Value,
    pub after: Value,
}

/// One client, for the steps of one sequence.
pub struct Driver {
    replay: Replay,
    options: Value,
    store: SharedStore,
    client: Result<AuthenticationClient, Error>,
    on_error: Arc<Mutex<Vec<Value>>>,
}

/// A memory store that the test can still read after the client has taken it.
#[derive(Clone, Default)]
struct SharedStore(Arc<MemoryStore>);

impl TokenStore for SharedStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        self.0.load()
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        self.0.replace(expected, session)
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.0.clear()
    }
}

impl Driver {
    pub async fn new(first: &Record) -> Self {
        let token = first.get("before")["token"].as_str().filter(|token| !token.is_empty());
        let user = serde_json::from_value(model::user(&first.get("before")["user"])).ok();
        let store = match token {
            Some(token) => SharedStore(Arc::new(MemoryStore::with_session(Session::new(token, user)))),
            None => SharedStore::default(),
        };
        let mut options = first.get("options").clone();
        // In JavaScript the caller encrypts such a password. Our client needs the key.
        match first.arg(0)["options"]["passwordEncryptType"].as_str().filter(|_| first.method == "signinByCredentials")
        {
            Some("rsa") => options["publicKey"] = json!(keys::public_pem()),
            Some("sm2") => options["encryption"] = json!({ "type": "sm2", "publicKey": keys::sm2_public_hex() }),
            _ => {}
        }
        let (replay, on_error) = (Replay::start().await, Arc::default());
        let client = build(&options, &replay.uri(), &store, &on_error).build();
        Self { replay, options, store, client, on_error }
    }

    /// Makes the recorded call; `None` if we do not have the method or an option that it uses.
    pub async fn run(&mut self, record: &Record) -> Option<Observation> {
        if !supports(record) {
            return None;
        }
        // With an SM2 key our client does not fetch the RSA key.
        let fetches = record.requests().first().is_some_and(|first| first["path"] == "/api/v2/.well-known");
        let skipped = usize::from(fetches && sm2_key(&self.options).is_some());
        self.replay.load(&record.requests()[skipped..]).await;
        let refused_at_once = record.requests().first().is_some_and(|request| !request["notDelivered"].is_null());
        if refused_at_once {
            self.rebuild(&closed_port());
        }
        // Nothing is sent to a built URL, so the call uses the real host of the options.
        let builds_an_address = calls::urls::METHODS.contains(&record.method.as_str());
        if builds_an_address {
            self.rebuild(origin(&host_of(&self.options)));
        }
        self.on_error.lock().unwrap().clear();
        let before = self.stored().await;
        let outcome = match (&self.client, record.method.as_str()) {
            (_, "encryptFunction") => calls::rest::ciphertexts(record).await?,
            (Ok(_), "event.sub") => events::subscribe(self.builder(&self.replay.uri()), record).await,
            (Ok(client), "setLang" | "setRequestFrom") => {
                // Our setter returns another client with the same connections. Later steps use that one.
                let text = record.arg(0).as_str()?;
                let (option, derived) = match record.method.as_str() {
                    "setLang" => ("lang", client.with_lang(text)),
                    _ => ("requestFrom", client.with_request_from(text)),
                };
                self.options[option] = record.arg(0).clone();
                self.client = derived;
                Ok(Value::Null)
            }
            (Ok(client), _) => call(client, &self.store, record).await?,
            (Err(_), _) => Err(self.build(&self.replay.uri()).expect_err("the options were accepted the second time")),
        };
        let after = self.stored().await;
        if refused_at_once || builds_an_address {
            self.rebuild(&self.replay.uri());
        }
        let (sent, violations) =
            self.replay.received(&prefixes(&self.options), &renamed(&self.options["headers"])).await;
        Some(Observation {
            options: self.options.clone(),
            skipped,
            sent,
            violations,
            outcome,
            on_error: self.on_error.lock().unwrap().clone(),
            before,
            after,
        })
    }

    fn build(&self, server: &str) -> Result<AuthenticationClient, Error> {
        self.builder(server).build()
    }

    fn builder(&self, server: &str) -> AuthenticationClientBuilder {
        build(&self.options, server, &self.store, &self.on_error)
    }

    fn rebuild(&mut self, server: &str) {
        self.client = self.build(server);
    }

    async fn stored(&self) -> Value {
        let session = match &self.client {
            Ok(client) => client.stored_session().await.expect("a memory store does not fail"),
            Err(_) => None,
        };
        match session {
            Some(session) => json!({ "token": session.token(), "user": session.user() }),
            None => json!({ "token": null, "user": null }),
        }
    }
}

/// Whether we have the method of a record.
pub fn supports(record: &Record) -> bool {
    match record.method.as_str() {
        "loginByCode" | "loginByPhone" | "getPhone" => record.sdk == Sdk::Wxapp,
        // In a browser a dialog chooses the file. Our client gets it as an argument.
        "updateAvatar" | "uploadAvatar" | "encryptFunction" | "event.sub" | "setLang" | "setRequestFrom" => true,
        "getCurrentUser" | "updateProfile" | "checkLoginStatus" | "refreshToken" | "logout" | "checkLoggedIn"
        | "setToken" | "setCurrentUser" => true,
        method if account::knows(method) => true,
        _ if calls::knows(record) => true,
        method => ["setToken", "setUser", "getToken", "getUser", "clearUser"]
            .iter()
            .any(|name| method.strip_prefix("tokenProvider.") == Some(name)),
    }
}

/// The SM2 key, if the options say that passwords are encrypted with it.
fn sm2_key(options: &Value) -> Option<&str> {
    options["encryption"]["publicKey"].as_str().filter(|_| options["encryption"]["type"] == "sm2")
}

fn build(
    options: &Value,
    server: &str,
    store: &SharedStore,
    calls: &Arc<Mutex<Vec<Value>>>,
) -> AuthenticationClientBuilder {
    let text = |name: &str| options[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let host = host_of(options);
    // The record may test a path prefix or a trailing slash.
    let path = path_of(&host);
    let mut builder = AuthenticationClient::builder(text("appId").unwrap_or_default()).host(format!("{server}{path}"));
    if let Ok(host) = directory_host_of(options) {
        builder = builder.websocket_host(format!("{server}{}", path_of(&host)));
    }
    if let Some(key) = sm2_key(options) {
        builder = builder.sm2_public_key(key);
    }
    if let Some(uri) = text("redirectUri") {
        builder = builder.redirect_uri(uri);
    }
    builder = match text("token").or_else(|| text("accessToken")) {
        Some(token) => builder.access_token(token),
        None => builder.token_store(store.clone()),
    };
    if let Some(key) = text("publicKey") {
        builder = builder.public_key(key);
    }
    if let Some(milliseconds) = options["timeout"].as_u64().filter(|milliseconds| *milliseconds > 0) {
        builder = builder.timeout(Duration::from_millis(milliseconds));
    }
    if let Some(id) = text("userPoolId") {
        builder = builder.user_pool_id(id);
    }
    if let Some(id) = text("tenantId") {
        builder = builder.tenant_id(id);
    }
    if let Some(lang) = text("lang") {
        builder = builder.lang(lang);
    }
    if let Some(from) = text("requestFrom") {
        builder = builder.request_from(from);
    }
    if !is_falsy(&options["onError"]) {
        let calls = Arc::clone(calls);
        builder =
            builder.on_error(move |code, message, data| calls.lock().unwrap().push(json!([code.get(), message, data])));
    }
    let builder = calls::oidc::configure(builder, options);
    builder.header_names(header_names(&options["headers"]))
}

type Rename = fn(HeaderNames, String) -> HeaderNames;

/// The keys of the option `headers`, our setter for each, and the default name of the header.
const HEADERS: [(&str, Rename, &str); 6] = [
    ("app-id", HeaderNames::app_id, "x-authing-app-id"),
    ("userpool-id", HeaderNames::user_pool_id, "x-authing-userpool-id"),
    ("tenant-id", HeaderNames::tenant_id, "x-authing-app-tenant-id"),
    ("lang", HeaderNames::lang, "x-authing-lang"),
    ("request-from", HeaderNames::request_from, "x-authing-request-from"),
    ("sdk-version", HeaderNames::sdk_version, "x-authing-sdk-version"),
];

fn header_names(names: &Value) -> HeaderNames {
    HEADERS.into_iter().fold(HeaderNames::default(), |all, (key, set, _)| match names[key].as_str() {
        Some(name) => set(all, name.to_owned()),
        None => all,
    })
}

/// Pairs of a configured header name and the default one.
fn renamed(names: &Value) -> Vec<(String, &'static str)> {
    HEADERS.iter().filter_map(|(key, _, usual)| Some((names[*key].as_str()?.to_owned(), *usual))).collect()
}

/// A result in the format of the records.
pub fn json_of<T: serde::Serialize>(result: Result<T, Error>) -> Option<Result<Value, Error>> {
    Some(result.map(|value| json!(value)))
}

async fn call(client: &AuthenticationClient, store: &SharedStore, record: &Record) -> Option<Result<Value, Error>> {
    let arg = |index| record.arg(index).as_str().unwrap_or_default();
    match record.method.as_str() {
        "loginByCode" => json_of(login_by_code(client, record).await),
        "loginByPhone" => json_of(client.login_by_phone(arg(0), arg(1), arg(2)).await),
        "getPhone" => json_of(client.get_phone(arg(0), arg(1), arg(2)).await),
        "getCurrentUser" => json_of(client.get_current_user().await),
        "updateProfile" => json_of(update_profile(client, record)?.await),
        "updateAvatar" | "uploadAvatar" => json_of(update_avatar(client, record).await),
        "checkLoginStatus" => match record.arg(0).as_str() {
            Some(token) => json_of(client.check_login_status().token(token).await),
            None => json_of(client.check_login_status().await),
        },
        "refreshToken" => json_of(client.refresh_token().await),
        "logout" => json_of(client.logout().await),
        "checkLoggedIn" => json_of(client.check_logged_in().await),
        "setToken" | "tokenProvider.setToken" => json_of(client.set_token(arg(0)).await),
        "setCurrentUser" | "tokenProvider.setUser" => {
            let user = serde_json::from_value(model::user(record.arg(0))).ok()?;
            json_of(client.set_current_user(user).await)
        }
        "tokenProvider.getToken" => {
            json_of(client.stored_session().await.map(|session| session.map(|session| session.token().clone())))
        }
        "tokenProvider.getUser" => {
            json_of(client.stored_session().await.map(|session| session.and_then(|session| session.user().cloned())))
        }
        // The JavaScript client calls its store a token provider.
        "tokenProvider.clearUser" => {
            store.clear().await.expect("a memory store does not fail");
            Some(Ok(Value::Null))
        }
        method if account::knows(method) => account::call(client, record).await,
        method if calls::rest::METHODS.contains(&method) => calls::rest::call(client, record).await,
        _ => calls::call(client, record).await,
    }
}

async fn login_by_code(client: &AuthenticationClient, record: &Record) -> Result<authing_wxapp::User, Error> {
    let login = client.login_by_code(record.arg(0).as_str().unwrap_or_default());
    let option = |name: &str| record.arg(1)[name].as_str();
    match (option("rawData"), option("iv"), option("encryptedData")) {
        (Some(raw_data), _, _) => login.raw_data(raw_data).await,
        (None, None, None) => login.await,
        (None, iv, data) => login.encrypted_data(iv.unwrap_or_default(), data.unwrap_or_default()).await,
    }
}

fn update_profile(client: &AuthenticationClient, record: &Record) -> Option<UpdateProfile> {
    let mut update = client.update_profile();
    for (name, value) in record.arg(0).as_object()? {
        let change = match value {
            Value::String(text) => Change::Set(text.clone()),
            Value::Null => Change::Clear,
            _ => return None,
        };
        // JavaScript removes a password from the input and sends the rest.
        if name != "password" {
            update = member(name)?(update, change);
        }
    }
    if let Some(token) = record.arg(1)["emailToken"].as_str() {
        update = update.email_token(Secret::from(token));
    }
    if let Some(token) = record.arg(1)["phoneToken"].as_str() {
        update = update.phone_token(Secret::from(token));
    }
    Some(update)
}

type Setter = fn(UpdateProfile, Change<String>) -> UpdateProfile;

/// The setter of a member of the profile.
fn member(name: &str) -> Option<Setter> {
    macro_rules! setters {
        ($($wire:literal => $rust:ident),* $(,)?) => {
            match name {
                $($wire => Some(UpdateProfile::$rust as Setter),)*
                _ => None,
            }
        };
    }
    setters! {
        "username" => username, "nickname" => nickname, "photo" => photo, "email" => email, "phone" => phone,
        "phoneCountryCode" => phone_country_code, "company" => company, "name" => name, "givenName" => given_name,
        "familyName" => family_name, "middleName" => middle_name, "profile" => profile,
        "preferredUsername" => preferred_username, "website" => website, "gender" => gender,
        "birthdate" => birthdate, "zoneinfo" => zoneinfo, "locale" => locale, "address" => address,
        "formatted" => formatted, "streetAddress" => street_address, "locality" => locality, "region" => region,
        "postalCode" => postal_code, "city" => city, "province" => province, "country" => country,
        "externalId" => external_id, "device" => device, "browser" => browser,
    }
}

/// Whether the device failed before anything was sent: the choice was cancelled, or the file could not be read.
pub fn failed_on_the_device(record: &Record) -> bool {
    record.method == "updateAvatar" && !record.get("wxChooseImage").is_null() && record.requests().is_empty()
}

async fn update_avatar(client: &AuthenticationClient, record: &Record) -> Result<authing_wxapp::User, Error> {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    let part = record.requests().first().map(|request| &request["body"]["parts"][0]).unwrap_or(&Value::Null);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join(part["fileName"].as_str().unwrap_or("avatar.png"));
    if !failed_on_the_device(record) {
        let mut picture = PNG.to_vec();
        let size = part["size"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(PNG.len());
        picture.resize(size, 0);
        std::fs::write(&path, picture).expect("a file can be written");
    }
    client.update_avatar(path).await
}
