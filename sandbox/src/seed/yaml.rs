//! YAML as seeds use it. The parser is that of the contract; loaders for serde lose repeated keys or their lines.

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};
use serde_json::{Map, Number, Value};

/// The JSON of one YAML document. Anchors, tags, several documents and repeated keys are refused; the line is named.
pub fn parse(text: &str) -> Result<Value, String> {
    let mut events = Parser::new_from_str(text);
    let mut root = None;
    while let Some(event) = events.next() {
        let (event, span) = event.map_err(|e| format!("line {}: not YAML: {}", e.marker().line(), e.info()))?;
        match event {
            Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            _ if root.is_some() => return Err(format!("line {}: a second document; keep one", span.start.line())),
            event => root = Some(value(event, span.start.line(), &mut events)?),
        }
    }
    root.ok_or_else(|| "the document is empty".into())
}

type Events<'a> = Parser<'a, StrInput<'a>>;

fn value(event: Event<'_>, line: usize, events: &mut Events<'_>) -> Result<Value, String> {
    match event {
        Event::Scalar(text, style, 0, None) => Ok(scalar(&text, style)),
        Event::SequenceStart(0, None) => {
            let mut items = Vec::new();
            loop {
                match next(events)? {
                    (Event::SequenceEnd, _) => return Ok(Value::Array(items)),
                    (event, line) => items.push(value(event, line, events)?),
                }
            }
        }
        Event::MappingStart(0, None) => {
            let mut members = Map::new();
            loop {
                let (key, key_line) = match next(events)? {
                    (Event::MappingEnd, _) => return Ok(Value::Object(members)),
                    (Event::Scalar(key, ..), line) => (key.into_owned(), line),
                    (_, line) => return Err(format!("line {line}: a key must be plain text")),
                };
                if members.contains_key(&key) {
                    return Err(format!("line {key_line}: {key} occurs twice"));
                }
                let (event, line) = next(events)?;
                members.insert(key, value(event, line, events)?);
            }
        }
        _ => Err(format!("line {line}: anchors, aliases and tags are not used here; write the value out")),
    }
}

fn next<'a>(events: &mut Events<'a>) -> Result<(Event<'a>, usize), String> {
    match events.next() {
        Some(Ok((event, span))) => Ok((event, span.start.line())),
        Some(Err(e)) => Err(format!("line {}: not YAML: {}", e.marker().line(), e.info())),
        None => Err("the document ends in the middle".into()),
    }
}

/// The core schema of YAML 1.2, as far as a seed uses it.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    match text {
        _ if style != ScalarStyle::Plain => Value::String(text.into()),
        "" | "~" | "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => serde_json::from_str::<Number>(text).map_or_else(|_| Value::String(text.into()), Value::Number),
    }
}
