//! The parts of a report that every format has: how much has changed, and what each place reaches.

use super::{
    model::Names,
    reach::Reach,
    rules::Verdict,
    words::{Group, Line, Report},
};

/// The document of the contract.
const CONTRACT: &str = "spec/authing.yaml";
/// How many names are listed. The others are counted.
const LISTED: usize = 12;

/// "3 changes, 1 of them breaks callers."
pub fn summary(report: &Report) -> String {
    match report.count() {
        (0, _) => "Nothing has changed.".into(),
        (1, 0) => "1 change, which breaks no caller.".into(),
        (1, _) => "1 change, which breaks callers.".into(),
        (count, 0) => format!("{count} changes, none of which breaks callers."),
        (2, 2) => "2 changes, both of which break callers.".into(),
        (count, breaking) if count == breaking => format!("{count} changes, all of which break callers."),
        (count, 1) => format!("{count} changes, 1 of which breaks callers."),
        (count, breaking) => format!("{count} changes, {breaking} of which break callers."),
    }
}

pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Breaking => "breaking",
        Verdict::Compatible => "compatible",
    }
}

/// The same at the beginning of a sentence.
pub fn label_of(judged: Verdict) -> &'static str {
    match judged {
        Verdict::Breaking => "Breaking",
        Verdict::Compatible => "Compatible",
    }
}

/// Where a group stands in the document.
pub fn place(group: &Group) -> String {
    group.line.map(|line| format!(" ({CONTRACT}, line {line})")).unwrap_or_default()
}

/// What a place reaches: lists of limited length, each with its label.
pub fn reached(reach: &Reach) -> Vec<(String, String)> {
    let handlers: Vec<String> =
        reach.handlers.iter().map(|(file, functions)| format!("`{file}` ({})", listed(functions, ""))).collect();
    let all = [
        ("SDK methods", reach.methods.len(), listed(&reach.methods, "`")),
        ("GraphQL documents that still select the old name", reach.selecting.len(), listed(&reach.selecting, "`")),
        ("Named in", reach.named_in.len(), listed(&reach.named_in, "`")),
        ("Public types that it reaches", reach.types.len(), listed(&reach.types, "`")),
        ("Sandbox handlers", reach.handlers.values().map(Names::len).sum(), handlers.join(", ")),
        ("Contract tests", reach.tests.len(), listed(&reach.tests, "`")),
        ("Recipes in sandbox/tests/conformance/recipes.py", reach.recipes.len(), listed(&reach.recipes, "`")),
    ];
    let some = all.into_iter().filter(|(_, count, _)| *count > 0);
    some.map(|(label, count, list)| (format!("{label} ({count})"), list)).collect()
}

fn listed(names: &Names, quote: &str) -> String {
    let mut list: Vec<String> = names.iter().take(LISTED).map(|name| format!("{quote}{name}{quote}")).collect();
    if names.len() > LISTED {
        list.push(format!("and {} more", names.len() - LISTED));
    }
    list.join(", ")
}

/// The report for the messages of a compiler: one line a change, with the methods that it reaches.
pub fn lines(report: &Report) -> Vec<String> {
    let judged = |line: &Line| {
        let reason = |(side, judged, why): &(&str, Verdict, &str)| format!("{} for {side}: {why}.", label_of(*judged));
        let reasons: Vec<String> = line.judgements.iter().map(reason).collect();
        format!("{}. {} To do: {}", line.sentence, reasons.join(" "), line.todo)
    };
    let mut lines = Vec::new();
    for group in &report.groups {
        let methods: Vec<&str> = group.reach.methods.iter().map(String::as_str).collect();
        let methods = match methods.len() {
            0 => String::new(),
            count => format!(" SDK methods ({count}): {}.", methods.join(", ")),
        };
        let line = |line| format!("{}{}: {}{methods}", group.title, place(group), judged(line));
        lines.extend(group.lines.iter().map(line));
    }
    lines.extend(
        report.folded.iter().map(|folded| format!("{} In {}.", judged(&folded.line), folded.places.join("; "))),
    );
    lines
}
