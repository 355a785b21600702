//! Tokens: what is no token of this application is never accepted, by no claim and by no signature, and reading the claims
//! of a stored token never fails otherwise than by saying so.

#![no_main]

use std::{cell::LazyCell, future::IntoFuture};

use authing_wxapp::{AuthenticationClient, Session, TokenAlgorithm};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};

/// Nobody has signed anything with it, so that no token is good.
const SECRET: &str = "a secret that signs nothing, 32 bytes or more";

thread_local! {
    static RUNTIME: LazyCell<Runtime> =
        LazyCell::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));
    /// Of a host that needs no TLS. Nothing is sent to it.
    static CLIENT: LazyCell<AuthenticationClient> = LazyCell::new(|| {
        AuthenticationClient::builder("app").host("http://127.0.0.1:1").app_secret(SECRET).build().expect("a client")
    });
}

fuzz_target!(|token: &str| {
    let session = Session::new(token, None);
    let _who = session.user_id();
    let shown = format!("{session:?}");
    assert!(token.len() < 16 || !shown.contains(token), "Debug shows the token");
    CLIENT.with(|client| {
        let verification = client.token_verifier(TokenAlgorithm::Hs256).verify(token).into_future();
        let error = RUNTIME.with(|runtime| runtime.block_on(verification)).expect_err("an unsigned token was accepted");
        assert!(error.is_token_invalid() || error.is_argument(), "{error}");
        assert!(token.len() < 16 || !format!("{error} {error:?}").contains(token), "the error shows the token");
    });
});
