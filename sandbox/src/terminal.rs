//! What the program prints.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

use anstyle::{AnsiColor, Style};
use authing_sandbox::ServedRequest;
use serde_json::json;

/// How many lines wait for a slow reader. Further ones are lost, because the sandbox must not wait for its output.
const WAITING: usize = 1000;

const REFUSED: Style = AnsiColor::Red.on_default();
const SENT: Style = AnsiColor::Green.on_default();

/// Where the program prints. The command of `exec` has the standard output to itself.
#[derive(Clone, Copy)]
pub enum Output {
    Stdout,
    Stderr,
}

impl Output {
    /// Prints a line, in colour if the output is a terminal. A closed output is not an error, because the sandbox works without it.
    pub fn print(self, line: &str) -> io::Result<()> {
        let printed = match self {
            Self::Stdout => writeln!(anstream::stdout(), "{line}"),
            Self::Stderr => writeln!(anstream::stderr(), "{line}"),
        };
        match printed {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }
}

/// A function that prints a line for each request, as JSON or as text.
pub fn printer(output: Output, as_json: bool) -> io::Result<impl Fn(&ServedRequest) + Send + Sync + 'static> {
    let (lines, waiting) = sync_channel::<String>(WAITING);
    thread::Builder::new().name("terminal".into()).spawn(move || {
        while let Ok(line) = waiting.recv() {
            let _ = output.print(&line);
        }
    })?;
    Ok(move |request: &ServedRequest| {
        // Health checks and the polls of a test would hide everything else.
        if !request.path.starts_with("/sandbox") {
            queue(&lines, if as_json { json_line(request) } else { text_line(request) });
        }
    })
}

fn queue(lines: &SyncSender<String>, line: String) {
    let _ = lines.try_send(line);
}

fn json_line(request: &ServedRequest) -> String {
    let refusal = request.refusal.as_ref().map(|(code, message)| json!({ "code": code, "message": message }));
    let line = json!({
        "method": request.method,
        "path": request.path,
        "operation": request.operation,
        "status": request.status,
        "milliseconds": request.duration.as_millis(),
        "refusal": refusal,
        "sent": request.sent,
    });
    line.to_string()
}

fn text_line(request: &ServedRequest) -> String {
    let mut line = format!("{} {}", request.method, shown(&request.path));
    if let Some(operation) = &request.operation {
        let _ = write!(line, " {}", shown(operation));
    }
    let status = if request.status < 400 { Style::new() } else { REFUSED };
    let _ = write!(line, " {status}{}{status:#} {} ms", request.status, request.duration.as_millis());
    if let Some((code, message)) = &request.refusal {
        let _ = write!(line, "{REFUSED}  refused {code}: {}{REFUSED:#}", shown(message));
    }
    for message in &request.sent {
        let _ = write!(line, "{SENT}\n  code {} for {}{SENT:#}", message.code, shown(&message.to));
    }
    line
}

/// Text of a request without control characters, which could change the terminal.
fn shown(text: &str) -> String {
    text.chars().flat_map(|char| if char.is_control() { char.escape_default().collect() } else { vec![char] }).collect()
}
