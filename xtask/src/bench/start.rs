//! The start of the program `authing-sandbox`: how long it takes until the first answer, and the memory that it has then.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    command::{Result, cargo, execute},
    layout::{BUILD_SANDBOX, target},
};

const ROUNDS: usize = 20;

/// A program that is ended when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Builds the program as its users have it, starts it several times and prints the figures. Whatever else the machine does only
/// adds time, so the fastest start says most.
pub fn run() -> Result {
    execute(&mut cargo(&format!("{BUILD_SANDBOX} --release")))?;
    let mut starts = Vec::new();
    for _ in 0..ROUNDS {
        starts.push(start()?);
    }
    starts.sort_unstable();
    let milliseconds = |(time, _): &(Duration, u64)| time.as_secs_f64() * 1000.0;
    let memory = starts.iter().map(|(_, memory)| *memory).max().unwrap_or_default();
    println!(
        "first answer after {:.1} ms at best, {:.1} ms in the middle of {ROUNDS} starts; at most {:.1} MiB of memory",
        milliseconds(&starts[0]),
        milliseconds(&starts[ROUNDS / 2]),
        memory as f64 / 1024.0
    );
    Ok(())
}

/// The time from the start to the first answer, and the memory in KiB.
fn start() -> Result<(Duration, u64)> {
    let program = target().join("release/authing-sandbox");
    let failed = |what: &str, e: &dyn std::fmt::Display| format!("{}: {what}: {e}", program.display());
    let begin = Instant::now();
    let child = Command::new(&program).args(["--json", "--quiet"]).stdout(Stdio::piped()).spawn();
    let mut running = Running(child.map_err(|e| failed("start", &e))?);
    let port = port(running.0.stdout.take()).map_err(|e| failed("first line", &e))?;
    answer(port).map_err(|e| failed("first answer", &e))?;
    let time = begin.elapsed();
    Ok((time, memory(running.0.id()).map_err(|e| failed("memory", &e))?))
}

/// The port in the first line.
fn port(output: Option<ChildStdout>) -> Result<u16> {
    let mut line = String::new();
    let output = output.ok_or("there is no output")?;
    BufReader::new(output).read_line(&mut line).map_err(|e| e.to_string())?;
    let facts: Value = serde_json::from_str(&line).map_err(|e| e.to_string())?;
    let port = facts["url"].as_str().and_then(|url| url.rsplit(':').next()?.parse().ok());
    port.ok_or_else(|| format!("there is no address in {line}"))
}

fn answer(port: u16) -> Result {
    let failed = |e: std::io::Error| e.to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(failed)?;
    let request =
        b"GET /oidc/.well-known/openid-configuration HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request).map_err(failed)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(failed)?;
    match answer.starts_with("HTTP/1.1 200 OK") {
        true => Ok(()),
        false => Err(answer),
    }
}

/// The memory that a process holds, as Linux counts it.
fn memory(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).map_err(|e| e.to_string())?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    kib.ok_or_else(|| "the status of the process has no VmRSS".into())
}
