//! The lint of the contract: the real contract passes, and each rule reports a violation with its place and the remedy.
//! Also the folding of generated operations, which refuses unknown forms.
//!
//! The modules of build.rs are included by their path. They refer to one another from the root of the crate.

#![allow(dead_code)]

#[path = "../../build/contract.rs"]
mod contract;
#[path = "../../build/diff/mod.rs"]
mod diff;
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
