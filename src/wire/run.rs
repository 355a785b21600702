//! The outermost layer of every public verb: its deadline, its span, and the one report of its failure.

use serde_json::Value;
use tracing::Instrument as _;

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
    let shared = client.shared();
    let span = tracing::info_span!("authing", verb);
    let limited = tokio::time::timeout(shared.timeout, work).instrument(span.clone());
    let error = match limited.await {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error,
        Err(_) => {
            let limit = shared.timeout;
            Error::new(Kind::TimedOut, format!("no result within the timeout of {limit:?}")).with_reached(true)
        }
    };
    let error = error.with_verb(verb);
    let _entered = span.enter();
    tracing::debug!(code = error.code().get(), status = error.http_status(), request_id = error.request_id(), "failed");
    if let Some(on_error) = &shared.on_error {
        on_error(error.code(), error.message(), error.data().unwrap_or(&Value::Null));
    }
    Err(error)
}
