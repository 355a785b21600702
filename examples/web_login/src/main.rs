//! A web site whose users log in at Authing: the authorization code flow of OpenID Connect, with PKCE.
//!
//! ```sh
//! cargo run -p web-login      # then open http://localhost:3000
//! ```
//!
//! Without settings a sandbox plays Authing, and its page asks who logs in. With a real Authing:
//!
//! ```sh
//! AUTHING_APP_ID=… AUTHING_APP_SECRET=… AUTHING_HOST=https://my-app.authing.cn cargo run -p web-login
//! ```
//!
//! The console has to list `http://localhost:3000/callback` as a login callback and `http://localhost:3000/` as a logout
//! callback, and RS256 as the algorithm of ID tokens. `LISTEN` names another address than `localhost:3000`.
//!
//! | path | what it does |
//! |---|---|
//! | `/` | says who is logged in |
//! | `/orders` | a page for users: whoever is not logged in does that first, and comes back here |
//! | `/login`, `/callback`, `/logout` | the routes of `authing-axum`: they send the browser to Authing with `state`, `nonce` and a PKCE challenge, check what it brings back, and end both sessions, the one here and the one at Authing |

#[cfg(test)]
mod tests;

use std::{env, error::Error};

use authing_axum::{Auth, CurrentUser, Problem};
use authing_sandbox::{APP_SECRET, Sandbox};
use authing_wxapp::{AuthenticationClientBuilder, MemorySessions};
use axum::{
    Router,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use maud::{DOCTYPE, Markup, html};
use tokio::{net::TcpListener, signal};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = if env::var_os("AUTHING_APP_ID").is_none() { Some(sandbox().await?) } else { None };
    let authing = match &sandbox {
        Some(sandbox) => sandbox.client_builder().app_secret(APP_SECRET),
        None => AuthenticationClientBuilder::from_env()?,
    };
    let listener = TcpListener::bind(env::var("LISTEN").unwrap_or("localhost:3000".into())).await?;
    let home = format!("http://localhost:{}", listener.local_addr()?.port());
    let site = site(authing, &home)?;
    println!("Open {home}");
    let stopped = async { drop(signal::ctrl_c().await) };
    Ok(axum::serve(listener, site).with_graceful_shutdown(stopped).await?)
}

/// A simulated Authing with two users.
async fn sandbox() -> std::io::Result<Sandbox> {
    let sandbox = Sandbox::start().await?;
    sandbox.add_user("ada@example.com", "passw0rd");
    sandbox.add_user("bob@example.com", "passw0rd");
    sandbox.login_page().ask();
    Ok(sandbox)
}

/// The site at this address. Its sessions end with the program; `FileSessions` and `RedisSessions` keep them.
fn site(authing: AuthenticationClientBuilder, home: &str) -> Result<Router, Box<dyn Error>> {
    let authing = authing.redirect_uri(format!("{home}/callback")).build()?;
    let auth = Auth::builder(authing, MemorySessions::new())
        // With offline_access a session outlives its access token.
        .scope("openid profile email offline_access")
        // An address instead of a path ends the session at Authing, too, so that the next login asks who it is.
        .after_logout(format!("{home}/"))
        .build()?;
    Ok(Router::new().route("/", get(index)).route("/orders", get(orders)).layer(auth.layer()).merge(auth.web_routes()))
}

async fn index(user: Option<CurrentUser>) -> Result<Markup, Problem> {
    let Some(user) = user else {
        return Ok(page(html! { p { "Nobody is logged in. " a href="/login" { "Log in" } } }));
    };
    let me = user.profile().await?;
    let name = me.nickname.or(me.email).unwrap_or(me.id);
    Ok(page(html! {
        p { "You are " strong { (name) } "." }
        p { a href="/orders" { "Your orders" } }
        // A form, because a link of another site must not log anybody out.
        form method="post" action="/logout" { button { "Log out" } }
    }))
}

async fn orders(user: Option<CurrentUser>) -> Response {
    match user {
        Some(user) => page(html! { p { "The orders of " (user.id()) ": none yet." } }).into_response(),
        None => Redirect::to("/login?return_to=/orders").into_response(),
    }
}

fn page(content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; meta name="viewport" content="width=device-width"; title { "Shop" } }
            body { h1 { "Shop" } (content) }
        }
    }
}
