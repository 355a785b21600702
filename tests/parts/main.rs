//! Parts of the library that stand for themselves, taken in by their path and held against a second opinion.

#[path = "../../src/wire/lenient.rs"]
mod lenient;
#[path = "../../src/moment.rs"]
mod moment;

mod leniency;
mod moments;
