//! Compiles the Rust code of the READMEs as a newcomer would: each in a new package, with the dependencies that the README
//! names.
//!
//! The documentation tests compile the same code inside this workspace, where every dependency is at hand. They cannot
//! notice that a README leaves one out. The packages are one workspace, so that a dependency is compiled once for those that want
//! the same features of it.

use std::{fs, path::Path};

use crate::{
    command::{Result, cargo, execute, step},
    layout::{PACKAGE_FOLDERS, READMES, root, target},
};

/// A block of code of a README.
#[derive(Debug, PartialEq)]
struct Block<'a> {
    /// The line on which it begins.
    line: usize,
    /// What follows the opening fence, such as `rust,no_run`.
    language: &'a str,
    lines: Vec<&'a str>,
}

/// Checks all READMEs.
pub fn run(_: &[String]) -> Result {
    step("the code of the READMEs", || check(&target().join("readme")))
}

/// Makes a workspace with a package of each README, and compiles it.
fn check(folder: &Path) -> Result {
    // A program of an earlier run must not stay behind.
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(format!("{}: {e}", folder.display())),
        _ => {}
    }
    READMES.iter().try_for_each(|readme| make(readme, &folder.join(name(readme))))?;
    let members: Vec<String> = READMES.iter().map(|readme| name(readme)).collect();
    write(&folder.join("Cargo.toml"), &format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"))?;
    // The versions are those of this workspace, so nothing has to be downloaded for this check alone.
    let lock = folder.join("Cargo.lock");
    fs::copy(root().join("Cargo.lock"), &lock).map_err(|e| format!("{}: {e}", lock.display()))?;
    // One after the other, because packages that are built together get the features that any of them names.
    READMES.iter().try_for_each(|readme| {
        let mut cargo = cargo(&format!("check --quiet --examples -p {}", name(readme)));
        execute(cargo.current_dir(folder).env("CARGO_TARGET_DIR", target()))
            .map_err(|e| format!("{e}; each example has the name of its README and its line"))
    })
}

/// The name of the package of a README.
fn name(readme: &str) -> String {
    readme.to_lowercase().replace(['/', '.'], "-")
}

/// Makes a package of a README in a folder.
fn make(readme: &str, folder: &Path) -> Result {
    let text = fs::read_to_string(readme).map_err(|e| format!("{readme}: {e}"))?;
    let blocks = blocks(&text);
    let programs: Vec<&Block> = blocks.iter().filter(|block| block.is_rust()).collect();
    if programs.is_empty() {
        return Err(format!("{readme} has no Rust code, so there is nothing to check"));
    }
    let examples = folder.join("examples");
    fs::create_dir_all(&examples).map_err(|e| format!("{}: {e}", examples.display()))?;
    write(&folder.join("Cargo.toml"), &manifest(readme, &blocks)?)?;
    // Cargo wants a library or a program beside examples.
    write(&folder.join("lib.rs"), "")?;
    let file = |block: &Block| examples.join(format!("{}-line-{}.rs", name(readme), block.line));
    programs.iter().try_for_each(|block| write(&file(block), &block.program()))
}

fn write(path: &Path, text: &str) -> Result {
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

/// The manifest of a new package with the dependencies of the README. The packages of this workspace keep the versions
/// that the README names, and come from here.
fn manifest(readme: &str, blocks: &[Block]) -> Result<String> {
    let dependencies = blocks.iter().find(|block| block.language == "toml");
    let dependencies = dependencies.ok_or_else(|| format!("{readme} does not say what belongs into Cargo.toml"))?;
    let name = name(readme);
    let mut manifest = format!("[package]\nname = {name:?}\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n");
    let mut found = false;
    for line in &dependencies.lines {
        let local = PACKAGE_FOLDERS.iter().find_map(|(package, folder)| {
            let (value, path) = (line.strip_prefix(package)?.strip_prefix(" = ")?, root().join(folder));
            Some(match value.strip_prefix('{') {
                Some(table) => format!("{package} = {{ path = {path:?},{table}"),
                None => format!("{package} = {{ version = {:?}, path = {path:?} }}", value.split('"').nth(1)?),
            })
        });
        found |= local.is_some();
        manifest += &format!("\n{}", local.as_deref().unwrap_or(line));
    }
    match found {
        true => Ok(manifest + "\n"),
        false => {
            Err(format!("{readme} names no package of this workspace as `package = \"version\"` in its Cargo.toml"))
        }
    }
}

/// The fenced blocks of code in a text.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, fence)) = lines.next() {
        if let Some(language) = fence.strip_prefix("```") {
            let code = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            blocks.push(Block { line: index + 1, language, lines: code });
        }
    }
    blocks
}

impl Block<'_> {
    fn is_rust(&self) -> bool {
        self.language.split(',').next() == Some("rust")
    }

    /// The block as a program, made as rustdoc makes a test of it: lines that it hides lose their mark, and a block
    /// without `main` becomes its body.
    fn program(&self) -> String {
        let unhidden = |line: &&str| match *line {
            "#" => String::new(),
            line => line.strip_prefix("# ").unwrap_or(line).to_owned(),
        };
        let code = self.lines.iter().map(unhidden).collect::<Vec<_>>().join("\n");
        let allow = "#![allow(unused)]\n";
        match code.contains("fn main(") {
            true => format!("{allow}{code}\n"),
            false => format!("{allow}fn main() {{\n{code}\n}}\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const README: &str = "\
# Title

```toml
[dependencies]
authing-wxapp = \"0.1\"   # the SDK
tokio = \"1\"
```

```sh
cargo test
```

```rust,no_run
# fn main() {
let one = 1;
#
# }
```

```rust
let two = 2;
```
";

    #[test]
    fn a_block_has_its_line_and_language() {
        let found = blocks(README);
        let names: Vec<_> = found.iter().map(|block| (block.line, block.language)).collect();
        assert_eq!(names, [(3, "toml"), (9, "sh"), (13, "rust,no_run"), (20, "rust")]);
        assert_eq!(found.iter().filter(|block| block.is_rust()).count(), 2);
    }

    #[test]
    fn a_block_with_main_is_a_program_without_the_marks_of_hidden_lines() {
        let program = blocks(README)[2].program();
        assert_eq!(program, "#![allow(unused)]\nfn main() {\nlet one = 1;\n\n}\n");
    }

    #[test]
    fn a_block_without_main_becomes_the_body_of_one() {
        let program = blocks(README)[3].program();
        assert_eq!(program, "#![allow(unused)]\nfn main() {\nlet two = 2;\n}\n");
    }

    #[test]
    fn packages_of_the_workspace_come_from_their_folders_and_others_stay() {
        let manifest = manifest("README.md", &blocks(README)).unwrap();
        let sdk = format!("authing-wxapp = {{ version = \"0.1\", path = {:?} }}", root().join("."));
        assert!(manifest.contains(&sdk), "{manifest}");
        let with_features = README.replace("\"0.1\"   ", "{ version = \"0.1\", features = [\"redis\"] }   ");
        let manifest = super::manifest("README.md", &blocks(&with_features)).unwrap();
        let sdk =
            format!("authing-wxapp = {{ path = {:?}, version = \"0.1\", features = [\"redis\"] }}", root().join("."));
        assert!(manifest.contains(&sdk), "{manifest}");
        assert!(manifest.contains("\ntokio = \"1\"\n"), "{manifest}");
    }

    #[test]
    fn a_readme_without_dependencies_is_refused() {
        let refusal = |text| manifest("README.md", &blocks(text)).unwrap_err();
        assert!(refusal("no block").contains("does not say what belongs into Cargo.toml"));
        assert!(refusal("```toml\n[dependencies]\n```").contains("names no package of this workspace"));
    }
}
