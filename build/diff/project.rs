//! What this repository has for each operation: the methods of the SDK, the handler of the sandbox, the contract tests and the
//! recipe. It is found in the sources by the forms that CONTRIBUTING.md prescribes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::{
    Result,
    model::{Names, Operation},
};

/// What belongs to an operation beside the contract.
pub const METHODS: &str = "src/api";
pub const PUBLIC_NAMES: &str = "src/lib.rs";
pub const HANDLERS: &str = "sandbox/src/operations";
pub const CONTRACT_TESTS: &str = "tests/contract";
pub const COVERAGE: &str = "tests/contract/coverage.rs";
pub const RECIPES: &str = "sandbox/tests/conformance/recipes.py";
const NAMING: &[&str] = &["src", "sandbox/src", "tests", "sandbox/tests"];

/// A public method of the SDK.
struct Method {
    /// The type that has it, such as `AuthenticationClient`.
    owner: String,
    name: String,
    aliases: Vec<String>,
}

/// The places of the repository, read once.
#[derive(Default)]
pub struct Project {
    root: Option<PathBuf>,
    methods: Vec<Method>,
    /// Handlers by operationId: file and function.
    handlers: BTreeMap<String, (String, String)>,
    recipes: Names,
    coverage: Names,
    /// The JavaScript names by which the search of the documentation finds methods and types.
    aliases: Names,
    /// The files of the SDK's methods, and the names that each calls.
    callers: Vec<(String, BTreeSet<String>)>,
    /// The contract tests: file, and the names of the methods that it calls.
    tests: Vec<(String, BTreeSet<String>)>,
    /// The names that the SDK exports.
    exported: Names,
}

impl Project {
    /// Reads the sources below this folder. A missing part counts as empty, because the published crate has no tests and no sandbox.
    pub fn read(root: &Path) -> Result<Self> {
        let file = |name: &str| match root.join(name) {
            path if path.exists() => fs::read_to_string(path).map_err(|e| format!("{name}: {e}")),
            _ => Ok(String::new()),
        };
        let mut project = Self { root: Some(root.to_owned()), ..Self::default() };
        for (name, text) in sources(root, METHODS)? {
            methods(&text, &mut project.methods);
            let aliases = text.lines().map(str::trim).filter(|line| line.starts_with("#[doc(alias"));
            project.aliases.extend(aliases.flat_map(quoted).map(str::to_owned));
            project.callers.push((name, calls(&text)));
        }
        for line in file(&format!("{HANDLERS}/mod.rs"))?.lines() {
            if let Some((ids, handler)) = line.split_once("=>")
                && let Some((module, function)) = handler.trim().trim_end_matches(',').rsplit_once("::")
            {
                // A module may be in a folder.
                let file = module.replace("::", "/");
                let place = (format!("{HANDLERS}/{file}.rs"), function.to_owned());
                project.handlers.extend(quoted(ids).map(|id| (id.to_owned(), place.clone())));
            }
        }
        for line in file(RECIPES)?.lines() {
            let id = line.strip_prefix("    \"").and_then(|rest| rest.split_once("\":"));
            project.recipes.extend(id.map(|(id, _)| id.to_owned()));
        }
        for line in file(COVERAGE)?.lines() {
            // A row of the table, or its first line.
            let trimmed = line.trim();
            if trimmed.starts_with('"') || trimmed.contains("(\"") {
                project.coverage.extend(quoted(line).next().map(str::to_owned));
            }
        }
        for (name, text) in sources(root, CONTRACT_TESTS)? {
            if name != COVERAGE {
                project.tests.push((name, calls(&text)));
            }
        }
        project.exported = exported(&file(PUBLIC_NAMES)?);
        Ok(project)
    }

    /// The Rust methods that use an operation: those of the JavaScript methods that it serves, by name or alias, else the one
    /// that is called like the operation.
    pub fn methods(&self, operation: &Operation) -> Names {
        let mut found = Names::new();
        for js in &operation.js {
            let (parent, last) = js.rsplit_once('.').unwrap_or(("", js));
            let named = |one: &&Method| one.name == last || one.aliases.iter().any(|alias| alias == last);
            let all: Vec<&Method> = self.methods.iter().filter(named).collect();
            let own = |one: &&&Method| match parent {
                "" => one.owner == "AuthenticationClient",
                parent => one.owner.to_lowercase().starts_with(&parent.to_lowercase()),
            };
            let fitting: Vec<&&Method> = all.iter().filter(own).collect();
            let chosen = if fitting.is_empty() { all.iter().collect() } else { fitting };
            found.extend(chosen.into_iter().map(|one| title(one)));
        }
        let name = snake(&operation.id);
        if found.is_empty() {
            found.extend(self.methods.iter().filter(|one| one.name == name).map(title));
        }
        if found.is_empty() {
            // If no method has the name, the files that call the generated function are named.
            found.extend(self.callers.iter().filter(|(_, calls)| calls.contains(&name)).map(|(file, _)| file.clone()));
        }
        found
    }

    /// The file and the function that answer an operation in the sandbox.
    pub fn handler(&self, id: &str) -> Option<&(String, String)> {
        self.handlers.get(id)
    }

    pub fn recipe(&self, id: &str) -> bool {
        self.recipes.contains(id)
    }

    pub fn covered(&self, id: &str) -> bool {
        self.coverage.contains(id)
    }

    /// The contract tests that call one of these methods.
    pub fn tests(&self, methods: &Names) -> Names {
        let last = |title: &String| title.rsplit("::").next().unwrap_or_default().to_owned();
        let names: BTreeSet<String> = methods.iter().map(last).collect();
        let calling = self.tests.iter().filter(|(_, calls)| !calls.is_disjoint(&names));
        calling.map(|(file, _)| file.clone()).collect()
    }

    /// The files of the SDK, of the sandbox and of the tests that have this name as a word.
    pub fn naming(&self, name: &str) -> Result<Names> {
        let Some(root) = &self.root else { return Ok(Names::new()) };
        let mut found = Names::new();
        for folder in NAMING {
            let named = sources(root, folder)?.into_iter().filter(|(_, text)| has_word(text, name));
            found.extend(named.map(|(file, _)| file));
        }
        Ok(found)
    }

    pub fn exports(&self, name: &str) -> bool {
        self.exported.contains(name)
    }

    /// Whether a method has this name of JavaScript, or the documentation is found by it.
    pub fn knows_js(&self, js: &str) -> bool {
        let last = js.rsplit('.').next().unwrap_or(js);
        self.aliases.contains(last) || self.methods.iter().any(|one| one.name == last)
    }
}

fn title(method: &Method) -> String {
    match method.owner.as_str() {
        "AuthenticationClient" => method.name.clone(),
        owner => format!("{owner}::{}", method.name),
    }
}

/// The Rust files below a folder, by their path from the root.
fn sources(root: &Path, folder: &str) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let fail = |e: std::io::Error| format!("{folder}: {e}");
    if !root.join(folder).exists() {
        return Ok(found);
    }
    for entry in fs::read_dir(root.join(folder)).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = format!("{folder}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            found.extend(sources(root, &name)?);
        } else if name.ends_with(".rs") {
            found.push((name.clone(), fs::read_to_string(&path).map_err(|e| format!("{name}: {e}"))?));
        }
    }
    found.sort();
    Ok(found)
}

fn methods(text: &str, found: &mut Vec<Method>) {
    let (mut owner, mut aliases) = (String::new(), Vec::new());
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("impl ") {
            let subject = rest.rsplit(" for ").next().unwrap_or(rest);
            owner = identifier(subject).to_owned();
            aliases.clear();
        }
        let trimmed = line.trim();
        if trimmed.starts_with("#[doc(alias") {
            aliases.extend(quoted(trimmed).map(str::to_owned));
        }
        let function = trimmed.strip_prefix("pub fn ").or_else(|| trimmed.strip_prefix("pub async fn "));
        if let Some(function) = function {
            let name = identifier(function).to_owned();
            found.push(Method { owner: owner.clone(), name, aliases: std::mem::take(&mut aliases) });
        }
    }
}

/// The names that are called as methods.
fn calls(text: &str) -> BTreeSet<String> {
    let after_dots = text.split('.').skip(1);
    let called = after_dots.filter(|rest| rest[identifier(rest).len()..].starts_with('('));
    called.map(|rest| identifier(rest).to_owned()).collect()
}

/// The names in the `pub use` lines, save those that only the sandbox sees.
fn exported(text: &str) -> Names {
    let before = text.split("pub mod __contract").next().unwrap_or_default();
    let after = text.split("pub mod request").nth(1).unwrap_or_default();
    let uses = [before, after].into_iter().flat_map(|part| part.split("pub use ").skip(1));
    let names = uses.flat_map(|one| one.split(';').next().unwrap_or_default().split(|c: char| !is_identifier(c)));
    names.filter(|name| name.starts_with(char::is_uppercase)).map(str::to_owned).collect()
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_identifier) && !text[at + word.len()..].starts_with(is_identifier))
}

fn identifier(text: &str) -> &str {
    &text[..text.find(|c| !is_identifier(c)).unwrap_or(text.len())]
}

fn is_identifier(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// `loginByCode` as `login_by_code`.
pub fn snake(id: &str) -> String {
    let mut out = String::new();
    for c in id.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> &'static Path {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        // The tasks of the repository have a package of their own.
        if package.join(METHODS).exists() { package } else { package.parent().unwrap() }
    }

    #[test]
    fn the_repository_has_everything_for_an_operation() {
        let project = Project::read(root()).unwrap();
        let operation = Operation { id: "loginByCode".into(), js: vec!["loginByCode".into()], ..Operation::default() };
        let methods = project.methods(&operation);
        assert_eq!(methods.iter().collect::<Vec<_>>(), ["login_by_code"]);
        assert_eq!(project.handler("loginByCode").unwrap().1, "login_by_code");
        assert!(project.recipe("loginByCode") && project.covered("loginByCode") && project.exports("User"));
        assert!(project.tests(&methods).contains("tests/contract/wechat.rs"), "{:?}", project.tests(&methods));
        assert!(!project.exports("UserReply") && !project.exports("GrantType"));
    }

    #[test]
    fn methods_of_submodules_have_their_owner() {
        let mut found = Vec::new();
        methods("impl Mfa {\n    #[doc(alias = \"getIt\")]\n    pub fn list(&self) -> X {", &mut found);
        assert_eq!((title(&found[0]), found[0].aliases.clone()), ("Mfa::list".into(), vec!["getIt".to_owned()]));
        assert_eq!(calls("a.b(c).d_e()\n.f"), BTreeSet::from(["b".into(), "d_e".into()]));
        assert_eq!(snake("loginByCode"), "login_by_code");
    }
}
