//! A tool for the terminal: it logs its user in by a QR code, keeps the session in the keychain of the system, and uploads an
//! avatar with a progress bar.
//!
//! `cargo run --example terminal` shows it on the sandbox, which plays the phone too. With a real Authing:
//!
//! ```sh
//! AUTHING_APP_ID=… AUTHING_HOST=https://my-app.authing.cn cargo run --example terminal -- [PICTURE]
//! ```
//!
//! The code is for an app that is built with a mobile SDK of Authing. The console has to allow that a status of the code
//! contains the user, because a tool cannot keep the secret that the exchange of a ticket needs.

use std::{env, process::ExitCode};

use authing_sandbox::Sandbox;
use authing_wxapp::{
    AuthenticationClient, AuthenticationClientBuilder, Error, FileStore, KeyringStore, Picture, QrCodeState,
    QrCodeStatus, User,
};
use indicatif::{ProgressBar, ProgressStyle};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    let done = match env::var_os("AUTHING_APP_ID") {
        Some(_) => against_authing().await,
        None => on_the_sandbox().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("✗ {error}");
            ExitCode::FAILURE
        }
    }
}

async fn against_authing() -> Result<()> {
    let client = with_stored_session(AuthenticationClientBuilder::from_env()?)?.build()?;
    let user = match client.get_current_user().await? {
        Some(user) => user,
        None => log_in(&client, |_| {}).await?,
    };
    println!("✓ You are {}.", user.nickname.as_deref().unwrap_or(&user.id));
    if let Some(path) = env::args_os().nth(1) {
        upload(&client, Picture::path(path)).await?;
    }
    Ok(())
}

/// The session is in the keychain of the system, or in a file where there is none, such as on a server.
fn with_stored_session(builder: AuthenticationClientBuilder) -> Result<AuthenticationClientBuilder> {
    match KeyringStore::open("authing-terminal", "me") {
        Ok(store) => Ok(builder.token_store(store)),
        Err(no_keychain) => {
            let home = env::home_dir().ok_or("there is no home folder for the session; set HOME")?;
            let path = home.join(".authing-terminal").join("session.json");
            println!("{no_keychain}\nThe session is kept in {}.", path.display());
            Ok(builder.token_store(FileStore::open(path)?))
        }
    }
}

/// Draws a code and waits until its user has decided. `seen` gets each state and the id of the code.
async fn log_in(client: &AuthenticationClient, seen: impl Fn(&QrCodeStatus)) -> Result<User> {
    let code = client.qrcode().gene_code().await?;
    println!("{}\nScan the code with your app.", client.qrcode().picture(&code)?.terminal());
    let mut states = client.qrcode().poll(code.random);
    let mut last = None;
    while let Some(status) = states.next().await {
        let status = status?;
        // The same state comes with every poll.
        if last.replace(status.status) != Some(status.status) {
            println!("… {}", words(status.status));
            seen(&status);
        }
        match status.status {
            QrCodeState::Authorized => return authorized(client, status).await,
            QrCodeState::MfaNeeded | QrCodeState::Failed => {
                return Err(status.error().map_or_else(|| "the login failed".into(), Into::into));
            }
            QrCodeState::Expired | QrCodeState::Cancelled => break,
            _ => {}
        }
    }
    Err("nobody has logged in; start again for another code".into())
}

fn words(state: QrCodeState) -> &'static str {
    match state {
        QrCodeState::Unused => "waiting for a phone",
        QrCodeState::Scanned => "scanned: please confirm on the phone",
        QrCodeState::Authorized => "confirmed",
        QrCodeState::Cancelled => "declined on the phone",
        QrCodeState::Expired => "the code has expired",
        QrCodeState::MfaNeeded => "a second factor is needed",
        QrCodeState::Failed => "the login failed",
        _ => "waiting",
    }
}

/// The user and the token come with the status, or a ticket does, which only a back end may exchange by default.
async fn authorized(client: &AuthenticationClient, status: QrCodeStatus) -> Result<User> {
    if let Some(user) = status.user_info.and_then(|user| user.into_user()) {
        client.set_current_user(user.clone()).await?;
        return Ok(user);
    }
    let ticket = status.ticket.ok_or("the code gave neither a user nor a ticket; allow one of them in the console")?;
    Ok(client.qrcode().exchange_user_info(ticket).await?)
}

async fn upload(client: &AuthenticationClient, picture: Picture) -> std::result::Result<(), Error> {
    let bar = ProgressBar::no_length().with_style(
        ProgressStyle::with_template("uploading {bar:40} {bytes} of {total_bytes}")
            .unwrap_or(ProgressStyle::default_bar()),
    );
    let shown = bar.clone();
    let picture = picture.on_progress(move |sent, total| {
        if let Some(total) = total {
            shown.set_length(total);
        }
        shown.set_position(sent);
    });
    let user = client.update_avatar(picture).await?;
    bar.finish();
    println!("✓ Your avatar is {}.", user.photo.unwrap_or_default());
    Ok(())
}

/// The same with a phone that the sandbox plays.
pub(crate) async fn on_the_sandbox() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    println!("No AUTHING_APP_ID, so this is the sandbox at {}, which plays the phone.", sandbox.url());
    let ada = sandbox.add_user("ada@example.com", "passw0rd");
    let client = sandbox.client();
    let phone = |status: &QrCodeStatus| {
        let random = status.random.clone().unwrap_or_default();
        match status.status {
            QrCodeState::Unused => drop(sandbox.qr(random).scan(&ada)),
            QrCodeState::Scanned => sandbox.qr(random).scan(&ada).confirm(),
            _ => {}
        }
    };
    let user = log_in(&client, phone).await?;
    println!("✓ You are {}.", user.email.as_deref().unwrap_or(&user.id));
    upload(&client, Picture::bytes([b"GIF89a".as_slice(), &[0; 300_000]].concat())).await?;
    match client.get_current_user().await? {
        Some(me) if me.id == ada.id && me.photo.is_some() => Ok(()),
        other => Err(format!("the session is not Ada's: {:?}", other.map(|user| user.id)).into()),
    }
}
