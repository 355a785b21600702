//! Prepares the text of a server for an error message: without the secrets of the request, because a server or a gateway may quote
//! what it was sent, without control characters, and limited in length.

use reqwest::{
    Url,
    header::{HeaderName, HeaderValue},
};
use serde_json::Value;

use super::Credential;

/// How many characters of a text are shown.
const LENGTH: usize = 1000;

/// The length of the shortest text that is replaced. Replacing shorter ones would destroy the message. One-time codes have at least
/// this many digits.
const SHORTEST: usize = 4;

/// The length of the shortest text of letters alone that is replaced. Shorter ones are words, and a gap in "wrong password" would
/// reveal that the password is the word that is missing there.
const WORD: usize = 12;

/// The members of requests that are secrets, as the contract has them. A test compares the two.
const SECRETS: [&str; 49] = [
    "_id",
    "accessToken",
    "access_token",
    "appSecret",
    "captchaToken",
    "client_secret",
    "code",
    "code_verifier",
    "deleteAccountToken",
    "emailCode",
    "emailToken",
    "encryptedData",
    "ext",
    "idCard",
    "id_token",
    "identityNumber",
    "iv",
    "newEmailPassCode",
    "newPassword",
    "newPhonePassCode",
    "oauth",
    "oldEmailCode",
    "oldEmailPassCode",
    "oldPassword",
    "oldPhoneCode",
    "oldPhonePassCode",
    "passCode",
    "password",
    "phoneCode",
    "phoneToken",
    "primaryUserToken",
    "principalCode",
    "qrcode_data_url",
    "qrcode_uri",
    "random",
    "rawData",
    "recoveryCode",
    "recovery_code",
    "refreshToken",
    "refresh_token",
    "secondaryUserToken",
    "secret",
    "state",
    "ticket",
    "token",
    "totp",
    "updateEmailToken",
    "updatePhoneToken",
    "userInfoInIdp",
];

/// What a call has sent, for the case that the server quotes it. The secrets are collected only when a call fails.
pub(super) struct Sent<'c> {
    pub credential: &'c Credential,
    /// The headers that the call has added. Their values may be secrets.
    pub added: &'c [(HeaderName, HeaderValue)],
    pub url: &'c Url,
    pub body: &'c [u8],
}

impl Sent<'_> {
    /// The text without the secrets of the call, safe to show.
    pub fn shown(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let mut secrets = self.secrets();
        // A secret may be a part of another.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        for secret in secrets {
            if text.contains(&*secret) {
                text = text.replace(&*secret, "[redacted]");
            }
        }
        shown(&text)
    }

    /// The secrets of the call, in each form in which a server may quote them.
    fn secrets(&self) -> Vec<String> {
        let mut plain = self.credential.secrets();
        plain.extend(self.added.iter().filter_map(|(_, value)| value.to_str().ok()).map(str::to_owned));
        pairs(self.url, &mut plain);
        match serde_json::from_slice(self.body) {
            Ok(body) => members(&body, false, &mut plain),
            Err(_) => {
                let mut form = self.url.clone();
                form.set_query(std::str::from_utf8(self.body).ok());
                pairs(&form, &mut plain);
            }
        }
        let is_word = |text: &str| text.len() < WORD && text.chars().all(char::is_alphabetic);
        plain.retain(|secret| secret.len() >= SHORTEST && !is_word(secret));
        let forms = |secret: String| {
            let json = Value::from(&*secret).to_string();
            let url: String = super::send::encode_path(&secret);
            [json[1..json.len() - 1].to_owned(), url, secret]
        };
        plain.into_iter().flat_map(forms).collect()
    }
}

fn pairs(url: &Url, secrets: &mut Vec<String>) {
    secrets
        .extend(url.query_pairs().filter(|(name, _)| SECRETS.contains(&&**name)).map(|(_, value)| value.into_owned()));
}

/// The texts of the members that are secrets. One that is itself JSON has its own members.
fn members(value: &Value, secret: bool, secrets: &mut Vec<String>) {
    match value {
        Value::String(text) if secret => secrets.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| members(value, secret, secrets)),
        Value::Object(map) => {
            map.iter().for_each(|(name, value)| members(value, secret || SECRETS.contains(&&**name), secrets));
        }
        _ => {}
    }
}

/// A text in one line and of limited length. Control characters could forge a line of a log or steer a terminal, and marks of
/// direction could reorder a line.
pub(super) fn shown(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let mut shown = String::new();
    let mut characters = text.chars();
    for c in characters.by_ref().take(LENGTH) {
        match hidden(c) {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_of_limited_length() {
        assert_eq!(shown("密码错误, \"é\" \\ 😀"), "密码错误, \"é\" \\ 😀");
        assert_eq!(shown("a\nb\r\t\0\u{1b}[31m\u{7f}\u{9b}"), "a\\nb\\r\\t\\u{0}\\u{1b}[31m\\u{7f}\\u{9b}");
        assert_eq!(shown("\u{202e}a\u{2066}\u{2028}\u{feff}"), "\\u{202e}a\\u{2066}\\u{2028}\\u{feff}");
        assert_eq!(shown(&"é".repeat(LENGTH)), "é".repeat(LENGTH));
        assert_eq!(shown(&"é".repeat(1 << 20)), "é".repeat(LENGTH) + "…");
    }

    #[test]
    fn every_secret_of_the_contract_is_known() {
        let mut found = 0;
        for line in include_str!("../../spec/authing.yaml").lines() {
            let secret = ["Secret'", "OptionalSecret'", "EncryptedPassword'"];
            if !secret.iter().any(|name| line.contains(&format!("'#/components/schemas/{name}"))) {
                continue;
            }
            let Some((name, _)) = line.trim().split_once(": {") else { continue };
            found += 1;
            assert!(["schema", "items"].contains(&name) || SECRETS.contains(&name), "{name} is missing in SECRETS");
        }
        assert!(found > 50, "{found}");
    }

    #[test]
    fn secrets_are_struck_out_in_every_form() {
        let url = "http://localhost/x?access_token=query-t0ken&page=7777";
        let body = serde_json::json!({ "code": "wx-c0de", "iv": "a/b+c=", "rawData": "{\"nickName\":\"Ada\"}", "email": "a@b.c" });
        let sent = |url: &str, body: &str, credential: Credential, text: &str| {
            let added = [("x-api-key".parse().unwrap(), "added-s3cret".parse().unwrap())];
            let url = url.parse().unwrap();
            Sent { credential: &credential, added: &added, url: &url, body: body.as_bytes() }.shown(text)
        };
        let echo = format!("{body} wx-c0de {url} a%2Fb%2Bc%3D Bearer bearer.t0ken");
        let shown = sent(url, &body.to_string(), Credential::Bearer("bearer.t0ken".into()), &echo);
        for secret in ["wx-c0de", "a/b", "a%2F", "nickName", "query-t0ken", "bearer.t0ken"] {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
        assert!(shown.contains("a@b.c") && shown.contains("7777"), "{shown}");

        let (url, form) = ("http://localhost", "client_secret=a+s3cret%26&client_id=app-1234");
        let basic = Credential::Basic { id: "app-1234".into(), secret: "bas1c".into() };
        let shown = sent(url, form, basic, "client app-1234 a s3cret& a%20s3cret%26 bas1c YXBwLTEyMzQ6YmFzMWM=");
        assert_eq!(shown, "client app-1234 [redacted] [redacted] [redacted] [redacted]");

        let body = serde_json::json!({ "password": "wrong", "code": "1234", "totp": "123" }).to_string();
        let shown = sent(url, &body, Credential::None, "wrong password, not 1234 or 123");
        assert_eq!(shown, "wrong password, not [redacted] or 123");

        let body = serde_json::json!({ "code": "1234", "password": "1234-efgh", "ticket": "1234-ef" }).to_string();
        let shown = sent(url, &body, Credential::None, "1234-efgh 1234-ef 1234");
        assert_eq!(shown, "[redacted] [redacted] [redacted]", "no rest of a secret that begins like another");

        let cookies = Credential::Cookies("sid=c00kie; other=v4lue".into());
        assert_eq!(sent(url, form, cookies, "c00kie, v4lue"), "[redacted], [redacted]");
        assert_eq!(sent(url, form, Credential::None, "added-s3cret"), "[redacted]");
    }
}
