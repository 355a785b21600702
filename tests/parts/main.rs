//! Parts of the library that stand for themselves, taken in by their path and held against a second opinion.

#[path = "../../src/transport/lenient.rs"]
mod lenient;

mod leniency;
