//! What the process of a test holds: memory, files, threads and tasks, as Linux and tokio count them.

use std::{fmt, fs};

use tokio::runtime::Handle;

/// What the process holds.
#[derive(Clone, Copy)]
pub struct Held {
    /// In kilobytes.
    pub memory: usize,
    pub files: usize,
    pub threads: usize,
    pub tasks: usize,
}

impl Held {
    pub fn now() -> Self {
        let count = |folder: &str| fs::read_dir(folder).expect("a process file system").count();
        let status = fs::read_to_string("/proc/self/status").expect("a process file system");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        Self {
            memory: resident.and_then(|kilobytes| kilobytes.parse().ok()).expect("a number of kilobytes"),
            files: count("/proc/self/fd"),
            threads: count("/proc/self/task"),
            tasks: Handle::current().metrics().num_alive_tasks(),
        }
    }

    /// The most of each.
    pub fn most(held: &[Self]) -> Self {
        let most = |of: fn(&Self) -> usize| held.iter().map(of).max().unwrap_or_default();
        Self {
            memory: most(|one| one.memory),
            files: most(|one| one.files),
            threads: most(|one| one.threads),
            tasks: most(|one| one.tasks),
        }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { memory, files, threads, tasks } = self;
        write!(f, "{memory} kB of memory, {files} files and sockets, {threads} threads, {tasks} tasks")
    }
}
