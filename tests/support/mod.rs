//! Shared by the tests: servers that check every request and reply against the contract, token stores, tokens and keys.

#![allow(dead_code, unused_imports)]

mod checked_server;
mod contract;
mod graphql;
mod keys;
mod received;
mod reply;
#[path = "../../build/schema.rs"]
mod schema;
mod server;
mod signing;
mod socket;
mod store;
mod token;
#[path = "../../build/yaml.rs"]
mod yaml;

pub use checked_server::{CheckedServer, check_request};
pub use contract::{Contract, Operation};
pub use keys::{TestKey, key_reply, pem};
pub use received::{Part, ReceivedRequest, pairs};
pub use reply::{Reply, envelope, graphql, graphql_refusal, refusal, v3, v3_refusal};
pub use server::{APP_ID, Server};
pub use signing::{claims, ec_jwk, es256, hs256, rs256, rsa_jwk, seconds_now, signed_as};
pub use socket::{Socket, host_that_refuses};
pub use store::TestStore;
pub use token::{expired_token, jwt, token, token_no};

use serde_json::{Value, json};

/// A user as in a login reply.
pub fn user_json(id: &str) -> Value {
    json!({ "id": id, "nickname": "Ada", "openid": "oOpen-1", "token": token(id) })
}

/// The same user as the type of the SDK.
pub fn user(id: &str) -> authing_wxapp::User {
    serde_json::from_value(user_json(id)).expect("a user")
}

/// The result of a future that is ready at once, as all futures of [`TestStore`] are, and of calls that only use the
/// store.
pub fn now<T>(future: impl IntoFuture<Output = T>) -> T {
    futures_util::FutureExt::now_or_never(future.into_future()).expect("a future that is ready at once")
}
