//! The lint's messages about operations and their schemas.

use crate::{
    edit::{Edit, Spec, YAML, every_row_is_found},
    openapi::row,
};

const LOGIN: &str = "  /connections/social/wechat-miniprogram/auth:";
const UPLOAD: &str = "  /api/v2/upload:";
const USER_QUERY: &str = "  /graphql/v2#user:";

#[test]
fn missing_parts_of_an_operation_are_found() {
    every_row_is_found(&[
        row(
            "operationId",
            LOGIN,
            "operationId:",
            "x-operationId:",
            &["POST /connections/social/wechat-miniprogram/auth (line {at}): no operationId; add the wire name"],
        ),
        row(
            "declaration of a tag",
            LOGIN,
            "tags: [wechat]",
            "tags: [weixin]",
            &["operation loginByCode (line {at}): the tag weixin is not declared; use one of [\"wechat\", "],
        ),
        row(
            "summary",
            LOGIN,
            "summary:",
            "x-summary:",
            &["operation loginByCode (line {at}): no summary; say in one line what it does"],
        ),
        row(
            "x-source",
            LOGIN,
            "x-source:",
            "x-sauce:",
            &["operation loginByCode (line {at}): no x-source; say where its description comes from"],
        ),
        row(
            "x-js",
            LOGIN,
            "x-js:",
            "x-ts:",
            &["operation loginByCode (line {at}): no x-js; list the JavaScript methods that use it"],
        ),
        row(
            "x-reply",
            LOGIN,
            "x-reply:",
            "x-replies:",
            &[
                "operation loginByCode (line {at}): no x-reply; write x-reply: envelope, envelope-v3, graphql, bare, bare-with-cookies, bare-or-xml, text or picture",
            ],
        ),
        row(
            "a known x-reply",
            LOGIN,
            "x-reply: envelope",
            "x-reply: parcel",
            &[
                "operation loginByCode (line {at}): ",
                "; write x-reply: envelope, envelope-v3, graphql, bare, bare-with-cookies, bare-or-xml, text or picture",
            ],
        ),
        row(
            "example of the request",
            LOGIN,
            "example:",
            "x-example:",
            &["operation loginByCode (line {at}): the request has no example; add one"],
        ),
        row(
            "example of the reply",
            LOGIN,
            "example: {code: 200",
            "x-example: {code: 200",
            &["operation loginByCode (line {at}): the reply has no example; add one"],
        ),
        row(
            "example of a parameter",
            UPLOAD,
            "example: avatar",
            "x-example: avatar",
            &["operation upload (line {at}): line ", ": the parameter has no example; add one"],
        ),
    ]);
}

#[test]
fn the_rules_hold_for_every_method() {
    for method in ["put", "delete", "patch", "head", "options", "trace"] {
        let spec = Spec::copy();
        let file = spec.path(YAML);
        let text = std::fs::read_to_string(&file).unwrap();
        let begin = text.find("  /api/v2/logout:\n    get:").unwrap();
        let changed = text[begin..].replacen("get:", &format!("{method}:"), 1).replacen("summary:", "x-doc:", 1);
        spec.write(YAML, &format!("{}{changed}", &text[..begin]));
        let problems = spec.problems();
        assert!(
            problems.iter().any(|p| p.starts_with("operation logout (line ") && p.contains("no summary")),
            "{problems:#?}"
        );
    }
}

#[test]
fn requests_and_replies_without_one_named_schema_are_found() {
    const INLINE: &str = "is inline, and inline schemas collapse into one another; name it under components";
    every_row_is_found(&[
        row(
            "inline request",
            LOGIN,
            "{$ref: '#/components/schemas/LoginByCodeBody'}",
            "{type: object}",
            &["operation loginByCode (line {at}): line {line}: the schema of the request ", INLINE],
        ),
        row(
            "inline reply",
            LOGIN,
            "{$ref: '#/components/schemas/UserReply'}",
            "{type: object}",
            &["operation loginByCode (line {at}): line {line}: the schema of the reply ", INLINE],
        ),
        row(
            "reply mixed of two",
            LOGIN,
            "{$ref: '#/components/schemas/UserReply'}",
            "{allOf: [{$ref: '#/components/schemas/UserReply'}, {type: object}]}",
            &["operation loginByCode (line {at}): line {line}: the schema of the reply ", INLINE],
        ),
        row(
            "no request schema",
            LOGIN,
            "schema:",
            "x-schema:",
            &[
                "operation loginByCode (line {at}): the request has no schema; name one under components and refer to it",
            ],
        ),
        row(
            "a reply that x-reply does not fit",
            LOGIN,
            "schemas/UserReply",
            "schemas/PublicKey",
            &[
                "operation loginByCode (line {at}): PublicKey has no member data, which x-reply promises; add it or mend x-reply",
            ],
        ),
        row(
            "dangling reference",
            LOGIN,
            "schemas/LoginByCodeBody",
            "schemas/LoginByCodBody",
            &[
                "line {line}: $ref #/components/schemas/LoginByCodBody leads nowhere (did you mean LoginByCodeBody?); define it or mend the name",
            ],
        ),
        row(
            "dangling reference in a component",
            "\n    PhoneReply:",
            "schemas/PhoneNumber",
            "schemas/PhonNumber",
            &[
                "line {line}: $ref #/components/schemas/PhonNumber leads nowhere (did you mean PhoneNumber?); define it or mend the name",
            ],
        ),
        row(
            "reference to a file",
            "\n    PhoneReply:",
            "'#/components/schemas/PhoneNumber'",
            "'phone.yaml#/PhoneNumber'",
            &["line {line}: $ref phone.yaml#/PhoneNumber leads nowhere; define it or mend the name"],
        ),
    ]);
}

#[test]
fn an_operation_without_exactly_one_success_reply_is_found() {
    const MEND: &str = "; there must be one success type, 2XX";
    every_row_is_found(&[
        row("no success", LOGIN, "2XX:", "3XX:", &["operation loginByCode (line {at}): success is []", MEND]),
        row(
            "an exact status",
            LOGIN,
            "2XX:",
            "200:",
            &["operation loginByCode (line {at}): success is [\"200\"]", MEND],
        ),
        row(
            "two successes",
            LOGIN,
            "4XX:",
            "201:",
            &["operation loginByCode (line {at}): success is [\"2XX\", \"201\"]", MEND],
        ),
        row(
            "two media types",
            LOGIN,
            "4XX: {$ref: '#/components/responses/Failure'}",
            "4XX: {description: Failed., content: {text/html: {}, application/json: {}}}",
            &["operation loginByCode (line {at}): a reply has more than one media type; keep one"],
        ),
    ]);
}

#[test]
fn a_bare_reply_that_does_not_refer_to_its_payload_is_found() {
    every_row_is_found(&[row(
        "members in the place of a reference",
        "\n    TokenReply:",
        "allOf: [{$ref: '#/components/schemas/TokenSet'}]",
        "type: object",
        &["operation token (line ", ": with a bare x-reply, TokenReply must be `allOf` with one `$ref` to the payload"],
    )]);
}

#[test]
fn closed_enums_in_replies_are_found() {
    const MEND: &str = "a closed enum in a reply fails on any new value; write x-known-values instead";
    every_row_is_found(&[
        row(
            "in the reply itself",
            "\n    UploadReply:",
            "message: {type: string, nullable: true}",
            "message: {type: string, enum: [ok, failed]}",
            &["operation upload (line ", "): line {line}: ", MEND],
        ),
        row(
            "in the component it refers to",
            "\n    UserStatus:",
            "x-known-values:",
            "enum:",
            &["operation loginByCode (line ", "): line {line}: ", MEND],
        ),
        row(
            "in a list of a component",
            "\n    User:",
            "items: {type: string}",
            "items: {type: string, enum: [a, b]}",
            &["operation loginByCode (line ", "): line {line}: ", MEND],
        ),
        row(
            "three references deep",
            "\n    Watermark:",
            "appid: {type: string, nullable: true",
            "appid: {type: string, enum: [wx1]",
            &["operation getPhone (line ", "): line {line}: ", MEND],
        ),
        row(
            "below a member named example",
            "\n    Watermark:",
            "appid: {type: string, nullable: true",
            "example: {type: string, enum: [wx1]",
            &["operation getPhone (line ", "): line {line}: ", MEND],
        ),
        row(
            "behind a nullable reply of GraphQL",
            "\n    LoginStatusDetail:",
            "arn: {type: string, nullable: true",
            "arn: {type: string, enum: [a]",
            &["operation checkLoginStatus (line ", "): line {line}: ", MEND],
        ),
    ]);
}

#[test]
fn closed_enums_in_requests_are_allowed() {
    let spec = Spec::copy();
    spec.change(&Edit {
        file: YAML,
        at: "\n    LoginByEmailInput:",
        from: "captchaCode: {type: string",
        to: "captchaCode: {type: string, enum: [a, b]",
    });
    assert_eq!(spec.problems(), Vec::<String>::new());
}

#[test]
fn paths_and_conventions_that_disagree_are_found() {
    const MEND: &str = "the path of a GraphQL operation is /graphql/v2#<operationId> with x-reply: graphql";
    every_row_is_found(&[
        row(
            "REST path with the GraphQL convention",
            LOGIN,
            "x-reply: envelope",
            "x-reply: graphql",
            &["operation loginByCode (line {at}): ", MEND],
        ),
        row(
            "GraphQL path with another convention",
            USER_QUERY,
            "x-reply: graphql",
            "x-reply: envelope",
            &["operation user (line {at}): ", MEND],
        ),
    ]);
}

#[test]
fn what_a_client_leaves_out_must_not_be_required() {
    const MEND: &str = "; make it optional, or remove the mark";
    every_row_is_found(&[
        row(
            "a parameter",
            "operationId: listMfaAuthenticators",
            "- name: type\n          in: query\n",
            "- name: type\n          required: true\n          in: query\n",
            &["type is required, but x-source says that @authing/guard 5.3.9 leaves it out", MEND],
        ),
        row(
            "a member",
            "    PublishEventBody:",
            "required: [eventType, eventData]",
            "required: [eventType, source, eventData]",
            &["source is required, but x-source says that PyPI authing 5.1.0 leaves it out", MEND],
        ),
    ]);
}

#[test]
fn a_mark_of_an_operation_that_must_not_be_repeated_is_found() {
    const MARKED: &str = "x-repeatable: true\n      x-reply:";
    every_row_is_found(&[
        row(
            "a spent code",
            LOGIN,
            "x-reply:",
            MARKED,
            &[
                "operation loginByCode (line {at}): line {line}: x-repeatable: the request spends code, which must not be sent",
            ],
        ),
        row(
            "a spent ticket in the query",
            "  /cas-idp/{appId}/validate:",
            "x-reply:",
            MARKED,
            &["operation validateTicketV1 (line {at}): line ", "the request spends ticket"],
        ),
        row(
            "a mutation",
            "  /graphql/v2#updateUser:",
            "x-reply:",
            MARKED,
            &["operation updateUser (line {at}): line ", "the document is a mutation, which changes something; remove"],
        ),
        row(
            "a method that changes something",
            "    delete:\n      operationId: deleteMfaAuthenticator",
            "x-reply:",
            MARKED,
            &["operation deleteMfaAuthenticator (line ", "the method changes something; remove the mark"],
        ),
        row(
            "another value",
            USER_QUERY,
            "x-repeatable: true",
            "x-repeatable: false",
            &["operation user (line {at}): line {line}: x-repeatable: its value must be true; leave it out"],
        ),
    ]);
}
