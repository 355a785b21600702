//! OIDC, OAuth 2.0 and CAS.

use std::sync::OnceLock;

use authing_wxapp::{
    AuthenticationClient, AuthenticationClientBuilder, CasServiceResponse, ClientAuthMethod, Error, Introspection,
    OidcToken, Protocol, SsoSession, TokenClaims, TokenSet, UserInfo,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::text;
use crate::{
    drive::json_of,
    record::{Record, is_falsy},
};

pub const METHODS: [&str; 11] = [
    "getAccessTokenByCode",
    "getNewAccessTokenByRefreshToken",
    "getAccessTokenByIdToken",
    "getAccessTokenByClientCredentials",
    "getUserInfoByAccessToken",
    "introspectToken",
    "revokeToken",
    "validateToken",
    "validateTicketV1",
    "validateTicketV2",
    "trackSession",
];

/// The methods that return tokens of a user.
pub const TOKENS_OF_A_USER: [&str; 3] =
    ["getAccessTokenByCode", "getNewAccessTokenByRefreshToken", "getAccessTokenByIdToken"];

/// The cookies that a browser would send automatically.
const COOKIES: &str = "sid=1";

pub fn knows(record: &Record) -> bool {
    METHODS.contains(&record.method.as_str())
}

/// Applies the settings of the protocols. A value that our types cannot express is omitted.
pub fn configure(mut builder: AuthenticationClientBuilder, options: &Value) -> AuthenticationClientBuilder {
    let text = |name: &str| options[name].as_str().filter(|text| !text.is_empty());
    if let Some(secret) = text("secret") {
        builder = builder.app_secret(secret);
    }
    if let Some(uri) = text("redirectUri") {
        builder = builder.redirect_uri(uri);
    }
    builder = match text("protocol") {
        None | Some("oidc") => builder,
        Some("oauth") => builder.protocol(Protocol::OAuth),
        Some("cas") => builder.protocol(Protocol::Cas),
        Some(_) => builder.protocol(Protocol::Saml),
    };
    let method = |name: &str| match text(name) {
        Some("client_secret_basic") => ClientAuthMethod::ClientSecretBasic,
        Some("none") => ClientAuthMethod::None,
        _ => ClientAuthMethod::ClientSecretPost,
    };
    builder
        .token_auth_method(method("tokenEndPointAuthMethod"))
        .introspection_auth_method(method("introspectionEndPointAuthMethod"))
        .revocation_auth_method(method("revocationEndPointAuthMethod"))
}

pub async fn call(client: &AuthenticationClient, record: &Record) -> Option<Result<Value, Error>> {
    let (first, second) = (text(record, 0), text(record, 1));
    let member = |index: usize, name: &str| record.arg(index)[name].as_str().filter(|text| !text.is_empty());
    match record.method.as_str() {
        "getAccessTokenByCode" => json_of(match member(1, "codeVerifier") {
            Some(verifier) => client.get_access_token_by_code(first).code_verifier(verifier).await,
            None => client.get_access_token_by_code(first).await,
        }),
        "getNewAccessTokenByRefreshToken" => json_of(client.get_new_access_token_by_refresh_token(first).await),
        "getAccessTokenByIdToken" => {
            let (token, uri) = (member(0, "idToken"), member(0, "redirectUri"));
            let request = client.get_access_token_by_id_token(token.unwrap_or_default(), uri.unwrap_or_default());
            json_of(match member(0, "scope") {
                Some(scope) => request.scope(scope).await,
                None => request.await,
            })
        }
        "getAccessTokenByClientCredentials" => {
            let request = client.get_access_token_by_client_credentials(first);
            let (key, secret) = (member(1, "accessKey"), member(1, "accessSecret"));
            // In JavaScript either may be missing, and is then that of the application.
            let own = |name: &str| record.get("options")[name].as_str().unwrap_or_default();
            json_of(match (key, secret) {
                (None, None) => request.await,
                _ => request.access_key(key.unwrap_or(own("appId")), secret.unwrap_or(own("secret"))).await,
            })
        }
        "getUserInfoByAccessToken" => {
            let request = client.get_user_info_by_access_token(first);
            let request = if member(1, "method") == Some("POST") { request.post() } else { request };
            json_of(match member(1, "tokenPlace") {
                Some("query") => request.token_in_query().await,
                Some("body") => request.token_in_body().await,
                _ => request.await,
            })
        }
        "introspectToken" => json_of(client.introspect_token(first).await),
        "revokeToken" => json_of(client.revoke_token(first).await),
        "validateToken" => json_of(match (member(0, "accessToken"), member(0, "idToken")) {
            (None, Some(token)) => client.validate_token(OidcToken::id(token)).await,
            (token, _) => client.validate_token(OidcToken::access(token.unwrap_or_default())).await,
        }),
        "validateTicketV1" => json_of(
            client
                .validate_ticket_v1(first, second)
                .await
                .map(|answer| json!({ "valid": answer.valid, "username": answer.username })),
        ),
        "validateTicketV2" if *record.arg(2) == "XML" => json_of(client.validate_ticket_v2(first, second).xml().await),
        "validateTicketV2" => {
            let answer = client.validate_ticket_v2(first, second).await;
            json_of(answer.map(|answer| json!({ "serviceResponse": answer })))
        }
        "trackSession" => json_of(client.track_session(COOKIES).await.map(|tracked| tracked.session)),
        _ => None,
    }
}

/// The JSON Schema of the result of a call.
pub fn result_type(record: &Record) -> Option<&'static Value> {
    static SCHEMAS: OnceLock<[Value; 8]> = OnceLock::new();
    let [tokens, info, introspection, claims, v1, v2, xml, session] = SCHEMAS.get_or_init(|| {
        let answer = Value::from(schemars::schema_for!(CasServiceResponse));
        let v2 = json!({ "properties": { "serviceResponse": answer }, "$defs": answer["$defs"] });
        let v1 = json!({ "properties": { "valid": { "type": "boolean" }, "username": { "type": "string" } } });
        [
            schemars::schema_for!(TokenSet).into(),
            schemars::schema_for!(UserInfo).into(),
            schemars::schema_for!(Introspection).into(),
            schemars::schema_for!(TokenClaims).into(),
            v1,
            v2,
            json!({ "type": "string" }),
            schemars::schema_for!(SsoSession).into(),
        ]
    });
    match record.method.as_str() {
        "getUserInfoByAccessToken" => Some(info),
        "introspectToken" => Some(introspection),
        "validateToken" => Some(claims),
        "validateTicketV1" => Some(v1),
        "validateTicketV2" if *record.arg(2) == "XML" => Some(xml),
        "validateTicketV2" => Some(v2),
        "trackSession" => Some(session),
        "getAccessTokenByClientCredentials" => Some(tokens),
        method if TOKENS_OF_A_USER.contains(&method) => Some(tokens),
        _ => None,
    }
}

/// Whether a required argument is missing.
pub fn lacks_an_argument(record: &Record) -> bool {
    let empty = |value: &Value| value.as_str().is_none_or(|text| text.trim().is_empty());
    match record.method.as_str() {
        "getAccessTokenByIdToken" => ["idToken", "redirectUri"].iter().any(|name| empty(&record.arg(0)[*name])),
        "validateToken" => ["accessToken", "idToken"].iter().all(|name| empty(&record.arg(0)[*name])),
        "validateTicketV1" | "validateTicketV2" => (0..2).any(|index| empty(record.arg(index))),
        "trackSession" => false,
        _ => empty(record.arg(0)),
    }
}

/// The authentication method at the endpoint of a call, or our default for a value that our types cannot express.
/// `None` if the endpoint requires no authentication.
fn auth_method(record: &Record) -> Option<&str> {
    Some(match auth_option(record)? {
        Value::String(method) if method == "client_secret_basic" || method == "none" => method,
        _ => "client_secret_post",
    })
}

fn auth_option(record: &Record) -> Option<&Value> {
    let option = match record.method.as_str() {
        "getAccessTokenByCode" | "getNewAccessTokenByRefreshToken" => "tokenEndPointAuthMethod",
        "introspectToken" => "introspectionEndPointAuthMethod",
        "revokeToken" => "revocationEndPointAuthMethod",
        _ => return None,
    };
    Some(&record.get("options")[option])
}

/// Whether the settings do not allow a call, so that our client refuses it: a protocol without tokens, a missing
/// secret, or an authentication method that the endpoint does not support.
pub fn is_refused_locally(record: &Record) -> bool {
    let option = |name: &str| &record.get("options")[name];
    let without_protocol = ["validateToken", "validateTicketV1", "validateTicketV2", "trackSession"];
    if !knows(record) || without_protocol.contains(&record.method.as_str()) {
        return false;
    }
    let protocol = option("protocol").as_str().filter(|protocol| !protocol.is_empty()).unwrap_or("oidc");
    let own_key = ["accessKey", "accessSecret"].iter().any(|name| !is_falsy(&record.arg(1)[*name]));
    let needs_secret = match auth_method(record) {
        Some(method) => method != "none",
        None => record.method == "getAccessTokenByClientCredentials" && !own_key,
    };
    let not_taken =
        record.method == "revokeToken" && protocol == "oauth" && auth_method(record) == Some("client_secret_basic");
    !["oidc", "oauth"].contains(&protocol) || not_taken || (needs_secret && is_falsy(option("secret")))
}

/// Whether a call uses a value, or a combination of values, that our types cannot express.
pub fn is_inexpressible(record: &Record) -> bool {
    let unknown = |value: &Value, known: &[&str]| !is_falsy(value) && !known.iter().any(|known| value == known);
    let proofs = ["client_secret_post", "client_secret_basic", "none"];
    let (method, place) = (&record.arg(1)["method"], &record.arg(1)["tokenPlace"]);
    match record.method.as_str() {
        "getUserInfoByAccessToken" => {
            let excluded = place == "body" && method != "POST";
            unknown(method, &["GET", "POST"]) || unknown(place, &["header", "query", "body"]) || excluded
        }
        "validateToken" => ["accessToken", "idToken"].iter().all(|name| !is_falsy(&record.arg(0)[*name])),
        "validateTicketV2" => {
            let given = record.get("args").get(2).is_some();
            given && !["JSON", "XML"].iter().any(|known| record.arg(2) == known)
        }
        _ => auth_option(record).is_some_and(|method| unknown(method, &proofs)),
    }
}

/// The method and the place of the token of a user info request, according to the options.
pub fn user_info_request(record: &Record) -> (&str, &str) {
    let place = record.arg(1)["tokenPlace"].as_str().filter(|place| ["query", "body"].contains(place));
    let place = place.unwrap_or("header");
    let post = place == "body" || record.arg(1)["method"] == "POST";
    (if post { "POST" } else { "GET" }, place)
}

/// The credential header of an OIDC call, which never has the token of the session.
pub fn credentials(record: &Record) -> Option<(String, String)> {
    let text = |name: &str| record.get("options")[name].as_str().unwrap_or_default();
    let value = match record.method.as_str() {
        "trackSession" => return Some(("cookie".into(), COOKIES.into())),
        "getUserInfoByAccessToken" if user_info_request(record).1 == "header" => {
            format!("Bearer {}", record.arg(0).as_str().unwrap_or_default())
        }
        _ if auth_method(record) == Some("client_secret_basic") => {
            format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", text("appId"), text("secret"))))
        }
        _ => return None,
    };
    Some(("authorization".into(), value))
}
