//! The outermost layer of every public verb: its deadline, its span, and the one report of its failure.

use serde_json::Value;
use tracing::{Instrument as _, Span};

use crate::{
    AuthenticationClient,
    error::{Error, Kind},
};

/// Runs the work of one verb. However it is composed, a failure is reported once.
pub(crate) async fn run<T>(
    client: &AuthenticationClient,
    verb: &'static str,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let span = tracing::info_span!("authing", verb);
    let failure = match tokio::time::timeout(client.shared().timeout, work).instrument(span.clone()).await {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => Some(error),
        Err(_) => None,
    };
    Err(report(client, verb, &span, failure))
}

/// Reports what ends a stream that a verb has begun.
#[cfg(feature = "events")]
pub(crate) fn watch(client: &AuthenticationClient, verb: &'static str, failure: Error) -> Error {
    report(client, verb, &tracing::info_span!("authing", verb), Some(failure))
}

/// Tells of a failure; none means that time ran out. Not generic, for it is compiled once and `run` once a verb.
fn report(client: &AuthenticationClient, verb: &'static str, span: &Span, failure: Option<Error>) -> Error {
    let shared = client.shared();
    let limit = shared.timeout;
    let error = failure.unwrap_or_else(|| {
        Error::new(Kind::TimedOut, format!("no result within the timeout of {limit:?}")).with_reached(true)
    });
    let error = error.with_verb(verb);
    let _entered = span.enter();
    tracing::debug!(code = error.code().get(), status = error.http_status(), request_id = error.request_id(), "failed");
    if let Some(on_error) = &shared.on_error {
        on_error(error.code(), error.message(), error.data().unwrap_or(&Value::Null));
    }
    error
}
