//! Pages that a browser opens. The contract does not have them, because it describes the endpoints for programs.

use std::collections::BTreeMap;

use authing_wxapp::User;
use axum::{
    Json,
    http::{HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse as _, Response},
};
use maud::{DOCTYPE, Markup, html};
use serde_json::json;

use crate::{
    APP_ID,
    domain::{
        oidc::{claims, issuer},
        refusal::{Refusal, UNKNOWN_APPLICATION},
        token,
    },
    http::{cookies, form, serve::Received},
    pages::{cas, login, windows},
    stores::{Stores, login_page::VisitorHints},
};

/// A request of a browser for one of the pages.
pub struct Visit<'a> {
    pub path: &'a str,
    /// The values of the query and of the form.
    pub values: BTreeMap<String, String>,
    request: &'a Received,
}

impl Visit<'_> {
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The values of a parameter that lists several, separated by spaces.
    pub fn values_of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.value(name).unwrap_or_default().split_whitespace()
    }

    /// A parameter of the page's route.
    pub fn parameter(&self, name: &str) -> &str {
        self.request.path.get(name).map_or("", String::as_str)
    }

    /// The session that the browser has at the provider.
    pub fn session(&self) -> Option<&str> {
        cookies::session(&self.request.head.headers)
    }

    /// What the request says about the user who logs in with it.
    pub fn hints(&self) -> VisitorHints<'_> {
        // These two are set by the page that asks who logs in.
        let (denied, chosen) = (self.value("deny").is_some(), self.value("chosen").is_some());
        VisitorHints { denied, hint: self.value("login_hint"), session: self.session(), again: false, chosen }
    }
}

/// A function that answers for a page.
pub type Page = fn(&mut Stores, &Visit<'_>) -> Result<Response, Refusal>;

/// The pages of the provider, each with its route.
pub const PAGES: [(&str, Page); 14] = [
    ("/oidc/.well-known/openid-configuration", |stores, _| Ok(Json(discovery(stores)).into_response())),
    ("/oidc/auth", |stores, visit| login::authorize(stores, visit, false)),
    ("/oauth/auth", |stores, visit| login::authorize(stores, visit, true)),
    ("/oidc/session/end", end_session),
    ("/login/profile/logout", |stores, visit| {
        known_application(visit.value("app_id"))?;
        log_out(stores, visit, visit.value("redirect_uri"))
    }),
    ("/cas-idp/logout", cas::log_out),
    ("/cas-idp/{appId}", cas::log_in),
    ("/cas-idp/{appId}/login", cas::log_in),
    ("/cas-idp/{appId}/logout", cas::log_out),
    ("/connections/social/{provider}", windows::social),
    ("/connections/enterprise/{identifier}", windows::enterprise),
    ("/api/v3/link-extidp", link_identity),
    ("/api/v2/saml-idp/{appId}", refuse_saml),
    ("/saml-idp/{appId}", refuse_saml),
];

/// What a service asks itself, not a browser. As the contract has it for the other versions of CAS, it takes GET alone.
pub const VALIDATIONS: [(&str, Page); 3] = [
    ("/cas-idp/{appId}/proxyValidate", cas::validate),
    ("/cas-idp/{appId}/p3/serviceValidate", cas::validate),
    ("/cas-idp/{appId}/p3/proxyValidate", cas::validate),
];

/// Answers a request for a page.
pub fn answer(stores: &mut Stores, request: &Received, page: Page) -> Response {
    let mut values = form(request.head.uri.query().unwrap_or_default().as_bytes());
    if request.head.method == Method::POST {
        values.extend(form(&request.body));
    }
    let visit = Visit { path: request.head.uri.path(), values, request };
    page(stores, &visit).unwrap_or_else(|refusal| refusal.bare(false))
}

fn refuse_saml(_: &mut Stores, _: &Visit<'_>) -> Result<Response, Refusal> {
    Err(Refusal::oauth("unsupported_protocol", "the sandbox does not support SAML, only OIDC, OAuth 2.0 and CAS"))
}

/// The page that the address of `generateLinkExtIdpUrl` opens. Opening it links the identity, as there is no provider to ask.
fn link_identity(stores: &mut Stores, visit: &Visit<'_>) -> Result<Response, Refusal> {
    stores.link_identity(visit.value("ticket").unwrap_or_default())?;
    Ok(page(&html! { p { "The identity is linked." } }))
}

fn discovery(stores: &Stores) -> serde_json::Value {
    let url = stores.url();
    json!({
        "issuer": issuer(url, false),
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
        "response_modes_supported": ["query", "fragment", "form_post", "web_message"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
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
    // A header has ASCII only. An address that has no more is sent as it was given.
    let encoded = if to.is_ascii() { None } else { reqwest::Url::parse(to).ok().map(String::from) };
    let to = HeaderValue::try_from(encoded.as_deref().unwrap_or(to))
        .map_err(|_| Refusal::oauth("invalid_request", "the redirect URI is not a valid address"))?;
    Ok((StatusCode::FOUND, [(header::LOCATION, to)]).into_response())
}

/// A page for people.
pub fn page(body: &Markup) -> Response {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Authing sandbox" }
            }
            body { (body) }
        }
    };
    Html(document.into_string()).into_response()
}

/// Adds pairs to the query of an address.
pub fn with_query(address: &str, pairs: &[(&str, &str)]) -> Result<String, Refusal> {
    let mut url = reqwest::Url::parse(address)
        .map_err(|_| Refusal::oauth("invalid_request", "the redirect URI is not a valid URL"))?;
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    Ok(url.into())
}

/// Ends the session of the browser, and redirects it to an address or shows a page.
pub fn log_out(stores: &mut Stores, visit: &Visit<'_>, to: Option<&str>) -> Result<Response, Refusal> {
    // An open redirect could be used for phishing.
    if let Some(bar) = to.and_then(|to| stores.application.bar_to_leave(to)) {
        return Err(Refusal::oauth("invalid_request", bar.of("the address to go to")));
    }
    if let Some(session) = visit.session() {
        stores.oidc.log_out_browser(session);
    }
    let pairs: Vec<_> = visit.value("state").map(|value| ("state", value)).into_iter().collect();
    let reply = match to {
        Some(to) => redirect(&with_query(to, &pairs)?)?,
        None => page(&html! { p { "You are logged out." } }),
    };
    Ok(cookies::with_session(reply, ""))
}

/// Refuses a request that names an application, but another one. One that names none means that of the sandbox.
pub fn known_application(named: Option<&str>) -> Result<(), Refusal> {
    match named {
        None | Some(APP_ID) => Ok(()),
        Some(_) => Err(Refusal::oauth("invalid_request", UNKNOWN_APPLICATION)),
    }
}

/// The reason when `id_token_hint` is another text.
pub const NO_HINT: &str = "id_token_hint is not an id token of this provider";

/// The logout of OIDC. An id token identifies the session; an expired one is accepted.
fn end_session(stores: &mut Stores, visit: &Visit<'_>) -> Result<Response, Refusal> {
    let refuse = |reason| Refusal::oauth("invalid_request", reason);
    let to = visit.value("post_logout_redirect_uri");
    let hint = visit.value("id_token_hint");
    if hint.is_some_and(|hint| token::verify(hint).is_none()) {
        return Err(refuse(NO_HINT));
    }
    known_application(visit.value("client_id"))?;
    if to.is_some() && hint.is_none() && visit.value("client_id").is_none() {
        return Err(refuse("post_logout_redirect_uri needs an id_token_hint or the client_id"));
    }
    let reply = log_out(stores, visit, to)?;
    stores.log_out(hint);
    Ok(reply)
}

/// A page that sends a form by itself, and by a button where no scripts run.
pub fn self_posting_form(to: &str, pairs: &[(&str, &str)]) -> Response {
    page(&html! {
        form method="post" action=(to) {
            @for (name, value) in pairs {
                input type="hidden" name=(name) value=(value);
            }
            button { "Go on" }
        }
        script { "document.forms[0].submit()" }
    })
}

/// How many users the page that asks lists.
const LISTED: usize = 100;

/// The page that asks who logs in. Each link leads to the same address again, with the answer in its query.
pub fn ask_who_logs_in(stores: &Stores, visit: &Visit<'_>) -> Response {
    let link = |name: &str, value: &str| {
        let mut values = visit.values.clone();
        values.insert(name.into(), value.into());
        values.insert("chosen".into(), "1".into());
        // The login that follows must not ask again.
        for name in ["prompt", "max_age", "renew"] {
            values.remove(name);
        }
        let url = reqwest::Url::parse_with_params(&format!("{}{}", stores.url(), visit.path), values);
        url.map(String::from).unwrap_or_default()
    };
    let name = |user: &User| {
        let names = [&user.nickname, &user.username, &user.email, &user.phone];
        names.into_iter().flatten().next().unwrap_or(&user.id).clone()
    };
    let count = stores.accounts.iter().count();
    page(&html! {
        h1 { "Who logs in?" }
        @if count == 0 {
            p { "There are no users yet. Add one on " a href="/sandbox#users" { "the page of the sandbox" } ", then reload this page." }
        }
        ul {
            @for user in stores.accounts.iter().take(LISTED).map(|account| &account.user) {
                li { a href=(link("login_hint", &user.id)) { (name(user)) } }
            }
        }
        @if count > LISTED {
            p { "These are the first " (LISTED) " of " (count) " users. The parameter login_hint names any other one." }
        }
        p { a href=(link("deny", "1")) { "Nobody" } }
    })
}
