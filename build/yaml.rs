//! Parses YAML into a tree with line numbers and repeated keys, which serde-based loaders lose.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::Value;

/// A node of the document and the line on which it starts.
pub struct Node {
    pub line: usize,
    pub kind: Kind,
}

pub enum Kind {
    Scalar(Value),
    List(Vec<Node>),
    /// The entries in order, including repeated keys: key, line of the key, value.
    Map(Vec<(String, usize, Node)>),
}

/// Parses one YAML document. Anchors, tags and further documents are refused, because the contract does not need them.
pub fn parse(text: &str) -> Result<Node, String> {
    let mut events = Parser::new_from_str(text);
    let mut root = None;
    while let Some(event) = events.next() {
        let (event, span) = event.map_err(|e| format!("line {}: not YAML: {}", e.marker().line(), e.info()))?;
        match event {
            Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            _ if root.is_some() => return Err(format!("line {}: a second document; keep one", span.start.line())),
            event => root = Some(node(event, span.start.line(), &mut events)?),
        }
    }
    root.ok_or_else(|| "the document is empty".into())
}

type Events<'a> = Parser<'a, saphyr_parser::StrInput<'a>>;

fn node(event: Event<'_>, line: usize, events: &mut Events<'_>) -> Result<Node, String> {
    let kind = match event {
        Event::Scalar(text, style, 0, None) => Kind::Scalar(scalar(&text, style)),
        Event::SequenceStart(0, None) => {
            let mut items = Vec::new();
            loop {
                match next(events)? {
                    (Event::SequenceEnd, _) => break Kind::List(items),
                    (event, line) => items.push(node(event, line, events)?),
                }
            }
        }
        Event::MappingStart(0, None) => {
            let mut entries = Vec::new();
            loop {
                let (key, key_line) = match next(events)? {
                    (Event::MappingEnd, _) => break Kind::Map(entries),
                    (Event::Scalar(key, ..), line) => (key.into_owned(), line),
                    (_, line) => return Err(format!("line {line}: a key must be plain text")),
                };
                let (event, line) = next(events)?;
                entries.push((key, key_line, node(event, line, events)?));
            }
        }
        _ => return Err(format!("line {line}: anchors, aliases and tags are not used here; write the value out")),
    };
    Ok(Node { line, kind })
}

fn next<'a>(events: &mut Events<'a>) -> Result<(Event<'a>, usize), String> {
    match events.next() {
        Some(Ok((event, span))) => Ok((event, span.start.line())),
        Some(Err(e)) => Err(format!("line {}: not YAML: {}", e.marker().line(), e.info())),
        None => Err("the document ends in the middle".into()),
    }
}

/// The core schema of YAML 1.2, as far as an OpenAPI document uses it.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.into());
    }
    match text {
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match serde_json::from_str::<serde_json::Number>(text) {
            Ok(number) => Value::Number(number),
            Err(_) => Value::String(text.into()),
        },
    }
}

impl Node {
    /// The value of `key`, when this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(k, ..)| k == key).map(|(_, _, node)| node)
    }

    /// The value behind a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The entries of a mapping; empty for any other node.
    pub fn entries(&self) -> &[(String, usize, Node)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; empty for any other node.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The value of a flag.
    pub fn flag(&self) -> Option<bool> {
        match &self.kind {
            Kind::Scalar(Value::Bool(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// The tree as JSON. Of a repeated key the last value is kept, as in other loaders.
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Scalar(value) => value.clone(),
            Kind::List(items) => items.iter().map(Node::to_json).collect(),
            Kind::Map(entries) => entries.iter().map(|(k, _, v)| (k.clone(), v.to_json())).collect(),
        }
    }
}
