use authing_wxapp::{AuthorizeUrl, Error, MemoryStore, Secret, SessionId, TokenRejection};
use axum::{
    extract::Query,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use http::{HeaderMap, Uri, header};
use serde::{Deserialize, Serialize};

use crate::{
    auth::Auth,
    builder::is_local,
    cookies,
    problem::{Problem, ProblemKind},
    record,
    user::CurrentUser,
    visit::CurrentVisit,
};

/// How long a user may take on the page of Authing, in seconds.
const LOGIN_TAKES: u64 = 600;

/// What a browser keeps, sealed, until it returns from Authing.
#[derive(Serialize, Deserialize)]
struct BegunLogin {
    login: AuthorizeUrl,
    return_to: String,
    began: u64,
}

/// The query of [`web_login`].
#[derive(Deserialize)]
pub struct LoginQuery {
    return_to: Option<String>,
}

/// Sends the browser to the page of Authing, with a `state`, a `nonce` and a PKCE challenge of its own.
///
/// The query can name the path that the browser opens afterwards, `return_to`. Another site is never opened.
///
/// # Session
///
/// The session does not change. The login is kept in a sealed cookie of the browser for ten minutes; when a browser begins
/// two logins, the last one counts.
///
/// # Errors
///
/// [`ProblemKind::InvalidRequest`] when `return_to` is not a path, and [`ProblemKind::Internal`] when the client has no
/// `redirect_uri`.
pub async fn web_login(auth: Auth, Query(query): Query<LoginQuery>) -> Result<Response, Problem> {
    let inner = &auth.0;
    let return_to = query.return_to.unwrap_or_else(|| inner.after_login.clone());
    if !is_local(&return_to) {
        let detail = "return_to has to be a path of this site, such as /orders";
        return Err(Problem::new(ProblemKind::InvalidRequest).with_detail(detail));
    }
    let mut login = inner.client.build_authorize_url().pkce();
    if let Some(scope) = &inner.scope {
        login = login.scope(scope);
    }
    let login = login.build().map_err(Problem::internal)?;
    let url = login.url.clone();
    // The address is not needed any more, and makes the cookie long.
    let mut kept = login;
    kept.url = String::new();
    let begun = BegunLogin { login: kept, return_to, began: record::now() };
    let cookie = inner.login_keys.seal(&inner.cookie.login_name(), &begun)?;
    let cookie = inner.cookie.set_login(cookie, LOGIN_TAKES)?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), not_cached(), Redirect::to(&url)).into_response())
}

/// Checks what the browser brings back from Authing, and gives it a session.
///
/// The login must have begun in this browser (`state`), with this server (`iss`), and the ID token must be of this login
/// (`nonce`), of this application and correctly signed. The code is exchanged with the PKCE verifier.
///
/// # Session
///
/// The login begins a session of its own, with a new id in a new cookie. A session that the browser had before ends.
///
/// # Errors
///
/// [`ProblemKind::CodeRefused`] when no such login was begun in this browser or its code was used; [`ProblemKind::Forbidden`]
/// when the user has declined; [`ProblemKind::CredentialRefused`] when the ID token is not valid or not of this login;
/// [`ProblemKind::Internal`] when its algorithm or issuer is not the one of the options, or when Authing does not accept the
/// secret of the application; and every failure of
/// [`get_access_token_by_code`](authing_wxapp::AuthenticationClient::get_access_token_by_code).
pub async fn web_callback(auth: Auth, uri: Uri, headers: HeaderMap, visit: CurrentVisit) -> Result<Response, Problem> {
    let inner = &auth.0;
    let name = inner.cookie.login_name();
    let begun = match &cookies::values(&headers, &name)[..] {
        [sealed] => inner.login_keys.open::<BegunLogin>(&name, sealed),
        _ => None,
    };
    // A login can be completed once, whatever comes of it.
    visit.0.set_cookie(inner.cookie.set_login(String::new(), 0)?);
    let begun = begun.filter(|begun| record::now().saturating_sub(begun.began) < LOGIN_TAKES);
    let BegunLogin { login, return_to, .. } = begun.ok_or_else(|| {
        let detail = "no login was begun in this browser in the last minutes; begin a new one";
        Problem::new(ProblemKind::CodeRefused).with_detail(detail)
    })?;
    let mut response = inner.client.authorization_response(&login);
    if let Some(issuer) = &inner.issuer {
        response = response.issuer(issuer);
    }
    let returned = format!("/?{}", uri.query().unwrap_or_default());
    let code = response.read(&returned).map_err(|error| match error.is_argument() {
        true => {
            // The reason names options of the back end, such as its issuer.
            tracing::info!(%error, "a browser came back from a login, and was refused");
            let detail = "this is not the answer to the login that was begun in this browser; begin a new one";
            Problem::new(ProblemKind::CodeRefused).with_detail(detail)
        }
        false => error.into(),
    })?;
    // A session of this request that can still be read ends when the new one has begun.
    let old = visit.0.identity().await.ok().flatten();
    let old = old.and_then(|identity| Some(identity.session()?.0.clone()));
    let own = auth.clone();
    let work = auth.to_the_end(async move {
        let client = own.0.client.for_session(MemoryStore::new());
        let mut exchange = client.get_access_token_by_code(code.code);
        if let Some(verifier) = code.code_verifier {
            exchange = exchange.code_verifier(verifier);
        }
        let tokens = exchange.await?;
        let id_token: Secret = tokens
            .id_token
            .ok_or_else(|| Problem::internal("the application gives no ID token; its scope needs openid"))?;
        let mut verification = own.id_tokens().verify(&id_token);
        if let Some(nonce) = code.nonce {
            verification = verification.nonce(nonce);
        }
        verification.await.map_err(refused_id_token)?;
        let session = client.stored_session().await?.ok_or_else(Problem::expired)?;
        let id: SessionId = own.keep((*session).clone()).await?;
        if let Some(old) = old {
            own.end(&old).await?;
        }
        own.session_cookie(&id).await
    });
    visit.0.set_cookie(work.await?);
    Ok((not_cached(), Redirect::to(&return_to)).into_response())
}

/// Ends the session, and sends the browser to what [`after_logout`](crate::AuthBuilder::after_logout) names.
///
/// # Session
///
/// The session is removed, and so is the cookie.
///
/// # Errors
///
/// [`ProblemKind::CrossSite`] when another site made the browser send the request, and those of [`Auth::log_out`].
pub async fn web_logout(auth: Auth, user: Option<CurrentUser>, visit: CurrentVisit) -> Result<Response, Problem> {
    if visit.0.is_cross_site() {
        return Err(Problem::new(ProblemKind::CrossSite));
    }
    let inner = &auth.0;
    let mut to = inner.after_logout.clone();
    if let Some(user) = &user {
        let id_token = user.session().map(|session| session.token().clone());
        if let Some(id) = user.session_id() {
            auth.log_out(id).await?;
        }
        if let (Some(id_token), false) = (id_token, is_local(&to)) {
            let end = inner.client.build_logout_url().expert().id_token(id_token).redirect_uri(&*to).build();
            to = end.map_err(Problem::internal)?.url;
        }
    }
    visit.0.set_cookie(auth.removed_cookie()?);
    Ok((not_cached(), Redirect::to(&to)).into_response())
}

/// An ID token comes from Authing itself and not from the browser, so some refusals only say how this back end is set up.
fn refused_id_token(error: Error) -> Problem {
    use TokenRejection::{WrongAlgorithm, WrongAudience, WrongIssuer};
    match error.token_rejection() {
        Some(WrongAlgorithm | WrongAudience | WrongIssuer) => {
            Problem::internal(format!("{error}; check algorithm() and issuer() of Auth against the console"))
        }
        // Among them are tokens without a nonce. Whoever changes the address of the login page can leave it out, which is no
        // fault of this back end.
        _ => error.into(),
    }
}

fn not_cached() -> [(header::HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}
