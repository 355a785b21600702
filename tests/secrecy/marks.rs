//! The secrets, each with a unique mark.

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder, Picture};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

/// The mark is in the signature of the token, because the claims alone are not secret.
pub const BEARER: &str = "MARK-bearer";
pub const NEW_TOKEN: &str = "MARK-new-token";
pub const OTHER_TOKEN: &str = "MARK-other-token";
pub const MFA_TOKEN: &str = "MARK-mfa-token";
pub const CODE: &str = "MARK-code";
pub const OLD_CODE: &str = "MARK-old-code";
pub const ID_CARD: &str = "MARK-id-card";
pub const BANK_CARD: &str = "MARK-bank-card";
pub const TICKET: &str = "MARK-ticket";
pub const IV: &str = "TUFSSy1pdg==";
pub const ENCRYPTED: &str = "TUFSSy1lbmNyeXB0ZWQtZGF0YQ==";
pub const RAW: &str = "MARK-raw-data";
pub const PASSWORD: &str = "MARK-password";
pub const EMAIL_TOKEN: &str = "MARK-email-token";
pub const PHONE_TOKEN: &str = "MARK-phone-token";
pub const PICTURE: &str = "MARK-picture";
pub const CLIENT_SECRET: &str = "MARK-client-secret";
pub const KEY_SECRET: &str = "MARK-key-secret";
pub const VERIFIER: &str = "MARK-verifier";
pub const REFRESH_TOKEN: &str = "MARK-refresh-token";
pub const COOKIE: &str = "MARK-cookie";
/// The value of a header that a call adds.
pub const ADDED_HEADER: &str = "MARK-added-header";
/// In replies of the token endpoint and of `track_session`.
pub const NEW_ACCESS_TOKEN: &str = "MARK-new-access-token";
pub const NEW_REFRESH_TOKEN: &str = "MARK-new-refresh-token";
pub const NEW_COOKIE: &str = "MARK-new-cookie";
/// Members of a user that are credentials at other providers.
pub const OAUTH: &str = "MARK-oauth";
pub const PROVIDER_TOKEN: &str = "MARK-provider-token";
pub const PROVIDER_REFRESH: &str = "MARK-provider-refresh";
pub const PROVIDER_PROFILE: &str = "MARK-provider-profile";
pub const PASSWORD_HASH: &str = "MARK-password-hash";
/// In unreadable replies, and in those of a gateway.
pub const PAYLOAD: &str = "MARK-payload";

pub fn all() -> impl Iterator<Item = &'static str> {
    let received = [
        NEW_TOKEN,
        MFA_TOKEN,
        OAUTH,
        PROVIDER_TOKEN,
        PROVIDER_REFRESH,
        PROVIDER_PROFILE,
        PASSWORD_HASH,
        PAYLOAD,
        PASSWORD,
        NEW_ACCESS_TOKEN,
        NEW_REFRESH_TOKEN,
        NEW_COOKIE,
    ];
    sent().chain(received)
}

/// The secrets that are sent unencrypted.
pub fn sent() -> impl Iterator<Item = &'static str> {
    let of_users = [
        BEARER,
        OTHER_TOKEN,
        CODE,
        OLD_CODE,
        ID_CARD,
        BANK_CARD,
        TICKET,
        IV,
        ENCRYPTED,
        RAW,
        EMAIL_TOKEN,
        PHONE_TOKEN,
        PICTURE,
    ];
    of_users.into_iter().chain([CLIENT_SECRET, KEY_SECRET, VERIFIER, REFRESH_TOKEN, COOKIE, ADDED_HEADER])
}

/// A well-formed token that is valid until the next century.
pub fn jwt(mark: &str) -> String {
    let part = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    format!("{}.{}.{mark}", part(r#"{"alg":"HS256"}"#), part(r#"{"sub":"ada","iat":1700000000,"exp":4102444800}"#))
}

pub fn picture() -> Picture {
    Picture::bytes([b"\x89PNG\r\n\x1a\n".as_slice(), PICTURE.as_bytes()].concat())
}

/// The builder of the marked client.
pub fn builder(host: &str) -> AuthenticationClientBuilder {
    let builder = AuthenticationClient::builder("app").host(host).websocket_host(host);
    builder.access_token(jwt(BEARER)).public_key(PUBLIC_KEY).app_secret(CLIENT_SECRET)
}

/// A client with a session, whose every secret is marked. The tests make many calls at once, which take longer than the usual limits
/// on a busy machine.
pub fn client(host: &str) -> AuthenticationClient {
    let patience = std::time::Duration::from_secs(60);
    builder(host).timeout(patience).connect_timeout(patience).build().unwrap()
}

/// 1024 bits, as in the public cloud. The tests do not need the private key.
pub const PUBLIC_KEY: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDW+nu798In6et+cayhYpjQsVMkhxD6hBgEgGeA019NI8xZh1mw8zD6L0FIk5G4lDQBTU7e6rhwxaB09j6VT4ydlxMosMUEZZvMV4XDQG+NVjSMzSo3To3OwEX4I1I/04gOy38AltwjdBtwFVx/aw/RrzDWzJEr3gpwQk4rvchMFQIDAQAB";
