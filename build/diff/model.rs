//! A contract in the form in which two of them are compared.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::Kind;

/// Names that a part of the contract refers to.
pub type Names = BTreeSet<String>;

/// The content of a document and of the files that belong to it.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    /// Its name in reports: a revision, a file or a folder.
    pub label: String,
    pub operations: BTreeMap<String, Operation>,
    pub types: BTreeMap<String, Type>,
    /// The parameters that no operation refers to: the headers of every call.
    pub headers: BTreeMap<String, Member>,
    pub schemes: BTreeMap<String, String>,
    /// The URL of the server that all operations have, unless they name another.
    pub host: String,
    /// The GraphQL documents, unless the contract is a lone document.
    pub documents: Option<BTreeMap<String, Document>>,
    /// The error codes, unless the contract is a lone document.
    pub codes: Option<BTreeMap<i64, Code>>,
    /// Whether it follows the conventions of `spec/authing.yaml`: a document that somebody else wrote has no `x-reply`.
    pub ours: bool,
}

/// An operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub line: Option<usize>,
    pub text: String,
    /// The JavaScript methods that use it.
    pub js: Vec<String>,
    pub convention: String,
    pub beside: String,
    pub host: String,
    /// The accepted combinations of credentials, each in words.
    pub security: Names,
    /// By place and name, such as `query folder`.
    pub parameters: BTreeMap<String, Member>,
    pub request: Option<Body>,
    pub reply: Option<Body>,
    /// The components that it sends: in its body and its parameters.
    pub sends: Names,
    /// The components that come back: in its replies, of success or failure, and beside them.
    pub returns: Names,
    /// The kinds of its replies other than the one of success, by status.
    pub failures: BTreeMap<String, String>,
    /// Whether it only reads, so that the client may send it again.
    pub repeatable: bool,
    pub deprecated: bool,
}

/// What an operation sends, or replies with when it succeeds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    pub media: String,
    pub kind: String,
    pub required: bool,
}

/// A named component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Type {
    pub line: Option<usize>,
    /// The type itself in the form of a member: its kind, values and limits.
    pub own: Member,
    /// Members by name; those of an inline object as `data.user`.
    pub members: BTreeMap<String, Member>,
    /// The components that it refers to directly.
    pub types: Names,
    pub public: bool,
    /// Whether it only tells that something was done.
    pub gives_nothing: bool,
    /// The names in `required` that are not members.
    pub strays: Names,
}

/// A member of a type, or a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Member {
    /// In words, such as "a list of `User`".
    pub kind: String,
    pub required: bool,
    pub nullable: bool,
    pub secret: bool,
    pub values: Names,
    /// Whether no other value is allowed.
    pub closed: bool,
    pub aliases: Names,
    pub accepts_number: bool,
    pub limits: BTreeMap<String, serde_json::Value>,
    pub default: Option<String>,
    pub text: String,
    pub deprecated: bool,
}

impl Member {
    /// Whether the Rust field is an Option. A list that may be left out is an empty one.
    pub fn is_option(&self) -> bool {
        let collection = self.kind.starts_with("a list") || self.kind.starts_with("a map");
        self.nullable || !self.required && !collection
    }
}

/// A GraphQL document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub root: String,
    /// The selected members below the root field, as `customData.key`.
    pub selects: Names,
    /// The types of the variables, by name.
    pub variables: BTreeMap<String, String>,
    pub text: String,
    /// The members that the file itself names; the others come from fragments.
    pub own: Names,
}

/// A row of the error codes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Code {
    pub name: String,
    pub english: String,
    pub chinese: String,
}

/// Where a change is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Everywhere,
    Operation(String),
    Type(String),
    Document(String),
    Code(i64),
}

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub kind: Kind,
    pub place: Place,
    /// What changed, such as "the member `phone`".
    pub subject: String,
    pub old: String,
    pub new: String,
    /// Whether requests have the part that changed, and whether replies have it.
    pub in_requests: bool,
    pub in_replies: bool,
    /// Whether this is a guess, from names that are alike.
    pub guess: bool,
}

impl Contract {
    /// The components that can be reached from these, themselves included.
    pub fn closure<'a>(&self, from: impl IntoIterator<Item = &'a String>) -> Names {
        let mut reached = Names::new();
        let mut open: Vec<String> = from.into_iter().cloned().collect();
        while let Some(name) = open.pop() {
            if let Some(found) = self.types.get(&name) {
                open.extend(found.types.iter().filter(|next| !reached.contains(*next)).cloned());
            }
            reached.insert(name);
        }
        reached
    }

    /// The components that the requests of all operations reach, and those that the replies reach.
    pub fn sides(&self) -> (Names, Names) {
        let of = |side: fn(&Operation) -> &Names| self.closure(self.operations.values().flat_map(side));
        (of(|one| &one.sends), of(|one| &one.returns))
    }
}
