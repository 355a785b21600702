//! The contract as JSON for the sandbox: the operations, their requests and replies as JSON Schema, and what error codes mean in
//! Chinese.

use serde_json::{Map, Value, json};

use crate::{
    contract::{Contract, Op, component},
    graphql,
    schema::json_schema,
    yaml::Node,
};

pub fn of(contract: &Contract) -> Result<String, String> {
    let mut operations = Map::new();
    for op in contract.operations() {
        let id = op.id().ok_or_else(|| format!("{} has no operationId", op.path))?;
        operations.insert(id.into(), operation(contract, op)?);
    }
    let components = contract.document.at(&["components", "schemas"]).map(Node::to_json).unwrap_or_default();
    let schemas: Map<String, Value> = components
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, schema)| (name.clone(), json_schema(schema, false)))
        .collect();
    let rules = json!({ "operations": operations, "schemas": schemas, "meanings": meanings(contract)? });
    serde_json::to_string_pretty(&rules).map(|text| text + "\n").map_err(|e| e.to_string())
}

/// The Chinese meanings of the error codes that have one. The English ones are in `ErrorCode`.
fn meanings(contract: &Contract) -> Result<Map<String, Value>, String> {
    let mut meanings = Map::new();
    for row in csv::Reader::from_reader(contract.error_codes.as_bytes()).records() {
        let row = row.map_err(|e| format!("spec/error-codes.csv: {e}"))?;
        let [code, chinese] = [0, 3].map(|column| row.get(column).unwrap_or_default().trim());
        if !chinese.is_empty() {
            meanings.insert(code.into(), chinese.into());
        }
    }
    Ok(meanings)
}

fn operation(contract: &Contract, op: Op) -> Result<Value, String> {
    let node = op.node.to_json();
    let (path, fragment) = match op.path.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (op.path, None),
    };
    let field = match fragment {
        Some(fragment) => {
            let text = contract.graphql.get(fragment).ok_or_else(|| format!("{fragment} has no document"))?;
            Some(graphql::operation(text, &contract.fragments).map_err(|e| format!("{fragment}: {e}"))?.root_field)
        }
        None => None,
    };
    let security = node.get("security").cloned().or_else(|| Some(contract.document.get("security")?.to_json()));
    // An MFA token is a bearer token too, and an access token without a scheme stands in its place.
    let bearer = |one: &Value| ["bearer", "mfa", "accessToken"].iter().any(|way| one.get(way).is_some());
    let ways = security.as_ref().and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let body = op.body().and_then(|(media, node)| Some((media, component(node.get("schema")?)?)));
    let shared = contract.document.at(&["components", "parameters"]).map(Node::to_json).unwrap_or_default();
    let parameters = node["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let query: Map<String, Value> = parameters
        .iter()
        .map(|parameter| match parameter["$ref"].as_str().and_then(|at| at.strip_prefix("#/components/parameters/")) {
            Some(name) => &shared[name],
            None => parameter,
        })
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| {
            let schema = json_schema(&parameter["schema"], false);
            let rule = json!({ "required": parameter["required"] == true, "schema": schema });
            Some((parameter["name"].as_str()?.to_owned(), rule))
        })
        .collect();
    Ok(json!({
        "method": op.method.to_uppercase(),
        "path": path,
        "field": field,
        // For a server all conventions except the envelope and GraphQL are bare replies.
        "convention": match node["x-reply"].as_str() {
            Some("envelope" | "envelope-v3") => "envelope",
            Some("graphql") => "graphql",
            _ => "bare",
        },
        "needsApp": !ways.is_empty() && ways.iter().all(|one| one.get("app").is_some()),
        "needsBearer": !ways.is_empty() && ways.iter().all(bearer),
        "query": query,
        "media": body.map(|(media, _)| media),
        "body": body.map(|(_, schema)| schema),
    }))
}
