//! A sandbox behind a proxy that checks every request and every reply against the contract.

use std::sync::{Arc, Mutex};

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Response, header},
};
use serde_json::Value;

use crate::support::Contract;

/// Larger than every body in these tests.
const LIMIT: usize = 32 << 20;

/// The violations of the contract.
type Complaints = Arc<Mutex<Vec<String>>>;

/// A sandbox whose clients use the proxy. On drop it panics if a request or a reply violated the contract.
pub struct Sandbox {
    sandbox: authing_sandbox::Sandbox,
    client: AuthenticationClient,
    address: String,
    complaints: Complaints,
}

impl Sandbox {
    pub async fn start() -> Self {
        Self::with(authing_sandbox::Sandbox::builder()).await
    }

    pub async fn seeded(seed: Value) -> Self {
        Self::with(authing_sandbox::Sandbox::builder().seed(seed)).await
    }

    pub async fn with(builder: authing_sandbox::SandboxBuilder) -> Self {
        let sandbox = builder.start().await.expect("a port on this machine");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port on this machine");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let complaints = Complaints::default();
        let proxy = Arc::new(Proxy {
            upstream: sandbox.url(),
            http: reqwest::Client::new(),
            complaints: Arc::clone(&complaints),
        });
        let app = Router::new().fallback(forward).with_state(proxy);
        tokio::spawn(async { axum::serve(listener, app).await });
        let client = AuthenticationClient::builder(authing_sandbox::APP_ID).host(&*address).build().expect("a client");
        Self { sandbox, client, address, complaints }
    }

    /// A client with a new session, like that of `Sandbox::client`, but through the proxy.
    pub fn client(&self) -> AuthenticationClient {
        self.client.for_session(authing_wxapp::MemoryStore::new())
    }

    pub fn client_builder(&self) -> AuthenticationClientBuilder {
        self.sandbox.client_builder().host(&*self.address)
    }

    /// Takes the complaints, so that drop does not panic. For the tests of the proxy.
    pub fn take_complaints(&self) -> Vec<String> {
        std::mem::take(&mut *self.complaints.lock().unwrap())
    }
}

impl std::ops::Deref for Sandbox {
    type Target = authing_sandbox::Sandbox;

    fn deref(&self) -> &Self::Target {
        &self.sandbox
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let complaints = self.take_complaints();
        if !std::thread::panicking() && !complaints.is_empty() {
            panic!("the contract is violated:\n- {}", complaints.join("\n- "));
        }
    }
}

struct Proxy {
    upstream: String,
    http: reqwest::Client,
    complaints: Complaints,
}

async fn forward(State(proxy): State<Arc<Proxy>>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LIMIT).await.expect("a whole request");
    let query = reqwest::Url::parse(&format!("http://proxy{}", head.uri)).expect("an address");
    let query: Vec<_> = query.query_pairs().into_owned().collect();
    let verdict = Contract::get().check_request(head.method.as_str(), head.uri.path(), &query, &head.headers, &body);

    let mut forwarded: HeaderMap = head.headers;
    forwarded.remove(header::HOST);
    let url = format!("{}{}", proxy.upstream, head.uri);
    let reply =
        proxy.http.request(head.method, url).headers(forwarded).body(body).send().await.expect("the sandbox answers");
    let (status, headers) = (reply.status(), reply.headers().clone());
    let body = reply.bytes().await.expect("a whole reply");

    let verdict = verdict.and_then(|operation| {
        let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let json: Value = match media {
            // The contract does not describe the XML of CAS.
            xml if xml.starts_with("application/xml") => return Ok(()),
            json if json.starts_with("application/json") => {
                serde_json::from_slice(&body).map_err(|e| format!("the reply to {operation}: {e}"))?
            }
            _ => Value::String(String::from_utf8_lossy(&body).into()),
        };
        Contract::get().check_reply(&operation, status.as_u16(), &json)
    });
    proxy.complaints.lock().unwrap().extend(verdict.err());
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
