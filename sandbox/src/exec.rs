//! Runs a command against the sandbox, and ends as the command does.

use std::{
    ffi::OsString,
    io,
    process::{ExitCode, ExitStatus},
};

use authing_sandbox::{
    APP_ID, APP_SECRET, EXT_IDP_CONN_IDENTIFIER, Sandbox, USER_POOL_ID, USER_POOL_SECRET, WECHAT_APP_ID,
    WECHAT_APP_SECRET,
};
use tokio::process::Command;

use crate::{authority::Authority, signals::Signals, terminal::Output};

/// The variables that name a file with authorities to trust: for Node, OpenSSL and what reads the same, Python and curl.
const AUTHORITY_VARIABLES: [&str; 5] =
    ["AUTHING_CA_FILE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"];

/// Runs the command, which finds the sandbox in its environment, and returns its exit code.
pub async fn run(
    command: &[OsString],
    sandbox: &Sandbox,
    authority: Option<&Authority>,
    signals: &mut Signals,
) -> io::Result<ExitCode> {
    let (program, arguments) = command.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let mut child = Command::new(program);
    child.args(arguments).envs([
        ("AUTHING_HOST", &*sandbox.url()),
        ("AUTHING_APP_ID", APP_ID),
        ("AUTHING_APP_SECRET", APP_SECRET),
        ("AUTHING_USER_POOL_ID", USER_POOL_ID),
        ("AUTHING_USER_POOL_SECRET", USER_POOL_SECRET),
        ("AUTHING_EXT_IDP_CONN_IDENTIFIER", EXT_IDP_CONN_IDENTIFIER),
        ("WECHAT_APP_ID", WECHAT_APP_ID),
        ("WECHAT_APP_SECRET", WECHAT_APP_SECRET),
    ]);
    if let Some(authority) = authority {
        child.envs(AUTHORITY_VARIABLES.map(|name| (name, authority.path())));
    }
    let mut child = match child.spawn() {
        Ok(child) => child,
        Err(error) => {
            let program = program.to_string_lossy();
            Output::Stderr.print(&format!("authing-sandbox: {program} cannot be started: {error}"))?;
            // What a shell ends with.
            return Ok(if error.kind() == io::ErrorKind::NotFound { 127 } else { 126 }.into());
        }
    };
    loop {
        let pid = child.id();
        tokio::select! {
            status = child.wait() => return Ok(code(status?).into()),
            signal = signals.next() => signal.send_to(pid),
        }
    }
}

/// The exit code of a command as a shell has it: 128 and the number of the signal, if one has ended it.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX)
}
