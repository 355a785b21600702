//! What a change reaches: operations, and through them methods, public types, handlers, tests and recipes.

use std::collections::BTreeMap;

use super::{
    Result,
    model::{Change, Contract, Names, Operation, Place},
    project::{COVERAGE, Project},
    rules::Kind,
};

/// The GraphQL documents of the contract.
const DOCUMENTS: &str = "spec/graphql";

/// Everything that belongs to a changed part of the contract.
#[derive(Default)]
pub struct Reach {
    pub operations: Names,
    pub methods: Names,
    pub types: Names,
    /// Functions by file.
    pub handlers: BTreeMap<String, Names>,
    pub tests: Names,
    pub recipes: Names,
    /// The files that use the old name of a type or a constant.
    pub named_in: Names,
    /// The GraphQL documents that select a member by its old name.
    pub selecting: Names,
}

/// Two contracts, with all types that each operation sends and returns, directly or inside others.
pub struct Graph<'a> {
    pub contracts: [&'a Contract; 2],
    closures: [BTreeMap<&'a str, Names>; 2],
}

impl<'a> Graph<'a> {
    pub fn new(contracts: [&'a Contract; 2]) -> Self {
        let closure = |contract: &Contract, one: &Operation| contract.closure(one.sends.iter().chain(&one.returns));
        let all = |contract: &'a Contract| {
            contract.operations.iter().map(|(id, one)| (id.as_str(), closure(contract, one))).collect()
        };
        Self { contracts, closures: contracts.map(all) }
    }
}

/// What the changes of one place reach, in either contract.
pub fn of(place: &Place, changes: &[&Change], graph: &Graph, project: &Project) -> Result<Reach> {
    let contracts = graph.contracts;
    let renamed = |change: &&&Change| matches!(change.kind, Kind::OperationRenamed | Kind::OperationRecased);
    let mut ids: Names = changes.iter().filter(renamed).map(|change| change.old.clone()).collect();
    let mut types = Names::new();
    match place {
        Place::Operation(id) | Place::Document(id) => {
            ids.insert(id.clone());
        }
        Place::Type(name) => {
            let named = |change: &&&Change| matches!(change.kind, Kind::TypeRenamed | Kind::TypeRecased);
            types.insert(name.clone());
            types.extend(changes.iter().filter(named).map(|change| change.old.clone()));
        }
        Place::Everywhere => ids.extend(contracts[1].operations.keys().cloned()),
        Place::Code(_) => {}
    }
    let mut reach = Reach::default();
    for name in changes.iter().filter_map(|change| old_name(change)) {
        reach.named_in.extend(project.naming(&name)?);
    }
    for (contract, closures) in contracts.into_iter().zip(&graph.closures) {
        let exported = contract.types.keys().filter(|name| !types.is_empty() && project.exports(name));
        let holding = exported.filter(|name| !contract.closure([*name]).is_disjoint(&types));
        reach.types.extend(holding.cloned());
        for (operation, closure) in contract.operations.values().zip(closures.values()) {
            let by_type = !closure.is_disjoint(&types);
            let by_id = ids.contains(&operation.id);
            if by_id || by_type {
                reach.add(operation, project);
            }
            if by_id && !matches!(place, Place::Everywhere) {
                reach.types.extend(closure.iter().filter(|name| project.exports(name)).cloned());
            }
        }
    }
    reach.tests.extend(project.tests(&reach.methods));
    let gone: Vec<&str> = changes.iter().filter_map(|change| gone_name(change)).collect();
    for (id, document) in contracts[1].documents.iter().flatten() {
        let selects = |name: &&&str| document.selects.iter().any(|path| path.rsplit('.').next() == Some(name));
        for name in gone.iter().filter(selects).filter(|_| reach.operations.contains(id)) {
            let file = if document.own.contains(*name) { id } else { "fragments" };
            reach.selecting.insert(format!("{DOCUMENTS}/{file}.graphql"));
        }
    }
    Ok(reach)
}

/// The old Rust name of a type or an error code that was removed or renamed.
fn old_name(change: &Change) -> Option<String> {
    match (change.kind, &change.place) {
        (Kind::TypeGone, Place::Type(name)) => Some(name.clone()),
        (Kind::TypeRenamed | Kind::TypeRecased, _) => Some(change.old.clone()),
        (Kind::CodeGone | Kind::CodeRenamed, _) => Some(format!("ErrorCode::{}", change.old)),
        _ => None,
    }
}

/// The old name of a member that was removed or renamed.
fn gone_name(change: &Change) -> Option<&str> {
    match change.kind {
        Kind::MemberGone => change.subject.split('`').nth(1)?.rsplit('.').next(),
        Kind::MemberRenamed | Kind::MemberRenamedRead | Kind::MemberRecased => change.old.rsplit('.').next(),
        _ => None,
    }
}

impl Reach {
    fn add(&mut self, operation: &Operation, project: &Project) {
        let id = &operation.id;
        self.operations.insert(id.clone());
        self.methods.extend(project.methods(operation));
        if let Some((file, function)) = project.handler(id) {
            self.handlers.entry(file.clone()).or_default().insert(function.clone());
        }
        if project.covered(id) {
            self.tests.insert(COVERAGE.into());
        }
        if project.recipe(id) {
            self.recipes.insert(id.clone());
        }
    }
}
