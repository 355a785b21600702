//! Parses the GraphQL document of a request and checks it against the contract.

use std::collections::BTreeSet;

use graphql_parser::query::{
    Definition, Document, OperationDefinition, Selection, SelectionSet, Type, Value as Argument, VariableDefinition,
    parse_query,
};
use serde_json::Value;

use super::contract::Contract;

pub struct Query {
    pub name: String,
    variables: Vec<VariableDefinition<'static, String>>,
    selection: SelectionSet<'static, String>,
}

impl Query {
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Document<'static, String> =
            parse_query::<String>(text).map_err(|e| format!("the document is not GraphQL: {e}"))?.into_static();
        let mut definitions = document.definitions.into_iter();
        let (Some(Definition::Operation(operation)), None) = (definitions.next(), definitions.next()) else {
            return Err("the document is not one operation".into());
        };
        let (name, variables, selection) = match operation {
            OperationDefinition::Query(q) => (q.name, q.variable_definitions, q.selection_set),
            OperationDefinition::Mutation(m) => (m.name, m.variable_definitions, m.selection_set),
            _ => return Err("the operation is neither a named query nor a mutation".into()),
        };
        Ok(Self { name: name.ok_or("the operation has no name")?, variables, selection })
    }

    /// Checks the document and its variables. `data` is the schema of the reply's `data`.
    pub fn complaints(&self, variables: &Value, data: &Value, contract: &Contract) -> Vec<String> {
        let mut found = Vec::new();
        let declared: BTreeSet<&str> = self.variables.iter().map(|v| v.name.as_str()).collect();
        for name in variables.as_object().into_iter().flatten().map(|(name, _)| name.as_str()) {
            if !declared.contains(name) {
                found.push(format!("the variable {name} is sent and not declared"));
            }
        }
        for variable in &self.variables {
            let missing = variables.get(&variable.name).is_none_or(Value::is_null);
            if missing && matches!(variable.var_type, Type::NonNullType(_)) {
                found.push(format!("the variable {} is required and not sent", variable.name));
            }
        }
        select(&self.selection, data, contract, &declared, &mut found);
        found
    }
}

fn select(
    set: &SelectionSet<'static, String>,
    schema: &Value,
    contract: &Contract,
    declared: &BTreeSet<&str>,
    found: &mut Vec<String>,
) {
    for item in &set.items {
        let Selection::Field(field) = item else {
            found.push("the document holds a fragment, which other SDKs of the service do not send".into());
            continue;
        };
        let name = field.name.as_str();
        if name == "password" {
            found.push("the document selects the password".into());
        }
        for (_, argument) in &field.arguments {
            if let Argument::Variable(variable) = argument
                && !declared.contains(variable.as_str())
            {
                found.push(format!("the variable {variable} is used and not declared"));
            }
        }
        match contract.members(schema).and_then(|members| members.get(name)) {
            None => found.push(format!("the document selects {name}, which the reply in the contract does not have")),
            Some(member) => {
                if contract.members(member).is_some() == field.selection_set.items.is_empty() {
                    found.push(format!("the document selects {name} with too little or too much inside"));
                }
                select(&field.selection_set, member, contract, declared, found);
            }
        }
    }
}
