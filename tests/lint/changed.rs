//! The words for a changed contract that a build prints.

use crate::changes::{Generated, describe};

const CLIENT: &str = r#"
pub mod types {
    pub struct Profile {
        #[serde(rename = "nickName", skip_serializing_if = "::std::option::Option::is_none")]
        pub nick_name: ::std::option::Option<::std::string::String>,
        pub id: ::std::string::String,
    }
    pub struct Page {
        pub list: ::std::vec::Vec<Profile>,
    }
    pub enum Kind {
        A,
    }
}
impl Client {
    /// Lists.
    pub async fn list_profiles(&self) -> Result<types::Page, Error> {
        send("/list")
    }
    pub async fn ping(&self) -> Result<(), Error> {
        send("/ping")
    }
}
"#;
const CONTRACT: &str = r#"{
    "operations": { "ping": { "needsBearer": true, "path": "/ping" } },
    "schemas": { "PingBody": { "required": ["a"] }, "Profile": { "required": ["id"] } }
}"#;

/// The words for a change of the client or of the contract.
fn words(from: &str, to: &str) -> Vec<String> {
    let old = Generated { client: CLIENT, contract: CONTRACT };
    let (client, contract) = (CLIENT.replacen(from, to, 1), CONTRACT.replacen(from, to, 1));
    assert!(client != CLIENT || contract != CONTRACT, "{from} is in neither");
    describe(&old, &Generated { client: &client, contract: &contract }).unwrap()
}

#[test]
fn an_unchanged_contract_has_no_words() {
    let same = Generated { client: CLIENT, contract: CONTRACT };
    assert_eq!(describe(&same, &same).unwrap(), [""; 0]);
}

#[test]
fn each_change_has_its_words() {
    let reach = "it is in the request or reply of list_profiles";
    for (from, to, expected) in [
        ("rename = \"nickName\"", "rename = \"name\"", format!("type Profile: nickName is gone, name is new; {reach}")),
        (
            "pub id: ::std::string::String",
            "pub id: ::std::option::Option<i64>",
            format!("type Profile: id was String and is Option<i64>; {reach}"),
        ),
        ("pub id:", "pub sub: bool, pub id:", format!("type Profile: sub is new; {reach}")),
        ("A,", "A, B,", "type Kind: its values have changed; no operation contains it".into()),
        ("pub enum Kind", "pub enum Sort", "type Kind is gone; no operation contains it".into()),
        ("\"/ping\")", "\"/pong\")", "operation ping: its request or its reply has changed".into()),
        ("fn ping", "fn pong", "operation ping is gone".into()),
        ("\"needsBearer\": true", "\"needsBearer\": false", "operation ping: needsBearer was true and is false".into()),
        ("[\"a\"]", "[]", "the constraints of PingBody have changed".into()),
    ] {
        assert_eq!(words(from, to).first(), Some(&expected), "{from} -> {to}");
    }
    assert_eq!(words("fn ping", "fn pong")[1], "operation pong is new");
    assert_eq!(words("pub enum Kind", "pub enum Sort")[1], "type Sort is new");
}

#[test]
fn a_change_of_the_comments_has_no_words() {
    assert_eq!(words("/// Lists.", "/// Lists profiles."), [""; 0]);
}

/// `Profile` begins like `ProfileOfUser`, but is another type.
#[test]
fn a_type_is_named_once_and_not_mistaken_for_another() {
    let client = |member: &str| format!("pub mod types {{ pub struct ProfileOfUser {{ pub {member}: bool }} }}");
    let contract =
        |name: &str, required: &str| format!(r#"{{ "schemas": {{ "{name}": {{ "required": ["{required}"] }} }} }}"#);
    let words = |name: &str| {
        let (old, new) = (contract(name, "a"), contract(name, "b"));
        let (was, is) = (client("a"), client("b"));
        let (old, new) = (Generated { client: &was, contract: &old }, Generated { client: &is, contract: &new });
        describe(&old, &new).unwrap()
    };
    assert_eq!(words("ProfileOfUser").len(), 1);
    assert_eq!(words("Profile")[1], "the constraints of Profile have changed");
}
