use std::time::Duration;

use authing_axum::{Auth, Problem, ProblemKind};
use axum::{Router, http::Method, response::IntoResponse};
use tower_governor::{GovernorError, GovernorLayer, governor::GovernorConfigBuilder};

/// Each address may send five POST requests at once, such as logins, and one more every ten seconds.
fn limited(auth: &Auth) -> Router {
    let mut limit = GovernorConfigBuilder::default();
    let limit = limit.per_second(10).burst_size(5).methods(vec![Method::POST]).finish().expect("no number is zero");
    let limit = GovernorLayer::new(limit).error_handler(|error| match error {
        GovernorError::TooManyRequests { wait_time, .. } => Problem::new(ProblemKind::TooManyRequests)
            .with_retry_after(Duration::from_secs(wait_time))
            .into_response(),
        other => other.into(),
    });
    auth.routes().layer(limit).layer(auth.layer()) // the outer layer knows the language of the problem
}
