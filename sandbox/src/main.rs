//! The sandbox as a program, for clients in any language.

mod terminal;

use std::{
    error::Error,
    io::{self, Write as _},
    net::IpAddr,
    process::ExitCode,
};

use authing_sandbox::{APP_ID, APP_SECRET, Sandbox, SandboxBuilder, USER_POOL_ID, USER_POOL_SECRET};
use lexopt::{Arg, Parser, ValueExt as _};

const HELP: &str = "\
An Authing to develop and test against. It keeps everything in memory, unless --state names a file.

Usage: authing-sandbox [options]

  --port N                the port; a free one when it is left out
  --bind IP               the address to listen on; 127.0.0.1 when it is left out
  --public-url URL        the address under which clients reach it; when it is left out, the one that each client asked
  --state FILE            keeps users and sessions over a restart; read at the start if it exists, written at the end
  --seed FILE             the user pool at the start, as YAML or JSON; GET /sandbox/state shows its form
  --rng-seed N            the seed of the random number generator, which makes ids and codes repeatable
  --password-key-bits N   the length of the key that encrypts passwords: 2048, the default, or 1024
  --quiet                 print no line for each request
  --json                  print JSON: a line with the address and the ids, then a line for each request
  --help                  print this text

The page /sandbox shows the codes that would have been sent; /sandbox/outbox gives them as JSON.";

struct Options {
    json: bool,
    quiet: bool,
    builder: SandboxBuilder,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "authing-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Some(Options { json, quiet, builder }) = options()? else {
        return Ok(say(HELP)?);
    };
    // Signals are handled before the sandbox starts, so that it always shuts down in order.
    let end = end()?;
    let threads = std::thread::available_parallelism().map_or(1, Into::into);
    let builder = builder.threads(threads);
    let builder = if quiet { builder } else { builder.on_request(terminal::printer(json)?) };
    let sandbox = builder.start().await?;
    let url = sandbox.url();
    if json {
        let facts = serde_json::json!({
            "url": url,
            "appId": APP_ID,
            "appSecret": APP_SECRET,
            "userPoolId": USER_POOL_ID,
            "userPoolSecret": USER_POOL_SECRET,
        });
        say(&facts.to_string())?;
    } else {
        say(&format!(
            "The sandbox listens at {url}: app id {APP_ID}, app secret {APP_SECRET}, user pool {USER_POOL_ID}, \
             its secret {USER_POOL_SECRET}; codes appear at {url}/sandbox"
        ))?;
    }
    end.await?;
    // Writes the state file, if there is one.
    sandbox.stop().await;
    Ok(())
}

/// A future that completes when a signal asks the program to end.
#[cfg(unix)]
fn end() -> io::Result<impl Future<Output = io::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut end, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = end.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    })
}

/// A future that completes when a signal asks the program to end.
#[cfg(not(unix))]
fn end() -> io::Result<impl Future<Output = io::Result<()>>> {
    Ok(tokio::signal::ctrl_c())
}

/// Prints a line. A closed standard output is not an error, because the sandbox works without it.
fn say(text: &str) -> io::Result<()> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

fn options() -> Result<Option<Options>, Box<dyn Error>> {
    let mut parser = Parser::from_env();
    let (mut json, mut quiet) = (false, false);
    let mut builder = Sandbox::builder();
    while let Some(arg) = parser.next()? {
        builder = match arg {
            Arg::Long("port") => builder.port(parser.value()?.parse()?),
            Arg::Long("bind") => builder.bind(parser.value()?.parse::<IpAddr>()?),
            Arg::Long("rng-seed") => builder.rng_seed(parser.value()?.parse()?),
            Arg::Long("password-key-bits") => builder.password_key_bits(parser.value()?.parse()?),
            Arg::Long("seed") => {
                let path = parser.value()?;
                let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.to_string_lossy()))?;
                builder.seed_text(&text)?
            }
            Arg::Long("public-url") => builder.public_url(parser.value()?.parse::<String>()?),
            Arg::Long("state") => builder.state_file(parser.value()?),
            Arg::Long("quiet") => {
                quiet = true;
                builder
            }
            Arg::Long("json") => {
                json = true;
                builder
            }
            Arg::Short('h') | Arg::Long("help") => return Ok(None),
            other => return Err(format!("{}; --help shows the options", other.unexpected()).into()),
        };
    }
    Ok(Some(Options { json, quiet, builder }))
}
