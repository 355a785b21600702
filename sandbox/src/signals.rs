//! The signals that ask the program to end. The command of `exec` receives them in its place.

#[cfg(unix)]
pub use unix::Signals;

#[cfg(not(unix))]
pub use other::Signals;

#[cfg(unix)]
mod unix {
    use std::io::{self, IsTerminal as _};

    use rustix::process::{Pid, Signal, kill_process};
    use tokio::signal::unix::{Signal as Arrivals, SignalKind, signal};

    pub struct Signals {
        interrupt: Arrivals,
        quit: Arrivals,
        terminate: Arrivals,
    }

    /// A signal that has arrived.
    pub struct Received(Signal);

    impl Signals {
        /// Handles the signals from now on. SIGHUP, which a closing terminal sends, is not among them, because `nohup` ignores it.
        pub fn new() -> io::Result<Self> {
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                quit: signal(SignalKind::quit())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }

        pub async fn next(&mut self) -> Received {
            tokio::select! {
                _ = self.interrupt.recv() => Received(Signal::INT),
                _ = self.quit.recv() => Received(Signal::QUIT),
                _ = self.terminate.recv() => Received(Signal::TERM),
            }
        }
    }

    impl Received {
        /// Passes the signal on to a process. A key such as Ctrl-C reaches every program in the terminal, so it is not sent twice.
        pub fn send_to(&self, pid: Option<u32>) {
            if self.0 != Signal::TERM && io::stdin().is_terminal() {
                return;
            }
            let pid = pid.and_then(|pid| Pid::from_raw(pid.try_into().ok()?));
            // A process that has ended needs no signal.
            let _ = pid.map(|pid| kill_process(pid, self.0));
        }
    }
}

#[cfg(not(unix))]
mod other {
    use std::io;

    pub struct Signals(());

    /// A signal that has arrived. The console sends it to every program in it.
    pub struct Received(());

    impl Signals {
        /// Handles the signals from now on.
        pub fn new() -> io::Result<Self> {
            Ok(Self(()))
        }

        pub async fn next(&mut self) -> Received {
            match tokio::signal::ctrl_c().await {
                Ok(()) => Received(()),
                // Without a console there are no signals.
                Err(_) => std::future::pending().await,
            }
        }
    }

    impl Received {
        pub fn send_to(&self, _: Option<u32>) {}
    }
}
