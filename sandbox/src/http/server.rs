//! The thread on which a sandbox listens. It has a runtime of its own, so that everything ends when the thread does.

use std::{io, net::TcpListener, thread};

use axum::Router;
use tokio::{runtime, sync::oneshot};

/// A server that runs. It stops when it is dropped, and its port is free then.
pub struct Server {
    stop: Option<oneshot::Sender<()>>,
    stopped: Option<oneshot::Receiver<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Starts to answer the connections of a listener with so many threads.
    pub fn start(listener: TcpListener, app: Router, threads: usize) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let mut builder = match threads {
            0 | 1 => runtime::Builder::new_current_thread(),
            _ => runtime::Builder::new_multi_thread(),
        };
        let runtime = builder.worker_threads(threads.max(1)).enable_all().build()?;
        let listener = {
            let _entered = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let (stop, asked_to_stop) = oneshot::channel();
        let (done, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("authing-sandbox".into()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = asked_to_stop => {}
                    served = axum::serve(listener, app).into_future() => {
                        if let Err(error) = served {
                            tracing::error!(%error, "the sandbox has stopped");
                        }
                    }
                }
            });
            // This closes the listener, and the connections with their tasks.
            drop(runtime);
            // Nobody waits if the sandbox was dropped.
            let _ = done.send(());
        })?;
        Ok(Self { stop: Some(stop), stopped: Some(stopped), thread: Some(thread) })
    }

    /// Stops, and returns when the port is free.
    pub async fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(stopped) = self.stopped.take() {
            let _ = stopped.await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        // The thread has nothing to wait for, so it ends at once.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
