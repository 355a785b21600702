use std::sync::{Arc, Mutex};

use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

use super::Contract;

/// Checks a request against the contract. `renamed` pairs the configured name of a header with its name in the
/// contract.
pub fn check_request(request: &Request, renamed: &[(String, &'static str)]) -> Result<String, String> {
    let mut headers = request.headers.clone();
    for (other, usual) in renamed {
        if let Some(value) = headers.remove(other.as_str()) {
            headers.insert(*usual, value);
        }
    }
    let query: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
    Contract::get().check_request(request.method.as_str(), request.url.path(), &query, &headers, &request.body)
}

/// A server that answers every request with one function, for tests that do not look at requests. It still checks each
/// request against the contract, and panics on drop if one violates it.
pub struct CheckedServer {
    mock: MockServer,
    complaints: Arc<Mutex<Vec<String>>>,
}

impl CheckedServer {
    pub async fn start(answer: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static) -> Self {
        let mock = MockServer::builder().start().await;
        let complaints = Arc::<Mutex<Vec<String>>>::default();
        let noted = Arc::clone(&complaints);
        let respond = move |request: &Request| {
            noted.lock().unwrap().extend(check_request(request, &[]).err());
            answer(request)
        };
        Mock::given(any()).respond_with(respond).mount(&mock).await;
        Self { mock, complaints }
    }
}

impl std::ops::Deref for CheckedServer {
    type Target = MockServer;

    fn deref(&self) -> &MockServer {
        &self.mock
    }
}

impl Drop for CheckedServer {
    fn drop(&mut self) {
        let complaints = self.complaints.lock().unwrap();
        if !std::thread::panicking() && !complaints.is_empty() {
            panic!("the contract is violated:\n- {}", complaints.join("\n- "));
        }
    }
}
