//! The changes as text: what, whom it breaks and why, and what to do.

use std::collections::BTreeMap;

use crate::contract::{
    compare::address,
    model::{Change, Contract, Place},
    project::Project,
    reach::{self, Reach},
    rules::{Kind, Side, Verdict},
};

/// So many places with nothing but the same kind of change are told together.
const MANY: usize = 6;

/// A difference in words.
pub struct Told {
    /// "the contract of HEAD against that of the working tree".
    pub what: String,
    /// What a reader has to know first.
    pub notes: Vec<String>,
    pub groups: Vec<Group>,
    /// Kinds of change that many places have and nothing else.
    pub folded: Vec<Folded>,
}

/// What is told of one place.
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

impl Told {
    /// How many changes there are, and how many of them break callers.
    pub fn count(&self) -> (usize, usize) {
        let single = self.groups.iter().flat_map(|group| &group.lines).map(|line| (1, line.breaking));
        let many = self.folded.iter().map(|one| (one.places.len(), one.line.breaking));
        let all: Vec<_> = single.chain(many).collect();
        let breaking = all.iter().filter(|(_, breaking)| *breaking).map(|(count, _)| count).sum();
        (all.iter().map(|(count, _)| count).sum(), breaking)
    }
}

/// Tells changes in words, grouped by their places.
pub fn tell(what: String, changes: &[Change], contracts: [&Contract; 2], project: &Project) -> Told {
    let mut places: BTreeMap<&Place, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        places.entry(&change.place).or_default().push(change);
    }
    let mut alone: BTreeMap<Kind, Vec<&Change>> = BTreeMap::new();
    for changes in places.values() {
        if let [only] = changes[..] {
            alone.entry(only.kind).or_default().push(only);
        }
    }
    alone.retain(|kind, changes| foldable(*kind) && changes.len() > MANY);
    let mut told = Told { what, notes: Vec::new(), groups: Vec::new(), folded: Vec::new() };
    for (place, changes) in places {
        if changes.len() == 1 && alone.contains_key(&changes[0].kind) {
            continue;
        }
        let mut lines: Vec<Line> = changes.iter().map(|change| line(change)).collect();
        lines.sort_by_key(|line| !line.breaking);
        let reach = reach::of(place, &changes, contracts, project);
        told.groups.push(Group { title: title(place), line: place_line(place, contracts[1]), lines, reach });
    }
    for (kind, changes) in alone {
        let mut line = line(changes[0]);
        line.sentence = format!("{} {}", changes.len(), many(kind));
        let places = changes.iter().map(|change| entry(change, contracts)).collect();
        told.folded.push(Folded { line, places });
    }
    told
}

fn foldable(kind: Kind) -> bool {
    use Kind::{CodeGone, CodeNew, OperationGone, OperationNew, TextChanged, TypeGone, TypeNew};
    matches!(kind, OperationNew | OperationGone | TypeNew | TypeGone | CodeNew | CodeGone | TextChanged)
}

fn many(kind: Kind) -> &'static str {
    match kind {
        Kind::OperationNew => "operations are new",
        Kind::OperationGone => "operations are gone",
        Kind::TypeNew => "types are new",
        Kind::TypeGone => "types are gone",
        Kind::CodeNew => "error codes are new",
        Kind::CodeGone => "error codes are gone",
        _ => "places are described differently",
    }
}

/// A place in a list of many.
fn entry(change: &Change, contracts: [&Contract; 2]) -> String {
    let operation = |id: &str| contracts.iter().rev().find_map(|contract| contract.operations.get(id));
    match &change.place {
        Place::Operation(id) => match operation(id) {
            Some(operation) => format!("`{id}`: {}", address(operation)),
            None => format!("`{id}`"),
        },
        Place::Code(code) => format!("{code} `{}{}`", change.old, change.new),
        Place::Type(name) | Place::Document(name) => format!("`{name}`"),
        Place::Everywhere => "every call".into(),
    }
}

fn title(place: &Place) -> String {
    match place {
        Place::Everywhere => "Every call".into(),
        Place::Operation(id) => format!("Operation `{id}`"),
        Place::Type(name) => format!("Type `{name}`"),
        Place::Document(id) => format!("Document `{id}.graphql`"),
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
        Side::Callers => "Callers",
        Side::Requests => "Requests",
        Side::Replies => "Replies",
    };
    let fitting = rule.judgements.iter().filter(|one| applies(one.side));
    let mut judgements: Vec<_> = fitting.map(|one| (name(one.side), one.verdict, one.why)).collect();
    if judgements.is_empty() {
        judgements.push(("Callers", Verdict::Compatible, "no operation sends or returns it"));
    }
    // What is to be done about requests alone begins so, and about replies.
    let concerns = |part: &&str| match part.split(':').next() {
        Some("Requests") => change.in_requests,
        Some("Replies") => change.in_replies,
        _ => true,
    };
    let todo = rule.todo.split('|').filter(concerns).collect::<Vec<_>>().join(" ");
    let guess = if change.guess { " (a guess, from the names and contents)" } else { "" };
    Line {
        code: rule.code,
        sentence: format!("{} {}{guess}", change.subject, fill(rule.words)),
        breaking: judgements.iter().any(|(_, verdict, _)| *verdict == Verdict::Breaking),
        judgements,
        todo: fill(&todo),
    }
}
