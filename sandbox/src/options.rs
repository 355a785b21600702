//! The command line of the program.

use std::{error::Error, ffi::OsString, net::IpAddr, path::PathBuf, str::FromStr};

use authing_sandbox::{Sandbox, SandboxBuilder};
use lexopt::{Arg, Parser, ValueExt as _};

pub const HELP: &str = "\
A simulated Authing, to develop and test against. It keeps everything in memory, unless --state names a file.

Usage: authing-sandbox [options]
       authing-sandbox [options] exec -- COMMAND [arguments]

  --port N                the port; a free one when it is left out
  --bind IP               the address to listen on; 127.0.0.1 when it is left out
  --public-url URL        the address under which clients reach it; when it is left out, the one in the header Host
  --tls                   speak HTTPS with a new certificate; the first line names a file with the authority to trust
  --tls-ca FILE           the same; the authority is written to FILE, which is left there at the end
  --state FILE            keep users, sessions and codes of the phone button over a restart; FILE is read at the start if it
                          exists, and written at the end
  --seed FILE             the user pool at the start, as YAML or JSON; GET /sandbox/state shows its form
  --rng-seed N            the seed of the random number generator, which makes ids and codes repeatable
  --password-key-bits N   the length of the key that encrypts passwords: 2048, the default, or 1024
  --quiet                 print no line for each request
  --json                  print JSON: a line with the address and the ids, then a line for each request
  --help                  print this text

The page /sandbox shows the codes that would have been sent; /sandbox/outbox gives them as JSON, and /sandbox/help explains what
else scripts can do under /sandbox/.

exec starts a sandbox, runs the command and ends with its exit code. The command finds the sandbox in AUTHING_HOST,
AUTHING_APP_ID, AUTHING_APP_SECRET, AUTHING_USER_POOL_ID and AUTHING_USER_POOL_SECRET, and the mini-program in WECHAT_APP_ID,
WECHAT_APP_SECRET and AUTHING_EXT_IDP_CONN_IDENTIFIER. With TLS, AUTHING_CA_FILE names the authority, and so do the variables
that Node, curl, OpenSSL and Python read. The sandbox prints to the standard error.";

pub struct Options {
    pub json: bool,
    pub quiet: bool,
    /// Whether the state is written to a file at the end.
    pub keeps_state: bool,
    /// The file for the authority of the certificate, if it is not to be a temporary one.
    pub authority: Option<PathBuf>,
    pub builder: SandboxBuilder,
    /// The command of `exec`: the program and its arguments.
    pub command: Option<Vec<OsString>>,
}

/// Reads the command line; none if it asks for help.
pub fn read(mut parser: Parser) -> Result<Option<Options>, Box<dyn Error>> {
    let (mut json, mut quiet, mut tls, mut keeps_state) = (false, false, false, false);
    let (mut authority, mut command) = (None, None);
    let mut builder = Sandbox::builder();
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("port") => builder = builder.port(value(&mut parser, "--port")?),
            Arg::Long("bind") => builder = builder.bind(value::<IpAddr>(&mut parser, "--bind")?),
            Arg::Long("rng-seed") => builder = builder.rng_seed(value(&mut parser, "--rng-seed")?),
            Arg::Long("password-key-bits") => {
                builder = builder.password_key_bits(value(&mut parser, "--password-key-bits")?);
            }
            Arg::Long("seed") => {
                let path = parser.value()?;
                let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.to_string_lossy()))?;
                builder = builder.seed_text(&text)?;
            }
            Arg::Long("public-url") => builder = builder.public_url(value::<String>(&mut parser, "--public-url")?),
            Arg::Long("state") => {
                builder = builder.state_file(parser.value()?);
                keeps_state = true;
            }
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
    Ok(Some(Options { json, quiet, keeps_state, authority, builder, command }))
}

/// The value of an option. An error of the parser does not say of which one.
fn value<T: FromStr<Err: Into<Box<dyn Error + Send + Sync>>>>(
    parser: &mut Parser,
    option: &str,
) -> Result<T, Box<dyn Error>> {
    parser.value()?.parse().map_err(|e| format!("{option}: {e}").into())
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
