//! Differences between a recorded call and ours. `At` says where two calls can differ.

use std::fmt;

use serde_json::Value;

use crate::compare::tree;

/// One difference. Null means that the side has no value.
#[derive(Debug, Clone)]
pub struct Difference<At> {
    pub at: At,
    pub recorded: Value,
    pub ours: Value,
}

impl<At: fmt::Debug> fmt::Display for Difference<At> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |value: &Value| {
            let text = value.to_string();
            let mut cut: String = text.chars().take(160).collect();
            cut.push_str(if cut.len() < text.len() { "…" } else { "" });
            cut
        };
        write!(f, "{:?}: recorded {}, ours {}", self.at, short(&self.recorded), short(&self.ours))
    }
}

/// The differences that were found so far.
pub struct Differences<At>(pub Vec<Difference<At>>);

impl<At> Differences<At> {
    pub fn new() -> Self {
        Self(Vec::new())
    }

    pub fn note(&mut self, at: At, recorded: impl Into<Value>, ours: impl Into<Value>) {
        self.0.push(Difference { at, recorded: recorded.into(), ours: ours.into() });
    }

    pub fn equal(&mut self, at: At, recorded: impl Into<Value>, ours: impl Into<Value>) {
        let (recorded, ours) = (recorded.into(), ours.into());
        if recorded != ours {
            self.note(at, recorded, ours);
        }
    }

    pub fn tree(&mut self, at: impl Fn(String) -> At, recorded: &Value, ours: &Value) {
        let mut found = Vec::new();
        tree(String::new(), recorded, ours, &mut found);
        self.0.extend(found.into_iter().map(|(path, recorded, ours)| Difference { at: at(path), recorded, ours }));
    }
}
