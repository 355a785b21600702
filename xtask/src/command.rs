//! Runs other programs in named steps.

use std::{
    env,
    process::{Command, Stdio},
    time::Instant,
};

/// The result of a step or a task. The error says what went wrong.
pub type Result<T = ()> = std::result::Result<T, String>;

/// Runs one step of a task. Prints its name before and the elapsed time after it. A failure names the step.
pub fn step(name: &str, work: impl FnOnce() -> Result) -> Result {
    println!("\n== {name}");
    let start = Instant::now();
    let done = work();
    let seconds = start.elapsed().as_secs_f64();
    match done {
        Ok(()) => {
            println!("-- {name}: {seconds:.1} s");
            Ok(())
        }
        Err(why) => Err(format!("the step \"{name}\" failed after {seconds:.1} s: {why}")),
    }
}

/// The cargo that runs this program. Spaces separate the arguments.
pub fn cargo(arguments: &str) -> Command {
    program(env::var("CARGO").as_deref().unwrap_or("cargo"), arguments)
}

/// A program with arguments. Spaces separate the arguments.
pub fn program(name: &str, arguments: &str) -> Command {
    let mut command = Command::new(name);
    command.args(arguments.split_whitespace());
    command
}

/// Runs a program and passes its output through.
pub fn execute(command: &mut Command) -> Result {
    let status = command.status().map_err(|e| cannot_start(command, &e))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", line(command))) }
}

/// Runs a program and returns its standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let (text, succeeded) = output_of_any(command)?;
    if succeeded { Ok(text) } else { Err(format!("`{}` failed", line(command))) }
}

/// Runs a program and returns its standard output, and whether it succeeded.
pub fn output_of_any(command: &mut Command) -> Result<(String, bool)> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| cannot_start(command, &e))?;
    Ok((String::from_utf8_lossy(&output.stdout).into_owned(), output.status.success()))
}

/// Why a program did not start, and what helps.
pub fn cannot_start(command: &Command, why: &std::io::Error) -> String {
    format!("`{}` cannot be started ({why}); .ci/prepare installs what the tasks need", line(command))
}

/// The command line.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
