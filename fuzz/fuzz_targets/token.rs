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
    let another = Session::new("another token", None);
    assert_eq!(format!("{session:?}"), format!("{another:?}"), "Debug shows something of the token");
    CLIENT.with(|client| {
        let verification = client.token_verifier(TokenAlgorithm::Hs256).verify(token).into_future();
        let error = RUNTIME.with(|runtime| runtime.block_on(verification)).expect_err("an unsigned token was accepted");
        assert!(error.is_token_invalid() || error.is_argument(), "{error}");
        // A shorter signature may be a word of the error.
        let signature = token.rsplit('.').next().filter(|part| part.len() >= 40 && !part.contains(' '));
        assert!(signature.is_none_or(|part| !format!("{error} {error:?}").contains(part)), "the error shows the token");
    });
});
