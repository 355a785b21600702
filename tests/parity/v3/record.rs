//! Reads the recorded calls of the SDKs of v3, and moves them into the present.

use std::{borrow::Cow, fs, path::Path};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::{
    keys,
    record::{claims, move_prefixes, resolve, texts},
};

/// Which of the two SDKs was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sdk {
    /// `@authing/miniapp-taro`, in a mini-program.
    Taro,
    /// `authing-node-sdk`, in a back end.
    Node,
}

/// One recorded call, with all abbreviations expanded.
#[derive(Debug, Clone)]
pub struct Record {
    pub id: String,
    /// The name of the file.
    pub area: String,
    pub method: String,
    pub sdk: Sdk,
    body: Value,
}

impl Record {
    /// Reads one record. `clock` is the time of the call in milliseconds; every time in the record is moved by as much as
    /// has passed since then, so that a token with ten minutes left has ten minutes left now.
    pub fn new(area: &str, clock: i64, mut body: Value) -> Self {
        let seconds = now() - clock / 1000;
        renew_keys(&mut body);
        texts(&mut body, &|text| renew_tokens(text, seconds));
        move_expiry(&mut body, seconds);
        let whole = body.clone();
        let mut body = resolve(&body, &whole);
        move_prefixes(&mut body);
        for request in body["requests"].as_array_mut().into_iter().flatten() {
            if let Some(path) = request["path"].as_str().map(|path| as_oidc(path).into_owned()) {
                request["path"] = path.into();
            }
        }
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let sdk = if text("sdk").contains("node") { Sdk::Node } else { Sdk::Taro };
        Self { id: text("id"), area: area.to_owned(), method: text("method"), sdk, body }
    }

    /// A top member of the record; null when there is none.
    pub fn get(&self, name: &str) -> &Value {
        &self.body[name]
    }

    pub fn option(&self, name: &str) -> &Value {
        &self.body["options"][name]
    }

    /// The first argument of the call; null when it was left out.
    pub fn arg(&self) -> &Value {
        &self.body["args"][0]
    }

    pub fn requests(&self) -> &[Value] {
        self.body["requests"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The login state that the call began with.
    pub fn state(&self) -> &Value {
        &self.body["before"]["loginState"]
    }

    pub fn thrown(&self) -> Option<&Value> {
        self.body.get("thrown")
    }

    /// The code of `wx.login` that the call sent, or would have sent if it had sent anything. Our client gets it as an argument.
    pub fn platform_code(&self) -> String {
        let bodies = self.requests().iter().map(|request| &request["body"]["json"]);
        // Beside the payloads of a sign-in a code is no member of the API.
        let places = |body: &Value| LOGIN_CODES.iter().skip(usize::from(body.get("connection").is_some()));
        let sent = bodies.flat_map(|body| places(body).filter_map(|place| body.pointer(place)));
        let cached = [&self.body["after"]["cachedCode"], &self.body["before"]["cachedCode"]];
        sent.chain(cached).find_map(Value::as_str).unwrap_or("wx-code").to_owned()
    }
}

/// The endpoints of OAuth 2.0 are those of OIDC under another name.
pub fn as_oidc(path: &str) -> Cow<'_, str> {
    match path.strip_prefix("/oauth/") {
        Some(endpoint) => format!("/oidc/{endpoint}").into(),
        None => path.into(),
    }
}

/// Where bodies and arguments have the code of `wx.login`.
pub const LOGIN_CODES: [&str; 4] = [
    "/code",
    "/wechatMiniProgramCodePayload/code",
    "/wechatMiniProgramCodeAndPhonePayload/wxLoginInfo/code",
    "/miniProgramCodeAndPhonePayload/wxLoginInfo/code",
];

/// A record as it is in its file, with the area and the clock of the file.
pub struct Raw {
    pub area: String,
    clock: i64,
    body: Value,
}

impl Raw {
    /// The record, moved to the time of this call.
    pub fn read(self) -> Record {
        Record::new(&self.area, self.clock, self.body)
    }
}

/// All records of a folder.
pub fn load(folder: &Path) -> Vec<Raw> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|f| f.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let mut records = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let area = document["area"].as_str().expect("a file of records has an area");
        let clock = document["clock"].as_i64().expect("a file of records has a clock");
        let cases = document["cases"].as_array().expect("a file of records has cases");
        records.extend(cases.iter().map(|case| Raw { area: area.to_owned(), clock, body: case.clone() }));
    }
    records
}

/// The seconds since 1970.
pub fn now() -> i64 {
    let seconds = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock after 1970").as_secs();
    i64::try_from(seconds).expect("some years")
}

/// Puts keys of which the test knows the private half in the place of the recorded ones, which are only words.
fn renew_keys(body: &mut Value) {
    let key = |kind: &str| {
        let replies = body["requests"].as_array()?.iter().filter(|request| request["path"] == "/api/v3/system");
        let mut keys = replies.filter_map(|request| request["reply"]["json"][kind]["publicKey"].as_str());
        keys.find(|key| !key.is_empty()).map(str::to_owned)
    };
    let known = [(key("rsa"), keys::public_pem()), (key("sm2"), keys::sm2_public_hex())];
    for (recorded, ours) in known.into_iter().filter_map(|(recorded, ours)| Some((recorded?, ours))) {
        // A key stands alone, or in a sealed text: `sealed(text|key)`.
        let inside = (format!("|{recorded})"), format!("|{ours})"));
        texts(body, &|text| if text == recorded { ours.to_owned() } else { text.replace(&inside.0, &inside.1) });
    }
}

/// Moves the times at which tokens expire, which the SDK stores and returns in milliseconds.
fn move_expiry(value: &mut Value, seconds: i64) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| move_expiry(item, seconds)),
        Value::Object(map) => {
            for (name, value) in map {
                match value.as_i64().filter(|_| name == "expires_at") {
                    Some(milliseconds) => *value = json!(milliseconds + seconds * 1000),
                    None => move_expiry(value, seconds),
                }
            }
        }
        _ => {}
    }
}

/// Moves the times in every token of a text.
fn renew_tokens(text: &str, seconds: i64) -> String {
    let in_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut renewed = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("eyJ") {
        let (before, from) = rest.split_at(start);
        let (token, after) = from.split_at(from.find(|c| !in_token(c)).unwrap_or(from.len()));
        renewed.push_str(before);
        renewed.push_str(&renew(token, seconds).unwrap_or_else(|| token.to_owned()));
        rest = after;
    }
    renewed + rest
}

fn renew(token: &str, seconds: i64) -> Option<String> {
    let mut claims = claims(token)?;
    for name in ["exp", "iat"] {
        if let Some(time) = claims[name].as_i64() {
            claims[name] = json!(time + seconds);
        }
    }
    let (head, rest) = token.split_once('.')?;
    let (_, signature) = rest.split_once('.')?;
    Some(format!("{head}.{}.{signature}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string())))
}
