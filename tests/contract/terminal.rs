//! Runs the examples for the terminal on the sandbox.

#[allow(dead_code)]
#[path = "../../examples/second_factor.rs"]
mod second_factor;
#[allow(dead_code)]
#[path = "../../examples/terminal.rs"]
mod tool;

#[tokio::test]
async fn the_tool_logs_in_by_a_qr_code_and_uploads_an_avatar() {
    tool::on_the_sandbox().await.unwrap();
}

#[test]
fn a_login_needs_the_second_factor_that_was_set_up() {
    second_factor::on_the_sandbox().unwrap();
}
