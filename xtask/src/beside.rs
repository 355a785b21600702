//! Runs a task beside others, for the time that they leave a processor idle.

use std::{
    env,
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command},
};

use crate::{
    command::{Result, execute, program},
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
        let output = target().join(format!("{task}.log"));
        let failed = |e: std::io::Error| format!("{}: {e}", output.display());
        fs::create_dir_all(target()).map_err(failed)?;
        let file = File::create(&output).map_err(failed)?;
        let own = env::current_exe().map_err(|e| format!("the path of this program is unknown: {e}"))?;
        let mut command = program("nice", "-n 19");
        command.arg(own).args([task, argument]).env("CARGO_TARGET_DIR", target().join("beside"));
        command.stdout(file.try_clone().map_err(failed)?).stderr(file);
        let child = in_a_group(&mut command).spawn().map_err(|e| format!("nice cannot be started: {e}"))?;
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
