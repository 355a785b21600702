//! The login state of the mini-program SDK, and the session of our client in its form.

use std::sync::Arc;

use authing_wxapp::{BoxFuture, MemoryStore, Session, StoreError, Stored, TokenStore, Version};
use serde_json::{Value, json};

use super::record::{Record, Sdk};

/// The session that a record begins with. A back end of the recorded SDK has the access token as an option.
pub fn before(record: &Record) -> Option<Session> {
    match record.sdk {
        Sdk::Taro => of_state(record.state()),
        Sdk::Node => of_state(&json!({ "access_token": record.option("accessToken") })),
    }
}

/// The session with the tokens of a login state; `None` if it has none that identifies the user.
pub fn of_state(state: &Value) -> Option<Session> {
    let text = |name: &str| state[name].as_str().filter(|text| !text.is_empty());
    let (access, id) = (text("access_token"), text("id_token"));
    let mut session = Session::new(id.or(access)?, None);
    if let Some(token) = access {
        session = session.with_access_token(token);
    }
    if let Some(token) = text("refresh_token") {
        session = session.with_refresh_token(token);
    }
    if let Some(milliseconds) = state["expires_at"].as_i64() {
        session = session.with_expires_at(milliseconds / 1000);
    }
    Some(session)
}

/// The members of a login state that a session has, too; null without any token.
pub fn state_of(session: Option<&Session>) -> Value {
    let Some(session) = session else { return Value::Null };
    let access = session.access_token();
    let id = Some(session.token()).filter(|token| Some(*token) != access);
    let milliseconds = session.expires_at().map(|seconds| seconds * 1000);
    json!({
        "access_token": access, "id_token": id, "refresh_token": session.refresh_token(), "expires_at": milliseconds,
    })
}

/// The members of a recorded login state that a session has, too.
pub fn recorded(state: &Value) -> Value {
    match state.is_object() {
        true => MEMBERS.iter().map(|name| ((*name).to_owned(), state[*name].clone())).collect(),
        false => Value::Null,
    }
}

pub const MEMBERS: [&str; 4] = ["access_token", "id_token", "refresh_token", "expires_at"];

/// A store that the test can still read after the client has taken it, and that may be full.
#[derive(Clone)]
pub struct Store {
    memory: Arc<MemoryStore>,
    full: bool,
}

impl Store {
    pub fn of(record: &Record) -> Self {
        let memory = before(record).map_or_else(MemoryStore::default, MemoryStore::with_session);
        Self { memory: Arc::new(memory), full: record.get("platform")["storageFails"] == true }
    }

    pub async fn session(&self) -> Option<Arc<Session>> {
        self.memory.load().await.expect("a memory store does not fail").session
    }
}

impl TokenStore for Store {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        self.memory.load()
    }

    fn replace(&self, expected: Version, session: Arc<Session>) -> BoxFuture<'_, Result<bool, StoreError>> {
        match self.full {
            true => Box::pin(async { Err(StoreError::new("the storage is full")) }),
            false => self.memory.replace(expected, session),
        }
    }

    fn clear(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.memory.clear()
    }
}
