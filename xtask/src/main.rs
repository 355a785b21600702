//! The tasks of this workspace. `cargo xtask --help` lists them.

mod bench;
mod beside;
mod ci;
mod clients;
mod command;
mod contract;
mod docs;
mod fuzz;
mod layout;
mod lint;
mod openapi;
mod package;
mod readme;
mod regenerate;
mod test;

use std::{env, process::ExitCode};

use command::Result;

/// A task of the command line.
struct Task {
    name: &'static str,
    /// The arguments that the task accepts, one by one. A whole usage, which has spaces in it, the task checks itself.
    arguments: &'static [&'static str],
    about: &'static str,
    run: fn(&[String]) -> Result,
}

impl Task {
    fn checks_arguments(&self) -> bool {
        self.arguments.iter().any(|usage| usage.contains(' '))
    }
}

const TASKS: &[Task] = &[
    Task {
        name: "lint",
        arguments: &[],
        about: "checks formatting, clippy, docs, each feature alone, licenses, and that builds without codegen need no generator",
        run: lint::run,
    },
    Task {
        name: "test",
        arguments: &[],
        about: "runs cargo test",
        run: test::run,
    },
    Task {
        name: "regenerate",
        arguments: &["--check", "--no-tests"],
        about: "says what spec/ changes, writes generated/ from it, lists what is missing and what is left over, and runs the
      tests that concern the change, unless --no-tests; with --check only fails when generated/ is stale",
        run: regenerate::run,
    },
    Task {
        name: "contract",
        arguments: contract::USAGE,
        about: "says what a changed contract means: whom it breaks and what to do; OLD and NEW are revisions, files or
      folders, by default the last commit and the working tree; with --fail-on-breaking the exit status is 2 for that",
        run: contract::run,
    },
    Task {
        name: "openapi",
        arguments: &[],
        about: "checks the contract with openapi-spec-validator, Redocly and Spectral, and renders it as
      target/reference/index.html",
        run: openapi::run,
    },
    Task {
        name: "clients",
        arguments: clients::NAMES,
        about: "runs third-party clients against the sandbox: schemathesis, the JavaScript SDKs, Chromium",
        run: clients::run,
    },
    Task {
        name: "package",
        arguments: package::NAMES,
        about: "packs the crates and checks their files; packs the program authing-sandbox as a wheel and for npm, and tries
      both; with --release the program is optimised",
        run: package::run,
    },
    Task {
        name: "readme",
        arguments: &[],
        about: "compiles the code of each README in a new package with the dependencies that it names",
        run: readme::run,
    },
    Task {
        name: "bench",
        arguments: bench::NAMES,
        about: "measures the cost of a call and of a clean build, as ratios to reqwest alone, and the start of the sandbox",
        run: bench::run,
    },
    Task {
        name: "fuzz",
        arguments: fuzz::USAGE,
        about: "runs the fuzz targets, each for five seconds or for N; all, or those that are named; with --dev builds them without optimisations",
        run: fuzz::run,
    },
    Task { name: "docs", arguments: &["--open"], about: "builds the documentation without warnings", run: docs::run },
    Task {
        name: "ci",
        arguments: &[ci::BESIDE],
        about: "runs all checks that a commit must pass, which is everything except the benches; with --beside only those that
      it runs beside the others",
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
    if let Some(unknown) = unknown.filter(|_| !task.checks_arguments()) {
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
            uses if task.checks_arguments() => format!(" {}", uses.join(&format!("\n  {} ", task.name))),
            known => format!(" [{}]", known.join(" | ")),
        };
        text += &format!("  {}{arguments}\n      {}\n", task.name, task.about);
    }
    text + "\n.ci/prepare installs the programs that lint, openapi and clients need.\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(arguments: &[&str]) -> String {
        dispatch(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap_err()
    }

    #[test]
    fn an_unknown_task_is_refused_and_the_tasks_are_listed() {
        let refusal = refusal(&["lnit"]);
        for task in TASKS {
            assert!(refusal.contains(task.name), "{refusal}");
        }
    }

    #[test]
    fn an_unknown_argument_is_refused_and_the_known_ones_are_listed() {
        assert!(refusal(&["lint", "--fix"]).contains("takes no arguments"));
        assert!(refusal(&["regenerate", "--chekc"]).contains("it takes --check, --no-tests"));
    }
}
