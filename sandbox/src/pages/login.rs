//! The login pages: the authorization endpoint of OIDC and OAuth 2.0, and the login of CAS.

use axum::response::Response;
use maud::html;

use crate::{
    APP_ID,
    domain::{
        oidc::{ACCESS_LIFETIME, Challenge, Grant},
        refusal::Refusal,
    },
    http::cookies,
    pages::browser::{self, Visit},
    stores::{Stores, login_page::Visitor, tokens::Hashed},
};

/// The `response_mode`: how the browser returns the parameters to the application.
#[derive(Clone, Copy, PartialEq)]
enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

/// The address of the application to which the browser returns.
struct ReturnAddress<'a> {
    to: &'a str,
    state: Option<&'a str>,
    mode: ResponseMode,
}

impl ReturnAddress<'_> {
    fn redirect_with(&self, pairs: &[(&str, &str)]) -> Result<Response, Refusal> {
        let mut pairs = pairs.to_vec();
        pairs.extend(self.state.map(|state| ("state", state)));
        match self.mode {
            ResponseMode::Query => browser::redirect(&browser::with_query(self.to, &pairs)?),
            ResponseMode::FormPost => Ok(browser::self_posting_form(self.to, &pairs)),
            ResponseMode::Fragment => {
                let fragment = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
                browser::redirect(&format!("{}#{fragment}", self.to))
            }
        }
    }

    fn error(&self, name: &str, reason: &str) -> Result<Response, Refusal> {
        self.redirect_with(&[("error", name), ("error_description", reason)])
    }
}

/// The `response_type`: what the application asks for.
#[derive(Default)]
struct ResponseType {
    code: bool,
    id_token: bool,
    token: bool,
}

impl ResponseType {
    fn read(text: &str) -> Option<Self> {
        let mut requested = Self::default();
        for part in text.split_whitespace() {
            *match part {
                "code" => &mut requested.code,
                "id_token" => &mut requested.id_token,
                "token" => &mut requested.token,
                _ => return None,
            } = true;
        }
        (requested.code || requested.id_token || requested.token).then_some(requested)
    }
}

/// The authorization endpoint. Until the redirect URI is known to be registered, errors are shown and not sent there.
pub fn authorize(stores: &mut Stores, visit: &Visit<'_>, oauth: bool) -> Result<Response, Refusal> {
    if visit.value("client_id") != Some(APP_ID) {
        return Err(Refusal::oauth("invalid_request", "client_id is not that of the application"));
    }
    let to = visit.value("redirect_uri").filter(|to| stores.application.may_return_to(to));
    let to = to.ok_or_else(|| Refusal::oauth("invalid_request", "redirect_uri is missing or not registered"))?;
    let requested = visit.value("response_type").and_then(ResponseType::read);
    let tokens = requested.as_ref().is_some_and(|requested| requested.id_token || requested.token);
    let default_mode = if tokens { ResponseMode::Fragment } else { ResponseMode::Query };
    let mode = match visit.value("response_mode") {
        None => Some(default_mode),
        Some("query") if !tokens => Some(ResponseMode::Query),
        Some("fragment") => Some(ResponseMode::Fragment),
        Some("form_post") => Some(ResponseMode::FormPost),
        Some(_) => None,
    };
    let back = ReturnAddress { to, state: visit.value("state"), mode: mode.unwrap_or(default_mode) };
    if mode.is_none() {
        return back.error("invalid_request", "the response_mode is unknown, or not allowed for tokens");
    }
    let Some(requested) = requested else {
        return back.error("unsupported_response_type", "the response_type is missing or unknown");
    };
    let scope = visit.value("scope").unwrap_or(if oauth { "user" } else { "openid" });
    let has = |one: &str| scope.split_whitespace().any(|other| other == one);
    if requested.id_token && (oauth || !has("openid")) {
        return back.error("invalid_request", "an id token needs OIDC and the scope openid");
    }
    if requested.id_token && visit.value("nonce").is_none() {
        return back.error("invalid_request", "an id token from the authorization endpoint needs a nonce");
    }
    let challenge = match (visit.value("code_challenge"), visit.value("code_challenge_method")) {
        (None, None) => None,
        (Some(challenge), Some("S256")) => Some(Challenge::S256(challenge.to_owned())),
        (Some(challenge), None | Some("plain")) => Some(Challenge::Plain(challenge.to_owned())),
        _ => return back.error("invalid_request", "code_challenge_method is unknown, or code_challenge is missing"),
    };
    let prompts: Vec<&str> = visit.value("prompt").unwrap_or_default().split_whitespace().collect();
    let user = match visit.visitor(stores) {
        Visitor::Denied => return back.error("access_denied", "the user has not agreed"),
        _ if prompts.contains(&"none") => match stores.oidc.user_of_browser(visit.session()) {
            Some(user) => user.to_owned(),
            None => return back.error("login_required", "nobody is logged in in this browser"),
        },
        Visitor::User(id) => id,
        Visitor::Unknown => return Ok(browser::ask_who_logs_in(stores, visit)),
    };
    if let Err(refusal) = stores.may_log_in(&user) {
        return back.error("access_denied", refusal.message());
    }
    // OIDC forbids a refresh token without consent.
    let consents = prompts.contains(&"consent");
    let scope: Vec<&str> = scope.split_whitespace().filter(|one| consents || *one != "offline_access").collect();
    let nonce = visit.value("nonce").map(str::to_owned);
    let grant = Grant { oauth, ..stores.grant(&user, scope.join(" "), nonce) };
    let reply = issue(stores, &grant, &requested, challenge, &back)?;
    Ok(cookies::with_session(reply, &stores.log_in_browser(visit.session(), &user)))
}

/// Issues what the application asks for, and sends the browser back with it.
fn issue(
    stores: &mut Stores,
    grant: &Grant,
    requested: &ResponseType,
    challenge: Option<Challenge>,
    back: &ReturnAddress<'_>,
) -> Result<Response, Refusal> {
    let code = requested.code.then(|| stores.code(grant.clone(), back.to.to_owned(), challenge));
    let access = if requested.token { Some(stores.access_token(grant)?) } else { None };
    let hashed = Hashed { access_token: access.as_deref(), code: code.as_deref() };
    let id_token = if requested.id_token { Some(stores.id_token(grant, &hashed)?) } else { None };
    let lifetime = ACCESS_LIFETIME.to_string();
    let mut pairs = vec![];
    pairs.extend(code.as_deref().map(|code| ("code", code)));
    pairs.extend(id_token.as_deref().map(|token| ("id_token", token)));
    if let Some(access) = &access {
        pairs.extend([("access_token", access.as_str()), ("token_type", "Bearer"), ("expires_in", &lifetime)]);
    }
    back.redirect_with(&pairs)
}

/// The login of CAS, which redirects the browser to the service with a ticket.
pub fn cas(stores: &mut Stores, visit: &Visit<'_>) -> Result<Response, Refusal> {
    if visit.parameter("appId") != APP_ID {
        return Err(Refusal::oauth("invalid_request", "the application does not exist"));
    }
    // A browser would run an address such as `javascript:`.
    let is_page = |url: &reqwest::Url| matches!(url.scheme(), "http" | "https");
    if let Some(service) = visit.value("service")
        && !reqwest::Url::parse(service).as_ref().is_ok_and(is_page)
    {
        return Err(Refusal::oauth("invalid_request", "the service is not an HTTP address"));
    }
    let user = match visit.visitor(stores) {
        Visitor::User(id) => id,
        Visitor::Denied => return Ok(browser::page(&html! { p { "Nobody is logged in." } })),
        Visitor::Unknown => return Ok(browser::ask_who_logs_in(stores, visit)),
    };
    if let Err(refusal) = stores.may_log_in(&user) {
        return Ok(browser::page(&html! { p { "Nobody is logged in: " (refusal.message()) "." } }));
    }
    let reply = match visit.value("service") {
        Some(service) => {
            let ticket = stores.cas_ticket(&user, service);
            browser::redirect(&browser::with_query(service, &[("ticket", &ticket)])?)?
        }
        None => browser::page(&html! { p { "You are logged in." } }),
    };
    Ok(cookies::with_session(reply, &stores.log_in_browser(visit.session(), &user)))
}
