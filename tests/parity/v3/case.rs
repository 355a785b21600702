//! A record beside the observed call of our client.

use authing_wxapp::Error;
use serde_json::Value;

use super::{
    compare::{self, Difference},
    drive::Observation,
    expected::{Verdict, is_expired, verdict},
    methods::{Kind, Method},
    record::{Record, Sdk},
    serve::Exchange,
};
pub use crate::case::{Check, ensure};

pub struct Case<'a> {
    pub record: &'a Record,
    pub observed: &'a Observation,
    pub method: &'static Method,
    pub differences: Vec<Difference>,
    /// What the last reply to our call means; `None` if nothing was sent.
    pub verdict: Option<Verdict>,
}

impl<'a> Case<'a> {
    pub fn new(record: &'a Record, observed: &'a Observation, method: &'static Method) -> Self {
        let differences = compare::differences(record, observed);
        let last = observed.exchanges.last().map(|exchange| verdict(&exchange.sent.path, &exchange.reply));
        let mut case = Self { record, observed, method, differences, verdict: last };
        let refused = record.requests().first().is_some_and(|request| !request["notDelivered"].is_null());
        if case.verdict.is_none() && refused && !case.is_refused_here() {
            case.verdict = Some(Verdict::Unreachable);
        }
        case
    }

    pub fn is(&self, methods: &[&str]) -> bool {
        methods.contains(&self.method.name)
    }

    pub fn kind(&self) -> Kind {
        self.method.kind
    }

    pub fn taro(&self) -> bool {
        self.record.sdk == Sdk::Taro
    }

    pub fn error(&self) -> Option<&Error> {
        self.observed.outcome.as_ref()?.as_ref().err()
    }

    /// The value that our call returned; null if it failed.
    pub fn value(&self) -> &Value {
        self.observed.outcome.as_ref().and_then(|outcome| outcome.as_ref().ok()).unwrap_or(&Value::Null)
    }

    /// Whether our call failed before it sent anything, because of an argument, a setting or the session.
    pub fn is_refused_here(&self) -> bool {
        let local = |error: &Error| error.is_argument() || error.is_not_logged_in() || error.is_token_expired();
        self.observed.exchanges.is_empty() && self.error().is_some_and(local)
    }

    /// Whether our call refused an argument or a setting.
    pub fn refuses_an_argument(&self) -> bool {
        self.error().is_some_and(Error::is_argument)
    }

    /// The paths of our requests, in order.
    pub fn sent(&self) -> Vec<&str> {
        self.observed.exchanges.iter().map(|exchange| &*exchange.sent.path).collect()
    }

    /// Our requests to the endpoint of the method.
    pub fn calls(&self) -> impl Iterator<Item = &'a Exchange> {
        let path = self.method.path;
        self.observed.exchanges.iter().filter(move |exchange| exchange.sent.path == path)
    }

    /// The session that the call began with.
    pub fn before(&self) -> &Value {
        &self.observed.before
    }

    /// Whether the access token had expired when the call began.
    pub fn is_expired(&self) -> bool {
        is_expired(self.before(), self.observed.began)
    }

    /// Whether the session has a token with this name.
    pub fn holds(&self, token: &str) -> bool {
        self.before()[token].is_string()
    }

    /// The replies that were recorded for the endpoint of the method.
    pub fn replies(&self) -> impl Iterator<Item = &'a Value> {
        self.record.requests().iter().map(|request| &request["reply"])
    }
}
