//! The program `authing-sandbox`, run as by a shell.

use std::process::Command;

#[test]
fn the_program_succeeds_when_its_output_is_closed() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = Command::new(env!("CARGO_BIN_EXE_authing-sandbox")).arg("--help").stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr)), (Some(0), "".into()));
}
