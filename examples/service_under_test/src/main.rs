//! The back end of a tea house, whose guests log in from a mini-program and collect a leaf with every cup.
//!
//! It is here for its tests, in `src/tests.rs`: copy them for the back end that you write. They need no Authing and no network.
//!
//! ```sh
//! cargo test -p service-under-test
//! ```
//!
//! The program runs with a real Authing, or in front of a sandbox, which sets the first variables:
//!
//! ```sh
//! AUTHING_APP_ID=… AUTHING_HOST=https://my-app.authing.cn AUTHING_EXT_IDP_CONN_IDENTIFIER=… cargo run -p service-under-test
//! cargo run -p authing-sandbox -- exec -- cargo run -p service-under-test
//! ```
//!
//! | variable | what it does |
//! |---|---|
//! | `AUTHING_APP_ID`, `AUTHING_HOST` | the application at Authing |
//! | `AUTHING_EXT_IDP_CONN_IDENTIFIER` | the mini-program connection, which the phone button needs |
//! | `SESSIONS` | the folder of the sessions; `sessions` by default |
//! | `LISTEN` | the address to listen on; `127.0.0.1:3000` by default |

#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    env,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use authing_axum::{Auth, CurrentUser};
use authing_wxapp::{AuthenticationClientBuilder, FileSessions};
use axum::{Json, Router, extract::State, routing::get};
use serde::Serialize;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let setting = |name, default: &str| env::var(name).unwrap_or(default.into());
    let sessions = FileSessions::in_folder(setting("SESSIONS", "sessions"))?;
    let auth = Auth::new(AuthenticationClientBuilder::from_env()?.build()?, sessions);
    let listener = TcpListener::bind(setting("LISTEN", "127.0.0.1:3000")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app(&auth)).await?)
}

/// The routes: those of the mini-program from `authing-axum`, and our own. A test calls this with another `Auth`.
fn app(auth: &Auth) -> Router {
    Router::new()
        .route("/leaves", get(leaves).post(collect))
        .with_state(Collections::default())
        .layer(auth.layer())
        .merge(auth.routes())
}

/// How many leaves each user has, by the id of the user. A real service has a database.
#[derive(Clone, Default)]
struct Collections(Arc<Mutex<HashMap<String, u32>>>);

#[derive(Serialize)]
struct Leaves {
    leaves: u32,
}

async fn leaves(user: CurrentUser, State(Collections(all)): State<Collections>) -> Json<Leaves> {
    let all = all.lock().unwrap_or_else(PoisonError::into_inner);
    Json(Leaves { leaves: all.get(user.id()).copied().unwrap_or_default() })
}

async fn collect(user: CurrentUser, State(Collections(all)): State<Collections>) -> Json<Leaves> {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    let leaves = all.entry(user.id().to_owned()).or_default();
    *leaves += 1;
    Json(Leaves { leaves: *leaves })
}
