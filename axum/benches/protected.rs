//! Compares a protected request with a handler written by hand, which verifies tokens with jsonwebtoken alone.
//!
//! `cargo bench -p authing-axum --bench protected` prints ratios (authing-axum / hand-written) of CPU time for one request, and
//! how long a request takes: medians of interleaved rounds. The keys are known to both; no request goes to Authing. Requests
//! go to the router without a connection, whose cost would hide the difference.

use std::{collections::HashMap, sync::Arc};

use authing_axum::{Auth, CurrentUser};
use authing_sandbox::{APP_ID, APP_SECRET, Sandbox};
use authing_wxapp::{MemorySessions, SessionId, TokenAlgorithm};
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, Request, StatusCode, header},
    routing::get,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use rustix::time::{ClockId, clock_gettime};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

const ROUNDS: usize = 41;
const REQUESTS: u32 = 500;
/// The key with which the sandbox signs.
const KEY: &[u8] = include_bytes!("../../sandbox/src/domain/signing-key.der");

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let sandbox = runtime.block_on(Sandbox::start()).expect("a sandbox");
    let client = sandbox.client_builder().app_secret(APP_SECRET).build().expect("valid options");
    let issuer = format!("{}/oidc", sandbox.url());
    let site = |algorithm| {
        let builder = Auth::builder(client.clone(), MemorySessions::new()).bearer_tokens().algorithm(algorithm);
        builder.build().expect("valid options")
    };

    println!("\nauthing-axum / hand-written: median CPU time of {ROUNDS} interleaved rounds of {REQUESTS} requests");
    println!("{:<26} {:>7} {:>12} {:>12}", "", "ratio", "here", "by hand");
    let secret = EncodingKey::from_secret(APP_SECRET.as_bytes()).expect("a secret");
    for (name, algorithm, header, key, known) in [
        (
            "access token, RS256",
            TokenAlgorithm::Rs256,
            Header { kid: Some("sandbox".into()), ..Header::new(Algorithm::RS256) },
            EncodingKey::from_rsa_der(KEY),
            runtime.block_on(published(&sandbox)),
        ),
        (
            "access token, HS256",
            TokenAlgorithm::Hs256,
            Header { kid: Some("sandbox".into()), ..Header::new(Algorithm::HS256) },
            secret,
            DecodingKey::from_secret(APP_SECRET.as_bytes()).expect("a secret"),
        ),
    ] {
        let bearer = format!("Bearer {}", encode(&header, &claims(&issuer), &key).expect("a token"));
        let by_hand = hand_written(header.alg, known, &issuer);
        compare(&runtime, name, (protected(&site(algorithm)), &bearer), (by_hand, &bearer));
    }

    // Against nothing: what a session in memory costs beside a token.
    let auth = site(TokenAlgorithm::Rs256);
    let code = sandbox.wechat().user("openid-ada").login();
    let login = auth.log_in(|client| async move { client.login_by_code(code).await });
    let (_, id): (_, SessionId) = runtime.block_on(login).expect("a login");
    let app = protected(&auth);
    let bearer = format!("Bearer {}", id.expose());
    let mut times: Vec<f64> = (0..=ROUNDS).map(|_| measure(&runtime, &app, &bearer)).collect();
    println!("{:<26} {:>7} {:>9.1} µs", "session in memory", "", median(&mut times));
}

fn claims(issuer: &str) -> Value {
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock after 1970").as_secs();
    json!({ "sub": "5f7019a1b2c3d4e5f6a7b8c9", "iss": issuer, "aud": APP_ID, "iat": now, "exp": now + 3600, "scope": "openid profile" })
}

fn protected(auth: &Auth) -> Router {
    Router::new().route("/", get(async |user: CurrentUser| user.id().to_owned())).layer(auth.layer())
}

/// The key that the sandbox publishes.
async fn published(sandbox: &Sandbox) -> DecodingKey {
    let url = format!("{}/oidc/.well-known/jwks.json", sandbox.url());
    let keys: Value = reqwest::get(url).await.expect("the keys").json().await.expect("the keys");
    let part = |name: &str| keys["keys"][0][name].as_str().expect("a part of the key").to_owned();
    DecodingKey::from_rsa_components(&part("n"), &part("e")).expect("a key")
}

/// What a careful programmer would write with jsonwebtoken.
struct Hand {
    keys: HashMap<String, DecodingKey>,
    validation: Validation,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    #[expect(dead_code, reason = "a handler wants it")]
    scope: Option<String>,
}

fn hand_written(algorithm: Algorithm, key: DecodingKey, issuer: &str) -> Router {
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&[APP_ID]);
    validation.set_issuer(&[issuer]);
    let hand = Arc::new(Hand { keys: HashMap::from([("sandbox".into(), key)]), validation });
    Router::new().route("/", get(by_hand)).with_state(hand)
}

async fn by_hand(State(hand): State<Arc<Hand>>, headers: HeaderMap) -> Result<String, StatusCode> {
    let refused = StatusCode::UNAUTHORIZED;
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or(refused)?;
    let token = header.strip_prefix("Bearer ").ok_or(refused)?;
    let kid = decode_header(token).ok().and_then(|header| header.kid).ok_or(refused)?;
    let key = hand.keys.get(&kid).ok_or(refused)?;
    let claims = decode::<Claims>(token, key, &hand.validation).map_err(|_| refused)?.claims;
    Ok(claims.sub)
}

fn compare(runtime: &Runtime, name: &str, here: (Router, &str), by_hand: (Router, &str)) {
    let (mut ratios, mut ours, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (own, hand) = (measure(runtime, &here.0, here.1), measure(runtime, &by_hand.0, by_hand.1));
        // The first round fetches the keys.
        if round > 0 {
            ratios.push(own / hand);
            ours.push(own);
            theirs.push(hand);
        }
    }
    let (ratio, own, hand) = (median(&mut ratios), median(&mut ours), median(&mut theirs));
    println!("{name:<26} {ratio:>7.2} {own:>9.1} µs {hand:>9.1} µs");
}

/// The CPU time of one request, in microseconds.
fn measure(runtime: &Runtime, app: &Router, authorization: &str) -> f64 {
    let time = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
    };
    let before = time();
    runtime.block_on(async {
        for _ in 0..REQUESTS {
            let request = Request::get("/").header(header::AUTHORIZATION, authorization).body(Body::empty());
            let response = app.clone().oneshot(request.expect("a request")).await.expect("an answer");
            assert_eq!(response.status(), StatusCode::OK);
        }
    });
    (time() - before) / f64::from(REQUESTS)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
