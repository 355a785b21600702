//! The folders of `src/` are layers. Each imports only from the layers below it.

use std::{collections::BTreeSet, fs, path::Path};

use syn::{UseTree, visit::Visit};

/// From the top to the bottom. Those in one row may import each other.
const LAYERS: [&[&str]; 8] = [
    &[
        "main",
        "authority",
        "exec",
        "options",
        "signals",
        "terminal",
        "builder",
        "conformance",
        "lib",
        "router",
        "sandbox",
    ],
    &["control"],
    &["pages"],
    &["operations"],
    &["seed", "state_file"],
    &["http"],
    &["stores"],
    &["domain"],
];

/// Constants in `lib.rs` that every layer may use.
const CONSTANTS: [&str; 8] = [
    "APP_ID",
    "APP_SECRET",
    "SM2_PUBLIC_KEY",
    "USER_POOL_ID",
    "USER_POOL_SECRET",
    "WECHAT_APP_ID",
    "WECHAT_APP_SECRET",
    "EXT_IDP_CONN_IDENTIFIER",
];

/// Every path into this crate that a file names, outside of its tests.
#[derive(Default)]
struct Paths(BTreeSet<String>);

impl Visit<'_> for Paths {
    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        self.insert_tree(&item.tree, String::new());
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.0.insert(names.join("::"));
        syn::visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, module: &syn::ItemMod) {
        if module.ident != "tests" {
            syn::visit::visit_item_mod(self, module);
        }
    }
}

impl Paths {
    fn insert_tree(&mut self, tree: &UseTree, before: String) {
        match tree {
            UseTree::Path(path) => self.insert_tree(&path.tree, format!("{before}{}::", path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.insert_tree(tree, before.clone())),
            UseTree::Name(name) => drop(self.0.insert(format!("{before}{}", name.ident))),
            UseTree::Rename(rename) => drop(self.0.insert(format!("{before}{}", rename.ident))),
            UseTree::Glob(_) => drop(self.0.insert(before)),
        }
    }
}

/// The place of a layer, counted from the top.
fn place(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&layer))
}

fn is_allowed(layer: &str, import: &str) -> bool {
    let root = import.split("::").next().unwrap_or_default();
    match (layer, root) {
        _ if CONSTANTS.contains(&root) => true,
        // A seed is checked against the contract, and is not about requests.
        ("seed", "http") => import.starts_with("http::contract"),
        // Any other name that is not a module is an item of lib.rs.
        _ => place(layer) <= place(root).or(place("lib")),
    }
}

/// Collects the imports of a folder from above, and returns how many imports it has.
fn check(folder: &Path, source: &Path, wrong: &mut BTreeSet<(String, String)>) -> usize {
    let mut seen = 0;
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            seen += check(&path, source, wrong);
        }
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let name = path.strip_prefix(source).unwrap().to_str().unwrap().to_owned();
        let layer = name.split(['/', '.']).next().unwrap();
        assert!(place(layer).is_some(), "{layer} is not a layer of tests/layers.rs");
        let mut paths = Paths::default();
        paths.visit_file(&syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap());
        for import in paths.0.iter().filter_map(|path| path.strip_prefix("crate::")) {
            seen += 1;
            if !is_allowed(layer, import) {
                wrong.insert((name.clone(), import.to_owned()));
            }
        }
    }
    seen
}

#[test]
fn every_layer_imports_only_what_stands_below_it() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = BTreeSet::new();
    let seen = check(&source, &source, &mut wrong);
    assert!(seen > 150, "only {seen} imports were read");
    assert!(wrong.is_empty(), "these files import from above: {wrong:#?}");
}
