//! The metrics of calls and of their requests.

use std::time::Duration;

use opentelemetry::{KeyValue, global, metrics::Histogram};

/// The boundaries that the semantic conventions advise for durations of HTTP requests, in seconds.
const BOUNDARIES: [f64; 14] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// The instruments of one application, from the meter provider that was global when the client was built.
pub(crate) struct Metrics {
    requests: Histogram<f64>,
    calls: Histogram<f64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let meter = global::meter("authing-wxapp");
        let histogram = |name: &'static str, what: &'static str| {
            meter.f64_histogram(name).with_unit("s").with_description(what).with_boundaries(BOUNDARIES.into()).build()
        };
        Self {
            requests: histogram("http.client.request.duration", "Duration of HTTP client requests."),
            calls: histogram("authing.client.call.duration", "Duration of calls, with all their requests."),
        }
    }
}

impl Metrics {
    pub fn note_request(&self, duration: Duration, attributes: &[KeyValue]) {
        self.requests.record(duration.as_secs_f64(), attributes);
    }

    /// Notes a call. `failure` is the kind of its error.
    pub fn note_call(&self, verb: &'static str, duration: Duration, failure: Option<&'static str>) {
        let mut attributes = vec![KeyValue::new("authing.method", verb)];
        attributes.extend(failure.map(|kind| KeyValue::new("error.type", kind)));
        self.calls.record(duration.as_secs_f64(), &attributes);
    }
}
