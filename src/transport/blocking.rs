//! Calls that block their thread, for programs without a tokio runtime.

use std::{io, sync::LazyLock};

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::Error;

/// The runtime of all blocking calls of this program. It lives as long as the program, so no client can drop it while a
/// connection uses it. Its thread looks after idle connections between two calls: without it, the next call could be sent on a
/// connection that the server has closed meanwhile.
static RUNTIME: LazyLock<io::Result<Runtime>> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).thread_name("authing-wxapp").enable_all().build());

/// Runs the work and blocks this thread until it is done.
///
/// In a tokio runtime it fails, because blocking there would panic. `on_error` is not called for this failure, because the
/// callback itself may be what waits.
pub(crate) fn wait<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    match Handle::try_current() {
        Err(error) if error.is_missing_context() => {}
        _ => {
            return Err(Error::argument(
                "wait() would block a thread of a tokio runtime; await the request there, or call wait() on a thread of its own, \
                 such as one of std::thread::spawn",
            ));
        }
    }
    match &*RUNTIME {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => {
            let what = "the thread for blocking calls cannot be started; check how many threads this process may have";
            Err(Error::argument(format!("{what}: {error}")))
        }
    }
}
