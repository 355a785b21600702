//! What this repository still has of operations that the contract no longer has.

use crate::{
    command::Result,
    contract::{
        diff::{
            model::{Contract, Names, Operation},
            parse::pascal,
            project::{COVERAGE, HANDLERS, Project, RECIPES, snake},
        },
        source::{self, git},
    },
    layout::{CHANGELOG, KEEP_OLD_NAMES, SNAPSHOT, root},
};

/// Everything that is left of the operations of the last commit's contract which that of the working tree has not, each with the
/// place. In a copy without git there is no last commit.
pub fn list() -> Result<Vec<String>> {
    let Ok(before) = source::contract(Some("HEAD")) else { return Ok(Vec::new()) };
    let now = source::contract(None)?;
    let project = Project::read(root())?;
    let gone = before.operations.values().filter(|one| !now.operations.contains_key(&one.id));
    Ok(gone.flat_map(|one| of(one, &now, &project)).collect())
}

fn of(operation: &Operation, now: &Contract, project: &Project) -> Vec<String> {
    let id = &operation.id;
    let kept: Names = now.operations.values().flat_map(|one| project.methods(one)).collect();
    let methods: Names = project.methods(operation).difference(&kept).cloned().collect();
    let mut found: Vec<String> = methods.iter().map(|name| format!("{id}: src/api still has `{name}`")).collect();
    if let Some((file, function)) = project.handler(id) {
        found.push(format!("{id}: {HANDLERS}/mod.rs still has its line, and {file} its handler `{function}`"));
    }
    if project.recipe(id) {
        found.push(format!("{id}: {RECIPES} still has its recipe"));
    }
    if project.covered(id) {
        found.push(format!("{id}: {COVERAGE} still has its row"));
    }
    let files = naming(&names(operation, &methods, &kept, now));
    if !files.is_empty() {
        found.push(format!("{id}: still named in {}", files.join(", ")));
    }
    found
}

/// The names of the operation, its methods and their requests, save those that are still in use, and plain words such as `user`,
/// which mean other things, too.
fn names(operation: &Operation, methods: &Names, kept: &Names, now: &Contract) -> Names {
    let id = &operation.id;
    let own = methods.iter().filter(|name| !name.contains("::") && !name.ends_with(".rs"));
    let functions: Names = own.cloned().chain([snake(id)]).filter(|name| name.contains('_')).collect();
    let functions: Names = functions.difference(kept).cloned().collect();
    let is_id = |js: &String| js.rsplit('.').next() == Some(id);
    let in_use = snake(id) == *id || now.operations.values().flat_map(|one| &one.js).any(is_id);
    let requests: Names = functions.iter().map(|name| pascal(name)).collect();
    functions.into_iter().chain(requests).chain((!in_use).then(|| id.clone())).collect()
}

/// The files that have one of these names as a word, save those that tell of the past or of other software.
fn naming(names: &Names) -> Vec<String> {
    if names.is_empty() {
        return Vec::new();
    }
    let mut arguments = vec!["grep", "--untracked", "-lIwF"];
    names.iter().for_each(|name| arguments.extend(["-e", name]));
    arguments.extend(["--", "."]);
    let kept: Vec<String> =
        [SNAPSHOT, CHANGELOG].iter().chain(KEEP_OLD_NAMES).map(|path| format!(":(exclude){path}")).collect();
    arguments.extend(kept.iter().map(String::as_str));
    git(&arguments).unwrap_or_default().lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_left_of_an_operation_is_named_with_its_place() {
        let (mut now, project) = (source::contract(None).unwrap(), Project::read(root()).unwrap());
        let gone = now.operations.remove("listApplications").unwrap();
        let found = of(&gone, &now, &project).join("\n");
        for part in ["`list_applications`", HANDLERS, RECIPES, COVERAGE, "README.md", "src/lib.rs", "tests/secrecy"] {
            assert!(found.contains(part), "{part}: {found}");
        }
        assert!(!found.contains("CHANGELOG") && !found.contains("wire"), "{found}");
    }

    #[test]
    fn a_method_that_another_operation_still_needs_is_not_left_over() {
        let (mut now, project) = (source::contract(None).unwrap(), Project::read(root()).unwrap());
        let gone = now.operations.remove("listApplications").unwrap();
        now.operations.insert("listAllowed".into(), Operation { id: "listAllowed".into(), ..gone.clone() });
        let found = of(&gone, &now, &project).join("\n");
        assert!(!found.contains("src/api still has") && found.contains(RECIPES), "{found}");
        assert!(of(&Operation { id: "nothing".into(), ..Operation::default() }, &now, &project).is_empty());
    }

    #[test]
    fn names_that_mean_other_things_are_not_looked_for() {
        let named = |id: &str, methods: &[&str], kept: &[&str]| {
            let set = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Names>();
            let operation = Operation { id: id.into(), ..Operation::default() };
            names(&operation, &set(methods), &set(kept), &Contract::default()).into_iter().collect::<Vec<_>>()
        };
        assert!(named("user", &["Devices::list"], &[]).is_empty());
        assert_eq!(named("listBadges", &[], &[]), ["ListBadges", "listBadges", "list_badges"]);
        assert_eq!(named("listBadges", &[], &["list_badges"]), ["listBadges"]);
    }
}
