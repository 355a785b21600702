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
    core::{CallContext, Core, progress::Progress},
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
    Box::pin(async move { reported(&context.core, verb, in_time(&context, work)).await })
}

/// The same without a timeout, for work that waits on purpose.
pub(crate) async fn reported<T>(
    core: &Core,
    verb: &'static str,
    work: impl Future<Output = Result<T, Error>> + Unpin,
) -> Result<T, Error> {
    let span = span(verb);
    #[cfg(feature = "otel")]
    let started = std::time::Instant::now();
    // The work ends here, because what it holds must be free when the failure is reported.
    let outcome = {
        let mut work = work;
        poll_fn(|context| {
            let _entered = span.enter();
            Pin::new(&mut work).poll(context)
        })
        .await
    };
    #[cfg(feature = "otel")]
    core.metrics.note_call(verb, started.elapsed(), outcome.as_ref().err().map(Error::kind_name));
    outcome.map_err(|error| report(core, verb, &span, error))
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
    context: &CallContext,
    mut work: impl Future<Output = Result<T, Error>> + Unpin,
) -> impl Future<Output = Result<T, Error>> + Unpin {
    let mut begun = None;
    poll_fn(move |task| {
        let limit = match &mut begun {
            Some(limit) => limit,
            empty => match Limit::begin(context) {
                Ok(limit) => empty.insert(limit),
                Err(error) => return Poll::Ready(Err(error)),
            },
        };
        // The work is polled first: a result that is there at the last moment counts.
        let mut outcome = Poll::Pending;
        limit.progress.scope(|| outcome = Pin::new(&mut work).poll(task));
        match outcome {
            Poll::Pending => limit.poll_error(task).map(Err),
            outcome => outcome,
        }
    })
}

/// The time limit of a call, which begins when the call is first polled.
struct Limit {
    progress: Arc<Progress>,
    /// Boxed, and only there once the work waits: a small future is cheaper to make and to move.
    expired: Option<BoxFuture<'static, ()>>,
}

impl Limit {
    fn begin(context: &CallContext) -> Result<Self, Error> {
        if Handle::try_current().is_err() {
            return Err(Error::argument(
                "a request needs a tokio runtime; await it below #[tokio::main] or Runtime::block_on",
            ));
        }
        context.settings.check()?;
        Ok(Self { progress: Progress::new(context.settings.timeout), expired: None })
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
