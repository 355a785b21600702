//! The outermost layer of every verb: its deadline, its span, and the one report of its failure.

use std::pin::pin;

use futures_util::future::{Either, select};
use serde_json::Value;
use tokio::runtime::Handle;
use tracing::{Instrument as _, Span, field::Empty};

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
    Box::pin(async move {
        // The result stays here, because each layer around the work would move it, and a user has more than a kilobyte.
        let mut result = None;
        let work = Box::pin(async {
            result = Some(work.await?);
            Ok(())
        });
        limited(&context, verb, work).await?;
        let Some(result) = result else { unreachable!("work that succeeds has a result") };
        Ok(result)
    })
}

/// The layers around the work of a verb. Not generic, so that they are compiled once.
async fn limited(
    context: &CallContext,
    verb: &'static str,
    work: BoxFuture<'_, Result<(), Error>>,
) -> Result<(), Error> {
    reported(&context.core, verb, in_time(context, work)).await
}

/// The same without a timeout, for work that waits on purpose.
pub(crate) async fn reported<T>(
    core: &Core,
    verb: &'static str,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let span = span(verb);
    #[cfg(feature = "otel")]
    let started = std::time::Instant::now();
    let outcome = work.instrument(span.clone()).await;
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
pub(crate) async fn in_time<T>(
    context: &CallContext,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    if Handle::try_current().is_err() {
        return Err(Error::argument(
            "a request needs a tokio runtime; await it below #[tokio::main] or Runtime::block_on",
        ));
    }
    context.settings.check()?;
    let progress = Progress::new(context.settings.timeout);
    // The work is polled first: a result that is there at the last moment counts.
    match select(pin!(progress.track(work)), pin!(progress.expired())).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(((), _)) => Err(progress.timed_out()),
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
