//! The tasks of this workspace. `cargo xtask --help` lists them.

mod bench;
mod ci;
mod clients;
mod command;
mod contract;
mod docs;
mod layout;
mod lint;
mod package;
mod regenerate;
mod test;

use std::{env, process::ExitCode};

use command::Result;

/// A task, as the command line names it.
struct Task {
    name: &'static str,
    /// What may follow the name.
    arguments: &'static [&'static str],
    /// Whether the task itself checks what follows, because names of files do.
    free: bool,
    about: &'static str,
    run: fn(&[String]) -> Result,
}

const TASKS: &[Task] = &[
    Task {
        name: "lint",
        arguments: &[],
        free: false,
        about: "formatting, clippy and docs without warnings, each feature alone, licences, no generator without codegen",
        run: lint::run,
    },
    Task {
        name: "test",
        arguments: &[],
        free: false,
        about: "cargo test, and the tests without TLS and on the snapshot",
        run: test::run,
    },
    Task {
        name: "regenerate",
        arguments: &["--check"],
        free: false,
        about: "says what spec/ changes, writes generated/ from it and lists what is missing; with --check fails when
      generated/ is stale",
        run: regenerate::run,
    },
    Task {
        name: "contract",
        arguments: contract::USAGE,
        free: true,
        about:
            "what a changed contract means, in words: whom it breaks and what to do; OLD and NEW are revisions, files or
      folders, by default the last commit and the working tree; with --fail-on-breaking the exit status is 2 for that",
        run: contract::run,
    },
    Task {
        name: "clients",
        arguments: clients::NAMES,
        free: false,
        about: "asks the sandbox with clients that others wrote: schemathesis, the JavaScript SDKs, Chromium",
        run: clients::run,
    },
    Task {
        name: "package",
        arguments: &[],
        free: false,
        about: "packs what is published and checks that everything is in it",
        run: package::run,
    },
    Task {
        name: "bench",
        arguments: bench::NAMES,
        free: false,
        about: "the cost of a call, and of a clean build, as ratios to reqwest alone",
        run: bench::run,
    },
    Task {
        name: "docs",
        arguments: &["--open"],
        free: false,
        about: "the documentation, without warnings",
        run: docs::run,
    },
    Task {
        name: "ci",
        arguments: &[],
        free: false,
        about: "everything that must be true of a commit, save the benches",
        run: ci::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    layout::remember_caller();
    let done = env::set_current_dir(layout::root())
        .map_err(|e| format!("{}: {e}", layout::root().display()))
        .and_then(|()| dispatch(&arguments));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\nxtask: {why}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result {
    let asks_for_help = |argument: &String| ["help", "--help", "-h"].contains(&argument.as_str());
    let Some((name, rest)) = arguments.split_first().filter(|_| !arguments.iter().any(asks_for_help)) else {
        print!("{}", help());
        return Ok(());
    };
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        let names: Vec<_> = TASKS.iter().map(|task| task.name).collect();
        return Err(format!("there is no task {name:?}; the tasks are {}", names.join(", ")));
    };
    let unknown = rest.iter().find(|argument| !task.arguments.contains(&argument.as_str()));
    if let Some(unknown) = unknown.filter(|_| !task.free) {
        return Err(match task.arguments {
            [] => format!("the task {name} takes no arguments, but was given {unknown:?}"),
            known => format!("the task {name} does not know {unknown:?}; it takes {}", known.join(", ")),
        });
    }
    (task.run)(rest)
}

fn help() -> String {
    let mut text = String::from("Usage: cargo xtask <task>\n\nTasks:\n");
    for task in TASKS {
        let arguments = match task.arguments {
            [] => String::new(),
            uses if task.free => format!(" {}", uses.join(&format!("\n  {} ", task.name))),
            known => format!(" [{}]", known.join(" | ")),
        };
        text += &format!("  {}{arguments}\n      {}\n", task.name, task.about);
    }
    text + "\nA machine without the programs that lint and clients need gets them from .ci/prepare.\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(arguments: &[&str]) -> String {
        dispatch(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap_err()
    }

    #[test]
    fn an_unknown_task_is_refused_and_the_tasks_are_named() {
        let refusal = refusal(&["lnit"]);
        for task in TASKS {
            assert!(refusal.contains(task.name), "{refusal}");
        }
    }

    #[test]
    fn an_unknown_argument_is_refused_and_the_known_ones_are_named() {
        assert!(refusal(&["lint", "--fix"]).contains("takes no arguments"));
        assert!(refusal(&["regenerate", "--chekc"]).contains("it takes --check"));
    }
}
