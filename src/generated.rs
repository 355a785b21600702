//! The code that is generated from `spec/`: from `OUT_DIR` with the feature `codegen`, else the snapshot in `generated/`.

#![allow(missing_docs, clippy::all, dead_code)]

#[cfg(feature = "codegen")]
macro_rules! file {
    ($name:literal) => {
        include!(concat!(env!("OUT_DIR"), "/", $name));
    };
}
#[cfg(not(feature = "codegen"))]
macro_rules! file {
    ($name:literal) => {
        include!(concat!(env!("CARGO_MANIFEST_DIR"), "/generated/", $name));
    };
}

file!("client.rs");
file!("error_codes.rs");

pub mod open {
    #![deny(missing_docs)]
    file!("open.rs");
}

/// The contract as data.
#[cfg(all(feature = "__contract", feature = "codegen"))]
pub const CONTRACT: &str = include_str!(concat!(env!("OUT_DIR"), "/contract.json"));
#[cfg(all(feature = "__contract", not(feature = "codegen")))]
pub const CONTRACT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/generated/contract.json"));

mod documents {
    file!("documents.rs");
}

mod payloads {
    file!("payloads.rs");
}
