//! The endpoints of OIDC and OAuth 2.0 for programs.

use authing_wxapp::{
    __contract::{
        GrantType,
        types::{AboutTokenForm, TokenForm, UserInfoForm},
    },
    Secret,
};
use axum::{Json, http::header, response::IntoResponse as _};

use crate::{
    domain::{
        authorization,
        oidc::{client::ClientCredentials, keys},
        refusal::Refusal,
    },
    http::{
        ApiRequest,
        reply::{Answer, Reply, ok},
    },
    stores::Stores,
};

pub fn jwks(_: &mut Stores, _: &ApiRequest) -> Answer {
    ok(keys::published()?)
}

/// Whether the protocol in the path is OAuth 2.0, not OIDC.
fn is_oauth(request: &ApiRequest) -> Result<bool, Refusal> {
    match request.path.get("protocol").map(String::as_str) {
        Some("oidc") => Ok(false),
        Some("oauth") => Ok(true),
        _ => Err(Refusal::oauth("invalid_request", "the protocols with tokens are oidc and oauth")),
    }
}

fn authenticate(
    stores: &Stores,
    request: &ApiRequest,
    id: Option<&str>,
    secret: Option<&Secret>,
    keys_allowed: bool,
) -> Result<String, Refusal> {
    let authorization = request.header("authorization");
    let id = id.filter(|id| !id.is_empty()).or(request.header("x-authing-app-id"));
    let secret = secret.filter(|secret| !secret.expose().is_empty());
    stores.application.authenticate(&ClientCredentials { authorization, id, secret }, keys_allowed)
}

fn present<'a>(name: &str, member: &'a Option<Secret>) -> Result<&'a str, Refusal> {
    let given = member.as_ref().map(Secret::expose).filter(|text| !text.is_empty());
    given.ok_or_else(|| Refusal::oauth("invalid_request", format!("{name} is missing")))
}

pub fn token(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let form: TokenForm = request.body()?;
    let oauth = is_oauth(request)?;
    let programs = form.grant_type == GrantType::CLIENT_CREDENTIALS;
    let client = authenticate(stores, request, form.client_id.as_deref(), form.client_secret.as_ref(), programs)?;
    let verifier = form.code_verifier.as_ref().map(Secret::expose);
    let redirect_uri = form.redirect_uri.as_deref();
    let scope = form.scope.as_deref().filter(|scope| !scope.trim().is_empty());
    let tokens = match &form.grant_type {
        kind if *kind == GrantType::AUTHORIZATION_CODE => {
            stores.redeem_code(present("code", &form.code)?, redirect_uri, verifier, oauth)
        }
        kind if *kind == GrantType::REFRESH_TOKEN => {
            stores.redeem_refresh_token(present("refresh_token", &form.refresh_token)?, scope, oauth)
        }
        kind if *kind == GrantType::HTTP___AUTHING_CN_OIDC_GRANT_TYPE_AUTHING_TOKEN => {
            stores.redeem_user_token(present("token", &form.token)?, redirect_uri, scope, oauth)
        }
        _ if programs => {
            // Without a secret the caller is not authenticated.
            if form.client_secret.is_none() && request.header("authorization").is_none() {
                return Err(Refusal::oauth("invalid_client", "client_credentials needs client_secret or HTTP Basic"));
            }
            stores.redeem_client_credentials(&client, scope, oauth)
        }
        _ => Err(Refusal::oauth(
            "unsupported_grant_type",
            "the sandbox does not support this grant_type; it supports authorization_code, refresh_token, \
             client_credentials and http://authing.cn/oidc/grant_type/authing_token",
        )),
    };
    // Caches must not store tokens (RFC 6749, section 5.1).
    let mut reply = Json(tokens?).into_response();
    reply.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(Reply::Raw(reply))
}

pub fn user_info(stores: &mut Stores, request: &ApiRequest) -> Answer {
    is_oauth(request)?;
    let form: UserInfoForm = match request.operation.media {
        Some(_) => request.body()?,
        None => UserInfoForm { access_token: None },
    };
    let in_query = Some(request.query("access_token")).filter(|token| !token.is_empty());
    let token = request.bearer().or(in_query).or(form.access_token.as_ref().map(Secret::expose));
    let token = token.ok_or_else(|| Refusal::oauth("invalid_token", "the access token is missing"))?;
    ok(stores.user_info(token)?)
}

pub fn introspect(stores: &mut Stores, request: &ApiRequest) -> Answer {
    is_oauth(request)?;
    let AboutTokenForm { token, client_id, client_secret } = request.body()?;
    authenticate(stores, request, client_id.as_deref(), client_secret.as_ref(), false)?;
    ok(stores.introspection(token.expose()))
}

pub fn revoke(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let AboutTokenForm { token, client_id, client_secret } = request.body()?;
    if is_oauth(request)?
        && request.header("authorization").is_some_and(|header| authorization::credentials(header, "Basic").is_some())
    {
        return Err(Refusal::oauth("invalid_client", "the revocation of OAuth 2.0 takes no HTTP Basic"));
    }
    authenticate(stores, request, client_id.as_deref(), client_secret.as_ref(), false)?;
    stores.revoke(token.expose());
    // The service answers with an empty text.
    Ok(Reply::Raw("".into_response()))
}

/// Validates a token. The refusal of an invalid one has HTTP 200 and an envelope.
pub fn validate(stores: &mut Stores, request: &ApiRequest) -> Answer {
    let claims = match (request.query("access_token"), request.query("id_token")) {
        ("", "") => Err(Refusal::bad_request("pass access_token or id_token")),
        ("", id_token) => stores.valid_id_token(id_token),
        (access_token, _) => stores.valid_access_token(access_token),
    };
    match claims {
        Ok(claims) => ok(claims),
        Err(refusal) => Ok(Reply::Raw(refusal.into_bad_request().into_response())),
    }
}
