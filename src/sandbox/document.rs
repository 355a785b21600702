//! GraphQL requests. No operation name is sent, so the root field of the document says what is asked for.

use graphql_parser::query::{
    Definition, Document as Parsed, FragmentDefinition, OperationDefinition, Selection as Item, SelectionSet,
    parse_query,
};
use serde_json::{Map, Value};

use super::reply::Refusal;

/// How many members a document may select, fragments written out: they can be named more often than there is memory.
const WIDTH: usize = 2000;

/// A request after parsing: its one root field, and what is selected of it.
pub struct Document {
    /// The name of the operation in the document.
    pub name: Option<String>,
    pub field: String,
    pub selection: Selection,
}

/// What is selected of a value: members with what is selected of them; none means all of a scalar.
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
        let [operation] = operations.as_slice() else { return refuse("holds not exactly one operation") };
        let (name, fields) = match operation {
            OperationDefinition::Query(q) => (q.name, &q.selection_set),
            OperationDefinition::Mutation(m) => (m.name, &m.selection_set),
            OperationDefinition::SelectionSet(set) => (None, set),
            OperationDefinition::Subscription(_) => return refuse("is a subscription, which the service has not"),
        };
        let [Item::Field(field)] = fields.items.as_slice() else {
            return refuse("asks not for exactly one root field");
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

    /// What was asked for of this value, and nothing else: a member that is not there is null.
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
