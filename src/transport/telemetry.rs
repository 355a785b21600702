//! The trace of a request, by the semantic conventions of OpenTelemetry for HTTP clients, and with the feature `otel` its
//! metrics and the context that is sent along.

use reqwest::{Request, Url};
use tracing::{Span, field::Empty};

use super::ResponseParts;
use crate::error::Error;

/// The span of one request.
pub(super) fn span(operation: &'static str, request: &Request) -> Span {
    let (method, url) = (request.method(), request.url());
    tracing::info_span!(
        "request",
        "otel.name" = format_args!("{method} {operation}"),
        "otel.kind" = "client",
        "otel.status_code" = Empty,
        "http.request.method" = method.as_str(),
        "http.response.status_code" = Empty,
        "server.address" = url.host_str(),
        "server.port" = url.port_or_known_default(),
        "url.full" = without_query(url),
        "error.type" = Empty,
    )
}

/// The address without the query, which may hold a token.
fn without_query(url: &Url) -> &str {
    // A single character is found faster than one of several.
    let without_fragment = url.as_str().split('#').next().unwrap_or_default();
    without_fragment.split('?').next().unwrap_or_default()
}

/// Notes in the span how the request ended.
pub(super) fn record(span: &Span, outcome: &Result<ResponseParts<'_>, Error>) {
    let (status, failure) = ending(outcome);
    span.record("http.response.status_code", status);
    if let Some(failure) = failure {
        span.record("error.type", &*failure);
        span.record("otel.status_code", "ERROR");
    }
}

/// The status of the reply, and the `error.type` of a failure: the status, or else the kind of the error.
fn ending(outcome: &Result<ResponseParts<'_>, Error>) -> (Option<u16>, Option<String>) {
    match outcome {
        Ok(parts) => (Some(parts.status()), None),
        Err(error) => {
            let status = error.http_status();
            let refused = status.filter(|status| !(200..300).contains(status));
            (status, Some(refused.map_or_else(|| error.kind_name().to_owned(), |status| status.to_string())))
        }
    }
}

#[cfg(feature = "otel")]
pub(super) use otel::{Measurement, propagate};

#[cfg(feature = "otel")]
mod otel {
    use std::time::Instant;

    use opentelemetry::{Context, KeyValue, global, propagation::Injector, trace::TraceContextExt as _};
    use reqwest::{
        Request,
        header::{HeaderMap, HeaderName, HeaderValue},
    };
    use tracing::Span;
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;

    use super::ending;
    use crate::{core::Metrics, error::Error, transport::ResponseParts};

    /// Adds the context of the trace as the global propagator writes it: `traceparent`, for example. Without a trace it adds
    /// nothing.
    pub fn propagate(span: &Span, headers: &mut HeaderMap) {
        let of_the_span = span.context();
        // The span has no context if the program traces without `tracing`, or filters out the spans of this crate.
        let context = if of_the_span.span().span_context().is_valid() { of_the_span } else { Context::current() };
        global::get_text_map_propagator(|propagator| propagator.inject_context(&context, &mut Added(headers)));
    }

    /// The headers of a request. One that is there already stays: the client sends it, or the call has set it.
    struct Added<'a>(&'a mut HeaderMap);

    impl Injector for Added<'_> {
        fn set(&mut self, key: &str, value: String) {
            let header = (key.parse::<HeaderName>(), HeaderValue::from_str(&value));
            if let (Ok(name), Ok(value)) = header {
                self.0.entry(name).or_insert(value);
            }
        }
    }

    /// The measurement of one request.
    pub struct Measurement {
        started: Instant,
        attributes: Vec<KeyValue>,
    }

    impl Measurement {
        pub fn begin(request: &Request) -> Self {
            let url = request.url();
            // Room for those of the end, too.
            let mut attributes = Vec::with_capacity(5);
            attributes.push(KeyValue::new("http.request.method", request.method().as_str().to_owned()));
            attributes.extend(url.host_str().map(|host| KeyValue::new("server.address", host.to_owned())));
            attributes.extend(url.port_or_known_default().map(|port| KeyValue::new("server.port", i64::from(port))));
            Self { started: Instant::now(), attributes }
        }

        pub fn end(mut self, metrics: &Metrics, outcome: &Result<ResponseParts<'_>, Error>) {
            let (status, failure) = ending(outcome);
            let status = status.map(|status| KeyValue::new("http.response.status_code", i64::from(status)));
            self.attributes.extend(status);
            self.attributes.extend(failure.map(|failure| KeyValue::new("error.type", failure)));
            metrics.note_request(self.started.elapsed(), &self.attributes);
        }
    }
}
