//! A difference for people, for reviews and for scripts.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};

use super::diff::{
    rules::Verdict,
    summary::{label_of, place, reached, summary, verdict},
    words::{Group, Line, Report},
};

/// How a difference is printed.
#[derive(Clone, Copy, PartialEq)]
pub enum Format {
    Text,
    Markdown,
    Json,
}

/// The difference in this format; text has the escape sequences of colours.
pub fn render(report: &Report, format: Format) -> String {
    match format {
        Format::Text => text(report),
        Format::Markdown => markdown(report),
        Format::Json => json_text(report),
    }
}

fn text(report: &Report) -> String {
    let bold = Style::new().bold();
    let dim = Style::new().dimmed();
    let mut out = format!("{bold}{}{bold:#}\n{}\n", report.what, summary(report));
    report.notes.iter().for_each(|note| out += &format!("{note}\n"));
    let one = |out: &mut String, line: &Line| {
        let (label, colour) =
            if line.breaking { ("breaking", AnsiColor::Red) } else { ("compatible", AnsiColor::Green) };
        let style = Style::new().bold().fg_color(Some(colour.into()));
        let _ = writeln!(out, "  {style}{label:<10}{style:#} {}", line.sentence);
        for (side, judged, why) in &line.judgements {
            let _ = writeln!(out, "             {} for {side}: {why}", verdict(*judged));
        }
        let _ = writeln!(out, "             {dim}To do: {}{dim:#}", line.todo);
    };
    for group in &report.groups {
        let _ = writeln!(out, "\n{bold}{}{bold:#}{dim}{}{dim:#}", group.title, place(group));
        group.lines.iter().for_each(|line| one(&mut out, line));
        for (label, list) in reached(&group.reach) {
            let _ = writeln!(out, "  {dim}{label}:{dim:#} {list}");
        }
    }
    for folded in &report.folded {
        out.push('\n');
        one(&mut out, &folded.line);
        folded.places.iter().for_each(|place| out += &format!("      {place}\n"));
    }
    out
}

fn markdown(report: &Report) -> String {
    let mut out = format!("# {}\n\n{}\n", report.what, summary(report));
    report.notes.iter().for_each(|note| out += &format!("\n{note}\n"));
    let one = |out: &mut String, line: &Line| {
        let all = if line.breaking { Verdict::Breaking } else { Verdict::Compatible };
        let _ = writeln!(out, "- **{}:** {}", label_of(all), line.sentence);
        for (side, judged, why) in &line.judgements {
            let _ = writeln!(out, "  - {} for {side}: {why}.", label_of(*judged));
        }
        let _ = writeln!(out, "  - To do: {}", line.todo);
    };
    for group in &report.groups {
        let _ = writeln!(out, "\n## {}\n", group.title);
        group.lines.iter().for_each(|line| one(&mut out, line));
        let reached = reached(&group.reach);
        if !reached.is_empty() {
            out.push('\n');
        }
        for (label, list) in reached {
            let _ = writeln!(out, "- {label}: {list}");
        }
    }
    for folded in &report.folded {
        let _ = writeln!(out, "\n## {}\n", folded.line.sentence);
        one(&mut out, &folded.line);
        out.push('\n');
        folded.places.iter().for_each(|place| out += &format!("- {place}\n"));
    }
    out
}

fn json_text(report: &Report) -> String {
    let line = |line: &Line| {
        let judgements: Vec<Value> = line
            .judgements
            .iter()
            .map(|(side, judged, why)| json!({ "side": side, "verdict": verdict(*judged), "why": why }))
            .collect();
        json!({
            "code": line.code,
            "text": line.sentence,
            "breaking": line.breaking,
            "judgements": judgements,
            "todo": line.todo,
        })
    };
    let group = |group: &Group| {
        let reach = &group.reach;
        json!({
            "place": group.title,
            "line": group.line,
            "changes": group.lines.iter().map(line).collect::<Vec<_>>(),
            "operations": reach.operations,
            "methods": reach.methods,
            "publicTypes": reach.types,
            "handlers": reach.handlers,
            "contractTests": reach.tests,
            "recipes": reach.recipes,
            "namedIn": reach.named_in,
            "stillSelecting": reach.selecting,
        })
    };
    let (changes, breaking) = report.count();
    let folded: Vec<Value> =
        report.folded.iter().map(|one| json!({ "change": line(&one.line), "places": one.places })).collect();
    let whole = json!({
        "what": report.what,
        "notes": report.notes,
        "changes": changes,
        "breaking": breaking,
        "groups": report.groups.iter().map(group).collect::<Vec<_>>(),
        "folded": folded,
    });
    format!("{whole:#}\n")
}
