//! The program `authing-sandbox`, run as by a shell.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_authing-sandbox"))
}

#[test]
fn the_program_succeeds_when_its_output_is_closed() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = program().arg("--help").stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr)), (Some(0), "".into()));
}

/// A program that runs, and the lines that it prints. It is ended when the test does.
pub struct Running(pub Child, BufReader<ChildStdout>);

impl Running {
    pub fn start(options: &[&str]) -> Self {
        let mut child = program().args(options).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self(child, lines)
    }

    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.1.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn send_code(url: &str, phone: &str) {
    let request = reqwest::Client::new().post(format!("{url}/api/v2/sms/send"));
    let request = request.header("x-authing-app-id", authing_sandbox::APP_ID);
    request.json(&serde_json::json!({ "phone": phone })).send().await.unwrap();
}

#[tokio::test]
async fn each_request_is_a_line_with_its_code_or_its_refusal() {
    let mut running = Running::start(&["--public-url", "https://auth.example.com"]);
    let first = running.line();
    let url = first.split_whitespace().find(|word| word.starts_with("http")).unwrap().trim_end_matches(':').to_owned();
    reqwest::get(format!("{url}/sandbox/health")).await.unwrap();
    send_code(&url, "17612346754").await;
    assert!(running.line().starts_with("POST /api/v2/sms/send sendSmsCode 200 "), "the control requests are no lines");
    let code = running.line();
    assert!(code.starts_with("  code ") && code.trim_end().ends_with(" for 17612346754"), "{code}");
    send_code(&url, "\u{1b}[2J").await;
    let refused = running.line();
    assert!(refused.contains("refused 500: this is not a phone number") && !refused.contains('\u{1b}'), "{refused}");
    let text =
        reqwest::get(format!("{url}/oidc/.well-known/openid-configuration")).await.unwrap().text().await.unwrap();
    assert!(text.contains("\"issuer\":\"https://auth.example.com/oidc\""), "{text}");
}

#[tokio::test]
async fn json_lines_can_be_read_by_a_program_and_quiet_prints_none() {
    let mut running = Running::start(&["--json"]);
    let facts: Value = serde_json::from_str(&running.line()).unwrap();
    let url = facts["url"].as_str().unwrap();
    send_code(url, "17612346754").await;
    let line: Value = serde_json::from_str(&running.line()).unwrap();
    assert_eq!((&line["operation"], &line["status"]), (&"sendSmsCode".into(), &200.into()));
    assert_eq!(line["sent"][0]["to"], "17612346754");

    let mut quiet = Running::start(&["--json", "--quiet"]);
    let facts: Value = serde_json::from_str(&quiet.line()).unwrap();
    send_code(facts["url"].as_str().unwrap(), "17612346754").await;
    quiet.0.kill().unwrap();
    assert_eq!(quiet.line(), "", "nothing follows the facts");
}

/// A reader that has stopped to read must not stop the sandbox.
#[tokio::test]
async fn the_output_is_never_waited_for() {
    let mut running = Running::start(&["--json"]);
    let facts: Value = serde_json::from_str(&running.line()).unwrap();
    let url = format!("{}/{}", facts["url"].as_str().unwrap(), "x".repeat(2000));
    let http = reqwest::Client::new();
    // More than a pipe and the buffer hold.
    for _ in 0..1200 {
        assert_eq!(http.get(&url).send().await.unwrap().status(), 501);
    }
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn https_is_spoken_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    let mut running = Running::start(&["--json", "--tls-ca", file.to_str().unwrap()]);
    let facts: Value = serde_json::from_str(&running.line()).unwrap();
    assert_eq!(facts["caFile"], file.to_str().unwrap());
    let authority = reqwest::Certificate::from_pem(&std::fs::read(&file).unwrap()).unwrap();
    let http = reqwest::Client::builder().tls_certs_only([authority]).tls_info(true).build().unwrap();
    let reply = http.get(format!("{}/sandbox/health", facts["url"].as_str().unwrap())).send().await.unwrap();
    let seen = reply.extensions().get::<reqwest::tls::TlsInfo>().unwrap().peer_certificate().unwrap();
    let digest = hmac_sha256::Hash::hash(seen).map(|byte| format!("{byte:02X}")).join(":");
    assert_eq!(facts["certificateSha256"], digest);
}

#[test]
fn an_option_with_a_wrong_value_is_named() {
    for (option, value, why) in [
        ("--port", "99999", "number too large"),
        ("--bind", "nowhere", "invalid IP address"),
        ("--rng-seed", "x", "invalid digit"),
    ] {
        let output = program().args([option, value]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(&format!("{option}: ")) && said.contains(why), "{said}");
    }
}

#[test]
fn a_state_file_that_cannot_be_kept_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.json");
    std::fs::write(&broken, "{}").unwrap();
    for (file, why) in
        [(folder.path().join("no such folder/state.json"), "state file"), (broken, "remove it to start anew")]
    {
        let output = program().arg("--state").arg(&file).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains(why) && said.contains(&*file.to_string_lossy()), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_state_that_is_lost_at_the_end_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("folder/state.json");
    std::fs::create_dir(file.parent().unwrap()).unwrap();
    // The command removes the folder of the file.
    let command =
        program().arg("--state").arg(&file).args(["exec", "--", "rm", "-r"]).arg(file.parent().unwrap()).output();
    let output = command.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("the state is lost: "), "{said}");
}
