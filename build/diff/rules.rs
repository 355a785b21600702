//! What each kind of change means: for requests, for replies, and what to do about it.
//!
//! The judgement is that of whoever calls the SDK: a change breaks when a program that was right before no longer compiles, or
//! when a released SDK and a server that follows the new contract no longer understand each other. It is stricter than the
//! rules of oasdiff and openapi-diff in one point: a member that disappears from a reply breaks here, because it disappears
//! from a public struct.

/// Whom a judgement concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Requests and replies alike.
    Callers,
    Requests,
    Replies,
}

/// Whether callers have to change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Breaking,
    Compatible,
}

/// One judgement, with its reason.
pub struct Judgement {
    pub side: Side,
    pub verdict: Verdict,
    pub why: &'static str,
}

/// Everything that is known about one kind of change.
pub struct Rule {
    /// The name that scripts see.
    pub code: &'static str,
    /// What follows the subject; `{old}` and `{new}` are replaced.
    pub words: &'static str,
    pub judgements: &'static [Judgement],
    /// Sentences; `|` separates those that begin with "Requests:" or "Replies:" and concern these only.
    pub todo: &'static str,
}

macro_rules! rules {
    ($($kind:ident $code:literal $words:literal $([$side:ident $verdict:ident $why:literal])+ $todo:literal;)+) => {
        /// The kinds of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($kind,)+ }

        impl Kind {
            #[cfg(test)]
            pub const ALL: &[Kind] = &[$(Kind::$kind,)+];

            /// What is known about this kind.
            pub fn rule(self) -> &'static Rule {
                match self {
                    $(Kind::$kind => &Rule {
                        code: $code,
                        words: $words,
                        judgements: &[$(Judgement { side: Side::$side, verdict: Verdict::$verdict, why: $why },)+],
                        todo: $todo,
                    },)+
                }
            }
        }
    };
}

rules! {
    // Operations.
    OperationNew "operation-new" "is new: {new}"
        [Callers Compatible "nobody calls it yet"]
        "Follow the recipe \"Add a REST operation\" or \"Add a GraphQL operation\" in CONTRIBUTING.md.";
    OperationGone "operation-gone" "is gone: {old}"
        [Callers Breaking "the methods that use it have nothing to call"]
        "Remove the methods below with their requests and exports, the components and the document that nothing else uses, handler, recipe, tests and README rows; say so in CHANGELOG.md.";
    OperationRenamed "operation-renamed" "has another operationId: it was `{old}` and is `{new}`"
        [Callers Compatible "the names of public methods are written by hand, and the operationId of a REST operation is not sent"]
        "Rename it in src/api, in the handler, the recipe and the tests, which find the operation by this name.";
    OperationRecased "operation-recased" "has its operationId in another case: it was `{old}` and is `{new}`"
        [Callers Compatible "the names of public methods are written by hand, and the operationId of a REST operation is not sent"]
        "Put the old case back, or rename it in src/api, the handler, the recipe and the tests. They find it by the exact text, of which the compiler sees only what becomes of it in snake_case.";
    PathChanged "path-changed" "moved from `{old}` to `{new}`"
        [Callers Breaking "released versions of the SDK ask at the old path, and fail as soon as the server stops answering there"]
        "Make sure that servers answer at the new path, mend the method's documentation, and release.";
    MethodChanged "method-changed" "is asked with {new}; it was {old}"
        [Callers Breaking "released versions of the SDK use the old HTTP method, which the server may refuse"]
        "Mend the tests that match the HTTP method and the method's documentation, and release.";
    HostChanged "host-changed" "goes to {new}; it went to {old}"
        [Callers Breaking "released versions of the SDK ask the old host, and deployments allow hosts by name"]
        "Mend the choice of the host in src/api, and tell in CHANGELOG.md which host has to be allowed.";
    SecurityMore "security-more" "also accepts {new}"
        [Callers Compatible "what was accepted before still is"]
        "Offer the new credential in the method if callers need it.";
    SecurityLess "security-less" "no longer accepts {old}"
        [Callers Breaking "calls with this credential are refused"]
        "Send one of the remaining credentials in src/api, and check that the sandbox refuses the old one.";
    SchemeChanged "scheme-changed" "is sent in another way: {old} became {new}"
        [Callers Breaking "released versions of the SDK send the credential in the old way"]
        "Mend src/transport/credential.rs and the check in the sandbox.";
    ConventionChanged "convention-changed" "has the reply convention `{new}`; it was `{old}`"
        [Replies Breaking "released versions of the SDK take a reply of the new convention for a failure or cannot read it"]
        "Check the reply's component and example, then the replies of the contract tests and of the sandbox handler.";
    BesideChanged "beside-changed" "has {new} beside `data`; it was {old}"
        [Replies Breaking "the method returns another type"]
        "Mend the method that takes both apart in src/api.";
    JsChanged "js-changed" "serves other JavaScript methods: {new}; they were: {old}"
        [Callers Compatible "only documentation names them"]
        "Mend the #[doc(alias)] of the methods and sandbox/tests/js/methods.json.";
    Deprecated "deprecated" "is deprecated"
        [Callers Compatible "it still works"]
        "Mark the method #[deprecated] and name the alternative.";
    Undeprecated "undeprecated" "is no longer deprecated"
        [Callers Compatible "it works as before"]
        "Take #[deprecated] from the method.";
    StatusNew "status-new" "has a reply for the status {new}"
        [Replies Compatible "the SDK reads any status of failure, and success is one type"]
        "Nothing, unless the status is one of success; the contract has one, 2XX.";
    StatusGone "status-gone" "has no reply for the status {old}"
        [Replies Compatible "the SDK reads any status of failure"]
        "Nothing, unless the status was that of success.";
    FailureRetyped "failure-retyped" "is {new}; it was {old}"
        [Replies Compatible "the SDK reads failures of every convention, and one that it cannot read is still a failure"]
        "Check that src/transport/failure.rs finds the code and the message where they now are.";
    // Bodies.
    RequestNew "request-new" "has a request body, {new}; it had none"
        [Requests Breaking "released versions of the SDK send none"]
        "Add the arguments to the method, the handler and the recipe.";
    RequestGone "request-gone" "has no request body; it was {old}"
        [Requests Breaking "what callers pass to the method goes nowhere"]
        "Remove the arguments from the method, the handler and the recipe.";
    RequestRequired "request-required" "needs its request body, which could be left out"
        [Requests Breaking "calls without a body are refused"]
        "Send the body in every call.";
    RequestOptional "request-optional" "may leave its request body out"
        [Requests Compatible "calls with a body are still right"]
        "Nothing.";
    RequestRetyped "request-retyped" "sends {new}; it sent {old}"
        [Requests Breaking "the members that the method takes are those of another type"]
        "Compare the two types, and mend the method, the handler and the recipe.";
    RequestMedia "request-media" "sends its body as `{new}`; it was `{old}`"
        [Requests Breaking "a server that takes the new media type only refuses the body of released versions"]
        "Mend the example, the contract test and the handler.";
    ReplyNew "reply-new" "replies with {new}; it had no reply body"
        [Replies Compatible "callers ignored the body before"]
        "Return it from the method if callers need it, which changes the method's type.";
    ReplyGone "reply-gone" "has no reply body; it was {old}"
        [Replies Breaking "the method has nothing to return"]
        "Mend the method's return type and the handler.";
    ReplyRetyped "reply-retyped" "replies with {new}; it was {old}"
        [Replies Breaking "the method returns another type"]
        "Mend the method's return type, the handler and the tests, and export the new type in src/lib.rs.";
    ReplyMedia "reply-media" "replies as `{new}`; it was `{old}`"
        [Replies Breaking "released versions of the SDK read the reply as the old media type"]
        "Check x-reply, then the replies of the contract tests and of the handler.";
    // Types.
    TypeNew "type-new" "is new"
        [Callers Compatible "nobody uses it yet"]
        "If a public method takes or returns it, export it in src/lib.rs.";
    TypeGone "type-gone" "is gone"
        [Callers Breaking "programs that name it no longer compile, if it is exported"]
        "Remove it from src/lib.rs, from the handlers and from the tests.";
    TypeUnused "type-unused" "is no longer sent or returned by any operation"
        [Callers Compatible "programs that name it still compile, but never get one"]
        "Remove the component, unless the operation that used it comes back, and its name from src/lib.rs.";
    TypeRenamed "type-renamed" "has another name: it was `{old}` and is `{new}`"
        [Callers Breaking "programs that name it no longer compile, if it is exported; nothing changes on the wire"]
        "Rename it in src/lib.rs, src/api and the handlers, or keep the old name in the contract.";
    TypeRecased "type-recased" "has its name in another case: it was `{old}` and is `{new}`"
        [Callers Breaking "the Rust type follows the name, unless both give the same one"]
        "Mend the case, or rename the type in src/lib.rs, src/api and the handlers.";
    TypeRetyped "type-retyped" "is {new}; it was {old}"
        [Requests Breaking "the value that callers pass no longer fits"]
        [Replies Breaking "the value that callers read has another type"]
        "Mend the methods, handlers and tests that build or read it.";
    RequiredUnknown "required-unknown" "requires `{new}`, which is no member of it"
        [Callers Breaking "the member that was meant stays optional, and no reply and no request can ever have the one that is required"]
        "Mend the name in `required`, or add the member.";
    TypePublic "type-public" "is now made by callers themselves (x-public)"
        [Requests Compatible "nobody could make it before"]
        "Export it in src/lib.rs.";
    TypeHidden "type-hidden" "is no longer made by callers themselves (x-public is gone)"
        [Requests Breaking "programs that make it no longer compile"]
        "Give the method options in its place.";
    // Members and parameters.
    MemberNew "member-new" "is new: {new}, optional"
        [Requests Compatible "calls without it are still right"]
        [Replies Compatible "public structs are #[non_exhaustive], so a new field fits every program"]
        "Requests: give the method an option.|Replies: nothing for the SDK; for GraphQL, select it in the documents.";
    MemberNewRequired "member-new-required" "is new: {new}, required"
        [Requests Breaking "calls without it are refused, so every method that sends it needs an argument or a value of its own"]
        [Replies Breaking "a server that does not send it yet makes the whole reply unreadable"]
        "Requests: give the methods an argument, and the recipe a value.|Replies: unless it is proven that every server has it, take it out of `required` and write nullable: true.";
    MemberGone "member-gone" "is gone; it was {old}"
        [Requests Breaking "callers that set it no longer compile, and servers no longer look at it"]
        [Replies Breaking "callers that read it no longer compile"]
        "Remove it from src/, the handlers, the recipes and the tests.";
    MemberRenamed "member-renamed" "was probably renamed from `{old}`"
        [Requests Breaking "callers set the old name, which servers no longer look at"]
        [Replies Breaking "callers that read the old name no longer compile, and from old servers the new one stays empty"]
        "Rename it in src/, the handlers, the recipes and the tests.|Replies: if servers of both names exist, write x-aliases with the old one.";
    MemberRecased "member-recased" "has another case; it was `{old}`"
        [Requests Breaking "names on the wire are compared by their exact text, so servers do not find it"]
        [Replies Breaking "names on the wire are compared by their exact text, so the field stays empty; where the Rust name follows, programs do not compile"]
        "Put the old case back unless a recording shows the new one.|Replies: if servers of both exist, write x-aliases with the other.";
    MemberRetyped "member-retyped" "is {new}; it was {old}"
        [Requests Breaking "the value that callers pass no longer fits, or is refused"]
        [Replies Breaking "the value that callers read has another type; a value of the old type is dropped"]
        "Mend the methods, handlers and tests that build or read it.";
    MemberRequired "member-required" "is required; it was optional"
        [Requests Breaking "calls without it are refused"]
        [Replies Breaking "a server that leaves it out makes the whole reply unreadable"]
        "Requests: make it an argument of the method.|Replies: keep it optional unless it is proven that every server sends it.";
    MemberOptional "member-optional" "is optional; it was required"
        [Requests Compatible "calls with it are still right"]
        [Replies Breaking "the field becomes an Option, so callers that read it no longer compile"]
        "Requests: make it an option of the method.|Replies: mend what reads it in src/, the handlers and the tests.";
    MemberOptionalStill "member-optional-nullable" "is optional; it was required, but could be null"
        [Requests Compatible "calls with it are still right"]
        [Replies Compatible "the field is an Option as before"]
        "Nothing.";
    MemberNullable "member-nullable" "may be null; it could not"
        [Requests Compatible "calls with a value are still right"]
        [Replies Breaking "the field becomes an Option, so callers that read it no longer compile"]
        "Mend what reads it in src/, the handlers and the tests.";
    MemberNullableStill "member-nullable-optional" "may be null; it could only be left out"
        [Requests Compatible "calls with a value are still right"]
        [Replies Compatible "the field is an Option as before"]
        "Nothing.";
    MemberNotNull "member-not-null" "may no longer be null"
        [Requests Breaking "calls that send null are refused"]
        [Replies Breaking "the field is no longer an Option, and a server that sends null makes the whole reply unreadable"]
        "Requests: leave it out where null was sent.|Replies: keep nullable: true unless it is proven that no server sends null.";
    MemberNotNullStill "member-not-null-optional" "may no longer be null, but may be left out"
        [Requests Breaking "calls that send null are refused"]
        [Replies Compatible "the field is an Option as before, and null is still read as nothing"]
        "Requests: leave it out where null was sent.|Replies: put nullable: true back, which says what servers do.";
    SecretNew "secret-new" "is a secret now"
        [Requests Breaking "the type of the value is Secret instead of text"]
        [Replies Breaking "the type of the field is Secret instead of text, so callers that read it no longer compile"]
        "Add it to the tests of tests/secrecy.";
    SecretGone "secret-gone" "is no longer a secret"
        [Requests Breaking "the type of the value is text instead of Secret, and it may be printed and logged"]
        [Replies Breaking "the type of the field is text instead of Secret, and it may be printed and logged"]
        "Put the component Secret or OptionalSecret back if it is a credential; tests/secrecy must still pass.";
    ValueNew "value-new" "also knows {new}"
        [Callers Compatible "any other value is accepted, too"]
        "Nothing: the constant is generated.";
    ValueGone "value-gone" "no longer knows {old}"
        [Callers Breaking "programs that name the constant no longer compile; on the wire any value is still accepted"]
        "Keep the value unless no server has it any more.";
    EnumValueNew "enum-value-new" "also allows {new}"
        [Requests Compatible "the values of before are still allowed"]
        [Replies Breaking "released versions of the SDK cannot read a new value"]
        "Write x-known-values instead of enum.";
    EnumValueGone "enum-value-gone" "no longer allows {old}"
        [Requests Breaking "calls with this value are refused"]
        [Replies Compatible "the other values are read as before"]
        "Remove the value from the method's options.";
    EnumClosed "enum-closed" "allows only these values: {new}"
        [Requests Breaking "calls with another value are refused"]
        [Replies Breaking "any other value makes the reply unreadable"]
        "Write x-known-values instead of enum.";
    EnumOpened "enum-opened" "allows other values than those named"
        [Requests Compatible "the values of before are still allowed"]
        [Replies Breaking "the type is an open string instead of an enum, so programs that match on it no longer compile"]
        "Export the open string in src/lib.rs.";
    LimitTightened "limit-tightened" "has a stricter limit: {new}; it was: {old}"
        [Requests Breaking "values that were right are refused"]
        [Replies Compatible "all values were allowed before"]
        "Check the argument in src/api, so that callers hear of it before anything is sent.";
    LimitLoosened "limit-loosened" "has a looser limit: {new}; it was: {old}"
        [Requests Compatible "values that were right still are"]
        [Replies Compatible "the SDK does not check the limits of replies"]
        "Drop the check in src/api, if there is one.";
    AliasNew "alias-new" "is also read from `{new}`"
        [Replies Compatible "the other names are read as before"]
        "Send the name in a contract test.";
    AliasGone "alias-gone" "is no longer read from `{old}`"
        [Replies Breaking "from servers that use this name the field stays empty"]
        "Keep the alias while any such server is known.";
    NumberAccepted "number-accepted" "is read from numbers, too"
        [Replies Compatible "text is read as before"]
        "Send a number in a contract test.";
    NumberRefused "number-refused" "is no longer read from numbers"
        [Replies Breaking "from servers that send a number the field stays empty"]
        "Keep x-accepts-number while any such server is known.";
    DefaultChanged "default-changed" "has the default {new}; it was {old}"
        [Requests Compatible "calls that leave it out are still right, but may do something else"]
        "Mend the documentation of the method's option.";
    // GraphQL documents.
    DocumentNew "document-new" "is new"
        [Callers Compatible "it comes with a new operation"]
        "See the operation.";
    DocumentGone "document-gone" "is gone"
        [Callers Breaking "the operation has nothing to send"]
        "Put it back, or remove the operation and its methods.";
    SelectsMore "selects-more" "also selects {new}"
        [Replies Compatible "the reply has more in it"]
        "Check that the reply's type has these members.";
    SelectsLess "selects-less" "no longer selects {old}"
        [Replies Breaking "the fields stay empty, although every program compiles"]
        "Put them back, unless the server no longer has them; then remove them from the reply's type, too.";
    SelectsRenamed "selects-renamed" "selects `{new}`, as `{old}` is called now"
        [Replies Compatible "what breaks is said of the member"]
        "Check that the server knows the new name.";
    RootChanged "root-changed" "asks for the root field `{new}`; it was `{old}`"
        [Callers Breaking "the server runs another query or mutation"]
        "Check that the reply's type has the member `{new}` in `data`, and mend the handler.";
    VariableRetyped "variable-retyped" "declares ${new}; it was ${old}"
        [Requests Breaking "a variable that becomes non-null is refused when it is left out, and one of another type always"]
        "Make the type of the variables agree: `!` means required.";
    DocumentRewritten "document-rewritten" "is written differently: other arguments, aliases or order"
        [Callers Compatible "it declares and selects the same"]
        "Compare it with the recording in tests/parity, which holds the exact text.";
    // Error codes.
    CodeNew "code-new" "is new: `{new}`"
        [Callers Compatible "unknown codes were accepted, too"]
        "If callers decide by it, add a predicate in src/error.";
    CodeGone "code-gone" "is gone; it was `{old}`"
        [Callers Breaking "programs that name the constant no longer compile"]
        "Keep the row while any server sends the code; remove its uses in src/error and sandbox/src.";
    CodeRenamed "code-renamed" "is called `{new}`; it was `{old}`"
        [Callers Breaking "programs that name the constant no longer compile"]
        "Rename the constant in src/error and sandbox/src.";
    CodeMeaning "code-meaning" "has another meaning: \"{new}\"; it was \"{old}\""
        [Callers Compatible "only the text differs"]
        "Nothing.";
    // Texts.
    TextChanged "text-changed" "is described differently"
        [Callers Compatible "only documentation differs"]
        "Read the new text as your callers will.";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_every_rule_says_why_and_what_to_do() {
        let codes: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.rule().code).collect();
        assert_eq!(codes.len(), Kind::ALL.len());
        for rule in Kind::ALL.iter().map(|kind| kind.rule()) {
            assert!(rule.todo.ends_with('.'), "{}: what to do is a sentence", rule.code);
            assert!(rule.judgements.iter().all(|one| !one.why.is_empty() && !one.why.ends_with('.')), "{}", rule.code);
        }
    }
}
