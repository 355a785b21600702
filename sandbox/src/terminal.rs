//! The lines that the program prints while it serves requests.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal as _, Write as _},
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

use authing_sandbox::ServedRequest;
use serde_json::json;

/// How many lines wait for a slow reader. Further ones are lost, because the sandbox must not wait for its output.
const WAITING: usize = 1000;

/// A function that prints a line for each request, as JSON or as text.
pub fn printer(as_json: bool) -> io::Result<impl Fn(&ServedRequest) + Send + Sync + 'static> {
    let (lines, waiting) = sync_channel::<String>(WAITING);
    thread::Builder::new().name("terminal".into()).spawn(move || {
        // A reader that has gone away is not an error, because the sandbox works without it.
        while let Ok(line) = waiting.recv() {
            let _ = writeln!(io::stdout(), "{line}");
        }
    })?;
    let is_coloured = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    Ok(move |request: &ServedRequest| {
        // Health checks and the polls of a test would hide everything else.
        if !request.path.starts_with("/sandbox") {
            print(&lines, if as_json { json_line(request) } else { text_line(request, is_coloured) });
        }
    })
}

fn print(lines: &SyncSender<String>, line: String) {
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

fn text_line(request: &ServedRequest, is_coloured: bool) -> String {
    let colour = |text: String, code: u8| if is_coloured { format!("\x1b[{code}m{text}\x1b[0m") } else { text };
    let mut line = format!("{} {}", request.method, shown(&request.path));
    if let Some(operation) = &request.operation {
        let _ = write!(line, " {}", shown(operation));
    }
    let status = request.status.to_string();
    let status = if request.status < 400 { status } else { colour(status, 31) };
    let _ = write!(line, " {status} {} ms", request.duration.as_millis());
    if let Some((code, message)) = &request.refusal {
        line += &colour(format!("  refused {code}: {}", shown(message)), 31);
    }
    for message in &request.sent {
        line += &colour(format!("\n  code {} for {}", message.code, shown(&message.to)), 32);
    }
    line
}

/// Text of a request without control characters, which could change the terminal.
fn shown(text: &str) -> String {
    text.chars().flat_map(|char| if char.is_control() { char.escape_default().collect() } else { vec![char] }).collect()
}
