//! What an operation of the contract still needs by hand, beside what is generated.

use crate::{
    command::Result,
    contract::{
        diff::{
            compare,
            model::{Contract, Operation},
            project::{CONTRACT_TESTS, COVERAGE, HANDLERS, Project, RECIPES, snake},
            words,
        },
        source::{self, git},
    },
    layout::{CHANGELOG, root},
};

/// Everything that the contract of the working tree has and this repository lacks, each with the mend.
pub fn list() -> Result<Vec<String>> {
    let contract = source::contract(None)?;
    let project = Project::read(root())?;
    let mut found: Vec<String> = contract.operations.values().flat_map(|one| of(one, &project)).collect();
    found.extend(changelog(&contract));
    Ok(found)
}

fn of(operation: &Operation, project: &Project) -> Vec<String> {
    let id = &operation.id;
    let mut found = Vec::new();
    let methods = project.methods(operation);
    if methods.is_empty() {
        found.push(format!("{id}: no public method; write `{}` in the file of its area in src/api", snake(id)));
    }
    for js in operation.js.iter().filter(|js| !project.knows_js(js)) {
        let last = js.rsplit('.').next().unwrap_or(js);
        found.push(format!("{id}: no method has the JavaScript name; write #[doc(alias = \"{last}\")]"));
    }
    if !project.covered(id) {
        found.push(format!("{id}: no row in {COVERAGE}; add one"));
    }
    if methods.iter().all(|name| !name.ends_with(".rs")) && !methods.is_empty() && project.tests(&methods).is_empty() {
        found.push(format!("{id}: no contract test calls its methods; add one in {CONTRACT_TESTS}"));
    }
    if project.handler(id).is_none() {
        found.push(format!("{id}: the sandbox cannot do it; add a handler and its line in {HANDLERS}/mod.rs"));
    }
    if !project.recipe(id) {
        found.push(format!("{id}: no recipe; say in {RECIPES} what a request needs to succeed"));
    }
    found
}

/// The line that a change which callers notice wants.
fn changelog(contract: &Contract) -> Option<String> {
    let before = source::contract(Some("HEAD")).ok()?;
    let noticed = compare::contracts(&before, contract).iter().any(|change| words::line(change).breaking);
    let touched = !git(&["status", "--porcelain", "--", CHANGELOG])?.is_empty();
    let wanted = noticed && !touched;
    wanted.then(|| format!("{CHANGELOG}: no line tells callers what breaks; write one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_that_an_operation_lacks_is_named_with_the_mend() {
        let js = vec!["mfa.listBadges".to_owned()];
        let operation = Operation { id: "listBadges".into(), js, ..Operation::default() };
        let found = of(&operation, &Project::default());
        for part in ["`list_badges`", "alias = \"listBadges\"", COVERAGE, HANDLERS, RECIPES] {
            assert!(found.iter().any(|one| one.contains(part)), "{part}: {found:?}");
        }
    }

    #[test]
    fn nothing_is_missing_here() {
        let contract = source::contract(None).unwrap();
        let project = Project::read(root()).unwrap();
        let found: Vec<_> = contract.operations.values().flat_map(|one| of(one, &project)).collect();
        assert!(found.is_empty(), "{found:#?}");
    }
}
