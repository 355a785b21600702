//! The folders of `src/` are layers: each imports only from the layers below it. ARCHITECTURE.md explains the rules.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{Item, UseTree, visit::Visit};

/// From the top to the bottom.
const LAYERS: [&str; 8] = ["api", "client", "transport", "session", "core", "error", "crypto", "model"];

/// Every path into this crate that a file names, in `use` declarations or in the middle of its code.
#[derive(Default)]
struct Paths(BTreeSet<Vec<String>>);

impl Visit<'_> for Paths {
    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        self.tree(&item.tree, Vec::new());
    }

    fn visit_path(&mut self, path: &syn::Path) {
        self.0.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }

    /// Test modules may import anything.
    fn visit_item_mod(&mut self, module: &syn::ItemMod) {
        if module.ident != "tests" {
            syn::visit::visit_item_mod(self, module);
        }
    }
}

impl Paths {
    fn tree(&mut self, tree: &UseTree, mut before: Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.tree(&path.tree, before);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, before.clone())),
            UseTree::Name(name) => {
                before.push(name.ident.to_string());
                self.0.insert(before);
            }
            UseTree::Rename(rename) => {
                before.push(rename.ident.to_string());
                self.0.insert(before);
            }
            UseTree::Glob(_) => drop(self.0.insert(before)),
        }
    }
}

fn parse(file: &Path) -> syn::File {
    syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

/// The folder that each name of the crate's root comes from.
fn exports(source: &Path) -> BTreeMap<String, String> {
    let mut paths = Paths::default();
    for item in parse(&source.join("lib.rs")).items {
        if let Item::Use(item) = item {
            paths.visit_item_use(&item);
        }
    }
    let name_and_folder = |path: &Vec<String>| Some((path.last()?.clone(), path.first()?.clone()));
    paths.0.iter().filter_map(name_and_folder).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => found.extend(files(&entry)),
            false => found.push(entry),
        }
    }
    found.sort();
    found
}

/// The folders that a file names, with the path that names each.
fn named(file: &Path, exports: &BTreeMap<String, String>) -> BTreeSet<(String, String)> {
    let mut paths = Paths::default();
    paths.visit_file(&parse(file));
    let folder_of = |path: &Vec<String>| {
        let [root, name, ..] = path.as_slice() else { return None };
        if root != "crate" {
            return None;
        }
        let folder = exports.get(name).unwrap_or(name);
        Some((folder.clone(), path.join("::")))
    };
    paths.0.iter().filter_map(folder_of).collect()
}

#[test]
fn every_folder_imports_only_from_the_layers_below() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let exports = exports(&source);
    assert!(exports.len() > 80 && exports["AuthenticationClient"] == "client", "{exports:?}");
    let (mut wrong, mut imports) = (Vec::new(), 0);
    for (height, layer) in LAYERS.iter().enumerate() {
        for file in files(&source.join(layer)) {
            for (folder, path) in named(&file, &exports) {
                imports += 1;
                let allowed = LAYERS[height..].contains(&&*folder) || folder == "generated";
                // Requests are exported by the crate's root under a name of their own.
                let allowed = allowed || (*layer == "api" && folder == "request");
                if !allowed {
                    wrong.push(format!(
                        "{}: {layer} must not import {path}",
                        file.strip_prefix(&source).unwrap().display()
                    ));
                }
            }
        }
    }
    assert!(imports > 200, "only {imports} imports were read");
    assert!(wrong.is_empty(), "see the import rules in ARCHITECTURE.md:\n{}", wrong.join("\n"));
}

#[test]
fn src_contains_only_the_layers_lib_rs_and_generated_rs() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let entries = fs::read_dir(&source).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let expected = LAYERS.iter().copied().chain(["generated.rs", "lib.rs"]).map(str::to_owned);
    assert_eq!(entries.collect::<BTreeSet<_>>(), expected.collect::<BTreeSet<_>>());
}
