use std::sync::{Arc, Mutex};

use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

use super::Contract;

/// Holds a request against the contract. `renamed` has pairs of another name of a header and the contract's.
pub fn judge(request: &Request, renamed: &[(String, &'static str)]) -> Result<String, String> {
    let mut headers = request.headers.clone();
    for (other, usual) in renamed {
        if let Some(value) = headers.remove(other.as_str()) {
            headers.insert(*usual, value);
        }
    }
    let query: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
    Contract::get().check_request(request.method.as_str(), request.url.path(), &query, &headers, &request.body)
}

/// A server that answers every request in one way, for tests that are not about what is sent; that the contract has it is
/// asserted all the same, when the server goes.
pub struct Judged {
    mock: MockServer,
    complaints: Arc<Mutex<Vec<String>>>,
}

impl Judged {
    pub async fn start(answer: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static) -> Self {
        let mock = MockServer::builder().start().await;
        let complaints = Arc::<Mutex<Vec<String>>>::default();
        let noted = Arc::clone(&complaints);
        let respond = move |request: &Request| {
            noted.lock().unwrap().extend(judge(request, &[]).err());
            answer(request)
        };
        Mock::given(any()).respond_with(respond).mount(&mock).await;
        Self { mock, complaints }
    }
}

impl std::ops::Deref for Judged {
    type Target = MockServer;

    fn deref(&self) -> &MockServer {
        &self.mock
    }
}

impl Drop for Judged {
    fn drop(&mut self) {
        let complaints = self.complaints.lock().unwrap();
        if !std::thread::panicking() && !complaints.is_empty() {
            panic!("not as the contract has it:\n- {}", complaints.join("\n- "));
        }
    }
}
