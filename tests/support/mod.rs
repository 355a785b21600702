//! What the tests share: the contract as the judge of every request and reply, a server that asks it, and stand-ins for
//! what surrounds a client.

#![allow(dead_code, unused_imports)]

mod contract;
mod graphql;
mod judged;
mod keys;
mod reply;
#[path = "../../build/schema.rs"]
mod schema;
mod seen;
mod server;
mod signing;
mod socket;
mod store;
mod token;
#[path = "../../build/yaml.rs"]
mod yaml;

pub use contract::{Contract, Operation};
pub use judged::{Judged, judge};
pub use keys::{TestKey, key_reply, pem};
pub use reply::{Reply, envelope, graphql, graphql_refusal, refusal};
pub use seen::{Part, Seen, pairs};
pub use server::{APP_ID, Server};
pub use signing::{claims, ec_jwk, es256, hs256, rs256, rsa_jwk, seconds_now, signed_as};
pub use socket::{Socket, host_that_refuses};
pub use store::TestStore;
pub use token::{expired_token, jwt, token, token_no};

use serde_json::{Value, json};

/// A user as a login reply has it.
pub fn user_json(id: &str) -> Value {
    json!({ "id": id, "nickname": "Ada", "openid": "oOpen-1", "token": token(id) })
}

/// The same as the client's own type.
pub fn user(id: &str) -> authing_wxapp::User {
    serde_json::from_value(user_json(id)).expect("a user")
}

/// A future that needs no one else: every step of [`TestStore`] and of what only touches the store.
pub fn now<T>(future: impl IntoFuture<Output = T>) -> T {
    futures_util::FutureExt::now_or_never(future.into_future()).expect("a future that is ready at once")
}
