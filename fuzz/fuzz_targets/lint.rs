//! The lint of the contract: any text in the place of the contract is accepted, or refused with words, and never a panic.
//!
//! An input has up to four parts, separated by NUL: the OpenAPI document, a GraphQL document, the fragments and the error
//! codes. The modules of build.rs are included by their path; they refer to one another from the root of the crate.

#![no_main]
#![allow(dead_code)]

#[path = "../../build/contract.rs"]
mod contract;
#[path = "../../build/graphql.rs"]
mod graphql;
#[path = "../../build/lint.rs"]
mod lint;
#[path = "../../build/yaml.rs"]
mod yaml;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut parts = text.split('\0');
    let mut part = || parts.next().unwrap_or_default().to_owned();
    let (document, query, fragments_text, error_codes) = (part(), part(), part(), part());
    let Ok(document) = yaml::parse(&document) else { return };
    let Ok(fragments) = graphql::fragments(&fragments_text) else { return };
    let graphql = [("getUdv".to_owned(), query)].into();
    let contract = contract::Contract { document, fragments, fragments_text, graphql, error_codes };
    if let Err(complaints) = lint::check(&contract) {
        assert!(complaints.iter().all(|complaint| !complaint.is_empty()), "a complaint says nothing");
    }
});
