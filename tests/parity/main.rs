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
mod drive;
mod events;
mod graphql;
mod hosts;
mod keys;
mod model;
mod record;
mod replay;
mod rules;
mod self_check;
mod v3;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    path::PathBuf,
};

use case::Case;
use record::Record;

/// The result of one record.
#[derive(Debug, PartialEq)]
enum Classification {
    Identical,
    /// Every difference is explained, by these decisions.
    Decided(BTreeSet<usize>),
    NotSupported,
    /// The differences that no decision explains.
    Unexplained(Vec<String>),
}

fn classify(case: &Case) -> Classification {
    let (mut used, mut unexplained, mut valid) = (BTreeSet::new(), Vec::new(), Vec::new());
    for (index, decision) in decisions::of(case) {
        match (decision.instead)(case) {
            Ok(()) => valid.push((index, decision)),
            Err(why) => unexplained.push(format!("against {} ({}): {why}", decision.reason, decision.what)),
        }
    }
    for difference in &case.differences {
        let reasons = valid.iter().filter(|(_, decision)| (decision.explains)(case, difference));
        let reasons: Vec<usize> = reasons.map(|(index, _)| *index).collect();
        if reasons.is_empty() {
            unexplained.push(difference.to_string());
        }
        used.extend(reasons);
    }
    match (unexplained.is_empty(), case.differences.is_empty()) {
        (false, _) => Classification::Unexplained(unexplained),
        (true, true) => Classification::Identical,
        (true, false) => Classification::Decided(used),
    }
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

#[derive(Default)]
struct Count {
    identical: usize,
    decided: usize,
    not_supported: usize,
    unexplained: usize,
}

impl Count {
    fn add(&mut self, fate: &Classification) {
        *match fate {
            Classification::Identical => &mut self.identical,
            Classification::Decided(_) => &mut self.decided,
            Classification::NotSupported => &mut self.not_supported,
            Classification::Unexplained(_) => &mut self.unexplained,
        } += 1;
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { identical, decided, not_supported, unexplained } = self;
        let all = identical + decided + not_supported + unexplained;
        write!(
            f,
            "{all} records, identical {identical}, by decision {decided}, not supported yet {not_supported}, unexplained {unexplained}"
        )
    }
}

#[tokio::test]
async fn recorded_calls_of_the_javascript_sdks_are_identical_or_differ_by_decision() {
    let given = env::var_os("AUTHING_PARITY_DIR");
    let folder = given
        .clone()
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/parity/wire"), PathBuf::from);
    let (mut areas, mut total) = (BTreeMap::<String, Count>::new(), Count::default());
    let (mut used, mut unexplained) = (BTreeSet::new(), String::new());
    for run in record::load(&folder, keys::public_pem()) {
        for (record, fate) in run.iter().zip(replay(&run).await) {
            areas.entry(record.area.clone()).or_default().add(&fate);
            total.add(&fate);
            match fate {
                Classification::Decided(by) => used.extend(by),
                Classification::Unexplained(differences) => {
                    let _ = writeln!(unexplained, "{}\n    {}", record.id, differences.join("\n    "));
                }
                Classification::Identical | Classification::NotSupported => {}
            }
        }
    }
    let lines: Vec<String> = areas.iter().map(|(area, count)| format!("{area}: {count}")).collect();
    let summary = format!("{}\ntotal: {total}", lines.join("\n"));
    println!("{summary}");
    assert!(total.identical + total.decided > 0, "nothing was compared in {}", folder.display());
    assert!(unexplained.is_empty(), "{summary}\n\nunexplained:\n{unexplained}");
    let unused: Vec<&str> =
        decisions::all().enumerate().filter(|(index, _)| !used.contains(index)).map(|(_, d)| d.reason).collect();
    assert!(given.is_some() || unused.is_empty(), "{summary}\n\nno record needs these decisions: {unused:?}");
}
