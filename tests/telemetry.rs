//! Traces and metrics, as OpenTelemetry receives them.

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeMap;

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder};
use opentelemetry::{
    global,
    trace::{SpanKind, Status, TraceContextExt as _, TracerProvider as _},
};
use opentelemetry_sdk::{
    metrics::{
        InMemoryMetricExporter, PeriodicReader, SdkMeterProvider,
        data::{AggregatedMetrics, MetricData},
    },
    propagation::TraceContextPropagator,
    trace::{InMemorySpanExporter, SdkTracerProvider, SpanData},
};
use serde_json::json;
use tracing::{Instrument as _, instrument::WithSubscriber as _};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::support::{Reply, Server, TestStore, envelope, graphql, refusal, token, user, user_json};

fn logged_in(builder: AuthenticationClientBuilder) -> AuthenticationClient {
    builder.token_store(TestStore::with(&token("user-1"), Some(user("user-1")))).build().unwrap()
}

fn attributes(span: &SpanData) -> BTreeMap<String, String> {
    span.attributes.iter().map(|pair| (pair.key.to_string(), pair.value.to_string())).collect()
}

/// Runs the work in a span of the program, and returns the trace of that span and all finished spans by their names.
async fn traced(work: impl Future<Output = ()>) -> (String, BTreeMap<String, SpanData>) {
    let (id, spans) = finished(work).await;
    (id, spans.into_iter().map(|span| (span.name.to_string(), span)).collect())
}

/// The same with the spans in the order in which they were closed.
async fn finished(work: impl Future<Output = ()>) -> (String, Vec<SpanData>) {
    global::set_text_map_propagator(TraceContextPropagator::new());
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let trace = async {
        let span = tracing::info_span!("handler");
        let id = span.context().span().span_context().trace_id().to_string();
        work.instrument(span).await;
        id
    };
    let id = trace.with_subscriber(tracing_subscriber::registry().with(layer)).await;
    (id, exporter.get_finished_spans().unwrap())
}

#[tokio::test]
async fn a_call_is_a_span_with_a_span_for_each_request_whose_context_is_sent() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    let client = server.client();
    let (trace, spans) = traced(async { drop(client.login_by_code("a-s3cret-code").await.unwrap()) }).await;
    let (call, request) = (&spans["login_by_code"], &spans["POST login_by_code"]);
    assert_eq!(call.parent_span_id, spans["handler"].span_context.span_id());
    assert_eq!(request.parent_span_id, call.span_context.span_id());
    assert_eq!((&call.span_kind, &request.span_kind), (&SpanKind::Internal, &SpanKind::Client));
    assert_eq!((&call.status, &request.status), (&Status::Unset, &Status::Unset));

    let host = reqwest::Url::parse(&server.host()).unwrap();
    let found = attributes(request);
    let path = format!("{}/connections/social/wechat-miniprogram/auth", server.host());
    for (name, value) in [
        ("http.request.method", "POST"),
        ("http.response.status_code", "200"),
        ("server.address", host.host_str().unwrap()),
        ("server.port", &host.port().unwrap().to_string()),
        ("url.full", &path),
    ] {
        assert_eq!(found.get(name).map(String::as_str), Some(value), "{name} in {found:?}");
    }
    assert!(!found.contains_key("error.type"), "{found:?}");

    let sent = server.one_request();
    let context = format!("00-{trace}-{}-01", request.span_context.span_id());
    assert_eq!(sent.header("traceparent"), Some(&*context));
    assert!(!format!("{spans:?}").contains("s3cret"), "no secret is in a span");
}

#[tokio::test]
async fn a_failure_is_in_both_spans() {
    let server = Server::start().await;
    server.reply("user", Reply::status(503, refusal(503, "busy")));
    server.reply("loginByCode", refusal(1636, "second factor"));
    let client = logged_in(server.builder());
    let (_, spans) = traced(async {
        client.get_current_user().await.unwrap_err();
        client.login_by_code("a-code").await.unwrap_err();
    })
    .await;
    let error = |name: &str| attributes(&spans[name]).get("error.type").cloned();
    assert_eq!([error("POST user"), error("get_current_user")], [Some("503".into()), Some("refused".into())]);
    assert!(matches!(spans["POST user"].status, Status::Error { .. }), "{:?}", spans["POST user"].status);
    assert!(matches!(spans["get_current_user"].status, Status::Error { .. }));
    // HTTP succeeded, and the call did not.
    assert_eq!([error("POST login_by_code"), error("login_by_code")], [None, Some("refused".into())]);
    assert_eq!(attributes(&spans["login_by_code"])["authing.code"], "1636");
}

#[tokio::test]
async fn a_span_is_closed_with_its_call_although_the_program_keeps_the_future() {
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("isUserExists", refusal(500, "broken"));
    let client = server.client();
    let (_, spans) = finished(async {
        let mut login = client.login_by_code("a-code").into_future();
        let mut question = client.is_user_exists().username("ada").into_future();
        assert!(login.as_mut().await.is_ok() && question.as_mut().await.is_err());
        drop(tracing::info_span!("afterwards").entered());
        drop((login, question));
    })
    .await;
    let order: Vec<_> = spans.iter().map(|span| span.name.as_ref()).filter(|name| !name.starts_with("POST")).collect();
    assert_eq!(order, ["login_by_code", "is_user_exists", "afterwards", "handler"]);
}

#[tokio::test]
async fn the_address_of_a_span_has_no_query() {
    let server = Server::start().await;
    server.reply("validateToken", json!({ "sub": "user-1", "aud": "app", "exp": 1, "iat": 1, "iss": "https://a" }));
    let client = server.client();
    let token = authing_wxapp::OidcToken::access("a.s3cret.b");
    let (_, spans) = traced(async { drop(client.validate_token(token).await) }).await;
    assert!(server.one_request().query.iter().any(|(_, value)| value.contains("s3cret")), "the query has the token");
    assert!(attributes(&spans["GET validate_token"])["url.full"].ends_with("/api/v2/oidc/validate_token"));
    assert!(!format!("{spans:?}").contains("s3cret"));
}

#[tokio::test]
async fn without_a_trace_no_context_is_sent_and_a_header_of_the_call_stays() {
    global::set_text_map_propagator(TraceContextPropagator::new());
    let server = Server::start().await;
    server.reply("user", graphql("user", user_json("user-1")));
    let client = logged_in(server.builder());
    client.get_current_user().await.unwrap();
    let own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let (_, _) = traced(async {
        client.get_current_user().header("traceparent", own).await.unwrap();
    })
    .await;
    let [without, with] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!((without.header("traceparent"), with.header("traceparent")), (None, Some(own)));
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_and_requests_are_measured() {
    let exporter = InMemoryMetricExporter::default();
    let provider = SdkMeterProvider::builder().with_reader(PeriodicReader::builder(exporter.clone()).build()).build();
    // Another test of this program may build a client later, so the provider is global for this client alone.
    global::set_meter_provider(provider.clone());
    let server = Server::start().await;
    server.reply("loginByCode", envelope(user_json("user-1")));
    server.reply("loginByCode", Reply::status(503, refusal(503, "busy")));
    let client = server.client();
    client.login_by_code("a-code").await.unwrap();
    client.login_by_code("a-code").await.unwrap_err();
    client.login_by_code("").await.unwrap_err();
    provider.force_flush().unwrap();

    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for metrics in exporter.get_finished_metrics().unwrap() {
        for metric in metrics.scope_metrics().flat_map(|scope| scope.metrics()) {
            let AggregatedMetrics::F64(MetricData::Histogram(histogram)) = metric.data() else { continue };
            for point in histogram.data_points() {
                let of = |wanted: &str| {
                    point.attributes().find(|pair| pair.key.as_str() == wanted).map(|pair| pair.value.to_string())
                };
                let of_this_server = of("server.port").is_none_or(|port| server.host().ends_with(&port));
                if of_this_server && of("authing.method").is_none_or(|method| method == "login_by_code") {
                    let failure = of("error.type").unwrap_or_default();
                    *counts.entry(format!("{} {failure}", metric.name())).or_default() += point.count();
                }
            }
        }
    }
    assert_eq!(counts["http.client.request.duration "], 1, "{counts:?}");
    assert_eq!(counts["http.client.request.duration 503"], 1, "{counts:?}");
    // Other tests of this program call the same method.
    for name in [
        "authing.client.call.duration ",
        "authing.client.call.duration refused",
        "authing.client.call.duration argument",
    ] {
        assert!(counts.get(name).is_some_and(|count| *count >= 1), "{name}: {counts:?}");
    }
}
