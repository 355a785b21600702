//! GraphQL documents: one for each operation, in which shared fragments are expanded.

use std::collections::{BTreeMap, BTreeSet};

use graphql_parser::query::{
    Definition, Document, FragmentDefinition, OperationDefinition, Selection, SelectionSet, VariableDefinition,
    parse_query,
};

/// What the lint and the generator need to know of one document.
pub struct Operation {
    pub name: String,
    /// Whether it only reads.
    pub is_query: bool,
    pub root_field: String,
    pub variables: BTreeSet<String>,
    /// The document on one line, fragments resolved.
    pub text: String,
    /// The names of all selected fields, for the rule that `password` is never selected.
    pub fields: BTreeSet<String>,
    /// The selection of the root field.
    pub selection: Selected,
}

/// Selected fields, each with what is selected of it.
#[derive(Default)]
pub struct Selected(pub BTreeMap<String, Selected>);

impl Selected {
    /// The selection of a set in which fragments are resolved.
    fn of(set: &SelectionSet<'static, String>) -> Self {
        let fields = set.items.iter().filter_map(|item| match item {
            Selection::Field(field) => Some((field.name.clone(), Self::of(&field.selection_set))),
            _ => None,
        });
        Self(fields.collect())
    }
}

pub type Fragments = BTreeMap<String, FragmentDefinition<'static, String>>;

/// Reads the file of shared fragments.
pub fn fragments(text: &str) -> Result<Fragments, String> {
    let mut found = Fragments::new();
    for definition in document(text)?.definitions {
        let Definition::Fragment(fragment) = definition else {
            return Err("only fragments belong here; an operation goes into its own file".into());
        };
        if let Some(first) = found.insert(fragment.name.clone(), fragment) {
            return Err(format!("the fragment {} is there twice; keep one", first.name));
        }
    }
    Ok(found)
}

/// Reads the document of one operation.
pub fn operation(text: &str, fragments: &Fragments) -> Result<Operation, String> {
    let mut document = document(text)?;
    let operation = match document.definitions.as_mut_slice() {
        [Definition::Operation(operation)] => operation,
        found if found.iter().any(|d| matches!(d, Definition::Fragment(_))) => {
            return Err("there is a fragment in it; move it to fragments.graphql".into());
        }
        _ => return Err("a document holds exactly one operation; split it".into()),
    };
    let is_query = matches!(operation, OperationDefinition::Query(_));
    let (name, variables, selection) = match operation {
        OperationDefinition::Query(q) => (&q.name, &q.variable_definitions, &mut q.selection_set),
        OperationDefinition::Mutation(m) => (&m.name, &m.variable_definitions, &mut m.selection_set),
        _ => return Err("an operation is a named query or mutation".into()),
    };
    let name = name.clone().ok_or("the operation needs a name")?;
    let variables = names(variables);
    let mut fields = BTreeSet::new();
    resolve(selection, fragments, &mut Vec::new(), &mut fields)?;
    let [Selection::Field(root)] = selection.items.as_slice() else {
        return Err("an operation selects exactly one root field".into());
    };
    let (root_field, selection) = (root.name.clone(), Selected::of(&root.selection_set));
    let text = document.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Operation { name, is_query, root_field, variables, text, fields, selection })
}

fn document(text: &str) -> Result<Document<'static, String>, String> {
    Ok(parse_query::<String>(text).map_err(|e| e.to_string().trim().replace('\n', " "))?.into_static())
}

fn names(variables: &[VariableDefinition<'static, String>]) -> BTreeSet<String> {
    variables.iter().map(|v| v.name.clone()).collect()
}

/// Replaces each fragment spread by the selections of the fragment, so that the documents equal those of the other
/// SDKs. `inside` holds the fragments that are being expanded.
fn resolve(
    set: &mut SelectionSet<'static, String>,
    fragments: &Fragments,
    inside: &mut Vec<String>,
    fields: &mut BTreeSet<String>,
) -> Result<(), String> {
    let mut items = Vec::new();
    for mut item in std::mem::take(&mut set.items) {
        match &mut item {
            Selection::Field(field) => {
                fields.insert(field.name.clone());
                resolve(&mut field.selection_set, fragments, inside, fields)?;
                items.push(item);
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.fragment_name;
                let fragment = fragments.get(name).ok_or_else(|| {
                    format!("there is no fragment {name}; mend the name or add it to fragments.graphql")
                })?;
                if inside.contains(name) {
                    return Err(format!("the fragment {name} contains itself; take it out in fragments.graphql"));
                }
                let mut inner = fragment.selection_set.clone();
                inside.push(name.clone());
                resolve(&mut inner, fragments, inside, fields)?;
                inside.pop();
                items.append(&mut inner.items);
            }
            Selection::InlineFragment(_) => {
                return Err("there is an inline fragment in it; write the fields out".into());
            }
        }
    }
    set.items = items;
    Ok(())
}
