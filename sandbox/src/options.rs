//! The command line of the program.

use std::{error::Error, ffi::OsString, net::IpAddr, path::PathBuf};

use authing_sandbox::{Sandbox, SandboxBuilder};
use lexopt::{Arg, Parser, ValueExt as _};

pub const HELP: &str = "\
An Authing to develop and test against. It keeps everything in memory, unless --state names a file.

Usage: authing-sandbox [options]
       authing-sandbox [options] exec -- COMMAND [arguments]

  --port N                the port; a free one when it is left out
  --bind IP               the address to listen on; 127.0.0.1 when it is left out
  --public-url URL        the address under which clients reach it; when it is left out, the one that each client asked
  --tls                   speak HTTPS with a new certificate; the first line names a file with the authority to trust
  --tls-ca FILE           the same, with the name of that file, which is left there at the end
  --state FILE            keeps users, sessions and codes of the phone button over a restart; read at the start if it exists,
                          written at the end
  --seed FILE             the user pool at the start, as YAML or JSON; GET /sandbox/state shows its form
  --rng-seed N            the seed of the random number generator, which makes ids and codes repeatable
  --password-key-bits N   the length of the key that encrypts passwords: 2048, the default, or 1024
  --quiet                 print no line for each request
  --json                  print JSON: a line with the address and the ids, then a line for each request
  --help                  print this text

The page /sandbox shows the codes that would have been sent; /sandbox/outbox gives them as JSON, and /sandbox/help explains what
else scripts can do under /sandbox/.

exec starts a sandbox, runs the command and ends with its exit code. The command finds the sandbox in AUTHING_HOST,
AUTHING_APP_ID, AUTHING_APP_SECRET, AUTHING_USER_POOL_ID and AUTHING_USER_POOL_SECRET; with TLS, AUTHING_CA_FILE names the
authority, and so do the variables that Node, curl, OpenSSL and Python read. The sandbox prints to the standard error.";

pub struct Options {
    pub json: bool,
    pub quiet: bool,
    /// The file for the authority of the certificate, if it is not to be a temporary one.
    pub authority: Option<PathBuf>,
    pub builder: SandboxBuilder,
    /// The command of `exec`: the program and its arguments.
    pub command: Option<Vec<OsString>>,
}

/// Reads the command line; none if it asks for help.
pub fn read(mut parser: Parser) -> Result<Option<Options>, Box<dyn Error>> {
    let (mut json, mut quiet, mut tls, mut authority, mut command) = (false, false, false, None, None);
    let mut builder = Sandbox::builder();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("port") => builder = builder.port(parser.value()?.parse()?),
            Arg::Long("bind") => builder = builder.bind(parser.value()?.parse::<IpAddr>()?),
            Arg::Long("rng-seed") => builder = builder.rng_seed(parser.value()?.parse()?),
            Arg::Long("password-key-bits") => builder = builder.password_key_bits(parser.value()?.parse()?),
            Arg::Long("seed") => {
                let path = parser.value()?;
                let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.to_string_lossy()))?;
                builder = builder.seed_text(&text)?;
            }
            Arg::Long("public-url") => builder = builder.public_url(parser.value()?.parse::<String>()?),
            Arg::Long("state") => builder = builder.state_file(parser.value()?),
            Arg::Long("tls") => tls = true,
            Arg::Long("tls-ca") => authority = Some(parser.value()?.into()),
            Arg::Long("quiet") => quiet = true,
            Arg::Long("json") => json = true,
            Arg::Short('h') | Arg::Long("help") => return Ok(None),
            Arg::Value(name) if name == "exec" => command = Some(rest(&mut parser)?),
            other => return Err(format!("{}; --help shows the options", other.unexpected()).into()),
        }
    }
    if tls || authority.is_some() {
        builder = with_tls(builder)?;
    }
    Ok(Some(Options { json, quiet, authority, builder, command }))
}

/// The command after `exec`, with or without `--` before it.
fn rest(parser: &mut Parser) -> Result<Vec<OsString>, Box<dyn Error>> {
    let mut words: Vec<_> = parser.raw_args()?.collect();
    if words.first().is_some_and(|word| word == "--") {
        words.remove(0);
    }
    if words.is_empty() {
        return Err("exec needs a command, such as: authing-sandbox exec -- npm test".into());
    }
    Ok(words)
}

#[cfg(feature = "tls")]
fn with_tls(builder: SandboxBuilder) -> Result<SandboxBuilder, Box<dyn Error>> {
    Ok(builder.tls())
}

#[cfg(not(feature = "tls"))]
fn with_tls(_: SandboxBuilder) -> Result<SandboxBuilder, Box<dyn Error>> {
    Err("this program was built without the feature tls".into())
}
