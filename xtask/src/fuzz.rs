//! Runs the fuzz targets.

use std::{fs, process::Command};

use crate::{
    command::{Result, cargo, execute, step},
    layout::{FUZZ, FUZZ_TARGETS, root},
};

/// How the task is called.
pub const USAGE: &[&str] = &["[TARGET…] [--seconds N] [--dev]"];

/// How long each target runs unless the caller says otherwise.
const SECONDS: u64 = 5;

/// The argument that leaves out the optimisations. Without them the build takes half the time, and in a short run the build takes longest.
pub const DEV: &str = "--dev";

/// Builds the chosen targets, or all, and lets each run for some time. An input that ends a target with a panic is written to
/// `fuzz/artifacts/`.
pub fn run(arguments: &[String]) -> Result {
    let Chosen { targets, seconds, profile } = read(arguments)?;
    step("building the fuzz targets", || execute(&mut fuzz(&format!("build {OPTIONS} {profile}"))))?;
    for target in targets {
        step(&format!("fuzzing {target} for {seconds} s"), || {
            let (corpus, seeds) = (format!("{FUZZ}/corpus/{target}"), format!("{FUZZ}/seeds/{target}"));
            fs::create_dir_all(root().join(&corpus)).map_err(|e| format!("{corpus}: {e}"))?;
            // The limit of an input is wall time, and in CI this runs with the lowest priority on a busy machine.
            let limits =
                format!("-max_total_time={seconds} -timeout=60 -max_len=16384 -print_final_stats=1 -verbosity=0");
            execute(&mut fuzz(&format!("run {OPTIONS} {profile} {target} {corpus} {seeds} -- {limits}")))
        })?;
    }
    Ok(())
}

/// The targets forbid `unsafe` code, so that an address sanitizer would only slow them down.
const OPTIONS: &str = "--sanitizer none";

fn fuzz(arguments: &str) -> Command {
    let mut command = cargo(&format!("fuzz {arguments}"));
    // The instrumentation is an unstable option of the compiler, which the stable compiler has too.
    command.env("RUSTC_BOOTSTRAP", "1").current_dir(root());
    command
}

/// What the arguments choose.
struct Chosen<'a> {
    targets: Vec<&'a str>,
    seconds: u64,
    /// The argument of cargo-fuzz, if any.
    profile: &'a str,
}

fn read(arguments: &[String]) -> Result<Chosen<'_>> {
    let mut chosen = Chosen { targets: Vec::new(), seconds: SECONDS, profile: "" };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--seconds" {
            let number = arguments.next().and_then(|number| number.parse().ok());
            chosen.seconds = number.ok_or("--seconds needs a number")?;
        } else if argument == DEV {
            chosen.profile = DEV;
        } else if FUZZ_TARGETS.contains(&argument.as_str()) {
            chosen.targets.push(argument.as_str());
        } else {
            let known = FUZZ_TARGETS.join(", ");
            return Err(format!("there is no fuzz target {argument:?}; the targets are {known}"));
        }
    }
    if chosen.targets.is_empty() {
        chosen.targets = FUZZ_TARGETS.to_vec();
    }
    Ok(chosen)
}
