//! What each kind of change means: for requests, for replies, and what to do about it.
//!
//! The judgement takes the view of a program that calls the SDK: a change breaks when a program that was right before no longer compiles, or
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
        [Callers Breaking "its SDK methods must go, so programs that call them no longer compile; released SDKs fail once servers have removed it"]
        "Remove the SDK methods below with their requests and exports, its handler, recipe and tests, and the rows of both READMEs; for GraphQL also its document and its field in sandbox/src/http/graphql/schema.graphql. Remove only those types that are listed as no longer sent or returned. Say so in CHANGELOG.md.";
    OperationRenamed "operation-renamed" "has another operationId: it was `{old}` and is `{new}`"
        [Callers Compatible "the names of public methods are written by hand, and the operationId of a REST operation is not sent"]
        "Rename it in src/api, the handler, the recipe and the tests, which use the operationId.";
    OperationRecased "operation-recased" "has its operationId in another case: it was `{old}` and is `{new}`"
        [Callers Compatible "the names of public methods are written by hand, and the operationId of a REST operation is not sent"]
        "Put the old case back, or rename it in src/api, the handler, the recipe and the tests. The handler, the recipe and the tests use the exact operationId, which no compiler checks: only the tests find a place that was missed.";
    PathChanged "path-changed" "moved from `{old}` to `{new}`"
        [Callers Breaking "released SDKs ask at the old path, and fail once servers no longer answer there"]
        "Make sure that servers answer at the new path, update the documentation of the method, and release.";
    MethodChanged "method-changed" "is asked with {new}; it was {old}"
        [Callers Breaking "released SDKs use the old HTTP method, which servers may refuse"]
        "Update the tests that match the HTTP method and the documentation of the SDK method, and release.";
    HostChanged "host-changed" "goes to {new}; it went to {old}"
        [Callers Breaking "released SDKs ask the old host; the new one must be allowed where firewalls allow hosts by name"]
        "Update the choice of the host in src/api, and name in CHANGELOG.md the host that has to be allowed.";
    SecurityMore "security-more" "can now also be called {new}"
        [Requests Compatible "what was accepted before still is"]
        "Let the SDK method send this credential if callers need it.";
    SecurityLess "security-less" "can no longer be called {old}, only {new}"
        [Requests Breaking "changed servers refuse such calls, also those of released SDKs; programs compile, unless the SDK method needs a new argument for what is still accepted"]
        "In src/api, let the SDK method send what is still accepted, and fail before anything is sent when it has not got that. In the handler, refuse what is no longer accepted. Let the recipe send what is.";
    SchemeChanged "scheme-changed" "is sent in another way: {old} became {new}"
        [Callers Breaking "released SDKs send the credential in the old way"]
        "Update src/transport/credential.rs and the check in the sandbox.";
    ConventionChanged "convention-changed" "is read by the convention `{new}`; it was read by `{old}`"
        [Replies Breaking "released SDKs cannot read replies in the new convention, and this SDK cannot read those of servers that still follow the old one; programs compile"]
        "Rewrite the reply's component and its example for the new convention, or put x-reply back. After a rewrite, also the replies in the contract tests and in the handler.";
    BesideChanged "beside-changed" "has {new} beside `data`; it was {old}"
        [Replies Breaking "the SDK method returns another type, so programs that read it no longer compile"]
        "Update the SDK method, which takes both parts apart in src/api.";
    JsChanged "js-changed" "serves other JavaScript methods: {new}; they were: {old}"
        [Callers Compatible "only documentation names them"]
        "Update the #[doc(alias)] of the SDK methods and sandbox/tests/js/methods.json.";
    RepeatableMore "repeatable-more" "may now be sent again after a failure (x-repeatable)"
        [Callers Compatible "only a client with a RetryPolicy sends it again, and released SDKs never do"]
        "Make sure that it only reads: servers must not spend or change anything when it comes twice.";
    RepeatableLess "repeatable-less" "may no longer be sent again after a failure (x-repeatable is gone)"
        [Callers Breaking "released SDKs with a RetryPolicy still send it again, so whatever it spends or changes may happen twice; in this SDK a failure now reaches the caller at once"]
        "Make sure that no documentation in src/api, src/core/retry.rs and the READMEs says that it is repeated, and say in CHANGELOG.md that callers have to handle its failures themselves. If it still only reads, put x-repeatable back.";
    Deprecated "deprecated" "is deprecated"
        [Callers Compatible "it still works"]
        "Mark the SDK method #[deprecated] and name the alternative.";
    Undeprecated "undeprecated" "is no longer deprecated"
        [Callers Compatible "it works as before"]
        "Remove #[deprecated] from the SDK method.";
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
        [Requests Breaking "released SDKs send none"]
        "Add the arguments to the SDK method, and what is sent to the handler and the recipe.";
    RequestGone "request-gone" "has no request body; it was {old}"
        [Requests Breaking "what callers pass to the SDK method is no longer sent"]
        "Remove the arguments of the SDK method, and what was sent from the handler and the recipe.";
    RequestRequired "request-required" "needs its request body, which could be left out"
        [Requests Breaking "calls without a body are refused"]
        "Send the body in every call.";
    RequestOptional "request-optional" "may leave its request body out"
        [Requests Compatible "calls with a body are still accepted"]
        "Nothing.";
    RequestRetyped "request-retyped" "sends {new}; it sent {old}"
        [Requests Breaking "the members that are sent are those of another type"]
        "Compare the two types, and update the SDK method, the handler and the recipe.";
    RequestMedia "request-media" "sends its body as `{new}`; it was `{old}`"
        [Requests Breaking "servers that accept only the new media type refuse the body of released SDKs"]
        "Update the example, the contract test and the handler.";
    ReplyNew "reply-new" "replies with {new}; it had no reply body"
        [Replies Compatible "the SDK ignored the body before"]
        "Return it from the SDK method if callers need it; that changes the type which the method returns.";
    ReplyGone "reply-gone" "has no reply body; it was {old}"
        [Replies Breaking "the SDK method has nothing to return, so programs that read it no longer compile"]
        "Change the return type of the SDK method and the handler.";
    ReplyRetyped "reply-retyped" "replies with {new}; it was {old}"
        [Replies Breaking "the SDK method returns another type, so programs that read it no longer compile"]
        "Change the return type of the SDK method, the handler and the tests, and export the new type in src/lib.rs.";
    ReplyMedia "reply-media" "replies as `{new}`; it was `{old}`"
        [Replies Breaking "released SDKs read the reply as the old media type"]
        "Check x-reply, then the replies of the contract tests and of the handler.";
    // Types.
    TypeNew "type-new" "is new"
        [Callers Compatible "nobody uses it yet"]
        "If a public method takes or returns it, export it in src/lib.rs.";
    TypeGone "type-gone" "is gone"
        [Callers Breaking "if it is exported, programs that name it no longer compile"]
        "Remove it from src/lib.rs, from the handlers and from the tests.";
    TypeUnused "type-unused" "is no longer sent or returned by any operation"
        [Callers Compatible "nothing changes as long as src/lib.rs exports what it exports now"]
        "Remove the component from the contract. If src/lib.rs exports the type, remove the export, too; that breaks programs that name it, so say it in CHANGELOG.md.";
    TypeRenamed "type-renamed" "has another name: it was `{old}` and is `{new}`"
        [Callers Breaking "if it is exported, programs that name it no longer compile; nothing changes on the wire"]
        "Rename it in src/lib.rs, src/api and the handlers, or keep the old name in the contract.";
    TypeRecased "type-recased" "has its name in another case: it was `{old}` and is `{new}`"
        [Callers Breaking "the Rust type is named after it, so programs that name the type no longer compile, unless both spellings give the same Rust name"]
        "Put the old case back, or rename the type in src/lib.rs, src/api and the handlers.";
    TypeRetyped "type-retyped" "is {new}; it was {old}"
        [Requests Breaking "the value that callers pass no longer fits"]
        [Replies Breaking "the value that callers read has another type, so programs no longer compile"]
        "Update the SDK methods, handlers and tests that build or read it.";
    RequiredUnknown "required-unknown" "requires `{new}`, which is not one of its members{old}"
        [Callers Breaking "no request and no reply can satisfy the contract; nobody is affected if it is corrected before a release"]
        "Correct the name in `required`, or add the member. Change nothing else before that.";
    TypePublic "type-public" "is now made by callers themselves (x-public)"
        [Requests Compatible "nobody could make it before"]
        "Export it in src/lib.rs.";
    TypeHidden "type-hidden" "is no longer made by callers themselves (x-public is gone)"
        [Requests Breaking "programs that make it no longer compile"]
        "Give the method options in its place.";
    TypeGivesNothing "type-gives-nothing" "only tells that something was done (x-gives-nothing)"
        [Replies Compatible "replies without any of its members become successes"]
        "Check that the methods that return it promise nothing else.";
    TypeGivesSomething "type-gives-something" "no longer only tells that something was done (x-gives-nothing is gone)"
        [Replies Breaking "replies without any of its members become errors"]
        "Check with recorded replies that servers send at least one of the members.";
    ReferenceUnknown "reference-unknown" "refers to `{new}`, which is not defined"
        [Callers Breaking "nothing can be generated until it is"]
        "Correct the `$ref` in the contract, or define the component. Change nothing else before that.";
    // Members and parameters.
    MemberNew "member-new" "is new: {new}, optional"
        [Requests Compatible "calls without it are still accepted"]
        [Replies Compatible "public structs are #[non_exhaustive], so a new field fits every program"]
        "Requests: give the SDK method an option (a setter of its request builder).|Replies: nothing in src/; for GraphQL, select it in the documents.";
    MemberNewRequired "member-new-required" "is new: {new}, required"
        [Requests Breaking "servers refuse calls without it, also those of released SDKs"]
        [Replies Breaking "the SDK cannot read the reply of a server that does not send it yet"]
        "Requests: give each SDK method below an argument for it, which breaks programs that call the method, or let the method send a fixed value; let the handler read it, and give the recipe a value.|Replies: unless it is proven that every server sends it, remove it from `required` and write nullable: true.";
    MemberGone "member-gone" "is gone; it was {old}"
        [Requests Breaking "programs that set it no longer compile, and servers ignore what released SDKs send"]
        [Replies Breaking "programs that read it no longer compile"]
        "Remove it from src/, the handlers, the recipes and the tests.";
    MemberRenamed "member-renamed" "has a new name; it was `{old}`"
        [Requests Breaking "servers ignore the old name, which released SDKs send; where programs name the member, they no longer compile"]
        [Replies Breaking "programs that read the old name no longer compile; in this SDK the field stays empty when a server sends only the old name, in released SDKs when it sends only the new one"]
        "Rename it in src/, the handlers, the recipes and the tests.|Replies: if there are servers that send `{old}`, add that name to x-aliases of the member.";
    MemberRenamedRead "member-renamed-read" "has a new name; it was `{old}`, which is still read"
        [Requests Breaking "servers ignore the old name, which released SDKs send; where programs name the member, they no longer compile"]
        [Replies Breaking "where the Rust name changes, programs that read it no longer compile; in released SDKs the field stays empty when a server sends only the new name"]
        "Rename it in src/, the handlers, the recipes and the tests.|Replies: send the old name in a contract test. Where recordings of calls have it, a decision of tests/parity may be needed.";
    MemberRecased "member-recased" "has another case; it was `{old}`"
        [Requests Breaking "servers compare names exactly, so they do not find what the SDK sends"]
        [Replies Breaking "the SDK compares names exactly, so the field stays empty when a server sends the old spelling; where the Rust name changes, programs no longer compile"]
        "Put the old case back, unless servers have the new one: then rename it in src/, the handlers, the recipes and the tests.|Replies: if there are servers of both kinds, add `{old}` to x-aliases of the member.";
    MemberRetyped "member-retyped" "is {new}; it was {old}"
        [Requests Breaking "the value that callers pass no longer fits, or is refused"]
        [Replies Breaking "the field has another type, so programs that read it no longer compile; and it stays empty when a server sends the old type"]
        "Update the SDK methods, handlers and tests that build or read it.";
    MemberRequired "member-required" "is required; it was optional"
        [Requests Breaking "servers refuse calls without it, also those of released SDKs"]
        [Replies Breaking "the SDK cannot read the reply of a server that leaves it out"]
        "Requests: make it an argument of the SDK method.|Replies: keep it optional unless it is proven that every server sends it.";
    MemberOptional "member-optional" "is optional; it was required"
        [Requests Compatible "calls with it are still accepted"]
        [Replies Breaking "the field becomes an Option, so programs that read it no longer compile"]
        "Requests: make it an option of the SDK method (a setter of its request builder).|Replies: update what reads it in src/, the handlers and the tests.";
    MemberOptionalStill "member-optional-nullable" "is optional; it was required, but could be null"
        [Requests Compatible "calls with it are still accepted"]
        [Replies Compatible "the field is an Option as before"]
        "Nothing.";
    MemberNullable "member-nullable" "may be null; it could not"
        [Requests Compatible "calls with a value are still accepted"]
        [Replies Breaking "the field becomes an Option, so programs that read it no longer compile"]
        "Update what reads it in src/, the handlers and the tests.";
    MemberNullableStill "member-nullable-optional" "may be null; it could only be left out"
        [Requests Compatible "calls with a value are still accepted"]
        [Replies Compatible "the field is an Option as before"]
        "Nothing.";
    MemberNotNull "member-not-null" "may no longer be null"
        [Requests Breaking "servers refuse calls that send null"]
        [Replies Breaking "the field is no longer an Option, so programs that read it no longer compile; and the SDK cannot read the reply of a server that sends null"]
        "Requests: leave it out where null was sent.|Replies: keep nullable: true unless it is proven that no server sends null.";
    MemberNotNullStill "member-not-null-optional" "may no longer be null, and may be left out as before"
        [Requests Breaking "servers refuse calls that send null"]
        [Replies Compatible "the field is an Option as before, and null is still read as None"]
        "Requests: leave it out where null was sent.|Replies: if any server still sends null, put nullable: true back, so that the contract says so; otherwise see that the handler sends no null.";
    SecretNew "secret-new" "is a secret now"
        [Requests Breaking "the type of the value is Secret instead of text"]
        [Replies Breaking "the type of the field is Secret instead of text, so programs that read it no longer compile"]
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
        [Replies Breaking "released SDKs cannot read a reply with a new value"]
        "Write x-known-values instead of enum.";
    EnumValueGone "enum-value-gone" "no longer allows {old}"
        [Requests Breaking "servers refuse calls with this value"]
        [Replies Compatible "the other values are read as before"]
        "Remove the value from the options of the SDK method.";
    EnumClosed "enum-closed" "allows only these values: {new}"
        [Requests Breaking "servers refuse calls with another value"]
        [Replies Breaking "the SDK cannot read a reply with another value"]
        "Write x-known-values instead of enum.";
    EnumOpened "enum-opened" "allows other values than those named"
        [Requests Compatible "the values of before are still allowed"]
        [Replies Breaking "the type is an open string instead of an enum, so programs that match on it no longer compile"]
        "Export the open string in src/lib.rs.";
    LimitTightened "limit-tightened" "has a stricter limit: {new}; it was: {old}"
        [Requests Breaking "servers refuse values that were accepted"]
        [Replies Compatible "all values were allowed before"]
        "Check the argument in src/api, so that callers get an error before anything is sent.";
    LimitLoosened "limit-loosened" "has a looser limit: {new}; it was: {old}"
        [Requests Compatible "values that were accepted still are"]
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
        [Requests Compatible "calls that leave it out are still accepted, but may do something else"]
        "Update the documentation of the SDK method's option.";
    // GraphQL documents.
    DocumentNew "document-new" "is new"
        [Callers Compatible "it comes with a new operation"]
        "See the operation.";
    DocumentGone "document-gone" "is gone"
        [Callers Breaking "the SDK has no query to send for the operation"]
        "Put it back, or remove the operation and its methods.";
    SelectsMore "selects-more" "also selects {new}"
        [Replies Compatible "replies contain more; a GraphQL server that does not know a field refuses the whole call"]
        "Make sure that every server knows these fields, and that the reply's type has them as members.";
    SelectsLess "selects-less" "no longer selects {old}"
        [Replies Breaking "what is no longer selected stays empty in the replies to the SDK methods below, from any server, although programs compile; released SDKs still select it, and servers that have dropped it refuse their calls"]
        "If every server still has it, select it again, or leave it out on purpose and say so in CHANGELOG.md. Once all have dropped it, stop selecting it in every document, and remove the member from the type that the SDK methods below return, unless another reply has it; that breaks programs that read it.";
    SelectsRenamed "selects-renamed" "selects `{new}`, the new name of `{old}`"
        [Callers Breaking "servers that do not know the new field refuse the whole call of this SDK, and servers that have dropped the old one those of released SDKs"]
        "Make sure that every server knows `{new}`. If one does not, put `{old}` back in the documents, add it to x-aliases of the member, and let the handlers answer with it. What the new name breaks in programs is said at the type.";
    RootChanged "root-changed" "asks for the root field `{new}`; it was `{old}`"
        [Callers Breaking "the server runs another query or mutation"]
        "Check that the reply's type has the member `{new}` in `data`, and update the handler.";
    VariableRetyped "variable-retyped" "declares ${new}; it declared ${old}"
        [Requests Breaking "any server, old or new, refuses this document when the variable does not fit the type; `!` means that it can be neither left out nor null; released SDKs send their own document"]
        "Take the change back; or make the member of the variables' type required in the contract, let the SDK method always send it (an argument that is no Option breaks programs that call the method, a fixed value does not), and let the recipe send it. Until then every call without it fails.";
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
        "Read the new text: it becomes the documentation of the SDK.";
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
            // Only the sentence and what to do are filled in.
            let whole = |why: &str| !why.is_empty() && !why.ends_with('.') && !why.contains('{');
            assert!(rule.judgements.iter().all(|one| whole(one.why)), "{}", rule.code);
        }
    }
}
