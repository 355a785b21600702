//! Independent modules of the library, included by their path and compared with another implementation.

#[path = "../../src/transport/lenient.rs"]
mod lenient;

mod leniency;
