//! The back ends of the README as programs: each is this test program, which is run again for one test.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use authing_sandbox::{APP_ID, APP_SECRET, Sandbox};

/// A back end in a process of its own.
pub struct BackEnd {
    process: Child,
    pub url: String,
    http: reqwest::Client,
}

impl BackEnd {
    /// Runs the ignored test that is the program, and waits until it says where it listens.
    pub fn start(program: &str, sandbox: &Sandbox, settings: impl FnOnce(&mut Command) -> &mut Command) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", program, "--ignored", "--nocapture"]).stdout(Stdio::piped());
        command.envs([("AUTHING_APP_ID", APP_ID), ("AUTHING_APP_SECRET", APP_SECRET)]);
        command.envs([("AUTHING_HOST", &*sandbox.url()), ("LISTEN", "127.0.0.1:0")]);
        let mut process = settings(&mut command).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        // The harness of the tests prints lines of its own.
        let address = lines.find_map(|line| line.unwrap().split("listening on ").nth(1).map(str::to_owned));
        let url = format!("http://{}", address.expect("the program says where it listens"));
        // The harness says after a minute that the test runs still, and ends when nobody reads it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, url, http: reqwest::Client::new() }
    }

    /// Asks for a path in a session.
    pub async fn get(&self, path: &str, session: &str) -> reqwest::Response {
        let request = self.http.get(format!("{}{path}", self.url)).header("x-session", session);
        request.send().await.unwrap()
    }

    /// Ends it as `kill -9` does.
    pub fn kill(self) {}
}

impl Drop for BackEnd {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
