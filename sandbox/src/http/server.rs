//! The thread on which a sandbox listens. It has a runtime of its own, so that everything ends when the thread does.

use std::{io, net::TcpListener, thread, time::Duration};

use axum::{Router, serve::Listener};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    runtime,
    sync::oneshot,
};
use tokio_io_timeout::TimeoutStream;

use crate::http::tls::Tls;

/// How connections are served.
#[derive(Clone)]
pub struct Serving {
    /// How long a client may take for its handshake, for the head of a request, and to go on reading a reply.
    pub patience: Duration,
    pub tls: Option<Tls>,
}

/// A server that runs. It stops when it is dropped, and its port is free then.
pub struct Server {
    stop: Option<oneshot::Sender<()>>,
    stopped: Option<oneshot::Receiver<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Starts to answer the connections of a listener with so many threads.
    pub fn start(listener: TcpListener, app: Router, threads: usize, serving: Serving) -> io::Result<Self> {
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
                    () = accept(listener, app, serving) => {}
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

/// Serves connections, each in a task of its own. axum waits a second when no more can be accepted, and tries again.
async fn accept(mut listener: tokio::net::TcpListener, app: Router, serving: Serving) {
    loop {
        let (stream, _) = Listener::accept(&mut listener).await;
        tokio::spawn(serve(stream, app.clone(), serving.clone()));
    }
}

async fn serve(stream: TcpStream, app: Router, serving: Serving) {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(serving.patience));
    let stream = Box::pin(stream);
    match &serving.tls {
        Some(tls) => {
            // A handshake that fails or takes too long ends the connection, and is no concern of others.
            if let Ok(Ok(stream)) = tokio::time::timeout(serving.patience, tls.accept(stream)).await {
                serve_http(stream, app, serving.patience).await;
            }
        }
        None => serve_http(stream, app, serving.patience).await,
    }
}

async fn serve_http(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, app: Router, patience: Duration) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    // What goes wrong with a connection, such as a client that has gone away, is no concern of others.
    let _ = connection.with_upgrades().await;
}
