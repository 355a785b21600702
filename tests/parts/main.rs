//! Parts of the library that stand for themselves, taken in by their path and held against a second opinion.

#[path = "../../src/wire/lenient.rs"]
mod lenient;
#[path = "../../src/moment.rs"]
mod moment;
#[path = "../../src/rsa.rs"]
mod rsa_key;

mod encryption;
mod leniency;
mod moments;
