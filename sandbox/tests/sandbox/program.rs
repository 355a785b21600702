//! The program, as a shell runs it.

use std::process::Command;

#[test]
fn nobody_has_to_read_what_the_program_says() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = Command::new(env!("CARGO_BIN_EXE_authing-sandbox")).arg("--help").stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr)), (Some(0), "".into()));
}
