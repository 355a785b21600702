//! The outermost layer of every public verb: its deadline, its span, and the one report of its failure.

use std::time::Duration;

use serde_json::Value;
use tracing::{Instrument as _, Span};

use crate::{
    AuthenticationClient, BoxFuture,
    error::{Error, Kind},
};

/// Runs the work of one verb, within the timeout. However it is composed, a failure is reported once. The work comes boxed,
/// so that what runs it is compiled once for each result and not for each verb.
pub(crate) fn run<T: 'static>(
    client: AuthenticationClient,
    verb: &'static str,
    work: BoxFuture<'static, Result<T, Error>>,
) -> BoxFuture<'static, Result<T, Error>> {
    Box::pin(async move { reported(&client, verb, in_time(&client, work)).await })
}

/// The same without a timeout, for work that waits on purpose.
pub(crate) async fn reported<T>(
    client: &AuthenticationClient,
    verb: &'static str,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let span = tracing::info_span!("authing", verb);
    match work.instrument(span.clone()).await {
        Ok(value) => Ok(value),
        Err(error) => Err(report(client, verb, &span, error)),
    }
}

/// Gives work the timeout of the client.
pub(crate) async fn in_time<T>(
    client: &AuthenticationClient,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let limit = client.shared().timeout;
    match tokio::time::timeout(limit, work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(timed_out(limit)),
    }
}

fn timed_out(limit: Duration) -> Error {
    Error::new(Kind::TimedOut, format!("no result within the timeout of {limit:?}")).with_reached(true)
}

/// Reports what ends a stream that a verb has begun.
#[cfg(feature = "events")]
pub(crate) fn watch(client: &AuthenticationClient, verb: &'static str, failure: Error) -> Error {
    report(client, verb, &tracing::info_span!("authing", verb), failure)
}

/// Tells of a failure. Not generic, for it is compiled once and `run` once for each result.
fn report(client: &AuthenticationClient, verb: &'static str, span: &Span, error: Error) -> Error {
    let error = error.with_verb(verb);
    let _entered = span.enter();
    tracing::debug!(code = error.code().get(), status = error.http_status(), request_id = error.request_id(), "failed");
    if let Some(on_error) = &client.shared().on_error {
        on_error(error.code(), error.message(), error.data().unwrap_or(&Value::Null));
    }
    error
}
