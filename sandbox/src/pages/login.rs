//! Where a browser logs in: the authorize page of OIDC and OAuth 2.0, and the login of CAS.

use axum::response::Response;

use crate::{
    APP_ID, World,
    domain::{
        application::LoginPageMode,
        oidc::{ACCESS_LIFETIME, Challenge, Grant},
        refusal::Refusal,
    },
    pages::{
        browser::{self, Visit},
        dashboard::escape,
    },
    stores::{Stores, login_page::Visitor, tokens::Hashed},
};

/// What happens when a browser comes to log in; [`Sandbox::login_page`](crate::Sandbox::login_page) gives it.
///
/// By default a visitor is logged in at once: the user that `login_hint` names, else the one whose browser it is, else the
/// first. The page refuses the users that other logins refuse; it cannot ask for a second factor or a new password. The windows of
/// social and enterprise sources are stubs behind the same page.
#[derive(Clone)]
pub struct LoginPage(pub(crate) World);

impl std::fmt::Debug for LoginPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginPage").finish_non_exhaustive()
    }
}

impl LoginPage {
    /// Logs in every visitor, as at the start.
    pub fn automatic(&self) {
        self.set(LoginPageMode::Automatic);
    }

    /// Every visitor is the user with this id, and consents.
    pub fn log_in_as(&self, user_id: impl Into<String>) {
        self.set(LoginPageMode::LogInAs(user_id.into()));
    }

    /// Every visitor refuses: the browser goes back with `access_denied`.
    pub fn deny(&self) {
        self.set(LoginPageMode::Deny);
    }

    /// Shows a page that asks who logs in, unless the browser is logged in already.
    pub fn ask(&self) {
        self.set(LoginPageMode::Ask);
    }

    /// A service ticket of CAS, as if the browser of this user had come back to the service with it.
    pub fn cas_ticket(&self, user_id: &str, service: &str) -> String {
        self.0.lock().stores.cas_ticket(user_id, service)
    }

    fn set(&self, conduct: LoginPageMode) {
        self.0.lock().stores.application.login_page = conduct;
    }
}

/// How the browser brings back what it was given.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Query,
    Fragment,
    FormPost,
}

/// A request for a login that has somewhere to go back to.
struct Return<'a> {
    to: &'a str,
    state: Option<&'a str>,
    mode: Mode,
}

impl Return<'_> {
    fn with(&self, pairs: &[(&str, &str)]) -> Result<Response, Refusal> {
        let mut pairs = pairs.to_vec();
        pairs.extend(self.state.map(|state| ("state", state)));
        match self.mode {
            Mode::Query => browser::redirect(&browser::with_query(self.to, &pairs)?),
            Mode::FormPost => Ok(browser::posts_itself(self.to, &pairs)),
            Mode::Fragment => {
                let fragment = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
                browser::redirect(&format!("{}#{fragment}", self.to))
            }
        }
    }

    fn error(&self, name: &str, why: &str) -> Result<Response, Refusal> {
        self.with(&[("error", name), ("error_description", why)])
    }
}

/// What is asked for.
#[derive(Default)]
struct Wanted {
    code: bool,
    id_token: bool,
    token: bool,
}

impl Wanted {
    fn read(text: &str) -> Option<Self> {
        let mut wanted = Self::default();
        for part in text.split_whitespace() {
            *match part {
                "code" => &mut wanted.code,
                "id_token" => &mut wanted.id_token,
                "token" => &mut wanted.token,
                _ => return None,
            } = true;
        }
        (wanted.code || wanted.id_token || wanted.token).then_some(wanted)
    }
}

/// The authorize page. As long as it is not certain where the browser may go, it goes nowhere.
pub fn authorize(stores: &mut Stores, visit: &Visit<'_>, oauth: bool) -> Result<Response, Refusal> {
    if visit.value("client_id") != Some(APP_ID) {
        return Err(Refusal::oauth("invalid_request", "client_id is not that of the application"));
    }
    let to = visit.value("redirect_uri").filter(|to| stores.application.may_return_to(to));
    let to = to.ok_or_else(|| Refusal::oauth("invalid_request", "redirect_uri is missing or not registered"))?;
    let wanted = visit.value("response_type").and_then(Wanted::read);
    let tokens = wanted.as_ref().is_some_and(|wanted| wanted.id_token || wanted.token);
    let usual = if tokens { Mode::Fragment } else { Mode::Query };
    let mode = match visit.value("response_mode") {
        None => Some(usual),
        Some("query") if !tokens => Some(Mode::Query),
        Some("fragment") => Some(Mode::Fragment),
        Some("form_post") => Some(Mode::FormPost),
        Some(_) => None,
    };
    let back = Return { to, state: visit.value("state"), mode: mode.unwrap_or(usual) };
    if mode.is_none() {
        return back.error("invalid_request", "the response_mode is unknown, or not allowed for tokens");
    }
    let Some(wanted) = wanted else {
        return back.error("unsupported_response_type", "the response_type is missing or unknown");
    };
    let scope = visit.value("scope").unwrap_or(if oauth { "user" } else { "openid" });
    let has = |one: &str| scope.split_whitespace().any(|other| other == one);
    if wanted.id_token && (oauth || !has("openid")) {
        return back.error("invalid_request", "an id token needs OIDC and the scope openid");
    }
    if wanted.id_token && visit.value("nonce").is_none() {
        return back.error("invalid_request", "an id token from here needs a nonce");
    }
    let challenge = match (visit.value("code_challenge"), visit.value("code_challenge_method")) {
        (None, None) => None,
        (Some(challenge), Some("S256")) => Some(Challenge::S256(challenge.to_owned())),
        (Some(challenge), None | Some("plain")) => Some(Challenge::Plain(challenge.to_owned())),
        _ => return back.error("invalid_request", "code_challenge and its method do not fit together"),
    };
    let prompts: Vec<&str> = visit.value("prompt").unwrap_or_default().split_whitespace().collect();
    let user = match stores.visitor(visit.denies(), visit.value("login_hint"), visit.session()) {
        Visitor::Refuses => return back.error("access_denied", "the user has not agreed"),
        _ if prompts.contains(&"none") => match stores.oidc.user_of_browser(visit.session()) {
            Some(user) => user.to_owned(),
            None => return back.error("login_required", "nobody is logged in in this browser"),
        },
        Visitor::User(id) => id,
        Visitor::Unknown => return Ok(browser::asks_who(stores, visit)),
    };
    if let Err(refusal) = stores.may_log_in(&user) {
        return back.error("access_denied", refusal.message());
    }
    // Without consent there is no refresh token.
    let consents = prompts.contains(&"consent");
    let scope: Vec<&str> = scope.split_whitespace().filter(|one| consents || *one != "offline_access").collect();
    let nonce = visit.value("nonce").map(str::to_owned);
    let grant = Grant { id: stores.rng.id(), subject: user.clone(), scope: scope.join(" "), nonce, oauth };
    let page = give(stores, &grant, &wanted, challenge, &back)?;
    Ok(browser::with_session(page, &stores.log_in_browser(visit.session(), &user)))
}

fn give(
    stores: &mut Stores,
    grant: &Grant,
    wanted: &Wanted,
    challenge: Option<Challenge>,
    back: &Return<'_>,
) -> Result<Response, Refusal> {
    let code = wanted.code.then(|| stores.code(grant.clone(), back.to.to_owned(), challenge));
    let access = if wanted.token { Some(stores.access_token(grant)?) } else { None };
    let about = Hashed { access_token: access.as_deref(), code: code.as_deref() };
    let id_token = if wanted.id_token { Some(stores.id_token(grant, &about)?) } else { None };
    let lifetime = ACCESS_LIFETIME.to_string();
    let mut pairs = vec![];
    pairs.extend(code.as_deref().map(|code| ("code", code)));
    pairs.extend(id_token.as_deref().map(|token| ("id_token", token)));
    if let Some(access) = &access {
        pairs.extend([("access_token", access.as_str()), ("token_type", "Bearer"), ("expires_in", &lifetime)]);
    }
    back.with(&pairs)
}

/// The login of CAS, which goes back to the service with a ticket.
pub fn cas(stores: &mut Stores, visit: &Visit<'_>, app: &str) -> Result<Response, Refusal> {
    if app != APP_ID {
        return Err(Refusal::oauth("invalid_request", "the application does not exist"));
    }
    // An address such as `javascript:` would do something in the browser.
    let is_page = |url: &reqwest::Url| matches!(url.scheme(), "http" | "https");
    if let Some(service) = visit.value("service")
        && !reqwest::Url::parse(service).as_ref().is_ok_and(is_page)
    {
        return Err(Refusal::oauth("invalid_request", "the service is no address of HTTP"));
    }
    let user = match stores.visitor(visit.denies(), visit.value("login_hint"), visit.session()) {
        Visitor::User(id) => id,
        Visitor::Refuses => return Ok(browser::html("<p>Nobody is logged in.</p>")),
        Visitor::Unknown => return Ok(browser::asks_who(stores, visit)),
    };
    if let Err(refusal) = stores.may_log_in(&user) {
        return Ok(browser::html(&format!("<p>Nobody is logged in: {}.</p>", escape(refusal.message()))));
    }
    let page = match visit.value("service") {
        Some(service) => {
            let ticket = stores.cas_ticket(&user, service);
            browser::redirect(&browser::with_query(service, &[("ticket", &ticket)])?)?
        }
        None => browser::html("<p>You are logged in.</p>"),
    };
    Ok(browser::with_session(page, &stores.log_in_browser(visit.session(), &user)))
}
