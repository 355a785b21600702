//! A contract out of a revision of git, a folder or a file.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use graphql_parser::query::{Definition, OperationDefinition, Selection, SelectionSet, parse_query};
use serde_json::Value;

use crate::{
    command::Result,
    contract::{
        graphql,
        model::{Code, Contract, Document, Names},
        parse, yaml,
    },
    layout::{CONTRACT, from_caller, root},
};

const DOCUMENT: &str = "authing.yaml";
const CODES: &str = "error-codes.csv";

/// Reads the contract that `source` names; without one, that of the working tree.
pub fn contract(source: Option<&str>) -> Result<Contract> {
    let spec = Path::new(CONTRACT).parent().unwrap_or(Path::new("spec"));
    let Some(source) = source else {
        return folder(&root().join(spec), "the working tree");
    };
    let path = from_caller(source);
    if path.is_dir() {
        let inner = path.join(spec);
        return folder(if inner.is_dir() { &inner } else { &path }, source);
    }
    if path.is_file() {
        let text = fs::read_to_string(&path).map_err(|e| format!("{source}: {e}"))?;
        return document(&text, source, source);
    }
    revision(source, &spec.to_string_lossy())
}

/// A document alone, in YAML or JSON, as a value.
pub fn value(text: &str, name: &str) -> Result<Value> {
    Ok(parsed(text, name)?.0)
}

/// A document as a value, and if it is YAML as a tree that knows its lines.
fn parsed(text: &str, name: &str) -> Result<(Value, Option<yaml::Node>)> {
    match serde_json::from_str(text) {
        Ok(value) => return Ok((value, None)),
        // Every other text may be YAML.
        Err(e) if name.ends_with(".json") => return Err(format!("{name}: not JSON: {e}; mend the file")),
        Err(_) => {}
    }
    let node = yaml::parse(text).map_err(|e| format!("{name}: {e}; mend the file"))?;
    Ok((node.to_json(), Some(node)))
}

fn document(text: &str, name: &str, label: &str) -> Result<Contract> {
    let (value, node) = parsed(text, name)?;
    if !value["paths"].is_object() {
        return Err(format!("{name}: no OpenAPI document, for it has no `paths`; name a file that has"));
    }
    let line = |path: &[&str]| {
        let (last, parents) = path.split_last()?;
        let parent = node.as_ref()?.at(parents)?;
        parent.entries().iter().find(|(key, ..)| key == last).map(|(_, line, _)| *line)
    };
    Ok(Contract { label: label.into(), ..parse::document(&value, &line) })
}

fn folder(folder: &Path, label: &str) -> Result<Contract> {
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

fn revision(name: &str, spec: &str) -> Result<Contract> {
    let path = from_caller(name);
    let nothing =
        || format!("{name:?} is no file and no folder ({}), and no revision of git with a contract", path.display());
    let tree = format!("{name}:{spec}");
    // A name that begins with a dash would be an option of git.
    if name.starts_with('-') {
        return Err(nothing());
    }
    let listed = git(&["ls-tree", "-r", "--name-only", &tree]).ok_or_else(nothing)?;
    let mut files = BTreeMap::new();
    for file in listed.lines() {
        let text = git(&["show", &format!("{tree}/{file}")]).ok_or_else(|| format!("git cannot show {tree}/{file}"))?;
        files.insert(file.to_owned(), text);
    }
    whole(&files, name)
}

/// What git says, unless it fails.
pub fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(root()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A contract with all its files.
pub fn whole(files: &BTreeMap<String, String>, label: &str) -> Result<Contract> {
    let text = files.get(DOCUMENT).ok_or_else(|| format!("{label}: there is no {DOCUMENT} in it"))?;
    let mut contract = document(text, &format!("{label}: {DOCUMENT}"), label)?;
    let mut fragments = graphql::Fragments::new();
    if let Some(text) = files.get("graphql/fragments.graphql") {
        fragments = graphql::fragments(text).map_err(|e| format!("{label}: graphql/fragments.graphql: {e}"))?;
    }
    let mut documents = BTreeMap::new();
    for (file, text) in files {
        let name = file.strip_prefix("graphql/").and_then(|name| name.strip_suffix(".graphql"));
        if let Some(name) = name.filter(|name| *name != "fragments") {
            let found = graphql_document(text, &fragments).map_err(|e| format!("{label}: {file}: {e}"))?;
            documents.insert(name.to_owned(), found);
        }
    }
    contract.documents = Some(documents);
    if let Some(text) = files.get(CODES) {
        contract.codes = Some(codes(text).map_err(|e| format!("{label}: {CODES}: {e}"))?);
    }
    Ok(contract)
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
