//! The back end of a mini-program on axum, and a page that plays the mini-program in a browser.
//!
//! ```sh
//! cargo run -p mini-program      # then open http://127.0.0.1:3000
//! ```
//!
//! | variable | what it does |
//! |---|---|
//! | `AUTHING_APP_ID`, `AUTHING_HOST` | a real Authing; without `AUTHING_APP_ID` a sandbox plays Authing and WeChat |
//! | `AUTHING_EXT_IDP_CONN_IDENTIFIER` | the mini-program connection at this Authing, which the phone button of today needs |
//! | `REDIS_URL` | keeps the sessions in a Redis server; without it they are files |
//! | `SESSIONS` | the folder of these files; one for temporary files by default |
//! | `LISTEN` | the address to listen on; `127.0.0.1:3000` by default |

mod wechat;

use std::{
    env::{self, VarError},
    error::Error,
    path::PathBuf,
    sync::Arc,
};

use authing_axum::{Auth, CurrentUser};
use authing_sandbox::{EXT_IDP_CONN_IDENTIFIER, Sandbox};
use authing_wxapp::{AuthenticationClientBuilder, FileSessions, RedisSessions, SessionStore};
use axum::{
    Router,
    http::header,
    response::{Html, IntoResponse},
    routing::get,
};
use tokio::{net::TcpListener, signal};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = if setting("AUTHING_APP_ID")?.is_none() { Some(Sandbox::start().await?) } else { None };
    let authing = match &sandbox {
        Some(sandbox) => sandbox.client_builder().ext_idp_conn_identifier(EXT_IDP_CONN_IDENTIFIER).build()?,
        None => AuthenticationClientBuilder::from_env()?.build()?,
    };
    let auth = Auth::new(authing, sessions().await?);
    let mut app = Router::new()
        .route("/", get(index(sandbox.is_some())))
        .route("/page.css", get(([(header::CONTENT_TYPE, "text/css")], include_str!("../page/page.css"))))
        .route("/page.js", get(([(header::CONTENT_TYPE, "text/javascript")], include_str!("../page/page.js"))))
        // A handler of the back end's own, beside the routes that are ready made.
        .route("/api/hello", get(hello))
        .layer(auth.layer())
        .nest("/api", auth.routes());
    if let Some(sandbox) = &sandbox {
        app = app.nest("/wechat", wechat::routes(sandbox, &auth));
    }
    let listener = TcpListener::bind(setting("LISTEN")?.unwrap_or("127.0.0.1:3000".into())).await?;
    println!("Open http://{}", listener.local_addr()?);
    // Requests that have begun are answered before the program ends.
    let stopped = async { drop(signal::ctrl_c().await) };
    axum::serve(listener, app).with_graceful_shutdown(stopped).await?;
    // So is a login whose browser has gone away.
    auth.finished().await;
    Ok(())
}

/// The value of a variable, if it is set.
fn setting(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not valid text; set it anew")),
    }
}

/// Where the sessions are kept, which is chosen when the program starts.
async fn sessions() -> Result<Arc<dyn SessionStore>, Box<dyn Error>> {
    if let Some(url) = setting("REDIS_URL")? {
        return Ok(Arc::new(RedisSessions::connect(&url).await?.prefix("mini-program:")));
    }
    let folder = setting("SESSIONS")?.map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| env::temp_dir().join("mini-program-sessions"));
    Ok(Arc::new(FileSessions::in_folder(folder)?))
}

async fn hello(user: Option<CurrentUser>) -> String {
    user.map_or("Hello, stranger.".into(), |user| format!("Hello, {}.", user.id()))
}

/// The page. WeChat is either played by the sandbox, or by the person before the screen, who copies codes from the developer tools.
fn index(simulated: bool) -> impl IntoResponse + Clone {
    let wechat = if simulated { "simulated" } else { "real" };
    let page = include_str!("../page/index.html").replace("{wechat}", wechat);
    // The avatar is a picture at Authing; everything else is here.
    let policy = "default-src 'self'; img-src 'self' data: http: https:; base-uri 'none'; frame-ancestors 'none'";
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page))
}
