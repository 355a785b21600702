//! The outermost layer of every verb: its deadline, its span, and the one report of its failure.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use serde_json::Value;
use tokio::runtime::Handle;
use tracing::{Span, field::Empty};

use crate::{
    core::{CallContext, CallSettings, Core, progress::Progress},
    error::Error,
    model::BoxFuture,
};

/// Runs the work of one verb within the timeout and reports its failure once, however the work is composed. The work comes
/// boxed, so that the compiler makes this function once for each result and not for each verb.
pub(crate) fn run<'a, T: Send + 'a>(
    context: CallContext,
    verb: &'static str,
    work: BoxFuture<'a, Result<T, Error>>,
) -> BoxFuture<'a, Result<T, Error>> {
    Box::pin(reported(context.core, verb, in_time(context.settings, work)))
}

/// The same without a timeout, for work that waits on purpose.
///
/// This function and [`in_time`] poll by hand, because each `async` block copies the result once more, which takes measurable time
/// when the result is large. After a call has ended, its future stays pending when it is polled again.
pub(crate) fn reported<T>(
    core: Arc<Core>,
    verb: &'static str,
    work: impl Future<Output = Result<T, Error>> + Unpin,
) -> impl Future<Output = Result<T, Error>> {
    let (mut work, mut watched) = (Some(work), None);
    poll_fn(move |task| {
        // A closure drops what it captures in the order of first use. A cancelled call must drop the work before the span.
        let Some(pending) = &mut work else { return Poll::Pending };
        let watching = watched.get_or_insert_with(|| Watched::begin(verb));
        let entered = watching.span.enter();
        match Pin::new(pending).poll(task) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(value)) => {
                drop(entered);
                watching.succeeded(&core);
                (work, watched) = (None, None);
                Poll::Ready(Ok(value))
            }
            Poll::Ready(Err(error)) => {
                drop(entered);
                // What the work holds must be free when the failure is reported.
                work = None;
                let error = watching.failed(&core, error);
                watched = None;
                Poll::Ready(Err(error))
            }
        }
    })
}

/// The span of a running verb, and when it began.
struct Watched {
    verb: &'static str,
    span: Span,
    #[cfg(feature = "otel")]
    started: std::time::Instant,
}

impl Watched {
    fn begin(verb: &'static str) -> Self {
        Self {
            verb,
            span: span(verb),
            #[cfg(feature = "otel")]
            started: std::time::Instant::now(),
        }
    }

    #[cfg_attr(not(feature = "otel"), allow(unused_variables, reason = "only metrics need it"))]
    fn succeeded(&self, core: &Core) {
        #[cfg(feature = "otel")]
        core.metrics.note_call(self.verb, self.started.elapsed(), None);
    }

    fn failed(&self, core: &Core, error: Error) -> Error {
        #[cfg(feature = "otel")]
        core.metrics.note_call(self.verb, self.started.elapsed(), Some(error.kind_name()));
        report(core, self.verb, &self.span, error)
    }
}

/// The span of a verb. `otel.name` is the name that traces show.
fn span(verb: &'static str) -> Span {
    tracing::info_span!(
        "authing",
        verb,
        "otel.name" = verb,
        "otel.status_code" = Empty,
        "error.type" = Empty,
        "authing.code" = Empty
    )
}

/// Checks the options of a call and gives its work the timeout. What has been obtained when the time is up is still stored: see
/// [`store_in_time`](crate::core::progress::store_in_time).
pub(crate) fn in_time<T>(
    settings: Arc<CallSettings>,
    mut work: impl Future<Output = Result<T, Error>> + Unpin,
) -> impl Future<Output = Result<T, Error>> + Unpin {
    let mut begun = None;
    poll_fn(move |task| match Limit::begin_once(&mut begun, &settings) {
        Ok(limit) => limit.poll(&mut work, task),
        Err(error) => Poll::Ready(Err(error)),
    })
}

/// The time limit of a call, which begins when the call is first polled.
struct Limit {
    progress: Arc<Progress>,
    /// Boxed, and only there once the work waits: a small future is cheaper to make and to move.
    expired: Option<BoxFuture<'static, ()>>,
}

impl Limit {
    /// Begins the limit when the call is first polled.
    fn begin_once<'l>(begun: &'l mut Option<Self>, settings: &CallSettings) -> Result<&'l mut Self, Error> {
        match begun {
            Some(limit) => Ok(limit),
            empty => Ok(empty.insert(Self::begin(settings)?)),
        }
    }

    fn begin(settings: &CallSettings) -> Result<Self, Error> {
        if Handle::try_current().is_err() {
            return Err(Error::argument(
                "a request needs a tokio runtime; await it below #[tokio::main] or Runtime::block_on",
            ));
        }
        settings.check()?;
        Ok(Self { progress: Progress::new(settings.timeout), expired: None })
    }

    /// Polls the work, and then the timer: a result that is there at the last moment counts.
    fn poll<T>(
        &mut self,
        work: &mut (impl Future<Output = Result<T, Error>> + Unpin),
        task: &mut Context<'_>,
    ) -> Poll<Result<T, Error>> {
        let current = self.progress.enter();
        match Pin::new(work).poll(task) {
            Poll::Pending => {
                drop(current);
                self.poll_error(task).map(Err)
            }
            outcome => outcome,
        }
    }

    /// The error of the call, once its time is up.
    fn poll_error(&mut self, task: &mut Context<'_>) -> Poll<Error> {
        let Self { progress, expired } = self;
        let expired = expired.get_or_insert_with(|| Box::pin(Arc::clone(progress).expired()));
        ready!(expired.as_mut().poll(task));
        Poll::Ready(progress.timed_out())
    }
}

/// Reports what ends a stream that a verb has begun.
#[cfg(feature = "events")]
pub(crate) fn report_stream_error(core: &Core, verb: &'static str, error: Error) -> Error {
    report(core, verb, &span(verb), error)
}

/// Logs a failure and calls `on_error`. Not generic, so that it is compiled once.
fn report(core: &Core, verb: &'static str, span: &Span, error: Error) -> Error {
    let error = error.with_verb(verb);
    span.record("error.type", error.kind_name());
    span.record("authing.code", error.code().get());
    span.record("otel.status_code", "ERROR");
    let _entered = span.enter();
    tracing::debug!(code = error.code().get(), status = error.http_status(), request_id = error.request_id(), "failed");
    if let Some(on_error) = &core.on_error {
        on_error(error.code(), error.message(), error.data().unwrap_or(&Value::Null));
    }
    error
}
