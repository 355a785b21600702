//! Replays recorded calls of the SDKs of v3, and explains every difference.
//!
//! The records are in `wire-v3/`; `AUTHING_PARITY_V3_DIR` names another folder.

mod calls;
mod case;
mod compare;
mod conduct;
mod drive;
mod expected;
mod methods;
mod outcome;
mod record;
mod results;
mod rules;
mod self_check;
mod serve;
mod session;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    path::PathBuf,
};

use crate::{Classification, Count};
use case::Case;
use methods::Method;
use record::Record;

/// The classification of a call of our client beside its record.
fn classify(case: &Case) -> Classification {
    let mut unexplained = conduct::complaints(case);
    let (mut used, mut valid) = (BTreeSet::new(), Vec::new());
    for (index, rule) in rules::all().enumerate().filter(|(_, rule)| (rule.applies)(case)) {
        match (rule.instead)(case) {
            Ok(()) => valid.push((index, rule)),
            Err(why) => unexplained.push(format!("against {} ({}): {why}", rule.reason, rule.what)),
        }
    }
    for difference in &case.differences {
        let reasons = valid.iter().filter(|(_, rule)| (rule.explains)(case, difference));
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
    let given = env::var_os("AUTHING_PARITY_V3_DIR");
    let own = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/parity/wire-v3");
    let folder = given.clone().map_or_else(own, PathBuf::from);
    let (mut areas, mut total) = (BTreeMap::<String, Count>::new(), Count::default());
    let (mut used, mut unexplained) = (BTreeSet::new(), String::new());
    for record in record::load(&folder).into_iter().map(record::Raw::read) {
        let fate = replay(&record).await;
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
    let lines: Vec<String> = areas.iter().map(|(area, count)| format!("v3 {area}: {count}")).collect();
    let summary = format!("{}\ntotal v3: {total}", lines.join("\n"));
    println!("{summary}");
    assert!(total.identical + total.decided > 0, "nothing was compared in {}", folder.display());
    assert!(unexplained.is_empty(), "{summary}\n\nunexplained:\n{unexplained}");
    let unused: Vec<&str> =
        rules::needed().enumerate().filter(|(index, _)| !used.contains(index)).map(|(_, r)| r.what).collect();
    assert!(given.is_some() || unused.is_empty(), "{summary}\n\nno record needs these rules: {unused:?}");
}
