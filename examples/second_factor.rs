//! A second factor step by step: setting up an authenticator, and a login that needs its code. It uses no async, with the
//! feature `blocking`.
//!
//! `cargo run --example second_factor` shows it on the sandbox, which plays the authenticator too. With a real Authing it logs in
//! and asks for what is needed; without an authenticator it sets one up:
//!
//! ```sh
//! AUTHING_APP_ID=… AUTHING_HOST=https://my-app.authing.cn cargo run --example second_factor
//! ```

use std::{
    env,
    io::{self, Write as _},
    process::ExitCode,
};

use authing_sandbox::Sandbox;
use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder, Challenge, MfaPolicy, QrPicture, User};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let done = match env::var_os("AUTHING_APP_ID") {
        Some(_) => against_authing(),
        None => on_the_sandbox(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("✗ {error}");
            ExitCode::FAILURE
        }
    }
}

fn against_authing() -> Result<()> {
    let client = AuthenticationClientBuilder::from_env()?.build()?;
    let (email, password) = (ask("email")?, ask("password (it is shown)")?);
    let user = log_in(&client, &email, &password, ask)?;
    println!("✓ You are {}.", user.email.as_deref().unwrap_or(&user.id));
    if client.mfa().get_mfa_authenticators().wait()?.is_empty() {
        set_up(&client, |_| ask("the code of the authenticator"))?;
    }
    Ok(())
}

fn ask(what: &str) -> Result<String> {
    print!("{what}: ");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

/// Logs in. If the server wants a second factor, `ask` gives its code.
fn log_in(
    client: &AuthenticationClient,
    email: &str,
    password: &str,
    ask: impl Fn(&str) -> Result<String>,
) -> Result<User> {
    let refused = match client.login_by_email(email, password).wait() {
        Ok(user) => return Ok(user),
        Err(error) => error,
    };
    let Some(Challenge::SecondFactor(mfa)) = refused.challenge() else { return Err(refused.into()) };
    let policies: Vec<&str> = mfa.factors.iter().map(|factor| factor.policy.as_str()).collect();
    println!("… the login needs a second factor, one of {policies:?}");
    let offers = |policy: MfaPolicy| mfa.factors.iter().any(|factor| factor.policy == policy);
    if offers(MfaPolicy::SMS) && !offers(MfaPolicy::OTP) {
        let phone = ask("the phone number that gets a code")?;
        client.send_sms_code(&phone).scene("mfa-verify").wait()?;
        return Ok(mfa.verify_sms(client, phone, ask("the code of the message")?).wait()?);
    }
    Ok(mfa.verify_totp(client, ask("the code of the authenticator")?).wait()?)
}

/// Sets up an authenticator. `code` gets its secret, and gives the code that the authenticator shows then.
fn set_up(client: &AuthenticationClient, code: impl Fn(&str) -> Result<String>) -> Result<()> {
    let made = client.mfa().associate_mfa_authenticator().wait()?;
    if let Some(address) = &made.qrcode_uri {
        println!("Scan this with an authenticator:\n{}", QrPicture::new(address.expose())?.terminal());
    }
    client.mfa().confirm_associate_mfa_authenticator(code(made.secret.expose())?).wait()?;
    println!("✓ From now on a login needs the code of this authenticator.");
    if let Some(recovery) = &made.recovery_code {
        println!("  Without it, this recovery code logs in once: {}", recovery.expose());
    }
    Ok(())
}

/// The same with an authenticator that the sandbox plays.
pub(crate) fn on_the_sandbox() -> Result<()> {
    // The sandbox needs a runtime. The calls of this program do not, and are not made in it.
    let runtime = tokio::runtime::Runtime::new()?;
    let sandbox = runtime.block_on(Sandbox::start())?;
    println!("No AUTHING_APP_ID, so this is the sandbox at {}, which plays the authenticator.", sandbox.url());
    sandbox.add_user("ada@example.com", "passw0rd");
    let client = sandbox.client();
    let never = |what: &str| Err(format!("asked for {what} although no second factor is set up").into());
    log_in(&client, "ada@example.com", "passw0rd", never)?;
    println!("✓ Ada has logged in with her password alone.");

    let secret = std::cell::RefCell::new(String::new());
    set_up(&client, |made| {
        made.clone_into(&mut secret.borrow_mut());
        Ok(sandbox.totp(made))
    })?;
    let user = log_in(&client, "ada@example.com", "passw0rd", |_| Ok(sandbox.totp(&secret.borrow())))?;
    println!("✓ {} has logged in with both factors.", user.email.unwrap_or(user.id));
    Ok(())
}
