//! Runs a task beside others, for the time that they leave a processor idle.

use std::{
    env,
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command},
};

use crate::{
    command::{Result, cannot_start, execute, program},
    layout::target,
};

/// A task that runs beside others. It ends when this is dropped, so that a failure elsewhere leaves nothing behind.
pub struct Beside {
    child: Child,
    output: PathBuf,
}

impl Beside {
    /// Starts a task of this program with the lowest priority, so that tests with a time limit do not notice it. It builds into a
    /// target folder of its own, because cargo lets only one build at a time use a folder.
    pub fn start(task: &str, argument: &str) -> Result<Self> {
        let own = env::current_exe().map_err(|e| format!("the path of this program is unknown: {e}"))?;
        let mut command = program("nice", "-n 19");
        command.arg(own).args([task, argument]).env("CARGO_TARGET_DIR", target().join("beside"));
        Self::spawn(&mut command, target().join(format!("{task}.log")))
    }

    fn spawn(command: &mut Command, output: PathBuf) -> Result<Self> {
        let failed = |e: std::io::Error| format!("{}: {e}", output.display());
        output.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        let file = File::create(&output).map_err(failed)?;
        command.stdout(file.try_clone().map_err(failed)?).stderr(file);
        let child = in_a_group(command).spawn().map_err(|e| cannot_start(command, &e))?;
        Ok(Self { child, output })
    }

    /// Waits for the end and prints the output.
    pub fn finish(mut self) -> Result {
        let status = self.child.wait().map_err(|e| e.to_string())?;
        let text = fs::read_to_string(&self.output).map_err(|e| format!("{}: {e}", self.output.display()))?;
        println!("{text}");
        if status.success() {
            Ok(())
        } else {
            Err("a step that ran beside the others failed; its output is above".into())
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            // The compilers that it started end with it.
            let _ = execute(program("kill", "--").arg(format!("-{}", self.child.id())));
            let _ = self.child.wait();
        }
    }
}

/// Lets the program and whatever it starts end together.
fn in_a_group(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// Starts a script, and names the file of its output.
    fn beside(script: &str, name: &str) -> (Beside, PathBuf) {
        let output = target().join("beside-tests").join(name);
        (Beside::spawn(program("sh", "-c").arg(script), output.clone()).unwrap(), output)
    }

    #[test]
    fn a_failure_is_told_at_the_end() {
        assert_eq!(beside("echo fine", "fine.log").0.finish(), Ok(()));
        assert!(beside("exit 3", "failure.log").0.finish().unwrap_err().contains("failed"));
    }

    #[test]
    fn nothing_goes_on_after_a_drop() {
        let (beside, output) = beside("tail -f /dev/null & wait; echo went on", "dropped.log");
        drop(beside);
        assert_eq!(fs::read_to_string(output).unwrap(), "");
    }
}
