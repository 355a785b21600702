//! The lint's messages about the GraphQL documents.

use std::fs;

use crate::{
    edit::{Edit, Row, Spec, YAML, every_row_is_found},
    graphql,
};

const USER: &str = "graphql/user.graphql";
const REFRESH: &str = "graphql/refreshToken.graphql";
const FRAGMENTS: &str = "graphql/fragments.graphql";
const USER_QUERY: &str = "  /graphql/v2#user:";

fn row(
    name: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    says: &'static [&'static str],
) -> Row {
    (name, Edit { file, at: "", from, to }, says)
}

#[test]
fn documents_that_disagree_with_their_operation_are_found() {
    const AGREE: &str = "make them agree";
    every_row_is_found(&[
        row(
            "name",
            USER,
            "query user(",
            "query me(",
            &["operation user (line ", "): the document names the operation me; name it user"],
        ),
        row(
            "root field",
            USER,
            "  user(id",
            "  me(id",
            &["operation user (line ", "): the document asks for the root field me, the reply has [\"user\"]", AGREE],
        ),
        row(
            "field that the reply type lacks",
            "graphql/getUserRoles.graphql",
            "description",
            "explanation",
            &["component Role: it has no member explanation, which the GraphQL operation getUserRoles selects in \
                 spec/graphql/getUserRoles.graphql; add the member"],
        ),
        row(
            "variable too many",
            USER,
            "$id: String",
            "$id: String, $arn: String",
            &[
                "operation user (line ",
                "): the document has the variables {\"arn\", \"id\"}, UserQueryVariables has {\"id\"}",
                AGREE,
            ],
        ),
        row(
            "variable too few",
            "graphql/updateUser.graphql",
            ", $phoneToken: String",
            "",
            &["operation updateUser (line ", "): the document has the variables ", "UpdateUserVariables has ", AGREE],
        ),
        row(
            "variable of another name",
            REFRESH,
            "$id: String",
            "$ID: String",
            &["operation refreshToken (line ", "): the document has the variables {\"ID\"}", AGREE],
        ),
    ]);
}

#[test]
fn operations_that_disagree_with_their_document_are_found() {
    let row = |name, at, from, to, says| -> Row { (name, Edit { file: YAML, at, from, to }, says) };
    every_row_is_found(&[
        row(
            "operationId",
            USER_QUERY,
            "operationId: user",
            "operationId: me",
            &["operation me (line {at}): the path fragment is #user; make it the operationId"],
        ),
        row(
            "fragment of the path",
            USER_QUERY,
            "#user",
            "#me",
            &["operation user (line ", "): the path fragment is #me; make it the operationId"],
        ),
        row(
            "reply with two roots",
            "\n    RefreshTokenReply:",
            "refreshToken:",
            "more: {type: string}\n            refreshToken:",
            &[
                "operation refreshToken (line ",
                "root field refreshToken, the reply has [\"more\", \"refreshToken\"]; make them agree",
            ],
        ),
        row(
            "request without variables",
            "\n    UserQueryBody:",
            "variables: {$ref: '#/components/schemas/UserQueryVariables'}",
            "variables: {type: object}",
            &["operation user (line ", "): the request has no member variables that refers to a component; add it"],
        ),
    ]);
}

#[test]
fn an_operation_without_a_document_is_found() {
    let spec = Spec::copy();
    fs::remove_file(spec.path(USER)).unwrap();
    let problems = spec.problems();
    let [problem] = &problems[..] else { panic!("{problems:#?}") };
    assert!(problem.starts_with("operation user (line "), "{problem}");
    assert!(problem.ends_with("no document; add spec/graphql/user.graphql"), "{problem}");
}

#[test]
fn a_document_without_a_graphql_operation_is_found() {
    // The second is the name of an operation, but of a REST one.
    for name in ["whoami", "loginByCode"] {
        let spec = Spec::copy();
        spec.write(&format!("graphql/{name}.graphql"), &format!("query {name} {{ {name} {{ id }} }}"));
        let mend = format!("add the path /graphql/v2#{name} or remove the file");
        let problems = spec.problems();
        let found =
            problems.iter().any(|p| p.starts_with(&format!("spec/graphql/{name}.graphql: ")) && p.contains(&mend));
        assert!(found, "{name}: {problems:#?}");
    }
}

#[test]
fn a_file_that_is_not_a_document_is_found() {
    let spec = Spec::copy();
    spec.write("graphql/notes.txt", "buy milk");
    let problems = spec.problems();
    assert!(problems[0].contains("notes.txt: only .graphql files belong here"), "{problems:#?}");
}

#[test]
fn a_document_that_selects_the_password_is_found() {
    const MEND: &str = "the document selects password, the hash; never ask for it";
    every_row_is_found(&[
        row("directly", USER, "externalId", "password", &["operation user (line ", MEND]),
        row("under another name", USER, "externalId", "hash: password", &["operation user (line ", MEND]),
        row("nested", USER, "  openid", "  password", &["operation user (line ", MEND]),
        row("through a fragment", FRAGMENTS, "username", "password", &["operation loginByEmail (line ", MEND]),
        row(
            "through a fragment of a fragment",
            FRAGMENTS,
            "  newlyCreated\n}",
            "  ...Hidden\n}\nfragment Hidden on User {\n  password\n}",
            &["operation loginByEmail (line ", MEND],
        ),
    ]);
}

#[test]
fn unreadable_documents_are_found() {
    every_row_is_found(&[
        row(
            "unknown fragment",
            USER,
            "...UserMembers",
            "...UserMembres",
            &[
                "operation user (line ",
                "): spec/graphql/user.graphql: there is no fragment UserMembres",
                "; ",
                "fragments.graphql",
            ],
        ),
        row(
            "a fragment that is itself",
            FRAGMENTS,
            "  newlyCreated",
            "  ...LoginMembers",
            &[
                "operation loginByEmail (line ",
                "the fragment LoginMembers contains itself; take it out in fragments.graphql",
            ],
        ),
        row(
            "fragments in a ring",
            FRAGMENTS,
            "  newlyCreated\n}",
            "  ...Ring\n}\nfragment Ring on User {\n  customData {\n    ...LoginMembers\n  }\n}",
            &["operation loginByEmail (line ", " contains itself; take it out in fragments.graphql"],
        ),
        row(
            "two operations",
            REFRESH,
            "mutation",
            "query other { id }\nmutation",
            &["operation refreshToken (line ", "a document holds exactly one operation; split it"],
        ),
        row(
            "a fragment in a document",
            USER,
            "query user(",
            "fragment X on User { id }\nquery user(",
            &["spec/graphql/user.graphql: ", "move it to fragments.graphql"],
        ),
        row(
            "an operation among the fragments",
            FRAGMENTS,
            "fragment UserMembers on User",
            "query user",
            &["spec/graphql/fragments.graphql: only fragments belong here; an operation goes into its own file"],
        ),
        row(
            "a fragment twice",
            FRAGMENTS,
            "fragment LoginMembers",
            "fragment UserMembers",
            &["spec/graphql/fragments.graphql: the fragment UserMembers is there twice; keep one"],
        ),
        row(
            "no name",
            REFRESH,
            "mutation refreshToken(",
            "mutation (",
            &["operation refreshToken (line ", "spec/graphql/refreshToken.graphql: the operation needs a name"],
        ),
        row(
            "two root fields",
            REFRESH,
            "  refreshToken(id: $id)",
            "  user { id }\n  refreshToken(id: $id)",
            &["operation refreshToken (line ", "an operation selects exactly one root field"],
        ),
        row(
            "a subscription",
            REFRESH,
            "mutation",
            "subscription",
            &["operation refreshToken (line ", "an operation is a named query or mutation"],
        ),
        row(
            "an inline fragment",
            USER,
            "...UserMembers",
            "... on User { id }",
            &["operation user (line ", "there is an inline fragment in it; write the fields out"],
        ),
        row(
            "no GraphQL",
            REFRESH,
            "mutation",
            "please",
            &["operation refreshToken (line ", "spec/graphql/refreshToken.graphql: ", "please"],
        ),
    ]);
}

#[test]
fn a_comment_may_contain_the_word_fragment() {
    let spec = Spec::copy();
    spec.change(&Edit { file: USER, at: "", from: "query", to: "# Without the fragment of logins.\nquery" });
    assert_eq!(spec.problems(), Vec::<String>::new());
}

#[test]
fn fragments_are_expanded_in_the_document() {
    let fragments = graphql::fragments("fragment A on User { id ...B }\nfragment B on User { name }").unwrap();
    let operation = graphql::operation("query user($id: String) { user(id: $id) { ...A token } }", &fragments).unwrap();
    assert_eq!(operation.text, "query user($id: String) { user(id: $id) { id name token } }");
    assert_eq!((&*operation.name, &*operation.root_field), ("user", "user"));
    assert!(["id", "name", "token", "user"].iter().all(|field| operation.fields.contains(*field)));
}
