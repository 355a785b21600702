//! The lint's messages about the keys and the structure of `authing.yaml`.

use crate::edit::{Edit, Row, Spec, YAML, every_row_is_found};

const LOGIN: &str = "  /connections/social/wechat-miniprogram/auth:";
const UPLOAD: &str = "  /api/v2/upload:";
const SPELLING: &str = "mend the spelling";

pub fn row(
    name: &'static str,
    at: &'static str,
    from: &'static str,
    to: &'static str,
    says: &'static [&'static str],
) -> Row {
    (name, Edit { file: YAML, at, from, to }, says)
}

#[test]
fn the_real_contract_passes() {
    assert_eq!(Spec::copy().problems(), Vec::<String>::new());
}

#[test]
fn repeated_keys_are_found() {
    const MEND: &str = "; the first would be lost: rename or remove one";
    every_row_is_found(&[
        row(
            "path",
            "/connections/social/wechat-miniprogram/auth-by-phone:",
            "auth-by-phone:",
            "auth:",
            &["line {line}: /paths//connections/social/wechat-miniprogram/auth is there twice, first at line ", MEND],
        ),
        row(
            "component",
            "\n    PhoneBody:",
            "PhoneBody:",
            "LoginByCodeBody:",
            &["line {line}: /components/schemas/LoginByCodeBody is there twice, first at line ", MEND],
        ),
        row(
            "member of a component",
            "\n    Identity:",
            "userId:",
            "openid:",
            &["line {line}: /components/schemas/Identity/properties/openid is there twice", MEND],
        ),
        row(
            "member of a parameter",
            UPLOAD,
            "in: query",
            "name: query",
            &["line {line}: ", "/parameters/name is there twice", MEND],
        ),
        row(
            "operationId",
            "  /connections/social/wechat-miniprogram/getphone:",
            "getPhone",
            "loginByPhone",
            &["operation loginByPhone (line {at}): the operationId loginByPhone is taken at line ", "; choose another"],
        ),
    ]);
}

#[test]
fn misspelt_keys_are_found() {
    every_row_is_found(&[
        row(
            "of the document",
            "components:",
            "components:",
            "componets:",
            &["line {line}: /componets means nothing in OpenAPI 3.0", SPELLING],
        ),
        row(
            "of an operation",
            LOGIN,
            "requestBody:",
            "requestBodi:",
            &["line {line}: ", "/post/requestBodi means nothing in OpenAPI 3.0", SPELLING],
        ),
        row(
            "of a summary",
            LOGIN,
            "summary:",
            "sumary:",
            &["line {line}: ", "/post/sumary means nothing in OpenAPI 3.0", SPELLING],
        ),
        row(
            "of a media type",
            LOGIN,
            "example:",
            "exampel:",
            &["line {line}: ", "/exampel means nothing in OpenAPI 3.0 (did you mean example?)", SPELLING],
        ),
        row(
            "of a parameter",
            UPLOAD,
            "description: What",
            "descripton: What",
            &["line {line}: ", "/descripton means nothing in OpenAPI 3.0", SPELLING],
        ),
        row(
            "of a schema",
            "\n    PhoneBody:",
            "properties:",
            "propertys:",
            &["line {line}: /components/schemas/PhoneBody/propertys means nothing in OpenAPI 3.0", SPELLING],
        ),
        row(
            "of a member",
            "\n    User:",
            "nullable:",
            "nulable:",
            &[
                "line {line}: /components/schemas/User/properties/arn/nulable means nothing in OpenAPI 3.0 (did you mean nullable?)",
                SPELLING,
            ],
        ),
        row(
            "in a list",
            "\n    PhoneNumber:",
            "allOf: [{$ref: '#/components/schemas/Watermark'}]",
            "allOf: [{type: object, propertys: {}, titel: Watermark}]",
            &["line {line}: ", "/titel means nothing in OpenAPI 3.0", SPELLING],
        ),
        row(
            "with the value false",
            "\n    UpdateUserInput:",
            "additionalProperties: false",
            "additionalPropertis: false",
            &[
                "line {line}: /components/schemas/UpdateUserInput/additionalPropertis means nothing in OpenAPI 3.0",
                SPELLING,
            ],
        ),
        row(
            "below a member named example",
            "\n    Watermark:",
            "appid: {type: string, nullable: true",
            "example: {type: string, nulable: true",
            &[
                "line {line}: /components/schemas/Watermark/properties/example/nulable means nothing in OpenAPI 3.0",
                SPELLING,
            ],
        ),
    ]);
}

#[test]
fn unknown_extensions_are_found() {
    const MEND: &str = "; write one of x-accepts-number, x-aliases, ";
    every_row_is_found(&[
        row("of an operation", LOGIN, "x-source:", "x-sauce:", &["line {line}: nothing reads x-sauce", MEND]),
        row(
            "of a component",
            "\n    Gender:",
            "x-known-values:",
            "x-known-value:",
            &["line {line}: nothing reads x-known-value", MEND],
        ),
        row(
            "of a member",
            "\n    PhoneNumber:",
            "x-accepts-number:",
            "x-accept-number:",
            &["line {line}: nothing reads x-accept-number", MEND],
        ),
        row(
            "of a member named example",
            "\n    Watermark:",
            "appid: {type",
            "example: {x-alias: [a], type",
            &["line {line}: nothing reads x-alias", MEND],
        ),
    ]);
}

#[test]
fn examples_may_hold_anything() {
    let spec = Spec::copy();
    spec.change(&Edit {
        file: YAML,
        at: LOGIN,
        from: "example: {",
        to: "example: {x-anything: {nulable: yes, enum: [1]}, enum: [1], ",
    });
    assert_eq!(spec.problems(), Vec::<String>::new());
}

#[test]
fn default_values_may_be_written() {
    let spec = Spec::copy();
    spec.change(&Edit {
        file: YAML,
        at: "\n    Watermark:",
        from: "{type: string, ",
        to: "{readOnly: false, deprecated: false, type: string, ",
    });
    spec.change(&Edit {
        file: YAML,
        at: "\n    Watermark:",
        from: "type: object",
        to: "type: object\n      required: []",
    });
    assert_eq!(spec.problems(), Vec::<String>::new());
}

#[test]
fn names_that_differ_only_in_their_spelling_are_found() {
    const MEND: &str = "but for case or separators; keep one";
    every_row_is_found(&[
        row(
            "operationId",
            "  /connections/social/wechat-miniprogram/getphone:",
            "operationId: getPhone",
            "operationId: loginbyphone",
            &["line ", "the operationId loginbyphone is loginByPhone of line ", MEND],
        ),
        row("component", "\n    PhoneBody:", "PhoneBody:", "Login_By_Code_Body:", &["the component ", MEND]),
        row(
            "member",
            "\n    Identity:",
            "userId:",
            "open_id:",
            &["component Identity: line ", "the member ", "open_id", "openid", MEND],
        ),
    ]);
}

#[test]
fn replies_that_require_more_than_they_must_are_found() {
    every_row_is_found(&[row(
        "of a type that is only returned",
        "\n    Role:",
        "required: [code]",
        "required: [code, description]",
        &["component Role (line {at}): a reply that lacks any of code, description would be unreadable; require only"],
    )]);
}

#[test]
fn required_names_that_are_not_members_are_found() {
    every_row_is_found(&[row(
        "misspelled",
        "\n    PhoneBody:",
        "required: [code,",
        "required: [kode,",
        &["component PhoneBody (line {line}): it requires kode, which is not among its properties (did you mean \
             code?); mend the name or add"],
    )]);
}

#[test]
fn documents_that_are_not_openapi_3_0_are_found() {
    every_row_is_found(&[
        row("3.1", "openapi:", "3.0.3", "3.1.0", &["openapi: 3.1.0 is not supported; write openapi: 3.0.3"]),
        row(
            "2.0",
            "openapi:",
            "openapi: 3.0.3",
            "swagger: '2.0'",
            &["spec/authing.yaml: the document is not OpenAPI 3.0: ", "`openapi`"],
        ),
        row(
            "a value of a wrong type in an operation",
            LOGIN,
            "required: true",
            "required: perhaps",
            &["/connections/social/wechat-miniprogram/auth (line {at}) is not OpenAPI 3.0: ", "perhaps"],
        ),
        row(
            "in a component",
            "\n    PhoneBody:",
            "required: [code, iv, encryptedData]",
            "required: code",
            &["PhoneBody (line {at}) is not OpenAPI 3.0: ", "code"],
        ),
        row(
            "in a parameter",
            "\n    TenantId:",
            "in: header",
            "in: hat",
            &["TenantId (line {at}) is not OpenAPI 3.0: "],
        ),
        row(
            "in a reply of failure",
            "\n    Failure:",
            "description: >-",
            "description: []\n      x-doc: >-",
            &["Failure (line {at}) is not OpenAPI 3.0: "],
        ),
    ]);
}
