//! Logins with Active Directory and with any connection, events, devices, and methods that need a browser.

use authing_wxapp::{AuthenticationClient, CodeAddress, Credentials, Error};
use serde_json::{Value, json};

use super::{chain, custom_data, options, text};
use crate::{drive::json_of, keys, record::Record, support::CheckedServer};

pub const METHODS: [&str; 6] = [
    "loginByAd",
    "signinByCredentials",
    "event.pub",
    "browserFingerprint.createDevice",
    "browserFingerprint.getBrowserFingers",
    "browserFingerprint.getDeviceInfo",
];

/// Methods with which a browser collects facts about its device.
pub const DEVICE_FACTS: [&str; 2] = ["browserFingerprint.getBrowserFingers", "browserFingerprint.getDeviceInfo"];

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let (first, second) = (text(record, 0), text(record, 1));
    match record.method.as_str() {
        "loginByAd" => {
            let login = chain!(client.login_by_ad(first, second), options(record, 2), {
                "clientIp" => client_ip(text), "withCustomData" => with_custom_data(flag),
            });
            json_of(login.await)
        }
        "signinByCredentials" => sign_in(client, record).await,
        "event.pub" => {
            // A name is text, so a number is converted.
            let name = record.arg(0).as_str().map_or_else(|| record.arg(0).to_string(), str::to_owned);
            json_of(client.event().publish(name, record.arg(1).clone()).await)
        }
        "browserFingerprint.createDevice" => json_of(client.devices().create("a-device").fact("type", "Browser").await),
        // The caller of our client passes these facts to `create`, so there is nothing to call.
        method if DEVICE_FACTS.contains(&method) => Some(Ok(Value::Null)),
        _ => None,
    }
}

async fn sign_in(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let given = record.arg(0);
    let member = |payload: &str, name: &str| given[payload][name].as_str().unwrap_or_default().to_owned();
    let named = |payload: &'static str| move |name: &&str| given[payload][*name].is_string();
    let directory = |payload: &str| (member(payload, "sAMAccountName"), member(payload, "password"));
    let credentials = match given["connection"].as_str()? {
        "PASSWORD" => {
            let name = ["username", "email", "phone"].into_iter().find(named("passwordPayload")).unwrap_or("account");
            let (account, password) = (member("passwordPayload", name), member("passwordPayload", "password"));
            match name {
                "username" => Credentials::username(account, password),
                "email" => Credentials::email(account, password),
                "phone" => Credentials::phone(account, password),
                _ => Credentials::account(account, password),
            }
        }
        "PASSCODE" => {
            let code = member("passCodePayload", "passCode");
            let country_code = given["passCodePayload"]["phoneCountryCode"].as_str().map(str::to_owned);
            match ["email"].into_iter().find(named("passCodePayload")) {
                Some(email) => Credentials::email_code(member("passCodePayload", email), code),
                None => {
                    let number = member("passCodePayload", "phone");
                    Credentials::PassCode { address: CodeAddress::Phone { number, country_code }, code: code.into() }
                }
            }
        }
        "AD" => {
            let (name, password) = directory("adPayload");
            Credentials::ad(name, password)
        }
        "LDAP" => {
            let (name, password) = directory("ldapPayload");
            Credentials::ldap(name, password)
        }
        _ => return None,
    };
    let mut request = client.signin_by_credentials(credentials);
    if let Some(id) = given["client_id"].as_str() {
        request = request.client_id(id);
    }
    if let Some(secret) = given["client_secret"].as_str() {
        request = request.client_secret(secret);
    }
    let options = given["options"].as_object().cloned().unwrap_or_default();
    let custom = custom_data(&options);
    let request = chain!(request, options, {
        "scope" => scope(text), "clientIp" => client_ip(text), "context" => context(any), "tenantId" => tenant_id(text),
        "autoRegister" => auto_register(flag), "captchaCode" => captcha_code(text), "captchaToken" => captcha_token(text),
        "passwordEncryptType" => password_encrypt_type(text), "responseType" => response_type(text),
        "redirectUri" => redirect_uri(text), "autoRedirect" => auto_redirect(flag), "state" => state(text),
        "nonce" => nonce(text),
    });
    json_of(if let Some(data) = custom { request.custom_data(data) } else { request }.await)
}

/// Properties of our ciphertexts: their length, how many are distinct, and how many can be decrypted.
pub async fn ciphertexts(record: &Record) -> Option<Result<Value, Error>> {
    let facts = record.get("facts");
    let plain = facts["plain"]["$rsa"].as_str().or(facts["afterPuttingTheZeroBytesBack"]["$rsa"].as_str())?;
    Some(encrypted(plain).await)
}

async fn encrypted(plain: &str) -> Result<Value, Error> {
    const MANY: usize = 24;
    let refusal = json!({ "data": null, "errors": [{ "message": { "code": 2333, "message": "no", "data": null } }] });
    let server = CheckedServer::start(move |_| wiremock::ResponseTemplate::new(200).set_body_json(&refusal)).await;
    let client = AuthenticationClient::builder("app").host(server.uri()).public_key(keys::public_pem()).build()?;
    for _ in 0..MANY {
        let _refused = client.login_by_username("ada", plain).await;
    }
    let requests = server.received_requests().await.expect("requests are recorded");
    let bodies = requests.iter().filter_map(|request| serde_json::from_slice::<Value>(&request.body).ok());
    let sent: Vec<String> =
        bodies.filter_map(|body| Some(body.pointer("/variables/input/password")?.as_str()?.to_owned())).collect();
    let distinct: std::collections::BTreeSet<&String> = sent.iter().collect();
    // The test key does not decrypt a ciphertext that is one byte too short.
    let whole = sent.iter().filter(|text| keys::decrypt(text).as_deref() == Some(plain.as_bytes())).count();
    Ok(json!({ "sent": sent.len(), "distinct": distinct.len(), "whole": whole }))
}
