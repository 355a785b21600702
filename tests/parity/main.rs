//! Replays recorded calls of the JavaScript SDKs with our client, and explains every difference.
//!
//! The records are in `wire/`; `AUTHING_PARITY_DIR` names another folder. The result of a record is identical, differs
//! by a decision (see `decisions.rs`), is not supported yet, or is unexplained, which fails the test. `--nocapture`
//! prints the counts for each area.

#[path = "../support/mod.rs"]
mod support;

mod account;
mod calls;
mod case;
mod compare;
mod decisions;
mod design;
mod difference;
mod drive;
mod events;
mod fate;
mod graphql;
mod hosts;
mod keys;
mod model;
mod record;
mod replay;
mod rules;
mod self_check;
mod v3;

use case::Case;
use fate::{Classification, Folder, Report};
use record::Record;

fn classify(case: &Case) -> Classification {
    let violations = case.observed.violations.iter().map(|why| format!("the contract is violated: {why}"));
    let (mut unexplained, mut valid) = (violations.collect::<Vec<_>>(), Vec::new());
    for (index, decision) in decisions::of(case) {
        match (decision.instead)(case) {
            Ok(()) => valid.push((index, decision)),
            Err(why) => unexplained.push(format!("against {} ({}): {why}", decision.reason, decision.what)),
        }
    }
    fate::classify(unexplained, &case.differences, &valid, |decision, difference| (decision.explains)(case, difference))
}

/// Replays the steps of one sequence, or one record alone.
async fn replay(run: &[Record]) -> Vec<Classification> {
    if !run.iter().any(drive::supports) {
        return run.iter().map(|_| Classification::NotSupported).collect();
    }
    let mut driver = drive::Driver::new(&run[0]).await;
    let mut fates = Vec::new();
    for record in run {
        fates.push(match driver.run(record).await {
            Some(observed) => classify(&Case::new(record, &observed)),
            None => Classification::NotSupported,
        });
    }
    // Dropping the server blocks, which must not happen in a task that has exhausted its cooperative budget.
    tokio::task::yield_now().await;
    fates
}

#[tokio::test]
async fn recorded_calls_of_the_javascript_sdks_are_identical_or_differ_by_decision() {
    let folder = Folder::new("AUTHING_PARITY_DIR", "tests/parity/wire");
    let mut report = Report::default();
    for run in record::load(&folder.path, keys::public_pem()) {
        for (record, fate) in run.iter().zip(replay(&run).await) {
            report.add(&record.area, &record.id, fate);
        }
    }
    report.conclude("", &folder, decisions::all().map(|decision| decision.reason));
}
