//! A real Redis server, which each test starts for itself. The tests of `authing-axum` include this file, too.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

const INSTALL: &str = "install it with `apt-get install redis-server`";

/// A server on a port of its own that keeps nothing on the disk.
pub struct RedisServer {
    pub url: String,
    pub port: u16,
    options: Vec<String>,
    process: Child,
    folder: TempDir,
}

impl RedisServer {
    /// Starts a server for a test, or says that the test does not run.
    ///
    /// # Panics
    ///
    /// In CI, when the program is missing.
    pub fn start(test: &str) -> Option<Self> {
        Self::with(test, &[])
    }

    /// The same with more options, in which `{port}` stands for the port.
    pub fn with(test: &str, options: &[&str]) -> Option<Self> {
        if Command::new("redis-server").arg("--version").output().is_err() {
            assert!(std::env::var("CI").is_err(), "the program redis-server is missing: {INSTALL}");
            // The macros of the standard library would be captured, and nobody would learn of it.
            let _ = writeln!(std::io::stderr(), "NOT RUN: {test} needs the program redis-server; {INSTALL}");
            return None;
        }
        let folder = TempDir::new().unwrap();
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        // Another program may take the free port before the server does.
        let (port, process) = (0..20)
            .find_map(|_| {
                let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
                Some((port, run(port, &options, &folder)?))
            })
            .expect("a server that starts");
        Some(Self { url: format!("redis://127.0.0.1:{port}"), port, options, process, folder })
    }

    /// Ends the server as a crash does, with all that it has.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again on the same port.
    pub fn restart(&mut self) {
        self.process = run(self.port, &self.options, &self.folder).expect("the port is free");
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        let _already_ended = self.process.kill();
        let _already_waited_for = self.process.wait();
    }
}

/// Runs the program until it accepts connections. `None` if it ends before that.
fn run(port: u16, options: &[String], folder: &TempDir) -> Option<Child> {
    let mut process = Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        .args(options.iter().map(|option| option.replace("{port}", &port.to_string())))
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let ready = lines.any(|line| line.is_ok_and(|line| line.contains("Ready to accept connections")));
    if !ready {
        process.wait().unwrap();
        return None;
    }
    // The program would wait for somebody to read what it writes.
    std::thread::spawn(move || lines.for_each(drop));
    Some(process)
}
