//! A web site whose users log in at Authing: the authorization code flow of OIDC, with PKCE.
//!
//! ```sh
//! AUTHING_APP_ID=… AUTHING_APP_SECRET=… AUTHING_HOST=https://my-app.authing.cn \
//!     cargo run --example web_login      # then open http://localhost:3000
//! ```
//!
//! The console has to list `http://localhost:3000/callback` as a login callback, and RS256 as the algorithm of id
//! tokens.
//!
//! | path | what it does |
//! |---|---|
//! | `/` | says who is logged in |
//! | `/login` | stores state, nonce and PKCE verifier, and redirects the browser to Authing |
//! | `/callback` | checks the return, exchanges the code, verifies the id token, and gives the browser a session |
//! | `/logout` | ends both sessions, the one here and the one at Authing |

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use authing_wxapp::{
    AuthenticationClient, AuthenticationClientBuilder, AuthorizeUrl, Error, MemoryStore, Secret, TokenAlgorithm,
};
use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
    routing::get,
};

/// What the handlers share.
#[derive(Clone)]
struct Site {
    authing: AuthenticationClient,
    home: String,
    /// The state of each browser, by its cookie. A site on several machines would use a database.
    browsers: Arc<Mutex<HashMap<String, Browser>>>,
}

/// The state of a browser.
enum Browser {
    /// The user is logging in at Authing.
    LoggingIn(AuthorizeUrl),
    /// The user has logged in. `client` has the session of this user; `id_token` ends the session at Authing.
    LoggedIn { client: AuthenticationClient, id_token: Secret },
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let home = "http://localhost:3000";
    let authing = AuthenticationClientBuilder::from_env()?.redirect_uri(format!("{home}/callback")).build()?;
    let listener = tokio::net::TcpListener::bind("localhost:3000").await?;
    println!("Open {home}");
    axum::serve(listener, site(authing, home)).await?;
    Ok(())
}

/// The site. `home` is its URL.
pub fn site(authing: AuthenticationClient, home: &str) -> Router {
    let site = Site { authing, home: home.to_owned(), browsers: Arc::default() };
    Router::new()
        .route("/", get(index))
        .route("/login", get(login))
        .route("/callback", get(callback))
        .route("/logout", get(logout))
        .with_state(site)
}

async fn index(State(site): State<Site>, headers: HeaderMap) -> Result<String, Failure> {
    match cookie(&headers).and_then(|id| site.client_of(id)) {
        Some(client) => Ok(format!("You are user {}. /logout ends that.", client.check_logged_in().await?)),
        None => Ok("Nobody is logged in. Go to /login".to_owned()),
    }
}

async fn login(State(site): State<Site>) -> Result<Response, Failure> {
    let login = site.authing.build_authorize_url().pkce().build()?;
    let url = login.url.clone();
    Ok(site.begin(Browser::LoggingIn(login), &url)?.into_response())
}

async fn callback(
    State(site): State<Site>,
    headers: HeaderMap,
    Query(mut query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    // A login can be completed only once, so its state is removed before anything can fail.
    let begun = cookie(&headers).and_then(|id| site.browsers().remove(id));
    let Some(Browser::LoggingIn(AuthorizeUrl { state: Some(state), nonce: Some(nonce), code_verifier, .. })) = begun
    else {
        return Err(Failure::Refused("no login was started in this browser"));
    };
    if query.get("state") != Some(&state) {
        return Err(Failure::Refused("this is the return of another login"));
    }
    let (Some(code), Some(verifier)) = (query.remove("code"), code_verifier) else {
        return Err(Failure::Refused("the user has not logged in"));
    };
    // Each user gets a separate client before the login. With a shared session the next user would act as this one.
    let client = site.authing.for_session(MemoryStore::new());
    let tokens = client.get_access_token_by_code(code).code_verifier(verifier).await?;
    let id_token = tokens.id_token.ok_or(Failure::Refused("the application gives no id token"))?;
    site.authing.token_verifier(TokenAlgorithm::Rs256).verify(&id_token).nonce(nonce).await?;
    // A new cookie prevents session fixation: an attacker may know the cookie from before the login.
    Ok(site.begin(Browser::LoggedIn { client, id_token }, &site.home)?.into_response())
}

async fn logout(State(site): State<Site>, headers: HeaderMap) -> Result<Response, Failure> {
    let known = cookie(&headers).and_then(|id| site.browsers().remove(id));
    let Some(Browser::LoggedIn { id_token, .. }) = known else { return Ok(Redirect::to(&site.home).into_response()) };
    let logout = site.authing.build_logout_url().expert().id_token(id_token).redirect_uri(&*site.home).build()?;
    Ok(Redirect::to(&logout.url).into_response())
}

impl Site {
    fn browsers(&self) -> std::sync::MutexGuard<'_, HashMap<String, Browser>> {
        self.browsers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client_of(&self, id: &str) -> Option<AuthenticationClient> {
        match self.browsers().get(id) {
            Some(Browser::LoggedIn { client, .. }) => Some(client.clone()),
            _ => None,
        }
    }

    /// Stores the state of the browser under a new random cookie, and redirects the browser. With https add `; Secure`.
    fn begin(&self, browser: Browser, to: &str) -> Result<impl IntoResponse + use<>, Error> {
        let id = self.authing.generate_code_verifier()?;
        let cookie = format!("browser={}; Path=/; HttpOnly; SameSite=Lax", id.expose());
        self.browsers().insert(id.expose().to_owned(), browser);
        Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(to)))
    }
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split("; ").find_map(|cookie| cookie.strip_prefix("browser="))
}

/// Why a page cannot be shown.
enum Failure {
    Refused(&'static str),
    Authing(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Authing(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(why) => (StatusCode::BAD_REQUEST, format!("{why}; begin again at /login")).into_response(),
            Self::Authing(error) if error.is_timeout() || error.is_connect() => {
                (StatusCode::BAD_GATEWAY, "Authing cannot be reached; try again later").into_response()
            }
            Self::Authing(error) => {
                eprintln!("{error}");
                (StatusCode::BAD_REQUEST, "the login did not work; begin again at /login").into_response()
            }
        }
    }
}
