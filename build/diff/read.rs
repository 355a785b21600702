//! Reads a contract from the texts of its files.

use std::{collections::BTreeMap, fs, path::Path};

use graphql_parser::query::{Definition, OperationDefinition, Selection, SelectionSet, parse_query};
use serde_json::Value;

use super::{
    super::{graphql, yaml},
    Result,
    model::{Code, Contract, Document, Names},
    parse,
};

const DOCUMENT: &str = "authing.yaml";
const CODES: &str = "error-codes.csv";
const FRAGMENTS: &str = "fragments";
/// The members of `generated/openapi.json` with the texts of the other files.
pub const GRAPHQL_MEMBER: &str = "x-graphql-documents";
pub const CODES_MEMBER: &str = "x-error-codes";

/// A document alone, in YAML or JSON, as a value.
pub fn value(text: &str, name: &str) -> Result<Value> {
    Ok(parsed(text, name)?.0)
}

/// A document as a value, and if it is YAML as a tree that knows its lines.
fn parsed(text: &str, name: &str) -> Result<(Value, Option<yaml::Node>)> {
    match serde_json::from_str(text) {
        Ok(value) => return Ok((value, None)),
        // A text of another name may be YAML.
        Err(e) if name.ends_with(".json") => return Err(format!("{name}: not JSON: {e}; mend the file")),
        Err(_) => {}
    }
    let node = yaml::parse(text).map_err(|e| format!("{name}: {e}; mend the file"))?;
    Ok((node.to_json(), Some(node)))
}

/// A contract in one document, in YAML or JSON. Only the snapshot's has GraphQL documents and error codes in it.
pub fn document(text: &str, name: &str, label: &str) -> Result<Contract> {
    let (value, node) = parsed(text, name)?;
    if !value["paths"].is_object() {
        return Err(format!("{name}: no OpenAPI document, for it has no `paths`; name a file that has"));
    }
    let line = |path: &[&str]| {
        let (last, parents) = path.split_last()?;
        let parent = node.as_ref()?.at(parents)?;
        parent.entries().iter().find(|(key, ..)| key == last).map(|(_, line, _)| *line)
    };
    let mut contract = Contract { label: label.into(), ..parse::document(&value, &line) };
    if let Some(texts) = value[GRAPHQL_MEMBER].as_object() {
        let text = |(name, text): (&String, &Value)| (name.clone(), text.as_str().unwrap_or_default().to_owned());
        contract.documents = Some(documents(&texts.iter().map(text).collect(), name)?);
    }
    if let Some(text) = value[CODES_MEMBER].as_str() {
        contract.codes = Some(codes(text).map_err(|e| format!("{name}: {CODES_MEMBER}: {e}"))?);
    }
    Ok(contract)
}

/// The contract in a folder such as `spec/`.
pub fn folder(folder: &Path, label: &str) -> Result<Contract> {
    let mut files = BTreeMap::new();
    // A folder with a document alone has no GraphQL documents.
    for part in [folder.to_owned(), folder.join("graphql")].into_iter().filter(|part| part.is_dir()) {
        for entry in fs::read_dir(&part).map_err(|e| format!("{}: {e}", part.display()))? {
            let path = entry.map_err(|e| format!("{}: {e}", part.display()))?.path();
            if path.is_file() {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?);
            }
        }
    }
    whole(&files, label)
}

/// A contract with all its files, by their names in the folder.
pub fn whole(files: &BTreeMap<String, String>, label: &str) -> Result<Contract> {
    let text = files.get(DOCUMENT).ok_or_else(|| format!("{label}: there is no {DOCUMENT} in it"))?;
    let mut contract = document(text, &format!("{label}: {DOCUMENT}"), label)?;
    let name = |file: &str| Some(file.strip_prefix("graphql/")?.strip_suffix(".graphql")?.to_owned());
    let texts = files.iter().filter_map(|(file, text)| Some((name(file)?, text.clone()))).collect();
    contract.documents = Some(documents(&texts, label)?);
    if let Some(text) = files.get(CODES) {
        contract.codes = Some(codes(text).map_err(|e| format!("{label}: {CODES}: {e}"))?);
    }
    Ok(contract)
}

/// The GraphQL documents by their names. The one with the name `fragments` holds what the others share.
fn documents(texts: &BTreeMap<String, String>, label: &str) -> Result<BTreeMap<String, Document>> {
    let failed = |name: &str, e: String| format!("{label}: graphql/{name}.graphql: {e}");
    let shared = texts.get(FRAGMENTS).map(|text| graphql::fragments(text)).transpose();
    let fragments = shared.map_err(|e| failed(FRAGMENTS, e))?.unwrap_or_default();
    let others = texts.iter().filter(|(name, _)| *name != FRAGMENTS);
    others
        .map(|(name, text)| {
            let document = graphql_document(text, &fragments).map_err(|e| failed(name, e))?;
            Ok((name.clone(), document))
        })
        .collect()
}

fn graphql_document(text: &str, fragments: &graphql::Fragments) -> Result<Document> {
    let operation = graphql::operation(text, fragments)?;
    let parsed = parse_query::<String>(&operation.text).map_err(|e| e.to_string())?;
    let mut document = Document { root: operation.root_field, text: operation.text.clone(), ..Document::default() };
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    document.own = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    for definition in parsed.definitions {
        let Definition::Operation(definition) = definition else { continue };
        let (variables, selection) = match definition {
            OperationDefinition::Query(one) => (one.variable_definitions, one.selection_set),
            OperationDefinition::Mutation(one) => (one.variable_definitions, one.selection_set),
            _ => continue,
        };
        document.variables = variables.into_iter().map(|one| (one.name, one.var_type.to_string())).collect();
        for item in selection.items {
            if let Selection::Field(root) = item {
                selected(&root.selection_set, "", &mut document.selects);
            }
        }
    }
    Ok(document)
}

fn selected(set: &SelectionSet<'_, String>, prefix: &str, found: &mut Names) {
    for item in &set.items {
        if let Selection::Field(field) = item {
            let path = format!("{prefix}{}", field.name);
            selected(&field.selection_set, &format!("{path}."), found);
            found.insert(path);
        }
    }
}

fn codes(text: &str) -> Result<BTreeMap<i64, Code>> {
    let mut found = BTreeMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).into_records() {
        let row = row.map_err(|e| e.to_string())?;
        let cell = |at: usize| row.get(at).unwrap_or_default().to_owned();
        let code = cell(0).parse().map_err(|_| format!("{:?} is no number; the first column is the code", cell(0)))?;
        found.insert(code, Code { name: cell(1), english: cell(2), chinese: cell(3) });
    }
    Ok(found)
}
