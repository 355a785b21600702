//! Parts of the library that stand for themselves, taken in by their path and held against a second opinion.

#[path = "../../src/transport/lenient.rs"]
mod lenient;
#[path = "../../src/model/date.rs"]
mod moment;
#[path = "../../src/crypto/rsa.rs"]
mod rsa_key;

mod encryption;
mod leniency;
mod moments;
