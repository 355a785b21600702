//! GraphQL documents. Clients need not send an operation name, so the root field of the document identifies the operation.

use graphql_parser::query::{
    Definition, Document as Parsed, FragmentDefinition, OperationDefinition, Selection as Item, SelectionSet,
    parse_query,
};
use serde_json::{Map, Value};

use crate::domain::refusal::Refusal;

/// How many members a document may select, counting a fragment each time that it is used. Nested fragments would otherwise
/// multiply until the memory is used up.
const WIDTH: usize = 2000;

/// A parsed document: its only root field, and the selection of its members.
pub struct Document {
    /// The name of the operation in the document.
    pub name: Option<String>,
    pub field: String,
    pub selection: Selection,
}

/// A document without its texts and numbers, which may be secrets, and without its comments.
pub fn without_values(text: &str) -> String {
    let (mut rest, mut kept) = (text, String::new());
    while let Some(first) = rest.chars().next() {
        let run = |part: fn(char) -> bool| rest.find(|char| !part(char)).unwrap_or(rest.len());
        let in_name = |char: char| char.is_alphanumeric() || char == '_';
        let (length, replacement) = match first {
            '#' => (run(|char| !matches!(char, '\n' | '\r')), ""),
            '"' => (string_length(rest), "\"[redacted]\""),
            '-' | '0'..='9' => (run(|char| char.is_alphanumeric() || matches!(char, '-' | '+' | '.')), "0"),
            _ if in_name(first) => (run(in_name), ""),
            _ => (first.len_utf8(), ""),
        };
        let (token, after) = rest.split_at(length);
        let is_kept = replacement.is_empty() && first != '#';
        kept.push_str(if is_kept { token } else { replacement });
        rest = after;
    }
    kept
}

/// The length of the string literal at the start of the text, quotes included. A literal without an end extends to the end.
fn string_length(text: &str) -> usize {
    let quote = if text.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let mut at = quote.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quote) {
            return at + quote.len();
        }
        // Block strings have one escape sequence, that of their quotes.
        let escape = if quote.len() == 3 { "\\\"\"\"" } else { "\\" };
        let escaped = rest.strip_prefix(escape).map(|after| match quote.len() {
            3 => escape.len(),
            _ => escape.len() + after.chars().next().map_or(0, char::len_utf8),
        });
        at += escaped.unwrap_or_else(|| rest.chars().next().map_or(1, char::len_utf8));
    }
    text.len()
}

/// The selected members of a value, as field, alias and the selection of the member. An empty selection is that of a scalar.
#[derive(Default)]
pub struct Selection(Vec<(String, String, Selection)>);

impl Document {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let refuse = |why: &str| Err(Refusal::bad_request(format!("the document {why}")));
        let parsed: Parsed<'_, &str> =
            parse_query(text).map_err(|e| Refusal::bad_request(format!("the document is not GraphQL: {e}")))?;
        let mut operations = Vec::new();
        let mut fragments = Vec::new();
        for definition in &parsed.definitions {
            match definition {
                Definition::Operation(operation) => operations.push(operation),
                Definition::Fragment(fragment) => fragments.push(fragment),
            }
        }
        let [operation] = operations.as_slice() else { return refuse("does not hold exactly one operation") };
        let (name, fields) = match operation {
            OperationDefinition::Query(q) => (q.name, &q.selection_set),
            OperationDefinition::Mutation(m) => (m.name, &m.selection_set),
            OperationDefinition::SelectionSet(set) => (None, set),
            OperationDefinition::Subscription(_) => {
                return refuse("is a subscription, which the service does not have");
            }
        };
        let [Item::Field(field)] = fields.items.as_slice() else {
            return refuse("does not ask for exactly one root field");
        };
        let selection = Selection::read(&field.selection_set, &fragments, 0, &mut { WIDTH })?;
        Ok(Self { name: name.map(Into::into), field: field.name.into(), selection })
    }
}

impl Selection {
    fn read<'a>(
        set: &SelectionSet<'a, &'a str>,
        fragments: &[&FragmentDefinition<'a, &'a str>],
        depth: usize,
        left: &mut usize,
    ) -> Result<Self, Refusal> {
        if depth > 16 {
            return Err(Refusal::bad_request("the document is nested too deeply"));
        }
        let mut members = Vec::new();
        for item in &set.items {
            *left = left.checked_sub(1).ok_or_else(|| Refusal::bad_request("the document selects too much"))?;
            match item {
                Item::Field(field) => {
                    let name = field.alias.unwrap_or(field.name);
                    let inner = Self::read(&field.selection_set, fragments, depth + 1, left)?;
                    members.push((field.name.to_owned(), name.to_owned(), inner));
                }
                Item::FragmentSpread(spread) => {
                    let fragment = fragments.iter().find(|fragment| fragment.name == spread.fragment_name);
                    let fragment = fragment.ok_or_else(|| Refusal::bad_request("the document lacks a fragment"))?;
                    members.extend(Self::read(&fragment.selection_set, fragments, depth + 1, left)?.0);
                }
                Item::InlineFragment(inline) => {
                    members.extend(Self::read(&inline.selection_set, fragments, depth + 1, left)?.0);
                }
            }
        }
        Ok(Self(members))
    }

    /// The selected part of a value. A selected member that the value does not have is null.
    pub fn of(&self, value: &Value) -> Value {
        match value {
            Value::Object(members) if !self.0.is_empty() => {
                let chosen = self
                    .0
                    .iter()
                    .map(|(field, name, inner)| (name.clone(), inner.of(members.get(field).unwrap_or(&Value::Null))));
                Value::Object(chosen.collect::<Map<_, _>>())
            }
            Value::Array(items) => items.iter().map(|item| self.of(item)).collect(),
            other => other.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without_values;

    #[test]
    fn values_are_removed_from_a_document() {
        for (text, kept) in [
            ("query user{user{id}}", "query user{user{id}}"),
            ("{a(b:\"secret\"){c}}", "{a(b:\"[redacted]\"){c}}"),
            (r#"{a(b:"se\"cret\\",d:$d1){c}}"#, "{a(b:\"[redacted]\",d:$d1){c}}"),
            (r#"{a(b:"",d:"""x"y\"""z"""){c}}"#, "{a(b:\"[redacted]\",d:\"[redacted]\"){c}}"),
            ("{a(b:-12.5e+3,c2:1234,d:true)}", "{a(b:0,c2:0,d:true)}"),
            ("{a # it's \"secret\n(b:\"söcret\")}", "{a \n(b:\"[redacted]\")}"),
            ("{a(b:\"secret", "{a(b:\"[redacted]\""),
        ] {
            assert_eq!(without_values(text), kept, "{text}");
        }
    }
}
