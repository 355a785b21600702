//! The authorization endpoint of OIDC and OAuth 2.0.

use axum::response::Response;
use maud::{PreEscaped, html};
use serde_json::{Map, Value, json};

use crate::{
    APP_ID,
    domain::{
        oidc::{ACCESS_LIFETIME, BrowserLogin, Challenge, Grant},
        refusal::{DENIED, Refusal},
        token,
    },
    http::cookies,
    pages::browser::{self, NO_HINT, Visit},
    stores::{
        Stores,
        login_page::{Visitor, VisitorHints},
        tokens::Hashed,
    },
};

/// The `response_mode`: how the browser returns the parameters to the application.
#[derive(Clone, Copy, PartialEq)]
enum ResponseMode {
    Query,
    Fragment,
    FormPost,
    /// A message from a window or an iframe to the page that has opened it.
    WebMessage,
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
            ResponseMode::WebMessage => web_message(self.to, &pairs),
            ResponseMode::Fragment => {
                let fragment = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
                browser::redirect(&format!("{}#{fragment}", self.to))
            }
        }
    }

    fn error(&self, name: &str, reason: &str) -> Result<Response, Refusal> {
        let reply = self.redirect_with(&[("error", name), ("error_description", reason)])?;
        Ok(Refusal::oauth("invalid_request", format!("{name}: {reason}")).on(reply))
    }
}

/// The page that sends the parameters to the page which opened this one. The browser delivers them only if that page is of the
/// origin of the redirect URI.
fn web_message(to: &str, pairs: &[(&str, &str)]) -> Result<Response, Refusal> {
    let origin = reqwest::Url::parse(to).map(|url| url.origin().ascii_serialization());
    let origin = origin.map_err(|_| Refusal::oauth("invalid_request", "the redirect URI is not a valid URL"))?;
    let response: Map<String, Value> = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let message = json!({ "type": "authorization_response", "response": response }).to_string();
    Ok(browser::page(&html! {
        p #message data-message=(message) data-origin=(origin) { "This window can be closed." }
        script { (PreEscaped(POST_MESSAGE)) }
    }))
}

const POST_MESSAGE: &str = "const{message,origin}=document.getElementById('message').dataset;\
    (window.opener||window.parent).postMessage(JSON.parse(message),origin)";

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
        return Err(Refusal::oauth(
            "invalid_request",
            "client_id is missing or is not sandbox-app, the application of the sandbox",
        ));
    }
    let refuse = |reason: String| Refusal::oauth("invalid_request", reason);
    let to = visit.value("redirect_uri").ok_or_else(|| refuse("redirect_uri is missing".into()))?;
    if let Some(bar) = stores.application.bar_to_return(to) {
        return Err(refuse(bar.of("redirect_uri")));
    }
    let requested = visit.value("response_type").and_then(ResponseType::read);
    let tokens = requested.as_ref().is_some_and(|requested| requested.id_token || requested.token);
    let default_mode = if tokens { ResponseMode::Fragment } else { ResponseMode::Query };
    let mode = match visit.value("response_mode") {
        None => Some(default_mode),
        Some("query") if !tokens => Some(ResponseMode::Query),
        Some("fragment") => Some(ResponseMode::Fragment),
        Some("form_post") => Some(ResponseMode::FormPost),
        Some("web_message") => Some(ResponseMode::WebMessage),
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
    let login = match visitor(stores, visit) {
        Ok(Visitor::User(login)) => login,
        Ok(Visitor::Denied) => return back.error("access_denied", DENIED),
        Ok(Visitor::Unknown) => return Ok(browser::ask_who_logs_in(stores, visit)),
        Err((name, reason)) => return back.error(name, reason),
    };
    if let Err(refusal) = stores.may_log_in(&login.user_id) {
        return back.error("access_denied", refusal.message());
    }
    // OIDC forbids a refresh token without consent.
    let consents = visit.values_of("prompt").any(|prompt| prompt == "consent");
    let scope: Vec<&str> = scope.split_whitespace().filter(|one| consents || *one != "offline_access").collect();
    let nonce = visit.value("nonce").map(str::to_owned);
    let auth_time = Some(login.at);
    let grant = Grant { oauth, auth_time, ..stores.grant(&login.user_id, scope.join(" "), nonce) };
    let reply = issue(stores, &grant, &requested, challenge, &back)?;
    Ok(cookies::with_session(reply, &stores.log_in_browser(visit.session(), login)))
}

/// The user who logs in, as `prompt`, `max_age`, `id_token_hint` and the login page have it (OpenID Connect Core, section 3.1.2.1).
/// The error is that of the protocol, with its reason.
fn visitor(stores: &Stores, visit: &Visit<'_>) -> Result<Visitor, (&'static str, &'static str)> {
    // A token that has expired still tells the user.
    let expected = visit.value("id_token_hint").map(|hint| token::verify(hint).ok_or(("invalid_request", NO_HINT)));
    let expected = expected.transpose()?.map(|claims| claims.sub);
    let hints = VisitorHints { hint: visit.value("login_hint").or(expected.as_deref()), ..visit.hints() };
    match login_of(stores, visit, hints)? {
        Visitor::User(login) if expected.is_some_and(|id| id != login.user_id) => {
            Err(("login_required", "another user than that of the id_token_hint is logged in"))
        }
        visitor => Ok(visitor),
    }
}

/// The user who logs in, whoever is expected.
fn login_of(
    stores: &Stores,
    visit: &Visit<'_>,
    hints: VisitorHints<'_>,
) -> Result<Visitor, (&'static str, &'static str)> {
    let has = |prompt: &str| visit.values_of("prompt").any(|one| one == prompt);
    if has("none") && visit.values_of("prompt").count() > 1 {
        return Err(("invalid_request", "the prompt none allows no other one beside it"));
    }
    let max_age = visit.value("max_age").map(str::parse::<u32>).transpose();
    let max_age = max_age.map_err(|_| ("invalid_request", "max_age is not a number of seconds"))?;
    let now = stores.clock.now();
    // A login of this very second is too old for the maximum 0, which is the same as the prompt login.
    let is_fresh = |login: &BrowserLogin| max_age.is_none_or(|age| now - login.at < age.into());
    let current = stores.current_login(visit.session());
    let again = has("login") || has("select_account") || current.is_some_and(|login| !is_fresh(login));
    match (stores.visitor(VisitorHints { again, ..hints }), has("none")) {
        (Visitor::Denied, _) => Ok(Visitor::Denied),
        (_, true) => match current.filter(|login| is_fresh(login)) {
            Some(login) => Ok(Visitor::User(login.clone())),
            None => Err(("login_required", "nobody is logged in in this browser, or not recently enough")),
        },
        (visitor, false) => Ok(visitor),
    }
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
