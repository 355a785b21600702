//! One case for each rule: a small contract, the change, the sentence, and for whom it breaks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::diff::{
    compare, parse, read,
    rules::{Kind, Verdict},
    words,
};

const DOCUMENT: &str = r#"openapi: 3.0.3
servers: [{url: 'https://core.example.com'}]
security: [{app: []}]
paths:
  /things:
    post:
      operationId: sendThing
      summary: Send a thing
      security: [{app: []}, {bearer: []}]
      x-js: [sendThing]
      x-reply: envelope
      x-beside: {$ref: '#/components/schemas/Note'}
      parameters:
        - {name: folder, in: query, schema: {type: string}}
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/SendThingBody'}}}
      responses:
        2XX: {content: {application/json: {schema: {$ref: '#/components/schemas/SendThingReply'}}}}
        4XX: {description: A failure, content: {application/json: {schema: {$ref: '#/components/schemas/Failure'}}}}
  /others:
    get:
      operationId: listOthers
      x-js: []
      x-reply: envelope
      responses: {}
  /graphql/v2#thing:
    post:
      operationId: thing
      x-js: []
      x-reply: graphql
      responses: {}
components:
  securitySchemes:
    app: {type: apiKey, in: header, name: x-app}
    bearer: {type: http, scheme: bearer}
  parameters:
    Lang: {name: x-lang, in: header, schema: {type: string}}
  schemas:
    Secret: {type: string}
    OpenKind: {type: string, x-known-values: [square, round]}
    Failure: {type: object, properties: {error: {type: string}}}
    Note: {type: object, properties: {remark: {type: string}}}
    SendThingBody:
      type: object
      properties: {thing: {$ref: '#/components/schemas/Thing'}}
    SendThingReply:
      type: object
      properties: {data: {$ref: '#/components/schemas/Thing'}}
    Thing:
      type: object
      required: [must, mustNull]
      properties:
        must: {type: string}
        mustNull: {type: string, nullable: true}
        may: {type: string}
        mayNull: {type: string, nullable: true}
        nickname: {type: string, description: A name.}
        key: {$ref: '#/components/schemas/Secret'}
        shape: {type: string, enum: [square, round]}
        medals: {type: array, items: {type: string, x-known-values: [gold]}}
        size: {type: integer, format: int64, maximum: 9}
        number: {type: string, x-aliases: [no], x-accepts-number: true}
"#;
const GRAPHQL: &str = "query thing($id: String) { thing(id: $id) { id nickname } }";
const CODES: &str = "code,name,english,chinese\n1,ONE,First,一\n2,TWO,Second,二\n";

/// What an edit changes, as (kind, sentence, judgements).
fn changes(edits: &[(&str, &str)]) -> Vec<(Kind, String, String)> {
    both_ways(edits)[0].clone()
}

/// The same, and what it changes to take the edit back.
fn both_ways(edits: &[(&str, &str)]) -> [Vec<(Kind, String, String)>; 2] {
    let files = |edits: &[(&str, &str)]| {
        let mut files = BTreeMap::from([
            ("authing.yaml".to_owned(), DOCUMENT.to_owned()),
            ("graphql/thing.graphql".to_owned(), GRAPHQL.to_owned()),
            ("error-codes.csv".to_owned(), CODES.to_owned()),
        ]);
        for (from, to) in edits {
            let hits: usize = files.values().map(|text| text.matches(from).count()).sum();
            assert_eq!(hits, 1, "{from:?} is not there exactly once");
            files.values_mut().for_each(|text| *text = text.replace(from, to));
        }
        // An empty document is one that is not there.
        files.retain(|_, text| !text.is_empty());
        files
    };
    let contract = |edits| read::whole(&files(edits), "test").unwrap();
    let mark = |verdict| if verdict == Verdict::Breaking { "breaking" } else { "compatible" };
    let (plain, edited) = (contract(&[]), contract(edits));
    [(&plain, &edited), (&edited, &plain)].map(|(old, new)| {
        let changes = compare::contracts(old, new);
        let words = changes.iter().map(|change| {
            let line = words::line(change);
            let judged = line.judgements.iter().map(|(side, verdict, _)| format!("{side} {}", mark(*verdict)));
            (change.kind, line.sentence, judged.collect::<Vec<_>>().join(", "))
        });
        words.collect()
    })
}

macro_rules! cases {
    ($($name:ident $kind:ident $(+ $also:ident)* : $($from:literal => $to:literal),+ ; $sentence:literal; $judged:literal;)+
     # taken back $($back:ident $back_kind:ident: $back_from:literal => $back_to:literal; $back_sentence:literal; $back_judged:literal;)+) => {
        $(#[test]
        fn $back() {
            let [_, back] = both_ways(&[($back_from, $back_to)]);
            assert_eq!(back, [(Kind::$back_kind, $back_sentence.into(), $back_judged.into())]);
        })+

        $(#[test]
        fn $name() {
            let found_changes = changes(&[$(($from, $to)),+]);
            let found = found_changes.iter().find(|(kind, ..)| *kind == Kind::$kind);
            let (_, sentence, judged) = found.unwrap_or_else(|| panic!("not found: {found_changes:#?}"));
            assert_eq!((sentence.as_str(), judged.as_str()), ($sentence, $judged));
            let kinds: BTreeSet<Kind> = found_changes.iter().map(|(kind, ..)| *kind).collect();
            assert_eq!(kinds, BTreeSet::from([Kind::$kind, $(Kind::$also),*]), "{found_changes:#?}");
        })+

        #[test]
        fn every_rule_has_a_case() {
            let cases = BTreeSet::from([$(Kind::$kind,)+ $(Kind::$back_kind),+]);
            let missing: Vec<_> = Kind::ALL.iter().filter(|kind| !cases.contains(kind)).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    };
}

#[test]
fn a_contract_does_not_differ_from_itself() {
    assert_eq!(changes(&[]), []);
}

cases! {
    operation_new OperationNew: "paths:\n" => "paths:\n  /new: {get: {operationId: brandNew, x-reply: envelope, responses: {}}}\n";
        "the operation is new: GET /new"; "callers compatible";
    operation_gone OperationGone: "  /others:\n    get:\n      operationId: listOthers\n      x-js: []\n      x-reply: envelope\n      responses: {}\n" => "";
        "the operation is gone: GET /others"; "callers breaking";
    operation_renamed OperationRenamed: "listOthers" => "allOfThem";
        "the operation has another operationId: it was `listOthers` and is `allOfThem`"; "callers compatible";
    operation_recased OperationRecased: "listOthers" => "listothers";
        "the operation has its operationId in another case: it was `listOthers` and is `listothers`"; "callers compatible";
    path_changed PathChanged: "  /others:" => "  /others/all:";
        "the operation moved from `/others` to `/others/all`"; "callers breaking";
    method_changed MethodChanged: "    get:" => "    put:";
        "the operation is asked with PUT; it was GET"; "callers breaking";
    host_changed HostChanged: "listOthers" => "listOthers\n      servers: [{url: 'https://ws.example.com'}]";
        "the operation goes to https://ws.example.com; it went to the usual host"; "callers breaking";
    usual_host HostChanged: "core.example" => "api.example";
        "every call goes to https://api.example.com; it went to https://core.example.com"; "callers breaking";
    values_of_items ValueNew: "x-known-values: [gold]" => "x-known-values: [gold, silver]";
        "the member `medals` also knows `silver`"; "callers compatible";
    items_may_be_null MemberRetyped: "items: {type: string, x" => "items: {type: string, nullable: true, x";
        "the member `medals` is a list of text or null; it was a list of text"; "requests breaking, replies breaking";
    failures_are_replies MemberGone: "properties: {error: {type: string}}" => "properties: {}";
        "the member `error` is gone; it was text"; "replies breaking";
    beside_is_a_reply MemberGone: "properties: {remark: {type: string}}" => "properties: {}";
        "the member `remark` is gone; it was text"; "replies breaking";
    security_more SecurityMore: "{bearer: []}]" => "{bearer: []}, {}]";
        "the operation can now also be called without any credential"; "requests compatible";
    security_less SecurityLess: ", {bearer: []}]" => "]";
        "the operation can no longer be called with the credential `bearer` alone, only with the credential `app` alone"; "requests breaking";
    scheme_changed SchemeChanged: "name: x-app" => "name: x-other";
        "the credential `app` is sent in another way: apiKey header x-app became apiKey header x-other"; "callers breaking";
    convention_changed ConventionChanged: "x-reply: graphql" => "x-reply: bare";
        "its reply is read by the convention `bare`; it was read by `graphql`"; "replies breaking";
    beside_changed BesideChanged + TypeUnused: "      x-beside: {$ref: '#/components/schemas/Note'}\n" => "";
        "its reply has nothing beside `data`; it was `Note`"; "replies breaking";
    js_changed JsChanged: "x-js: [sendThing]" => "x-js: [sendThing, sendIt]";
        "the operation serves other JavaScript methods: sendThing, sendIt; they were: sendThing"; "callers compatible";
    repeatable_more RepeatableMore: "listOthers" => "listOthers\n      x-repeatable: true";
        "the operation may now be sent again after a failure (x-repeatable)"; "callers compatible";
    deprecated Deprecated: "listOthers" => "listOthers\n      deprecated: true";
        "the operation is deprecated"; "callers compatible";
    status_new StatusNew + TextChanged: "        4XX:" => "        5XX: {description: Another.}\n        4XX:";
        "the operation has a reply for the status 5XX"; "replies compatible";
    status_gone StatusGone + TextChanged + TypeUnused: "        4XX: {description: A failure, content: {application/json: {schema: {$ref: '#/components/schemas/Failure'}}}}\n" => "";
        "the operation has no reply for the status 4XX"; "replies compatible";
    failure_retyped FailureRetyped + TypeUnused: "schema: {$ref: '#/components/schemas/Failure'}" => "schema: {$ref: '#/components/schemas/Note'}";
        "the reply for the status 4XX is `Note`; it was `Failure`"; "replies compatible";
    request_new RequestNew: "operationId: listOthers" => "operationId: listOthers\n      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}";
        "the operation has a request body, `Note`; it had none"; "requests breaking";
    request_gone RequestGone + TypeUnused: "      requestBody:\n        content: {application/json: {schema: {$ref: '#/components/schemas/SendThingBody'}}}\n" => "";
        "the operation has no request body; it was `SendThingBody`"; "requests breaking";
    request_required RequestRequired: "      requestBody:\n" => "      requestBody:\n        required: true\n";
        "the operation needs its request body, which could be left out"; "requests breaking";
    request_retyped RequestRetyped + TypeUnused: "/SendThingBody'}}}" => "/Note'}}}";
        "the operation sends `Note`; it sent `SendThingBody`"; "requests breaking";
    request_media RequestMedia: "content: {application/json: {schema: {$ref: '#/components/schemas/SendThingBody'}}}" => "content: {multipart/form-data: {schema: {$ref: '#/components/schemas/SendThingBody'}}}";
        "the operation sends its body as `multipart/form-data`; it was `application/json`"; "requests breaking";
    reply_new ReplyNew: "      x-reply: graphql\n      responses: {}" => "      x-reply: graphql\n      responses: {2XX: {content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}";
        "the operation replies with `Note`; it had no reply body"; "replies compatible";
    reply_gone ReplyGone + StatusNew + TextChanged + TypeUnused: "2XX: {content: {application/json: {schema: {$ref: '#/components/schemas/SendThingReply'}}}}" => "2XX: {description: Nothing.}";
        "the operation has no reply body; it was `SendThingReply`"; "replies breaking";
    reply_retyped ReplyRetyped + TypeUnused: "/SendThingReply'}}}" => "/Note'}}}";
        "the operation replies with `Note`; it was `SendThingReply`"; "replies breaking";
    reply_media ReplyMedia: "2XX: {content: {application/json:" => "2XX: {content: {text/plain:";
        "the operation replies as `text/plain`; it was `application/json`"; "replies breaking";
    type_new TypeNew: "  schemas:\n" => "  schemas:\n    Fresh: {type: object, properties: {a: {type: string}}}\n";
        "the type is new"; "callers compatible";
    type_gone TypeGone: "    OpenKind: {type: string, x-known-values: [square, round]}\n" => "";
        "the type is gone"; "callers breaking";
    type_unused TypeUnused + BesideChanged: "      x-beside: {$ref: '#/components/schemas/Note'}\n" => "";
        "the type is no longer sent or returned by any operation"; "callers compatible";
    type_renamed TypeRenamed: "    OpenKind:" => "    OpenKindOf:";
        "the type has another name: it was `OpenKind` and is `OpenKindOf` (guessed, because everything else about it is the same)"; "callers breaking";
    type_recased TypeRecased: "    OpenKind:" => "    Openkind:";
        "the type has its name in another case: it was `OpenKind` and is `Openkind`"; "callers breaking";
    type_retyped TypeRetyped: "    Secret: {type: string}" => "    Secret: {type: integer}";
        "the type is an integer; it was text"; "requests breaking, replies breaking";
    required_unknown RequiredUnknown: "[must, mustNull]" => "[msut, mustNull]";
        "the type requires `msut`, which is not one of its members; `must` was probably meant, and has become optional by this"; "callers breaking";
    reference_unknown ReferenceUnknown: "properties: {data: {$ref: '#/components/schemas/Thing'" => "properties: {data: {$ref: '#/components/schemas/Thnig'";
        "the member `data` refers to `Thnig`, which is not defined"; "callers breaking";
    type_public TypePublic: "    Thing:\n      type: object" => "    Thing:\n      x-public: true\n      type: object";
        "the type is now made by callers themselves (x-public)"; "requests compatible";
    type_gives_nothing TypeGivesNothing: "    Thing:\n      type: object" => "    Thing:\n      x-gives-nothing: true\n      type: object";
        "the type only tells that something was done (x-gives-nothing)"; "replies compatible";
    member_new MemberNew: "        may: {type: string}" => "        may: {type: string}\n        extra: {type: boolean}";
        "the member `extra` is new: true or false, optional"; "requests compatible, replies compatible";
    member_new_required MemberNewRequired: "[must, mustNull]" => "[must, mustNull, extra]", "        may: {type: string}" => "        may: {type: string}\n        extra: {type: boolean}";
        "the member `extra` is new: true or false, required"; "requests breaking, replies breaking";
    member_gone MemberGone: "        nickname: {type: string, description: A name.}\n" => "";
        "the member `nickname` is gone; it was text"; "requests breaking, replies breaking";
    member_renamed MemberRenamed: "nickname:" => "nicknames:";
        "the member `nicknames` has a new name; it was `nickname` (guessed, because everything else about it is the same)"; "requests breaking, replies breaking";
    member_renamed_read MemberRenamedRead: "nickname: {type: string," => "displayName: {type: string, x-aliases: [nickname],";
        "the member `displayName` has a new name; it was `nickname`, which is still read"; "requests breaking, replies breaking";
    member_recased MemberRecased: "nickname:" => "nickName:";
        "the member `nickName` has another case; it was `nickname`"; "requests breaking, replies breaking";
    member_retyped MemberRetyped: "format: int64" => "format: uint32";
        "the member `size` is an integer (uint32); it was an integer (int64)"; "requests breaking, replies breaking";
    member_required MemberRequired: "[must, mustNull]" => "[must, mustNull, may]";
        "the member `may` is required; it was optional"; "requests breaking, replies breaking";
    member_optional MemberOptional: "[must, mustNull]" => "[mustNull]";
        "the member `must` is optional; it was required"; "requests compatible, replies breaking";
    member_optional_still MemberOptionalStill: "[must, mustNull]" => "[must]";
        "the member `mustNull` is optional; it was required, but could be null"; "requests compatible, replies compatible";
    member_nullable MemberNullable: "        must: {type: string}" => "        must: {type: string, nullable: true}";
        "the member `must` may be null; it could not"; "requests compatible, replies breaking";
    member_nullable_still MemberNullableStill: "        may: {type: string}" => "        may: {type: string, nullable: true}";
        "the member `may` may be null; it could only be left out"; "requests compatible, replies compatible";
    member_not_null MemberNotNull: "mustNull: {type: string, nullable: true}" => "mustNull: {type: string}";
        "the member `mustNull` may no longer be null"; "requests breaking, replies breaking";
    member_not_null_still MemberNotNullStill: "mayNull: {type: string, nullable: true}" => "mayNull: {type: string}";
        "the member `mayNull` may no longer be null, and may be left out as before"; "requests breaking, replies compatible";
    secret_new SecretNew: "        must: {type: string}" => "        must: {$ref: '#/components/schemas/Secret'}";
        "the member `must` is a secret now"; "requests breaking, replies breaking";
    secret_gone SecretGone + TypeUnused: "{$ref: '#/components/schemas/Secret'}" => "{type: string}";
        "the member `key` is no longer a secret"; "requests breaking, replies breaking";
    value_new ValueNew: "x-known-values: [square, round]" => "x-known-values: [square, round, flat]";
        "the type also knows `flat`"; "callers compatible";
    value_gone ValueGone: "x-known-values: [square, round]" => "x-known-values: [square]";
        "the type no longer knows `round`"; "callers breaking";
    enum_value_new EnumValueNew: "enum: [square, round]" => "enum: [square, round, flat]";
        "the member `shape` also allows `flat`"; "requests compatible, replies breaking";
    enum_value_gone EnumValueGone: "enum: [square, round]" => "enum: [square]";
        "the member `shape` no longer allows `round`"; "requests breaking, replies compatible";
    enum_closed EnumClosed: "        may: {type: string}" => "        may: {type: string, enum: [a, b]}";
        "the member `may` allows only these values: `a`, `b`"; "requests breaking, replies breaking";
    enum_opened EnumOpened: "enum: [square, round]" => "x-known-values: [round]";
        "the member `shape` allows other values than those named"; "requests compatible, replies breaking";
    limit_tightened LimitTightened: "maximum: 9" => "maximum: 8";
        "the member `size` has a stricter limit: maximum 8; it was: maximum 9"; "requests breaking, replies compatible";
    limit_loosened LimitLoosened: ", maximum: 9" => "";
        "the member `size` has a looser limit: none; it was: maximum 9"; "requests compatible, replies compatible";
    alias_new AliasNew: "x-aliases: [no]" => "x-aliases: [no, nr]";
        "the member `number` is also read from `nr`"; "replies compatible";
    alias_gone AliasGone: "x-aliases: [no], " => "";
        "the member `number` is no longer read from `no`"; "replies breaking";
    number_accepted NumberAccepted: "        may: {type: string}" => "        may: {type: string, x-accepts-number: true}";
        "the member `may` is read from numbers, too"; "replies compatible";
    number_refused NumberRefused: ", x-accepts-number: true" => "";
        "the member `number` is no longer read from numbers"; "replies breaking";
    default_changed DefaultChanged: "        may: {type: string}" => "        may: {type: string, default: x}";
        "the member `may` has the default \"x\"; it was none"; "requests compatible";
    parameter_of_every_call MemberGone: "    Lang: {name: x-lang, in: header, schema: {type: string}}\n" => "";
        "the header `x-lang` of every call is gone; it was text"; "requests breaking";
    parameter_required MemberRequired: "{name: folder, in: query," => "{name: folder, in: query, required: true,";
        "the query parameter `folder` is required; it was optional"; "requests breaking";
    document_gone DocumentGone: "query thing($id: String) { thing(id: $id) { id nickname } }" => "";
        "the document is gone"; "callers breaking";
    selects_more SelectsMore: "{ id nickname }" => "{ id nickname size }";
        "the document also selects `size`"; "replies compatible";
    selects_less SelectsLess: "{ id nickname }" => "{ id }";
        "the document no longer selects `nickname`"; "replies breaking";
    selects_renamed SelectsRenamed + MemberRenamed: "        nickname: {" => "        nickName2: {", "{ id nickname }" => "{ id nickName2 }";
        "the document selects `nickName2`, the new name of `nickname`"; "callers breaking";
    root_changed RootChanged: "{ thing(id" => "{ aThing(id";
        "the document asks for the root field `aThing`; it was `thing`"; "callers breaking";
    variable_retyped VariableRetyped: "$id: String" => "$id: String!";
        "the document declares $id: String!; it declared $id: String"; "requests breaking";
    document_rewritten DocumentRewritten: "thing(id: $id)" => "thing(id: $id, all: true)";
        "the document is written differently: other arguments, aliases or order"; "callers compatible";
    code_new CodeNew: "2,TWO" => "3,THREE,Third,三\n2,TWO";
        "the code is new: `THREE`"; "callers compatible";
    code_gone CodeGone: "2,TWO,Second,二\n" => "";
        "the code is gone; it was `TWO`"; "callers breaking";
    code_renamed CodeRenamed: "TWO" => "DEUX";
        "the code is called `DEUX`; it was `TWO`"; "callers breaking";
    code_meaning CodeMeaning: "Second" => "The second";
        "the code has another meaning: \"The second\"; it was \"Second\""; "callers compatible";
    text_changed TextChanged: "A name." => "The name.";
        "the member `nickname` is described differently"; "callers compatible";

    # taken back
    repeatable_less RepeatableLess: "listOthers" => "listOthers\n      x-repeatable: true";
        "the operation may no longer be sent again after a failure (x-repeatable is gone)"; "callers breaking";
    undeprecated Undeprecated: "listOthers" => "listOthers\n      deprecated: true";
        "the operation is no longer deprecated"; "callers compatible";
    request_optional RequestOptional: "      requestBody:\n" => "      requestBody:\n        required: true\n";
        "the operation may leave its request body out"; "requests compatible";
    type_hidden TypeHidden: "    Thing:\n      type: object" => "    Thing:\n      x-public: true\n      type: object";
        "the type is no longer made by callers themselves (x-public is gone)"; "requests breaking";
    type_gives_something TypeGivesSomething: "    Thing:\n      type: object" => "    Thing:\n      x-gives-nothing: true\n      type: object";
        "the type no longer only tells that something was done (x-gives-nothing is gone)"; "replies breaking";
    document_new DocumentNew: "query thing($id: String) { thing(id: $id) { id nickname } }" => "";
        "the document is new"; "callers compatible";
}

/// Whatever is edited, the report names it: every value of the document is changed and removed, one at a time.
#[test]
fn no_change_goes_untold() {
    let document = read::value(DOCUMENT, "test").unwrap();
    assert_eq!(untold(&document), Vec::<String>::new());
}

/// The values whose change or removal the report does not name.
fn untold(document: &Value) -> Vec<String> {
    let contract = |document: &Value| parse::document(document, &|_: &[&str]| None);
    let before = contract(document);
    let mut places = Vec::new();
    leaves(document, String::new(), &mut places);
    let silent = |place: &&String| {
        let edits = [Value::from("edited"), Value::Null].into_iter();
        let mut edited = edits.map(|value| {
            let mut copy = document.clone();
            let (parent, key) = place.rsplit_once('/').unwrap();
            match (copy.pointer_mut(parent), value) {
                (Some(Value::Object(entries)), Value::Null) => drop(entries.remove(&key.replace("~1", "/"))),
                (Some(Value::Array(items)), Value::Null) => drop(items.remove(key.parse().unwrap())),
                (_, value) => *copy.pointer_mut(place).unwrap() = value,
            }
            contract(&copy)
        });
        edited.any(|after| compare::contracts(&before, &after).is_empty())
    };
    places.iter().filter(silent).cloned().collect()
}

fn leaves(node: &Value, place: String, found: &mut Vec<String>) {
    // For whoever reads the contract itself.
    const UNTOLD: [&str; 6] = ["openapi", "info", "tags", "example", "x-source", "bearerFormat"];
    // What has members is an object, whether it says so or not.
    let implied = |key: &str| key == "type" && node["type"] == "object" && node["properties"].is_object();
    match node {
        Value::Object(entries) => {
            for (key, inner) in entries.iter().filter(|(key, _)| !UNTOLD.contains(&key.as_str()) && !implied(key)) {
                leaves(inner, format!("{place}/{}", key.replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, inner)| leaves(inner, format!("{place}/{at}"), found));
        }
        _ => found.push(place),
    }
}
