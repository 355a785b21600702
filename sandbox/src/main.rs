//! The sandbox as a program, for clients in any language.

mod authority;
mod exec;
mod options;
mod signals;
mod terminal;

use std::{error::Error, process::ExitCode};

use authing_sandbox::{
    APP_ID, APP_SECRET, EXT_IDP_CONN_IDENTIFIER, Sandbox, USER_POOL_ID, USER_POOL_SECRET, WECHAT_APP_ID,
    WECHAT_APP_SECRET,
};
use authority::Authority;
use lexopt::Parser;
use options::Options;
use serde_json::json;
use signals::Signals;
use terminal::Output;

// The sandbox answers on threads of its own. This one waits for signals.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(error) => {
            let _ = Output::Stderr.print(&format!("authing-sandbox: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<ExitCode, Box<dyn Error>> {
    let Some(options) = options::read(Parser::from_env())? else {
        Output::Stdout.print(options::HELP)?;
        return Ok(ExitCode::SUCCESS);
    };
    // Signals are handled before the sandbox starts, so that it always shuts down in order.
    let mut signals = Signals::new()?;
    let output = if options.command.is_some() { Output::Stderr } else { Output::Stdout };
    let Options { json, quiet, keeps_state, authority, builder, command } = options;
    let threads = std::thread::available_parallelism().map_or(1, Into::into);
    let builder = builder.threads(threads);
    let builder = if quiet { builder } else { builder.on_request(terminal::printer(output, json)?) };
    let sandbox = builder.start().await?;
    let authority = Authority::write(&sandbox, authority)?;
    output.print(&facts(&sandbox, authority.as_ref(), json))?;
    let ended = match command {
        Some(command) => exec::run(&command, &sandbox, authority.as_ref(), &mut signals).await,
        None => {
            signals.next().await;
            Ok(ExitCode::SUCCESS)
        }
    };
    // The sandbox writes the file when it stops, too, but then nobody hears that it cannot be written.
    let saved = if keeps_state { sandbox.save_state() } else { Ok(()) };
    sandbox.stop().await;
    saved.map_err(|e| format!("the state is lost: {e}"))?;
    Ok(ended?)
}

/// The first line: what clients need to know.
fn facts(sandbox: &Sandbox, authority: Option<&Authority>, as_json: bool) -> String {
    let url = sandbox.url();
    if as_json {
        let mut facts = json!({
            "url": url,
            "appId": APP_ID,
            "appSecret": APP_SECRET,
            "userPoolId": USER_POOL_ID,
            "userPoolSecret": USER_POOL_SECRET,
            "wechatAppId": WECHAT_APP_ID,
            "wechatAppSecret": WECHAT_APP_SECRET,
            "extIdpConnIdentifier": EXT_IDP_CONN_IDENTIFIER,
        });
        if let Some(authority) = authority {
            facts["caFile"] = authority.path().to_string_lossy().into();
            facts["certificateSha256"] = authority.sha256().into();
        }
        return facts.to_string();
    }
    let mut line = format!(
        "The sandbox listens at {url}: app id {APP_ID}, app secret {APP_SECRET}, user pool {USER_POOL_ID}, \
         its secret {USER_POOL_SECRET}; codes appear at {url}/sandbox"
    );
    if let Some(authority) = authority {
        line += &format!(
            "\nClients trust it by the authority in {}; the SHA-256 fingerprint of its certificate is {}",
            authority.path().display(),
            authority.sha256()
        );
    }
    line
}
