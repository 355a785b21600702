//! Parses a GraphQL document into the format of the records.

use std::collections::{BTreeMap, BTreeSet};

use graphql_parser::query::{Definition, Document, Field, OperationDefinition, Selection, SelectionSet};

/// The operation of a document with one operation and one root field.
pub struct Operation {
    pub kind: &'static str,
    pub root: String,
    /// The arguments of the root field, as written in the document.
    pub arguments: BTreeMap<String, String>,
    /// The leaves, by their path below the root field.
    pub fields: BTreeSet<String>,
}

type Fragments<'a> = BTreeMap<&'a str, &'a SelectionSet<'a, &'a str>>;

pub fn parse(text: &str) -> Option<Operation> {
    let document: Document<&str> = graphql_parser::parse_query(text).ok()?;
    let mut fragments = Fragments::new();
    let mut operation = None;
    for definition in &document.definitions {
        match definition {
            Definition::Fragment(fragment) => drop(fragments.insert(fragment.name, &fragment.selection_set)),
            Definition::Operation(OperationDefinition::Query(query)) => {
                operation = Some(("query", &query.selection_set))
            }
            Definition::Operation(OperationDefinition::Mutation(mutation)) => {
                operation = Some(("mutation", &mutation.selection_set));
            }
            Definition::Operation(_) => return None,
        }
    }
    let (kind, roots) = operation?;
    let [Selection::Field(root)] = roots.items.as_slice() else { return None };
    let mut fields = BTreeSet::new();
    leaves(&root.selection_set, "", &fragments, &mut fields);
    let arguments = root.arguments.iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
    Some(Operation { kind, root: root.name.to_owned(), arguments, fields })
}

fn leaves<'a>(set: &SelectionSet<'a, &'a str>, prefix: &str, fragments: &Fragments<'a>, fields: &mut BTreeSet<String>) {
    for item in &set.items {
        match item {
            Selection::Field(Field { name, selection_set, .. }) if selection_set.items.is_empty() => {
                fields.insert(format!("{prefix}{name}"));
            }
            Selection::Field(field) => {
                leaves(&field.selection_set, &format!("{prefix}{}.", field.name), fragments, fields);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(set) = fragments.get(spread.fragment_name) {
                    leaves(set, prefix, fragments, fields);
                }
            }
            Selection::InlineFragment(fragment) => leaves(&fragment.selection_set, prefix, fragments, fields),
        }
    }
}
