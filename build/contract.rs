//! Reads the files of the contract: the OpenAPI document, the GraphQL documents and the error codes.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    graphql::{self, Fragments},
    yaml::{self, Node},
};

/// The files of `spec/`, read but not yet checked.
pub struct Contract {
    pub document: Node,
    pub fragments: Fragments,
    /// The text of the fragments.
    pub fragments_text: String,
    /// The text of each GraphQL document, by the name of its file.
    pub graphql: BTreeMap<String, String>,
    pub error_codes: String,
}

impl Contract {
    pub fn read(spec: &Path) -> Result<Self, String> {
        let file = |path: &Path| fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()));
        let document =
            yaml::parse(&file(&spec.join("authing.yaml"))?).map_err(|e| format!("spec/authing.yaml: {e}"))?;
        let (mut fragments, mut fragments_text) = (Fragments::new(), String::new());
        let mut documents = BTreeMap::new();
        let folder = spec.join("graphql");
        for entry in fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))? {
            let path = entry.map_err(|e| e.to_string())?.path();
            let Some(name) = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(".graphql")) else {
                return Err(format!("{}: only .graphql files belong here", path.display()));
            };
            if name == "fragments" {
                fragments_text = file(&path)?;
                let found = graphql::fragments(&fragments_text);
                fragments = found.map_err(|e| format!("spec/graphql/fragments.graphql: {e}"))?;
            } else {
                documents.insert(name.to_owned(), file(&path)?);
            }
        }
        let error_codes = file(&spec.join("error-codes.csv"))?;
        Ok(Self { document, fragments, fragments_text, graphql: documents, error_codes })
    }

    /// Every operation of the document: its path, the line of the path, its method and its node.
    pub fn operations(&self) -> impl Iterator<Item = Op<'_>> {
        let paths = self.document.get("paths").map(Node::entries).unwrap_or_default();
        paths.iter().flat_map(|(path, line, item)| {
            let methods = item.entries().iter().filter(|(key, ..)| METHODS.contains(&key.as_str()));
            methods.map(move |(method, _, node)| Op { path, line: *line, method, node })
        })
    }
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

/// One operation of the document.
#[derive(Clone, Copy)]
pub struct Op<'a> {
    pub path: &'a str,
    pub line: usize,
    pub method: &'a str,
    pub node: &'a Node,
}

impl<'a> Op<'a> {
    pub fn id(&self) -> Option<&'a str> {
        self.node.get("operationId")?.text()
    }

    /// Whether the contract says that the request may be sent again.
    pub fn is_repeatable(&self) -> bool {
        self.node.get("x-repeatable").and_then(Node::flag) == Some(true)
    }

    /// The content of the request body: its media type and the node that holds schema and example.
    pub fn body(&self) -> Option<(&'a str, &'a Node)> {
        content(self.node.get("requestBody")?)
    }

    /// The content of the success reply: its media type and the node that holds schema and example.
    pub fn reply(&self) -> Option<(&'a str, &'a Node)> {
        content(self.node.at(&["responses", "2XX"])?)
    }
}

fn content(node: &Node) -> Option<(&str, &Node)> {
    node.get("content")?.entries().first().map(|(media_type, _, node)| (media_type.as_str(), node))
}

/// The name of the component that a node refers to: `$ref`, or `allOf` with one `$ref` (to make it nullable).
pub fn component(node: &Node) -> Option<&str> {
    let node = match node.get("allOf").map(Node::items) {
        Some([only]) => only,
        _ => node,
    };
    node.get("$ref")?.text()?.strip_prefix("#/components/schemas/")
}
