//! A server that checks every request and every reply against the contract, and fails the test that violates it.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
};

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder, TokenStore};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

use super::{Contract, ReceivedRequest, Reply};

pub const APP_ID: &str = "60b5a1f0c3d2e4f5a6b7c8d9";

/// Answers each operation with the reply mounted for it. On drop it panics if a request or a reply violated the
/// contract, if no reply was mounted for a request, or if a mounted reply was never used.
pub struct Server {
    mock: MockServer,
    checker: Arc<Checker>,
}

type Answer = Arc<dyn Fn(&ReceivedRequest) -> Reply + Send + Sync>;

#[derive(Default)]
struct Checker {
    prefix: String,
    /// Pairs of the configured name of a header and its name in the contract.
    renamed: Vec<(&'static str, &'static str)>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    answers: BTreeMap<String, VecDeque<(Answer, bool)>>,
    received: Vec<ReceivedRequest>,
    complaints: Vec<String>,
}

impl Server {
    pub async fn start() -> Self {
        Self::start_as("", &[]).await
    }

    /// A deployment under a path prefix that renames some headers. `renamed` pairs the new name with that in the
    /// contract.
    pub async fn start_as(prefix: &str, renamed: &[(&'static str, &'static str)]) -> Self {
        // A server of the pool would be reused, and a late request of an abandoned call could then reach another test.
        let mock = MockServer::builder().start().await;
        let checker = Arc::new(Checker { prefix: prefix.into(), renamed: renamed.to_vec(), state: Mutex::default() });
        let responder = Arc::clone(&checker);
        Mock::given(any()).respond_with(move |request: &Request| responder.answer(request)).mount(&mock).await;
        Self { mock, checker }
    }

    /// The host to configure.
    pub fn host(&self) -> String {
        format!("{}{}", self.mock.uri(), self.checker.prefix)
    }

    /// Mounts a reply. Several replies to one operation are sent one after the other; the last one is repeated.
    pub fn reply(&self, operation: &str, reply: impl Into<Reply>) {
        let reply = reply.into();
        self.answer(operation, move |_| reply.clone());
    }

    /// Mounts a function that makes the reply. It runs while the request is in flight.
    pub fn answer(&self, operation: &str, answer: impl Fn(&ReceivedRequest) -> Reply + Send + Sync + 'static) {
        if let Err(why) = Contract::get().operation(operation) {
            panic!("{why}");
        }
        let mut state = self.checker.state();
        state.answers.entry(operation.into()).or_default().push_back((Arc::new(answer), false));
    }

    pub fn builder(&self) -> AuthenticationClientBuilder {
        AuthenticationClient::builder(APP_ID).host(self.host()).websocket_host(self.host())
    }

    /// A client without a session.
    pub fn client(&self) -> AuthenticationClient {
        self.builder().build().expect("a client")
    }

    /// A client that uses this store.
    pub fn client_over(&self, store: impl TokenStore) -> AuthenticationClient {
        self.builder().token_store(store).build().expect("a client")
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.checker.state().received.clone()
    }

    /// The requests for one operation, in order.
    pub fn requests_for(&self, operation: &str) -> Vec<ReceivedRequest> {
        self.requests().into_iter().filter(|request| request.operation == operation).collect()
    }

    /// The operations requested so far, in order.
    pub fn operations(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.operation).collect()
    }

    /// The only request.
    #[track_caller]
    pub fn one_request(&self) -> ReceivedRequest {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "expected exactly one request, got {:?}", self.operations());
        requests.remove(0)
    }

    #[track_caller]
    pub fn assert_untouched(&self) {
        assert_eq!(self.operations(), Vec::<String>::new());
    }

    /// The violations of the contract so far, and the mounted replies that were not used.
    pub fn complaints(&self) -> Vec<String> {
        let state = self.checker.state();
        let mut complaints = state.complaints.clone();
        for (operation, answers) in &state.answers {
            let idle = answers.iter().filter(|(_, used)| !used).count();
            if idle > 0 {
                complaints.push(format!("{idle} replies to {operation} were mounted and never used"));
            }
        }
        complaints
    }

    /// Takes the complaints, so that drop does not panic. For the tests of this server.
    pub fn take_complaints(self) -> Vec<String> {
        let complaints = self.complaints();
        *self.checker.state() = State::default();
        complaints
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let complaints = self.complaints();
        if !std::thread::panicking() && !complaints.is_empty() {
            panic!("the contract is violated:\n- {}", complaints.join("\n- "));
        }
    }
}

impl Checker {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn answer(&self, request: &Request) -> ResponseTemplate {
        let (mut received, renaming) = self.read(request);
        let verdict = Contract::get().check_request(
            &received.method,
            &received.path,
            &received.query,
            &received.headers,
            &received.body,
        );
        let mut state = self.state();
        state.complaints.extend(renaming);
        match verdict {
            Ok(operation) => received.operation = operation,
            Err(why) => state.complaints.push(why),
        }
        let answer = state.next_answer(&received.operation);
        state.received.push(received.clone());
        // The answer may call methods of this server, which lock the state.
        drop(state);
        let Some(answer) = answer else {
            let complaint =
                format!("nothing is mounted for {} {} ({})", received.method, received.path, received.operation);
            self.state().complaints.push(complaint);
            return ResponseTemplate::new(501);
        };
        let reply = answer(&received);
        if let Some(body) = &reply.checked {
            self.state().complaints.extend(Contract::get().check_reply(&received.operation, reply.status, body).err());
        }
        reply.template
    }

    /// Normalizes the request: removes the path prefix and gives headers their names in the contract.
    fn read(&self, request: &Request) -> (ReceivedRequest, Option<String>) {
        let mut headers = request.headers.clone();
        let mut complaint = None;
        for (other, usual) in &self.renamed {
            if headers.contains_key(*usual) {
                complaint = Some(format!("the header {usual} was sent, but this deployment names it {other}"));
            }
            if let Some(value) = headers.remove(*other) {
                headers.insert(*usual, value);
            }
        }
        let path = request.url.path();
        let received = ReceivedRequest {
            operation: String::new(),
            method: request.method.to_string(),
            path: path.strip_prefix(&self.prefix).unwrap_or(path).to_owned(),
            query: request.url.query_pairs().into_owned().collect(),
            headers,
            body: request.body.clone(),
        };
        (received, complaint)
    }
}

impl State {
    fn next_answer(&mut self, operation: &str) -> Option<Answer> {
        let answers = self.answers.get_mut(operation)?;
        if answers.len() > 1 && answers[0].1 {
            answers.pop_front();
        }
        let (answer, used) = answers.front_mut()?;
        *used = true;
        Some(Arc::clone(answer))
    }
}
