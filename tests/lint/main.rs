//! The lint of the contract: the real contract passes, and each rule fires with a message that says where and what to do.
//! And the folding of operations, which is as strict about what it knows.
//!
//! The modules are those of build.rs, taken in by their path; they look for one another at the root of the crate.

#![allow(dead_code)]

#[path = "../../build/contract.rs"]
mod contract;
#[path = "../../build/fold.rs"]
mod fold;
#[path = "../../build/graphql.rs"]
mod graphql;
#[path = "../../build/lint.rs"]
mod lint;
#[path = "../../build/tables.rs"]
mod tables;
#[path = "../../build/yaml.rs"]
mod yaml;

mod codes;
mod documents;
mod edit;
mod folding;
mod openapi;
mod operations;
mod reading;
