//! Pages that a browser opens. They are not in the contract, which is about programs.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Bytes,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{Html, IntoResponse as _, Response},
};
use cookie::{Cookie, SameSite, time::Duration};
use serde_json::json;

use crate::{
    APP_ID,
    domain::{oidc::claims, refusal::Refusal, token},
    http::{form, method},
    pages::{dashboard::escape, login, windows},
    stores::Stores,
};

/// The cookie of the session at the provider.
const COOKIE: &str = "authing_session";

/// What a browser asks for.
pub struct Visit<'a> {
    pub path: &'a str,
    /// Of the query, and of the form.
    pub values: BTreeMap<String, String>,
    headers: &'a HeaderMap,
}

impl Visit<'_> {
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn cookies(&self) -> Option<&str> {
        self.headers.get(header::COOKIE)?.to_str().ok()
    }

    pub fn session(&self) -> Option<&str> {
        self.cookies().and_then(session)
    }

    pub fn denies(&self) -> bool {
        self.value("deny").is_some()
    }
}

/// The value of the session's cookie.
pub fn session(cookies: &str) -> Option<&str> {
    Cookie::split_parse(cookies).flatten().find(|cookie| cookie.name() == COOKIE)?.value_raw()
}

/// The page, if it is one of the provider's.
pub fn answer(stores: &mut Stores, head: &Parts, body: &Bytes) -> Option<Response> {
    let mut values = form(head.uri.query().unwrap_or_default().as_bytes());
    if head.method == Method::POST {
        values.extend(form(body));
    } else if method(head) != "GET" {
        return None;
    }
    let visit = Visit { path: head.uri.path(), values, headers: &head.headers };
    let segments: Vec<&str> = visit.path.trim_start_matches('/').split('/').collect();
    let page = match *segments {
        ["oidc", ".well-known", "openid-configuration"] => Ok(Json(discovery(stores)).into_response()),
        ["oidc", "auth"] => login::authorize(stores, &visit, false),
        ["oauth", "auth"] => login::authorize(stores, &visit, true),
        ["oidc", "session", "end"] => end_session(stores, &visit),
        ["login", "profile", "logout"] => log_out(stores, &visit, "redirect_uri"),
        ["cas-idp", "logout"] => log_out(stores, &visit, "url"),
        ["cas-idp", app] => login::cas(stores, &visit, app),
        ["connections", "social", provider] => windows::social(stores, &visit, provider),
        ["connections", "enterprise", identifier] => windows::enterprise(stores, &visit, identifier),
        ["api", "v3", "link-extidp"] => stores
            .link_identity(visit.value("ticket").unwrap_or_default())
            .map(|()| html("<p>The identity is linked.</p>")),
        ["api", "v2", "saml-idp", _] | ["saml-idp", _] => {
            Err(Refusal::oauth("unsupported_protocol", "the sandbox cannot do SAML; it does OIDC, OAuth 2.0 and CAS"))
        }
        _ => return None,
    };
    Some(page.unwrap_or_else(|refusal| refusal.bare(false)))
}

fn discovery(stores: &Stores) -> serde_json::Value {
    let url = &stores.url;
    json!({
        "issuer": stores.oidc.issuer(false),
        "authorization_endpoint": format!("{url}/oidc/auth"),
        "token_endpoint": format!("{url}/oidc/token"),
        "userinfo_endpoint": format!("{url}/oidc/me"),
        "jwks_uri": format!("{url}/oidc/.well-known/jwks.json"),
        "introspection_endpoint": format!("{url}/oidc/token/introspection"),
        "revocation_endpoint": format!("{url}/oidc/token/revocation"),
        "end_session_endpoint": format!("{url}/oidc/session/end"),
        "scopes_supported": claims::SCOPES,
        "response_types_supported":
            ["code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": [
            "authorization_code", "implicit", "refresh_token", "client_credentials",
            "http://authing.cn/oidc/grant_type/authing_token",
        ],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "none"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "claim_types_supported": ["normal"],
    })
}

pub fn redirect(to: &str) -> Result<Response, Refusal> {
    let to = HeaderValue::try_from(to).map_err(|_| Refusal::oauth("invalid_request", "this is no address"))?;
    Ok((StatusCode::FOUND, [(header::LOCATION, to)]).into_response())
}

/// Sets the cookie of the session, or takes it away.
pub fn with_session(mut page: Response, session: &str) -> Response {
    let mut cookie = Cookie::build((COOKIE, session)).path("/").http_only(true).same_site(SameSite::Lax).build();
    if session.is_empty() {
        cookie.set_max_age(Duration::ZERO);
    }
    if let Ok(cookie) = HeaderValue::try_from(cookie.to_string()) {
        page.headers_mut().append(header::SET_COOKIE, cookie);
    }
    page
}

/// A page for people; what goes in has to be escaped.
pub fn html(body: &str) -> Response {
    let head = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Authing sandbox</title>";
    Html(format!("{head}<body>{body}</body></html>")).into_response()
}

/// An address with more in its query.
pub fn with_query(address: &str, pairs: &[(&str, &str)]) -> Result<String, Refusal> {
    let mut url = reqwest::Url::parse(address)
        .map_err(|_| Refusal::oauth("invalid_request", "the redirect URI is no valid URL"))?;
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    Ok(url.into())
}

fn leave(stores: &mut Stores, visit: &Visit<'_>, to: Option<&str>) -> Result<Response, Refusal> {
    if let Some(to) = to {
        // An open redirect would help phishing.
        if !stores.application.may_leave_to(to) {
            return Err(Refusal::oauth("invalid_request", "the address to go to is not registered"));
        }
    }
    if let Some(session) = visit.cookies().and_then(session) {
        stores.oidc.log_out_browser(session);
    }
    let pairs: Vec<_> = visit.value("state").map(|value| ("state", value)).into_iter().collect();
    let page = match to {
        Some(to) => redirect(&with_query(to, &pairs)?)?,
        None => html("<p>You are logged out.</p>"),
    };
    Ok(with_session(page, ""))
}

fn log_out(stores: &mut Stores, visit: &Visit<'_>, name: &str) -> Result<Response, Refusal> {
    leave(stores, visit, visit.value(name))
}

/// The logout of OIDC. Whose session it is says an id token; its age does not matter.
fn end_session(stores: &mut Stores, visit: &Visit<'_>) -> Result<Response, Refusal> {
    let refuse = |why| Refusal::oauth("invalid_request", why);
    let to = visit.value("post_logout_redirect_uri");
    let hint = visit.value("id_token_hint");
    if hint.is_some_and(|hint| token::verify(hint).is_none()) {
        return Err(refuse("id_token_hint is no id token of this provider"));
    }
    if to.is_some() && hint.is_none() && visit.value("client_id") != Some(APP_ID) {
        return Err(refuse("post_logout_redirect_uri needs an id_token_hint or the client_id"));
    }
    let page = leave(stores, visit, to)?;
    stores.sessions.log_out(hint);
    Ok(page)
}

/// A page that sends a form by itself, and by a button where no scripts run.
pub fn posts_itself(to: &str, pairs: &[(&str, &str)]) -> Response {
    let field = |(name, value): &(&str, &str)| {
        format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value))
    };
    let fields: String = pairs.iter().map(field).collect();
    html(&format!(
        "<form method=\"post\" action=\"{}\">{fields}<button>Go on</button></form><script>document.forms[0].submit()</script>",
        escape(to)
    ))
}

/// Where a person says who they are: links that lead here again.
pub fn asks_who(stores: &Stores, visit: &Visit<'_>) -> Response {
    let mut page = String::from("<h1>Who logs in?</h1><ul>");
    let link = |name: &str, text: &str| {
        let mut values = visit.values.clone();
        values.insert(name.into(), text.into());
        values.remove("prompt");
        let url = reqwest::Url::parse_with_params(&format!("{}{}", stores.url, visit.path), values);
        url.map(|url| escape(url.as_str())).unwrap_or_default()
    };
    for user in stores.accounts.iter().map(|account| &account.user) {
        let names = [&user.nickname, &user.username, &user.email, &user.phone];
        let name = names.into_iter().flatten().next().unwrap_or(&user.id);
        page += &format!("<li><a href=\"{}\">{}</a></li>", link("login_hint", &user.id), escape(name));
    }
    page += &format!("</ul><p><a href=\"{}\">Nobody</a></p>", link("deny", "1"));
    html(&page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        assert_eq!(session("a=1; authing_session=x; b=2"), Some("x"));
        assert_eq!(session("authing_sessions=x"), None);
    }
}
