//! The changes as text: what, whom it breaks and why, and what to do.

use std::collections::BTreeMap;

use super::{
    Result,
    compare::address,
    model::{Change, Contract, Place},
    project::Project,
    reach::{self, Reach},
    rules::{Kind, Side, Verdict},
};

/// The remedy for a change of a header of every call, which no method of `api` sends.
const HEADERS: &str =
    "Mend the list of headers in src/client/builder/build.rs, and the tests of tests/contract/transport.rs.";

/// A difference in words.
pub struct Report {
    /// "the contract of HEAD against that of the working tree".
    pub what: String,
    /// Notes at the beginning of the report.
    pub notes: Vec<String>,
    pub groups: Vec<Group>,
    /// Kinds of change that are the only change of many places.
    pub folded: Vec<Folded>,
}

/// The changes of one place.
pub struct Group {
    pub title: String,
    /// Where it stands in the new document.
    pub line: Option<usize>,
    pub lines: Vec<Line>,
    pub reach: Reach,
}

/// One change.
pub struct Line {
    pub code: &'static str,
    pub sentence: String,
    pub breaking: bool,
    /// Side, verdict and reason.
    pub judgements: Vec<(&'static str, Verdict, &'static str)>,
    pub todo: String,
}

/// One kind of change in many places.
pub struct Folded {
    pub line: Line,
    pub places: Vec<String>,
}

impl Report {
    /// How many changes there are, and how many of them break callers.
    pub fn count(&self) -> (usize, usize) {
        let single = self.groups.iter().flat_map(|group| &group.lines).map(|line| (1, line.breaking));
        let many = self.folded.iter().map(|one| (one.places.len(), one.line.breaking));
        let all: Vec<_> = single.chain(many).collect();
        let breaking = all.iter().filter(|(_, breaking)| *breaking).map(|(count, _)| count).sum();
        (all.iter().map(|(count, _)| count).sum(), breaking)
    }
}

/// Describes changes in words, grouped by their places.
pub fn describe(what: String, changes: &[Change], contracts: [&Contract; 2], project: &Project) -> Result<Report> {
    let mut places: BTreeMap<&Place, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        places.entry(&change.place).or_default().push(change);
    }
    let mut alone: BTreeMap<(Kind, &str), Vec<&Change>> = BTreeMap::new();
    for changes in places.values() {
        if let [only] = changes[..] {
            alone.entry(fold(only)).or_default().push(only);
        }
    }
    alone.retain(|(kind, _), changes| many(*kind).is_some() && changes.len() > one_by_one(*kind));
    let graph = reach::Graph::new(contracts);
    let mut report = Report { what, notes: Vec::new(), groups: Vec::new(), folded: Vec::new() };
    for (place, changes) in places {
        if changes.len() == 1 && alone.contains_key(&fold(changes[0])) {
            continue;
        }
        let mut lines: Vec<Line> = changes.iter().map(|change| line(change)).collect();
        lines.sort_by_key(|line| !line.breaking);
        let reach = reach::of(place, &changes, &graph, project)?;
        report.groups.push(Group { title: title(place), line: place_line(place, contracts[1]), lines, reach });
    }
    for ((kind, detail), changes) in alone {
        let mut line = line(changes[0]);
        line.sentence = format!("{} {}{detail}", changes.len(), many(kind).unwrap_or_default());
        let places = changes.iter().map(|change| entry(change, contracts, project)).collect();
        report.folded.push(Folded { line, places });
    }
    Ok(report)
}

/// The changes that are reported together: those of one kind and, if documents share a fragment, of the same members.
fn fold(change: &Change) -> (Kind, &str) {
    match change.kind {
        Kind::SelectsLess => (change.kind, &change.old),
        Kind::SelectsMore | Kind::SelectsRenamed => (change.kind, &change.new),
        kind => (kind, ""),
    }
}

/// The largest number of places with this kind of change alone that are reported one by one. More of them are reported together. Types
/// that are added or removed with an operation are reported with it.
fn one_by_one(kind: Kind) -> usize {
    if matches!(kind, Kind::TypeNew | Kind::TypeGone | Kind::TypeUnused) { 1 } else { 4 }
}

/// What many places have in common. `None` for the kinds that are always reported one by one.
fn many(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::OperationNew => "operations are new",
        Kind::OperationGone => "operations are gone",
        Kind::TypeNew => "types are new",
        Kind::TypeGone => "types are gone",
        Kind::TypeUnused => "types are no longer sent or returned by any operation",
        Kind::SelectsLess => "documents no longer select ",
        Kind::SelectsMore => "documents also select ",
        Kind::SelectsRenamed => "documents select a member under its new name, ",
        Kind::CodeNew => "error codes are new",
        Kind::CodeGone => "error codes are gone",
        Kind::TextChanged => "places are described differently",
        _ => return None,
    })
}

/// A place in a list of many, with the methods that it reaches.
fn entry(change: &Change, contracts: [&Contract; 2], project: &Project) -> String {
    let operation = |id: &str| contracts.iter().rev().find_map(|contract| contract.operations.get(id));
    let methods = |id: &str| {
        let methods = operation(id).map(|operation| project.methods(operation)).unwrap_or_default();
        let quoted: Vec<_> = methods.iter().map(|name| format!("`{name}`")).collect();
        if quoted.is_empty() { String::new() } else { format!(", reaches {}", quoted.join(", ")) }
    };
    match &change.place {
        Place::Operation(id) => {
            let address = operation(id).map(address).unwrap_or_default();
            format!("`{id}`: {address}{}", methods(id))
        }
        Place::Document(id) => format!("`{id}.graphql`{}", methods(id)),
        Place::Code(code) => format!("{code} `{}{}`", change.old, change.new),
        Place::Type(name) => format!("`{name}`{}", if project.exports(name) { ", which is exported" } else { "" }),
        Place::Everywhere => "every call".into(),
    }
}

fn title(place: &Place) -> String {
    match place {
        Place::Everywhere => "Every call".into(),
        Place::Operation(id) => format!("Operation `{id}`"),
        Place::Type(name) => format!("Type `{name}`"),
        Place::Document(id) => format!("Document `spec/graphql/{id}.graphql`"),
        Place::Code(code) => format!("Error code {code}"),
    }
}

fn place_line(place: &Place, new: &Contract) -> Option<usize> {
    match place {
        Place::Operation(id) => new.operations.get(id)?.line,
        Place::Type(name) => new.types.get(name)?.line,
        _ => None,
    }
}

/// The remedy of a change. A sentence about requests or replies is kept only if they have the part, and names them if both have it.
fn todo(change: &Change) -> String {
    let report = change.kind.rule().todo.split('|').filter_map(|part| {
        let (concerns, other, rest) = match part.split_once(": ") {
            Some(("Requests", rest)) => (change.in_requests, change.in_replies, rest),
            Some(("Replies", rest)) => (change.in_replies, change.in_requests, rest),
            _ => (true, true, part),
        };
        let capital = || rest[..1].to_uppercase() + &rest[1..];
        concerns.then(|| if other { part.to_owned() } else { capital() })
    });
    report.collect::<Vec<_>>().join(" ")
}

/// One change in words.
pub fn line(change: &Change) -> Line {
    let rule = change.kind.rule();
    let fill = |text: &str| text.replace("{old}", &change.old).replace("{new}", &change.new);
    let applies = |side: Side| match side {
        Side::Callers => true,
        Side::Requests => change.in_requests,
        Side::Replies => change.in_replies,
    };
    let name = |side: Side| match side {
        Side::Callers => "callers",
        Side::Requests => "requests",
        Side::Replies => "replies",
    };
    let fitting = rule.judgements.iter().filter(|one| applies(one.side));
    let mut judgements: Vec<_> = fitting.map(|one| (name(one.side), one.verdict, one.why)).collect();
    if judgements.is_empty() {
        judgements.push(("callers", Verdict::Compatible, "no operation sends or returns it"));
    }
    let todo = match change.place {
        Place::Everywhere if change.in_requests != change.in_replies => HEADERS.into(),
        _ => todo(change),
    };
    let guess = if change.guess { " (guessed, because everything else about it is the same)" } else { "" };
    Line {
        code: rule.code,
        sentence: format!("{} {}{guess}", change.subject, fill(rule.words)),
        breaking: judgements.iter().any(|(_, verdict, _)| *verdict == Verdict::Breaking),
        judgements,
        todo: fill(&todo),
    }
}
