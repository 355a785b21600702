//! A server that holds every request and every reply against the contract, and fails the test that broke it.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
};

use authing_wxapp::{AuthenticationClient, AuthenticationClientBuilder, TokenStore};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

use super::{Contract, Reply, Seen};

pub const APP_ID: &str = "60b5a1f0c3d2e4f5a6b7c8d9";

/// Answers each operation with what was mounted for it. At the end of the test it panics when a request or a reply was not
/// as the contract has it, when a request came that nothing was mounted for, or when a reply was never asked for.
pub struct Server {
    mock: MockServer,
    judge: Arc<Judge>,
}

type Answer = Arc<dyn Fn(&Seen) -> Reply + Send + Sync>;

#[derive(Default)]
struct Judge {
    prefix: String,
    /// Other names of headers, each with its name in the contract.
    renamed: Vec<(&'static str, &'static str)>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    answers: BTreeMap<String, VecDeque<(Answer, bool)>>,
    seen: Vec<Seen>,
    complaints: Vec<String>,
}

impl Server {
    pub async fn start() -> Self {
        Self::start_as("", &[]).await
    }

    /// A deployment under a path prefix, with other names for some headers: pairs of that name and the contract's.
    pub async fn start_as(prefix: &str, renamed: &[(&'static str, &'static str)]) -> Self {
        // Not from the pool of servers: a late request of an abandoned call must not meet another test.
        let mock = MockServer::builder().start().await;
        let judge = Arc::new(Judge { prefix: prefix.into(), renamed: renamed.to_vec(), state: Mutex::default() });
        let judging = Arc::clone(&judge);
        Mock::given(any()).respond_with(move |request: &Request| judging.answer(request)).mount(&mock).await;
        Self { mock, judge }
    }

    /// The host to configure.
    pub fn host(&self) -> String {
        format!("{}{}", self.mock.uri(), self.judge.prefix)
    }

    /// Mounts a reply. Several replies to one operation are given one after the other; the last one stays.
    pub fn reply(&self, operation: &str, reply: impl Into<Reply>) {
        let reply = reply.into();
        self.answer(operation, move |_| reply.clone());
    }

    /// Mounts a reply that is made when the request is there. Runs while the request is in flight.
    pub fn answer(&self, operation: &str, answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) {
        if let Err(why) = Contract::get().operation(operation) {
            panic!("{why}");
        }
        let mut state = self.judge.state();
        state.answers.entry(operation.into()).or_default().push_back((Arc::new(answer), false));
    }

    pub fn builder(&self) -> AuthenticationClientBuilder {
        AuthenticationClient::builder(APP_ID).host(self.host()).websocket_host(self.host())
    }

    /// A client with nobody logged in.
    pub fn client(&self) -> AuthenticationClient {
        self.builder().build().expect("a client")
    }

    /// A client over this store.
    pub fn client_over(&self, store: impl TokenStore) -> AuthenticationClient {
        self.builder().token_store(store).build().expect("a client")
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<Seen> {
        self.judge.state().seen.clone()
    }

    /// The requests for one operation, in order.
    pub fn requests_for(&self, operation: &str) -> Vec<Seen> {
        self.requests().into_iter().filter(|request| request.operation == operation).collect()
    }

    /// The operations that were asked for, in order.
    pub fn operations(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.operation).collect()
    }

    /// The only request.
    #[track_caller]
    pub fn one_request(&self) -> Seen {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "not one request: {:?}", self.operations());
        requests.remove(0)
    }

    #[track_caller]
    pub fn assert_untouched(&self) {
        assert_eq!(self.operations(), Vec::<String>::new());
    }

    /// What was not as the contract has it.
    pub fn complaints(&self) -> Vec<String> {
        let state = self.judge.state();
        let mut complaints = state.complaints.clone();
        for (operation, answers) in &state.answers {
            let idle = answers.iter().filter(|(_, used)| !used).count();
            if idle > 0 {
                complaints.push(format!("{idle} replies to {operation} were mounted and never asked for"));
            }
        }
        complaints
    }

    /// For tests of this server: what it has to complain about, after which it is content.
    pub fn take_complaints(self) -> Vec<String> {
        let complaints = self.complaints();
        *self.judge.state() = State::default();
        complaints
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let complaints = self.complaints();
        if !std::thread::panicking() && !complaints.is_empty() {
            panic!("not as the contract has it:\n- {}", complaints.join("\n- "));
        }
    }
}

impl Judge {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn answer(&self, request: &Request) -> ResponseTemplate {
        let (mut seen, renaming) = self.read(request);
        let verdict = Contract::get().check_request(&seen.method, &seen.path, &seen.query, &seen.headers, &seen.body);
        let mut state = self.state();
        state.complaints.extend(renaming);
        match verdict {
            Ok(operation) => seen.operation = operation,
            Err(why) => state.complaints.push(why),
        }
        let answer = state.next_answer(&seen.operation);
        state.seen.push(seen.clone());
        // An answer may look at this server.
        drop(state);
        let Some(answer) = answer else {
            let complaint = format!("nothing is mounted for {} {} ({})", seen.method, seen.path, seen.operation);
            self.state().complaints.push(complaint);
            return ResponseTemplate::new(501);
        };
        let reply = answer(&seen);
        if let Some(body) = &reply.checked {
            self.state().complaints.extend(Contract::get().check_reply(&seen.operation, reply.status, body).err());
        }
        reply.template
    }

    /// The request in the contract's words: without prefix, headers under their usual names.
    fn read(&self, request: &Request) -> (Seen, Option<String>) {
        let mut headers = request.headers.clone();
        let mut complaint = None;
        for (other, usual) in &self.renamed {
            if headers.contains_key(*usual) {
                complaint = Some(format!("the header {usual} is sent although it is called {other} here"));
            }
            if let Some(value) = headers.remove(*other) {
                headers.insert(*usual, value);
            }
        }
        let path = request.url.path();
        let seen = Seen {
            operation: String::new(),
            method: request.method.to_string(),
            path: path.strip_prefix(&self.prefix).unwrap_or(path).to_owned(),
            query: request.url.query_pairs().into_owned().collect(),
            headers,
            body: request.body.clone(),
        };
        (seen, complaint)
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
