//! `authing-sandbox exec`: a command runs against a sandbox of its own.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Output, Stdio},
};

use crate::program::program;

fn exec(options: &[&str], script: &str) -> Command {
    let mut command = program();
    command.args(options).args(["exec", "--", "sh", "-c", script]);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs a script to its end; the exit code, the output and the standard error.
fn run(options: &[&str], script: &str) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = exec(options, script).output().unwrap();
    (status.code(), text(&stdout), text(&stderr))
}

#[tokio::test]
async fn the_command_finds_the_sandbox_and_has_the_standard_streams_to_itself() {
    let script = "echo $AUTHING_HOST; read word; echo got $word; exit 7";
    let mut child =
        exec(&[], script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines.next().unwrap().unwrap();
    let reply = reqwest::get(format!("{url}/api/v2/weather")).await.unwrap();
    assert_eq!(reply.status(), 501);
    writeln!(child.stdin.take().unwrap(), "on").unwrap();
    let rest: Vec<_> = lines.map(Result::unwrap).collect();
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    assert_eq!((rest, status.code()), (vec!["got on".to_owned()], Some(7)));
    let stderr = text(&stderr);
    assert!(stderr.starts_with("The sandbox listens at ") && stderr.contains("\nGET /api/v2/weather 501"), "{stderr}");
}

#[test]
fn the_environment_names_application_and_user_pool() {
    let script = "echo $AUTHING_APP_ID $AUTHING_APP_SECRET $AUTHING_USER_POOL_ID $AUTHING_USER_POOL_SECRET";
    let (code, output, _) = run(&["--quiet"], script);
    assert_eq!((code, &*output), (Some(0), "sandbox-app sandbox-app-secret sandbox-pool sandbox-pool-secret\n"));
}

#[test]
fn the_recipe_for_a_mini_program_works_as_it_stands() {
    let recipes = include_str!("../../../docs/sandbox-recipes.md");
    let (_, section) = recipes.split_once("## For the back end of a mini-program").unwrap();
    let script = section.split("```").nth(1).and_then(|block| block.strip_prefix("sh\n")).unwrap();
    let (code, output, _) = run(&["--quiet"], script);
    assert!(code == Some(0) && output.contains("\"refresh_token\":\""), "{output}");
    let names = "$AUTHING_EXT_IDP_CONN_IDENTIFIER $WECHAT_APP_ID $WECHAT_APP_SECRET";
    let (_, output, _) = run(&["--quiet"], &format!("echo {names}"));
    assert_eq!(output, "sandbox-wechat wx4f4bc4dec97d474b sandbox-wechat-secret\n");
}

#[test]
fn the_exit_code_is_that_of_a_shell() {
    assert_eq!(run(&[], "kill -KILL $$").0, Some(128 + 9));
    let missing = program().args(["exec", "no-such-program"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(127));
    assert!(text(&missing.stderr).contains("no-such-program cannot be started"), "{}", text(&missing.stderr));
    let nothing = program().args(["exec", "--"]).output().unwrap();
    assert_eq!(nothing.status.code(), Some(1));
    assert!(text(&nothing.stderr).contains("exec needs a command"), "{}", text(&nothing.stderr));
}

#[test]
fn signals_reach_the_command_and_the_sandbox_stops_in_order() {
    let folder = tempfile::tempdir().unwrap();
    for (name, signal) in [("TERM", "15"), ("INT", "2")] {
        let state = folder.path().join(name);
        let script = format!("trap 'kill $!; echo ended by {signal}; exit 3' {name}; sleep 600 & echo ready; wait");
        let options = ["--state", state.to_str().unwrap()];
        let mut command = exec(&options, &script);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = child.unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.next().unwrap().unwrap(), "ready");
        assert!(!state.exists());
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().unwrap();
        assert!(sent.success());
        assert_eq!(lines.next().unwrap().unwrap(), format!("ended by {signal}"));
        assert_eq!(child.wait().unwrap().code(), Some(3));
        assert!(state.exists(), "the state was written");
    }
}

#[cfg(feature = "tls")]
#[test]
fn the_command_trusts_the_certificate_by_a_file_that_is_gone_afterwards() {
    let (_, output, stderr) = run(
        &["--tls"],
        "echo $AUTHING_HOST $NODE_EXTRA_CA_CERTS; grep -c BEGIN $SSL_CERT_FILE; \
         test $AUTHING_CA_FILE$REQUESTS_CA_BUNDLE = $NODE_EXTRA_CA_CERTS$CURL_CA_BUNDLE && echo the same",
    );
    let [first, count, same] = output.lines().collect::<Vec<_>>()[..] else { panic!("{output}") };
    let (host, file) = first.split_once(' ').unwrap();
    assert!(host.starts_with("https://"), "{host}");
    assert_eq!((count, same), ("1", "the same"));
    assert!(stderr.contains(file) && !std::path::Path::new(file).exists(), "{stderr}");
}
