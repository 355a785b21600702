//! Processes that share a store. Each is this test program, which is run again for one test; an environment variable tells it what to
//! do.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Mutex, mpsc},
};

use serde_json::{Value, json};

pub const TASK: &str = "AUTHING_TEST_FLEET";
/// What the lines of a member begin with, among those of the test program.
pub const MARK: &str = "fleet: ";

/// A process of the fleet.
struct Member {
    process: Child,
    orders: ChildStdin,
}

/// What happens to the members. A member that was killed is replaced, so its number has a generation.
pub enum Event {
    Said { member: usize, generation: usize, line: String },
    Killed { member: usize, stored: bool, answered: bool },
}

/// All processes of a test.
pub struct Fleet {
    task: Value,
    test: String,
    members: Mutex<Vec<(usize, Option<Member>)>>,
    pub events: mpsc::Sender<Event>,
}

impl Fleet {
    /// A fleet that has not started.
    ///
    /// - `test`: the path of the test that the members are to run.
    pub fn new(test: &str, members: usize, task: Value, events: mpsc::Sender<Event>) -> Self {
        let members = Mutex::new((0..members).map(|_| (0, None)).collect());
        Self { task, test: test.into(), members, events }
    }

    pub fn start(&self, member: usize) {
        let mut members = self.members.lock().unwrap();
        let generation = members[member].0 + 1;
        let mut process = Command::new(env::current_exe().unwrap())
            .args([&*self.test, "--exact", "--nocapture", "--include-ignored"])
            .env(TASK, json!({ "task": self.task, "name": member.to_string() }).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let (lines, events) = (BufReader::new(process.stdout.take().unwrap()).lines(), self.events.clone());
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some((_, line)) = line.split_once(MARK) {
                    let _the_test_has_ended = events.send(Event::Said { member, generation, line: line.into() });
                }
            }
        });
        let orders = process.stdin.take().unwrap();
        members[member] = (generation, Some(Member { process, orders }));
    }

    pub fn order(&self, order: &str) {
        for (_, member) in self.members.lock().unwrap().iter_mut() {
            writeln!(member.as_mut().unwrap().orders, "{order}").unwrap();
        }
    }

    /// Kills as `kill -9` does.
    pub fn kill(&self, member: usize) {
        if let (_, Some(mut member)) = std::mem::take(&mut self.members.lock().unwrap()[member]) {
            member.process.kill().unwrap();
            member.process.wait().unwrap();
        }
    }

    pub fn generation(&self, member: usize) -> usize {
        self.members.lock().unwrap()[member].0
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        for (_, member) in self.members.lock().unwrap().iter_mut() {
            if let Some(member) = member {
                let _already_ended = member.process.kill();
                let _already_waited_for = member.process.wait();
            }
        }
    }
}
