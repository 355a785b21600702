//! Reads the recorded calls and expands their abbreviations.

use std::{collections::BTreeMap, fs, path::Path};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::{hosts, keys};

/// Which of the two SDKs was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sdk {
    Js,
    Wxapp,
}

/// One recorded call, with all abbreviations expanded.
#[derive(Debug, Clone)]
pub struct Record {
    pub id: String,
    pub area: String,
    pub method: String,
    pub sdk: Sdk,
    /// The sequence that this record is a step of, and its index there.
    sequence: Option<(String, u64)>,
    body: Value,
}

impl Record {
    /// Reads one record. `pem` is the public key that replaces the recorded one.
    pub fn new(mut body: Value, pem: &str) -> Self {
        let filled = |text: &str| text.replace("$rsaPublicPem", pem).replace("$sm2PublicHex", keys::sm2_public_hex());
        texts(&mut body, &|text| renew_tokens(&filled(text)));
        let whole = body.clone();
        let mut body = resolve(&body, &whole);
        move_prefixes(&mut body);
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let sequence = body["sequence"]["of"]
            .as_str()
            .map(|of| (of.to_owned(), body["sequence"]["step"].as_u64().unwrap_or_default()));
        let sdk = if text("sdk").contains("wxapp") { Sdk::Wxapp } else { Sdk::Js };
        Self { id: text("id"), area: text("area"), method: text("method"), sdk, sequence, body }
    }

    /// A top member of the record; null when there is none.
    pub fn get(&self, name: &str) -> &Value {
        &self.body[name]
    }

    /// An argument of the call; null when it was left out.
    pub fn arg(&self, index: usize) -> &Value {
        &self.body["args"][index]
    }

    /// The requests of the call, including refused connections.
    pub fn requests(&self) -> &[Value] {
        self.body["requests"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The requests that arrived at the server.
    pub fn delivered(&self) -> impl Iterator<Item = &Value> {
        self.requests().iter().filter(|request| request["notDelivered"].is_null())
    }

    /// The value that the JavaScript call threw.
    pub fn thrown(&self) -> Option<&Value> {
        self.body.get("thrown")
    }

    /// Whether the JavaScript call returned a value, which may be undefined.
    pub fn returned(&self) -> bool {
        self.thrown().is_none() && self.get("neverSettled").is_null()
    }
}

/// Moves the path prefix of a configured host, and the slashes after it, from the path of each request into its origin,
/// so that every path is one of the contract.
pub fn move_prefixes(body: &mut Value) {
    let prefixes = hosts::prefixes(&body["options"]);
    for request in body["requests"].as_array_mut().into_iter().flatten() {
        let (Some(origin), Some(path)) = (request["origin"].as_str(), request["path"].as_str()) else { continue };
        let (prefix, rest) = hosts::split_prefix(&prefixes, path);
        let (slashes, path) = rest.split_at(rest.len() - rest.trim_start_matches('/').len());
        let (origin, path) = (format!("{origin}{prefix}{}", slashes.get(1..).unwrap_or_default()), format!("/{path}"));
        request["origin"] = json!(origin);
        request["path"] = json!(path);
    }
}

/// All records of a folder. The steps of a sequence are grouped in order, because they share a client.
pub fn load(folder: &Path, pem: &str) -> Vec<Vec<Record>> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|f| f.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let mut runs: Vec<Vec<Record>> = Vec::new();
    let mut sequences: BTreeMap<String, usize> = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        for case in document["cases"].as_array().expect("a file of records has cases") {
            let record = Record::new(case.clone(), pem);
            match &record.sequence {
                Some((of, _)) => {
                    let place = *sequences.entry(of.clone()).or_insert(runs.len());
                    if place == runs.len() {
                        runs.push(Vec::new());
                    }
                    runs[place].push(record);
                }
                None => runs.push(vec![record]),
            }
        }
    }
    for run in &mut runs {
        run.sort_by_key(|record| record.sequence.as_ref().map(|(_, step)| *step));
    }
    runs
}

/// Expands `$sameAs`, `$undefined` and `$numberLiteral`. Other marks are compared as they are.
pub fn resolve(value: &Value, whole: &Value) -> Value {
    match value {
        Value::Object(map) => {
            if let Some(path) = map.get("$sameAs").and_then(Value::as_str) {
                let mut target = resolve(&at(whole, path), whole);
                if let (Some(target), Some(other)) =
                    (target.as_object_mut(), map.get("$except").and_then(Value::as_object))
                {
                    target.extend(other.iter().map(|(key, value)| (key.clone(), resolve(value, whole))));
                }
                return target;
            }
            if map.contains_key("$undefined") {
                return Value::Null;
            }
            if let Some(digits) = map.get("$numberLiteral").and_then(Value::as_str) {
                return serde_json::from_str(digits).unwrap_or_else(|_| json!(digits));
            }
            Value::Object(map.iter().map(|(key, value)| (key.clone(), resolve(value, whole))).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| resolve(item, whole)).collect(),
        other => other.clone(),
    }
}

/// The value at a path such as `requests[0].reply.json.data`.
fn at(whole: &Value, path: &str) -> Value {
    let pointer: String = path.replace('[', ".").replace(']', "").split('.').map(|step| format!("/{step}")).collect();
    whole.pointer(&pointer).unwrap_or_else(|| panic!("a record refers to {path}, which does not exist")).clone()
}

pub fn texts(value: &mut Value, change: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| texts(item, change)),
        Value::Object(map) => map.values_mut().for_each(|item| texts(item, change)),
        _ => {}
    }
}

const YEAR_2023: i64 = 1_672_531_200;
const YEAR_2025: i64 = 1_735_689_600;
const TEN_YEARS: i64 = 315_576_000;

/// Moves the times of every token in the text by ten years. A token that was valid when it was recorded becomes valid
/// now; an expired token stays expired.
fn renew_tokens(text: &str) -> String {
    let in_token = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut renewed = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("eyJ") {
        let (before, from) = rest.split_at(start);
        let (token, after) = from.split_at(from.find(|c| !in_token(c)).unwrap_or(from.len()));
        renewed.push_str(before);
        renewed.push_str(&renew(token).unwrap_or_else(|| token.to_owned()));
        rest = after;
    }
    renewed + rest
}

fn renew(token: &str) -> Option<String> {
    let mut claims = claims(token)?;
    let expires = claims["exp"].as_i64().filter(|seconds| (YEAR_2023..YEAR_2025).contains(seconds))?;
    claims["exp"] = json!(expires + TEN_YEARS);
    if let Some(issued) = claims["iat"].as_i64() {
        claims["iat"] = json!(issued + TEN_YEARS);
    }
    let (head, rest) = token.split_once('.')?;
    let (_, signature) = rest.split_once('.')?;
    Some(format!("{head}.{}.{signature}", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string())))
}

/// The claims of a token; `None` if it is not a JWT.
pub fn claims(token: &str) -> Option<Value> {
    let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok().filter(Value::is_object)
}

/// The user id of a token: `sub`, or else `data.id`.
pub fn user_id(token: &Value) -> Option<String> {
    let claims = claims(token.as_str()?)?;
    claims["sub"].as_str().or(claims["data"]["id"].as_str()).map(str::to_owned)
}

/// Whether the value is falsy in JavaScript. Such an option counts as absent.
pub fn is_falsy(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
