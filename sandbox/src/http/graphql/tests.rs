//! Whether the schema has everything that the contract has.

use std::{collections::BTreeSet, path::Path};

use apollo_compiler::{ExecutableDocument, ast::Type, schema::ExtendedType};
use serde_json::Value;

use super::SCHEMA;

/// The documents of the contract, with the selections that they share.
#[test]
fn every_document_of_the_contract_fits_the_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/graphql");
    let shared = std::fs::read_to_string(folder.join("fragments.graphql")).unwrap();
    let mut seen = 0;
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.file_stem().unwrap() == "fragments" {
            continue;
        }
        let document = std::fs::read_to_string(&path).unwrap();
        let used = ["UserMembers", "LoginMembers"].iter().filter(|name| document.contains(**name));
        let fragments: String = used.map(|name| fragment(&shared, name)).collect();
        let fits = ExecutableDocument::parse_and_validate(&SCHEMA, document + &fragments, &path);
        assert!(fits.is_ok(), "{}: {}", path.display(), fits.unwrap_err().errors);
        seen += 1;
    }
    assert!(seen > 25, "only {seen} documents were read");
}

fn fragment(shared: &str, name: &str) -> String {
    let start = shared.find(&format!("fragment {name} ")).unwrap();
    let end = start + shared[start..].find("\n}").unwrap() + 2;
    shared[start..end].to_owned()
}

/// A member that is added to a component of the contract must be added to its type in the schema.
#[test]
fn the_schema_has_every_member_of_the_contract() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/openapi.json");
    let contract: Value = serde_json::from_str(&std::fs::read_to_string(folder).unwrap()).unwrap();
    let mut comparison = Comparison { contract: &contract, compared: BTreeSet::new(), differences: Vec::new() };
    for (path, item) in contract["paths"].as_object().unwrap() {
        let Some(id) = path.strip_prefix("/graphql/v2#") else { continue };
        let operation = &item["post"];
        let request = &operation["requestBody"]["content"]["application/json"];
        let root =
            if request["example"]["query"].as_str().unwrap().starts_with("mutation") { "Mutation" } else { "Query" };
        let reply = &operation["responses"]["2XX"]["content"]["application/json"]["schema"];
        let data = comparison.resolve(&comparison.resolve(reply)["properties"]["data"]);
        let variables = comparison.resolve(&comparison.resolve(&request["schema"])["properties"]["variables"]);
        for (name, schema) in data["properties"].as_object().unwrap() {
            let Ok(field) = SCHEMA.type_field(root, name) else { panic!("{id}: the schema has no {root}.{name}") };
            comparison.compare(schema, &field.ty, &format!("{root}.{name}"));
            // The other variables are arguments of selected fields, which the documents above show.
            for argument in &field.arguments {
                let place = format!("{root}.{name}({})", argument.name);
                comparison.compare(&variables["properties"][argument.name.as_str()], &argument.ty, &place);
            }
        }
    }
    assert!(comparison.compared.len() > 25, "only {} types were compared", comparison.compared.len());
    assert!(comparison.differences.is_empty(), "schema.graphql: {:#?}", comparison.differences);
}

/// Compares components of the contract with types of the schema.
struct Comparison<'a> {
    contract: &'a Value,
    compared: BTreeSet<(String, String)>,
    differences: Vec<String>,
}

impl<'a> Comparison<'a> {
    /// A schema, with the references resolved that it consists of.
    fn resolve(&self, mut schema: &'a Value) -> &'a Value {
        loop {
            schema = match (&schema["$ref"], &schema["allOf"][0]) {
                (Value::String(place), _) => self.contract.pointer(place.trim_start_matches('#')).unwrap(),
                (_, Value::Null) => return schema,
                (_, only) => only,
            };
        }
    }

    fn compare(&mut self, schema: &'a Value, kind: &Type, place: &str) {
        let schema = self.resolve(schema);
        let expected = schema["type"].as_str().unwrap_or_default();
        if expected == "array" && kind.is_list() {
            return self.compare(&schema["items"], kind.item_type(), place);
        }
        let name = kind.inner_named_type().as_str();
        let found = SCHEMA.types.get(name).unwrap();
        let fits = match expected {
            // Any value, or an argument that the SDK does not send.
            "" => true,
            _ if kind.is_list() => false,
            "string" => matches!(name, "String" | "ID") || matches!(found, ExtendedType::Enum(_)),
            "integer" => name == "Int",
            "number" => matches!(name, "Int" | "Float"),
            "boolean" => name == "Boolean",
            "object" => matches!(found, ExtendedType::Object(_) | ExtendedType::InputObject(_)),
            _ => false,
        };
        if !fits {
            return self.differences.push(format!("{place} is {kind}, which does not fit {expected}"));
        }
        let Some(members) = schema["properties"].as_object() else { return };
        // A type may contain itself, and several components may describe it.
        if !self.compared.insert((schema.to_string(), name.into())) {
            return;
        }
        for (member, schema) in members {
            let kind = match found {
                ExtendedType::Object(object) => object.fields.get(member.as_str()).map(|field| &field.ty),
                ExtendedType::InputObject(input) => input.fields.get(member.as_str()).map(|field| &*field.ty),
                _ => None,
            };
            match kind {
                Some(kind) => self.compare(schema, kind, &format!("{name}.{member}")),
                None => self.differences.push(format!("{name} has no {member}")),
            }
        }
    }
}
