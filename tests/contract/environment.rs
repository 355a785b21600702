//! Options from the environment. The variables of a running program cannot be set safely, so the test runs itself again in
//! a process that has them.

use std::{
    env,
    process::{Command, Output},
};

use authing_wxapp::AuthenticationClientBuilder;

/// Set in the process that reads its environment.
const CHILD: &str = "AUTHING_TEST_READS_ITS_ENVIRONMENT";

fn with_variables(variables: &[(&str, &str)]) -> Output {
    let mut program = Command::new(env::current_exe().unwrap());
    program.args(["environment::the_builder_reads_the_variables_of_its_process", "--exact", "--nocapture"]);
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AUTHING_")) {
        program.env_remove(name);
    }
    program.env(CHILD, "1").envs(variables.iter().copied()).output().unwrap()
}

#[test]
fn the_builder_reads_the_variables_of_its_process() {
    if env::var_os(CHILD).is_some() {
        match AuthenticationClientBuilder::from_env().and_then(AuthenticationClientBuilder::build) {
            Ok(client) => println!("client of {} at {}", client.app_id(), client.host()),
            Err(error) => println!("refused: {error}"),
        }
        return;
    }
    let cases: [(&[(&str, &str)], &str); 4] = [
        (
            &[("AUTHING_APP_ID", "app"), ("AUTHING_HOST", "https://authing.example.com/")],
            "client of app at https://authing.example.com\n",
        ),
        (&[("AUTHING_APP_ID", "app")], "client of app at https://core.authing.cn\n"),
        (&[], "refused: the environment variable AUTHING_APP_ID is not set; "),
        (
            &[("AUTHING_APP_ID", "app"), ("AUTHING_HOST", "authing")],
            "refused: the option host (environment variable AUTHING_HOST) \"authing\" is not an absolute URL",
        ),
    ];
    for (variables, wanted) in cases {
        let output = with_variables(variables);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains(wanted), "{variables:?}: {text}");
    }
}
