//! All deliberate differences from the SDKs of v3.
//!
//! A rule says where it applies, which differences it explains there, and what must hold instead. It goes by what a record
//! contains (the stored tokens, the form of a reply, the kind of a failure, an argument), and never by its name. `conduct.rs`
//! checks in every record that what our client does is right, so that a rule only has to name the difference. V01 to V48
//! are the numbers of defects of those SDKs, which `docs/differences-v3.md` describes; "design: …" is the name of a rule of
//! this crate.

use super::{
    case::{Case, Check},
    compare::{At, Difference},
};

mod arguments;
pub mod general;
mod replies;
pub mod requests;
mod session;

pub struct Rule {
    pub reason: &'static str,
    pub what: &'static str,
    pub applies: fn(&Case) -> bool,
    pub explains: fn(&Case, &Difference) -> bool,
    pub instead: fn(&Case) -> Check,
}

/// Every rule that a record of this repository needs.
pub fn needed() -> impl Iterator<Item = &'static Rule> {
    [arguments::REFUSALS, arguments::RULES, session::RULES, replies::RULES, requests::RULES].into_iter().flatten()
}

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    needed().chain(general::REFUSALS).chain(general::RULES)
}

fn refusals() -> impl Iterator<Item = &'static Rule> {
    arguments::REFUSALS.iter().chain(general::REFUSALS)
}

/// The rules that apply to a case, with their numbers. A refusal before the call that explains everything is the only one,
/// because the call was not made.
pub fn of<'a>(case: &'a Case) -> impl Iterator<Item = (usize, &'static Rule)> + use<'a> {
    let explains_all = |refusal: &Rule| case.differences.iter().all(|d| (refusal.explains)(case, d));
    let refused = refusals().any(|refusal| (refusal.applies)(case) && explains_all(refusal));
    let alone = move |rule: &'static Rule| !refused || refusals().any(|refusal| std::ptr::eq(refusal, rule));
    all().enumerate().filter(move |(_, rule)| alone(rule) && (rule.applies)(case))
}

/// For rules whose conduct is checked in every record.
fn as_always(_: &Case) -> Check {
    Ok(())
}

/// A difference in what the call returned, or in whether it did.
fn at_outcome(difference: &Difference) -> bool {
    matches!(
        difference.at,
        At::Outcome | At::Failure | At::Code | At::Message | At::Data | At::RequestId | At::Value(_)
    )
}

fn at_store(difference: &Difference) -> bool {
    matches!(difference.at, At::Stored(_))
}

/// A request that only one of the two sent.
fn at_request(difference: &Difference) -> bool {
    matches!(difference.at, At::Extra(_) | At::Missing(_))
}

fn is_extra(difference: &Difference, path: &str) -> bool {
    matches!(&difference.at, At::Extra(other) if other == path)
}

fn at_header(difference: &Difference, name: &str) -> bool {
    matches!(&difference.at, At::Header(_, other) if other == name)
}

fn at_body(difference: &Difference, name: &str) -> bool {
    matches!(&difference.at, At::Body(_, place) if place == name || place.ends_with(&format!(".{name}")))
}
