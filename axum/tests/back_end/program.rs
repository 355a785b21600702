use std::env;

use authing_axum::Auth;
use authing_wxapp::{AuthenticationClientBuilder, FileSessions};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let authing = AuthenticationClientBuilder::from_env()?.build()?; // AUTHING_APP_ID, AUTHING_HOST
    let auth = Auth::new(authing, FileSessions::in_folder("sessions")?);
    let listener = tokio::net::TcpListener::bind(env::var("LISTEN")?).await?;
    println!("listening on {}", listener.local_addr()?);
    Ok(axum::serve(listener, auth.routes()).await?)
}
