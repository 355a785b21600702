//! Replays recorded calls of the SDKs of v3, and explains every difference.
//!
//! The records are in `wire-v3/`; `AUTHING_PARITY_V3_DIR` names another folder.

mod calls;
mod case;
pub mod compare;
mod conduct;
mod drive;
mod expected;
mod methods;
mod outcome;
mod record;
pub mod results;
mod rules;
mod schemas;
mod self_check;
mod serve;
mod session;

use crate::fate::{self, Classification, Folder, Report};
use case::Case;
use methods::Method;
use record::Record;

/// The classification of a call of our client beside its record.
fn classify(case: &Case) -> Classification {
    let (mut unexplained, mut valid) = (conduct::complaints(case), Vec::new());
    for (index, rule) in rules::of(case) {
        match (rule.instead)(case) {
            Ok(()) => valid.push((index, rule)),
            Err(why) => unexplained.push(format!("against {} ({}): {why}", rule.reason, rule.what)),
        }
    }
    fate::classify(unexplained, &case.differences, &valid, |rule, difference| (rule.explains)(case, difference))
}

async fn replay(record: &Record) -> Classification {
    let (Some(method), Some(observed)) = (Method::of(record), drive::run(record).await) else {
        return Classification::NotSupported;
    };
    match observed {
        Ok(observed) => classify(&Case::new(record, &observed, method)),
        Err(why) => Classification::Unexplained(vec![why]),
    }
}

#[tokio::test]
async fn recorded_calls_of_the_sdks_of_v3_are_identical_or_differ_by_decision() {
    let folder = Folder::new("AUTHING_PARITY_V3_DIR", "tests/parity/wire-v3");
    let mut report = Report::default();
    for record in record::load(&folder.path).into_iter().map(record::Raw::read) {
        let fate = replay(&record).await;
        report.add(&record.area, &record.id, fate);
    }
    report.conclude("v3", &folder, rules::needed().map(|rule| rule.what));
}
