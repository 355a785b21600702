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
    domain::{oidc::keys, refusal::Refusal},
    http::{
        ApiRequest,
        reply::{Answer, Reply, ok},
    },
    state::State,
};

pub fn jwks(_: &mut State, _: &ApiRequest) -> Answer {
    ok(keys::published()?)
}

/// Whether it is OAuth 2.0; the path names one of two protocols.
fn is_oauth(asked: &ApiRequest) -> Result<bool, Refusal> {
    match asked.path.get("protocol").map(String::as_str) {
        Some("oidc") => Ok(false),
        Some("oauth") => Ok(true),
        _ => Err(Refusal::oauth("invalid_request", "the protocols with tokens are oidc and oauth")),
    }
}

fn present<'a>(name: &str, member: &'a Option<Secret>) -> Result<&'a str, Refusal> {
    let given = member.as_ref().map(Secret::expose).filter(|text| !text.is_empty());
    given.ok_or_else(|| Refusal::oauth("invalid_request", format!("{name} is missing")))
}

pub fn token(state: &mut State, asked: &ApiRequest) -> Answer {
    let form: TokenForm = asked.body()?;
    let oauth = is_oauth(asked)?;
    let programs = form.grant_type == GrantType::CLIENT_CREDENTIALS;
    let client = state.check_client(asked, form.client_id.as_deref(), form.client_secret.as_ref(), programs)?;
    let verifier = form.code_verifier.as_ref().map(Secret::expose);
    let redirect_uri = form.redirect_uri.as_deref();
    let scope = form.scope.as_deref().filter(|scope| !scope.trim().is_empty());
    let tokens = match &form.grant_type {
        kind if *kind == GrantType::AUTHORIZATION_CODE => {
            state.redeem_code(present("code", &form.code)?, redirect_uri, verifier, oauth)
        }
        kind if *kind == GrantType::REFRESH_TOKEN => {
            state.redeem_refresh_token(present("refresh_token", &form.refresh_token)?, scope, oauth)
        }
        kind if *kind == GrantType::HTTP___AUTHING_CN_OIDC_GRANT_TYPE_AUTHING_TOKEN => {
            state.redeem_user_token(present("token", &form.token)?, redirect_uri, scope, oauth)
        }
        _ if programs => {
            // Without a secret the caller is not authenticated.
            if form.client_secret.is_none() && asked.header("authorization").is_none() {
                return Err(Refusal::oauth("invalid_client", "this needs the secret"));
            }
            state.redeem_credentials(client, scope, oauth)
        }
        _ => Err(Refusal::oauth("unsupported_grant_type", "the sandbox knows no such grant")),
    };
    // So that no cache keeps them.
    let mut reply = Json(tokens?).into_response();
    reply.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(Reply::Raw(reply))
}

pub fn user_info(state: &mut State, asked: &ApiRequest) -> Answer {
    is_oauth(asked)?;
    let form: UserInfoForm = match asked.operation.media {
        Some(_) => asked.body()?,
        None => UserInfoForm { access_token: None },
    };
    let in_query = Some(asked.query("access_token")).filter(|token| !token.is_empty());
    let token = asked.bearer().or(in_query).or(form.access_token.as_ref().map(Secret::expose));
    let token = token.ok_or_else(|| Refusal::oauth("invalid_token", "the access token is missing"))?;
    ok(state.user_info(token)?)
}

pub fn introspect(state: &mut State, asked: &ApiRequest) -> Answer {
    is_oauth(asked)?;
    let AboutTokenForm { token, client_id, client_secret } = asked.body()?;
    state.check_client(asked, client_id.as_deref(), client_secret.as_ref(), false)?;
    ok(state.introspection(token.expose()))
}

pub fn revoke(state: &mut State, asked: &ApiRequest) -> Answer {
    let AboutTokenForm { token, client_id, client_secret } = asked.body()?;
    if is_oauth(asked)? && asked.header("authorization").is_some_and(|header| header.starts_with("Basic ")) {
        return Err(Refusal::oauth("invalid_client", "the revocation of OAuth 2.0 takes no HTTP Basic"));
    }
    state.check_client(asked, client_id.as_deref(), client_secret.as_ref(), false)?;
    state.revoke(token.expose());
    // No text, but of a type.
    Ok(Reply::Raw("".into_response()))
}

/// A token that is not valid comes back in an envelope, under HTTP 200.
pub fn validate(state: &mut State, asked: &ApiRequest) -> Answer {
    let claims = match (asked.query("access_token"), asked.query("id_token")) {
        ("", "") => Err(Refusal::bad_request("pass access_token or id_token")),
        ("", id_token) => state.valid_id_token(id_token),
        (access_token, _) => state.valid_access_token(access_token),
    };
    match claims {
        Ok(claims) => ok(claims),
        Err(refusal) => Ok(Reply::Raw(refusal.into_bad_request().into_response())),
    }
}
