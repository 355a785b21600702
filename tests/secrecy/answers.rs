//! A server that answers every request in one of several ways.

use serde_json::{Value, json};
use wiremock::{MockServer, Request, ResponseTemplate};

use crate::marks::{
    self, MFA_TOKEN, NEW_ACCESS_TOKEN, NEW_COOKIE, NEW_REFRESH_TOKEN, NEW_TOKEN, OAUTH, PASSWORD_HASH, PAYLOAD,
    PROVIDER_PROFILE, PROVIDER_REFRESH, PROVIDER_TOKEN, TICKET,
};
use crate::support::{CheckedServer, rsa_jwk};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answers {
    Success,
    /// A failure of the service, with secret data.
    Refusal,
    /// The same with an HTTP error status.
    RefusalWithStatus,
    /// A page of a gateway.
    Html,
    HtmlWithStatus,
    /// A success that is cut off.
    CutOff,
    /// A success whose secrets are numbers, lists or objects.
    WrongTypes,
    /// A success whose essential members are objects.
    WrongEssentials,
    /// A success whose payload is text.
    Text,
    /// A redirect to a foreign host.
    Redirect,
}

pub async fn server(answers: Answers) -> CheckedServer {
    CheckedServer::start(move |request| answers.to(request)).await
}

pub async fn all_that_was_sent(server: &MockServer) -> String {
    let requests = server.received_requests().await.unwrap();
    let text = |request: &Request| {
        format!(
            "{} {:?} {}",
            request.url,
            ["authorization", "cookie", crate::methods::ADDED_HEADER]
                .map(|name| request.headers.get(name).map(|v| v.to_str())),
            String::from_utf8_lossy(&request.body)
        )
    };
    requests.iter().map(text).collect()
}

/// The encrypted passwords that the server received.
pub async fn ciphertexts(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    let bodies = requests.iter().filter_map(|request| serde_json::from_slice::<Value>(&request.body).ok());
    let places = ["/input/password", "/newPassword", "/oldPassword", "/password"];
    let found =
        |body: Value| places.map(|place| Some(body.pointer(&format!("/variables{place}"))?.as_str()?.to_owned()));
    // A password that is sent in clear is short. It is searched for by its mark.
    bodies.flat_map(found).flatten().filter(|text| text.len() > 100).collect()
}

impl Answers {
    fn to(self, request: &Request) -> ResponseTemplate {
        let ok = ResponseTemplate::new(200);
        let field = root_field(request);
        let field = field.as_deref();
        let wrap = |payload| if bare(request).is_some() { payload } else { wrap(field, payload) };
        match self {
            Self::Success if request.url.path().ends_with("/captcha") => {
                let cookie = format!("captcha={PAYLOAD}; Path=/");
                ok.insert_header("set-cookie", cookie).set_body_raw(PAYLOAD, "image/svg+xml")
            }
            Self::Success => match bare(request) {
                Some(Bare::Text(text)) => ok.set_body_string(text),
                Some(Bare::Json(payload)) => ok.insert_header("set-cookie", NEW_COOKIE).set_body_json(payload),
                None => ok.set_body_json(wrap(good(request, field))),
            },
            Self::Refusal => ok.set_body_json(refusal(field)),
            Self::RefusalWithStatus => ResponseTemplate::new(403).set_body_json(refusal(field)),
            Self::Html => ok.set_body_raw(page(), "text/html"),
            Self::HtmlWithStatus => ResponseTemplate::new(502).set_body_raw(page(), "text/html"),
            Self::CutOff => {
                let whole = wrap(json!({ "id": "ada", "token": PAYLOAD, "publicKey": PAYLOAD })).to_string();
                ok.set_body_raw(whole[..whole.len() - 3].to_owned(), "application/json")
            }
            Self::WrongTypes => {
                let mut wrong = wrong_types();
                // The settings of an application show its public key, which is no secret.
                if request.url.path().ends_with("/public-config") {
                    wrong["publicKey"].take();
                }
                ok.set_body_json(wrap(wrong))
            }
            Self::WrongEssentials => {
                let hidden = json!({ "secret": PAYLOAD, PAYLOAD: [PAYLOAD] });
                let all =
                    json!({ "id": hidden, "token": hidden, "url": hidden, "publicKey": hidden, "status": hidden });
                ok.set_body_json(wrap(all))
            }
            Self::Text => ok.set_body_json(wrap(json!(PAYLOAD))),
            Self::Redirect => {
                ResponseTemplate::new(302).insert_header("location", format!("https://{PAYLOAD}.example/?{PAYLOAD}"))
            }
        }
    }
}

/// The root field of a GraphQL request; `None` for REST.
fn root_field(request: &Request) -> Option<String> {
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    let (_, selection) = body["query"].as_str()?.split_once('{')?;
    Some(selection.trim_start().chars().take_while(char::is_ascii_alphanumeric).collect())
}

/// The reply of an endpoint without an envelope.
enum Bare {
    Json(Value),
    Text(&'static str),
}

fn bare(request: &Request) -> Option<Bare> {
    let xml = request.url.query().is_some_and(|query| query.contains("format=XML"));
    let (token, user) = (marks::jwt(NEW_TOKEN), json!({ "sub": "ada", "exp": 4_102_444_800_u64, "active": true }));
    Some(match request.url.path().rsplit('/').next()? {
        "token" => {
            let tokens =
                [("access_token", NEW_ACCESS_TOKEN), ("refresh_token", NEW_REFRESH_TOKEN), ("id_token", &token)];
            Bare::Json(tokens.into_iter().collect())
        }
        "introspection" | "me" | "validate_token" => Bare::Json(user),
        "jwks.json" => Bare::Json(json!({ "keys": [rsa_jwk(marks::OTHER_TOKEN)] })),
        "system" => Bare::Json(json!({ "rsa": { "publicKey": marks::PUBLIC_KEY } })),
        "revocation" => Bare::Text(""),
        "validate" => Bare::Text("yes\nada\n"),
        "serviceValidate" if xml => Bare::Text("<cas:serviceResponse/>"),
        "serviceValidate" => Bare::Json(json!({ "serviceResponse": { "authenticationSuccess": { "user": "ada" } } })),
        "session" => Bare::Json(json!({ "session": { "_id": PAYLOAD }, "userInfo": { "id": "ada", "token": token } })),
        _ => return None,
    })
}

fn wrap(field: Option<&str>, payload: Value) -> Value {
    match field {
        Some(field) => json!({ "data": { field: payload } }),
        // Each API reads its own code.
        None => json!({ "code": 200, "statusCode": 200, "message": "ok", "data": payload }),
    }
}

fn good(request: &Request, field: Option<&str>) -> Value {
    match (request.url.path(), field) {
        ("/api/v2/upload", _) => json!({ "url": "https://files.example/1.png", "key": "files/1.png" }),
        (path, _) if path.ends_with("/mfa/authenticator") => json!([{ "secret": PAYLOAD, "recoveryCode": PAYLOAD }]),
        (path, _) if path.ends_with("/mfa/totp/associate") => {
            json!({ "secret": PAYLOAD, "qrcode_uri": PAYLOAD, "qrcode_data_url": PAYLOAD, "recovery_code": PAYLOAD })
        }
        (path, _) if path.ends_with("/mfa/check") => json!(true),
        (path, _) if path.ends_with("/orgs") => json!([[{ "type": "org", "id": "o1" }]]),
        (path, _) if path.ends_with("/getphone") => json!({ "phoneNumber": "17612346754" }),
        (path, _) if path.ends_with("/mydevices/list") => json!([{ "lastIp": "203.0.113.9" }]),
        (path, _) if path.contains("/mydevices/") => json!({ "success": true }),
        (path, _) if path.ends_with("/unlink-extidp") => json!({ "success": true }),
        (path, _) if path.ends_with("/generate-link-extidp-url") => json!({ "url": "https://authing.example/link" }),
        (path, _) if path.ends_with("/get-identities") => json!([{
            "extIdpId": "e1",
            "accessToken": PROVIDER_TOKEN,
            "refreshToken": PROVIDER_REFRESH,
            "userInfoInIdp": { "profile": PROVIDER_PROFILE },
        }]),
        (path, _) if path.ends_with("/public-config") => {
            let config = json!({ "authorizationEdpoint": "https://idp.example.com/authorize", "clientId": "c1" });
            let corp = json!({ "identifier": "corp", "protocol": "oidc", "config": config });
            json!({ "id": "app", "userPoolId": "pool", "identityProviders": [corp] })
        }
        (path, _) if path.ends_with("/qrcode/gene") => json!({ "random": "random-1" }),
        (path, _) if path.ends_with("/qrcode/check") => json!({
            "status": 4,
            "ticket": TICKET,
            "userInfo": { "id": "ada", "token": marks::jwt(NEW_TOKEN) },
            "scannedResult": { "code": 1636, "message": "MFA", "data": { "mfaToken": MFA_TOKEN } },
        }),
        (path, _) if path.ends_with("/create-device") || path.ends_with("/pub-userEvent") => json!({ "success": true }),
        (path, _) if path.ends_with("/signin") || path.ends_with("/signin-by-mobile") => json!({
            "access_token": NEW_TOKEN,
            "id_token": marks::jwt(NEW_TOKEN),
            "refresh_token": PROVIDER_REFRESH,
            "code": OAUTH,
        }),
        (path, _) if path.ends_with("/get-wechat-access-token-info") => json!({ "accessToken": NEW_ACCESS_TOKEN }),
        (path, _) if path.ends_with("/get-wechat-miniprogram-phone") => json!({ "phoneNumber": "17612346754" }),
        (path, _) if path.ends_with("/decrypt-wechat-miniprogram-data") => json!({ "nickName": "Ada" }),
        (path, _) if path.starts_with("/api/v3/verify-") => json!({
            "updatePhoneToken": NEW_TOKEN,
            "updateEmailToken": NEW_TOKEN,
            "deleteAccountToken": NEW_TOKEN,
        }),
        (path, _) if path.ends_with("/pre-check-code") => json!({ "isValid": true }),
        (_, Some("isUserExists")) => json!(true),
        (_, Some("checkPasswordStrength")) => json!({ "valid": true }),
        (_, Some(field)) if field.starts_with("resetPassword") => json!({ "code": 200 }),
        (_, Some("udv" | "setUdv" | "setUdvBatch" | "removeUdv")) => json!([{ "key": "school", "value": "x" }]),
        // The session is over, so that a sign-in logs in.
        (_, Some("checkLoginStatus")) => json!({ "code": 2206, "status": false }),
        (_, Some("refreshToken")) => json!({ "token": marks::jwt(NEW_TOKEN), "exp": 4_102_444_800_u64 }),
        (path, _) if path.ends_with("/security-level") => json!({ "score": 60 }),
        _ => json!({
            "id": "ada",
            "userId": "ada",
            // The other queries of a user, and lists.
            "roles": null,
            "departments": null,
            "authorizedResources": null,
            "list": [],
            "session": null,
            "token": marks::jwt(NEW_TOKEN),
            "oauth": json!({ "access": OAUTH }).to_string(),
            "password": PASSWORD_HASH,
            "identities": [{
                "openid": "o1",
                "accessToken": PROVIDER_TOKEN,
                "refreshToken": PROVIDER_REFRESH,
                "userInfoInIdp": PROVIDER_PROFILE,
            }],
        }),
    }
}

fn wrong_types() -> Value {
    json!({
        "id": "ada",
        "token": 5,
        "oauth": { "access": OAUTH },
        "identities": [
            { "accessToken": [PROVIDER_TOKEN], "refreshToken": { PROVIDER_REFRESH: 1 }, "userInfoInIdp": { "x": PROVIDER_PROFILE } },
            PAYLOAD,
        ],
        "nickname": [PAYLOAD],
        "loginsCount": PAYLOAD,
        "blocked": PAYLOAD,
        "exp": PAYLOAD,
        "status": { "secret": PAYLOAD },
        "url": [PAYLOAD],
        "publicKey": PAYLOAD,
        "phoneNumber": { "secret": PAYLOAD },
        "watermark": PAYLOAD,
    })
}

fn refusal(field: Option<&str>) -> Value {
    let data = json!({ "mfaToken": MFA_TOKEN, "token": PAYLOAD, "nested": [{ "secret": PAYLOAD }] });
    let failure = json!({ "code": 1636, "message": "a second factor is needed", "data": data });
    match field {
        Some(_) => json!({ "errors": [{ "message": failure, "path": [PAYLOAD] }], "data": null }),
        None => failure,
    }
}

fn page() -> String {
    format!("<html><title>{PAYLOAD}</title><input value=\"{PAYLOAD}\"></html>")
}
